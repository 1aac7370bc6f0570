"""The print: its sizes, its searchable text, tables over several pages, and that no wrong figure is delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from dashboard.exports.pdf import print as prints
from dashboard.exports.pdf.check import check, packed, pages
from dashboard.exports.pdf.print import Size, pdf_file
from dashboard.exports.pictures.block import Plate
from dashboard.exports.pictures.ink import Ink, formal
from dashboard.exports.pictures.picture import picture
from data.errors import DataError
from data.readings import Status
from layouts.charts.chart import Column, Table
from layouts.charts.drawn import shown_readings
from layouts.charts.kinds import BarChart
from layouts.charts.twins import twins
from layouts.pages.document import Document
from tests.dashboard.exports.papers import chart, chart_of, of, page
from tests.layouts.fabricate import silent

Documents = Callable[..., Document]
MILLIMETRE = 72 / 25.4


@pytest.fixture(scope="module")
def content(document: Documents) -> bytes:
    return pdf_file(document("supervision"), "a4")


def table(count: int) -> Table:
    return Table(
        (Column("code", "代码"), Column("name", "名称")),
        tuple({"code": f"{n:06}", "name": f"第{n}行"} for n in range(count)),
    )


@pytest.mark.parametrize(("size", "width", "height"), [("a4", 210, 297), ("a3", 420, 297)])
def test_sheets_have_their_size(size: Size, width: int, height: int) -> None:
    """A4 is upright, A3 is across."""
    file = PdfDocument(pdf_file(of(chart()), size))

    assert {tuple(round(side / MILLIMETRE) for side in sheet.get_size()) for sheet in file} == {(width, height)}


def test_chinese_is_searchable(content: bytes) -> None:
    """Titles, sentences and names of regions can be found in the file's text."""
    text = packed("".join(pages(content)))

    assert "舟山市社区矫正监管周报" in text
    assert "定海" in text


def test_front_says_whose_figures(content: bytes) -> None:
    """Region, period, edition, data version, program, account, coverage and that they are demo figures."""
    first = packed(next(pages(content)))

    for fact in ("330900", "2026年第47周", "即时数据,未定稿", "测试版", "值班员", "上报率", "演示数据", "数据版本"):
        assert fact in first


def test_every_page_says_whose_figures(content: bytes) -> None:
    """Each foot has region, period, data version, the demo mark and the page of how many."""
    sheets = [packed(text) for text in pages(content)]

    assert len(sheets) > 2
    for number, text in enumerate(sheets, 1):
        assert "舟山市·2026年第47周" in text
        assert "版·演示数据" in text
        assert f"第{number}页/共{len(sheets)}页" in text


def test_figures_equal_readings(content: bytes, document: Documents) -> None:
    """Every figure that a panel shows is in the print as the screen writes it, with its id."""
    made = document("supervision")
    text = packed("".join(pages(content)))

    for drawn in made.leaves[0].drawn:
        for reading in shown_readings(drawn.drawing):
            if reading.value is not None:
                assert f"{packed(reading.id)}{packed(made.context.words.figure(reading))}" in text


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_tables_are_complete(size: Size, document: Documents) -> None:
    """Every row of every table is there on both sizes."""
    made = document("supervision")
    text = packed("".join(pages(pdf_file(made, size))))

    for drawn in made.leaves[0].drawn:
        for each in twins(drawn.drawing, made.context.words):
            for row in each.rows:
                assert packed("".join(formal(cell.text) for cell in row)) in text


def test_long_table_repeats_its_heading() -> None:
    """A table over several pages has its heading on each, and all its rows in order."""
    rows = Table(
        (Column("code", "代码"), Column("name", "一个很长的名称，长到两行不能并排", is_prose=True)),
        tuple({"code": f"{n:06}", "name": f"第{n}行" + "说明" * 12} for n in range(150)),
    )
    sheets = [packed(text) for text in pages(pdf_file(of(rows), "a4"))]

    assert len(sheets) > 2
    assert all("代码一个很长的名称" in text for text in sheets)


