"""A document as slides, read back as PowerPoint reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, get_args
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from dashboard.exports.pictures.block import MARKS
from dashboard.exports.pptx.check import check
from dashboard.exports.pptx.pen import HEIGHT, SANS, WIDTH
from dashboard.exports.pptx.slides import pptx_file
from dashboard.exports.pptx.tables import ABOVE, _counts
from dashboard.exports.selection import on_slides
from data.errors import DataError
from data.readings import Status
from layouts.charts.chart import Column, Nothing, Row, Rows, Table, Words
from layouts.charts.drawn import Drawn, Leaf, shown_readings
from layouts.charts.geometry.labels import text_width
from layouts.charts.kinds import Chart, LineChart, RegionMap, SeriesChart, SwarmChart, WaterfallChart
from layouts.charts.twins import lines, twins
from layouts.pages import PAGES
from layouts.pages.document import Document
from tests.dashboard.exports.conftest import Documents
from tests.dashboard.exports.papers import CHARTS, chart, chart_of, of, page
from tests.layouts.fabricate import silent

PLOTTED = get_args(SeriesChart)


@pytest.fixture(scope="module")
def supervision(document: Documents) -> Document:
    """The page of supervision, one week."""
    return document()


@pytest.fixture(scope="module")
def content(supervision: Document) -> bytes:
    """Its slides."""
    return pptx_file(supervision)


@pytest.fixture(scope="module")
def deck(content: bytes) -> Any:
    """The slides as they are read."""
    return Presentation(BytesIO(content))


def read(document: Document) -> Any:
    """Return a document's slides as they are read."""
    return Presentation(BytesIO(pptx_file(document)))


def charts(deck: Any) -> dict[str, Any]:
    """Return the native charts by name."""
    return {shape.name: shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart}


def table_rows(deck: Any, prefix: str) -> Iterator[list[str]]:
    """Yield the rows of the parts of a table, each part's heading first."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table and shape.name.startswith(prefix):
                yield from ([cell.text for cell in row.cells] for row in shape.table.rows)


def texts(slide: Any) -> str:
    """Return the text of a slide outside its charts and tables and its watermark, which is written again and again."""
    written = [shape for shape in slide.shapes if shape.has_text_frame and shape.name != "watermark"]
    return "\n".join(shape.text_frame.text for shape in written)


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return a file with the first match of a pattern changed in the first of its parts that has one."""
    filled, is_done = BytesIO(), False
    with ZipFile(BytesIO(content)) as before, ZipFile(filled, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if not is_done and re.fullmatch(part, name) and re.search(old, data.decode()):
                data, is_done = re.sub(old, new, data.decode(), count=1).encode(), True
            after.writestr(name, data)
    assert is_done
    return filled.getvalue()


def test_charts_hold_their_readings(deck: Any, supervision: Document) -> None:
    """The line over time has, week by week, the values of its readings, unrounded, and a gap where there is none."""
    drawn = charts(deck)
    trend = next(each for each in supervision.leaves[0].drawn if each.key == "trend").drawing
    assert isinstance(trend, LineChart)

    line = next(plot for plot in drawn["0/trend/chart/0"].plots if plot._element.tag.endswith("lineChart"))

    own = [point.reading.value if point.reading else None for point in trend.series[0].points]
    assert list(line.series[0].values) == [pytest.approx(value) for value in own]
    assert len(drawn) >= 4


@pytest.mark.parametrize("kind", PLOTTED)
def test_every_kind_is_a_native_chart_with_its_worksheet(kind: type[Chart]) -> None:
    """Charts can be edited, in each kind; a missing value is no zero."""
    drawn = charts(read(of(chart_of(kind))))

    assert list(drawn) == ["0/panel-0/chart/0"]
    native = drawn["0/panel-0/chart/0"]
    assert native.part.chart_workbook.xlsx_part.blob
    if kind not in {SwarmChart, WaterfallChart}:
        values = [value for plot in native.plots for series in plot.series for value in series.values]
        assert None in values
        assert 0 not in values


@pytest.mark.parametrize("kind", CHARTS)
def test_equal_and_missing_values_can_be_drawn(kind: type[Chart]) -> None:
    """All-equal series, all zeros, a single point, nothing at all: slides come out, and nothing is made up."""
    for values in ((0.0, 0.0, 0.0), (97.0, 97.0, 97.0), (97.0,), (None, None)):
        assert len(read(of(chart_of(kind, values))).slides) >= 2


@pytest.mark.parametrize("kind", PLOTTED)
def test_every_chart_says_its_unit(kind: type[Chart]) -> None:
    """At the top of the axis, beside the figures of bars, in the middle of a ring, or in words."""
    deck = read(of(chart_of(kind)))
    (native,) = charts(deck).values()
    formats = {each.get("formatCode") for each in native._chartSpace.iter(qn("c:numFmt"))}

    assert any('" %"' in each for each in formats) or "%" in texts(deck.slides[1])


def test_the_unit_is_at_the_highest_figure_of_an_axis() -> None:
    """The condition in the axis's number format is true for the top grid line alone."""
    (native,) = charts(read(of(chart()))).values()
    axis = native.value_axis
    found = re.fullmatch(r'\[>=([\d.]+)\]#,##0\.0" %";#,##0\.0', axis.tick_labels.number_format)

    assert found
    assert float(found[1]) < axis.maximum_scale < float(found[1]) + 1.5 * axis.major_unit


def test_pages_of_a_table_are_about_as_full() -> None:
    """Fourteen rows where thirteen fit are seven and seven, not thirteen and one."""
    assert _counts([20.0] * 14, 13 * 20.0 + ABOVE) == [7, 7]
    assert _counts([20.0] * 13, 13 * 20.0 + ABOVE) == [13]
    assert sum(_counts([10.0, 200.0, 30.0, 90.0, 200.0, 10.0], 300.0)) == 6


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("region", ["330900", "330902002"])
def test_every_page_can_be_exported(document: Documents, key: str, region: str) -> None:
    """City and office: what a page draws is on slides, nothing outside them, nothing over another card."""
    deck = read(document(key, region))

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left.pt >= -0.1
            assert shape.top.pt >= -0.1
            assert shape.left.pt + shape.width.pt <= WIDTH + 0.1
            assert shape.top.pt + shape.height.pt <= HEIGHT + 0.1, (shape.name, slide.shapes.title.text_frame.text)
        cards = [shape for shape in slide.shapes if shape.name == "card"]
        for at, one in enumerate(cards):
            for other in cards[at + 1 :]:
                assert (
                    one.left + one.width <= other.left
                    or other.left + other.width <= one.left
                    or one.top + one.height <= other.top
                    or other.top + other.height <= one.top
                )
        assert len(cards) <= 4


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNDEFINED, Status.SUPPRESSED])
@pytest.mark.parametrize("key", ["overview", "review"])
def test_a_week_with_no_data_is_said_in_words(key: str, status: Status) -> None:
    """Without a single value there are still slides, and no empty chart on them."""
    deck = read(page(key, silent(status)))

    assert not charts(deck)
    assert len(deck.slides) > 1


