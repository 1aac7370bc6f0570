"""Sheets as people make them: several tables, shifted cells, merged and hidden figures, totals under other names."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.load import LoadReport
from data.load.findings import FindingKind
from data.store import Store
from tests.data.feeds import CHANGHE, DAY, PUYAN, XIXING, binjiang_store, held, load, write_csv, write_xlsx

HEADER: list[Any] = ["日期", "司法所", "应核查", "已核查"]
BEFORE = DAY - timedelta(days=1)
TEN, EIGHT = {"checkin_due_n": 10, "checkin_done_n": 9}, {"checkin_due_n": 8, "checkin_done_n": 7}
Rows = Sequence[Any]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def loaded(store: Store, folder: Path, rows: Rows, merges: Sequence[str] = ()) -> LoadReport:
    return load(store, write_xlsx(folder / "a.xlsx", {"表": rows}, {"表": merges}))


def edited(store: Store, folder: Path, rows: Rows, edit: Callable[[Workbook], None]) -> LoadReport:
    path = write_xlsx(folder / "a.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return load(store, path)


def errors(report: LoadReport) -> list[str]:
    return [error.text for error in report.errors]


def warnings(report: LoadReport) -> list[str]:
    return [warning.text for warning in report.warnings]


def test_a_second_table_below_is_one_of_its_own(store: Store, tmp_path: Path) -> None:
    """Figures below a second header are read under that header."""
    psych = ["日期", "司法所代码", "到期应筛查人数", "按期筛查人数"]

    report = loaded(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], [], psych, [BEFORE, XIXING, 5, 4]])

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): TEN}
    assert held(store, "fact_psych_day") == {(BEFORE, XIXING): {"screen_due_n": 5, "screen_ontime_n": 4}}


def test_a_fuller_table_below_does_not_swallow_the_first(store: Store, tmp_path: Path) -> None:
    """Both tables go in although the lower header has more columns; the title above holds for both."""
    education = ["司法所", "集中教育场次", "集中教育人次", "个别教育人次"]
    rows = [
        ["滨江区日报 2026年11月22日"],
        ["司法所", "应核查"],
        ["西兴", 10],
        [],
        ["二、教育"],
        education,
        ["西兴", 1, 2, 3],
    ]

    assert loaded(store, tmp_path, rows).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 10}}
    assert len(held(store, "fact_education_day")[DAY, XIXING]) == 3


def test_each_table_has_the_day_of_its_own_title(store: Store, tmp_path: Path) -> None:
    """Two days one below the other are two days."""
    rows = [
        ["2026年11月21日"],
        ["司法所", "应核查"],
        ["西兴", 10],
        [],
        ["2026年11月22日"],
        ["司法所", "应核查"],
        ["西兴", 11],
    ]

    assert loaded(store, tmp_path, rows).ok
    assert held(store) == {(BEFORE, XIXING): {"checkin_due_n": 10}, (DAY, XIXING): {"checkin_due_n": 11}}


def test_a_date_signed_under_a_table_is_not_the_day_of_the_next(store: Store, tmp_path: Path) -> None:
    """Below a blank row the title of the sheet holds again; without one there is no day."""
    rows = [["滨江区 2026年11月22日"], ["司法所", "应核查"], ["西兴", 10], ["2026年11月20日"]]
    below = [["司法所", "集中教育场次"], ["西兴", 1]]

    refused = loaded(store, tmp_path, [*rows, *below])

    assert len(refused.errors) == 1
    assert held(store, "fact_education_day") == {}
    assert loaded(store, tmp_path, [*rows, [], *below]).ok
    assert list(held(store, "fact_education_day")) == [(DAY, XIXING)]


def test_a_second_table_that_is_not_understood_is_named_by_its_row(store: Store, tmp_path: Path) -> None:
    """Figures of another span of time below are not read under the first header."""
    rows = [
        ["滨江区 2026年11月22日"],
        HEADER[1:],
        ["西兴", 10, 9],
        [],
        ["司法所", "本周情况甲", "本周情况乙"],
        ["长河", 300, 290],
    ]

    report = loaded(store, tmp_path, rows)

    assert [error.row for error in report.errors] == [5]
    assert held(store) == {(DAY, XIXING): TEN}


def test_a_header_repeated_on_each_page_is_no_row(store: Store, tmp_path: Path) -> None:
    """The same header again goes on with the same table."""
    report = loaded(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], HEADER, [DAY, "长河", 8, 7]])

    assert report.ok, report.text()
    assert [file.rows_good for file in report.files] == [2]


def test_a_table_without_rows_above_another(store: Store, tmp_path: Path) -> None:
    """Figures below an empty table's header and a second header are of the second."""
    rows = [HEADER, [], ["日期", "司法所", "集中教育场次", "集中教育人次"], [DAY, "西兴", 1, 3]]

    report = loaded(store, tmp_path, rows)

    assert errors(report) == ["a.xlsx：只有表头，没有数据行。请核对是否导出完整。"]
    assert (held(store), len(held(store, "fact_education_day"))) == ({}, 1)


