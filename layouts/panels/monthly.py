"""Duties booked once a month, on the month's assessment day: where their last value is found."""

from __future__ import annotations

from data.periods import Grain, Period
from data.readings import Reading, Readings
from layouts.panel import Scene


def assessed_periods(scene: Scene) -> tuple[Period, ...]:
    """Return where to look: the shown period, then the month that holds its last day, then the one before."""
    if scene.period.grain not in {Grain.DAY, Grain.WEEK}:
        return (scene.period, scene.period.previous())
    month = Period.holding(min(scene.period.last, max(scene.as_of, scene.period.first)), Grain.MONTH)
    return (scene.period, month, month.previous())


def assessed(readings: Readings, scene: Scene, metric: str, region: str) -> Reading:
    """Return the newest reading that has something to judge, or the shown period's where none has."""
    found = [readings.one(metric, region, period) for period in assessed_periods(scene)]
    return next((reading for reading in found if reading.denominator), found[0])


def assessed_note(reading: Reading, scene: Scene) -> str:
    """Name the period a monthly duty's reading comes from, where it is not the shown one."""
    if reading.period == scene.period:
        return ""
    return scene.words("panels.assessed", period=scene.words.period(reading.period))
