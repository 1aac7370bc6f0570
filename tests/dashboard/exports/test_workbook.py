"""A document as a workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from dashboard.exports.typed import typed
from dashboard.exports.xlsx.check import check
from dashboard.exports.xlsx.workbook import broken, sheet_names, xlsx_file
from data.errors import DataError
from data.readings import Status
from layouts.charts.amount import Amount
from layouts.charts.drawn import plain
from layouts.charts.twins import TwinCell
from layouts.pages import PAGES
from layouts.pages.document import Document
from layouts.words.language import load_language
from tests.dashboard.exports.conftest import Documents
from tests.layouts import fabricate

SILENT = fabricate.reading("checkin_completion_rate", fabricate.region("330100"), status=Status.MISSING)


@pytest.fixture(scope="module")
def supervision(document: Documents) -> Document:
    """The page of supervision, one week."""
    return document()


@pytest.fixture(scope="module")
def content(supervision: Document) -> bytes:
    """Its workbook."""
    return xlsx_file(supervision)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    """The workbook as it is read by a program that computes by itself."""
    return load_workbook(BytesIO(content))


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by their headings."""
    heading, *rest = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rest]


def test_every_reading_is_there_with_a_live_formula(book: Workbook, supervision: Document) -> None:
    """Value, amounts, coverage and id are the reading's; a ratio is computed in its row, and comes to the reading."""
    found = {row["编号"]: row for row in rows(book, "读数")}
    sheet = book["读数"]

    assert len(found) == len(supervision.readings)
    ratios = 0
    for reading in supervision.readings:
        row = found[reading.id]
        assert (row["分子"], row["分母"], row["上报率"]) == (reading.numerator, reading.denominator, reading.coverage)
        if reading.value is not None and reading.denominator is not None:
            ratios += 1
            above, below, scale = re.fullmatch(r"=(\w+)/(\w+)\*(\d+)", row["数值"]).groups()  # type: ignore[union-attr]
            assert sheet[above].value / sheet[below].value * int(scale) == pytest.approx(reading.value, rel=1e-12)
        elif reading.value is not None:
            assert row["数值"] == reading.value
    assert ratios > 20


def test_formulas_have_their_results(content: bytes, supervision: Document) -> None:
    """A program that does not compute, as a phone's preview, shows the figures too."""
    found = {row["编号"]: row for row in rows(load_workbook(BytesIO(content), data_only=True), "读数")}

    assert {key: row["数值"] for key, row in found.items() if not isinstance(row["数值"], str)} == {
        reading.id: pytest.approx(reading.value) for reading in supervision.readings if reading.value is not None
    }


def test_what_has_no_value_says_why(book: Workbook, supervision: Document) -> None:
    """No status becomes a zero or an empty cell."""
    words = load_language("zh")
    found = {row["编号"]: row["数值"] for row in rows(book, "读数")}
    empty = [reading for reading in supervision.readings if reading.value is None]

    assert empty
    assert all(found[reading.id] == words.status(reading) for reading in empty)


def test_the_front_sheet_says_whose_figures_these_are(book: Workbook) -> None:
    """Region, period, edition, version, program, account, coverage and the demo mark."""
    front = {row[0].value: row[1].value for row in book["首页"].iter_rows(min_row=3, max_col=2)}

    assert front["区划代码"] == "330900"
    assert "第 47 周" in front["时期"]
    assert front["定稿"] == "即时数据，未定稿"
    assert front["程序版本"] == "测试版"
    assert front["账号"] == "值班员"
    assert front["上报率"].endswith("%")
    assert "模拟" in front["演示数据"]


def test_codes_are_texts_and_days_are_days(book: Workbook) -> None:
    """A spreadsheet neither drops the zeros of a code nor takes a day for a number."""
    heading, first = list(book["读数"].iter_rows(max_row=2))
    cell = {name.value: each for name, each in zip(heading, first, strict=True)}

    assert (cell["区划代码"].data_type, cell["起"].is_date, cell["编号"].data_type) == ("s", True, "s")
    assert book["读数"].freeze_panes == "C2"