@pytest.mark.parametrize(
    "header", [["上报日期", "应核查（上周）", "应核查（本月累计）"], ["所名称", "脱管人数（已查获）", "其他"]]
)
def test_a_second_header_of_refused_words_is_a_header(store: Store, tmp_path: Path, header: Rows) -> None:
    """Words that are refused, and dates of sending, begin a table of their own: nothing of it is read under the first."""
    report = loaded(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], header, [DAY, 5, 6]])

    assert held(store) == {(DAY, XIXING): TEN}
    assert [file.rows_good for file in report.files] == [1, 0]


def test_a_unit_above_several_tables(store: Store, tmp_path: Path) -> None:
    """A unit above all tables of a sheet goes for those that have columns of its kind, and stops no other."""
    social, minutes = ["司法所", "新签购买服务金额"], ["司法所", "教育学习时长合计"]
    rows = [["日报 2026年11月22日　单位：万元"], social, ["本级", 3.5], [], ["二、教育"], minutes, ["西兴", 30]]

    report = loaded(store, tmp_path, rows)

    assert report.ok, report.text()
    assert held(store, "fact_education_day") == {(DAY, XIXING): {"edu_minutes_sum": 30}}


@pytest.mark.parametrize(
    "line",
    [
        ["填报单位", "滨江区司法局"],
    ],
)
def test_lines_of_a_title_are_no_table(store: Store, tmp_path: Path, line: Sequence[Any]) -> None:
    """A line above the header that has a known word in it is a title."""
    assert loaded(store, tmp_path, [["日报 2026年11月22日"], line, [], HEADER[1:], ["西兴", 10, 9]]).ok
    assert held(store) == {(DAY, XIXING): TEN}


def test_too_many_tables_on_one_sheet(store: Store, tmp_path: Path) -> None:
    """A sheet of more tables than a person makes is refused as a whole."""
    rows = [row for step in range(51) for row in ([f"第{step}页"], HEADER, [DAY, "西兴", 10, 9])]

    assert "一张工作表里有 51 张表" in loaded(store, tmp_path, rows).text()
    assert held(store) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [["日期", "司法所", "应核查", None, "日期", "司法所", "应核查"], [DAY, "西兴", 10, None, BEFORE, "长河", 8]],
        [["日期", "司法所", "应核查", "日期", "司法所", "应核查"], [DAY, "西兴", 10, BEFORE, "长河", 8]],
    ],
)
def test_tables_side_by_side(store: Store, tmp_path: Path, rows: Rows) -> None:
    """The right table has its own day and office."""
    assert loaded(store, tmp_path, rows).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 10}, (BEFORE, CHANGHE): {"checkin_due_n": 8}}


def test_a_list_of_offices_in_two_halves(store: Store, tmp_path: Path) -> None:
    """Offices that go on at the right, under the same day at the left."""
    rows = [["日期", "司法所", "应核查", "司法所", "应核查"], [DAY, "西兴", 10, "长河", 8]]

    assert loaded(store, tmp_path, rows).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 10}, (DAY, CHANGHE): {"checkin_due_n": 8}}


