"""Ranks: the order of readings of one metric, and a region's place in it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.catalogue import Direction
from data.readings import Reading
from data.readings.comparable import comparable

FEWEST = 3  # with a figure, so that a last place means something
TAIL = 10  # the last ones that are pointed out
OF_MANY = 30  # with a figure, so that the last ten are a tail


@dataclass(frozen=True, slots=True)
class Spot:
    """A region's place among others: its rank, how many share it, how many have a figure."""

    rank: int
    shared_by: int
    count: int

    @property
    def depth(self) -> float:
        """The share of those with a figure that are no worse: 1 for the last."""
        return (self.rank + self.shared_by - 1) / self.count

    @property
    def is_last(self) -> bool:
        """Whether none is worse, three in four are better, and there are enough regions for a last place."""
        return self.count >= FEWEST and self.depth == 1 and 4 * self.shared_by < self.count

    @property
    def is_in_tail(self) -> bool:
        """Whether it is one of the last ten of many."""
        return self.count >= OF_MANY and self.rank > self.count - TAIL


def spots(readings: Sequence[Reading]) -> Mapping[str, Spot]:
    """Return the place of each region that has a rank among readings of one metric, by its code."""
    ranks = {reading.region.code: rank for reading, rank in ranked_readings(readings) if rank is not None}
    shared_by = Counter(ranks.values())
    return {code: Spot(rank, shared_by[rank], len(ranks)) for code, rank in ranks.items()}


def ranked_readings(readings: Sequence[Reading]) -> list[tuple[Reading, int | None]]:
    """Return readings of one metric with their rank, the best first and those without a value last.

    Before these, without a rank, are those of other coverage than most. Equal at the shown decimals is equal in rank; a neutral metric is put in order of size, without ranks.
    """
    known = comparable(readings)
    best_first = sorted(known, key=lambda r: (_penalty(r), r.region.code))
    penalties = [_penalty(reading) for reading in best_first]
    ranked: list[tuple[Reading, int | None]] = [
        (reading, None if is_neutral(reading) else 1 + bisect_left(penalties, penalty))
        for reading, penalty in zip(best_first, penalties, strict=True)
    ]
    codes = {reading.region.code for reading in known}
    others = [reading for reading in readings if reading.region.code not in codes]
    return [*ranked, *((reading, None) for reading in sorted(others, key=lambda reading: reading.value is None))]


def is_neutral(reading: Reading) -> bool:
    """Say whether a reading's metric takes no side, so that no value is better or worse."""
    return reading.metric.direction is Direction.NEUTRAL


def _penalty(reading: Reading) -> float:
    """Return the shown value, its sign turned so that less is better."""
    shown = round(reading.value or 0.0, reading.metric.decimals)
    return shown if reading.metric.direction is Direction.DOWN else -shown
