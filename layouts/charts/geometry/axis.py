"""The ends of the axis of values, and what a value beside it means: no colours, no components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from data.catalogue import Direction
from layouts.charts.kinds import (
    BarChart,
    IntervalChart,
    Point,
    RankingChart,
    SignedBar,
    SignedChart,
    StackChart,
    SwarmChart,
)

Ends = tuple[float, float]
Tone = Literal["better", "worse", "neutral"]


def bar_axis(chart: BarChart) -> Ends:
    """Return the domain of bars, else zero and the longest bar."""
    longest = longest_of([point for series in chart.series for point in series.points])
    return chart.domain or (0.0, longest)


def longest_of(points: Sequence[Point]) -> float:
    """Return the largest value of points, one where there is none above zero: the end of an axis that begins at zero."""
    return max((point.value or 0 for point in points), default=0) or 1


def stack_axis(chart: StackChart) -> Ends:
    """Return zero and the longest of the rows, in which the series are side by side."""
    rows = zip(*(series.points for series in chart.series), strict=True)
    return 0.0, max((sum(point.value or 0 for point in row) for row in rows), default=0) or 1


def ranking_axis(chart: RankingChart) -> Ends:
    """Return an axis on which the lowest of a ranking is still a bar and the highest has air."""
    low, high = _reach([point.value for point in chart.points], chart.centre)
    air = (high - low) * 0.15 or 1.0
    return low - 3 * air, high + air / 2


def interval_axis(chart: IntervalChart) -> Ends:
    """Return an axis that holds all dots with their intervals, centre and target."""
    bounds = [bound for point in chart.points for bound in (point.value, point.low, point.high)]
    low, high = _reach(bounds, chart.centre, chart.target)
    air = (high - low) * 0.04 or 1.0
    return low - air, high + air


def signed_axis(chart: SignedChart) -> Ends:
    """Return an axis that holds zero and all bars to both sides of it."""
    values = [point.value for point in chart.points if point.value is not None]
    return min([0.0, *values]), max([0.0, *values])


def swarm_axis(chart: SwarmChart) -> Ends:
    """Return the ends that are written under a swarm: those of its dots and its target."""
    return _reach([point.value for point in chart.points], chart.target)


def swarm_room(chart: SwarmChart) -> Ends:
    """Return the axis of a swarm with a little room beside the outermost dots."""
    low, high = swarm_axis(chart)
    return low - (high - low) * 0.03, high + (high - low) * 0.03


def tone_of(point: SignedBar) -> Tone:
    """Say whether a signed bar is welcome: by the direction of the metric behind it."""
    direction = point.reading.metric.direction if point.reading else Direction.NEUTRAL
    if direction is Direction.NEUTRAL or not point.value:
        return "neutral"
    return "better" if (point.value > 0) == (direction is Direction.UP) else "worse"


def _reach(values: Sequence[float | None], *levels: float | None) -> Ends:
    """Return the least and the most of values and levels, zero to one where there is none."""
    marks = [value for value in (*values, *levels) if value is not None]
    return (min(marks), max(marks)) if marks else (0.0, 1.0)
