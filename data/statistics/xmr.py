"""The XmR chart: natural process limits of single figures, from how far each moves from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from data.statistics.control import (
    ControlChart,
    ControlKind,
    JudgedSegment,
    Limits,
    LimitStep,
    Reliability,
    chart_of,
    reliability_of,
    spans,
)
from data.statistics.rules import NHS, Rule, RuleBook

SIGMAS = 2.66  # 3 / 1.128: three sigmas in mean moving ranges
CASES = 1.5  # within the limits at least: a single case is never a signal by itself
RANGE_LIMIT = 3.267  # upper limit of a moving range in mean moving ranges


def xmr(
    values: Sequence[float | None],
    *,
    steps: Sequence[LimitStep] = (),
    book: RuleBook = NHS,
    baseline: int | None = None,
    case: float = 0.0,
) -> ControlChart:
    """Return the XmR chart of figures in time order, at equal distances; None is a gap.

    Each segment between steps has its own limits, made of its first `baseline` figures (of all without it). No moving
    range reaches over a gap. `case` is by how much one case moves the figure: the limits are never nearer than one and a
    half, since for figures that rarely change the moving range is close to zero and every case would be a signal
    (Wheeler's chunky data: limits narrower than the steps that the figure can take mean nothing). Raises ValueError for steps out of order. Source: Wheeler (1993), Understanding
    Variation; Shewhart (1931); NHS England, Making Data Count.
    """
    judged = [(span, _judged(values[span[0] : span[1]], baseline, case)) for span in spans(len(values), steps)]
    return chart_of(ControlKind.XMR, values, judged, book)


def moving(
    values: Sequence[float | None], *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS, case: float = 0.0
) -> ControlChart:
    """Return the chart of figures that carry over: stocks, and rates over a sliding window.

    Such a figure never differs much from the one before, so that limits about its mean would call its slow
    drift a signal; what can be judged is its change. Limits are the natural limits of the changes about the figure
    before, and of the book only points outside them count: runs of a level mean nothing here. What rarely changes is
    judged about zero change: with the mean of a few jumps, no change would count as a fall. `case` as in `xmr`. Source: Montgomery (2009),
    Introduction to Statistical Quality Control, 10.4 (differences and moving centre lines for autocorrelated data).
    """
    judged = [(span, _judged_changes(values[span[0] : span[1]], case)) for span in spans(len(values), steps)]
    outside = tuple(each for each in book.rules if each[0] is Rule.OUTSIDE)
    return chart_of(ControlKind.MOVING, values, judged, RuleBook(book.name, outside))


def natural_limits(values: Sequence[float | None]) -> Limits | None:
    """Return mean ± 2.66 × mean moving range in the unit of `values`; None under two neighbouring figures.

    Moving ranges above 3.267 × their mean are left out, once (Provost & Murray (2011), The Health Care Data Guide,
    appendix 5.1). Where that would leave no variation at all, nothing is left out: a series that was constant and
    jumped once would otherwise call every later flutter a signal.
    """
    known = [value for value in values if value is not None]
    ranges = moving_ranges(values)
    if not ranges:
        return None
    mean, reach = fmean(known), SIGMAS * mean_range(ranges)
    return Limits(mean, mean - reach, mean + reach)


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Return how far each figure is from the one before, leaving out pairs with a gap."""
    return [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]


def mean_range(ranges: Sequence[float]) -> float:
    """Return the mean of moving ranges without those above 3.267 × the mean of all."""
    mean = fmean(ranges)
    kept = [each for each in ranges if each <= RANGE_LIMIT * mean]
    return fmean(kept) or mean


def _judged(values: Sequence[float | None], baseline: int | None, case: float) -> JudgedSegment:
    base = values[: _end_of(values, baseline)]
    reliability = reliability_of([value for value in base if value is not None])
    limits = natural_limits(base)
    nothing = (None,) * len(values)
    if reliability is Reliability.NONE or limits is None:
        return JudgedSegment(Reliability.NONE, nothing, nothing)
    if reliability is Reliability.FLAT:
        return JudgedSegment(reliability, (limits,) * len(values), nothing)
    limits = _widened(_about_the_usual(limits, base), case)
    sigma = (limits.high - limits.centre) / 3
    if not sigma:
        return JudgedSegment(Reliability.NONE, nothing, nothing)
    scores = tuple(None if value is None else (value - limits.centre) / sigma for value in values)
    return JudgedSegment(reliability, (limits,) * len(values), scores)


def _judged_changes(values: Sequence[float | None], case: float) -> JudgedSegment:
    reliability = reliability_of([value for value in values if value is not None])
    before = [None, *values[:-1]]
    changes = [None if a is None or b is None else b - a for a, b in zip(before, values, strict=True)]
    limits = natural_limits(changes)
    nothing = (None,) * len(values)
    if reliability is Reliability.FLAT:
        return JudgedSegment(reliability, (natural_limits(values),) * len(values), nothing)
    if reliability is Reliability.NONE or limits is None or limits.low == limits.high:
        return JudgedSegment(Reliability.NONE, nothing, nothing)
    limits = _widened(_about_the_usual(limits, changes), case)
    sigma = (limits.high - limits.centre) / 3
    about = tuple(
        None if each is None else Limits(each + limits.centre, each + limits.low, each + limits.high) for each in before
    )
    scores = tuple(None if change is None else (change - limits.centre) / sigma for change in changes)
    return JudgedSegment(reliability, about, scores)


def _widened(limits: Limits, case: float) -> Limits:
    """Return limits that are at least one and a half cases away from the centre."""
    reach = max(limits.high - limits.centre, CASES * case)
    return Limits(limits.centre, limits.centre - reach, limits.centre + reach)


def _about_the_usual(limits: Limits, values: Sequence[float | None]) -> Limits:
    """Return limits about the median where a few jumps have moved the mean away from what is usual.

    This applies where more than half of the points have the same figure, so that no change would be a run beside the mean,
    and where more than half are beyond limits about the mean: a range that most points are outside of is not normal.
    """
    known = [value for value in values if value is not None]
    usual, reach = median(known), limits.high - limits.centre
    outside = sum(not limits.low <= value <= limits.high for value in known)
    if 2 * max(known.count(usual), outside) <= len(known):
        return limits
    return Limits(usual, usual - reach, usual + reach)


def _end_of(values: Sequence[float | None], baseline: int | None) -> int:
    """Return the place after the last figure of a baseline; gaps do not count."""
    known = [at for at, value in enumerate(values) if value is not None]
    return len(values) if baseline is None or len(known) <= baseline else known[baseline - 1] + 1
