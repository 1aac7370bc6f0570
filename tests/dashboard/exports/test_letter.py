"""The official letter: its form by GB/T 9704, its figures, and that no letter with a wrong figure is delivered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

import docx
import pytest
from docx.document import Document as Letter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.exports.docx import letter as letters
from dashboard.exports.docx.check import ReadSection, read_back
from dashboard.exports.docx.letter import docx_file
from dashboard.exports.pictures.block import block
from dashboard.exports.pictures.grid import Field, set_out
from dashboard.exports.pictures.ink import Ink, formal
from dashboard.exports.pictures.picture import png
from dashboard.exports.selection import TEXTS, tables, texts
from data.errors import DataError
from data.readings import Status
from layouts.charts.chart import Column, Nothing, Row, Rows, Table, Tiles, Words
from layouts.charts.drawn import Drawn, Leaf
from layouts.charts.geometry.labels import text_width
from layouts.charts.kinds import BarChart
from layouts.charts.twins import Twin, TwinCell, twins
from layouts.pages.document import Document
from tests.dashboard.exports.papers import METRIC, chart, chart_of, of, page
from tests.layouts.fabricate import context, reading, silent

Documents = Callable[..., Document]


@pytest.fixture(scope="module")
def content(document: Documents) -> bytes:
    return docx_file(document("supervision"))


@pytest.fixture(scope="module")
def letter(content: bytes) -> Letter:
    return docx.Document(BytesIO(content))


def section(content: bytes, title: str) -> ReadSection:
    return next(each for each in read_back(content) if each.title == title)


def faces(letter: Letter, style: str) -> tuple[str, float, float]:
    """Return a style's Chinese font, its size, and by how many characters its first line is indented."""
    found: Any = letter.styles[style]
    indent = found.element.pPr.find(qn("w:ind"))
    inset = int(indent.get(qn("w:firstLineChars"), "0")) / 100 if indent is not None else 0.0
    return found.element.rPr.rFonts.get(qn("w:eastAsia")), found.font.size.pt, inset


def test_page_is_that_of_a_letter(letter: Letter) -> None:
    """A4, 37 mm above, 28 mm at the left, and 156 × 225 mm for the text."""
    page = letter.sections[0]
    margins = [page.top_margin, page.left_margin, page.right_margin, page.bottom_margin]

    assert [round((margin or 0) / Mm(1)) for margin in margins] == [37, 28, 26, 35]
    assert [round((side or 0) / Mm(1)) for side in (page.page_width, page.page_height)] == [210, 297]


def test_type_faces(letter: Letter) -> None:
    """小标宋 for the title, 黑体 and 楷体 for headings, 仿宋 三号 for the text, set in by two characters; smaller in the annex."""
    assert faces(letter, "Title") == ("方正小标宋简体", 22, 0)
    assert faces(letter, "Heading 1") == ("黑体", 16, 2)
    assert faces(letter, "Heading 2") == ("楷体_GB2312", 16, 2)
    assert faces(letter, "Heading 3") == ("黑体", 12, 2)
    assert faces(letter, "Body Text") == ("仿宋_GB2312", 16, 2)


