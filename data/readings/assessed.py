"""Where to find the figure of a period: in the period, or for a monthly duty where it was last assessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from data.catalogue import Metric
from data.periods import Grain, Period
from data.periods.workdays import assessment_day
from data.readings.answers import Readings
from data.readings.reading import Reading


def figure_periods(metric: Metric, period: Period, as_of: date) -> tuple[Period, ...]:
    """Return the periods in which to look for a metric's figure, in order; `as_of` is the last day with data."""
    return assessed_periods(period, as_of) if metric.is_monthly else (period,)


def assessed_periods(period: Period, as_of: date) -> tuple[Period, ...]:
    """Return where to look for a monthly duty: the period, then the month last assessed at its end, and the one before.

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
    """Return the first of the readings of `figure_periods`, in their order, that has something to judge, if any has."""
    return next((reading for reading in found if reading.denominator), found[0])


def newest_period(readings: Readings, metric: str, regions: Collection[str], periods: Sequence[Period]) -> Period:
    """Return the first of `figure_periods` in which any of some regions has something to judge, if any has.

    Regions that are compared are all shown in this one period.
    """
    return next(
        (each for each in periods if any(found.denominator for found in readings.across(metric, regions, each))),
        periods[0],
    )
