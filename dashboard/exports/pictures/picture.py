"""Any panel as a picture: SVG, and PNG made of it, without a browser."""

from __future__ import annotations

from functools import cache, singledispatch
from typing import TYPE_CHECKING

from dashboard.exports.pictures.check import check_watermark
from dashboard.exports.pictures.ink import CJK, SMALL, Ink, Picture, clean, extent, fit
from dashboard.exports.pictures.map import map_ink
from dashboard.exports.pictures.rows import (
    bars_ink,
    funnel_ink,
    intervals_ink,
    matrix_ink,
    ranking_ink,
    signed_ink,
    stacks_ink,
    swarm_ink,
)
from dashboard.exports.pictures.time import calendar_ink, column_ink, line_ink, timeline_ink, waterfall_ink
from dashboard.exports.pictures.words import sentences_ink, stacked, tables_ink, tiles_ink
from data.errors import DataError
from layouts.charts.chart import Drawing, Items, Nothing, Tiles, Words
from layouts.charts.drawn import Drawn
from layouts.charts.kinds import (
    BarChart,
    CalendarChart,
    Chart,
    ColumnChart,
    FunnelChart,
    IntervalChart,
    KindMap,
    LineChart,
    MatrixChart,
    RankingChart,
    RegionMap,
    SignedChart,
    StackChart,
    SwarmChart,
    TimelineChart,
    WaterfallChart,
)
from layouts.charts.twins import lines, twins
from layouts.context import Context
from layouts.words.known import known_short

if TYPE_CHECKING:
    from typst import Fonts

WIDTH = 460.0  # points: the text of an official page is 442 wide
CLICKS = (  # notes that say where to click: on paper there is nothing to
    "panels.map.note",
    "panels.alerts.note",
    "panels.brand_map.note",
    "panels.duties.note",
    "panels.library_themes.note",
    "panels.published.note",
    "panels.steps.note",
)
AIR = 16.0
PPI = 220
SHEET = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)"""


def panel_svg(drawn: Drawn, context: Context, watermark: str = "") -> str:
    """Return any panel as an SVG of its own, under its title, with region, period and data version at its foot."""
    return framed(drawn, context, watermark).svg


def panel_png(drawn: Drawn, context: Context, watermark: str = "") -> bytes:
    """Return any panel as a PNG of its own; raises DataError where the machine has no Chinese font."""
    return png(framed(drawn, context, watermark))


def framed(drawn: Drawn, context: Context, watermark: str = "") -> Picture:
    """Return a panel with its title, note, sentence and source, on white; the watermark is a line at its lower edge."""
    body = _body(drawn.drawing, context, WIDTH)
    said = [] if isinstance(drawn.drawing, Words | Nothing) else lines(drawn.drawing)
    above = sentences_ink(said, WIDTH) if said else None
    top = AIR + 18 + (above.height + 4 if above else 0)
    sheet = Ink(WIDTH + 2 * AIR, top + body.height + 22 + AIR / 2)
    sheet.box(0, 0, sheet.width, sheet.height, "--panel")
    sheet.text((AIR, AIR + 2), fit(drawn.title, WIDTH * 0.6, 12), size=12, bold=True, song=True)
    sheet.text((sheet.width - AIR, AIR + 3), about(drawn, context), hue="--text-3", size=SMALL, align="end")
    if above:
        sheet.place(above, AIR, AIR + 18)
    sheet.place(body, AIR, top)
    sheet.line((AIR, sheet.height - 19), (sheet.width - AIR, sheet.height - 19), "--line", 0.5)
    _foot(sheet, " · ".join(source(context)), clean(watermark))
    made = sheet.picture()
    check_watermark(clean(watermark), [(drawn.title, "\n".join(made.words))])
    return made


def _foot(sheet: Ink, origin: str, watermark: str) -> None:
    """Write whose figures these are at the left and the watermark at the right, of which nothing is cut off."""
    size = min(SMALL, WIDTH / max(extent(watermark, 1.0), 1.0))
    room = WIDTH - extent(watermark, size) - AIR * bool(watermark)
    height = sheet.height - 10
    sheet.text((AIR, height), fit(origin, room, SMALL), hue="--text-3", size=SMALL)
    if watermark:
        sheet.text((sheet.width - AIR, height), watermark, hue="--text-3", size=size, align="end")


def about(drawn: Drawn, context: Context) -> str:
    """Return a panel's note, empty for one that says where to click."""
    return "" if drawn.note in {context.words(key) for key in CLICKS} else drawn.note


