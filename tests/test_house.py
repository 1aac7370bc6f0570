"""The order of the source tree: how it is measured, and that each rule has one home."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.house import RULES, Module, Rule, copies_of, import_cycles, imports, module, modules


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


def test_a_route_that_checks_a_scope_itself_is_named() -> None:
    """With its file and line; the function that all routes call is its only home."""
    rule = next(rule for rule in RULES if "scope" in rule.name)
    other = module(Path("dashboard/web/late.py"), "ok = regions.within(code, viewer.scope)\n")

    assert list(copies_of(rule, [other])) == ["dashboard/web/late.py:1"]
