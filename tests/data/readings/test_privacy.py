"""No small count of a guarded column can be computed from the figures beside it, by any kind of question.

Readings are in `hidden/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import date
from itertools import product
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.periods import Period, Span
from data.readings.cases.last_cases import CaseOf, may_be_shown
from data.readings.cuts import Cut, CutOf, is_hidden_cut
from data.readings.privacy import is_guarded, without_amounts
from data.readings.register import Cell, without_small
from data.regions import Level
from tests.data.readings.hidden.attacker import Attacker
from tests.layouts.fabricate import catalogue, region, regions

WEEK = Period.parse("2026-W47")
DAY = date(2026, 11, 22)
CITY, COUNTIES = "330100", regions().counties("330100")[:3]
OFFICES = {code: regions().offices(code)[:3] for code in COUNTIES}
COUNTS = st.integers(0, 9)
KINDS, LEVELS = ("probation", "parole"), ("strict", "ordinary", "lenient")
GUARDED = [metric.key for metric in catalogue().metrics.values() if metric.guarded]


# --- the register ---

CELLS = st.dictionaries(st.sampled_from([*product(KINDS, LEVELS)]), st.integers(1, 9), min_size=1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from("wxyz"), CELLS))
def test_no_cell_of_the_register_can_be_computed(offices: dict[str, dict[Cell, int]]) -> None:
    """By what an office has under strict management and in all, and by the composition of its county."""
    shown = without_small(offices)
    attacker, lines = Attacker(), lines_of(offices)
    for code, cells in shown.items():
        for cell, amount in cells.items():
            if amount is None:
                attacker.hide((code, cell), offices[code].get(cell, 0), 0)
    for line in lines.values():
        hidden: dict[Hashable, int] = {key: 1 for key in attacker.truth if key in line}
        attacker.know(hidden, sum(line.get(key, 0) for key in attacker.truth if key in line))
    small = [(code, cell) for code, cells in offices.items() for cell, amount in cells.items() if amount < 5]

    assert all(shown[code][cell] is None for code, cell in small)
    assert not attacker.certain(key for key in attacker.truth if has_others(offices, key))


def lines_of(offices: Mapping[str, Mapping[Cell, int]]) -> Mapping[tuple[str, ...], dict[tuple[str, Cell], int]]:
    """Return what adds up to a number that is shown: of an office the strict and the others, of the county each cell."""
    lines: dict[tuple[str, ...], dict[tuple[str, Cell], int]] = defaultdict(dict)
    for code, cell in product(offices, product(KINDS, LEVELS)):
        for line in ((code, str(cell[1] == "strict")), cell):
            lines[line][code, cell] = offices[code].get(cell, 0)
    return lines


def has_others(offices: Mapping[str, Mapping[Cell, int]], key: Hashable) -> bool:
    """Say whether anyone of a county is neither in a cell's office nor in its column: else the sums say what it is."""
    (code, (kind, level)) = cast("tuple[str, Cell]", key)
    others = {cell for other, cells in offices.items() if other != code for cell in cells if cell != (kind, level)}
    return any((cell[1] == "strict") is (level == "strict") for cell in others)


# --- cuts ---


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (9, True)])
def test_the_kinds_of_incidents_of_an_office_are_shown_where_there_are_none(count: int, is_hidden: bool) -> None:
    """Or a year less its months would be a small one; of a county all are shown."""
    cut, span = Cut("incident_type_n", ("incident_type",)), Span(DAY, DAY)
    office, county = (CutOf(cut, region(code), span) for code in (OFFICES[COUNTIES[0]][0], COUNTIES[0]))

    assert is_hidden_cut(catalogue(), office, {("petition",): count}) is is_hidden
    assert not is_hidden_cut(catalogue(), county, {("petition",): count})


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
