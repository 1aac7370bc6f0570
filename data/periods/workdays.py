"""Working days: weekdays that are no public holiday, and the month's assessment day among them."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from data.periods.period import Period, Span

HOLIDAYS = Path(__file__).parent.parent / "places" / "holidays.csv"
SATURDAY = 5
LONG_DAYS = 5


@cache
def named_holidays() -> tuple[tuple[str, Span], ...]:
    """Return the public holidays on file, by their Chinese names, in order."""
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["name"], Span(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])))
            for row in csv.DictReader(file)
        )


def long_holidays(span: Span) -> list[tuple[str, Span]]:
    """Return the holidays of five days and more that touch a span: the periods in which every county keeps special watch."""
    return [
        (name, days)
        for name, days in named_holidays()
        if days.days >= LONG_DAYS and days.first <= span.last and span.first <= days.last
    ]


@cache
def holidays() -> frozenset[date]:
    """Return every day off of the public holidays on file; weekends worked in exchange are not on it."""
    return frozenset(days.first + timedelta(days=step) for _, days in named_holidays() for step in range(days.days))


def is_working(day: date) -> bool:
    """Say whether offices work on a day."""
    return day.weekday() < SATURDAY and day not in holidays()


def working_days(span: Span) -> list[date]:
    """Return the working days of a span in order."""
    days = (span.first + timedelta(days=step) for step in range(span.days))
    return [day for day in days if is_working(day)]


def assessment_day(month: Period) -> date:
    """Return the month's assessment day (考核日), its last working day."""
    return working_days(month.span)[-1]


def share_elapsed(month: Period, day: date) -> float:
    """Return the share of the month's working days that are over at the end of a day, 0..1: the calendar line."""
    if day < month.first:
        return 0.0
    passed = working_days(Span(month.first, min(day, month.last)))
    return len(passed) / len(working_days(month.span))
