"""The time: the only code that reads it.

Callers go through this module (`clock.now()`), so that a test sets the time for all of them by replacing `now`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """Return the moment, in Shanghai time."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """Return today's date in Shanghai."""
    return now().date()


def utc_now() -> datetime:
    """Return the moment as tables keep it: UTC, without a zone."""
    return stored(now())


def stored(moment: datetime) -> datetime:
    """Return a moment that knows its zone as tables keep it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def shanghai(moment: datetime) -> datetime:
    """Return a moment from a table (UTC, without a zone) in Shanghai time."""
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI)
