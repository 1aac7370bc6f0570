"""Blocks of office-days that are rolled up together, of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 31
MOST_OFFICE_DAYS = 20_000  # that are held in memory at a time, the days that stocks are carried over aside


@dataclass(frozen=True, slots=True)
class OfficeDayBlock:
    """Office-days to roll up again: some owners over a run of days."""

    owners: tuple[str, ...]
    first: date
    last: date


def chunks(block: OfficeDayBlock) -> Iterator[OfficeDayBlock]:
    """Yield a block in parts that fit in memory."""
    first = block.first
    days = max(1, min(MOST_DAYS, MOST_OFFICE_DAYS // len(block.owners)))
    while first <= block.last:
        last = min(block.last, first + timedelta(days=days - 1))
        yield OfficeDayBlock(block.owners, first, last)
        first = last + timedelta(days=1)


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each unbroken run of sorted days."""
    start = previous = None
    for day in days:
        if previous is not None and day - previous > timedelta(days=1):
            yield start, previous  # type: ignore[misc]
            start = day
        start, previous = start or day, day
    if start is not None and previous is not None:
        yield start, previous
