"""When a feed is due, and when its figures should be there: times of day are those of Shanghai."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from data.clock import SHANGHAI

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
EVERY = r"^[1-9]\d{0,3}[mh]$"
UNITS = {"m": "minutes", "h": "hours"}
EARLY = timedelta(seconds=20)  # a duty of each minute begins a little earlier or later


def interval(written: str) -> timedelta:
    """Return how long "10m" or "2h" is."""
    return timedelta(**{UNITS[written[-1]]: int(written[:-1])})


def moment(day: datetime, written: str) -> datetime:
    """Return the time of day "08:30" on the day of a moment in Shanghai."""
    return datetime.combine(day.date(), time.fromisoformat(written), SHANGHAI)


def is_due(every: str, at: Sequence[str], looked_at: datetime | None, now: datetime) -> bool:
    """Say whether a feed that was last looked at at some moment is due; both know their zone.

    One with times of day that were missed while the server was off is due once.
    """
    if looked_at is None or looked_at > now:  # the clock was set back
        return True
    if every:
        return now - looked_at >= interval(every) - EARLY
    here = now.astimezone(SHANGHAI)
    passed = [when for day in (here - timedelta(days=1), here) for each in at if (when := moment(day, each)) <= now]
    return bool(passed) and looked_at < max(passed)


def is_late(expected: str, arrived_at: datetime | None, now: datetime) -> bool:
    """Say whether the figures of today should be there and are not."""
    here = now.astimezone(SHANGHAI)
    if not expected or here < moment(here, expected):
        return False
    return arrived_at is None or arrived_at.astimezone(SHANGHAI).date() < here.date()