def test_a_row_longer_than_its_header(store: Store, tmp_path: Path) -> None:
    """Thousands separators without quotes shift the cells: the row is refused, the others go in."""
    path = tmp_path / "a.csv"
    path.write_text(f"日期,司法所,应核查,已核查\n{DAY},西兴,2,000,1,900\n{DAY},长河,8,7\n", "utf-8")

    assert errors(load(store, path)) == [
        "a.csv 第 2 行：这一行有 6 格，表头只有 4 格，不知哪一格是哪一列的。数里的千位逗号请去掉，多出的格请删去。"
    ]
    assert held(store) == {(DAY, CHANGHE): EIGHT}


def test_empty_cells_behind_the_last_column_are_no_cells(store: Store, tmp_path: Path) -> None:
    """Commas at the end of a line shift nothing."""
    path = tmp_path / "a.csv"
    path.write_text(f"日期,司法所,应核查,已核查\n{DAY},西兴,10,9,,\n", "utf-8")

    assert load(store, path).ok


def test_a_row_shorter_than_its_header(store: Store, tmp_path: Path) -> None:
    """Of a line with a cell too few no one knows which is missing; a remark may be missing."""
    path = tmp_path / "a.csv"
    path.write_text(f"日期,司法所,应核查,已核查,备注\n{DAY},西兴,9\n{DAY},长河,8,7\n", "utf-8")

    assert errors(load(store, path)) == [
        "a.csv 第 2 行：这一行只有 3 格，表头有 5 格，不知少的是哪一格。请补齐，没有数据的格留空。"
    ]
    assert held(store) == {(DAY, CHANGHE): EIGHT}


@pytest.mark.parametrize("at", [2, 4])
def test_a_figure_without_a_title(store: Store, tmp_path: Path, at: int) -> None:
    """A figure beside the table, or in a column without a title, refuses its row."""
    rows: list[list[Any]] = [[*HEADER], [DAY, "西兴", 10, 9], [DAY, "长河", 8, 7]]
    for row, value in zip(rows, (None, 7, None), strict=True):
        row.insert(at, value)

    report = loaded(store, tmp_path, rows)

    assert errors(report) == [f"a.xlsx 第 2 行：{'ABCDE'[at]} 列没有列名，却有数字“7”。请写上列名，或删去这个数字。"]
    assert held(store) == {(DAY, CHANGHE): EIGHT}


def test_a_number_of_the_rows_at_the_left_needs_no_title(store: Store, tmp_path: Path) -> None:
    """The index that programs write before the first column is no figure."""
    assert loaded(store, tmp_path, [[None, *HEADER], [0, DAY, "西兴", 10, 9]]).ok


@pytest.mark.parametrize(
    ("rows", "merge", "refused"),
    [
        ([[DAY, "西兴", 10, 9], [DAY, "长河", None, 7]], "C2:C3", [2, 3]),
        ([[DAY, "西兴", "停电", 9], [DAY, "长河", None, 7]], "C2:C3", [2, 3]),
        ([[DAY, "西兴", 10, None], [DAY, "长河", 8, 7]], "C2:D2", [2]),
        ([["合计", None, 8, None], [DAY, "长河", 8, 7]], "C2:D2", []),
    ],
)
def test_merged_counts(store: Store, tmp_path: Path, rows: Rows, merge: str, refused: list[int]) -> None:
    """A count merged over two offices or two columns belongs to none; a merged total is no count of an office."""
    report = loaded(store, tmp_path, [HEADER, *rows], [merge])

    assert sorted({error.row for error in report.errors if error.row}) == refused
    assert (DAY, XIXING) not in held(store)
    assert all(f"合并的单元格 {merge}" in text for text in errors(report)[:1])


def test_doubtful_rows_do_not_go_in_by_loading_the_rejects(store: Store, tmp_path: Path) -> None:
    """The rejects of merged counts go in only after somebody has looked at them."""
    report = loaded(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], [DAY, "长河", None, 7]], ["C2:C3"])
    rejects = report.files[0].rejects_file
    assert rejects is not None

    assert "10？" in rejects.read_text("utf-8-sig")
    assert not load(store, rejects).ok
    assert held(store) == {}


