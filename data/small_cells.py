"""Which counts are hidden beside a small one, so that a sum known elsewhere does not give it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

SMALL_CELL = 5

Key = TypeVar("Key", str, tuple[str, ...])


def is_small(amount: int) -> bool:
    """Say whether a count is of so few that it may point at somebody; nobody is no small count."""
    return 0 < amount < SMALL_CELL


def with_companions(hidden: Iterable[Key], lines: Sequence[Mapping[Key, int]]) -> set[Key]:
    """Return what is hidden and, of each line of which one is hidden alone, the next smallest: its sum may be known.

    A line holds counts that are not zero. Where it holds only one, there is nothing to hide beside it.
    """
    found = set(hidden)
    while extra := {each for line in lines for each in _companion(line, found)}:
        found |= extra
    return found


def _companion(line: Mapping[Key, int], hidden: set[Key]) -> Iterable[Key]:
    if len(hidden & line.keys()) != 1:
        return ()
    others = [key for key in line if key not in hidden]
    return sorted(others, key=lambda key: (line[key], key))[:1]
