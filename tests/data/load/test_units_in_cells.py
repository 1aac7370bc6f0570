"""Units beside numbers: in a cell's number format, typed in the cell, or in a row of units under the header."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.load import LoadReport
from data.load.files.number_formats import number_format
from data.store import Store
from tests.data.feeds import DAY, XIXING, binjiang_store, held, load, write_csv, write_xlsx

MINUTES, EDUCATION = "教育学习时长合计", "fact_education_day"
MONEY, SOCIAL = "新签购买服务金额", "fact_social_day"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def formatted(store: Store, folder: Path, rows: Sequence[Any], formats: Mapping[str, str]) -> LoadReport:
    """Load a workbook whose cells have number formats."""
    path = write_xlsx(folder / "a.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    for cell, code in formats.items():
        book["表"][cell].number_format = code
    book.save(path)
    return load(store, path)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ('0"小时"', 12, "12小时"), ('0.00"万元"', 35, "35万元"), ("0%", 1, "100%"), ("0.00%", 0.07, "7%"), ('0.0"%"', 1.2, "1.2%"),
        ('0.0,"千"', 70, "0.07千"), ('0"百"', 63, "63百"), ('0!.0,"万元"', 350000, "35万元"), ("0,", 350000, "350000（显示为 350）"),
        ("0\\人", 5, "5人"), ("0人", 5, "5人"), ('General"人"', 5, "5人"), ('"共"0"人"', 5, "共5人"), ('[>=10000]0!.0,"万";0', 350000, "35万"),
        ('[>=10000]0!.0,"万";0', 35, "35"), ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 5.0, "¥5"), ("[$¥-804]#,##0", 5, "¥5"),
        ('0000"年"00"月"00"日"', 20261122, "2026年11月22日"), ('0"小时"00"分"', 1230, "12小时30分"), ('0"人";[Red]-0"人";"无"', 0, "0"),
        ('@"人"', "5", "5人"), ('0"人"', -5, "-5人"),
    ],
)  # fmt: skip
def test_what_a_format_shows(code: str, number: float | str, shown: str) -> None:
    """A number is shown with the words of its format, in per cent or in thousands, and not rounded."""
    found = number_format(code)

    assert found is not None
    assert found.shown(number) == shown


@pytest.mark.parametrize(
    "code",
    [
        "General", "0", "0.00", "#,##0", "#,##0.00", "@", "0_);(0)", "[Red]0", "0;-0;;@", ";;;", "0.00E+00", "# ?/?", "[$-804]0",
        '000000"-"000', "[DBNum1]0", "#,##0_ ", '0;-0;"零"', "", "[蓝色]0;[红色]-0", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    ],
)  # fmt: skip
def test_formats_that_show_the_number(code: str) -> None:
    """Separators, colours, brackets and places change nothing."""
    assert number_format(code) is None


@pytest.mark.parametrize(
    ("column", "code", "number", "stored"),
    [
        (MINUTES, '0"小时"', 12, 720), (MINUTES, '0.0"小时"', 1.5, 90), (MINUTES, '0"分钟"', 12, 12), (f"{MINUTES}（小时）", '0"小时"', 12, 720),
        (MINUTES, "General", 12, 12), (MINUTES, "0.00", 12, 12), (MINUTES, "#,##0", 1200, 1200), (MINUTES, "@", 12, 12),
        (MINUTES, '#,##0"分钟"', 1200, 1200), (MINUTES, "0;-0;;@", 12, 12), (MINUTES, '0.0,"千分钟"', 1500, 1500),
    ],
)  # fmt: skip
def test_hours_in_a_number_format(
    store: Store, tmp_path: Path, column: str, code: str, number: float, stored: int
) -> None:
    """A figure is read as it is on screen."""
    report = formatted(store, tmp_path, [["日期", "司法所", column], [DAY, "西兴", number]], {"C2": code})

    assert report.ok, report.text()
    assert held(store, EDUCATION) == {(DAY, XIXING): {"edu_minutes_sum": stored}}


@pytest.mark.parametrize(
    ("code", "number", "stored"),
    [
        ('0.00"万元"', 35, 350_000),
        ('0!.0,"万元"', 350_000, 350_000),
        ("￥#,##0.00;￥-#,##0.00", 350_000, 350_000),
        ('"¥"#,##0', 350_000, 350_000),
        ('#,##0.00"元"', 350_000, 350_000),
        ('"$"#,##0_);("$"#,##0)', 350_000, 350_000),  # number 5, which shows ¥ where Chinese is set
    ],
)
def test_money_in_a_number_format(store: Store, tmp_path: Path, code: str, number: int, stored: int) -> None:
    """万元 is converted, the sign of the own currency changes nothing."""
    report = formatted(store, tmp_path, [["日期", "单位", MONEY], [DAY, "本级", number]], {"C2": code})

    assert report.ok, report.text()
    assert held(store, SOCIAL)[DAY, "330108000"]["purchase_signed_yuan"] == stored


def test_what_was_converted_is_said(store: Store, tmp_path: Path) -> None:
    """The report says by what the cells with a unit were multiplied."""
    report = formatted(store, tmp_path, [["日期", "司法所", MINUTES], [DAY, "西兴", 12]], {"C2": '0"小时"'})

    assert [each.text for each in report.warnings] == [
        "a.xlsx “教育学习时长合计”列：有的格里写着单位，按 1 小时 = 60 分钟 折算后装载。"
    ]


@pytest.mark.parametrize("code", ["0%", "0.00%"])
def test_a_percentage_in_a_number_format(store: Store, tmp_path: Path, code: str) -> None:
    """1 that is 100% on screen is a rate, refused like the text."""
    report = formatted(store, tmp_path, [["日期", "司法所", "应核查"], [DAY, "西兴", 1]], {"C2": code})

    assert "“100%”是比率。请填分子、分母的次数" in report.text()
    assert held(store) == {}


@pytest.mark.parametrize(
    ("column", "code", "word"),
    [
        ("应核查", '0"户"', "户"),
        ("应核查人次", '0"人"', "人"),
        (f"{MINUTES}（分钟）", '0"小时"', "分钟"),
        (MINUTES, '0"课时"', "课时"),
        ("应核查", "0,", "显示为"),
        (MINUTES, '0"小时"00"分"', "小时"),
    ],
)
def test_another_unit_in_a_number_format(store: Store, tmp_path: Path, column: str, code: str, word: str) -> None:
    """A unit that is not the column's, or contradicts its title, refuses the row and is named."""
    report = formatted(store, tmp_path, [["日期", "司法所", column], [DAY, "西兴", 1230]], {"C2": code})

    assert report.errors[0].row == 2
    assert word in report.errors[0].reason
    assert held(store) == held(store, EDUCATION) == {}


