"""Who is responsible for a level: the regions whose own cases make a share as bad as it is, small ones weighing little."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Direction
from data.comparable import comparable
from data.readings import Reading

NAMED = 3
TELLING = 0.1  # of all that is lacking: what a region must lack to be named


def responsible(parts: Sequence[Reading], level: float) -> list[Reading]:
    """Return which regions' shares of one metric lie worst below a level, weighed by their cases, at most three.

    Each is weighed by how many cases it lacks to the level (for a metric to be kept low, has too many), in the metric's
    unit; who has less than a tenth of what all of them lack is not named. None for what is no share.
    """
    shares = [each for each in comparable(parts) if each.metric.unit == "%" and each.denominator]
    lacking = sorted(((_lacking(each, level), each) for each in shares), key=lambda pair: -pair[0])
    whole = sum(max(cases, 0.0) for cases, _ in lacking)
    return [each for cases, each in lacking if cases > 0 and cases >= TELLING * whole][:NAMED]


def _lacking(reading: Reading, level: float) -> float:
    """Return by how many cases a share is worse than a level."""
    expected = (reading.denominator or 0.0) * level / reading.metric.scale
    short = expected - (reading.numerator or 0.0)
    return -short if reading.metric.direction is Direction.DOWN else short