def test_hidden_rows_and_columns_are_said(store: Store, tmp_path: Path) -> None:
    """Hidden rows and columns are loaded, with a note that names them."""

    def hide(book: Workbook) -> None:
        book["表"].row_dimensions[3].hidden = True
        book["表"].column_dimensions["D"].hidden = True

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], [DAY, "长河", 8, 7]], hide)

    assert warnings(report) == [
        "a.xlsx：第 3 行被隐藏，其中的内容照样读取。不要的请删去这些行，再装载一次。",
        "a.xlsx：D（已核查） 列被隐藏，其中的内容照样读取。不要的请删去这些列，再装载一次。",
    ]
    assert len(held(store)) == 2


def test_filtered_rows_are_said(store: Store, tmp_path: Path) -> None:
    """Rows that a filter takes out of sight go in, and are called that."""

    def narrow(book: Workbook) -> None:
        book["表"].auto_filter.ref = "A1:D3"
        book["表"].auto_filter.add_filter_column(1, ["西兴"])
        book["表"].row_dimensions[3].hidden = True

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], [DAY, "长河", 8, 7]], narrow)

    assert "第 3 行被筛选掉或隐藏" in warnings(report)[0]


def test_serial_days_of_1904_in_two_columns(store: Store, tmp_path: Path) -> None:
    """Two day columns of a workbook that counts from 1904 agree where they say the same day."""

    def count_from_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    serial = (DAY - date(1904, 1, 1)).days
    rows = [["日期", "统计日期", *HEADER[1:]], [serial, DAY.isoformat(), "西兴", 10, 9]]

    report = edited(store, tmp_path, rows, count_from_1904)

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): TEN}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_said(store: Store, tmp_path: Path, state: str) -> None:
    """A hidden sheet is not read, and named."""

    def hide(book: Workbook) -> None:
        sheet = book.create_sheet("旧表")
        sheet.append([1])
        sheet.sheet_state = state

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9]], hide)

    assert warnings(report) == ["a.xlsx：隐藏的工作表“旧表”没有读取。要装载，请取消隐藏后再装载。"]


def test_a_workbook_with_hidden_sheets_only(store: Store, tmp_path: Path) -> None:
    """Where the figures are on a hidden sheet the report says so."""

    def hide(book: Workbook) -> None:
        book.create_sheet("空")
        book["表"].sheet_state = "hidden"

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9]], hide)

    assert errors(report) == ["a.xlsx：隐藏的工作表“表”没有读取。要装载，请取消隐藏后再装载。"]


@pytest.mark.parametrize("cell", ["A2", "B2", "C2"])
def test_struck_out_cells(store: Store, tmp_path: Path, cell: str) -> None:
    """A day, an office or a count that is struck out refuses its row."""

    def strike(book: Workbook) -> None:
        book["表"][cell].font = Font(strike=True)

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9], [DAY, "长河", 8, 7]], strike)

    assert "画了删除线。作废的请删去内容，有效的请去掉删除线。" in report.text()
    assert held(store) == {(DAY, CHANGHE): EIGHT}


def test_a_cell_struck_out_in_part(store: Store, tmp_path: Path) -> None:
    """A struck figure beside the new one would be read as one long number."""

    def strike(book: Workbook) -> None:
        book["表"]["C2"] = CellRichText(TextBlock(InlineFont(strike=True), "10"), "12")

    assert not edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9]], strike).ok
    assert held(store) == {}


def test_a_title_struck_out(store: Store, tmp_path: Path) -> None:
    """A column whose title is struck out stops the sheet."""

    def strike(book: Workbook) -> None:
        book["表"]["D1"].font = Font(strike=True)

    report = edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9]], strike)

    assert "列名画了删除线" in report.text()
    assert held(store) == {}


def test_days_of_the_1904_calendar(store: Store, tmp_path: Path) -> None:
    """A day that has lost its date format counts from 1904 in a workbook that does."""

    def since_1904(book: Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["表"]["A2"] = 44886

    report = edited(store, tmp_path, [HEADER, [None, "西兴", 10, 9]], since_1904)

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): TEN}