@pytest.mark.parametrize(
    ("column", "code"), [("应核查", '0"次"'), ("应核查", '0"人次"'), ("应签到/核查次数", '#,##0"次"')]
)
def test_the_own_unit_in_a_number_format(store: Store, tmp_path: Path, column: str, code: str) -> None:
    """The unit that the column has anyway changes nothing and is not mentioned."""
    report = formatted(store, tmp_path, [["日期", "司法所", column], [DAY, "西兴", 12]], {"C2": code})

    assert (report.ok, report.warnings) == (True, [])
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 12}}


def test_keys_in_number_formats(store: Store, tmp_path: Path) -> None:
    """A day and a code that a format writes with words or strokes are the day and the code."""
    rows = [["日期", "司法所", "应核查"], [20261122, 330108001, 12]]

    report = formatted(store, tmp_path, rows, {"A2": '0000"年"00"月"00"日"', "B2": '000000"-"000'})

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 12}}


def test_a_total_in_a_number_format(store: Store, tmp_path: Path) -> None:
    """The 合计 row has the format too and is compared in the same unit."""
    rows = [["日期", "司法所", MINUTES], [DAY, "西兴", 2], [DAY, "长河", 3], ["合计", None, 5]]

    report = formatted(store, tmp_path, rows, dict.fromkeys(["C2", "C3", "C4"], '0"小时"'))

    assert len(report.warnings) == 1
    assert len(held(store, EDUCATION)) == 2


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12小时", 720),
        ("1.5 小时", 90),
        ("12h", 720),
        ("１２小时", 720),
        ("12（小时）", 720),
        ("12分钟", 12),
        ("1.2万", 12_000),
    ],
)
def test_a_typed_unit(store: Store, tmp_path: Path, text: str, stored: int) -> None:
    """A unit typed behind the number is read like that of a format."""
    report = load(store, write_csv(tmp_path / "a.csv", [["日期", "司法所", MINUTES], [DAY, "西兴", text]]))

    assert report.ok, report.text()
    assert held(store, EDUCATION) == {(DAY, XIXING): {"edu_minutes_sum": stored}}


