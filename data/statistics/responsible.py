"""Who is responsible for a level: the regions that bring a share down most, weighted by their cases."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Direction
from data.readings import Reading
from data.readings.comparable import comparable

NAMED = 3
FEWEST = 10  # fewest cases for a region to be named
TELLING = 0.1  # of all missing cases: the share that a region must have to be named


def responsible(parts: Sequence[Reading], level: float) -> list[Reading]:
    """Return which regions' shares of one metric are worst below a level, weighted by their cases, at most three.

    The weight is the number of cases missing to reach the level (for a metric to keep low: cases too many), in the
    metric's unit. Left out are regions with less than a tenth of all missing cases, and regions no worse than the average
    at the decimals shown. Empty for a metric that is not a share.
    """
    shares = [each for each in comparable(parts) if each.metric.unit == "%" and each.denominator]
    lacking = sorted(((_lacking(each, level), each) for each in shares), key=lambda pair: -pair[0])
    whole, rate = sum(max(cases, 0.0) for cases, _ in lacking), together(shares)
    return [
        each
        for cases, each in lacking
        if cases > 0 and cases >= TELLING * whole and (each.denominator or 0.0) >= FEWEST and _is_worse(each, rate)
    ][:NAMED]


def together(shares: Sequence[Reading]) -> float:
    """Return the share of some regions taken as one, in the metric's unit; 0 without any."""
    base = sum(each.denominator or 0.0 for each in shares)
    return shares[0].metric.scale * sum(each.numerator or 0.0 for each in shares) / base if base else 0.0


def _is_worse(reading: Reading, rate: float) -> bool:
    """Say whether a share is worse than another at the decimals that are shown."""
    over = round(reading.value or 0.0, reading.metric.decimals) - round(rate, reading.metric.decimals)
    return over > 0 if reading.metric.direction is Direction.DOWN else over < 0


def _lacking(reading: Reading, level: float) -> float:
    """Return the number of cases by which a share is worse than a level."""
    expected = (reading.denominator or 0.0) * level / reading.metric.scale
    short = expected - (reading.numerator or 0.0)
    return -short if reading.metric.direction is Direction.DOWN else short
