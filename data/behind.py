"""Who lies behind: which figures are worse than all together, or than their target, beyond what chance explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from data.catalogue import Direction
from data.comparable import Reports, are_comparable, comparable
from data.intervals import is_small_sample
from data.readings import Compare, Reading
from data.signals.funnel import ALARM, FALSE_DISCOVERIES, Member, Place, funnel
from data.signals.tails import Counting, at_least, at_most, binomial, normal_score

FEWEST = 10  # cases on which a share says anything about a target


class Verdict(StrEnum):
    """What can be said of a region's figure beside those of the others, the gravest first."""

    BEHIND = "behind"  # worse than all together beyond chance
    SHORT = "short"  # misses its target; of figures in which chance has no part, or that must not be
    CHANCE = "chance"  # worse than all together by what chance may explain
    FEW = "few"  # on too small a base to tell
    LEVEL = "level"  # no worse than all together
    MET = "met"  # at its target or better; of the same figures as SHORT
    AHEAD = "ahead"  # better than all together beyond chance
    UNLIKE = "unlike"  # rests on another share of the reports than most
    NONE = "none"  # no figure, or none of which one is better than another


def behind(readings: Sequence[Reading]) -> frozenset[str]:
    """Return which regions' readings of one share lie on the worse side of all together beyond what chance explains.

    A base under 100 names nobody, nor does a share that is none since its parts do not agree, nor one that rests on
    another share of the reports than those of the others.
    Source: the funnel of `data.signals.funnel`, exact limits at 99.8 % with a false discovery rate of 5 %. Where it cannot
    draw limits, since fewer than five failures are expected, so many of them may still be no chance: the exact binomial
    tail, at the same limits and by Bonferroni.
    """
    members = _members(comparable(readings))
    return frozenset(r.region.code for r in readings if _is_behind(r, members.get(r.region.code)))


def verdicts(readings: Sequence[Reading]) -> Mapping[str, Verdict]:
    """Return the verdict on each region's reading of one metric, by region, as `behind` judges.

    What must not be at all (a target of 0), a census and what is no share are held against their target alone.
    """
    alike = comparable(readings)
    members = _members(alike)
    return {r.region.code: _verdict(r, members.get(r.region.code), is_alike=r in alike) for r in readings}


def _verdict(reading: Reading, member: Member | None, *, is_alike: bool) -> Verdict:
    metric = reading.metric
    if reading.value is None or metric.direction is Direction.NEUTRAL:
        return Verdict.NONE
    if metric.target == 0 or metric.is_census or not _is_share(reading):
        return _by_target(reading)
    if not is_alike:
        return Verdict.UNLIKE
    if member is None or member.score is None or member.place is Place.TOO_FEW:
        return Verdict.FEW
    if member.place is Place.OUTSIDE:
        return Verdict.BEHIND if _is_worse(reading, member) else Verdict.AHEAD
    return Verdict.CHANCE if _is_worse(reading, member) else Verdict.LEVEL


def _by_target(reading: Reading) -> Verdict:
    if reading.metric.target is None:
        return Verdict.NONE
    if reading.standing is None:
        return Verdict.UNLIKE
    return Verdict.SHORT if reading.shortfall else Verdict.MET


def _is_behind(reading: Reading, member: Member | None) -> bool:
    return member is not None and member.place is Place.OUTSIDE and _is_worse(reading, member)


def _is_worse(reading: Reading, member: Member) -> bool:
    return member.score is not None and (member.score < 0) == (reading.metric.direction is Direction.UP)


def _members(readings: Sequence[Reading]) -> Mapping[str, Member]:
    """Return where each of some comparable readings stands in their funnel; a small base, a census or no share nowhere."""
    sound = [r for r in readings if _is_share(r) and not r.metric.is_census and not is_small_sample(r)]
    if not sound:
        return {}
    found = funnel({reading.region.code: (reading.numerator, reading.denominator) for reading in sound})
    limit = min((1 - ALARM) / 2, FALSE_DISCOVERIES / len(sound))
    own = {reading.region.code: reading for reading in sound}
    return {member.key: _with_tail(member, own[member.key], found.centre, limit) for member in found.members}


def _with_tail(member: Member, reading: Reading, share: float, limit: float) -> Member:
    """Return a member as the exact tail puts it where the funnel draws no limits: outside where so many are no chance."""
    if member.place is not Place.TOO_FEW or _tail(reading, share) > limit:
        return member
    score = normal_score(_counts(reading, share), round(reading.numerator or 0.0))
    return replace(member, place=Place.OUTSIDE, score=score)


def _tail(reading: Reading, share: float) -> float:
    """Return the chance of a share as bad as a reading's, or worse, where each case has the chance `share`."""
    counts, part = _counts(reading, share), round(reading.numerator or 0.0)
    return at_most(counts, part) if reading.metric.direction is Direction.UP else at_least(counts, part)


def _counts(reading: Reading, share: float) -> Counting:
    return binomial(round(reading.denominator or 0.0), min(max(share, 0.0), 1.0))


def misses_target(reading: Reading) -> bool:
    """Say whether a share misses its target, and its yellow limit where it has one, beyond what chance explains.

    The exact binomial chance of so many, were the limit kept, is less than that of the funnel's outer limit; in a census
    chance has no part. A share of part of the reports is not judged: those who are lacking may be the better half.
    """
    metric, part, whole = reading.metric, reading.numerator, reading.denominator
    limit = metric.target if metric.bands.yellow is None else metric.bands.yellow
    if limit is None or part is None or not whole or whole < FEWEST or metric.unit != "%" or not _is_share(reading):
        return False
    if reading.is_better(Compare.TARGET) is not False or not are_comparable(reading.reports, _all_of(reading)):
        return False
    if metric.is_census:
        return True
    return _tail(reading, limit / metric.scale) < (1 - ALARM) / 2


def _all_of(reading: Reading) -> Reports:
    return Reports(reading.reports.due, reading.reports.due)


def _is_share(reading: Reading) -> bool:
    part, whole = reading.numerator, reading.denominator
    is_percent = reading.metric.unit == "%"
    return is_percent and reading.value is not None and part is not None and bool(whole) and 0 <= part <= (whole or 0)