def test_short_rows_are_side_by_side() -> None:
    """Short rows share a line, in order, so that a long list takes few pages."""
    sheets = list(pages(pdf_file(of(table(150)), "a4")))

    assert len(sheets) == 1
    assert "000000第0行000001第1行000002第2行" in packed(sheets[0])


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNDEFINED, Status.SUPPRESSED])
def test_week_without_figures_is_printed(status: Status) -> None:
    """A week in which nothing came in, or with empty denominators, is printed with its marks."""
    made = page("supervision", silent(status))

    assert pdf_file(made, "a4").startswith(b"%PDF")


def test_office_alone_is_printed() -> None:
    """An office, which has nothing below it, has its print too."""
    assert pdf_file(page("overview", code="330108001"), "a4").startswith(b"%PDF")


def test_document_without_panels_is_printed() -> None:
    """A page with nothing but its sentence is a print of one page."""
    assert len(list(pages(pdf_file(of(), "a4")))) == 1


def test_texts_stay_texts() -> None:
    """What users named is set as it is written, never run as code."""
    written = '#panic("x") $x^2$ *b* _i_ <label> @ref `raw` \\ // /* "quoted"'
    rows = Table((Column("name", "#set page(width: 1pt)"),), ({"name": written},))
    text = packed("".join(pages(pdf_file(of(rows, said='#include("x") = 标题'), "a4"))))

    assert packed(written) in text
    assert "#setpage(width:1pt)" in text


@pytest.mark.parametrize("sign", ["\ue000", "\U0001f468\u200d\U0001f469", "\u202e", "\ufeff"])
def test_signs_that_no_font_has_do_no_harm(sign: str) -> None:
    """A name with an office's own sign, an emoji or a mark of direction is printed with the rest of its text."""
    rows = Table((Column("name", "名称"),), ({"name": f"甲{sign}乙"},))

    assert "甲" in packed("".join(pages(pdf_file(of(rows, said=f"丙{sign}丁"), "a4"))))


def test_changed_figure_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that says another figure than its reading is named, with page and panel, and there is no file."""
    written = prints._grid

    def forged(grid: Any) -> dict[str, Any]:
        made = written(grid)
        made["rows"] = [
            [("99.9", shade) if text == "98.0" else (text, shade) for text, shade in row] for row in made["rows"]
        ]
        return made

    monkeypatch.setattr(prints, "_grid", forged)

    with pytest.raises(DataError, match=r"“页面”页“面板0”：.* 应为“98.0”"):
        pdf_file(of(chart_of(BarChart)), "a4")


def test_lost_row_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that lost a row on the way is found out, though its words are elsewhere."""
    written = prints._grid
    monkeypatch.setattr(prints, "_grid", lambda grid: {**written(grid), "rows": written(grid)["rows"][:-1]})

    with pytest.raises(DataError, match="面板0"):
        pdf_file(of(table(3)), "a4")


def test_empty_picture_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture in which nothing is written keeps the print back."""
    monkeypatch.setattr("dashboard.exports.pictures.block.picture", lambda *given: Ink(200, 100).picture())

    with pytest.raises(DataError, match="图是空的"):
        pdf_file(of(chart()), "a4")


def test_lost_picture_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart whose picture was lost on the way keeps the print back."""
    written = prints._written
    monkeypatch.setattr(prints, "_written", lambda *given, **named: {**written(*given, **named), "plates": ()})

    with pytest.raises(DataError, match="图少了"):
        pdf_file(of(chart()), "a4")


def test_picture_that_was_not_printed_is_found() -> None:
    """What is written in a picture must be found in the file."""
    printed = of(chart())
    other = Plate("", picture(chart(values=(1, 2, 3)), printed.context))

    with pytest.raises(DataError, match="没有印出来"):
        check(pdf_file(printed, "a4"), printed, [[[other]]])


def test_prints_are_fit_for_archives(content: bytes) -> None:
    """A print is PDF/A-2a: with its fonts, and tagged for those who hear it read."""
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
