"""Duties that are booked once a month, on the month's assessment day: in which periods their newest value is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.periods import Grain, Period
from data.periods.workdays import assessment_day
from data.readings.reading import Reading


def assessed_periods(period: Period, as_of: date) -> tuple[Period, ...]:
    """Return where to look, first things first: the period, then the month last assessed at its end, and the one before.

    A day or week that is over does not look ahead: a month whose assessment day came after it was not assessed yet. While it
    runs, nothing later is known anyway. `as_of` is the last day with data.
    """
    if period.grain not in {Grain.DAY, Grain.WEEK}:
        return (period, period.previous())
    last = period.to_date(as_of).last
    month = Period.holding(last, Grain.MONTH)
    if last < as_of and last < assessment_day(month):
        month = month.previous()
    return (period, month, month.previous())


def newest_assessed(found: Sequence[Reading]) -> Reading:
    """Return of the readings of `assessed_periods`, in their order, the first that has something to judge, if any has."""
    return next((reading for reading in found if reading.denominator), found[0])
