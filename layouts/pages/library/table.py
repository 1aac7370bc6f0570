"""The resources as a table to search and filter."""

from __future__ import annotations

from collections import Counter

from data.catalogue.reference_tables import Row, reference_table
from data.questions.kinds import Reference
from data.readings import Readings
from layouts.charts.chart import Column, Nothing, Table
from layouts.context import Context, Panel
from layouts.panels.shelf import home, name_of, needs, shown_resources, themes, uses

WIDTHS = {"title": 300, "provider": 220}
TEXTS = ("title", "theme", "kind", "provider", "county", "since")
COUNTS = ("minutes", "uses")


def draw(readings: Readings, context: Context) -> Table | Nothing:
    """Return a row a resource, its uses those of the region in twelve months."""
    words = context.words
    shown = shown_resources(context)
    if not shown:
        return Nothing(
            words("panels.library_table.none" if context.answer(Reference("resource")) else "panels.library.empty")
        )
    counts: Counter[str] = Counter()
    for use in uses(context):
        counts[use.resource] += use.count
    return Table(
        columns=tuple(_column(key, context) for key in (*TEXTS, *COUNTS)),
        rows=tuple(_row(row, counts, context) for row in sorted(shown, key=_by_theme)),
        summary=words("panels.library_table.summary", count=len(shown), region=words.name(home(context))),
        name="library",
    )


def _by_theme(row: Row) -> tuple[int, str]:
    return list(themes()).index(str(row["theme"])), str(row["zh"])


def _column(key: str, context: Context) -> Column:
    return Column(
        key,
        context.words(f"panels.library_table.{key}"),
        is_number=key in COUNTS,
        is_pinned=key == "title",
        width=WIDTHS.get(key, 0),
        href_key="link" if key == "title" else "",
    )


def _row(row: Row, counts: Counter[str], context: Context) -> dict[str, str | float | None]:
    kinds = reference_table("resource").column("resource_kind").choices
    county = context.regions.by_code.get(str(row["county"]))
    minutes = row["minutes"]
    return {
        "title": str(row["zh"]),
        "theme": name_of(themes()[str(row["theme"])], context),
        "kind": name_of(kinds[str(row["resource_kind"])], context),
        "provider": str(row["provider"]),
        "county": context.words.short(county) if county else "",
        "since": str(row["since"]),
        "minutes": float(str(minutes)) if minutes is not None else None,
        "uses": float(counts[str(row["zh"])]) if str(row["zh"]) in counts else None,
        "link": str(row["link"]),
    }


PANEL = Panel(
    key="library-table",
    title=lambda context: context.words("panels.library_table.heading"),
    note=lambda context: context.words("panels.library_table.note"),
    needs=needs,
    draw=draw,
)
