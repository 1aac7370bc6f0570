"""Who lies behind: which regions' shares are worse than those of all together beyond what chance explains."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Direction
from data.comparable import comparable
from data.intervals import is_small_sample
from data.readings import Reading
from data.signals.funnel import Place, funnel


def behind(readings: Sequence[Reading]) -> frozenset[str]:
    """Return which regions' readings of one share lie on the worse side of all together beyond what chance explains.

    A base under 100 names nobody, nor does a share that is none since its parts do not agree, nor one that rests on
    another share of the reports than those of the others.
    Source: the funnel of `data.signals.funnel`, exact limits at 99.8 % with a false discovery rate of 5 %.
    """
    sound = [reading for reading in comparable(readings) if _is_share(reading) and not is_small_sample(reading)]
    if not sound:
        return frozenset()
    found = funnel({reading.region.code: (reading.numerator, reading.denominator) for reading in sound})
    is_up = sound[0].metric.direction is Direction.UP
    return frozenset(
        member.key
        for member in found.members
        if member.place is Place.OUTSIDE and member.score is not None and (member.score < 0) == is_up
    )


def _is_share(reading: Reading) -> bool:
    part, whole = reading.numerator, reading.denominator
    return reading.value is not None and part is not None and bool(whole) and 0 <= part <= (whole or 0)
