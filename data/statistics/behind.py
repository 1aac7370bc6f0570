"""Which regions' figures are worse than the average of all, or than their target, by more than chance explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from data.catalogue import Direction, Metric
from data.readings import Reading
from data.readings.comparable import comparable
from data.readings.reading import Compare
from data.readings.reports import Reports, are_comparable
from data.statistics.funnel import ALARM, FALSE_DISCOVERIES, Dispersion, FunnelPlace, Member, funnel
from data.statistics.intervals import is_small_sample
from data.statistics.tails import at_least, at_most, binomial

FEWEST = 10  # cases a share needs to be compared with a target


class PeerVerdict(StrEnum):
    """How a region's figure compares with those of the others, the gravest first."""

    BEHIND = "behind"  # worse than the average, beyond chance
    SHORT = "short"  # misses its target; for figures without chance, or events that must not happen
    CHANCE = "chance"  # worse than the average, by what chance may explain
    FEW = "few"  # on too small a base to judge
    LEVEL = "level"  # no worse than the average
    MET = "met"  # at its target or better; for the same figures as SHORT
    AHEAD = "ahead"  # better than the average, beyond chance
    UNLIKE = "unlike"  # based on a different share of the reports than most
    NONE = "none"  # no figure, or none of which one is better than another


def behind(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the regions whose share is worse than the average by more than chance explains.

    Left out are bases under 100, shares without a value since their parts do not agree, shares based on a different
    share of the reports than the others, and a census.
    Source: the funnel of `data.statistics.funnel`, exact limits at 99.8 % with a false discovery rate of 5 %, of chance alone:
    limits are not widened because regions usually differ by more. Where it has no limits, since fewer than five
    failures are expected, the exact binomial tail is used, at the same limits and with Bonferroni's correction.
    """
    return frozenset(code for code, verdict in _judged(comparable(readings)).items() if verdict is PeerVerdict.BEHIND)


def verdicts(readings: Sequence[Reading]) -> Mapping[str, PeerVerdict]:
    """Return the verdict on each region's reading of one metric, by region, as `behind` judges.

    Events that must not happen (a target of 0), a census, and figures that are not shares are compared with their target
    alone.
    """
    judged = _judged(comparable(readings))
    return {reading.region.code: _verdict(reading, judged.get(reading.region.code)) for reading in readings}


def misses_target(reading: Reading) -> bool:
    """Say whether a share misses its target, and its yellow limit where it has one, beyond what chance explains.

    It does when the exact binomial chance of so many, were the limit kept, is below that of the funnel's outer limit; a
    census is compared as it is. A share of part of the reports is not judged: the missing reports may be the better ones.
    """
    metric, whole, due = reading.metric, reading.denominator or 0, reading.reports.due
    limit = metric.target if metric.bands.yellow is None else metric.bands.yellow
    if limit is None or whole < FEWEST or not _is_share(reading) or reading.is_better(Compare.TARGET) is not False:
        return False
    if not are_comparable(reading.reports, Reports(due, due)):
        return False
    return metric.is_census or _tail(reading, min(limit / metric.scale, 1.0)) < (1 - ALARM) / 2


def has_chance(metric: Metric) -> bool:
    """Say whether chance plays a part in a metric: it is a share, not a census, and not of events that must not happen."""
    return metric.is_ratio and metric.unit == "%" and not metric.is_census and metric.target != 0


def _verdict(reading: Reading, judged: PeerVerdict | None) -> PeerVerdict:
    metric = reading.metric
    if reading.value is None or metric.direction is Direction.NEUTRAL:
        return PeerVerdict.NONE
    if not has_chance(metric):
        return _by_target(reading)
    if judged is None:
        return PeerVerdict.FEW if is_small_sample(reading) else PeerVerdict.UNLIKE
    return judged


def _by_target(reading: Reading) -> PeerVerdict:
    if reading.metric.target is None:
        return PeerVerdict.NONE
    if reading.target_status is None:
        return PeerVerdict.UNLIKE
    return PeerVerdict.SHORT if reading.shortfall else PeerVerdict.MET


def _judged(readings: Sequence[Reading]) -> Mapping[str, PeerVerdict]:
    """Return the comparable readings that differ from the average beyond chance, each with its verdict."""
    sound = [r for r in readings if _is_share(r) and not r.metric.is_census and not is_small_sample(r)]
    if not sound:
        return {}
    cases = {reading.region.code: (reading.numerator, reading.denominator) for reading in sound}
    found = funnel(cases, dispersion=Dispersion.NONE)
    is_up = sound[0].metric.direction is Direction.UP
    limit = min((1 - ALARM) / 2, FALSE_DISCOVERIES / len(sound))
    return {
        member.key: _place(member, reading, found.centre, limit, is_up=is_up)
        for member, reading in zip(found.members, sound, strict=True)
    }


def _place(member: Member, reading: Reading, centre: float, limit: float, *, is_up: bool) -> PeerVerdict:
    is_worse = (member.rate or 0.0) != centre and ((member.rate or 0.0) < centre) == is_up
    if member.place is FunnelPlace.TOO_FEW:
        is_outside = is_worse and _tail(reading, centre) <= limit
    else:
        is_outside = member.place is FunnelPlace.OUTSIDE
    if is_worse:
        return PeerVerdict.BEHIND if is_outside else PeerVerdict.CHANCE
    return PeerVerdict.AHEAD if is_outside else PeerVerdict.LEVEL


def _tail(reading: Reading, share: float) -> float:
    """Return the chance of a share as bad as a reading's, or worse, where each case has the chance `share`."""
    counts, part = binomial(round(reading.denominator or 0.0), share), round(reading.numerator or 0.0)
    return at_most(counts, part) if reading.metric.direction is Direction.UP else at_least(counts, part)


def _is_share(reading: Reading) -> bool:
    part, whole = reading.numerator, reading.denominator
    is_percent = reading.metric.unit == "%"
    return is_percent and reading.value is not None and part is not None and bool(whole) and 0 <= part <= (whole or 0)
