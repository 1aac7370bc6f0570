"""The rule books: which patterns about a centre line are more than chance.

Each rule reads standard scores (distance from the centre line in sigmas, None where a figure is missing), those of
`OF_VALUES` the figures themselves, and yields the patterns it finds. A missing figure breaks every pattern: seven weeks in a row are seven weeks that were counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import groupby, pairwise

Scores = Sequence[float | None]


class Rule(StrEnum):
    """The patterns that a rule book may look for."""

    OUTSIDE = "outside"  # a point beyond a limit
    SHIFT = "shift"  # points in a row on one side of the centre line
    TREND = "trend"  # points in a row, each above (or each below) the one before
    NEAR = "near"  # two of three near the same limit
    ZONE = "zone"  # four of five in the same half beyond one sigma
    ALTERNATING = "alternating"  # up and down in turn
    HUGGING = "hugging"  # all close to the centre line
    AVOIDING = "avoiding"  # none close to the centre line, on either side


@dataclass(frozen=True, slots=True)
class Pattern:
    """Places in the series that form a pattern, the place at which it was first complete, and the side of it.

    `side` is +1 (high, rising), -1 (low, falling) or 0 where the pattern takes no side.
    """

    places: tuple[int, ...]
    complete_at: int
    side: int


OF_VALUES = {Rule.TREND, Rule.ALTERNATING}  # where limits vary, a score may rise while its figure does not
Finder = Callable[[Scores], Iterator[Pattern]]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A named set of rules; books differ in their numbers, so that a signal always belongs to a book."""

    name: str
    rules: tuple[tuple[Rule, Finder], ...]


def outside(scores: Scores) -> Iterator[Pattern]:
    """Yield each point beyond three sigmas; one on the limit is inside."""
    for at, score in enumerate(scores):
        if score is not None and abs(score) > 3:
            yield Pattern((at,), at, 1 if score > 0 else -1)


def shift(scores: Scores, *, length: int) -> Iterator[Pattern]:
    """Yield each longest run of `length` or more points on one side; a point on the centre line breaks it."""
    for side, places in _runs([None if score is None else _sign(score) for score in scores]):
        if side and len(places) >= length:
            yield Pattern(places, places[length - 1], side)


def trend(scores: Scores, *, length: int) -> Iterator[Pattern]:
    """Yield each longest run of `length` or more points that strictly rise or fall; an equal pair breaks it."""
    steps = [None if a is None or b is None else _sign(b - a) for a, b in pairwise(scores)]
    for side, places in _runs(steps):
        if side and len(places) >= length - 1:
            run = (*places, places[-1] + 1)
            yield Pattern(run, run[length - 1], side)


def several(scores: Scores, *, needed: int, of: int, beyond: float) -> Iterator[Pattern]:
    """Yield places beyond so many sigmas on one side, where at least `needed` of `of` neighbours are."""
    for side in (1, -1):
        far = {at for at, score in enumerate(scores) if score is not None and score * side > beyond}
        complete = [at for at in sorted(far) if _together(scores, far, at, of) >= needed]
        for chain in _chains(complete, of):
            places = {near for at in chain for near in range(at - of + 1, at + 1) if near in far}
            yield Pattern(tuple(sorted(places)), chain[0], side)


def alternating(scores: Scores, *, length: int) -> Iterator[Pattern]:
    """Yield each longest run of points that go up and down in turn."""
    steps = [None if a is None or b is None else _sign(b - a) for a, b in pairwise(scores)]
    turns = [None if not a or not b else int(a == -b) for a, b in pairwise(steps)]
    for turning, places in _runs(turns):
        if turning and len(places) >= length - 2:
            run = (*places, places[-1] + 1, places[-1] + 2)
            yield Pattern(run, run[length - 1], 0)


def hugging(scores: Scores, *, length: int) -> Iterator[Pattern]:
    """Yield each longest run of points within one sigma of the centre line."""
    for inside, places in _runs([None if score is None else int(abs(score) < 1) for score in scores]):
        if inside and len(places) >= length:
            yield Pattern(places, places[length - 1], 0)


def avoiding(scores: Scores, *, length: int) -> Iterator[Pattern]:
    """Yield each longest run of points beyond one sigma, on whichever side."""
    for apart, places in _runs([None if score is None else int(abs(score) > 1) for score in scores]):
        if apart and len(places) >= length:
            yield Pattern(places, places[length - 1], 0)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _runs(marks: Sequence[int | None]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield runs of one mark with their places, leaving out missing ones."""
    for mark, run in groupby(enumerate(marks), key=lambda each: each[1]):
        if mark is not None:
            yield mark, tuple(at for at, _ in run)


def _together(scores: Scores, far: set[int], at: int, of: int) -> int:
    """Return how many of the last `of` points up to `at` are far, counting back to a missing one at most."""
    count = 0
    for place in range(at, max(at - of, -1), -1):
        if scores[place] is None:
            break
        count += place in far
    return count


def _chains(places: Sequence[int], reach: int) -> Iterator[list[int]]:
    """Yield groups of places whose windows of `reach` points overlap."""
    chain: list[int] = []
    for place in places:
        if chain and place - chain[-1] >= reach:
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


_NEAR = partial(several, needed=2, of=3, beyond=2.0)
_ZONE = partial(several, needed=4, of=5, beyond=1.0)

NHS = RuleBook(
    "nhs",
    (
        (Rule.OUTSIDE, outside),
        (Rule.SHIFT, partial(shift, length=7)),
        (Rule.TREND, partial(trend, length=7)),
        (Rule.NEAR, _NEAR),
    ),
)
"""NHS England, Making Data Count (2019), Strengthening your decisions.

Two of three: both near the same limit, the third anywhere; the R package NHSRplotthedots also wants the third on their
side of the mean.
"""

WESTERN_ELECTRIC = RuleBook(
    "western_electric",
    (
        (Rule.OUTSIDE, outside),
        (Rule.NEAR, _NEAR),
        (Rule.ZONE, _ZONE),
        (Rule.SHIFT, partial(shift, length=8)),
    ),
)
"""Western Electric Company (1956), Statistical Quality Control Handbook, pp. 25-28."""

NELSON = RuleBook(
    "nelson",
    (
        (Rule.OUTSIDE, outside),
        (Rule.SHIFT, partial(shift, length=9)),
        (Rule.TREND, partial(trend, length=6)),
        (Rule.ALTERNATING, partial(alternating, length=14)),
        (Rule.NEAR, _NEAR),
        (Rule.ZONE, _ZONE),
        (Rule.HUGGING, partial(hugging, length=15)),
        (Rule.AVOIDING, partial(avoiding, length=8)),
    ),
)
"""Nelson (1984), The Shewhart control chart: tests for special causes, J. Quality Technology 16, 237-239."""

BOOKS = {book.name: book for book in (NHS, WESTERN_ELECTRIC, NELSON)}
