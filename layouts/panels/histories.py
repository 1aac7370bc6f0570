"""Some metrics with a line of their past each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Figures, Readings
from data.statistics.history import HISTORY
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Panel
from layouts.panels.links import explain


def histories(key: str, *metrics: str) -> Panel:
    """Return the panel of some metrics with a sparkline each; its title is the message `panels.<key>.title`."""
    return Panel(
        key=key,
        title=lambda context: context.words(f"panels.{key}.title"),
        note=lambda context: context.words(f"panels.compared.{context.view.compare}"),
        needs=history_needs(metrics),
        draw=lambda readings, context: Tiles(tuple(history_tile(readings, context, metric) for metric in metrics)),
    )


def history_needs(metrics: tuple[str, ...]) -> Callable[[Context], Sequence[Figures]]:
    """Return what asks for the past of some metrics, and for the shown period with what it is compared with."""

    def needs(context: Context) -> Sequence[Figures]:
        code = (context.region.code,)
        return [
            Figures(metrics, code, tuple(context.period.back(HISTORY))),
            Figures(metrics, code, (context.period,), compare=True),
        ]

    return needs


def history_tile(readings: Readings, context: Context, key: str) -> Tile:
    """Return a metric's figure with its past."""
    trend = tuple(readings.series(key, context.region.code, context.period.back(HISTORY)))
    return Tile(trend[-1], context.view.compare, explain(context, trend[-1].metric), trend)


SUPERVISION = histories(
    "supervision", "received_count", "registration_ontime_rate", "checkin_completion_rate", "absconded_count"
)