def test_lines_are_spaced_as_laid_down(letter: Letter) -> None:
    """22 lines of 28.95 points fill the text of a page, 28 letters of 16 points, a little closer, a line."""
    found: Any = letter.styles["Body Text"]
    page = letter.sections[0]
    letter_width = 16 + int(found.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    room = ((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / Pt(1)

    assert found.paragraph_format.line_spacing == pytest.approx(Pt(28.95), abs=1000)
    assert room // letter_width == 28


def test_styles_say_nothing_twice(letter: Letter) -> None:
    """A property that is twice is an error that Word offers to repair."""
    for style in letter.styles.element.iter(qn("w:rPr"), qn("w:pPr")):
        tags = [child.tag for child in style]
        assert len(tags) == len(set(tags))


def test_missing_fonts_have_substitutes(letter: Letter) -> None:
    """The file names the font to use where one is not installed."""
    table = next(part for part in letter.part.package.iter_parts() if part.partname.endswith("fontTable.xml"))

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table.blob.decode()


def test_headings_are_counted_by_level(letter: Letter) -> None:
    """Word counts 一、 （一） 1. （1） itself, by the styles of the headings."""
    numbering = letter.part.numbering_part.element
    levels = next(each for each in numbering if each.get(qn("w:abstractNumId")) == "90").findall(qn("w:lvl"))

    assert [each.find(qn("w:lvlText")).get(qn("w:val")) for each in levels] == ["%1、", "（%2）", "%3.", "（%4）"]
    assert [each.find(qn("w:pStyle")).get(qn("w:val")) for each in levels] == [f"Heading{n}" for n in (1, 2, 3, 4)]


def test_pages_are_numbered_outside(letter: Letter) -> None:
    """— 1 — is at the right of odd pages and at the left of even ones."""
    page = letter.sections[0]

    assert letter.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert footer.paragraphs[0].text == "— 1 —"
        assert "PAGE" in footer.paragraphs[0]._p.xml


def test_the_source_is_under_all_else(letter: Letter) -> None:
    """Up to which day, how much came in, edition, data version and that they are demo figures: in one sentence at the end."""
    first, *_, last = [paragraph.text for paragraph in letter.paragraphs if paragraph.text]

    assert first == "舟山市社区矫正监管周报"
    assert re.match(r"数据说明：数据截至2026年11月22日，上报率[\d.]+%；即时数据，未定稿，数据第\d+版。演示数据，", last)
    assert "演示数据" in letter.sections[0].header.paragraphs[0].text


def test_codes_and_addresses_are_the_workbook_s(letter: Letter) -> None:
    """A letter is handed in as it is: who made it with which program is in the file's properties."""
    written = "\n".join(paragraph.text for paragraph in letter.paragraphs)

    assert not re.search(r"330900|测试版|值班员|/supervision|\d{4}-\d{2}-\d{2}", written)
    assert (letter.core_properties.author, letter.core_properties.version) == ("值班员", "测试版")


def test_panels_have_their_figures(content: bytes, document: Documents) -> None:
    """The tiles' table shows each reading as the screen writes it."""
    made = document("supervision")
    drawn = next(each for each in made.leaves[0].drawn if isinstance(each.drawing, Tiles))

    assert isinstance(drawn.drawing, Tiles)
    rows = section(content, drawn.title).tables[0][1:]
    assert [row[1] for row in rows] == [made.context.words.figure(tile.reading) for tile in drawn.drawing.tiles]


def test_tables_are_complete(content: bytes, document: Documents) -> None:
    """Every row of every panel's tables is there, though several may be side by side."""
    made = document("supervision")

    for drawn in made.leaves[0].drawn:
        rows = [row for table in section(content, drawn.title).tables for row in table[1:]]
        expected = [formal(row[0].text) for table in twins(drawn.drawing, made.context.words) for row in table.rows]
        written = [cell for row in rows for cell in row]
        assert [text for text in expected if text not in written] == []


def test_long_tables_repeat_their_heading(content: bytes) -> None:
    """The heading is repeated on every page, and no row is split across two pages."""
    letter = docx.Document(BytesIO(content))

    for table in letter.tables[1:]:
        first = table._tbl.tr_lst[0].trPr
        assert first is not None
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.trPr is not None and row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)


def test_the_text_ends_with_who_signs_and_the_day(letter: Letter) -> None:
    """署名 and 成文日期 are under the text, four characters from the right."""
    texts = [paragraph.text for paragraph in letter.paragraphs]
    at = texts.index("舟山市司法局")

    assert texts[at + 1] == "2026年11月23日"
    for line in letter.paragraphs[at : at + 2]:
        assert (line.alignment, line.paragraph_format.right_indent) == (WD_ALIGN_PARAGRAPH.RIGHT, Pt(64))


def test_a_document_has_one_name(document: Documents) -> None:
    """The meeting's and the pages', the same in every kind of file; a month's meeting is the monthly report."""
    titles = [document(page).title for page in ("review", "overview", "supervision")]

    assert titles == ["舟山市社区矫正周例会材料", "舟山市社区矫正周报", "舟山市社区矫正监管周报"]
    assert [document("review", period=period).title for period in ("2026-10", "2026-Q3", "2025")] == [
        "舟山市社区矫正工作月报",
        "舟山市社区矫正工作季报",
        "舟山市社区矫正工作年报",
    ]


def test_charts_are_pictures_with_captions(content: bytes, document: Documents) -> None:
    """Each chart is a picture under a numbered caption, described in words for those who cannot see it."""
    letter = docx.Document(BytesIO(content))
    captions = [
        paragraph.text for paragraph in letter.paragraphs if paragraph.style and paragraph.style.name == "Caption"
    ]
    descriptions = [each.get("descr") for each in letter.element.iter(qn("wp:docPr"))]

    assert captions[0].startswith("表 1")
    assert any(caption.startswith("图 1") for caption in captions)
    assert all(descriptions)
    assert len(descriptions) == sum(caption.startswith("图 ") for caption in captions)


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNDEFINED, Status.SUPPRESSED, Status.NOT_APPLICABLE])
def test_week_without_figures_is_written(status: Status) -> None:
    """A week in which nothing came in, or with empty denominators, shows marks and words, never zeros."""
    made = docx_file(page("overview", silent(status)))

    mark = {"missing": "—", "undefined": "—", "suppressed": "<5", "not_applicable": "—"}[status.value]
    assert {row[1] for row in section(made, "关键指标").tables[0][1:]} == {mark}


