"""Which roll-up rows a run of days is summed from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from data.catalogue import Metric
from data.periods import ONE_DAY, Grain, Period, Span
from data.periods.workdays import assessment_day

KEPT = 4096  # compositions remembered: a page asks for some dozens


@dataclass(frozen=True, slots=True)
class Pieces:
    """The roll-up rows that make up one span.

    `summed` is for flows and day-sums, `closing` for a stock's last value, `opening` for its value the day before.
    `last` is the last day of the span, as a span.
    """

    span: Span
    summed: tuple[Period, ...]
    closing: Period
    opening: Period
    last: Span = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", Span(self.span.last, self.span.last))


def pieces_of(period: Period, as_of: date, newest: date, metric: Metric) -> Pieces:
    """Return the rows for a metric in a period, up to `as_of`, the day that is shown.

    `newest` is the last day with any figure: the roll-up of a running period holds all days up to it, so where a later
    day is still coming in the period is composed of whole months, weeks and days. A metric with `window_days` is read
    over that many days ending with the period's last shown day.
    """
    return _pieces(period, as_of, newest, metric.window_days)


def pieces_of_base(base: Period, period: Period, as_of: date, metric: Metric) -> Pieces:
    """Return the rows of an earlier period that `period` is compared with.

    They are of the same number of days (同期) while `period` is running, of the full period once it is closed.
    """
    return _pieces_of_base(base, period, as_of, metric.window_days)


@lru_cache(maxsize=KEPT)
def _pieces(period: Period, as_of: date, newest: date, window_days: int | None) -> Pieces:
    span = period.to_date(as_of)
    if window_days:
        return _composed(Span(span.last - timedelta(days=window_days - 1), span.last))
    if span.last < min(period.last, newest):
        pieces = _composed(span)
        return Pieces(
            span, pieces.summed, pieces.closing, period.previous()
        )  # whose days an office may not have any more
    return Pieces(span, (period,), period, period.previous())


@lru_cache(maxsize=KEPT)
def _pieces_of_base(base: Period, period: Period, as_of: date, window_days: int | None) -> Pieces:
    span = period.to_date(as_of)
    earlier = base.span if span == period.span else base.same_days_as(span)
    if window_days:
        return _composed(Span(earlier.last - timedelta(days=window_days - 1), earlier.last))
    return Pieces(earlier, (base,), base, base.previous()) if earlier == base.span else _composed(earlier)


@lru_cache(maxsize=KEPT)
def booked(pieces: Pieces) -> Pieces:
    """Return pieces reduced to their assessment days, unchanged where they have none."""
    days = []
    month = Period.holding(pieces.span.first, Grain.MONTH)
    while month.first <= pieces.span.last:
        day = assessment_day(month)
        if pieces.span.first <= day <= pieces.span.last:
            days.append(Period(Grain.DAY, day))
        month = month.next()
    return replace(pieces, summed=tuple(days)) if days else pieces


def _composed(span: Span) -> Pieces:
    """Compose a span of whole months, then of weeks inside a month, then of single days."""
    summed: list[Period] = []
    day = span.first
    while day <= span.last:
        summed.append(_longest(day, span.last))
        day = summed[-1].last + ONE_DAY
    return Pieces(span, tuple(summed), Period(Grain.DAY, span.last), Period(Grain.DAY, span.first - ONE_DAY))


def _longest(day: date, last: date) -> Period:
    """Return the longest piece that begins on a day, ends by `last` and does not cut into a next month."""
    month, week = Period.holding(day, Grain.MONTH), Period.holding(day, Grain.WEEK)
    for piece in (month, week):
        if piece.first == day and piece.last <= min(month.last, last):
            return piece
    return Period(Grain.DAY, day)
