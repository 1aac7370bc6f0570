"""`cockpit report`: one file, the Monday files, and what is said when there is none."""

from __future__ import annotations

import csv
import json
import os
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard.cli import report as module
from data.regions import Regions
from data.store import Store
from tests.dashboard.conftest import Run
from tests.product import copy_database

WEEK = ("--week", "2026-W47", "--region", "定海区", "--page", "supervision")


def test_a_week_as_a_workbook(run: Run, tmp_path: Path) -> None:
    """The file is there, whole, and the only one."""
    status, said, _ = run("report", *WEEK, "--to", tmp_path / "week.xlsx")

    assert status == 0
    assert "定海区" in said
    assert [path.name for path in tmp_path.iterdir()] == ["week.xlsx"]
    assert load_workbook(tmp_path / "week.xlsx").sheetnames == ["首页", "监管", "读数", "口径"]


def test_json_and_csv_hold_the_readings_of_the_api(run: Run, client: FlaskClient, tmp_path: Path) -> None:
    """The same keys and figures as /api/v1/readings, with ids, in JSON; in CSV a row each."""
    run("report", *WEEK, "--to", tmp_path / "a.json")
    run("report", *WEEK, "--to", tmp_path / "a.csv")
    (asked,) = client.get("/api/v1/readings?metric=checkin_completion_rate&region=330902&period=2026-W47").get_json()[
        "items"
    ]

    content = json.loads((tmp_path / "a.json").read_text("utf-8"))
    rows = list(csv.DictReader(StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))

    assert asked in content["readings"]
    assert content["is_demo"] is True
    assert [row["编号"] for row in rows] == [reading["id"] for reading in content["readings"]]
    (row,) = (row for row in rows if row["编号"] == asked["id"])
    assert (float(row["数值"]), float(row["分子"])) == (asked["value"], asked["numerator"])
    assert row["演示数据"] == "演示数据"


def test_the_week_is_the_last_whole_one(run: Run, tmp_path: Path) -> None:
    """Without --week the newest week that the data covers to its end is taken."""
    _, said, _ = run("report", "--page", "overview", "--to", tmp_path / "a.json")

    assert "2026-W47" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--to", "week.doc"), ".doc"),
        (("--to", "week"), ".pptx"),
        (("--to", "nowhere/week.xlsx"), "nowhere"),
        ((), "--to week.pptx"),
        (("--to", "a.xlsx", "--week", "2019-W05"), "没有数据"),
        (("--to", "a.xlsx", "--week", "2031-W05"), "数据截至"),
        (("--to", "a.xlsx", "--week", "2026-W61"), "2026-W61"),
        (("--to", "a.xlsx", "--week", "2026-11"), "不是一周"),
        (("--to", "a.xlsx", "--week", "2026-W47", "--period", "2026-11"), "只能写一个"),
        (("--to", "a.xlsx", "--region", "火星"), "火星"),
        (("--to", "a.xlsx", "--page", "nothing"), "/nothing"),
        (("--to", "a.pdf", "--size", "a9"), "a9"),
        (("--to", "a.pdf", "--lang", "fr"), "fr"),
    ],
)
def test_errors_are_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    """Exit status 1, what was wrong, no traceback and no file."""
    monkeypatch.chdir(tmp_path)

    status, _, said = run("report", *words)

    assert status == 1
    assert says in said
    assert "程序内部错误" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_made_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    """What was there stays as it was."""
    (tmp_path / "a.xlsx").write_bytes(b"old")

    status, _, _ = run("report", "--week", "2019-W05", "--to", tmp_path / "a.xlsx")

    assert status == 1
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    """A folder that is called like a file is said to be one."""
    (tmp_path / "a.xlsx").mkdir()

    status, _, said = run("report", *WEEK, "--to", tmp_path / "a.xlsx")

    assert (status, "是一个文件夹" in said) == (1, True)


def test_workbooks_of_the_command_open(run: Run, tmp_path: Path) -> None:
    """The English workbook has English sheets."""
    run("report", *WEEK, "--lang", "en", "--to", tmp_path / "a.xlsx")

    book = load_workbook(BytesIO((tmp_path / "a.xlsx").read_bytes()))

    assert book.sheetnames[0] == "Front"


@pytest.fixture
def only_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday files of one kind, so that the test is short."""
    monkeypatch.setattr(module, "KINDS", ("xlsx",))


@pytest.fixture
def only_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday files of the kind that is made fastest."""
    monkeypatch.setattr(module, "KINDS", ("csv",))


@pytest.mark.usefixtures("only_tables")
def test_monday_files_are_written_once(run: Run, tmp_path: Path) -> None:
    """The root's and each county's, in a folder of the week; a second run writes nothing and says so."""
    words = ("report", "--schedule", "--week", "2026-W47", "--page", "supervision", "--folder", tmp_path / "weekly")

    status, said, _ = run(*words)
    files = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "weekly" / "2026-W47").iterdir()}
    again, skipped, _ = run(*words)

    assert (status, again) == (0, 0)
    assert set(files) == {
        f"{code}-{name}-2026-W47.csv"
        for code, name in [
            ("330900", "舟山市"),
            ("330902", "定海区"),
            ("330903", "普陀区"),
            ("330921", "岱山县"),
            ("330922", "嵊泗县"),
        ]
    }
    assert "新写 5 份" in said
    assert "已有 5 份" in skipped
    assert files == {path.name: path.stat().st_mtime_ns for path in (tmp_path / "weekly" / "2026-W47").iterdir()}


@pytest.fixture
def only_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday files of no region below the root, so that the test is short."""
    monkeypatch.setattr(Regions, "children", lambda *_: [])


@pytest.mark.usefixtures("only_workbooks", "only_the_root")
def test_a_week_frozen_again_is_written_again(run: Run, city_store: Store, tmp_path: Path) -> None:
    """A file that is older than the week's newest edition is no longer what the meeting has."""
    settings = {"database_url": copy_database(city_store, tmp_path / "cockpit.db"), "weekly": str(tmp_path)}
    words = ("report", "--schedule", "--week", "2026-W47")
    run(*words, **settings)
    (path,) = (tmp_path / "2026-W47").iterdir()
    os.utime(path, (0, 0))

    _, unfrozen, _ = run(*words)
    run("review", "freeze", "--week", "2026-W47", "--region", "330900")
    _, frozen, _ = run(*words)

    assert "已有 1 份" in unfrozen
    assert "新写 1 份" in frozen
    assert load_workbook(path)["首页"]["B7"].value.endswith("定稿，材料第 1 版")


@pytest.mark.usefixtures("only_tables")
def test_what_was_not_written_is_named_with_its_reason(run: Run, tmp_path: Path) -> None:
    """A week without data: each file named, the reason beside it, exit status 1 for the timer to see."""
    status, said, _ = run("report", "--schedule", "--week", "2019-W05", "--page", "supervision", "--folder", tmp_path)

    assert status == 1
    assert "跳过 330902-定海区-2019-W05.csv" in said
    assert "没有数据" in said
    assert list((tmp_path / "2019-W05").iterdir()) == []


@pytest.mark.usefixtures("only_tables")
def test_a_folder_of_others_is_not_written(run: Run, tmp_path: Path) -> None:
    """A folder that cannot be made is named."""
    (tmp_path / "file").write_text("")

    status, _, said = run("report", "--schedule", "--week", "2026-W47", "--folder", tmp_path / "file")

    assert (status, str(tmp_path / "file") in said) == (1, True)