def test_number_formats_have_the_metric_s_decimals(book: Workbook, supervision: Document) -> None:
    """98.4 is shown where the metric has one place, and what is behind it is kept."""
    decimals = {reading.id: reading.metric.decimals for reading in supervision.readings}
    sheet = book["读数"]
    place = {cell.value: cell.column - 1 for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        if row[place["数值"]].value is not None and not isinstance(row[place["状态"]].value, float):
            shape = row[place["数值"]].number_format
            if shape != "@":
                assert len(shape.partition(".")[2]) == decimals[row[place["编号"]].value]


def test_definitions_are_included(book: Workbook) -> None:
    """Each metric with definition, formula, target, basis."""
    found = {row["指标代码"]: row for row in rows(book, "口径")}

    completion = found["checkin_completion_rate"]
    assert completion["列公式"] == "S(checkin_done_n) ÷ S(checkin_due_n)"
    assert completion["依据"]
    assert completion["定义"]


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("region", ["330900", "330902", "330902002"])
def test_every_page_of_every_level_is_a_workbook(document: Documents, key: str, region: str) -> None:
    """A workbook of any page and level has the page's sheet with its figures."""
    given = document(key, region)

    book = load_workbook(BytesIO(xlsx_file(given)), read_only=True)

    assert book.sheetnames == sheet_names(given)


def tampered(content: bytes, sheet: str, old: str, new: str) -> bytes:
    """Return a workbook with a text of one sheet's file changed once."""
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(changed, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name.endswith(sheet):
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            after.writestr(name, data)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("sheet", "old", "new", "says"),
    [
        ("sheet3.xml", "*100</f>", "*101</f>", "“读数”表 H"),
        ("sheet3.xml", "/K", "/J", "“读数”表 H"),
    ],
)
def test_a_wrong_formula_is_not_delivered(
    content: bytes, supervision: Document, sheet: str, old: str, new: str, says: str
) -> None:
    """The check names the sheet and the cell."""
    with pytest.raises(DataError, match=says):
        check(tampered(content, sheet, old, new), supervision, sheet_names(supervision))


def test_a_figure_that_is_not_its_reading_s_is_not_delivered(content: bytes, supervision: Document) -> None:
    """A workbook beside a document whose readings say something else is refused, the figure named by its id."""
    first = supervision.readings[0]
    other = replace(supervision, readings=(replace(first, numerator=4711.0), *supervision.readings[1:]))

    with pytest.raises(DataError, match=f"{first.id} 应为 4711"):
        check(content, other, sheet_names(supervision))


def test_a_wrong_figure_on_a_page_is_not_delivered(content: bytes, document: Documents) -> None:
    """The sheet of a page is held to what its panels show."""
    other = document(period="2026-W46")
    mixed = replace(document(), leaves=other.leaves)

    with pytest.raises(DataError, match=r"“监管”表 [A-Z]+[0-9]+"):
        check(content, mixed, sheet_names(mixed))


def test_an_unfinished_workbook_is_not_delivered(content: bytes, document: Documents) -> None:
    """A sheet that is missing is named."""
    education = document("education")

    with pytest.raises(DataError, match="教育"):
        check(content, education, sheet_names(education))


def test_pages_of_the_same_title_have_sheets_of_their_own(supervision: Document) -> None:
    """Names are short, without signs that spreadsheets refuse, and all different."""
    leaf = replace(supervision.leaves[0], title="预警 [红/黄/蓝]：" + "很长的名称" * 8)
    names = sheet_names(replace(supervision, leaves=(leaf, leaf, replace(leaf, title="读数"))))

    assert len(set(names)) == 6
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (TwinCell("97.2", Amount(97.2143, 1)), Amount(97.2143, 1)),
        (TwinCell("·", Amount(0)), Amount(0)),
        (TwinCell("1\u2009316"), "1\u2009316"),
        (TwinCell("330108"), "330108"),
        (TwinCell("=1+1"), "=1+1"),
        (TwinCell("—", reading=SILENT), "未上报"),
    ],
)
def test_figures_are_numbers_and_texts_are_texts(cell: TwinCell, found: object) -> None:
    """A cell holds the unrounded number, or the word why there is none; no text becomes a number."""
    assert typed(cell, load_language("zh")) == found


def test_a_panel_does_not_say_its_page_s_opening_again(document: Documents) -> None:
    """The page of tasks opens with the summary of its list; it is there once."""
    given = document("review")
    (opening,) = plain(given.leaves[1].said)
    sheet = load_workbook(BytesIO(xlsx_file(given)), read_only=True)[sheet_names(given)[2]]

    assert [first for (first,) in sheet.iter_rows(max_col=1, values_only=True)].count(opening) == 1


def test_rows_are_as_high_as_their_text(book: Workbook) -> None:
    """What takes several lines can be read in programs that do not compute heights when they open a file."""
    sheet = book["口径"]
    long = [row for row in sheet.iter_rows(min_row=2) if len(str(row[2].value)) > 46]

    assert long
    assert all((sheet.row_dimensions[row[0].row].height or 0) >= 30 for row in long)


def test_long_sentences_are_broken_where_they_pause() -> None:
    """After a sign, and nothing is lost."""
    text = "教育学习月度达标率 95.7%，较上月下降 0.4 个百分点；" * 4

    lines = broken(text, 60)

    assert len(lines) == 4
    assert all(line.endswith("；") for line in lines)
    assert "".join(lines) == text
