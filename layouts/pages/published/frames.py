"""The frameworks that the sources name, where there is data: one lead and three partners, six services, four homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalogue.definitions import Names
from data.catalogue.reference_tables import Row as Line
from data.catalogue.reference_tables import reference_table
from data.questions.kinds import Reference
from data.readings import Question, Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series
from layouts.panels.links import explain
from layouts.panels.shelf import home, name_of
from layouts.scene import Need, Panel, Scene

HELPERS = {  # 一主导三协同: who helps, and the figure for it; villages report nothing
    "government": "purchase_county_coverage",
    "associations": "association_org_count",
    "villages": "",
    "volunteers": "volunteer_count",
}


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for each helper's figure in every county."""
    codes = tuple(scene.regions.counties(home(scene).code))
    figures = [Question(tuple(filter(None, HELPERS.values())), codes, (scene.period,))] if codes else []
    return [Reference("contract"), Reference("brand"), *figures]


def draw(readings: Readings, scene: Scene) -> BarChart | Nothing:
    """Return in how many counties each helper is at work, and a running contract or brand has each service and home."""
    counties = set(scene.regions.counties(home(scene).code))
    running = [row for row in scene.answer(Reference("contract")) if row["county"] in counties and _runs(row, scene)]
    brands = [row for row in scene.answer(Reference("brand")) if row["county"] in counties]
    if not running and not brands:
        return Nothing(scene.words("panels.frames.none"))
    return BarChart(
        series=(
            Series(
                scene.words("panels.frames.helpers"),
                tuple(_helper(readings, each, counties, scene) for each in HELPERS),
            ),
            _bars(
                "services", reference_table("contract").column("service_types").choices, "service_types", running, scene
            ),
            _bars("homes", reference_table("brand").column("homes").choices, "homes", brands, scene),
        ),
        summary=scene.words("panels.frames.summary", contracts=len(running), brands=len(brands)),
        unit=scene.words("panels.frames.unit"),
        domain=(0.0, float(max(1, len(counties)))),
    )


def _helper(readings: Readings, helper: str, counties: set[str], scene: Scene) -> Bar:
    words, key = scene.words, HELPERS[helper]
    label = words(f"panels.frames.{helper}")
    found = readings.across(key, sorted(counties), scene.period) if key else []
    values = [reading.value for reading in found if reading.value is not None]
    if not values:
        note = words("panels.frames.unreported" if key else "panels.frames.unkept")
        return Bar(label=label, value=None, text=words("mark.missing"), note=note)
    count = sum(value > 0 for value in values)
    href = explain(scene, scene.catalogue.metric(key))
    return Bar(label=label, value=float(count), text=words.number(count), href=href)


def _bars(name: str, choices: Mapping[str, Names], column: str, rows: list[Line], scene: Scene) -> Series[Bar]:
    points = []
    for key, names in choices.items():
        count = len({row["county"] for row in rows if key in _items(row[column])})
        points.append(
            Bar(
                label=name_of(names, scene),
                value=float(count),
                text=scene.words.number(count),
                href=scene.view.on(page="brands").href,
            )
        )
    return Series(scene.words(f"panels.frames.{name}"), tuple(points))


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _runs(row: Line, scene: Scene) -> bool:
    return (
        str(row["first_day"]) <= scene.period.last.isoformat()
        and str(row["last_day"]) >= scene.period.first.isoformat()
    )


PANEL = Panel(
    key="frames",
    title=lambda scene: scene.words("panels.frames.title"),
    note=lambda scene: scene.words("panels.frames.note"),
    needs=needs,
    draw=draw,
)
