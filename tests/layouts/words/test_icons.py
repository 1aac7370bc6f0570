"""The two icons of a metric: each verdict has a shape of its own, the direction turns the target's, and words say it too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.catalogue import Direction
from data.readings import Status
from data.statistics import judged
from layouts.charts.chart import Icon
from layouts.charts.icons import ABOVE, ACROSS, BELOW, LEAVES, UNKNOWN, USUAL, icons
from tests.layouts.fabricate import WEEK, catalogue, reading, region

RATE = "checkin_completion_rate"
STEADY = (97.8, 98.2, 98.0, 97.9, 98.1, 98.2, 97.9, 98.0, 98.1, 97.8, 98.0, 98.2, 97.9, 98.1)


def drawn(
    values: tuple[float | None, ...], direction: Direction = Direction.UP, target: float | None = None
) -> list[Icon]:
    """Return the icons of a rate's figures in time order."""
    metric = replace(catalogue().metric(RATE), direction=direction, target=target)
    history = [
        replace(
            reading(RATE, region("330100"), week, value=value, base=20_000),
            metric=metric,
            status=Status.MISSING if value is None else Status.OK,
        )
        for week, value in zip(WEEK.back(len(values)), values, strict=True)
    ]
    return [*icons(judged(history), history, "zh")]


@pytest.mark.parametrize(
    ("last", "direction", "look", "line"),
    [
        (98.0, Direction.UP, "common", USUAL),
        (95.0, Direction.UP, "concerning", LEAVES[-1]),
        (99.9, Direction.UP, "improving", LEAVES[1]),
        (99.9, Direction.DOWN, "concerning", LEAVES[1]),
        (99.9, Direction.NEUTRAL, "neutral", LEAVES[1]),
        (None, Direction.UP, "unknown", UNKNOWN),
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


def test_too_few_figures_are_named_as_such() -> None:
    """Both icons say that nothing can be said."""
    found = drawn((98.0, 97.0), target=98.0)

    assert [(icon.look, icon.line) for icon in found] == [("unknown", UNKNOWN), ("unknown", UNKNOWN)]
    assert [icon.word for icon in found] == ["不足 5 期，不设波动界限", "尚不能判断能否达标"]


def test_a_rate_that_slips_above_its_target_is_not_called_safe() -> None:
    """Its conclusion says both; no second icon goes against it."""
    (icon,) = drawn((*STEADY, 97.0), target=95.0)

    assert icon.look == "concerning"
    assert icon.word == "仍高于目标 95%，但低于正常波动下限，属明显下降，建议查原因"
