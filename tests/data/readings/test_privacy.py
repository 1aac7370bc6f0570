"""No small count of a guarded column can be computed from the figures beside it, by any kind of question.

A line is what is shown with its sum: the counties of a city, the offices of a county, the cells of an office's type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.periods import Period, Span
from data.readings.cases.last_cases import CaseOf, may_be_shown
from data.readings.cuts import Cut, CutOf, hidden_cuts
from data.readings.privacy import beside, hidden_in, is_guarded, without_amounts
from data.readings.register import Cell, without_small
from data.regions import Level
from tests.layouts.fabricate import catalogue, region, regions

Key = TypeVar("Key")

WEEK = Period.parse("2026-W47")
DAY = date(2026, 11, 22)
CITY, COUNTIES = "330100", regions().counties("330100")[:3]
OFFICES = {code: regions().offices(code)[:3] for code in COUNTIES}
COUNTS = st.integers(0, 9)
KINDS, LEVELS = ("probation", "parole"), ("strict", "ordinary", "lenient")
GUARDED = [metric.key for metric in catalogue().metrics.values() if metric.guarded]


def gives_away(line: Mapping[Key, float], hidden: Collection[Key]) -> bool:
    """Say whether the sum of a line of counts above zero and the counts shown give away a small one.

    Where only one cell of the line has a count, there is no other to hide it behind.
    """
    amounts = [amount for key, amount in line.items() if key in hidden]
    if not amounts or len(amounts) == len(line):
        return False
    return (len(amounts) == 1 and amounts[0] < 5) or sum(amounts) == len(amounts)


# --- the rule ---


@given(st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz")), st.integers(1, 9)))
def test_no_line_gives_a_hidden_count_away(counts: dict[tuple[str, ...], int]) -> None:
    """Of a table whose rows and columns are shown with their sums."""
    lines = [{key: count for key, count in counts.items() if key[at] == name} for at in (0, 1) for name in "abcduvwxyz"]
    hidden = hidden_in(lines)

    assert {key for key, count in counts.items() if count < 5} <= hidden
    assert not any(gives_away(line, hidden) for line in lines)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(5, 9)))
def test_where_nothing_is_small_nothing_is_hidden(line: dict[str, int]) -> None:
    """Counts of five and more identify no person."""
    assert hidden_in([line]) == set()


def test_what_is_read_beside_a_region_is_all_that_there_is() -> None:
    """An office's siblings, whoever asks; a root is alone."""
    office = region(OFFICES[COUNTIES[0]][0])
    root = regions().root

    assert {each.code for each in beside(regions(), office)} == {*regions().offices(COUNTIES[0])}
    assert beside(regions(), root) == [root]


# --- the register ---

CELLS = st.dictionaries(st.sampled_from([*product(KINDS, LEVELS)]), st.integers(1, 9), min_size=1)


@given(st.dictionaries(st.sampled_from("xyz"), CELLS))
def test_no_cell_of_the_register_is_given_away(offices: dict[str, dict[Cell, int]]) -> None:
    """By the sum of an office, of its type or level, or of the same cell of its county."""
    shown = without_small(offices)
    hidden = {(code, *cell) for code, cells in shown.items() for cell, amount in cells.items() if amount is None}
    counts = {(code, *cell): amount for code, cells in offices.items() for cell, amount in cells.items()}
    lines: dict[tuple[str, ...], dict[tuple[str, ...], float]] = defaultdict(dict)
    for (code, kind, level), amount in counts.items():
        for line in ((code,), (code, kind), (code, level), (kind, level)):
            lines[line][code, kind, level] = amount

    assert {key for key, amount in counts.items() if amount < 5} <= hidden
    assert not any(gives_away(line, hidden) for line in lines.values())


# --- cuts ---


@given(st.dictionaries(st.sampled_from(OFFICES[COUNTIES[0]]), st.dictionaries(st.sampled_from("uvw"), COUNTS)))
def test_no_cut_is_given_away(offices: dict[str, dict[str, int]]) -> None:
    """A cut with a small cell is hidden whole, and so that the county's cut does not give it back."""
    cut, span = Cut("incident_type_n", ("incident_type",)), Span(DAY, DAY)
    known: dict[CutOf, dict[tuple[str, ...], int]] = {
        CutOf(cut, region(code), span): {(cell,): count for cell, count in cells.items() if count}
        for code, cells in offices.items()
    }
    hidden = {each.region.code for each in hidden_cuts(catalogue(), known)}

    assert {code for code, cells in offices.items() if any(0 < count < 5 for count in cells.values())} <= hidden
    for cell in "uvw":
        line = {code: cells[cell] for code, cells in offices.items() if cells.get(cell)}
        assert not gives_away(line, hidden)


# --- days of cases, the feed ---


@pytest.mark.parametrize("key", GUARDED)
@pytest.mark.parametrize("level", [Level.CITY, Level.COUNTY, Level.OFFICE])
def test_the_days_of_a_guarded_count_are_for_cities_and_above(key: str, level: Level) -> None:
    """When it was not zero would say that there was one."""
    where = {Level.CITY: CITY, Level.COUNTY: COUNTIES[0], Level.OFFICE: OFFICES[COUNTIES[0]][0]}[level]
    case = CaseOf(catalogue().metric(key), region(where), DAY)

    assert is_guarded(case.metric, case.region) is (level is not Level.CITY)
    assert not (may_be_shown(case, shows_small_cells=False) and is_guarded(case.metric, case.region))


@given(COUNTS, COUNTS)
def test_why_a_row_was_refused_says_no_count(part: int, whole: int) -> None:
    """The error says which columns do not fit, without their counts."""
    said = [
        without_amounts(f"未成年在册（{part}）大于在册人数（{whole}）。"),
        without_amounts(f"“未成年在册”写的是 {part}，各司法所相加是 {whole}，装载可能重复计算。"),
    ]

    assert said == ["未成年在册（…）大于在册人数（…）。", "“未成年在册”写的是 …，各司法所相加是 …，装载可能重复计算。"]