def test_office_alone_is_written() -> None:
    """An office, which has nothing below it, has its letter too."""
    made = docx_file(page("supervision", code="330108001"))

    assert read_back(made)


def test_texts_stay_texts() -> None:
    """What users named does not become markup, and signs that no file may hold are left out."""
    table = Table((Column("name", "<b>"),), ({"name": '<w:br/>&amp;"\x00\x0b'}, {"name": "=1+1"}))
    made = docx_file(of(table, said="]]><w:p>\x01"))

    said, panel = read_back(made)
    assert "]]><w:p>" in said.lines
    assert panel.tables[0] == [["<b>"], ['<w:br/>&amp;"'], ["=1+1"]]


def test_codes_stay_texts() -> None:
    """A region's code keeps every digit."""
    made = docx_file(of(Table((Column("code", "代码"),), ({"code": "0330100"},))))

    assert read_back(made)[1].tables[0][1] == ["0330100"]


def test_changed_figure_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that says another figure than its reading is named, with page and panel, and there is no file."""
    written = letters._row

    def forged(table: Any, fields: Any, *rest: Any, **named: Any) -> None:
        written(table, [Field("99.9") if each.text == "98.0" else each for each in fields], *rest, **named)

    monkeypatch.setattr(letters, "_row", forged)

    with pytest.raises(DataError, match=r"“页面”页“面板0”：.* 应为“98.0”，写成了“99.9”"):
        docx_file(of(chart_of(BarChart)))


def test_lost_row_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that lost a row on the way is found out."""

    def shortened(*given: Any, **named: Any) -> Any:
        made = block(*given, **named)
        return replace(made, grids=tuple(replace(grid, rows=grid.rows[:-1]) for grid in made.grids))

    monkeypatch.setattr(letters, "block", shortened)

    with pytest.raises(DataError, match="面板0"):
        docx_file(of(chart_of(BarChart)))


