"""Who lies behind: which shares are worse than all together, or than their target, beyond what chance explains."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Direction
from data.comparable import Reports, are_comparable, comparable
from data.intervals import is_small_sample
from data.readings import Compare, Reading
from data.signals.funnel import ALARM, FALSE_DISCOVERIES, Place, funnel
from data.signals.tails import at_least, at_most, binomial

FEWEST = 10  # cases on which a share says anything about a target


def behind(readings: Sequence[Reading]) -> frozenset[str]:
    """Return which regions' readings of one share lie on the worse side of all together beyond what chance explains.

    A base under 100 names nobody, nor does a share that is none since its parts do not agree, nor one that rests on
    another share of the reports than those of the others.
    Source: the funnel of `data.signals.funnel`, exact limits at 99.8 % with a false discovery rate of 5 %. Where it cannot
    draw limits, since fewer than five failures are expected, so many of them may still be no chance: the exact binomial
    tail, at the same limits and by Bonferroni.
    """
    sound = [reading for reading in comparable(readings) if _is_share(reading) and not is_small_sample(reading)]
    if not sound:
        return frozenset()
    found = funnel({reading.region.code: (reading.numerator, reading.denominator) for reading in sound})
    is_up = sound[0].metric.direction is Direction.UP
    outside = {
        member.key
        for member in found.members
        if member.place is Place.OUTSIDE and member.score is not None and (member.score < 0) == is_up
    }
    few = {member.key for member in found.members if member.place is Place.TOO_FEW}
    limit = min((1 - ALARM) / 2, FALSE_DISCOVERIES / len(sound))
    rare = {each.region.code for each in sound if each.region.code in few and _tail(each, found.centre) <= limit}
    return frozenset(outside | rare)


def _tail(reading: Reading, share: float) -> float:
    """Return the chance of a share as bad as a reading's, or worse, where each case has the chance `share`."""
    counts, part = binomial(round(reading.denominator or 0.0), share), round(reading.numerator or 0.0)
    return at_most(counts, part) if reading.metric.direction is Direction.UP else at_least(counts, part)


def misses_target(reading: Reading) -> bool:
    """Say whether a share misses its target, and its yellow limit where it has one, beyond what chance explains.

    The exact binomial chance of so many, were the limit kept, is less than that of the funnel's outer limit. A share of part
    of the reports is not judged: those who are lacking may be the better half.
    """
    metric, part, whole = reading.metric, reading.numerator, reading.denominator
    limit = metric.target if metric.bands.yellow is None else metric.bands.yellow
    if limit is None or part is None or not whole or whole < FEWEST or metric.unit != "%" or not _is_share(reading):
        return False
    if reading.is_better(Compare.TARGET) is not False or not are_comparable(reading.reports, _all_of(reading)):
        return False
    return _tail(reading, min(max(limit / metric.scale, 0.0), 1.0)) < (1 - ALARM) / 2


def _all_of(reading: Reading) -> Reports:
    return Reports(reading.reports.due, reading.reports.due)


def _is_share(reading: Reading) -> bool:
    part, whole = reading.numerator, reading.denominator
    return reading.value is not None and part is not None and bool(whole) and 0 <= part <= (whole or 0)