@pytest.mark.parametrize(
    "text", ["12左右", "约12小时", "12小时30分", "12课时", "-12分钟", "12①", "²分钟", "0.33小时", "12分钟？"]
)
def test_a_typed_word_that_is_no_unit(store: Store, tmp_path: Path, text: str) -> None:
    """Anything else beside the number refuses the row."""
    report = load(store, write_csv(tmp_path / "a.csv", [["日期", "司法所", MINUTES], [DAY, "西兴", text]]))

    assert [error.row for error in report.errors] == [2]
    assert held(store, EDUCATION) == {}


def test_an_unknown_column_with_a_unit_in_its_format(store: Store, tmp_path: Path) -> None:
    """A misspelt column of figures is one although its figures have a unit."""
    rows = [["日期", "司法所", "应核查", "checkin_dne_n"], [DAY, "西兴", 12, 11]]

    assert not formatted(store, tmp_path, rows, {"D2": '0"次"'}).ok


def test_a_contract_in_ten_thousands(store: Store, tmp_path: Path) -> None:
    """Amounts of reference tables are read as they are on screen too."""
    head = ["合同编号", "县（市、区）", "承接组织", "合同金额", "合同起始日", "合同截止日"]
    rows = [head, ["A1", "滨江区", "甲社", 35, "2026-01-01", "2026-12-31"]]

    report = formatted(store, tmp_path, rows, {"D2": '0.00"万元"'})

    assert report.ok, report.text()
    assert [row["amount_yuan"] for row in store.reference("contract")] == [350_000]


UNIT_HEAD = ["日期", "司法所", MINUTES, "公益活动人次"]


@pytest.mark.parametrize(
    "units",
    [
        ["单位", None, "（小时）", "（百人次）"],
        ["单位", None, "小时", "百人次"],
        [None, "（单位）", "（小时）", "（百人次）"],
        [None, None, "小时", "百人次"],
        ["计量单位：", None, "小时", "百人次"],
        ["单位", "单位", "[小时]", "【百人次】"],
    ],
)
def test_a_row_of_units(store: Store, tmp_path: Path, units: Sequence[Any]) -> None:
    """Units in a row under the header are those of its columns, with anything before them."""
    report = load(store, write_csv(tmp_path / "a.csv", [UNIT_HEAD, units, [DAY, "西兴", 12, 3]]))

    assert report.ok, report.text()
    assert held(store, EDUCATION) == {(DAY, XIXING): {"edu_minutes_sum": 720, "welfare_attend_n": 300}}


@pytest.mark.parametrize(
    ("units", "word"),
    [
        (["单位", None, "（课时）", "（人次）"], "课时"),
        ([None, None, "课时", "人次"], "课时"),
        (["单位", None, "课时", None], "课时"),
        ([None, None, "（学时）", None], "学时"),
        (["单位", None, "人", "人次"], "人"),
    ],
)
def test_a_row_of_units_that_are_not_those_of_the_columns(
    store: Store, tmp_path: Path, units: Sequence[Any], word: str
) -> None:
    """A unit that is not known, or not the column's, keeps the whole table out."""
    report = load(store, write_csv(tmp_path / "a.csv", [UNIT_HEAD, units, [DAY, "西兴", 12, 3]]))

    assert f"“{word}”" in report.text()
    assert held(store, EDUCATION) == {}


