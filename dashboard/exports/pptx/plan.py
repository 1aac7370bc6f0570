"""Where each card goes on which slide: two columns, in reading order, at most three cards, nothing cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboard.exports.pptx.block import BODY, FULL, HALF, SlideBlock
from dashboard.exports.pptx.pen import Area

LEFT, TOP = 36.0, 102.0
GAP = FULL - 2 * HALF
MOST = 3  # cards on a slide, and one more where that is a sentence or two
SMALL = 40.0
SHARED = 160.0  # points at most that each of several cards is grown by
AHEAD = 4  # cards that may come before one that does not fit


@dataclass(slots=True)
class Spread:
    """A slide being filled: its cards with their columns, and how far down each column is taken."""

    cards: list[tuple[SlideBlock, int, float]] = field(default_factory=list)  # card, column (2 is both), top
    used: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def take(self, block: SlideBlock) -> bool:
        """Put a card where it fits; say whether it did."""
        if not self.cards:
            return self._put(block, 2 if block.is_full else 0)
        if len(self.cards) >= MOST + (block.height < SMALL):
            return False
        if block.is_full:
            return max(self.used) + block.needed <= BODY and self._put(block, 2)
        for column in (0, 1) if self.used[0] <= self.used[1] else (1, 0):
            if self.used[column] + block.needed <= BODY:
                return self._put(block, column)
        return False

    def _put(self, block: SlideBlock, column: int) -> bool:
        top = max(self.used) if column == 2 else self.used[column]
        self.cards.append((block, column, top))
        for each in (0, 1) if column == 2 else (column,):
            self.used[each] = top + block.needed + GAP
        return True


def spreads(blocks: Sequence[SlideBlock]) -> list[list[tuple[SlideBlock, Area]]]:
    """Return the slides that cards take, each card with its place."""
    waiting, filled = list(blocks), []
    while waiting:
        spread = Spread()
        spread.take(waiting.pop(0))
        passed: set[str] = set()
        for block in waiting[:AHEAD]:
            if not block.is_late and block.panel not in passed and spread.take(block):
                waiting.remove(block)
            else:
                passed.add(block.panel)  # the parts of a panel stay in order
        if waiting and waiting[0].is_late:
            while waiting and spread.take(waiting[0]):
                waiting.pop(0)
        filled.append(spread)
    return [_placed(spread) for spread in filled]


def _placed(spread: Spread) -> list[tuple[SlideBlock, Area]]:
    """Return cards with their places: a lone column is widened, rows end on one line, what can grow fills the slide."""
    cards = spread.cards
    columns = {column for _, column, _ in cards}
    if 1 not in columns:
        cards = [(block, 2, top) for block, _, top in cards]
    ends = {at: _floor(cards, at) for at in range(len(cards))}
    growing = [block for block, _, _ in cards if block.grows]
    is_stack = len(cards) > 1 and all(column == 2 for _, column, _ in cards)
    if is_stack and growing and (not cards[-1][0].grows or len(growing) == len(cards)):
        return _shared(cards, sum(block.height for block in growing))
    return [(block, _area(column, top, ends[at])) for at, (block, column, top) in enumerate(cards)]


def _shared(cards: Sequence[tuple[SlideBlock, int, float]], growing: float) -> list[tuple[SlideBlock, Area]]:
    """Return cards under each other; those that grow share what room is left, each by its height of all `growing`."""
    more = BODY - sum(block.needed + GAP for block, _, _ in cards) + GAP
    placed, lower = [], 0.0
    for block, _, top in cards:
        own = min(more * block.height / growing, SHARED) if block.grows else 0.0
        placed.append((block, _area(2, top + lower, top + lower + block.needed + own)))
        lower += own
    return placed


def _floor(cards: Sequence[tuple[SlideBlock, int, float]], at: int) -> float:
    """Return how far down a card reaches: to the one under it, else to the end shared by the last ones."""
    _, column, top = cards[at]
    below = [other for _, own, other in cards if other > top and (own == column or 2 in (own, column))]
    if below:
        return min(below) - GAP
    last = [
        (block, own, start)
        for block, own, start in cards
        if not any(other > start and (col == own or 2 in (col, own)) for _, col, other in cards)
    ]
    if any(block.grows for block, _, _ in last):
        return BODY
    return min(max(start + block.needed for block, _, start in last), BODY)


def _area(column: int, top: float, end: float) -> Area:
    left = LEFT + (HALF + GAP if column == 1 else 0.0)
    return Area(left, TOP + top, FULL if column == 2 else HALF, end - top)