@pytest.mark.parametrize(
    "name",
    [
        "全区",
        "全区合计",
        "合计（3个所）",
        "合计3个所",
        "总 计",
        "滨江区合计",
        "平均",
        "各所平均",
        "Total",
        "滨江区司法局",
        "司法局",
        "330108000",
        "本级",
    ],
)
def test_totals_under_other_names(store: Store, tmp_path: Path, name: str) -> None:
    """A row that adds up the offices is no office and no bureau's own row."""
    rows = [HEADER, [DAY, "西兴", 10, 9], [DAY, "浦沿", 8, 7], [DAY, name, 18, 16]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): TEN, (DAY, PUYAN): EIGHT}


def test_a_bureau_s_total_is_said(store: Store, tmp_path: Path) -> None:
    """That the bureau's row was taken for a total is a warning."""
    rows = [HEADER, [DAY, "西兴", 10, 9], [DAY, "浦沿", 8, 7], [DAY, "滨江区司法局", 18, 16]]

    assert warnings(load(store, write_csv(tmp_path / "a.csv", rows))) == [
        "a.csv 第 4 行 “应核查”列：“滨江区司法局”这一行等于各司法所之和，按合计行处理，未装载。"
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [[DAY, "西兴", 10, 9], [DAY, "浦沿", 8, 7], [DAY, "滨江区司法局", 19, 16]],
            "“应核查”写的是 19，各司法所相加是 18",
        ),
        ([[DAY, "滨江区司法局", 19, 16]], "“应核查”由司法所填报，“滨江区司法局”不是司法所。"),
        ([[BEFORE, "西兴", 10, 9], [DAY, "滨江区司法局", 10, 9]], "“滨江区司法局”不是司法所。"),
    ],
)
def test_what_looks_like_a_total_and_is_none(store: Store, tmp_path: Path, rows: Rows, says: str) -> None:
    """Offices' figures under the bureau's name that are not their sum are refused: the county would be counted twice."""
    report = load(store, write_csv(tmp_path / "a.csv", [HEADER, *rows]))

    assert [error.kind for error in report.errors] == [FindingKind.TOTAL]
    assert says in report.text()
    assert all(office != "330108000" for _, office in held(store))


def test_a_county_s_own_figures_stay(store: Store, tmp_path: Path) -> None:
    """A row that says 本级 and is no sum is loaded with a note."""
    rows = [HEADER, [DAY, "西兴", 10, 9], [DAY, "浦沿", 8, 7], [DAY, "本级", 3, 3]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert report.ok
    assert (DAY, "330108000") in held(store)
    assert "这些列由司法所填报" in warnings(report)[0]


def test_a_total_beside_a_bureau_s_own_figures(store: Store, tmp_path: Path) -> None:
    """Sums of the offices in a bureau's own row are refused; without them the row is loaded."""
    head = ["日期", "单位", "已结对帮教对象数", "专业社会组织数"]
    offices = [[DAY, "西兴", 10, None], [DAY, "浦沿", 8, None]]

    refused = load(store, write_csv(tmp_path / "a.csv", [head, *offices, [DAY, "滨江区司法局", 18, 2]]))

    assert "装载会重复计算。请清空这些格，只留本级自己的数。" in refused.text()
    assert load(store, write_csv(tmp_path / "b.csv", [head, *offices, [DAY, "滨江区司法局", None, 2]])).ok


def test_what_a_bureau_may_report_too_is_not_added_up(store: Store, tmp_path: Path) -> None:
    """Where offices and bureau both report, the exact sum under the bureau's name is refused; another number is loaded."""
    head = ["日期", "单位", "志愿者人数"]
    offices = [[DAY, "西兴", 10], [DAY, "浦沿", 8]]

    assert not load(store, write_csv(tmp_path / "a.csv", [head, *offices, [DAY, "滨江区司法局", 18]])).ok
    assert load(store, write_csv(tmp_path / "b.csv", [head, *offices, [DAY, "滨江区司法局", 5]])).ok


@pytest.mark.parametrize(
    "rows",
    [
        [[DAY, "西兴", 10, 9], [None, "长河", 8, 7]],
        [[DAY, "西兴", 10, 9], ["〃", "长河", 8, 7]],
        [[DAY, None, None, None], [None, "西兴", 10, 9], [None, "长河", 8, 7]],
    ],
)
def test_a_day_written_once(store: Store, tmp_path: Path, rows: Rows) -> None:
    """A day at the head of its rows holds for those left blank below, and the report says so."""
    report = loaded(store, tmp_path, [HEADER, *rows])

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): TEN, (DAY, CHANGHE): EIGHT}
    assert any("的“日期”空着，按上面写的读。" in text for text in warnings(report))


