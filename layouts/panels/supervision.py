"""Figures each with its last 26 periods; on the overview received, registered on time, checked in, absconded."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

HISTORY = 26


def histories(key: str, *metrics: str) -> Panel:
    """Return the panel of some metrics with a sparkline each; its title is the message `panels.<key>.title`."""

    def needs(scene: Scene) -> Sequence[Question]:
        code = (scene.region.code,)
        return [
            Question(metrics, code, tuple(scene.period.back(HISTORY))),
            Question(metrics, code, (scene.period,), compare=True),
        ]

    return Panel(
        key=key,
        title=lambda scene: scene.words(f"panels.{key}.title"),
        note=lambda scene: scene.words(f"panels.compared.{scene.view.compare}"),
        needs=needs,
        draw=lambda readings, scene: Tiles(tuple(_tile(readings, scene, metric) for metric in metrics)),
    )


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    trend = tuple(readings.series(key, scene.region.code, scene.period.back(HISTORY)))
    reading = trend[-1]
    return Tile(reading, scene.view.compare, explain(scene, reading.metric), trend)


PANEL = histories(
    "supervision", "received_count", "registration_ontime_rate", "checkin_completion_rate", "absconded_count"
)
