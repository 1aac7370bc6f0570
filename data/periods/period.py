"""Days, ISO weeks, months, quarters and years, and how one is compared with another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from data.errors import UnknownPeriod
from data.reasons import Reason

FIRST_YEAR, LAST_YEAR = 2003, 2099
ONE_DAY = timedelta(days=1)


class Grain(StrEnum):
    """The lengths of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An unbroken run of days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the span holds."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return every day from `first` to `last`, both included."""
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period: its grain and first day. Weeks are ISO weeks, Monday first."""

    grain: Grain
    first: date

    @classmethod
    def holding(cls, day: date, grain: Grain) -> Period:
        """Return the period of `grain` that holds `day`."""
        return cls(grain, _first_day(day, grain))

    @classmethod
    def over_by(cls, day: date, grain: Grain) -> Period:
        """Return the newest period of a grain that is over at the end of a day."""
        period = cls.holding(day, grain)
        return period if period.last == day else period.previous()

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4` or `2026`; raises UnknownPeriod."""
        for grain, pattern in _PATTERNS.items():
            if match := pattern.fullmatch(text.strip()):
                try:
                    period = cls(grain, _read_first(grain, [int(part) for part in match.groups()]))
                except ValueError:
                    break
                if FIRST_YEAR <= period.year <= LAST_YEAR:
                    return period
                break
        raise UnknownPeriod(Reason("period.unread", {"text": text[:40]}))

    @property
    def last(self) -> date:
        """The period's last day."""
        return self.next().first - ONE_DAY

    @property
    def span(self) -> Span:
        """The whole period as a run of days."""
        return Span(self.first, self.last)

    @property
    def year(self) -> int:
        """The year the period is named by: of a week the ISO year, so 2003-W01, which begins in 2002, has 2003."""
        return self.first.isocalendar().year if self.grain is Grain.WEEK else self.first.year

    @property
    def key(self) -> str:
        """The period as a URL, the command line and `parse` write it."""
        match self.grain:
            case Grain.DAY:
                return self.first.isoformat()
            case Grain.WEEK:
                return f"{self.year:04d}-W{self.first.isocalendar().week:02d}"
            case Grain.MONTH:
                return self.first.isoformat()[:7]  # strftime writes years before 1000 with fewer digits
            case Grain.QUARTER:
                return f"{self.first.year:04d}-Q{(self.first.month + 2) // 3}"
            case Grain.YEAR:
                return f"{self.first.year:04d}"

    def next(self) -> Period:
        """Return the period that follows."""
        match self.grain:
            case Grain.DAY:
                return Period(self.grain, self.first + ONE_DAY)
            case Grain.WEEK:
                return Period(self.grain, self.first + timedelta(days=7))
            case Grain.MONTH:
                return Period.holding(self.first + timedelta(days=31), self.grain)
            case Grain.QUARTER:
                return Period.holding(self.first + timedelta(days=93), self.grain)
            case Grain.YEAR:
                return Period(self.grain, self.first.replace(year=self.first.year + 1))

    def previous(self) -> Period:
        """Return the period before."""
        return Period.holding(self.first - ONE_DAY, self.grain)

    def last_year(self) -> Period:
        """Return the same period a year earlier: the same ISO week number (W53 falls to the year's last week)."""
        if self.grain is Grain.WEEK:
            year, week, _ = self.first.isocalendar()
            weeks = date(year - 1, 12, 28).isocalendar().week
            return Period(self.grain, date.fromisocalendar(year - 1, min(week, weeks), 1))
        if self.grain is Grain.DAY and (self.first.month, self.first.day) == (2, 29):
            return Period(self.grain, date(self.first.year - 1, 2, 28))
        return Period(self.grain, self.first.replace(year=self.first.year - 1))

    def to_date(self, as_of: date) -> Span:
        """Return the part of the period that has data when the last day with data is `as_of`.

        A period wholly after `as_of` gives its first day alone, for which nothing can have been reported.
        """
        return Span(self.first, max(self.first, min(self.last, as_of)))

    def same_days_as(self, running: Span) -> Span:
        """Return as many first days of this period as `running` has (同期), or the whole period where it is shorter."""
        return Span(self.first, min(self.last, self.first + timedelta(days=running.days - 1)))

    def back(self, count: int) -> list[Period]:
        """Return the `count` periods that end with this one, oldest first."""
        return [*_back(self, count)]


@lru_cache(maxsize=1000)  # a page asks for the same weeks for each of a hundred metrics
def _back(period: Period, count: int) -> tuple[Period, ...]:
    periods = [period]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


_PATTERNS = {
    Grain.DAY: re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    Grain.WEEK: re.compile(r"(\d{4})-W(\d{2})"),
    Grain.MONTH: re.compile(r"(\d{4})-(\d{2})"),
    Grain.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Grain.YEAR: re.compile(r"(\d{4})"),
}


def _read_first(grain: Grain, parts: list[int]) -> date:
    match grain:
        case Grain.DAY:
            return date(*parts)
        case Grain.WEEK:
            return date.fromisocalendar(parts[0], parts[1], 1)
        case Grain.MONTH:
            return date(parts[0], parts[1], 1)
        case Grain.QUARTER:
            return date(parts[0], 3 * parts[1] - 2, 1)
        case Grain.YEAR:
            return date(parts[0], 1, 1)


def _first_day(day: date, grain: Grain) -> date:
    match grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case Grain.YEAR:
            return day.replace(month=1, day=1)
