"""Some metrics with a line of their past each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Question, Readings
from data.statistics.history import HISTORY
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.scene import Panel, Scene


def histories(key: str, *metrics: str) -> Panel:
    """Return the panel of some metrics with a sparkline each; its title is the message `panels.<key>.title`."""
    return Panel(
        key=key,
        title=lambda scene: scene.words(f"panels.{key}.title"),
        note=lambda scene: scene.words(f"panels.compared.{scene.view.compare}"),
        needs=history_needs(metrics),
        draw=lambda readings, scene: Tiles(tuple(history_tile(readings, scene, metric) for metric in metrics)),
    )


def history_needs(metrics: tuple[str, ...]) -> Callable[[Scene], Sequence[Question]]:
    """Return what asks for the past of some metrics, and for the shown period with what it is compared with."""

    def needs(scene: Scene) -> Sequence[Question]:
        code = (scene.region.code,)
        return [
            Question(metrics, code, tuple(scene.period.back(HISTORY))),
            Question(metrics, code, (scene.period,), compare=True),
        ]

    return needs


def history_tile(readings: Readings, scene: Scene, key: str) -> Tile:
    """Return a metric's figure with its past."""
    trend = tuple(readings.series(key, scene.region.code, scene.period.back(HISTORY)))
    return Tile(trend[-1], scene.view.compare, explain(scene, trend[-1].metric), trend)


SUPERVISION = histories(
    "supervision", "received_count", "registration_ontime_rate", "checkin_completion_rate", "absconded_count"
)
