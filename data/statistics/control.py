"""A control chart as a result: its figures, the limits of each, and the signals a rule book finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.statistics.rules import NHS, OF_VALUES, Rule, RuleBook

FEWEST_POINTS = 5
FULL_POINTS = 13


class ControlKind(StrEnum):
    """The charts; which one suits a metric is chosen in `verdict`."""

    XMR = "xmr"
    MOVING = "moving"  # XmR of the changes, drawn about the figure before
    P = "p"
    P_PRIME = "p_prime"
    U = "u"
    U_PRIME = "u_prime"
    BINOMIAL = "binomial"
    POISSON = "poisson"
    NEGATIVE_BINOMIAL = "negative_binomial"
    T = "t"
    G = "g"


class Reliability(StrEnum):
    """How far the limits of a segment can be trusted."""

    NONE = "none"  # fewer than five points, or no two in a row: no limits
    TRIAL = "trial"  # fewer than thirteen points
    FULL = "full"
    FLAT = "flat"  # all points equal: nothing varies, so nothing can be judged


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre line and limits of one point, in its unit."""

    centre: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A place from which the limits are computed again, and why."""

    start: int
    reason: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The points from `start` up to `stop` (not included) that share their limits; the first has no reason."""

    start: int
    stop: int
    reliability: Reliability
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern of a rule at places of the series; `side` is +1 (high, rising), -1 (low, falling) or 0."""

    rule: Rule
    places: tuple[int, ...]
    complete_at: int
    side: int


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Figures in time order with the limits of each (None without) and the signals of a rule book."""

    kind: ControlKind
    book: str
    values: tuple[float | None, ...]
    limits: tuple[Limits | None, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]

    @property
    def last(self) -> int | None:
        """The place of the latest figure."""
        return next((at for at in reversed(range(len(self.values))) if self.values[at] is not None), None)

    @property
    def current(self) -> tuple[Signal, ...]:
        """The signals that the latest figure is part of: what the icons show."""
        return tuple(signal for signal in self.signals if self.last in signal.places)


@dataclass(frozen=True, slots=True)
class JudgedSegment:
    """A segment's reliability, limits and scores, as each kind of chart computes them from its points."""

    reliability: Reliability
    limits: tuple[Limits | None, ...]
    scores: tuple[float | None, ...]


def reliability_of(known: Sequence[float]) -> Reliability:
    """Return how far limits made of these points can be trusted."""
    if len(known) < FEWEST_POINTS:
        return Reliability.NONE
    if min(known) == max(known):
        return Reliability.FLAT
    return Reliability.TRIAL if len(known) < FULL_POINTS else Reliability.FULL


def spans(length: int, steps: Sequence[LimitStep]) -> Iterator[tuple[int, int, str]]:
    """Yield first place, place after the last, and reason of each segment; raises ValueError for steps outside it."""
    starts = [LimitStep(0, ""), *steps]
    places = [step.start for step in starts]
    if places != sorted({*places}) or (steps and places[-1] >= length):
        raise ValueError(f"a step must start after the one before and before the end (1 to {length - 1}): {places[1:]}")
    for step, stop in zip(starts, [*places[1:], length], strict=True):
        yield step.start, stop, step.reason


def chart_of(
    kind: ControlKind,
    values: Sequence[float | None],
    judged: Sequence[tuple[tuple[int, int, str], JudgedSegment]],
    book: RuleBook = NHS,
) -> ControlChart:
    """Return the chart of judged segments; no pattern runs on from one segment into the next."""
    segments: list[Segment] = []
    limits: list[Limits | None] = []
    signals: list[Signal] = []
    for (start, stop, reason), each in judged:
        segments.append(Segment(start, stop, each.reliability, reason))
        limits += each.limits
        if each.reliability in {Reliability.TRIAL, Reliability.FULL}:
            signals += _signals(each.scores, values[start:stop], start, book)
    return ControlChart(kind, book.name, tuple(values), tuple(limits), tuple(segments), tuple(signals))


def _signals(
    scores: Sequence[float | None], values: Sequence[float | None], start: int, book: RuleBook
) -> Iterator[Signal]:
    for rule, find in book.rules:
        for pattern in find(values if rule in OF_VALUES else scores):
            places = tuple(start + at for at in pattern.places)
            yield Signal(rule, places, start + pattern.complete_at, pattern.side)
