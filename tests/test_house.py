"""The order of the source tree: how it is measured, and that each rule has one home."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.house import (
    RULES,
    Module,
    Rule,
    code_arithmetic,
    copies_of,
    import_cycles,
    imports,
    module,
    modules,
    small_cells,
)


@pytest.fixture(scope="module")
def tree() -> list[Module]:
    """The source files as they are."""
    return modules()


def test_an_import_for_types_closes_a_cycle() -> None:
    """Two modules that import each other are a cycle, even where one does so only for its types."""
    one = module(Path("data/one.py"), "from data.two import Two\n")
    two = module(Path("data/two.py"), "if TYPE_CHECKING:\n    from data.one import One\n")

    assert list(import_cycles(imports([one, two]))) == [["data.one", "data.two"]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_one_home(rule: Rule, tree: list[Module]) -> None:
    """No other code applies it; the lines that do are named."""
    assert list(copies_of(rule, tree)) == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "field(default_factory=datetime.now)",
        "func.now()",
    ],
)
def test_another_reader_of_the_clock_is_named(line: str) -> None:
    """With its file and line, however it reads the time."""
    other = module(Path("callbacks/late.py"), f"import datetime\n{line}\n")

    assert list(copies_of(RULES[0], [other])) == ["callbacks/late.py:2"]


@pytest.mark.parametrize(
    "line",
    [
        "county = code[:6]",
        "county = region.code[:6]",
        'county = row["office_code"][:6]',
        'counties = frame["office_code"].str[:6]',
        "start = owner[:-3]",
        'is_bureau = owner.endswith("000")',
        'bureau = county + "000"',
        "is_office = len(region.code) == 9",
        "is_office = func.length(rollup.c.region_code) == 9",
    ],
)
def test_another_module_that_takes_a_code_apart_is_named(line: str) -> None:
    """In each way to distinguish an office from a bureau, or to find its county."""
    assert list(code_arithmetic(module(Path("layouts/late.py"), line).tree)) == [1]


@pytest.mark.parametrize(
    "line", ["first = codes[:6]", "if len(codes) > 6: pass", "text[:-3]", "len(code) == len(other.code)"]
)
def test_a_list_of_codes_may_be_cut(line: str) -> None:
    """Some of many codes are no part of a code."""
    assert list(code_arithmetic(module(Path("layouts/late.py"), line).tree)) == []


@pytest.mark.parametrize(
    "line",
    [
        "is_small = 0 < count < 5",
        "is_small = 1 <= count <= 4",
        "is_small = count < SMALL_CELL",
        "is_hidden = metric.guarded and level.depth > 2",
        "is_hidden = depth > 2 and measure.office_guarded",
    ],
)
def test_another_who_judges_small_cells_is_named(line: str) -> None:
    """Whether it says what is small or where it is hidden."""
    assert list(small_cells(module(Path("layouts/late.py"), line).tree)) == [1]


def test_a_route_that_checks_a_scope_itself_is_named() -> None:
    """With its file and line; the function that all routes call is its only home."""
    rule = next(rule for rule in RULES if "scope" in rule.name)
    other = module(Path("dashboard/web/late.py"), "ok = regions.within(code, viewer.scope)\n")

    assert list(copies_of(rule, [other])) == ["dashboard/web/late.py:1"]
