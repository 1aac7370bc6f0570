"""The themes with their resources: where the library has a gap."""

from __future__ import annotations

from data.readings import Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series
from layouts.context import Context, Panel
from layouts.panels.shelf import asked_theme, gaps, name_of, needs, resources, themes


def draw(readings: Readings, context: Context) -> BarChart | Nothing:
    """Return a bar a theme; one without resources says so."""
    words = context.words
    held = [str(row["theme"]) for row in resources(context)]
    if not held:
        return Nothing(words("panels.library.empty"))
    points = []
    for key, names in themes().items():
        count = held.count(key)
        points.append(
            Bar(
                label=name_of(names, context),
                value=float(count) if count else None,
                text=words.number(count) if count else words("panels.library_themes.none"),
                href=context.view.on(theme="" if key == asked_theme(context) else key).href,
                note="" if count else words("panels.library_themes.gap"),
                is_selected=key == asked_theme(context),
            )
        )
    return BarChart(
        series=(Series(words("panels.library.resources"), tuple(points)),),
        summary=words("panels.library_themes.summary", themes=len(themes()), gaps=len(gaps(context))),
        unit="个数",
    )


PANEL = Panel(
    key="library-themes",
    title=lambda context: context.words("panels.library_themes.title"),
    note=lambda context: context.words("panels.library_themes.note"),
    needs=needs,
    draw=draw,
)
