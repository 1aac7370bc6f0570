"""Charts of shares and rates whose denominators vary, and of counts too rare for XmR."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf, sqrt
from statistics import fmean

from data.statistics.control import (
    FULL_POINTS,
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
from data.statistics.rules import NHS, RuleBook
from data.statistics.tails import Counting, binomial, negative_binomial, normal_score, poisson, quantile
from data.statistics.xmr import RANGE_LIMIT, mean_range, moving_ranges

SIGMA_PER_RANGE = 1 / 1.128  # a moving range of two is on average 1.128 sigmas
OVER_DISPERSED = 1.2  # sigma of the standard scores from which limits are widened
BEYOND_CHANCE = 2.326  # the 99th percentile of the standard normal distribution
FEWEST_EVENTS = 3
TAIL = 0.00135  # beyond one three-sigma limit of a normal distribution

Numbers = Sequence[float | None]
Pair = tuple[float, float]  # part and whole
Spread = Callable[[float, float], float]


def p_chart(parts: Numbers, wholes: Numbers, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart of shares 0..1, `parts` of `wholes`; None or a whole of zero is a gap.

    Limits are p ± 3 √(p (1 - p) / n), so that they vary with n. Raises ValueError where a part exceeds its whole or
    anything is negative. Source: Montgomery (2009), Introduction to Statistical Quality Control, 7.2.
    """
    return _rates(ControlKind.P, ControlKind.P, parts, wholes, steps, book)


def p_prime_chart(
    parts: Numbers, wholes: Numbers, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS
) -> ControlChart:
    """Return the p chart, its limits widened where scores move more than chance lets them: Laney's p′.

    Widened by the sigma of the scores (of moving ranges) where it is above 1.2; the kind says which it became. With
    large denominators chance explains next to nothing of what moves a share, and plain limits would call every week a signal.
    Source: Laney (2002), Improved control charts for attributes, Quality Engineering 14, 531-537.
    """
    return _rates(ControlKind.P, ControlKind.P_PRIME, parts, wholes, steps, book)


