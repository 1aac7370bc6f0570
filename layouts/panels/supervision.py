"""Supervision: received, registered on time, checked in, absconded, each with its last 26 periods."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from layouts.chart import Tile, Tiles
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

METRICS = ("received_count", "registration_ontime_rate", "checkin_completion_rate", "absconded_count")
HISTORY = 26


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the four metrics' history, and the shown period with what it is compared with."""
    code = (scene.region.code,)
    return [
        Question(METRICS, code, tuple(scene.period.back(HISTORY))),
        Question(METRICS, code, (scene.period,), compare=True),
    ]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a tile with a sparkline for each metric."""
    return Tiles(tuple(_tile(readings, scene, key) for key in METRICS))


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    trend = tuple(readings.series(key, scene.region.code, scene.period.back(HISTORY)))
    reading = trend[-1]
    return Tile(reading, scene.view.compare, explain(scene, reading.metric), trend)


PANEL = Panel(
    key="supervision",
    title=lambda scene: scene.words("panels.supervision.title"),
    note=lambda scene: scene.words(f"panels.compared.{scene.view.compare}"),
    needs=needs,
    draw=draw,
)
