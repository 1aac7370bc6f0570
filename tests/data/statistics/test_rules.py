"""The rules of each book, on the smallest series that do and do not fulfil them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.statistics.rules import BOOKS, NELSON, NHS, WESTERN_ELECTRIC, Pattern, Rule, RuleBook, trend


def found(book: RuleBook, rule: Rule, scores: Sequence[float | None]) -> list[Pattern]:
    return [*dict(book.rules)[rule](scores)]


@pytest.mark.parametrize(("book", "length"), [(NHS, 7), (WESTERN_ELECTRIC, 8), (NELSON, 9)])
def test_a_shift_is_as_long_as_its_book_says(book: RuleBook, length: int) -> None:
    one_short = [0.1] * (length - 1)
    assert found(book, Rule.SHIFT, [*one_short, -0.1]) == []
    assert found(book, Rule.SHIFT, [*one_short, 0.1]) == [Pattern(tuple(range(length)), length - 1, 1)]


def test_a_longer_shift_is_one_signal() -> None:
    (shift,) = found(NHS, Rule.SHIFT, [0.5, *[-0.5] * 9, 0.5])
    assert (shift.places, shift.complete_at, shift.side) == (tuple(range(1, 10)), 7, -1)


@pytest.mark.parametrize("breaker", [0.0, None])
def test_a_point_on_the_line_and_a_gap_break_a_shift(breaker: float | None) -> None:
    assert found(NHS, Rule.SHIFT, [1.0] * 6 + [breaker] + [1.0] * 6) == []


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1, 2, 3, 4, 5, 6], ()),
        ([1, 2, 3, 3, 4, 5, 6], ()),
        ([1, 2, 3, 4, 5, 6, 7], tuple(range(7))),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], tuple(range(1, 8))),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], tuple(range(1, 8))),
        ([1, 2, 3, None, 4, 5, 6, 7, 8], ()),
    ],
)
def test_a_trend_of_seven(values: list[float | None], places: tuple[int, ...]) -> None:
    """The cases of NHSRplotthedots 0.2.2, tests/testthat/test-ptd_calculate_point_type.R, and a gap."""
    assert [pattern.places for pattern in trend(values, length=7)] == ([places] if places else [])


@pytest.mark.parametrize(
    ("scores", "places"),
    [
        ([2.5, 0, 2.5], [(0, 2)]),
        ([0, 2.5, 2.5], [(1, 2)]),
        ([2.5, 2.5, 0], [(0, 1)]),
        ([2.5, 0, 0, 2.5], []),
        ([2.5, 0, -2.5], []),
        ([2.0, 2.0, 2.0], []),
        ([2.5, None, 2.5], []),
        ([-2.5, 0, -2.5, 0, -2.5], [(0, 2, 4)]),
        ([2.5, 2.5, 0, 0, 0, 2.5, 2.5], [(0, 1), (5, 6)]),
    ],
)
def test_two_of_three_near_one_limit(scores: list[float | None], places: list[tuple[int, ...]]) -> None:
    assert [pattern.places for pattern in found(NHS, Rule.NEAR, scores)] == places


def test_a_point_on_the_limit_is_inside() -> None:
    assert [pattern.places for pattern in found(NHS, Rule.OUTSIDE, [3.0, 3.01, -3.0, -3.01])] == [(1,), (3,)]


def test_nelsons_other_rules() -> None:
    """Nelson (1984), tests 4, 6, 7 and 8."""
    assert len(found(NELSON, Rule.ALTERNATING, [1.0, -1.0] * 7)) == 1
    assert found(NELSON, Rule.ALTERNATING, [1.0, -1.0] * 6 + [1.0]) == []
    assert len(found(NELSON, Rule.ZONE, [1.5, 1.5, 0.0, 1.5, 1.5])) == 1
    assert len(found(NELSON, Rule.HUGGING, [0.9, -0.9, 0.0] * 5)) == 1
    assert found(NELSON, Rule.HUGGING, [0.9, -0.9] * 7) == []
    assert len(found(NELSON, Rule.AVOIDING, [1.1, -1.1] * 4)) == 1


SCORES = st.lists(st.none() | st.integers(-8, 8).map(lambda half: half / 2), max_size=40)


@settings(deadline=None)
@given(SCORES, st.sampled_from(sorted(BOOKS)))
def test_a_mirrored_series_has_the_mirrored_signals(scores: list[float | None], name: str) -> None:
    mirrored = [None if score is None else -score for score in scores]
    for rule, find in BOOKS[name].rules:
        here = {(pattern.places, pattern.side) for pattern in find(scores)}
        there = {(pattern.places, -pattern.side) for pattern in find(mirrored)}
        assert here == there, rule


@settings(deadline=None)
@given(SCORES, st.sampled_from(sorted(BOOKS)))
def test_a_signal_once_given_stays(scores: list[float | None], name: str) -> None:
    """What a rule finds in a series it has found in its beginning, complete at the same place."""
    for _, find in BOOKS[name].rules:
        for pattern in find(scores):
            so_far = scores[: pattern.complete_at + 1]
            assert any(each.complete_at == pattern.complete_at for each in find(so_far))
            assert not any(
                each.places[0] == pattern.places[0] for each in find(so_far[:-1]) if each.side == pattern.side
            )
