"""When the demo's counties adopted something: one answer for the daily facts and for the reference tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from zlib import crc32

Steps = Sequence[tuple[float, date]]

# the share of the counties that had it by a day; before the first pair, none
CENTRES: Steps = (
    (0.0, date(2021, 7, 31)),
    (30 / 90, date(2021, 12, 31)),
    (62 / 90, date(2022, 12, 31)),
    (84 / 90, date(2023, 12, 31)),
    (1.0, date(2025, 6, 30)),
)
PURCHASES: Steps = (
    (0.0, date(2013, 3, 31)),
    (82 / 90, date(2022, 12, 31)),
    (86 / 90, date(2023, 12, 31)),
    (1.0, date(2025, 12, 31)),
)
FIRST_CENTRE, FIRST_PURCHASE = "330108", "330521"  # Binjiang 2021-07 and Deqing 2013-03 are public facts


def centre_days(counties: Sequence[str]) -> dict[str, date]:
    """Return the day on which each county's centre was accepted."""
    return _days(counties, "centre", FIRST_CENTRE, CENTRES)


def purchase_days(counties: Sequence[str]) -> dict[str, date]:
    """Return the day on which each county first bought services."""
    return _days(counties, "purchase", FIRST_PURCHASE, PURCHASES)


def _days(counties: Sequence[str], what: str, first: str, steps: Steps) -> dict[str, date]:
    order = sorted(counties, key=lambda code: (code != first, crc32(f"{what}{code}".encode())))
    days: Mapping[str, date] = {code: _reached(at / len(order), steps) for at, code in enumerate(order)}
    return {code: days[code] if code != first else steps[0][1] for code in counties}


def _reached(share: float, steps: Steps) -> date:
    """Return the day after which more than a share had it."""
    for (before, opened), (after, closed) in pairwise(steps):
        if share < after:
            passed = (share - before) / (after - before)
            return opened + timedelta(days=round(passed * (closed - opened).days) + 1)
    return steps[-1][1]