def test_empty_picture_is_not_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture in which nothing was drawn keeps the letter back."""
    monkeypatch.setattr(letters, "png", lambda drawn: png(Ink(200, 100).picture(), 72))

    with pytest.raises(DataError, match="图是空的"):
        docx_file(of(chart()))


def test_drawing_that_differs_from_its_reading_is_not_delivered() -> None:
    """A figure that a panel writes otherwise than its reading has it is found before anything is written."""
    bars = chart_of(BarChart)
    first, *rest = bars.series[0].points
    forged = replace(bars, series=(replace(bars.series[0], points=(replace(first, text="79.0"), *rest)),))

    with pytest.raises(DataError, match=r"应为“97”，写成了“79.0”"):
        docx_file(of(forged))


def test_reading_of_another_document_is_not_delivered() -> None:
    """A drawing made from other readings than the document's own is found out."""
    bars = chart_of(BarChart)
    first = bars.series[0].points[0].reading
    assert first is not None
    other = reading(METRIC, first.region, value=12.0)

    with pytest.raises(DataError, match=other.id):
        docx_file(of(bars, readings=(other,)))


def test_letter_in_english_is_counted_in_figures() -> None:
    """An English letter has its own words and counts its headings 1. and 1.1."""
    made = of(Words((("All is well.",),)))
    english = replace(
        made, context=replace(made.context, words=type(made.context.words)("en", dict(made.context.words.messages)))
    )

    letter = docx.Document(BytesIO(docx_file(english)))

    assert 'w:val="%1.%2 "' in letter.part.numbering_part.element.xml


# --- the meeting ---


def meeting_of(drawn: Drawn) -> Document:
    """Return a meeting whose page of alerts has one panel, beside an empty page."""
    return Document(
        context=context("330100", page="review"),
        title="周例会",
        leaves=(Leaf("alerts", "预警", Words(()), (drawn,)), Leaf("handing", "下步工作", Words(()), ())),
        readings=(),
        made_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        program="",
        account="",
    )


LINES_ON_A_PAGE, LETTERS_ON_A_LINE, PAGE = 22, 28, 638.0  # GB/T 9704; points of a page's text


@pytest.fixture(scope="module")
def meeting(document: Documents) -> Letter:
    """The letter of a whole meeting."""
    return docx.Document(BytesIO(docx_file(document("review"))))


def pages(letter: Letter) -> float:
    """Return about how many pages a letter takes: the lines of its text, then the rows of its tables."""
    text = sum(
        ceil(max(text_width(paragraph.text) + 2, 1) / LETTERS_ON_A_LINE)
        for paragraph in letter.paragraphs
        if paragraph.style and paragraph.style.name in {"Title", "Subtitle", "Heading 1", "Body Text"}
    )
    lines = sum(
        ceil((text_width(paragraph.text) + 2) / 36)
        for paragraph in letter.paragraphs
        if paragraph.style and paragraph.style.name in {"Annex Line", "Heading 3", "Caption", "Note"}
    )
    rows = 0.0
    for table in letter.tables:
        for row in table.rows:
            rows += max(
                ceil(text_width(cell.text) * 10.5 / (cell.width / Pt(1))) if cell.width else 1 for cell in row.cells
            )
    return ceil(text / LINES_ON_A_PAGE) + ceil((lines * 17 + rows * 19) / PAGE)


def test_a_city_s_meeting_is_eight_pages_at_most(meeting: Letter) -> None:
    """Texts, then tables, by the lines and rows of the form."""
    assert 3 <= pages(meeting) <= 8


def test_the_texts_come_first(meeting: Letter) -> None:
    """The summary without a heading, then problems, what was done and what comes next, then who signs; tables after that."""
    texts = [paragraph.text for paragraph in meeting.paragraphs if paragraph.text]
    headings = [each.text for each in meeting.paragraphs if each.style and each.style.name == "Heading 1"]

    assert texts[:2] == ["舟山市社区矫正周例会材料", "（2026年第47周，11月16日至11月22日）"]
    assert texts[2].startswith("本周（11月16日至11月22日），舟山市在册社区矫正对象")
    assert headings == ["存在问题", "上周落实情况", "下步工作"]
    assert texts.index("舟山市司法局") < texts.index("附件")


