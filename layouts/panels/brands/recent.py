"""What counties held of their brands' activities in the last 30 days, and so which of them are quiet."""

from __future__ import annotations

from data.periods import Grain, Period
from data.readings import Readings
from data.regions import Region
from layouts.context import Context

QUIET_DAYS = 30
ACTIVITY = "brand_activity_count"


def recent_days(context: Context) -> tuple[Period, ...]:
    """Return the 30 days up to the shown period's last day with data, in order."""
    last = min(context.period.last, max(context.as_of, context.period.first))
    return tuple(Period.holding(last, Grain.DAY).back(QUIET_DAYS))


def recent_activities(readings: Readings, county: Region, context: Context) -> float | None:
    """Return the activities of a county in these days; None where none is known of and some day was not reported."""
    values = [reading.value for reading in readings.series(ACTIVITY, county.code, recent_days(context))]
    total = sum(value for value in values if value is not None)
    return None if not total and None in values else total
