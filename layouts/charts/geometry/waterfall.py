"""The columns of a waterfall: where each begins, how tall it is, what it is, and where the axis is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from layouts.charts.kinds import StepKind, WaterfallStep

AIR = 0.12  # of the axis above the tallest column
BELOW = 0.4  # of the changes' range left under them where the axis is cut

Turn = Literal["stock", "rise", "fall", "still", "unexplained"]
HUES: dict[Turn, str] = {  # the tokens of the columns' colours
    "stock": "--celadon-6",
    "rise": "--celadon-4",
    "fall": "--celadon-2",
    "still": "--celadon-2",
    "unexplained": "--text-3",
}


@dataclass(frozen=True, slots=True)
class Cascade:
    """Columns that each begin where the last ended; `axis` are the ends of the axis of values."""

    bases: tuple[float, ...]
    heights: tuple[float, ...]
    axis: tuple[float, float]

    @property
    def cut(self) -> list[tuple[float, float]]:
        """The foot and the height of each column as far as the axis shows it."""
        floor = self.axis[0]
        pairs = zip(self.bases, self.heights, strict=True)
        return [(max(base, floor), max(base + height - max(base, floor), 0)) for base, height in pairs]


def cascade(points: Sequence[WaterfallStep]) -> Cascade:
    """Return the columns of a first stock, signed changes and a last stock.

    Stocks are cut where they are far larger than the changes, which would be slivers beside them.
    """
    bases, heights, level = [], [], 0.0
    for point in points:
        value = point.value or 0.0
        bases.append(0.0 if point.move is StepKind.STOCK else min(level, level + value))
        heights.append(abs(value))
        level = value if point.move is StepKind.STOCK else level + value
    tops = [base + height for base, height in zip(bases, heights, strict=True)]
    floor = _floor(points, bases, tops)
    highest = max(tops, default=1.0)
    return Cascade(tuple(bases), tuple(heights), (floor, highest + (highest - floor) * AIR))


def turn(step: WaterfallStep) -> Turn:
    """Return what a column is: a stock, a change up or down or none, or one that nothing explains."""
    if step.move is not StepKind.CHANGE:
        return "stock" if step.move is StepKind.STOCK else "unexplained"
    value = step.value or 0.0
    return "rise" if value > 0 else "fall" if value < 0 else "still"


def _floor(points: Sequence[WaterfallStep], bases: Sequence[float], tops: Sequence[float]) -> float:
    """Return where the axis begins: zero, or just below the changes where those would be slivers."""
    changes = [base for point, base in zip(points, bases, strict=True) if point.move is not StepKind.STOCK]
    stocks = [top for point, top in zip(points, tops, strict=True) if point.move is StepKind.STOCK]
    lowest, highest = min([*changes, *stocks], default=0.0), max(tops, default=0.0)
    return max(lowest - (highest - lowest) * BELOW, 0.0) if 0 < highest - lowest < highest / 2 else 0.0