def test_a_row_of_units_under_two_lines(store: Store, tmp_path: Path) -> None:
    """The row of units may be the third or fourth line of a header."""
    head = [["日期", "司法所", "教育情况", None], [None, None, MINUTES, "公益活动人次"]]

    report = load(store, write_csv(tmp_path / "a.csv", [*head, ["单位", None, "小时", "人次"], [DAY, "西兴", 12, 3]]))

    assert report.ok, report.text()
    assert held(store, EDUCATION) == {(DAY, XIXING): {"edu_minutes_sum": 720, "welfare_attend_n": 3}}


def test_an_office_column_above_units_stays_one(store: Store, tmp_path: Path) -> None:
    """The word 单位 beside units, with nothing above it, is a column of offices."""
    head = [["日期", None, "集中教育", None], [None, "单位", "场次", "人次"]]

    report = load(store, write_csv(tmp_path / "a.csv", [*head, [DAY, "西兴", 1, 3]]))

    assert report.ok, report.text()
    assert list(held(store, EDUCATION)) == [(DAY, XIXING)]


def test_a_row_of_units_in_a_reference_table(store: Store, tmp_path: Path) -> None:
    """Amounts under a row that says 万元 are in it."""
    head = ["合同编号", "县（市、区）", "承接组织", "合同金额", "合同起始日", "合同截止日"]
    rows = [
        head,
        ["单位", None, None, "（万元）", None, None],
        ["A1", "滨江区", "甲社", 35, "2026-01-01", "2026-12-31"],
    ]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert report.ok, report.text()
    assert [row["amount_yuan"] for row in store.reference("contract")] == [350_000]


@pytest.mark.parametrize("head", [["应核查率"], ["人均教育学习时长（分钟）", "应核查率"]])
def test_rates_above_figures(store: Store, tmp_path: Path, head: Sequence[str]) -> None:
    """A row of figures is no line of the header: a table of rates alone is called that, not empty."""
    report = load(store, write_csv(tmp_path / "a.csv", [["日期", "司法所", *head], [DAY, "西兴", *(8 for _ in head)]]))

    assert "由系统推算，请提供它的分子和分母" in report.text()
    assert "没有数据行" not in report.text()


@pytest.mark.parametrize("other", [["长河", "12小时"], ["合计", "24小时"]])
def test_a_number_without_the_unit_of_its_column_s_other_cells(
    store: Store, tmp_path: Path, other: Sequence[str]
) -> None:
    """Where other cells of a column, or its total, say hours, a bare number may be hours too: it is refused."""
    rows = [["日期", "司法所", MINUTES], [DAY, "西兴", 12], [DAY, "浦沿", 0], [DAY, *other]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert [error.row for error in report.errors] == [2]
    assert "“12”没有写单位，同一列别的格写着“小时”" in report.text()


def test_numbers_that_a_format_shortens(store: Store, tmp_path: Path) -> None:
    """A format that shows large numbers in 万 and small ones as they are says what both are."""
    rows = [["日期", "单位", MONEY], [DAY, "本级", 350_000], ["2026-11-21", "本级", 9_000]]

    report = formatted(store, tmp_path, rows, dict.fromkeys(["C2", "C3"], '[>=10000]0!.0,"万";0'))

    assert report.ok, report.text()
    assert sorted(row["purchase_signed_yuan"] for row in held(store, SOCIAL).values()) == [9_000, 350_000]


def test_a_number_without_a_unit_does_not_go_in_by_loading_the_rejects(store: Store, tmp_path: Path) -> None:
    """In the rejects the cells with the unit are no longer beside it: it is marked until somebody has looked."""
    rows = [["日期", "司法所", MINUTES], [DAY, "西兴", 12], [DAY, "长河", "12小时"]]
    rejects = load(store, write_csv(tmp_path / "a.csv", rows)).files[0].rejects_file
    assert rejects is not None

    assert not load(store, rejects).ok
    assert (DAY, XIXING) not in held(store, EDUCATION)


def test_a_row_of_figures_is_no_header(store: Store, tmp_path: Path) -> None:
    """A known word beside figures is a cell of the row, not the title of a column."""
    rows = [["地区", "口径范围", "名称", "数值", "单位", "截至"], ["滨江区", "全区", "在册", 100, "人", "2026-11"]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert "像是“公开口径”，但缺少必填的列" in report.text()
