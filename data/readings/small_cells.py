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
    """Return what is hidden and, of each line whose sum would give it back, the next smallest as well.

    A line holds counts that are not zero. Its sum, which may be known, gives back one that is hidden alone, and several
    that add up to their number: each of them is one. Where all are hidden there is nothing to hide beside them.
    """
    found = set(hidden)
    while extra := {each for line in lines for each in _companion(line, found)}:
        found |= extra
    return found


def _companion(line: Mapping[Key, int], hidden: set[Key]) -> Iterable[Key]:
    amounts = [amount for key, amount in line.items() if key in hidden]
    if not amounts or (len(amounts) > 1 and sum(amounts) > len(amounts)):
        return ()
    others = [key for key in line if key not in hidden]
    return sorted(others, key=lambda key: (line[key], key))[:1]