def test_days_and_offices_in_groups(store: Store, tmp_path: Path) -> None:
    """Each group begins with its day, or with its office."""
    rows = [HEADER, [BEFORE, "西兴", 10, 9], [None, "长河", 8, 7], [DAY, "西兴", 8, 7], [None, "长河", 10, 9]]
    by_office = [
        ["司法所", "日期", "应核查", "已核查"],
        ["西兴", BEFORE, 10, 9],
        [None, DAY, 8, 7],
        ["长河", BEFORE, 8, 7],
        [None, DAY, 10, 9],
    ]
    expected = {(BEFORE, XIXING): TEN, (BEFORE, CHANGHE): EIGHT, (DAY, XIXING): EIGHT, (DAY, CHANGHE): TEN}

    assert loaded(store, tmp_path, rows).ok
    assert held(store) == expected
    assert loaded(store, tmp_path, by_office).ok
    assert held(store) == expected


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[DAY, "西兴", 10, 9], [DAY, "长河", 8, 7], [None, "浦沿", 1, 1]], "缺少日期"),
        ([[None, "浦沿", 1, 1], [DAY, "西兴", 10, 9]], "缺少日期"),
        ([[DAY, "西兴", 10, 9], [DAY, None, 1, 1]], "缺少司法所"),
    ],
)
def test_a_gap_is_not_filled(store: Store, tmp_path: Path, rows: Rows, says: str) -> None:
    """A blank among keys that are written in each row, above the first, or that would make two rows the same, is missing."""
    report = loaded(store, tmp_path, [HEADER, *rows])

    assert len(report.errors) == 1
    assert says in report.errors[0].reason


def test_kinds_written_once(store: Store, tmp_path: Path) -> None:
    """Day, office and correction type at the head of their rows; an unnamed total below them is refused."""
    head = ["日期", "司法所", "矫正类别", "管理等级", "在册人数"]
    rows = [head, [DAY, "西兴", "缓刑", "严管", 1], [None, None, None, "普管", 2], [None, None, "假释", "严管", 3]]

    assert loaded(store, tmp_path, rows).files[0].rows_good == 3
    assert not loaded(store, tmp_path, [*rows, [None, None, None, None, 6]]).ok


def test_a_county_named_on_a_row_without_figures(tmp_path: Path) -> None:
    """The county of an office that reports nothing still holds for the offices below it."""
    store = binjiang_store(tmp_path, "330100")
    rows = [
        ["日期", "县（市、区）", "司法所", "应核查"],
        [DAY, "滨江区", "西兴", 10],
        [DAY, "上城区", "清波", None],
        [DAY, None, "湖滨", 5],
    ]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).ok
    assert (DAY, "330102003") in held(store)


def test_why_good_rows_stay_out(store: Store, tmp_path: Path) -> None:
    """Rows held back by another of their office and day are named."""
    head = ["日期", "司法所", "预警类型", "预警等级", "新增预警"]
    rows = [head, [DAY, "西兴", "越界", "红", 7], [DAY, "西兴", "失联", "黄", "x"], [DAY, "长河", "越界", "红", 1]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    (said,) = report.files[0].held
    assert said.startswith("第 2 行（")
    assert "第 3 行" in said


def test_a_sheet_with_one_cell_far_away(store: Store, tmp_path: Path) -> None:
    """A stray cell in the last corner of a sheet is refused before memory is spent on it."""

    def stray(book: Workbook) -> None:
        book["表"].cell(1_048_576, 16_384, "x")

    assert "表格太大" in edited(store, tmp_path, [HEADER, [DAY, "西兴", 10, 9]], stray).text()


def test_a_formula_that_gives_nothing_is_empty(store: Store, tmp_path: Path) -> None:
    """A formula computed to no text is a blank cell, not a formula that was never computed."""
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [HEADER, [DAY, "西兴", 10, '=""']]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<c r="D2"><f>', b'<c r="D2" t="str"><f>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert load(store, path).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 10}}
