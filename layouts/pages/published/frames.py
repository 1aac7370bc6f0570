"""The frameworks that the sources name, where there is data: one lead and three partners, six services, four homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalogue.definitions import Names
from data.catalogue.reference_tables import Row as Line
from data.catalogue.reference_tables import reference_table
from data.questions.kinds import Reference
from data.readings import Figures, Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series
from layouts.context import Context, Need, Panel
from layouts.panels.links import explain
from layouts.panels.shelf import home, name_of

HELPERS = {  # 一主导三协同: who helps, and the figure for it; villages report nothing
    "government": "purchase_county_coverage",
    "associations": "association_org_count",
    "villages": "",
    "volunteers": "volunteer_count",
}


def needs(context: Context) -> Sequence[Need]:
    """Ask for each helper's figure in every county."""
    codes = tuple(context.regions.counties(home(context).code))
    figures = [Figures(tuple(filter(None, HELPERS.values())), codes, (context.period,))] if codes else []
    return [Reference("contract"), Reference("brand"), *figures]


def draw(readings: Readings, context: Context) -> BarChart | Nothing:
    """Return in how many counties each helper is at work, and a running contract or brand has each service and home."""
    counties = set(context.regions.counties(home(context).code))
    running = [
        row for row in context.answer(Reference("contract")) if row["county"] in counties and _runs(row, context)
    ]
    brands = [row for row in context.answer(Reference("brand")) if row["county"] in counties]
    if not running and not brands:
        return Nothing(context.words("panels.frames.none"))
    return BarChart(
        series=(
            Series(
                context.words("panels.frames.helpers"),
                tuple(_helper(readings, each, counties, context) for each in HELPERS),
            ),
            _bars(
                "services",
                reference_table("contract").column("service_types").choices,
                "service_types",
                running,
                context,
            ),
            _bars("homes", reference_table("brand").column("homes").choices, "homes", brands, context),
        ),
        summary=context.words("panels.frames.summary", contracts=len(running), brands=len(brands)),
        unit="个数",
        domain=(0.0, float(max(1, len(counties)))),
    )


def _helper(readings: Readings, helper: str, counties: set[str], context: Context) -> Bar:
    words, key = context.words, HELPERS[helper]
    label = words(f"panels.frames.{helper}")
    found = readings.across(key, sorted(counties), context.period) if key else []
    values = [reading.value for reading in found if reading.value is not None]
    if not values:
        note = words("panels.frames.unreported" if key else "panels.frames.unkept")
        return Bar(label=label, value=None, text=words("mark.missing"), note=note)
    count = sum(value > 0 for value in values)
    href = explain(context, context.catalogue.metric(key))
    return Bar(label=label, value=float(count), text=words.number(count), href=href)


def _bars(name: str, choices: Mapping[str, Names], column: str, rows: list[Line], context: Context) -> Series[Bar]:
    points = []
    for key, names in choices.items():
        count = len({row["county"] for row in rows if key in _items(row[column])})
        points.append(
            Bar(
                label=name_of(names, context),
                value=float(count),
                text=context.words.number(count),
                href=context.view.on(page="brands").href,
            )
        )
    return Series(context.words(f"panels.frames.{name}"), tuple(points))


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _runs(row: Line, context: Context) -> bool:
    return (
        str(row["first_day"]) <= context.period.last.isoformat()
        and str(row["last_day"]) >= context.period.first.isoformat()
    )


PANEL = Panel(
    key="frames",
    title=lambda context: context.words("panels.frames.title"),
    note=lambda context: context.words("panels.frames.note"),
    needs=needs,
    draw=draw,
)
