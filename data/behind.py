"""Who lies behind: which regions' figures are worse than those of all together beyond what chance explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from data.catalogue import Direction
from data.comparable import comparable
from data.intervals import is_small_sample
from data.readings import Reading
from data.signals.funnel import Member, Place, funnel


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
    Source: the funnel of `data.signals.funnel`, exact limits at 99.8 % with a false discovery rate of 5 %.
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
    return {member.key: member for member in found.members}


def _is_share(reading: Reading) -> bool:
    part, whole = reading.numerator, reading.denominator
    is_percent = reading.metric.unit == "%"
    return is_percent and reading.value is not None and part is not None and bool(whole) and 0 <= part <= (whole or 0)
