"""Lines of text between the rows of a table: what may change the rows below them is not passed over."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.load import LoadReport
from data.store import Store
from tests.data.feeds import CHANGHE, DAY, PUYAN, XIXING, binjiang_store, held, load, write_csv, write_xlsx

TITLE: list[Any] = ["滨江区社区矫正日报 2026年11月22日"]
HEADER: list[Any] = ["司法所", "应核查", "已核查"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def between(store: Store, folder: Path, *line: Any) -> LoadReport:
    """Load two rows with a line between them."""
    rows = [TITLE, HEADER, ["西兴", 7, 6], [*line], ["长河", 30, 29]]
    return load(store, write_xlsx(folder / "a.xlsx", {"表": rows}))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (["2026年11月21日"], "2026-11-21"), ([date(2026, 11, 21)], "2026-11-21"), (["二、11月21日补报"], "11月21日"), (["以下为11月累计数"], "累计数"),
        (["去年同期"], "去年同期"), (["累计"], "累计"), (["11月份"], "11月份"), (["第47周"], "第47周"), (["11月16日至22日"], "11月16日至22日"),
        (["重点对象"], "重点对象"), (["各司法所女性对象"], "女性对象"), (["（单位：百人次）"], "百人次"), ([None, "上月"], "上月"), (["截至2026年11月22日"], "截至"), (["说明：以下数据为11月累计"], "累计"),
    ],
)  # fmt: skip
def test_a_line_that_may_change_the_rows_below(store: Store, tmp_path: Path, line: list[Any], word: str) -> None:
    """A day, a time, a unit, some of the people: the rows below are not read under the title."""
    report = between(store, tmp_path, *line)

    assert (DAY, CHANGHE) not in held(store)
    assert f"“{word}”" in report.text()


def test_the_rows_below_a_line_are_refused_by_their_row(store: Store, tmp_path: Path) -> None:
    """The message names the line, its row, the word and what to do; the rows above go in."""
    report = between(store, tmp_path, "2026年11月21日")

    assert [error.text for error in report.errors] == [
        "a.xlsx 第 5 行：上面第 4 行“2026年11月21日”夹在各行之间，其中的“2026-11-21”可能改变下面各行的含义。请把这些行另放一张表，"
        "写上自己的标题和列名，或填“日期”列；不改变含义的，请删去第 4 行，或在它的开头加 #。"
    ]
    assert [*held(store)] == [(DAY, XIXING)]


def test_the_rejects_of_rows_below_a_line_do_not_load_as_they_are(store: Store, tmp_path: Path) -> None:
    """Under the title alone they would go to its day."""
    rejects = between(store, tmp_path, "2026年11月21日").files[0].rejects_file
    assert rejects is not None

    load(store, rejects)

    assert [*held(store)] == [(DAY, XIXING)]


@pytest.mark.parametrize(
    "line",
    [
        [], ["二、信息化核查情况"], ["小计"], ["合计", None, None], ["填表人：张三", None, "审核人：李四"], ["制表日期：2026年11月23日"], ["第1页 共3页"],
        ["滨江区社区矫正日报 2026年11月22日"], ["#去年同期"], ["浦沿"], ["西心司法所"], ["单位：人次"], ["甲", "乙", "丙"], ["注：口径见通知"], ["（必填）", "整数", "整数"], ["滨江区"], ["续表"], ["本页小计"], ["西心司法所（停电）"], ["西兴司法所：停电"], ["一、城区"], ["11月23日填报"],
    ],
)  # fmt: skip
def test_lines_that_change_nothing(store: Store, tmp_path: Path, line: list[Any]) -> None:
    """Blank lines, sections, signatures, pages and offices left blank stop nothing."""
    rows = [TITLE, HEADER, ["西兴", 7, 6], line, ["长河", 30, 29]]
    load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}))

    assert (DAY, CHANGHE) in held(store)


@pytest.mark.parametrize("line", ["2026年11月21日", "去年同期", "单位：百人次"])
def test_a_line_below_all_rows_stops_none(store: Store, tmp_path: Path, line: str) -> None:
    """A line without figures below it changes none."""
    rows = [HEADER, ["西兴", 7, 6], [line]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"表": [TITLE, *rows]}))

    assert (DAY, XIXING) in held(store) or "百人次" in report.text()


def test_a_line_in_a_table_with_days(store: Store, tmp_path: Path) -> None:
    """The days of the rows do not say what 累计 above them means."""
    rows = [["日期", *HEADER], [DAY, "西兴", 7, 6], ["以下为11月累计", "", "", ""], [DAY, "长河", 300, 290]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert [error.row for error in report.errors] == [4]
    assert [*held(store)] == [(DAY, XIXING)]


def test_a_day_written_once_above_its_rows_is_a_key(store: Store, tmp_path: Path) -> None:
    """A day in the column of days is that of the rows below it."""
    before = date(2026, 11, 21)
    rows = [["日期", *HEADER], [before, None, None], [None, "西兴", 7, 6], [DAY, None, None], [None, "长河", 30, 29]]

    assert load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows})).ok
    assert {*held(store)} == {(before, XIXING), (DAY, CHANGHE)}


def test_blocks_under_one_header(store: Store, tmp_path: Path) -> None:
    """A second day without a header of its own does not go to the first."""
    rows = [["2026年11月21日"], HEADER, ["西兴", 70, 63], ["2026年11月22日"], ["西兴", 71, 64], ["浦沿", 1, 1]]

    load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}))

    assert (date(2026, 11, 21), PUYAN) not in held(store)


def test_a_unit_between_rows_is_not_that_of_the_rows_above(store: Store, tmp_path: Path) -> None:
    """A unit that comes after some figures does not convert them."""
    rows = [TITLE, ["司法所", "教育学习时长合计"], ["西兴", 70], ["（单位：小时）"], ["长河", 30]]

    load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}))

    assert held(store, "fact_education_day") == {(DAY, XIXING): {"edu_minutes_sum": 70}}
