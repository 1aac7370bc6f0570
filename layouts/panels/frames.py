"""The frames that the sources name, where data carry them: six kinds of service, the four homes, one lead three partners."""

from __future__ import annotations

from collections.abc import Mapping

from data.definitions import Names
from data.readings import Readings
from data.references import Row as Line
from data.references import reference_table
from layouts.chart import Chart, ChartKind, Nothing, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.library_shelf import home, name_of, no_questions


def draw(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return, for each of the six kinds and the four homes, in how many counties a running contract or brand has it."""
    counties = set(scene.regions.counties(home(scene).code))
    running = [row for row in scene.reference("contract") if row["county"] in counties and _runs(row, scene)]
    brands = [row for row in scene.reference("brand") if row["county"] in counties]
    if not running and not brands:
        return Nothing(scene.words("panels.frames.none"))
    return Chart(
        kind=ChartKind.BARS,
        series=(
            _bars(
                "services", reference_table("contract").column("service_types").choices, "service_types", running, scene
            ),
            _bars("homes", reference_table("brand").column("homes").choices, "homes", brands, scene),
        ),
        summary=scene.words("panels.frames.summary", contracts=len(running), brands=len(brands)),
        unit=scene.words("panels.frames.unit"),
        domain=(0.0, float(max(1, len(counties)))),
    )


def _bars(name: str, choices: Mapping[str, Names], column: str, rows: list[Line], scene: Scene) -> Series:
    points = []
    for key, names in choices.items():
        count = len({row["county"] for row in rows if key in _items(row[column])})
        points.append(
            Point(
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
    needs=no_questions,
    draw=draw,
)
