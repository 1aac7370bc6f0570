"""What the store holds and a file does not name is never nothing without a word."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.load import load_files
from data.load.findings import FindingKind
from data.store import Store
from tests.data.feeds import DAY, HEADER, PUYAN, TODAY, XIXING, binjiang_store, held, load, write_csv

SPLIT: list[Any] = ["日期", "司法所代码", "矫正类别", "管理等级", "在册人数"]
WHOLE: list[Any] = [
    SPLIT,
    ["2026-11-22", XIXING, "缓刑", "严管", 2],
    ["2026-11-22", XIXING, "缓刑", "普管", 6],
    ["2026-11-22", XIXING, "缓刑", "宽管", 3],
]
ONE: list[Any] = [SPLIT, ["2026-11-22", XIXING, "缓刑", "普管", 7]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def registered(store: Store, office: str = XIXING, day: date = DAY) -> dict[str, int]:
    """Return the register of an office-day by management level."""
    facts = store.schema.facts["fact_roster_day"].c
    query = select(facts.management_level, facts.registered_eod).where(facts.office_code == office, facts.day == day)
    with store.engine.connect() as connection:
        return dict(tuple(row) for row in connection.execute(query))


def test_one_row_of_a_split_is_refused_with_the_rows_it_lacks(store: Store, tmp_path: Path) -> None:
    """The other files are named with what they hold and what to do; the store keeps what it had."""
    load(store, write_csv(tmp_path / "r1.csv", WHOLE))

    report = load(store, write_csv(tmp_path / "r2.csv", ONE))

    assert [error.kind for error in report.errors] == [FindingKind.SPLIT]
    assert "缓刑·严管（在册人数 2）" in report.text()
    assert "缓刑·宽管（在册人数 3）" in report.text()
    assert "--whole" in report.text()
    assert registered(store) == {"strict": 2, "ordinary": 6, "lenient": 3}


def test_a_split_said_to_be_whole_replaces_the_office_day(store: Store, tmp_path: Path) -> None:
    """With the yes the parts that are not named are nothing, and a warning says which."""
    load(store, write_csv(tmp_path / "r1.csv", WHOLE))

    report = load_files(store, [write_csv(tmp_path / "r2.csv", ONE)], today=TODAY, is_whole=True)

    assert report.ok
    assert [warning.kind for warning in report.warnings if warning.kind is FindingKind.SPLIT] == [FindingKind.SPLIT]
    assert registered(store) == {"strict": 0, "ordinary": 7, "lenient": 0}


def test_a_zero_says_that_a_part_is_nothing(store: Store, tmp_path: Path) -> None:
    """A split with its zeros written out needs no yes."""
    load(store, write_csv(tmp_path / "r1.csv", WHOLE))
    zeros = [["2026-11-22", XIXING, "缓刑", level, 0] for level in ("严管", "宽管")]

    assert load(store, write_csv(tmp_path / "r2.csv", [*ONE, *zeros])).ok
    assert registered(store) == {"strict": 0, "ordinary": 7, "lenient": 0}


def test_a_split_over_two_files_of_a_load_is_one(store: Store, tmp_path: Path) -> None:
    """Parts that are missing from one file may be in the other."""
    load(store, write_csv(tmp_path / "r1.csv", WHOLE))
    rest = [SPLIT, ["2026-11-22", XIXING, "缓刑", "严管", 1], ["2026-11-22", XIXING, "缓刑", "宽管", 3]]

    assert load(store, write_csv(tmp_path / "a.csv", ONE), write_csv(tmp_path / "b.csv", rest)).ok
    assert registered(store) == {"strict": 1, "ordinary": 7, "lenient": 3}


@pytest.mark.parametrize("office", [XIXING, ""])
def test_a_part_left_blank_is_not_nothing(store: Store, tmp_path: Path, office: str) -> None:
    """Six of 普管 and a blank beside 严管 are no register of six; with the office written once too. A zero means no one."""
    rows = [SPLIT, ["2026-11-22", XIXING, "缓刑", "普管", 6]]
    blank = ["2026-11-22" if office else "", office, "缓刑", "严管"]

    report = load(store, write_csv(tmp_path / "a.csv", [*rows, [*blank, ""]]))

    assert [error.kind for error in report.errors] == [FindingKind.SPLIT]
    assert "第 3 行是本单位这一日的，却没有数字" in report.text()
    assert registered(store) == {}
    assert load(store, write_csv(tmp_path / "b.csv", [*rows, [*blank, 0]])).ok


def test_an_office_whose_parts_are_all_blank_has_not_reported(store: Store, tmp_path: Path) -> None:
    """As in any other table: a note, and the rows of the others are loaded."""
    blank = ["2026-11-22", PUYAN, "缓刑", "普管", ""]

    report = load(store, write_csv(tmp_path / "a.csv", [*WHOLE, blank]))

    assert report.ok
    assert "第 5 行没有任何数字，视为未上报" in report.text()
    assert registered(store, PUYAN) == {}


def test_the_same_split_loaded_again_needs_no_yes(store: Store, tmp_path: Path) -> None:
    """Loading twice changes nothing."""
    file = write_csv(tmp_path / "r1.csv", WHOLE)
    load(store, file)

    assert load(store, file).ok
    assert registered(store) == {"strict": 2, "ordinary": 6, "lenient": 3}


def test_another_column_of_one_row_loses_nothing(store: Store, tmp_path: Path) -> None:
    """A file of arrivals names one part: the register of the other parts stays."""
    load(store, write_csv(tmp_path / "r1.csv", WHOLE))
    arrivals = [[*SPLIT[:4], "新接收"], ["2026-11-22", XIXING, "缓刑", "普管", 1]]

    assert load(store, write_csv(tmp_path / "r2.csv", arrivals)).ok
    assert registered(store) == {"strict": 2, "ordinary": 6, "lenient": 3}


def test_a_blank_cell_that_takes_a_figure_out_is_said(store: Store, tmp_path: Path) -> None:
    """One warning a column, with how many and an example."""
    load(store, write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 10, 9], ["2026-11-22", PUYAN, 5, 5]]))

    report = load(
        store, write_csv(tmp_path / "b.csv", [HEADER, ["2026-11-22", XIXING, 10, ""], ["2026-11-22", PUYAN, 5, 4]])
    )

    said = [warning.reason for warning in report.warnings if warning.kind is FindingKind.SPLIT]
    assert said == [
        "此列有 1 行留空，而库中原有数字，例如滨江区西兴司法所（330108001） 2026-11-22 原为 9：装载后为未上报。没有发生请填 0。"
    ]
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 10}


def test_the_report_says_which_refused_row_kept_good_rows_out(store: Store, tmp_path: Path) -> None:
    """Good rows of the office-day are listed with the row, and the file, that held them."""
    wrong = write_csv(tmp_path / "错.csv", [HEADER, ["2026-11-22", XIXING, 5, 9]])
    good = write_csv(tmp_path / "对.csv", [["day", "office_code", "visit_due_n"], ["2026-11-22", XIXING, 3]])

    report = load(store, wrong, good)

    assert report.files[1].held == (
        "第 2 行（滨江区西兴司法所（330108001） 2026-11-22）：本单位这一日的“错.csv”第 2 行被拒，整份未写入，库中保持原样。",
    )
    assert "未写入 第 2 行" in report.text()
    assert held(store) == {}
