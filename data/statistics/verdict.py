"""Two icons a metric, each also in words: variation (what is happening) and assurance (will it meet the target)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, partial
from statistics import fmean, median

from data.catalogue import Direction
from data.statistics.attributes import count_chart, exact_chart, p_prime_chart, u_prime_chart
from data.statistics.control import ControlChart, ControlKind, Limits, LimitStep, Reliability, Signal
from data.statistics.rules import NHS, RuleBook
from data.statistics.xmr import moving, xmr

FEWEST_CASES = 5.0  # a period, on average: below it a count is rare, and a share's limits are rough
STEADY = 0.25  # bases within a quarter of their mean count as equal: Montgomery (2009), 7.2.2
FALSE_ICONS = 0.023  # of 26-week charts on which nothing happened show an icon: simulated, `make bench`


class Variation(StrEnum):
    """What is happening, by the rule book, judged by the metric's direction."""

    COMMON = "common"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    NEUTRAL = "neutral"  # a special cause of a metric that takes no side, or a pattern that takes none
    UNKNOWN = "unknown"  # no limits, or no figure this period


class Assurance(StrEnum):
    """Whether the process as it runs meets its target."""

    WILL_HIT = "will_hit"
    WILL_MISS = "will_miss"
    HIT_AND_MISS = "hit_and_miss"
    NO_TARGET = "no_target"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MetricHistory:
    """A metric's figures in time order; for a ratio also parts and wholes, whose quotient times `scale` is the value.

    `is_carried` says that a figure includes most of the one before: a stock or a sliding window. `case` is by how much one
    case moves the latest figure, 0 where a single case counts.
    """

    values: tuple[float | None, ...]
    parts: tuple[float | None, ...] = ()
    wholes: tuple[float | None, ...] = ()
    scale: float = 1.0
    is_share: bool = False
    is_count: bool = False
    is_carried: bool = False
    case: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chart, and what it says about the latest figure; `signals` are those it is part of, the gravest first.

    `is_rough` says that the limits are based on too few cases a period to be more than a hint, `is_unlike` that the latest figure is
    not judged, being based on a different share of the reports than those before, `is_hidden` that it is a small cell.
    """

    chart: ControlChart
    variation: Variation
    assurance: Assurance
    reliability: Reliability
    signals: tuple[Signal, ...]
    is_rough: bool
    is_unlike: bool = False
    is_hidden: bool = False

    @property
    def limits(self) -> Limits | None:
        """The limits of the latest period."""
        return next((each for each in reversed(self.chart.limits) if each is not None), None)


@lru_cache(maxsize=4096)  # several panels of a page judge the same courses
def judge(
    figures: MetricHistory,
    direction: Direction,
    target: float | None = None,
    *,
    steps: tuple[LimitStep, ...] = (),
    book: RuleBook = NHS,
) -> Verdict:
    """Return chart and icons of a metric's figures; a new baseline changes both, since they read the last segment alone."""
    chart = chart_for(figures, steps=steps, book=book)
    reliability = chart.segments[-1].reliability if chart.segments else Reliability.NONE
    lately = chart.current if chart.last == len(chart.values) - 1 else ()
    signals = tuple(sorted(lately, key=lambda signal: meaning(signal, direction) is not Variation.CONCERNING))
    return Verdict(
        chart=chart,
        variation=_variation(chart, reliability, signals, direction),
        assurance=_assurance(chart, direction, target),
        reliability=reliability,
        signals=signals,
        is_rough=_is_rough(figures),
    )


