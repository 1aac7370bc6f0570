"""How far chance alone can move a figure: 95 % intervals of shares and counts."""

from __future__ import annotations

from math import sqrt

from data.readings import Reading

Z = 1.959964  # the 97.5th percentile of the standard normal distribution
SMALL_SAMPLE = 100
TOO_FEW_TO_COLOUR = 30  # of a base: one case more or less moves such a share by three points and more


def interval(reading: Reading) -> tuple[float, float] | None:
    """Return the 95 % interval of a share or a count in the metric's unit, None for anything else, a census or no value.

    Shares of a whole: Wilson (1927), JASA 22, 209-212. Counts of events: the approximation to the exact Poisson
    limits of Byar, as in Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69.
    """
    metric, part, whole = reading.metric, reading.numerator, reading.denominator
    if reading.value is None or part is None or metric.is_census:
        return None
    if not metric.is_ratio:
        return byar(part)
    if metric.unit != "%" or not whole or not 0 <= part <= whole:
        return None
    low, high = wilson(part, whole)
    return low * metric.scale, high * metric.scale


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Return the interval of a share, 0..1."""
    share = part / whole
    spread = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    middle, scale = share + Z * Z / (2 * whole), 1 + Z * Z / whole
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return 0.0 if part == 0 else max(low, 0.0), 1.0 if part == whole else min(high, 1.0)


def byar(count: float) -> tuple[float, float]:
    """Return the interval of a count."""
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3


def is_small_sample(reading: Reading) -> bool:
    """Say whether a ratio has a base under 100; a census is no sample."""
    return _has_base_under(reading, SMALL_SAMPLE)


def is_colourless(reading: Reading) -> bool:
    """Say whether a ratio has so small a base, under 30, that it is shown neither as good nor as bad."""
    return _has_base_under(reading, TOO_FEW_TO_COLOUR)


def _has_base_under(reading: Reading, limit: int) -> bool:
    metric, base = reading.metric, reading.denominator
    return metric.is_ratio and not metric.is_census and base is not None and base < limit
