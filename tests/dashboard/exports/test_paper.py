"""Panels as pictures: every kind of chart and drawing, drawn without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dashboard.exports.docx.check import is_blank
from dashboard.exports.pictures import picture as paper
from dashboard.exports.pictures.ink import Ink, wrap
from dashboard.exports.pictures.map import KINDS
from dashboard.exports.pictures.picture import chart_ink, fonts, panel_png, panel_svg, picture, png
from data.errors import DataError
from data.readings import Status
from layouts.charts.chart import (
    Card,
    Cards,
    Drawing,
    Item,
    Items,
    Nothing,
    Row,
    Rows,
    Table,
    Tile,
    Tiles,
    Words,
)
from layouts.charts.chart import Column as Heading
from layouts.charts.drawn import Drawn
from layouts.charts.kinds import BarChart, Chart, ColumnChart, LineChart, RankingChart, RegionMap
from layouts.pages.document import Document
from tests.dashboard.exports.papers import CHARTS, METRIC, chart, chart_of
from tests.layouts.fabricate import context, reading, region

STYLES = Path(__file__).parents[3] / "assets"
Documents = Callable[..., Document]
FIGURE = reading(METRIC, region("330100"), value=98.0)
DRAWINGS: tuple[Drawing, ...] = (
    Tiles((Tile(FIGURE, None, ""),)),
    Rows((Row("红色预警", "3", "red"),), summary="三条。"),
    Cards((Card("浙里连心", tag="专业", figures=(("服务", "12", "人次", ""),)),)),
    Table((Heading("name", "名称"),), ({"name": "西湖区"},)),
    Items((Item(FIGURE, "98.0", "%", "", "concerning", "恶化", "主要是萧山", chart(), ""),)),
    Words((("一句话。",),)),
    Nothing("这里没有下级。"),
)


def marks(svg: str, tag: str) -> list[ET.Element]:
    """Return the elements of a tag in a picture."""
    return [each for each in ET.fromstring(svg).iter() if each.tag.endswith(f"}}{tag}")]  # noqa: S314 - our own


def drawn(drawing: Drawing, title: str = "信息化核查完成率") -> Drawn:
    return Drawn("panel", title, "近 26 周", drawing)


def test_every_kind_has_a_picture() -> None:
    """No kind of chart is left without an entry."""
    assert set(CHARTS) <= set(chart_ink.registry)


@pytest.mark.parametrize("kind", CHARTS)
def test_chart_is_drawn(kind: type[Chart]) -> None:
    """A chart of any kind names what it draws, is as wide as asked, and is not white."""
    made = picture(chart_of(kind), context(), 400)

    assert made.width == 400
    assert 30 < made.height < 400
    assert made.words
    assert not is_blank(png(made, 72))


@pytest.mark.parametrize("kind", CHARTS)
def test_chart_without_figures_is_drawn(kind: type[Chart]) -> None:
    """Where nothing was reported a chart has no mark that could be taken for a zero."""
    made = picture(chart_of(kind, [None] * 6), context())

    assert "0" not in made.words
    assert "0.0" not in made.words


@pytest.mark.parametrize("kind", CHARTS)
def test_equal_figures_are_drawn(kind: type[Chart]) -> None:
    """A series without any difference is drawn like any other."""
    assert picture(chart_of(kind, [98.0] * 6), context()).words


@pytest.mark.parametrize("kind", CHARTS)
def test_chart_without_points_says_so(kind: type[Chart]) -> None:
    """A chart without a point gives its sentence."""
    assert picture(chart_of(kind, ()), context()).words == ("六个县的完成率。",)


def test_line_breaks_at_a_gap() -> None:
    """What is missing is a gap in the line, never a zero."""
    assert len(marks(picture(chart(), context()).svg, "polyline")) == 2


@pytest.mark.parametrize("kind", [LineChart, ColumnChart])
def test_the_highest_figure_of_a_scale_has_the_unit(kind: type[Chart]) -> None:
    """Once, so that the scale stays quiet."""
    written = [mark.text or "" for mark in marks(picture(chart_of(kind), context(), 400).svg, "text")]

    assert sum(bool(re.fullmatch(r"[\d.]+ %", text)) for text in written) == 1


def test_names_of_special_periods_do_not_overlap() -> None:
    """They are drawn over the bands, those of neighbours one below the other."""
    first, second, third, *_ = [point.label for point in chart().series[0].points]
    drawing = replace(chart(), events=((first, second, "世界互联网大会"), (second, third, "国庆安保")))
    svg = picture(drawing, context(), 400).svg
    names = [mark for mark in marks(svg, "text") if mark.text in {"世界互联网大会", "国庆安保"}]

    assert len(names) == 2
    assert names[0].get("y") != names[1].get("y")
    assert svg.rindex("<rect") < svg.index("世界互联网大会")


def test_line_shows_limits_and_signals() -> None:
    """The band of normal variation, the centre, the target and the ring about a signal are all there."""
    made = picture(chart(), context())

    assert marks(made.svg, "polygon")
    assert {"目标 98", "均值 97.5"} <= set(made.words)
    assert any(dot.get("stroke") == "#c23a28" for dot in marks(made.svg, "circle"))


def test_small_bases_are_hatched() -> None:
    """A bar on a base under 100 is hatched."""
    assert marks(picture(chart_of(BarChart), context()).svg, "pattern")


def test_missing_figures_say_why() -> None:
    """A row without a figure has the word of its state."""
    silent = reading(METRIC, region("330102"), status=Status.MISSING, reported=0)
    drawn = chart_of(RankingChart)
    points = (replace(drawn.points[0], value=None, text="—", rank=None, reading=silent),)
    made = picture(replace(drawn, points=points), context())

    assert any("未上报" in text for text in made.words)


def test_map_names_its_regions() -> None:
    """A map carries the names of its regions, its keys, and that it is no standard map."""
    made = picture(chart_of(RegionMap), context())

    assert {"临安", "示意图，非标准地图"} <= set(made.words)


def test_every_kind_of_map_has_its_colour() -> None:
    """What a style sheet colours on the map of the screen has a colour on paper."""
    styles = "".join(path.read_text("utf-8") for path in STYLES.glob("*.css"))

    assert set(re.findall(r"\.map \.kind-([\w-]+)", styles)) == set(KINDS)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda each: type(each).__name__)
def test_any_panel_is_a_picture(drawing: Drawing) -> None:
    """Every panel can be had as a picture with its title and whose figures it shows."""
    svg = panel_svg(drawn(drawing), context())

    texts = [mark.text for mark in marks(svg, "text")]
    assert texts[0] == "信息化核查完成率"
    assert texts[-1] is not None
    assert texts[-1].startswith("杭州市 · 2026 年第 47 周")
    assert "演示数据" in texts[-1]
    assert len(texts) > 3


def test_panels_of_pages_are_pictures(document: Documents) -> None:
    """The panels of a page are all drawn, and quickly."""
    made = document("overview")

    for each in made.leaves[0].drawn:
        assert panel_svg(each, made.context)


def test_png_is_sharp() -> None:
    """A PNG has over 200 pixels to the inch and is not white."""
    content = panel_png(drawn(chart()), context())

    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) > 1400
    assert not is_blank(content)


def test_blank_picture_is_named() -> None:
    """A picture in which nothing was drawn is known as such."""
    assert is_blank(png(Ink(200, 100).picture(), 72))


def test_texts_stay_texts() -> None:
    """Signs that mean something in XML, and those that none may hold, do no harm."""
    svg = panel_svg(drawn(Words((("<script>&]]>\x00\x0b",),)), title='"><text>'), context())

    assert [mark.text for mark in marks(svg, "text")][:3] == ['"><text>', "近 26 周", "<script>&]]>"]


def test_lines_are_broken_between_words() -> None:
    """Chinese breaks anywhere but before its closing signs, Latin words and figures stay whole."""
    assert wrap("完成率 98.25%，不变", 40, 10) == ["完成率", "98.25%，", "不变"]


def test_machine_without_chinese_fonts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no font writes Chinese the message says what to install."""
    monkeypatch.setattr(paper, "CJK", ("No Such Font",))
    unasked: Any = fonts

    with pytest.raises(DataError, match="fonts-noto-cjk"):
        unasked.__wrapped__()