def chart_for(figures: MetricHistory, *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart that suits the figures, in the metric's unit.

    What is carried over: its changes. A ratio on fewer than five cases a period: exact binomial or Poisson; one whose
    bases vary by more than a quarter of their mean: p′ or u′. A count of fewer than five a period: Poisson.
    Everything else: XmR. The days between single events are not a series by period: `rare.t_chart` has its own panel.
    """
    kind = kind_for(figures)
    if kind is ControlKind.MOVING:
        return moving(figures.values, steps=steps, book=book, case=figures.case)
    if kind is ControlKind.POISSON and not figures.wholes:
        return count_chart(figures.values, steps=steps, book=book)
    if kind is not ControlKind.XMR:
        make = _MAKERS.get(kind, partial(exact_chart, is_share=figures.is_share))
        chart = make(figures.parts, figures.wholes, steps=steps, book=book)
        limits = tuple(limits and _scaled(limits, figures.scale) for limits in chart.limits)
        return replace(chart, values=figures.values, limits=limits)
    return xmr(figures.values, steps=steps, book=book, case=figures.case)


def kind_for(figures: MetricHistory) -> ControlKind:
    """Return the kind of chart that suits the figures."""
    if figures.is_carried:
        return ControlKind.MOVING
    if _is_rough(figures):
        return ControlKind.BINOMIAL if figures.is_share else ControlKind.POISSON
    if figures.wholes and not _is_steady(figures.wholes):
        return ControlKind.P_PRIME if figures.is_share else ControlKind.U_PRIME
    if figures.is_count and _mean(figures.values) < FEWEST_CASES:
        return ControlKind.POISSON
    return ControlKind.XMR


_MAKERS: dict[ControlKind, Callable[..., ControlChart]] = {
    ControlKind.P_PRIME: p_prime_chart,
    ControlKind.U_PRIME: u_prime_chart,
}


def _variation(
    chart: ControlChart, reliability: Reliability, signals: Sequence[Signal], direction: Direction
) -> Variation:
    if reliability is Reliability.NONE or chart.last != len(chart.values) - 1:
        return Variation.UNKNOWN
    return meaning(signals[0], direction) if signals else Variation.COMMON


def meaning(signal: Signal, direction: Direction) -> Variation:
    """Return whether a signal is welcome, by the metric's direction."""
    if direction is Direction.NEUTRAL or not signal.side:
        return Variation.NEUTRAL
    return Variation.IMPROVING if (signal.side > 0) == (direction is Direction.UP) else Variation.CONCERNING


def _assurance(chart: ControlChart, direction: Direction, target: float | None) -> Assurance:
    """Compare a target with the limits: a process meets it when it stays on its good side despite chance.

    Where limits vary, those of the middle period of the last segment, so that a day's base does not decide for a week's; for what is
    carried over, those of the latest period.
    """
    if target is None or direction is Direction.NEUTRAL:
        return Assurance.NO_TARGET
    limits = [each for each in chart.limits[chart.segments[-1].start :] if each] if chart.segments else []
    if not limits:
        return Assurance.UNKNOWN
    limits = limits[-1:] if chart.kind is ControlKind.MOVING else limits
    low, high = median(each.low for each in limits), median(each.high for each in limits)
    worst, best, aim = (low, high, target) if direction is Direction.UP else (-high, -low, -target)
    if worst >= aim:
        return Assurance.WILL_HIT
    return Assurance.WILL_MISS if best < aim else Assurance.HIT_AND_MISS


def _is_steady(wholes: Sequence[float | None]) -> bool:
    mean = _mean(wholes)
    return all(whole is None or abs(whole - mean) <= STEADY * mean for whole in wholes)


def _is_rough(figures: MetricHistory) -> bool:
    """Say whether a ratio has fewer than five cases a period; for a share also fewer than five without."""
    if not figures.wholes:
        return False
    part, whole = _mean(figures.parts), _mean(figures.wholes)
    return min(part, whole - part if figures.is_share else part) < FEWEST_CASES


def _mean(numbers: Sequence[float | None]) -> float:
    known = [number for number in numbers if number is not None]
    return fmean(known) if known else 0.0


def _scaled(limits: Limits, scale: float) -> Limits:
    return Limits(limits.centre * scale, limits.low * scale, limits.high * scale)