def u_chart(counts: Numbers, bases: Numbers, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart of events per unit of a base (subjects, days), with limits u ± 3 √(u / n).

    Source: Montgomery (2009), 7.3.2.
    """
    return _rates(ControlKind.U, ControlKind.U, counts, bases, steps, book)


def u_prime_chart(
    counts: Numbers, bases: Numbers, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS
) -> ControlChart:
    """Return the u chart, its limits widened as those of `p_prime_chart`: Laney's u′."""
    return _rates(ControlKind.U, ControlKind.U_PRIME, counts, bases, steps, book)


def exact_chart(
    parts: Numbers, wholes: Numbers, *, is_share: bool, steps: Sequence[LimitStep] = (), book: RuleBook = NHS
) -> ControlChart:
    """Return the chart of shares (binomial) or rates (Poisson) with too few cases a period for a normal law.

    Limits and scores are exact for each period's own whole, as those of `count_chart`.
    """
    _refuse_negative([*parts, *wholes])
    pairs = [(p, n) if p is not None and n else None for p, n in zip(parts, wholes, strict=True)]
    if is_share:
        _refuse_more_than_whole(pairs)
    judged = [(span, _judged_exactly(pairs[span[0] : span[1]], is_share)) for span in spans(len(pairs), steps)]
    values = [pair and pair[0] / pair[1] for pair in pairs]
    return chart_of(ControlKind.BINOMIAL if is_share else ControlKind.POISSON, values, judged, book)


def count_chart(counts: Numbers, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart of rare whole counts over equal periods, with exact limits for the tails of three sigmas.

    Counts are taken as Poisson; as negative binomial where from one period to the next they vary beyond chance (index
    of dispersion, Fisher (1950), Biometrics 6, 17-24, at 1 % with 13 points or more). A count is scored by its mid-p
    value on the normal scale, a median count as on the centre line: else the many equal small counts would make runs.
    """
    _refuse_negative(counts)
    fitted = [(span, _counting(counts[span[0] : span[1]])) for span in spans(len(counts), steps)]
    judged = [(span, judged_counts(counts[span[0] : span[1]], counting)) for span, (counting, _) in fitted]
    is_varied = any(size < inf for _, (_, size) in fitted)
    return chart_of(ControlKind.NEGATIVE_BINOMIAL if is_varied else ControlKind.POISSON, counts, judged, book)


def warning_count(mean: float, share: float = 0.99, *, least: int = FEWEST_EVENTS) -> int:
    """Return the smallest count to warn of: above the Poisson quantile of a mean, and so many events at least."""
    return max(quantile(poisson(mean), share) + 1, least)


def judged_counts(counts: Numbers, counting: Counting) -> JudgedSegment:
    """Return limits and scores of counts under a distribution; the limits are the last counts that are inside."""
    known = [count for count in counts if count is not None]
    reliability = reliability_of(known)
    if still := _still(reliability, known[0] if known else 0.0, len(counts)):
        return still
    low, high = _inside(counting)
    scores = tuple(None if count is None else _score(counting, round(count)) for count in counts)
    return JudgedSegment(reliability, (Limits(counting.mean, low, high),) * len(counts), scores)


def _still(reliability: Reliability, centre: float, count: int) -> JudgedSegment | None:
    """Return the segment of points that do not vary, or of too few to say so; None of those that do."""
    nothing = (None,) * count
    match reliability:
        case Reliability.NONE:
            return JudgedSegment(reliability, nothing, nothing)
        case Reliability.FLAT:
            return JudgedSegment(reliability, (Limits(centre, centre, centre),) * count, nothing)
    return None


def _judged_exactly(pairs: Sequence[Pair | None], is_share: bool) -> JudgedSegment:
    reliability, centre = reliability_of([part / whole for part, whole in filter(None, pairs)]), _centre(pairs)
    if still := _still(reliability, centre, len(pairs)):
        return still
    limits: list[Limits | None] = []
    scores: list[float | None] = []
    for pair in pairs:
        if pair is None:
            limits.append(None)
            scores.append(None)
            continue
        counting = binomial(round(pair[1]), centre) if is_share else poisson(pair[1] * centre)
        low, high = _inside(counting)
        limits.append(Limits(centre, low / pair[1], high / pair[1]))
        scores.append(_score(counting, round(pair[0])))
    return JudgedSegment(reliability, tuple(limits), tuple(scores))


def _inside(counting: Counting) -> tuple[int, int]:
    """Return the smallest and largest count within three sigmas on the normal scale."""
    low, high = quantile(counting, TAIL), quantile(counting, 1 - TAIL)
    while normal_score(counting, low) < -3:
        low += 1
    while high > low and normal_score(counting, high) > 3:
        high -= 1
    return low, high


def _score(counting: Counting, count: int) -> float:
    return 0.0 if count == quantile(counting, 0.5) else normal_score(counting, count)


def _counting(counts: Numbers) -> tuple[Counting, float]:
    """Return the distribution fitted to counts and its size, infinite for a Poisson."""
    known = [count for count in counts if count is not None]
    mean = fmean(known) if known else 0.0
    size = _size(counts, len(known), mean)
    return negative_binomial(mean, size), size


def _size(counts: Numbers, points: int, mean: float) -> float:
    """Return mean² / (variance - mean), the variance by moving ranges so that a shift or one jump does not widen it."""
    ranges = moving_ranges(counts)
    if points < FULL_POINTS or not mean or not ranges:
        return inf
    usual = [each for each in ranges if each <= RANGE_LIMIT * fmean(ranges)] or ranges
    variance = fmean(each * each for each in usual) / 2
    freedom = points - 1
    score = ((variance / mean) ** (1 / 3) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom))  # Wilson & Hilferty
    return mean * mean / (variance - mean) if score > BEYOND_CHANCE else inf


def _rates(
    kind: ControlKind, widened: ControlKind, parts: Numbers, wholes: Numbers, steps: Sequence[LimitStep], book: RuleBook
) -> ControlChart:
    _refuse_negative([*parts, *wholes])
    pairs = [(p, n) if p is not None and n else None for p, n in zip(parts, wholes, strict=True)]
    if kind is ControlKind.P:
        _refuse_more_than_whole(pairs)
    spread, ceiling = _SPREADS[kind]
    judged, became = [], kind
    for span in spans(len(pairs), steps):
        own = pairs[span[0] : span[1]]
        excess = _excess(_scores(own, spread)) if widened is not kind else 1.0
        became = widened if excess > 1 else became
        judged.append((span, _judged(own, spread, excess, ceiling=ceiling)))
    return chart_of(became, [pair and pair[0] / pair[1] for pair in pairs], judged, book)


def _share_spread(share: float, whole: float) -> float:
    return sqrt(share * (1 - share) / whole)


def _rate_spread(rate: float, base: float) -> float:
    return sqrt(rate / base)


_SPREADS: dict[ControlKind, tuple[Spread, float]] = {
    ControlKind.P: (_share_spread, 1.0),
    ControlKind.U: (_rate_spread, inf),
}


def _judged(pairs: Sequence[Pair | None], spread: Spread, excess: float, *, ceiling: float) -> JudgedSegment:
    reliability, centre = reliability_of([part / whole for part, whole in filter(None, pairs)]), _centre(pairs)
    if still := _still(reliability, centre, len(pairs)):
        return still
    reaches = [pair and 3 * excess * spread(centre, pair[1]) for pair in pairs]
    limits = tuple(
        None if reach is None else Limits(centre, max(centre - reach, 0.0), min(centre + reach, ceiling))
        for reach in reaches
    )
    return JudgedSegment(reliability, limits, tuple(None if z is None else z / excess for z in _scores(pairs, spread)))


def _scores(pairs: Sequence[Pair | None], spread: Spread) -> list[float | None]:
    """Return how many sigmas of chance each rate is from the centre; none where all are 0 or all 1."""
    centre = _centre(pairs)
    return [
        (pair[0] / pair[1] - centre) / spread(centre, pair[1]) if pair and spread(centre, pair[1]) else None
        for pair in pairs
    ]


def _centre(pairs: Iterable[Pair | None]) -> float:
    known = [*filter(None, pairs)]
    return sum(part for part, _ in known) / sum(whole for _, whole in known) if known else 0.0


def _excess(scores: Numbers) -> float:
    """Return the sigma of scores, by moving ranges, where it is above what chance gives."""
    ranges = moving_ranges(scores)
    excess = mean_range(ranges) * SIGMA_PER_RANGE if ranges else 1.0
    return excess if excess > OVER_DISPERSED else 1.0


def _refuse_more_than_whole(pairs: Iterable[Pair | None]) -> None:
    for part, whole in filter(None, pairs):
        if part > whole:
            raise ValueError(f"{part:g} of {whole:g} is no share: a part must not exceed its whole")


def _refuse_negative(numbers: Iterable[float | None]) -> None:
    for number in numbers:
        if number is not None and number < 0:
            raise ValueError(f"{number:g} is no count: a count must not be negative")