def test_every_slide_says_whose_figures(deck: Any) -> None:
    """Region, period, data version, edition, the demo mark and the page of how many are on each."""
    count = len(deck.slides)

    for at, slide in enumerate(deck.slides, 1):
        written = texts(slide)
        for fact in ("舟山市", "2026年第47周", "即时数据，未定稿", "演示数据", f"{at} / {count}"):
            assert fact in written
        assert slide.shapes.title.text_frame.text


def test_the_cover_says_where_the_figures_come_from(deck: Any) -> None:
    """Period, as-of day, data version, edition and coverage; codes, program and account are the workbook's."""
    cover = texts(deck.slides[0])

    for fact in ("2026年第47周", "数据截至2026年11月22日", "上报率", "即时数据，未定稿", "数据第", "模拟"):
        assert fact in cover
    for code in ("330900", "测试版", "值班员"):
        assert code not in cover


def test_the_first_slide_of_a_page_opens_with_its_sentence(deck: Any, supervision: Document) -> None:
    """The sentence that opens the page is the slide's title."""
    (first, *_), *_ = supervision.leaves[0].said.lines

    assert deck.slides[1].shapes.title.text_frame.text.startswith(first if isinstance(first, str) else first[0])


def test_long_tables_go_on_with_their_heading() -> None:
    """All of 120 rows are there, in order, each part under the heading row; codes stay as they are."""
    rows = tuple({"code": f"{n:06}", "name": f"第{n}行" * 6, "value": f"{n}"} for n in range(120))
    columns = (Column("code", "代码"), Column("name", "名称"), Column("value", "数值"))

    found = list(table_rows(read(of(Table(columns, rows))), "0/panel-0/table/0/"))

    heading = ["代码", "名称", "数值"]
    assert found.count(heading) > 3
    assert [row[0] for row in found if row != heading] == [f"{n:06}" for n in range(120)]


