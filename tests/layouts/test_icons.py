"""The two icons of a metric: each verdict has a shape of its own, the direction turns the target's, and words say it too."""

from __future__ import annotations

import pytest

from data.definitions import Direction
from data.periods import Grain
from data.signals.verdict import Figures, judge
from layouts.chart import Icon
from layouts.icons import ABOVE, ACROSS, BELOW, LEAVES, UNTOLD, USUAL, icons

STEADY = (97.8, 98.2, 98.0, 97.9, 98.1, 98.2, 97.9, 98.0, 98.1, 97.8, 98.0, 98.2, 97.9, 98.1)


def drawn(
    values: tuple[float | None, ...], direction: Direction = Direction.UP, target: float | None = None
) -> list[Icon]:
    """Return the icons of figures in time order."""
    return [*icons(judge(Figures(values), direction, target), direction, Grain.WEEK, "zh")]


@pytest.mark.parametrize(
    ("last", "direction", "look", "line"),
    [
        (98.0, Direction.UP, "common", USUAL),
        (95.0, Direction.UP, "concerning", LEAVES[-1]),
        (99.9, Direction.UP, "improving", LEAVES[1]),
        (99.9, Direction.DOWN, "concerning", LEAVES[1]),
        (99.9, Direction.NEUTRAL, "neutral", LEAVES[1]),
        (None, Direction.UP, "unknown", UNTOLD),
    ],
)
def test_what_is_happening(last: float | None, direction: Direction, look: str, line: str) -> None:
    """The course leaves its limits on the side it left them on; the colour says whether that is welcome."""
    (icon,) = drawn((*STEADY, last), direction)

    assert (icon.look, icon.line) == (look, line)
    assert icon.word


@pytest.mark.parametrize(
    ("target", "direction", "look", "line"),
    [
        (95.0, Direction.UP, "will_hit", ABOVE),
        (99.5, Direction.UP, "will_miss", BELOW),
        (98.0, Direction.UP, "hit_and_miss", ACROSS),
        (99.5, Direction.DOWN, "will_hit", BELOW),
        (95.0, Direction.DOWN, "will_miss", ABOVE),
    ],
)
def test_whether_the_target_will_be_met(target: float, direction: Direction, look: str, line: str) -> None:
    """The course runs on the good side of the target, on the bad one, or across it."""
    _, icon = drawn(STEADY, direction, target)

    assert (icon.look, icon.line) == (look, line)


def test_too_few_figures_are_told_as_such() -> None:
    """Both icons say that nothing can be said."""
    found = drawn((98.0, 97.0), target=98.0)

    assert [(icon.look, icon.line) for icon in found] == [("unknown", UNTOLD), ("unknown", UNTOLD)]
    assert [icon.word for icon in found] == ["不足 5 期，不设波动界限", "尚不能判断能否达标"]