def source(context: Context) -> list[str]:
    """Return whose figures these are: as of when they are known, region, period, data version, and that they are demo figures."""
    words = context.words
    facts = [
        words.name(context.region),
        words.period(context.period, context.period.to_date(context.as_of)),
        words("shell.version", version=context.version),
    ]
    known = [known_short(context.known, words)] if context.known else []
    return [*known, *facts, words("shell.demo")] if context.is_demo else [*known, *facts]


def picture(chart: Chart, context: Context, width: float = WIDTH) -> Picture:
    """Return a chart as a picture of a width in points; one without points says its summary."""
    return _body(chart, context, width).picture()


@singledispatch
def _body(drawing: Drawing, context: Context, width: float) -> Ink:
    """Draw what a panel shows; lists, cards and tables are written as tables."""
    return tables_ink(twins(drawing, context.words), width, "".join(lines(drawing)))


@_body.register
def _(drawing: Chart, context: Context, width: float) -> Ink:
    if not any(series.points for series in drawing.series):
        return sentences_ink(lines(drawing), width)
    return chart_ink(drawing, context, width)


@_body.register
def _(drawing: Tiles, context: Context, width: float) -> Ink:
    return tiles_ink(drawing, context, width)


@_body.register
def _(drawing: Items, context: Context, width: float) -> Ink:
    named = [
        sheet
        for item in drawing.items
        for sheet in (
            sentences_ink([f"{context.words.name(item.reading.metric)} {item.figure} {item.unit}  {item.word}"], width),
            _body(item.chart, context, width),
        )
    ]
    return stacked(named, width)


@_body.register(Words)
@_body.register(Nothing)
def _(drawing: Words | Nothing, context: Context, width: float) -> Ink:
    return sentences_ink(lines(drawing), width)


@singledispatch
def chart_ink(chart: Chart, context: Context, width: float) -> Ink:
    """Draw a chart that has points."""
    raise TypeError(f"no picture for {type(chart).__name__}")


chart_ink.register(LineChart, line_ink)
chart_ink.register(ColumnChart, column_ink)
chart_ink.register(BarChart, bars_ink)
chart_ink.register(StackChart, stacks_ink)
chart_ink.register(RankingChart, ranking_ink)
chart_ink.register(IntervalChart, intervals_ink)
chart_ink.register(SwarmChart, swarm_ink)
chart_ink.register(SignedChart, signed_ink)
chart_ink.register(FunnelChart, funnel_ink)
chart_ink.register(WaterfallChart, waterfall_ink)
chart_ink.register(MatrixChart, matrix_ink)
chart_ink.register(CalendarChart, calendar_ink)
chart_ink.register(RegionMap, map_ink)
chart_ink.register(KindMap, map_ink)
chart_ink.register(TimelineChart, timeline_ink)


def png(drawn: Picture, ppi: int = PPI) -> bytes:
    """Return a picture as PNG on white; raises DataError where the machine has no Chinese font."""
    from typst import Compiler  # noqa: PLC0415 - a heavy library that only an export needs

    made = Compiler(SHEET, font_paths=fonts(), ignore_system_fonts=True).compile(
        format="png", ppi=ppi, sys_inputs={"svg": drawn.svg, "width": f"{drawn.width:.2f}"}
    )
    if not isinstance(made, bytes):
        raise TypeError("one page gives one picture")
    return made


@cache
def fonts() -> Fonts:
    """Return the machine's fonts; raises DataError where none of them writes Chinese."""
    from typst import Fonts  # noqa: PLC0415

    found = Fonts(include_embedded_fonts=False)
    if not set(CJK) & set(found.families()):
        raise DataError(
            "这台机器没有中文字体，做不出图和 PDF。请安装 fonts-noto-cjk（Debian、Ubuntu）"
            "或 google-noto-sans-cjk-fonts 与 google-noto-serif-cjk-fonts（openEuler、RHEL），再重新导出。"
        )
    return found
