"""Ranks, which are the same in a list, on a map and in a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.statistics.ranking import Spot, ranked_readings, spots
from tests.layouts.fabricate import DUE, reading, region, regions

RATE = "checkin_completion_rate"
CODES = regions().counties("330000")
VALUES = st.lists(st.one_of(st.none(), st.sampled_from([97.0, 97.04, 98.0, 99.5])), min_size=1, max_size=12)


@given(VALUES)
def test_a_place_on_the_map_is_the_rank_in_the_list(values: list[float | None]) -> None:
    """Of every region, with or without a figure."""
    found = [reading(RATE, region(code), value=value) for code, value in zip(CODES, values, strict=False)]

    ranks = {each.region.code: rank for each, rank in ranked_readings(found) if rank is not None}
    assert {code: spot.rank for code, spot in spots(found).items()} == ranks


def test_equal_figures_share_a_place() -> None:
    """Equal as they are shown, to one decimal; who has no figure is not counted."""
    given_values = zip(CODES, (97.0, 97.04, 98.0, None), strict=False)
    found = [reading(RATE, region(code), value=value) for code, value in given_values]

    assert spots(found) == {CODES[0]: Spot(2, 2, 3), CODES[1]: Spot(2, 2, 3), CODES[2]: Spot(1, 1, 3)}


def test_a_figure_of_half_the_reports_has_no_place() -> None:
    """Beside those of complete ones, it may be the better half."""
    found = [reading(RATE, region(code), value=98.0) for code in CODES[:3]]
    half = reading(RATE, region(CODES[3]), value=99.0, reported=DUE // 2)

    assert CODES[3] not in spots([*found, half])
