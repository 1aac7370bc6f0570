"""Where the dots of a swarm are."""

from layouts.charts.geometry.marks import DOT, ROOM, spread
from layouts.charts.kinds import SwarmDot


def heights(values: list[float]) -> list[float]:
    """Return the heights of the dots of some values on an axis of 0..100."""
    return [lift for _, lift in spread([SwarmDot("", value, "") for value in values], lambda value: value or 0.0)]


def test_dots_that_meet_are_apart() -> None:
    """Three of the same value are a dot's room from each other."""
    assert sorted(heights([50, 50, 50])) == [-DOT, 0, DOT]


def test_a_crowd_stays_in_its_room() -> None:
    """Forty of the same value are pressed together, and those far from them are not."""
    found = heights([100.0] * 40 + [10.0, 10.0])

    assert max(abs(lift) for lift in found) <= ROOM
    assert DOT in found


def test_no_value_has_no_dot() -> None:
    """A region without a figure is not put at zero."""
    assert spread([SwarmDot("", None, "—")], lambda value: value or 0.0) == []
