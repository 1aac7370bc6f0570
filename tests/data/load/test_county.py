"""A spreadsheet as a county really sends it can be loaded as it is."""

from pathlib import Path

import pytest

from data.store import Store
from tests.data.feeds import (
    CHANGHE,
    COUNTY_ROWS,
    DAY,
    PUYAN,
    XIXING,
    binjiang_store,
    county_csv,
    county_xlsx,
    held,
    load,
    write_csv,
    write_xlsx,
)

GOES_IN = {
    (DAY, XIXING): {"checkin_due_n": 120, "checkin_done_n": 118, "visit_due_n": 6, "visit_done_n": 6, "admonish_n": 0},
    (DAY, CHANGHE): {"checkin_due_n": 80, "checkin_done_n": 79, "visit_due_n": 4, "visit_done_n": 4, "admonish_n": 1},
    (DAY, PUYAN): {"checkin_due_n": 95, "checkin_done_n": 95, "admonish_n": 0},
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def test_county_spreadsheet(store: Store, tmp_path: Path) -> None:
    """Title, merged two-row header, short names, full-width digits, dashes, 合计 and signatures are understood."""
    report = load(store, county_xlsx(tmp_path / "滨江区日报.xlsx"))

    assert report.ok, report.text()
    assert held(store) == GOES_IN
    assert (report.files[0].rows_read, report.files[0].rows_good, report.files[0].office_days) == (3, 3, 3)


def test_county_csv_twin(store: Store, tmp_path: Path) -> None:
    """The GB18030 CSV of the same spreadsheet gives the same figures."""
    assert load(store, county_csv(tmp_path / "滨江区日报.csv")).ok
    assert held(store) == GOES_IN


def test_rate_columns_are_not_loaded(store: Store, tmp_path: Path) -> None:
    """A column of rates is skipped with a note."""
    report = load(store, county_xlsx(tmp_path / "滨江区日报.xlsx"))

    assert "“信息化核查·完成率”列：由其他列推算得出，系统自行计算，此列未装载。" in report.text()


@pytest.mark.parametrize(
    ("due", "done"),
    [("应核查", "完成核查次数"), ("应核查人次", "实核查人次"), ("信息化核查应完成数", "信息化核查已完成数"), ("任务核查", "实际完成核查")],
)  # fmt: skip
def test_due_and_done_in_one_line(store: Store, tmp_path: Path, due: str, done: str) -> None:
    """The name of a duty may be before or after the word for due or done."""
    report = load(
        store, write_csv(tmp_path / "feed.csv", [["日期", "司法所", due, done], [str(DAY), "西兴", 120, 118]])
    )

    assert report.ok, report.text()
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 120, "checkin_done_n": 118}


def test_wrong_total_is_a_warning(store: Store, tmp_path: Path) -> None:
    """A 合计 row that is not the sum of its rows is pointed out; the rows go in."""
    rows = [list(row) for row in COUNTY_ROWS]
    rows[7][2] = 300

    report = load(store, write_csv(tmp_path / "日报.csv", rows))

    assert report.ok
    assert [warning.text for warning in report.warnings if warning.kind == "total"] == [
        "日报.csv 第 8 行 “信息化核查·应核查”列：合计写的是 300，各行相加是 295。合计行不装载，请核对各行有没有漏填。"
    ]


def test_subtotals_and_sections(tmp_path: Path) -> None:
    """A 小计 sums its own section, the 总计 everything; names that repeat are distinguished by the county column."""
    store = binjiang_store(tmp_path, "330100")
    rows = [
        ["杭州市社区矫正情况 2026年11月22日", "", "", ""],
        ["县（市、区）", "司法所", "应核查次数", "核查完成次数"],
        ["滨江区", "西兴", 10, 9],
        ["", "长河", 20, 20],
        ["小计", "", 30, 29],
        ["上城区", "湖滨", 5, 5],
        ["小计", "", 5, 5],
        ["总计", "", 35, 34],
    ]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert report.ok, report.text()
    assert not report.warnings
    assert {office: row["checkin_due_n"] for (_, office), row in held(store).items()} == {
        XIXING: 10,
        CHANGHE: 20,
        "330102003": 5,
    }


def test_column_numbers_under_the_header_are_no_row(store: Store, tmp_path: Path) -> None:
    """The line 甲, 1, 2 of statistical forms is passed over."""
    rows = [["滨江区 2026年11月22日"], ["司法所", "应核查次数", "训诫"], ["甲", 1, 2], ["西兴", 10, 0]]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 10, "admonish_n": 0}}


def test_merged_keys_hold_for_all_their_rows(store: Store, tmp_path: Path) -> None:
    """An office merged over the rows of its parts counts for each of them."""
    rows = [
        ["日期", "司法所", "矫正类别", "管理等级", "在册人数"],
        [DAY, "西兴", "缓刑", "严管", 10],
        [None, None, "缓刑", "普管", 30],
        [None, None, "假释", "宽管", 2],
    ]

    path = write_xlsx(tmp_path / "名册.xlsx", {"名册": rows}, {"名册": ["A2:A4", "B2:B4"]})
    report = load(store, path)

    assert report.ok, report.text()
    assert (report.files[0].rows_good, report.files[0].office_days) == (3, 1)


def test_sheets_of_a_workbook_are_tables_of_their_own(store: Store, tmp_path: Path) -> None:
    """Each sheet is a table; one without figures is skipped with a note, and all make one load."""
    path = write_xlsx(tmp_path / "两表.xlsx", {
        "监管": [["日期", "司法所", "应核查次数"], [DAY, "西兴", 10]],
        "教育": [["日期", "司法所", "集中教育场次"], [DAY, "西兴", 2]],
        "说明": [["本表由滨江区司法局填报"]],
    })  # fmt: skip

    report = load(store, path)

    assert report.ok, report.text()
    assert report.version == 1
    assert held(store, "fact_education_day") == {(DAY, XIXING): {"collective_session_n": 2}}
    assert "两表.xlsx【说明】：这张工作表里没有已知的数据列，已略过。" in report.text()


def test_one_sheet_may_serve_two_tables(store: Store, tmp_path: Path) -> None:
    """A daily report with columns of supervision and of education fills both tables."""
    rows = [["日期", "司法所", "应核查次数", "训诫", "集中教育场次"], ["2026-11-22", "西兴", 10, 1, 2]]

    report = load(store, write_csv(tmp_path / "日报.csv", rows))

    assert report.files[0].tables == ("监督管理", "教育帮扶")
    assert held(store, "fact_education_day") == {(DAY, XIXING): {"collective_session_n": 2}}


def test_one_office_s_own_feed(store: Store, tmp_path: Path) -> None:
    """An office's own feed names it in the title only."""
    rows = [
        ["西兴司法所监管日报"],
        ["日期", "应核查次数", "核查完成次数"],
        ["2026/11/21", 8, 8],
        ["2026年11月22日", 9, 8],
    ]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).ok
    assert {key[1] for key in held(store)} == {XIXING}
    assert len(held(store)) == 2


def test_counties_own_rows(tmp_path: Path) -> None:
    """A city's table of bureau facts names counties, not offices."""
    store = binjiang_store(tmp_path, "330100")
    rows = [
        ["日期", "县（市、区）", "计划演练次数", "完成演练次数"],
        ["20261122", "滨江区", 2, 1],
        ["20261122", "上城", 1, 1],
    ]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).ok
    assert set(held(store, "fact_ops_day")) == {(DAY, "330108000"), (DAY, "330102000")}
