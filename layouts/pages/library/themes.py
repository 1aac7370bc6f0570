"""The themes with their resources: where the library has a gap."""

from __future__ import annotations

from data.readings import Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series
from layouts.panels.shelf import asked_theme, gaps, name_of, needs, resources, themes
from layouts.scene import Panel, Scene


def draw(readings: Readings, scene: Scene) -> BarChart | Nothing:
    """Return a bar a theme; one without resources says so."""
    words = scene.words
    held = [str(row["theme"]) for row in resources(scene)]
    if not held:
        return Nothing(words("panels.library.empty"))
    points = []
    for key, names in themes().items():
        count = held.count(key)
        points.append(
            Bar(
                label=name_of(names, scene),
                value=float(count) if count else None,
                text=words.number(count) if count else words("panels.library_themes.none"),
                href=scene.view.on(theme="" if key == asked_theme(scene) else key).href,
                note="" if count else words("panels.library_themes.gap"),
                is_selected=key == asked_theme(scene),
            )
        )
    return BarChart(
        series=(Series(words("panels.library.resources"), tuple(points)),),
        summary=words("panels.library_themes.summary", themes=len(themes()), gaps=len(gaps(scene))),
        unit=words("panels.library_themes.unit"),
    )


PANEL = Panel(
    key="library-themes",
    title=lambda scene: scene.words("panels.library_themes.title"),
    note=lambda scene: scene.words("panels.library_themes.note"),
    needs=needs,
    draw=draw,
)
