"""Whether a change may be chance."""

from __future__ import annotations

from math import sqrt

from data.readings import Reading
from data.readings.reading import Compare

SIGMAS = 2.0


def is_beyond_chance(reading: Reading, persons: float | None = None, compare: Compare = Compare.PREVIOUS) -> bool:
    """Say whether a reading differs from an earlier one by more than two standard errors of chance.

    A ratio of counts is judged as two binomial samples, a count as two Poisson counts, a balance by its size. The earlier base is
    taken to be as large as this one: both hold the same number of days (同期). The duties of one person are not
    independent, so a base larger than `persons` counts as that many. Process limits say more than this, but
    need a history.
    """
    change, earlier = reading.change(compare), reading.base(compare)
    if change is None or reading.value is None or earlier is None:
        return False
    gap = abs(change)
    if not reading.metric.is_ratio:
        return gap > SIGMAS * sqrt(abs(reading.value) + abs(earlier)) > 0
    if not reading.denominator:
        return False
    base = min(reading.denominator, persons or reading.denominator)
    mean = min((reading.value + earlier) / 2 / reading.metric.scale, 1.0)
    return gap > SIGMAS * reading.metric.scale * sqrt(2 * mean * (1 - mean) / base) > 0
