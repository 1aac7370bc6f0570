"""Titles whose date may be the end of a longer time, and titles of another day than the rows below them."""

from pathlib import Path
from typing import Any

import pytest

from data.load import LoadReport
from data.store import Store
from tests.data.feeds import DAY, XIXING, binjiang_store, held, load, write_csv, write_xlsx

UNTIL = "”某日的数，分不清是当日的还是累计到那一天的。"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def loaded(store: Store, folder: Path, *rows: list[Any]) -> LoadReport:
    return load(store, write_csv(folder / "feed.csv", rows))


def punished(store: Store, folder: Path, *title: str) -> LoadReport:
    """Load two flows of one office below a title."""
    return loaded(store, folder, *([line] for line in title), ["司法所", "训诫", "警告"], ["西兴", 12, 8])


@pytest.mark.parametrize(
    ("title", "period"),
    [
        (["滨江区11月份训诫情况（截至2026年11月22日）"], "11月份"),
        (["截至2026年11月22日滨江区11月训诫情况"], "11月"),
        (["11月份训诫情况", "截至2026年11月22日"], "11月份"),
        (["11月份训诫情况", "截止到2026年11月22日24时"], "11月份"),
        (["2026年度训诫情况", "截至2026年11月22日24时"], "2026年度"),
        (["2026年训诫情况（2026年11月22日）"], "2026年"),
        (["第47周训诫情况", "截至2026年11月22日"], "第47周"),
        (["四季度训诫情况", "截至2026年11月22日"], "四季度"),
    ],
)
def test_a_period_beside_the_day_to_which_it_is_counted(
    store: Store, tmp_path: Path, title: list[str], period: str
) -> None:
    """A month's sum up to a day is not that day's figure."""
    report = punished(store, tmp_path, *title)

    assert f"“{period}”写的是一段时间" in report.text()
    assert held(store) == {}


@pytest.mark.parametrize(
    "title",
    ["截至2026年11月22日滨江区训诫警告情况", "训诫情况 截止日期：2026年11月22日", "训诫情况 数据截至2026-11-22"],
)
def test_flows_up_to_a_day_are_refused(store: Store, tmp_path: Path, title: str) -> None:
    """What happened up to a day may be all of a year."""
    report = punished(store, tmp_path, title)

    assert UNTIL in report.text()
    assert "请写成“统计日期：2026年11月22日”" in report.text()
    assert held(store) == {}


@pytest.mark.parametrize(
    "title",
    [
        ["滨江区训诫情况", "统计日期：2026年11月22日"],
        ["滨江区社区矫正日报（截至2026年11月22日）"],
        ["训诫情况", "截至2026年11月22日24时"],
        ["训诫情况 2026年11月22日", "填报截止时间：2026年11月23日"],
    ],
)
def test_a_day_said_to_be_the_figures_own(store: Store, tmp_path: Path, title: list[str]) -> None:
    """日报, 统计日期 and the end of the day say that the figures are the day's."""
    report = punished(store, tmp_path, *title)

    assert report.ok, report.text()
    assert [*held(store)] == [(DAY, XIXING)]


@pytest.mark.parametrize("title", ["截至2026年11月22日心理矫正情况", "11月心理矫正情况（截至2026年11月22日）"])
def test_stocks_up_to_a_day_are_the_day_s(store: Store, tmp_path: Path, title: str) -> None:
    """What there is at the end of a day is the same however far back one counts."""
    report = loaded(store, tmp_path, [title], ["司法所", "在办心理个案"], ["西兴", 3])

    assert report.ok, report.text()


@pytest.mark.parametrize(("days", "is_taken"), [(["2026-11-22"], False), (["2026-11-21", "2026-11-22"], True)])
def test_up_to_a_day_above_a_day_column(store: Store, tmp_path: Path, days: list[str], is_taken: bool) -> None:
    """Rows of days that follow one another are by day; a single day's may be a sum."""
    rows: list[list[Any]] = [
        ["训诫情况（截至2026年11月22日）"],
        ["日期", "司法所", "训诫"],
        *([day, "西兴", 3] for day in days),
    ]

    report = loaded(store, tmp_path, *rows)

    assert report.ok == is_taken
    assert (UNTIL in report.text()) != is_taken


@pytest.mark.parametrize("title", ["滨江区社区矫正日报（2026年11月21日）", "日报 11月21日"])
def test_a_title_of_another_day_than_the_column(store: Store, tmp_path: Path, title: str) -> None:
    """Where title and column name different days no one knows which is right."""
    report = loaded(store, tmp_path, [title], ["日期", "司法所", "应核查"], ["2026-11-22", "西兴", 70])

    assert f"“{title}”里的日期是 " in report.text()
    assert "“日期”列里的是 2026-11-22。两个日子不同" in report.text()
    assert held(store) == {}


def test_a_sheet_of_another_day_than_the_column(store: Store, tmp_path: Path) -> None:
    """The sheet's name is a title."""
    rows = [["日期", "司法所", "应核查"], [DAY, "西兴", 70]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"11月21日": rows}))

    assert "“11月21日”里的日期是 11月21日，“日期”列里的是 2026-11-22。" in report.text()


@pytest.mark.parametrize(
    "title", ["日报 2026年11月22日", "制表日期：2026年11月23日", "制表日期：11月23日", "日报（11月23日填报）"]
)
def test_titles_that_agree_with_the_column(store: Store, tmp_path: Path, title: str) -> None:
    """The day of one of the rows, and a day of making, contradict nothing."""
    rows: list[list[Any]] = [["日期", "司法所", "应核查"], ["2026-11-22", "西兴", 70], ["2026-11-21", "长河", 7]]

    assert loaded(store, tmp_path, [title], *rows).ok
