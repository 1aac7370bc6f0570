"""Which roll-up rows a run of days is summed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.catalogue import Metric
from data.periods import ONE_DAY, Grain, Period, Span


@dataclass(frozen=True, slots=True)
class Pieces:
    """The roll-up rows that make up one span.

    `summed` is for flows and day-sums, `closing` for a stock's last value, `opening` for its value the day before.
    """

    span: Span
    summed: tuple[Period, ...]
    closing: Period
    opening: Period


def pieces_of(period: Period, as_of: date, metric: Metric) -> Pieces:
    """Return the rows for a metric in a period, up to the last day with data.

    A metric with `window_days` is read over that many days ending with the period's last day with data.
    """
    span = period.to_date(as_of)
    if metric.window_days:
        return _composed(Span(span.last - timedelta(days=metric.window_days - 1), span.last))
    return Pieces(span, (period,), period, period.previous())


def pieces_of_base(base: Period, period: Period, as_of: date, metric: Metric) -> Pieces:
    """Return the rows of an earlier period that `period` is compared with.

    They are of the same number of days (同期) while `period` is running, of the whole once it is closed.
    """
    span = period.to_date(as_of)
    earlier = base.span if span == period.span else base.same_days_as(span)
    if metric.window_days:
        return _composed(Span(earlier.last - timedelta(days=metric.window_days - 1), earlier.last))
    return Pieces(earlier, (base,), base, base.previous()) if earlier == base.span else _composed(earlier)


def _composed(span: Span) -> Pieces:
    """Compose a span of whole months and single days."""
    summed: list[Period] = []
    day = span.first
    while day <= span.last:
        month = Period.holding(day, Grain.MONTH)
        piece = month if month.first == day and month.last <= span.last else Period(Grain.DAY, day)
        summed.append(piece)
        day = piece.last + ONE_DAY
    return Pieces(span, tuple(summed), Period(Grain.DAY, span.last), Period(Grain.DAY, span.first - ONE_DAY))
