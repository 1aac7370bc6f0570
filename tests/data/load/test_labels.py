"""Totals and averages: a row of a named office is none unless it adds up that office's own rows."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.load import LoadReport
from data.store import Store
from tests.data.feeds import CHANGHE, DAY, XIXING, binjiang_store, held, load, write_csv

ROSTER = ["日期", "司法所", "矫正类别", "管理等级", "在册人数"]
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def loaded(store: Store, folder: Path, *rows: Sequence[Any]) -> LoadReport:
    return load(store, write_csv(folder / "a.csv", rows))


def refused(report: LoadReport) -> list[int]:
    return sorted({error.row for error in report.errors if error.row})


def registered(store: Store) -> int:
    facts = store.schema.facts["fact_roster_day"]
    with store.engine.connect() as connection:
        return sum(connection.execute(select(facts.c.registered_eod)).scalars())


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("片区", "全区"), ("片区", "小计"), ("片区", "一片小计"), ("类型", "累计"), ("类型", "全区"), ("类型", "计划"), ("统计口径", "月累计"),
        ("统计口径", "本月"), ("统计口径", "1-11月累计"), ("口径", "平均"), ("状态", "作废"), ("计量单位", "小时"), ("期间", "上周"), ("数据类别", "同比"),
        ("统计口径", "近7日"), ("片区", "各所平均"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [1, 2, 4])
def test_a_word_in_an_unknown_column(store: Store, tmp_path: Path, column: str, word: str, at: int) -> None:
    """It refuses the row of the office, wherever the column is, and is named; other rows go in."""
    rows: list[list[Any]] = [
        ["日期", "司法所", "应核查", "已核查"],
        [DAY, "西兴", 70, 63],
        [DAY, "长河", 30, 29],
    ]
    for row, cell in zip(rows, (column, "一片", word), strict=True):
        row.insert(at, cell)

    report = loaded(store, tmp_path, *rows)

    assert refused(report) == [3]
    assert f"“{column}”列写着“" in report.text()
    assert list(held(store)) == [(DAY, XIXING)]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("片区", "城区"), ("类型", "街道"), ("状态", "已审核"), ("状态", "正常"), ("季度", "四季度"), ("月份说明", "11月"), ("变动", "减少"), ("频次", "每周"),
        ("计量单位", "次"), ("情况描述", "本月新增2人"), ("说明情况", "全部按时完成核查"), ("复核时间", "2026-11-22"), ("口径", "当日"),
    ],
)  # fmt: skip
def test_words_that_change_nothing(store: Store, tmp_path: Path, column: str, word: str) -> None:
    """What only describes the row lets it pass."""
    report = loaded(store, tmp_path, ["日期", column, "司法所", "应核查"], [DAY, word, "西兴", 70])

    assert report.ok, report.text()
    assert list(held(store)) == [(DAY, XIXING)]


def test_a_remark_that_ends_like_a_total(store: Store, tmp_path: Path) -> None:
    """A remark before the office that is no label lets its row pass."""
    report = loaded(store, tmp_path, ["备注", "司法所", "日期", "应核查"], ["已核查全部", "西兴", DAY, 70])

    assert report.ok, report.text()
    assert len(held(store)) == 1


@pytest.mark.parametrize("word", ["小计", "累计", "平均"])
def test_a_label_before_a_named_office(store: Store, tmp_path: Path, word: str) -> None:
    """In a column of numbers or remarks it refuses the row as well."""
    report = loaded(
        store, tmp_path, ["序号", "司法所", "日期", "应核查"], [1, "西兴", DAY, 70], [word, "长河", DAY, 30]
    )

    assert refused(report) == [3]


def test_a_remark_in_the_first_column(store: Store, tmp_path: Path) -> None:
    """A row that begins with a remark and has the figures of an office is no note."""
    report = loaded(store, tmp_path, ["备注", "日期", "司法所", "应核查"], ["说明：一人请假", DAY, "西兴", 70])

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 70}}


@pytest.mark.parametrize(
    "total",
    [
        ["西兴", "缓刑", "小计", 8],
        ["西兴", "合计", "合计", 9],
        ["西兴合计", None, None, 9],
        ["合计", None, None, 9],
        ["滨江区司法局", "合计", "合计", 9],
        [None, None, "合计", 9],
    ],
)
def test_totals_of_kinds(store: Store, tmp_path: Path, total: Sequence[Any]) -> None:
    """A total over rows of the same office and kinds is left out without a word."""
    rows = [[DAY, "西兴", "缓刑", "严管", 2], [DAY, "西兴", "缓刑", "普管", 6], [DAY, "西兴", "假释", "普管", 1]]

    report = loaded(store, tmp_path, ROSTER, *rows, [DAY, *total])

    assert report.ok, report.text()
    assert report.warnings == []
    assert registered(store) == 9


def test_totals_of_each_office(store: Store, tmp_path: Path) -> None:
    """Each is compared with the rows of its own office."""
    rows: list[list[Any]] = [
        row
        for office in ("西兴", "长河")
        for row in (
            [DAY, office, "缓刑", "严管", 2],
            [DAY, office, "假释", "普管", 1],
            [DAY, office, "合计", "合计", 3],
        )
    ]

    report = loaded(store, tmp_path, ROSTER, *rows, [DAY, "合计", None, None, 6])

    assert (report.ok, report.warnings) == (True, [])
    assert registered(store) == 6


@pytest.mark.parametrize(
    "lone",
    [
        [DAY, "西兴", "假释", "全部", 1],
        [DAY, "长河", "合计", "合计", 1],
        [BEFORE, "西兴", "缓刑", "小计", 1],
        [DAY, "长河合计", "缓刑", "普管", 1],
    ],
)
def test_a_total_of_no_rows(store: Store, tmp_path: Path, lone: Sequence[Any]) -> None:
    """The only row of an office's kind is refused, not left out, with any label."""
    rows = [[DAY, "西兴", "缓刑", "严管", 2], [DAY, "西兴", "缓刑", "普管", 6], [DAY, "西兴", "缓刑", "小计", 8], lone]

    report = loaded(store, tmp_path, ROSTER, *rows)

    assert refused(report) == [5]
    assert "却没有它所合计的行" in report.text()
    assert registered(store) in {0, 8}


