"""How a region's figure compares with those of others, without giving away the figure of any of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from data.readings import Reading
from data.readings.comparable import comparable
from data.readings.privacy import is_guarded
from data.statistics.placing import Placing, placing
from data.statistics.responsible import together

FEWEST = 5  # other regions with a figure, below which their quartiles are not given
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The quartiles of `count` regions that are not named, at the metric's shown decimals.

    Each is the mean of the three figures nearest to it, so that none is read off one region.
    """

    low: float
    middle: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure's places, how many regions of its group and its level have one, and how those not named lie.

    `group_average` and `level_average` are the shares of all of them taken as one, at the metric's shown decimals.
    """

    placing: Placing
    group_count: int
    level_count: int
    group_average: float
    level_average: float
    group_quartiles: Quartiles | None
    level_quartiles: Quartiles | None


def comparison(
    reading: Reading, group: Sequence[Reading], level: Sequence[Reading], named: Collection[str]
) -> Comparison:
    """Return how a reading compares with its group and its level, its own among both; `named` are regions left out of the quartiles."""
    return Comparison(
        placing(reading, group, level),
        _count(group),
        _count(level),
        _average(group),
        _average(level),
        quartiles(group, named),
        quartiles(level, named),
    )


def quartiles(readings: Sequence[Reading], named: Collection[str]) -> Quartiles | None:
    """Return the quartiles of the regions that are not named; None where they are fewer than five or a count is guarded."""
    found = [each for each in comparable(readings) if each.region.code not in named and each.value is not None]
    if len(found) < FEWEST or any(is_guarded(each.metric, each.region) for each in found):
        return None
    values = sorted(each.value or 0.0 for each in found)
    low, middle, high = (round(_near(values, share), found[0].metric.decimals) for share in QUARTERS)
    return Quartiles(low, middle, high, len(found))


def _near(values: Sequence[float], share: float) -> float:
    """Return the mean of the three values, of at least three in order, nearest to a share of them."""
    at = min(max(round((len(values) - 1) * share), 1), len(values) - 2)
    return sum(values[at - 1 : at + 2]) / 3


def _count(readings: Sequence[Reading]) -> int:
    return sum(each.value is not None for each in readings)


def _average(readings: Sequence[Reading]) -> float:
    shares = comparable(readings)
    return round(together(shares), shares[0].metric.decimals) if shares else 0.0
