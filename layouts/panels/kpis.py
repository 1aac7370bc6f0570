"""The strip at the top: how many, how well taught, how well screened, how many offended again."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.chart import Tile, Tiles
from layouts.panel import Panel, Scene
from layouts.panels.links import explain
from layouts.panels.monthly import assessed, assessed_note, assessed_periods

TAUGHT = "education_met_rate"
METRICS = ("registered_count", TAUGHT, "screening_coverage_rate", "reoffence_rate")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the four figures, the monthly one where it was last assessed."""
    code = scene.region.code
    return [
        Question(tuple(key for key in METRICS if key != TAUGHT), (code,), (scene.period,), compare=True),
        Question((TAUGHT,), (code,), assessed_periods(scene), compare=True),
    ]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return the four tiles."""
    return Tiles(tuple(_tile(_reading(readings, scene, key), scene) for key in METRICS))


def _reading(readings: Readings, scene: Scene, key: str) -> Reading:
    if key == TAUGHT:
        return assessed(readings, scene, key, scene.region.code)
    return readings.one(key, scene.region.code, scene.period)


def _tile(reading: Reading, scene: Scene) -> Tile:
    notes = [assessed_note(reading, scene), _target(reading, scene), _window(reading, scene)]
    return Tile(
        reading=reading,
        compare=scene.view.compare,
        href=explain(scene, reading.metric),
        note=" · ".join(filter(None, notes)),
    )


def _target(reading: Reading, scene: Scene) -> str:
    target, metric = reading.metric.target, reading.metric
    if target is None:
        return ""
    return scene.words(
        "panels.target", value=scene.words.number(target, metric.decimals), unit=scene.words.unit(metric)
    )


def _window(reading: Reading, scene: Scene) -> str:
    """Say over how many days a rare event was counted, and the count: such a rate never stands bare."""
    days = reading.metric.window_days
    if not days:
        return ""
    counts = [scene.words.number(part) for part in (reading.numerator, reading.denominator) if part is not None]
    return " · ".join(filter(None, (scene.words("panels.window", days=days), " / ".join(counts))))


PANEL = Panel(
    key="kpis",
    title=lambda scene: scene.words("panels.kpis.title"),
    note=lambda scene: "",
    needs=needs,
    draw=draw,
)
