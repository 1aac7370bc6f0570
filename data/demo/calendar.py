"""Working days, long holidays and seasons of the demo years (2026's arrangement is approximate)."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HOLIDAYS = Path(__file__).parent.parent / "places" / "holidays.csv"
MONTHS = (1.02, 0.66, 0.96, 1.02, 1.02, 1.08, 1.08, 1.02, 1.02, 0.90, 1.08, 1.14)
WEEKDAYS = (1.15, 1.10, 1.05, 1.05, 1.00, 0.0, 0.0)


def holidays() -> set[date]:
    """Return every day off of the long holidays."""
    days: set[date] = set()
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
            days |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
    return days


def office_weights(days: list[date]) -> NDArray[np.float64]:
    """Return the weight of each day for work done in office hours: weekday shape, none at weekends and holidays."""
    off = holidays()
    return np.array([0.0 if day in off else WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] for day in days])


def weekend_weights(days: list[date]) -> NDArray[np.float64]:
    """Return the weight of each day for voluntary and brand work: Saturdays and Sundays most."""
    return np.array([{5: 2.0, 6: 1.4}.get(day.weekday(), 0.72) for day in days])


def assessment_days(days: list[date]) -> NDArray[np.bool_]:
    """Return which days are a month's assessment day: its last working day."""
    off = holidays()
    working = [day for day in days if day.weekday() < 5 and day not in off]
    last = {(day.year, day.month): day for day in working}
    complete = {key: day for key, day in last.items() if (days[-1].year, days[-1].month) != key or days[-1].day >= 28}
    return np.array([complete.get((day.year, day.month)) == day for day in days])
