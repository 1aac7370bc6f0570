"""`cockpit due`: the sentence of the page and a line a section."""

from __future__ import annotations

from datetime import datetime

import pytest

from data import clock
from tests.dashboard.conftest import Run

NOON = datetime(2026, 11, 23, 13, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after the demo's last, past the deadline."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_the_sentence_then_the_sections(run: Run) -> None:
    """As the page has them."""
    status, out, _ = run("due", "--region", "定海区")

    first, head, *lines = out.splitlines()
    assert status == 0
    assert first.startswith("今天")
    assert head.split() == ["内容", "状态", "已报", "截止", "日期", "未报"]
    assert lines[0].split()[0] == "监管日报"


def test_of_a_week(run: Run) -> None:
    """Its deadlines are those of the week's days."""
    assert run("due", "--period", "2026-W47")[1].startswith("11 月 16 日至11 月 22 日")


def test_an_unknown_period_is_named(run: Run) -> None:
    """With how to write one."""
    status, _, said = run("due", "--period", "gestern")

    assert (status, "2026" in said) == (1, True)
