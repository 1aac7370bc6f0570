"""`cockpit loads`: what it lists, what a load touched and changed, and that it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from tests.dashboard.conftest import Run
from tests.data.feeds import BINJIANG, DAY, HEADER, XIXING, binjiang_store, held, load, write_csv


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A county's own cockpit with two loads: the second corrects the first."""
    store = binjiang_store(tmp_path)
    load(store, write_csv(tmp_path / "first.csv", [HEADER, [DAY, XIXING, 10, 9]]))
    load(store, write_csv(tmp_path / "second.csv", [HEADER, [DAY, XIXING, 100, 9]]))
    return store


@pytest.fixture
def command(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on that cockpit."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", str(store.engine.url))
    monkeypatch.setenv("COCKPIT_ROOT", BINJIANG)
    return run


def test_the_newest_load_is_listed_first(command: Run) -> None:
    """With what it came from."""
    _, said, _ = command("loads", "list")

    assert said.index("second.csv") < said.index("first.csv")


def test_a_load_shows_what_it_touched(command: Run) -> None:
    """Table, day, offices and the columns that it gave."""
    _, said, _ = command("loads", "show", "2")

    assert all(each in said for each in ("监督管理", str(DAY), "西兴司法所", "应签到/核查次数"))


def test_a_load_shows_the_figures_it_changed(command: Run) -> None:
    """Only those: the other column is the same as before."""
    _, said, _ = command("loads", "diff", "2")

    assert ("应签到/核查次数" in said, "完成次数" in said) == (True, False)


def test_a_load_is_taken_back(store: Store, command: Run) -> None:
    """What was before it is there again."""
    command("loads", "undo", "2", "--reason", "多打了一个零")

    assert held(store)[DAY, XIXING] == {"checkin_due_n": 10, "checkin_done_n": 9}


def test_a_load_that_was_taken_back_says_so(command: Run) -> None:
    """In the list, beside the one that did it."""
    command("loads", "undo", "2", "--reason", "多打了一个零")
    _, said, _ = command("loads", "list")

    assert ("已撤回" in said, "撤回第 2 次" in said) == (True, True)


def test_later_loads_are_named_and_nothing_is_done(store: Store, command: Run) -> None:
    """With the way out."""
    status, _, said = command("loads", "undo", "1", "--reason", "误报")

    assert (status, "second.csv" in said, "--keep-later" in said, store.version()) == (1, True, True, 2)


def test_a_trial_writes_nothing(store: Store, command: Run) -> None:
    """It says what would be done."""
    _, said, _ = command("loads", "undo", "2", "--reason", "误报", "--dry-run")

    assert ("试运行" in said, store.version()) == (True, 2)