def test_a_lone_total_under_an_office_written_once(store: Store, tmp_path: Path) -> None:
    """Where the office is written in its first row only it is the office of the rows below."""
    rows: list[list[Any]] = [
        [DAY, "西兴", "缓刑", "严管", 2],
        [None, None, "缓刑", "普管", 6],
        [None, None, "假释", "全部", 1],
    ]

    report = loaded(store, tmp_path, ROSTER, *rows)

    assert refused(report) == [4]


def test_a_total_of_nothing(store: Store, tmp_path: Path) -> None:
    """A printed 小计 of 0 for a kind without persons subtracts nothing."""
    rows: list[list[Any]] = [
        [DAY, "西兴", "缓刑", "严管", 2],
        [DAY, "西兴", "缓刑", "小计", 2],
        [DAY, "西兴", "假释", "小计", 0],
    ]

    assert loaded(store, tmp_path, ROSTER, *rows).ok
    assert registered(store) == 2


def test_a_wrong_total_of_an_office_is_said(store: Store, tmp_path: Path) -> None:
    """The word names what the rows of the office add up to."""
    rows = [[DAY, "长河", "缓刑", "严管", 5], [DAY, "西兴", "缓刑", "严管", 2], [DAY, "西兴", "合计", "合计", 3]]

    report = loaded(store, tmp_path, ROSTER, *rows)

    assert "合计写的是 3，各行相加是 2。" in report.warnings[0].text


def test_a_brand_that_is_a_total(store: Store, tmp_path: Path) -> None:
    """Brands may have any name but that of a total."""
    report = loaded(store, tmp_path, ["日期", "单位", "品牌", "志愿服务时长合计"], [DAY, "西兴", "合计", 90])

    assert refused(report) == [2]


def test_an_office_s_total_over_days(store: Store, tmp_path: Path) -> None:
    """合计 in the column of days beside a named office adds up its days."""
    head = ["日期", "司法所", "应核查"]

    report = loaded(store, tmp_path, head, [BEFORE, "西兴", 5], [DAY, "西兴", 6], ["合计", "西兴", 11])

    assert (report.ok, report.warnings) == (True, [])
    assert len(held(store)) == 2


def test_the_only_row_of_an_office_is_no_total_of_days(store: Store, tmp_path: Path) -> None:
    """合计 in the column of days beside an office without other rows is refused."""
    report = loaded(store, tmp_path, ["日期", "司法所", "应核查"], [DAY, "西兴", 5], ["合计", "长河", 11])

    assert refused(report) == [3]
    assert (DAY, CHANGHE) not in held(store)


@pytest.mark.parametrize(
    "total", [["合计", None, None, 100], [None, "全区", None, 100], ["小计", DAY, None, 100], [None, DAY, "合计", 100]]
)
def test_totals_in_their_own_place(store: Store, tmp_path: Path, total: Sequence[Any]) -> None:
    """A row that names no office is a total by a word at its left, in an unknown column too."""
    report = loaded(store, tmp_path, ["片区", "日期", "司法所", "应核查"], ["一片", DAY, "西兴", 100], total)

    assert (report.ok, len(held(store))) == (True, 1)
