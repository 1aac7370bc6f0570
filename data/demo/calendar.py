"""Working days, long holidays and seasons of the demo years (2026's arrangement is approximate)."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.periods import Grain, Period
from data.periods.workdays import assessment_day, holidays

__all__ = ["assessment_days", "holidays", "office_weights", "weekend_weights"]

MONTHS = (1.02, 0.66, 0.96, 1.02, 1.02, 1.08, 1.08, 1.02, 1.02, 0.90, 1.08, 1.14)
WEEKDAYS = (1.15, 1.10, 1.05, 1.05, 1.00, 0.0, 0.0)


def office_weights(days: list[date]) -> NDArray[np.float64]:
    """Return the weight of each day for work done in office hours: weekday shape, none at weekends and holidays."""
    off = holidays()
    return np.array([0.0 if day in off else WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] for day in days])


def weekend_weights(days: list[date]) -> NDArray[np.float64]:
    """Return the weight of each day for voluntary and brand work: Saturdays and Sundays most."""
    return np.array([{5: 2.0, 6: 1.4}.get(day.weekday(), 0.72) for day in days])


def assessment_days(days: list[date]) -> NDArray[np.bool_]:
    """Return which days are a month's assessment day, also of the month in which the days end."""
    return np.array([day == assessment_day(Period.holding(day, Grain.MONTH)) for day in days])