def test_long_narrow_tables_are_folded_in_full(document: Documents) -> None:
    """A long table in several columns has every one of its rows."""
    points = tuple(f"事{n}" for n in range(60))
    rows = Rows(tuple(Row(text, "1") for text in points))

    found = " ".join(cell for row in table_rows(read(of(rows)), "0/panel-0/table/0/") for cell in row)

    assert all(f"{text} " in found for text in points)


def test_a_map_is_made_of_shapes(document: Documents) -> None:
    """Every county is a freeform that can be selected, named in words with its figure."""
    given = document("overview")
    drawn = next(each.drawing for each in given.leaves[0].drawn if each.key == "map")
    shapes = {shape.name: shape for slide in read(given).slides for shape in slide.shapes}

    assert isinstance(drawn, RegionMap)
    for point in drawn.series[0].points:
        assert point.reading
        shape = shapes[f"0/map/map/{point.reading.region.code}"]
        assert shape._element.xpath(".//a:custGeom")
        assert point.text in shape._element.nvSpPr.cNvPr.get("descr")


def test_notes_carry_definitions_and_ids(deck: Any, supervision: Document) -> None:
    """The speaker's notes explain the slide's figures and hold their ids; there is no annex."""
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)
    shown = [reading for drawn in supervision.leaves[0].drawn for reading in shown_readings(drawn.drawing)]

    assert "口径" in notes
    assert {reading.id for reading in shown if reading.value is not None} <= {
        line.split(" = ")[0] for line in notes.split("\n")
    }
    assert "附：" not in texts(deck.slides[-1])


def test_chinese_has_its_own_face(content: bytes) -> None:
    """Every run and every chart names a Chinese font, else PowerPoint picks one."""
    with ZipFile(BytesIO(content)) as file:
        for name in file.namelist():
            if re.fullmatch(r"ppt/(slides/slide|charts/chart)\d+\.xml", name):
                xml = file.read(name).decode()
                assert xml.count("<a:latin ") == xml.count("<a:ea ")
                assert f'<a:ea typeface="{SANS}"/>' in xml


def test_a_wrong_figure_in_a_chart_is_not_delivered(content: bytes, supervision: Document) -> None:
    """One value changed in one chart: slide, panel and figure are named."""
    wrong = changed(content, r"ppt/charts/chart\d+\.xml", r"<c:val>(.*?<c:v>)[\d.]+(</c:v>)", r"<c:val>\g<1>4711\g<2>")

    with pytest.raises(DataError, match=r"第 \d+ 张幻灯片“.+”：.+ 应为 .*4711"):
        check(wrong, supervision)


def test_an_empty_chart_is_not_delivered(content: bytes, supervision: Document) -> None:
    """A chart whose data is gone is refused."""
    empty = changed(content, r"ppt/charts/chart\d+\.xml", r"(?s)<c:ser>.*</c:ser>", "")

    with pytest.raises(DataError, match="张幻灯片"):
        check(empty, supervision)


def test_a_map_that_lacks_a_region_is_not_delivered(content: bytes, supervision: Document) -> None:
    """A region that is not drawn is named."""
    bare = changed(content, r"ppt/slides/slide\d+\.xml", r'name="0/map/map/330902"', 'name="lost"')

    with pytest.raises(DataError, match="330902 应为 地图上的一个区域"):
        check(bare, supervision)


def test_a_wrong_figure_in_a_table_is_not_delivered(content: bytes, supervision: Document) -> None:
    """One cell changed: refused."""
    table = next(
        t
        for each in supervision.leaves[0].drawn
        if each.key == "composition"
        for t in twins(each.drawing, supervision.context.words)
    )
    figure = table.rows[0][1].text
    wrong = changed(
        content, r"ppt/slides/slide\d+\.xml", f"(<a:tc>(?:(?!</a:tc>).)*<a:t>){figure}(</a:t>)", r"\g<1>4711\g<2>"
    )

    with pytest.raises(DataError, match="4711"):
        check(wrong, supervision)


def test_a_tile_or_a_missing_panel_is_noticed(content: bytes, supervision: Document, document: Documents) -> None:
    """Slides of another week, or of another page, are not those of this document."""
    with pytest.raises(DataError, match="张幻灯片"):
        check(content, document(period="2026-W46"))
    with pytest.raises(DataError, match="没有画出来"):
        check(content, document("education"))


def test_a_slide_without_the_demo_mark_is_not_delivered(content: bytes, supervision: Document) -> None:
    """Demo figures are never shown without saying so."""
    plain = changed(content, r"ppt/slides/slide3\.xml", 'name="demo"', 'name="gone"')

    with pytest.raises(DataError, match="演示数据"):
        check(plain, supervision)


