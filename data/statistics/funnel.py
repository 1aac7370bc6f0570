"""The funnel: which regions differ from the average beyond chance, given the number of cases behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt
from statistics import NormalDist

from data.statistics.tails import Counting, binomial, interpolated, normal_score, poisson

NORMAL = NormalDist()
WARNING, ALARM = 0.95, 0.998  # about two and three sigmas
FALSE_DISCOVERIES = 0.05
FEWEST_EXPECTED = 5.0  # cases under which a funnel cannot judge; for a share, also of those without
WINSORISED = 0.1  # share of scores at each end that are pulled in before over-dispersion is judged


class Law(StrEnum):
    """How the cases of a region arise."""

    BINOMIAL = "binomial"  # cases out of a total
    POISSON = "poisson"  # events in a base of subjects or days


class FunnelPlace(StrEnum):
    """Where a region is in the funnel."""

    INSIDE = "inside"
    BEYOND_WARNING = "beyond_warning"  # beyond 95 %: one in twenty is there by chance
    OUTSIDE = "outside"  # beyond 99.8 %, and still so when the number of regions is allowed for
    TOO_FEW = "too_few"
    EMPTY = "empty"


class Dispersion(StrEnum):
    """How limits allow for regions that differ more than chance alone lets them."""

    NONE = "none"
    MULTIPLICATIVE = "multiplicative"  # limits widened by the root of φ
    ADDITIVE = "additive"  # each region's true rate varies about the overall rate by τ


@dataclass(frozen=True, slots=True)
class Band:
    """The limits for one base, in the unit of the rate (share 0..1, or events per unit)."""

    low_alarm: float
    low_warning: float
    high_warning: float
    high_alarm: float


@dataclass(frozen=True, slots=True)
class Member:
    """A region in the funnel: its rate, its score after allowing for over-dispersion, p-value (two-sided), place."""

    key: str
    rate: float | None
    base: float
    score: float | None
    p_value: float | None
    place: FunnelPlace


@dataclass(frozen=True, slots=True)
class Funnel:
    """The comparison: the overall rate, φ, τ (of the rate; 0 except in the additive way), and every member."""

    law: Law
    centre: float
    dispersion: Dispersion
    phi: float
    tau: float
    members: tuple[Member, ...]

    def band(self, base: float) -> Band:
        """Return the limits for a base above zero: of a member, or between members to draw the funnel."""
        return _band(self.law, self.centre, base, _Excess(self.dispersion, self.phi, self.tau))


@dataclass(frozen=True, slots=True)
class _Excess:
    way: Dispersion
    phi: float = 1.0
    tau: float = 0.0

    def over(self, sigma: float) -> float:
        """Return the factor by which the sigma of chance is multiplied."""
        if self.way is Dispersion.ADDITIVE:
            return sqrt(1 + (self.tau / sigma) ** 2)
        return sqrt(self.phi) if self.way is Dispersion.MULTIPLICATIVE else 1.0


def funnel(
    counts: Mapping[str, tuple[float | None, float | None]],
    law: Law = Law.BINOMIAL,
    dispersion: Dispersion = Dispersion.ADDITIVE,
) -> Funnel:
    """Return the funnel of (cases, base) by region about the rate of all together; missing or base 0 is empty.

    Limits are exact (binomial, Poisson), interpolated between counts, at 95 % and 99.8 %. Over-dispersion φ is the mean
    square of scores winsorised at 10 % at each end; limits are widened only where φ exceeds what chance allows.
    Source: Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
    1185-1202; additive τ² as DerSimonian & Laird (1986), in Spiegelhalter et al. (2012), J. R. Stat. Soc. A 175, 1-47.

    Many regions at once: of 90 in control, 99.8 % limits alone name one every six weeks. A region is therefore
    `OUTSIDE` only if it is also among the discoveries of Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300, at
    a false discovery rate of 5 %: Bonferroni would guard against a single error at the price of missing most true ones.
    Raises ValueError for a negative number, or a share above one.
    """
    known = {key: (cases, base) for key, (cases, base) in counts.items() if cases is not None and base}
    for cases, base in known.values():
        _check(cases, base, law)
    whole = sum(base for _, base in known.values())
    centre = sum(cases for cases, _ in known.values()) / whole if whole else 0.0
    sound = {key: pair for key, pair in known.items() if _is_enough(pair[1], centre, law)}
    raw = {key: normal_score(_law(law, centre, base), round(cases)) for key, (cases, base) in sound.items()}
    excess = _excess(dispersion, raw, {key: _sigma(law, centre, base) for key, (_, base) in sound.items()})
    scores = {key: score / excess.over(_sigma(law, centre, sound[key][1])) for key, score in raw.items()}
    p_values = {key: 2 * NORMAL.cdf(-abs(score)) for key, score in scores.items()}
    found = {key for key, p in p_values.items() if p <= discovery_limit([*p_values.values()])}
    members = [
        Member(
            key=key,
            rate=known[key][0] / known[key][1] if key in known else None,
            base=known[key][1] if key in known else 0.0,
            score=scores.get(key),
            p_value=p_values.get(key),
            place=_place(p_values.get(key), key in found) if key in sound or key not in known else FunnelPlace.TOO_FEW,
        )
        for key in counts
    ]
    return Funnel(law, centre, excess.way, excess.phi, excess.tau, tuple(members))


def discovery_limit(p_values: Sequence[float], rate: float = FALSE_DISCOVERIES) -> float:
    """Return the p-value up to which tests are discoveries at a false discovery rate; 0 where there are none."""
    ranked = sorted(p_values)
    return max((p for rank, p in enumerate(ranked, 1) if p <= rank / len(ranked) * rate), default=0.0)


def winsorised(scores: Sequence[float], share: float = WINSORISED) -> list[float]:
    """Return scores with those of the outer shares at each end set to the nearest one kept."""
    cut = int(len(scores) * share)
    ranked = sorted(scores)
    low, high = (ranked[cut], ranked[-1 - cut]) if ranked else (0.0, 0.0)
    return [min(max(score, low), high) for score in scores]


def _place(p_value: float | None, is_found: bool) -> FunnelPlace:
    if p_value is None:
        return FunnelPlace.EMPTY
    if p_value < 1 - ALARM and is_found:
        return FunnelPlace.OUTSIDE
    return FunnelPlace.BEYOND_WARNING if p_value < 1 - WARNING else FunnelPlace.INSIDE


def _excess(way: Dispersion, scores: Mapping[str, float], sigmas: Mapping[str, float]) -> _Excess:
    """Return how much more than chance the regions vary; nothing where φ is within two sigmas of one."""
    if way is Dispersion.NONE or len(scores) < 2:
        return _Excess(Dispersion.NONE)
    count = len(scores)
    phi = sum(score * score for score in winsorised([*scores.values()])) / count
    if phi <= 1 + 2 * sqrt(2 / count):
        return _Excess(Dispersion.NONE, phi)
    if way is Dispersion.MULTIPLICATIVE:
        return _Excess(way, phi)
    weights = [1 / sigma**2 for sigma in sigmas.values()]
    rest = sum(weights) - sum(weight * weight for weight in weights) / sum(weights)
    tau_squared = (count * phi - (count - 1)) / rest
    return _Excess(way, phi, sqrt(max(tau_squared, 0.0)))


def _band(law: Law, centre: float, base: float, excess: _Excess) -> Band:
    counting, over = _law(law, centre, base), excess.over(_sigma(law, centre, base) or inf)

    def limit(tail: float) -> float:
        """Return the rate at the tail, its exact distance from the centre widened by the excess."""
        exact = interpolated(counting, tail) / base
        return min(max(centre + (exact - centre) * over, 0.0), 1.0 if law is Law.BINOMIAL else inf)

    alarm, warning = (1 - ALARM) / 2, (1 - WARNING) / 2
    return Band(limit(alarm), limit(warning), limit(1 - warning), limit(1 - alarm))


def _law(law: Law, centre: float, base: float) -> Counting:
    return binomial(round(base), centre) if law is Law.BINOMIAL else poisson(base * centre)


def _sigma(law: Law, centre: float, base: float) -> float:
    """Return the standard deviation of the rate by chance."""
    return sqrt(centre * (1 - centre if law is Law.BINOMIAL else 1) / base)


def _is_enough(base: float, centre: float, law: Law) -> bool:
    expected = base * centre
    if law is Law.BINOMIAL:
        expected = min(expected, base - expected)
    return expected >= FEWEST_EXPECTED


def _check(cases: float, base: float, law: Law) -> None:
    if cases < 0 or base < 0:
        raise ValueError(f"{cases:g} of {base:g}: neither may be negative")
    if law is Law.BINOMIAL and cases > base:
        raise ValueError(f"{cases:g} of {base:g} is no share: a part must not exceed its whole")
