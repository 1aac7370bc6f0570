"""Where the marks of matrices, calendars and swarms are; no colours, no components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from math import ceil, sqrt

from layouts.charts.kinds import CalendarDay, SwarmDot

STEPS = 5
DOT = 0.55  # the room a dot takes, in rem
ROOM = 3.5  # the height above and below a swarm's axis, in rem
WIDTH = 28.0  # the width of a swarm for which dots must not touch, in rem


def shade(values: Sequence[float | None]) -> Callable[[float | None], int]:
    """Return the step 1..5 of a value among `values`, 0 for none or zero; square roots keep small ones apart."""
    most = max((abs(value) for value in values if value is not None), default=0.0)
    return lambda value: ceil(STEPS * sqrt(abs(value) / most)) if value and most else 0


def shade_between(low: float, high: float) -> Callable[[float | None], int]:
    """Return the step 1..5 of a value between two ends, 0 for none: for rates, which never come near zero."""
    width = (high - low) or 1.0
    return lambda value: 0 if value is None else min(1 + int(STEPS * max(value - low, 0.0) / width), STEPS)


def spread(points: Sequence[SwarmDot], share: Callable[[float | None], float]) -> list[tuple[SwarmDot, float]]:
    """Return each point that has a value with its height in rem, so that no two dots overlap.

    Where more of them meet than there is room for, those are pressed together.
    """
    placed: list[tuple[float, float]] = []
    dots = []
    for point in sorted((p for p in points if p.value is not None), key=lambda p: (not p.is_selected, share(p.value))):
        x = share(point.value) / 100 * WIDTH
        near = [lift for other, lift in placed if abs(other - x) < DOT]
        lift = next(
            height
            for step in range(len(points) + 1)
            for height in (step * DOT, -step * DOT)
            if all(abs(height - other) >= DOT * 0.99 for other in near)
        )
        placed.append((x, lift))
        dots.append((point, lift))
    pressed = [(point, round(lift * _squeeze(share(point.value) / 100 * WIDTH, placed), 2)) for point, lift in dots]
    return sorted(pressed, key=lambda dot: dot[0].is_selected)


def _squeeze(x: float, placed: Sequence[tuple[float, float]]) -> float:
    """Return by how much the heights of the dots about `x` must shrink to stay in the room there is."""
    highest = max(abs(lift) for other, lift in placed if abs(other - x) < DOT)
    return min(1.0, ROOM / highest) if highest else 1.0


def calendar_rows(points: Sequence[CalendarDay]) -> tuple[list[list[CalendarDay | None]], list[tuple[int, int]]]:
    """Lay days out as seven rows of weeks; also (month, weeks) for the heading, by the month of each week's Thursday."""
    by_day = {point.reading.period.first: point for point in points if point.reading}
    if not by_day:
        return [[] for _ in range(7)], []
    first, last = min(by_day), max(by_day)
    monday = first.toordinal() - first.weekday()
    weeks = (last.toordinal() - monday) // 7 + 1
    rows = [
        [by_day.get(date.fromordinal(monday + 7 * week + weekday)) for week in range(weeks)] for weekday in range(7)
    ]
    months = [date.fromordinal(monday + 7 * week + 3).month for week in range(weeks)]
    return rows, [(month, len(list(group))) for month, group in groupby(months)]
