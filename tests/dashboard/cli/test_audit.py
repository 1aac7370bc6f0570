"""`cockpit audit` verifies, lists, takes out and prunes; what commands change and take out is in the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.store import Store
from tests.dashboard.conftest import Run
from tests.data.feeds import HEADER, write_csv
from tests.product import copy_without_log

Cockpit = Callable[..., tuple[int, str, str]]
FEED = [HEADER, ["2026-11-22", "330902100", 10, 9]]


@pytest.fixture
def database(city_store: Store, tmp_path: Path) -> Path:
    """A copy of Zhoushan's database."""
    copy_without_log(city_store, tmp_path / "cockpit.db")
    return tmp_path / "cockpit.db"


@pytest.fixture
def cockpit(run: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cockpit:
    """Run a command on the copy, with a secret of its own."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("COCKPIT_SECRET_FILE", str(tmp_path / "secret"))
    return run


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def withdrawn(cockpit: Cockpit, day: str) -> None:
    said = cockpit("withdraw", "supervision", "--office", "330902", "--day", day, "--reason", "误报")
    assert said[0] == 0, said


def test_a_command_is_in_the_log_as_the_operator(cockpit: Cockpit) -> None:
    """A load that was withdrawn at the terminal is one entry, with account, place and reason."""
    withdrawn(cockpit, "2026-11-22")

    lines = [json.loads(line) for line in cockpit("audit", "export", "--action", "withdraw")[1].splitlines()]

    assert [(line["account"], line["address"], line["region"]) for line in lines] == [
        ("operator", "terminal", "330902")
    ]
    assert "误报" in lines[0]["after"]


def test_a_whole_log_ends_with_0(cockpit: Cockpit) -> None:
    """The conclusion says how many entries were verified."""
    withdrawn(cockpit, "2026-11-22")

    status, out, _ = cockpit("audit", "verify")

    assert (status, "完整" in out) == (0, True)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_entry SET account_name = 'nobody' WHERE entry_no = 2", "第 2 条与写入时的封印不符"),
        ("DELETE FROM audit_entry WHERE entry_no = 2", "第 2 至 2 条不见了"),
        ("DELETE FROM audit_entry WHERE entry_no = 3", "最后一条是第 2 条，库外却记到第 3 条"),
    ],
)
def test_a_broken_log_ends_with_1_and_says_where(cockpit: Cockpit, database: Path, statement: str, words: str) -> None:
    """An edit, a gap and a cut tail are named by the first number, with what it means."""
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        withdrawn(cockpit, day)
    change(database, statement)

    status, _, error = cockpit("audit", "verify")

    assert status == 1
    assert words in error


def test_a_restored_backup_is_explained(cockpit: Cockpit, database: Path) -> None:
    """With a reason the end is taken as it is, and the reason is in the log."""
    for day in ("2026-11-21", "2026-11-22"):
        withdrawn(cockpit, day)
    change(database, "DELETE FROM audit_entry WHERE entry_no = 2")

    assert cockpit("audit", "verify", "--restored", "换硬盘，恢复周日备份")[0] == 0
    assert "换硬盘" in cockpit("audit", "list", "--action", "restore")[1]


def test_lines_taken_out_are_verified_off_the_machine(cockpit: Cockpit, tmp_path: Path) -> None:
    """A file of lines verifies as it is, and not once a line is changed."""
    for day in ("2026-11-21", "2026-11-22"):
        withdrawn(cockpit, day)
    file = tmp_path / "audit.jsonl"
    cockpit("audit", "export", file)

    assert cockpit("audit", "verify", "--file", file)[0] == 0
    file.write_text(file.read_text("utf-8").replace("误报", "补报"), "utf-8")
    assert cockpit("audit", "verify", "--file", file)[0] == 1


def test_a_file_with_persons_leaves_no_value_in_the_log(cockpit: Cockpit, tmp_path: Path) -> None:
    """A refused load with a column of names is in the log without any value of the file."""
    feed = tmp_path / "feed.csv"
    feed.write_text("司法所,日期,在册总数,姓名\n临城街道司法所,2026-11-22,41,张三丰\n", "utf-8")
    cockpit("load", feed)

    out = cockpit("audit", "export")[1]
    assert "feed.csv" in out
    assert "张三丰" not in out
    assert not any("张三丰".encode() in file.read_bytes() for file in (tmp_path / "audit").iterdir())


def test_a_trial_leaves_no_entry(cockpit: Cockpit, tmp_path: Path) -> None:
    """A dry run changes nothing and is no change."""
    cockpit("load", write_csv(tmp_path / "feed.csv", FEED), "--dry-run")

    assert "没有符合条件的条目" in cockpit("audit", "list", "--action", "load")[1]


def test_a_load_is_one_entry(cockpit: Cockpit, tmp_path: Path) -> None:
    """A load is kept with its files and the data version before and after."""
    cockpit("load", write_csv(tmp_path / "feed.csv", FEED))

    (line,) = map(json.loads, cockpit("audit", "export", "--action", "load")[1].splitlines())
    before, after = json.loads(line["before"]), json.loads(line["after"])
    assert line["about"] == "feed.csv"
    assert (after["version"], after["rows"]) == (before["version"] + 1, 1)


@pytest.mark.parametrize("words", [("--action", "nothing"), ("--region", "nowhere"), ("--from", "someday")])
def test_a_wrong_filter_is_said(cockpit: Cockpit, words: tuple[str, str]) -> None:
    """What is no action, region or day is named."""
    status, _, error = cockpit("audit", "list", *words)

    assert status == 1
    assert words[1] in error


def test_fewer_days_than_180_are_refused(cockpit: Cockpit) -> None:
    """Neither the option nor the setting may keep less."""
    assert cockpit("audit", "prune", "--days", "30")[0] == 1
    status, _, error = cockpit("audit", "prune", audit_days="30")
    assert (status, "COCKPIT_AUDIT_DAYS" in error) == (1, True)
