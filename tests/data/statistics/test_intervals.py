"""Intervals, against published examples."""

import pytest

from data.statistics.intervals import byar, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_none_and_all_are_inside_their_interval() -> None:
    """Rounding never leaves 0 % or 100 % outside; each number of cases that it does is named."""
    ends = {whole: (wilson(0, whole)[0], wilson(whole, whole)[1]) for whole in range(1, 200)}

    assert {whole: found for whole, found in ends.items() if found != (0.0, 1.0)} == {}


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.69), (5, 1.62, 11.67), (20, 12.22, 30.89), (100, 81.36, 121.63)]
)
def test_byar(count: int, low: float, high: float) -> None:
    """The exact Poisson limits, which the approximation meets within 2 % from five cases on."""
    assert byar(count)[0] == pytest.approx(low, rel=0.02, abs=0.01)
    assert byar(count)[1] == pytest.approx(high, rel=0.02)
