"""A figure among others: its place is given, and the figure of nobody else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from data.readings import Reading
from data.statistics.comparison import FEWEST, comparison, quartiles
from tests.layouts.fabricate import reading, regions

COUNTIES = regions().children("330100")
RATE, GUARDED = "checkin_completion_rate", "minor_count"


def of(values: Sequence[float | None], metric: str = RATE) -> list[Reading]:
    """Return readings of the first counties of a city."""
    return [reading(metric, county, value=value, base=1000) for county, value in zip(COUNTIES, values, strict=False)]


@pytest.mark.parametrize("count", range(FEWEST, 13))
def test_no_quartile_is_the_figure_of_one_region(count: int) -> None:
    """Each is between three figures."""
    values = [10.0 + each**2 / 2 for each in range(count)]

    found = quartiles(of(values), ())

    assert found is not None
    shown = {round(value, 1) for value in values}
    assert not shown & {found.low, found.middle, found.high}
    assert min(values) < found.low < found.middle < found.high < max(values)


@pytest.mark.parametrize("values", [[90.0, 91, 92, 93], [90.0, 91, 92, 93, None]])
def test_fewer_than_five_have_no_quartiles(values: list[float | None]) -> None:
    """Four figures, and four of five regions with a figure."""
    assert quartiles(of(values), ()) is None


def test_who_is_seen_by_name_is_not_in_the_quartiles() -> None:
    """The own figure cannot be subtracted: changing it changes no quartile."""
    own = COUNTIES[0].code

    first, second = (quartiles(of([value, 90, 91, 92, 93, 94, 95]), {own}) for value in (10.0, 99.0))

    assert first == second
    assert first is not None
    assert first.count == 6


def test_guarded_counts_have_no_quartiles() -> None:
    """A small cell is not looked for between them."""
    assert quartiles(of([6, 7, 8, 9, 10, 11, 12], GUARDED), ()) is None


def test_the_place_is_among_all_who_have_a_figure() -> None:
    """Fourth of six, one without a figure."""
    group = of([99, 98, 97, 96, 95, 94, None])

    found = comparison(group[3], group, (), {group[3].region.code})

    assert found.placing.group is not None
    assert (found.placing.group.rank, found.placing.group.count) == (4, 6)
    assert found.level_quartiles is None