def test_columns_say_what_they_hold(meeting: Letter) -> None:
    """No table of the meeting is headed 名称, 数值 or 说明 over things that are neither."""
    headings = {cell.text for table in meeting.tables for cell in table.rows[0].cells}

    assert not headings & {"名称", "数值"}
    assert {"指标", "本期", "变化"} <= headings


def test_no_daily_tables(meeting: Letter) -> None:
    """Days are in the workbook."""
    first = [row.cells[0].text for table in meeting.tables for row in table.rows]

    assert not [text for text in first if re.fullmatch(r"\d+月\d+日", text)]


def test_nothing_is_said_or_headed_twice(meeting: Letter) -> None:
    """No two paragraphs are the same, nor two captions."""
    texts = [paragraph.text for paragraph in meeting.paragraphs if len(paragraph.text) > 6]
    captions = [text.partition("\u3000")[2] for text in texts if text.startswith("表 ")]

    assert len(texts) == len(set(texts))
    assert len(captions) == len(set(captions))


def test_no_sentence_is_said_twice(meeting: Letter) -> None:
    """A sentence of one page of the annex is not repeated on the next ones, above all who sent no register."""
    texts = [paragraph.text for paragraph in meeting.paragraphs]
    said = [each for text in texts[texts.index("附件") :] for each in text.split("。") if len(each) > 12]

    assert [each for each in said if said.count(each) > 1] == []


def test_a_table_of_the_first_rows_says_so() -> None:
    """A reader of six rows knows that there are forty."""
    rows = tuple(Row(f"{at}", "", cells=(f"{at}", "事项")) for at in range(40))
    drawing = Rows(rows[:12], whole=rows, headings=("级别", "事项"))
    (section,) = [
        each for each in tables(meeting_of(Drawn("area_alerts", "指标预警", "列出前 12 件。", drawing))) if each.drawn
    ]

    assert section.title == "指标预警 · 前 6 项（共 40 项）"


def test_a_week_without_texts_says_so_once() -> None:
    """One sentence in place of four."""
    lacking = Words((("没有起草。",),), is_copied=True)
    leaves = [
        Leaf(key, "", Words(()), tuple(Drawn(panel, f"{panel}的标题", "", lacking) for panel in panels))
        for key, panels in TEXTS.items()
    ]
    found = texts(replace(meeting_of(Drawn("", "", "", lacking)), leaves=tuple(leaves)))

    assert [each.lines for each in found] == [("没有起草。",)]


def test_an_empty_list_before_the_meeting_is_left_out() -> None:
    """Nothing new is nothing to hand in."""
    empty = Drawn("new_alerts", "会前新增", "", Nothing("本期之后没有新增的指标预警。"))

    assert [each.title for each in tables(meeting_of(empty)) if each.drawn] == []


def test_a_long_text_gets_the_room_that_others_do_not_need() -> None:
    """Its column is widened until no line is saved; a date stays on one line."""
    long = "仍达到目标98%，但已连续12周低于此前平均98.2%，低于正常波动下限，属缓慢下滑，建议查原因。水平较低的主要是余杭区。"
    cells = ("信息化核查完成率", "上期98.0 · 前8期均值98.0 · 目标98.0", "11月29日", long)
    twin = Twin("", ("指标", "对照", "起始", "说明"), (tuple(TwinCell(text) for text in cells),))
    grid = set_out(twin, 41.0)

    assert sum(grid.widths) == pytest.approx(41.0)
    assert grid.widths[3] > grid.widths[1]
    assert grid.widths[2] >= text_width("11月29日")


def test_figures_are_written_as_in_official_documents(meeting: Letter) -> None:
    """98.0%, 5750人, 2026年11月28日: no thin spaces, none before a per cent sign or between a figure and its word."""
    texts = [paragraph.text for paragraph in meeting.paragraphs]
    texts += [cell.text for table in meeting.tables for row in table.rows for cell in row.cells]

    for text in texts:
        assert "\u2009" not in text
        assert not re.search(r"\d [%‰年月日人件条次]|[年月] \d", text), text