def test_real_figures_have_no_demo_mark(supervision: Document) -> None:
    """Where the data is real, no slide says otherwise."""
    real = replace(supervision, context=replace(supervision.context, is_demo=False))

    assert not any(shape.name == "demo" for slide in read(real).slides for shape in slide.shapes)


def test_panels_that_mean_nothing_say_why() -> None:
    """The reason is on the slide, with formulas and control characters as plain text."""
    deck = read(of(Nothing("所一级不统计。"), Nothing("=1+1\x0b<b>")))

    assert "所一级不统计。" in texts(deck.slides[1])
    assert "=1+1<b>" in texts(deck.slides[1])


# --- the meeting ---


@pytest.fixture(scope="module")
def meeting(document: Documents) -> Any:
    """The slides of a whole meeting."""
    return read(document("review"))


def test_a_city_s_meeting_is_twelve_slides_at_most(meeting: Any) -> None:
    """With the cover; the rest is in the workbook."""
    assert 8 <= len(meeting.slides) <= 12


def test_no_slide_of_the_meeting_is_half_empty(meeting: Any) -> None:
    """The cards of each slide reach below its middle."""
    for slide in list(meeting.slides)[1:]:
        cards = [shape for shape in slide.shapes if shape.name == "card"]
        assert max(card.top.pt + card.height.pt for card in cards) >= HEIGHT / 2, slide.shapes.title.text_frame.text


def test_two_short_pages_share_a_slide(document: Documents) -> None:
    """Where a county has a line on brands and two on its data, they are one slide with both titles."""
    said = Words((("一句话。",),))
    leaves = [
        Leaf(key, title, Words(((f"{title}如常。",),)), (Drawn(panel, title, "", Nothing("没有。")),))
        for key, title, panel in (("brands", "一县一品", "brand_week"), ("quality", "数据质量", "revisions"))
    ]
    text = Leaf("handing", "下步工作", Words(()), (Drawn("draft_next", "下步工作", "", said),))
    shown = on_slides(replace(document("review"), leaves=(*leaves, text)))

    assert [leaf.title for leaf in shown.leaves] == ["一县一品、数据质量", "下步工作"]
    assert "数据质量如常。" in [line for drawn in shown.leaves[0].drawn for line in lines(drawn.drawing)]


def test_a_table_with_room_is_set_larger() -> None:
    """Five short rows alone on a slide are not set in the size of forty."""
    few, many = (
        of(Rows(tuple(Row("", "", cells=(f"{at}", "事项")) for at in range(count)), headings=("序号", "事项")))
        for count in (5, 60)
    )
    sizes = [
        next(shape.table for slide in read(each).slides for shape in slide.shapes if shape.has_table)
        .cell(1, 1)
        .text_frame.paragraphs[0]
        .runs[0]
        .font.size.pt
        for each in (few, many)
    ]

    assert sizes[0] >= 14 > sizes[1]


def test_a_long_headline_is_above_its_panels(document: Documents) -> None:
    """Three figures each with two places still take two lines."""
    title = "教育学习月度达标率（10月）96.4%，高于目标95%，居湖州末位（第5），全省第44；公益活动达标率（10月）94.0%，低于目标95%，居湖州末位（第5），全省第71。"
    meeting = document("review")
    leaf = replace(next(leaf for leaf in meeting.leaves if leaf.key == "education"), said=Words(((title,),)))
    slide = list(read(replace(meeting, leaves=(leaf, *meeting.leaves[-1:]))).slides)[1]
    size = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt

    assert text_width(title) * size <= 2 * 888


def test_no_sentence_is_twice_on_a_slide(meeting: Any) -> None:
    """Neither as title and text nor as summary and note."""
    for slide in list(meeting.slides)[1:]:
        said = [text for text in re.split(r"[\n。]", texts(slide)) if len(text) > 12]
        assert len(said) == len(set(said)), [text for text in said if said.count(text) > 1]


def test_levels_keep_their_colour() -> None:
    """The level of a red row is red, that of a yellow one yellow; a row without has none."""
    rows = Rows(
        (
            Row("甲", "", mark="red", cells=("红色", "甲")),
            Row("乙", "", mark="yellow", cells=("黄色", "乙")),
            Row("丙", "", cells=("", "丙")),
        ),
        headings=("级别", "地区"),
    )
    table = next(shape.table for slide in read(of(rows)).slides for shape in slide.shapes if shape.has_table)
    fills = [str(table.cell(row, 0).fill.fore_color.rgb) for row in (1, 2)]

    assert fills == [MARKS[level].removeprefix("#").upper() for level in ("red", "yellow")]
