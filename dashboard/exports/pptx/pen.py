"""The pen that writes on slides: text in the house's fonts, boxes, lines and tables; all lengths in points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.exports.pictures.ink import formal
from layouts.charts.geometry.labels import text_width
from layouts.charts.tokens import LIGHT

WIDTH, HEIGHT = 960.0, 540.0
LATIN, SANS = "Arial", "微软雅黑"
ROMAN, SONG = "Times New Roman", "宋体"  # of titles
LEADING = 1.35  # ems from one line of a paragraph to the next
TABLE_SIZE = 10.0
APART = 14.0  # points before a text that is beside a figure
CELL_AIR = 4.0  # points on either side of a cell's text
FACES = {qn(tag) for tag in ("a:solidFill", "a:latin", "a:ea")}
UNBROKEN = re.compile(r"(?<=\d)[ \u2009](?=[\d%‰])")  # spaces within a figure, at which no title is broken
ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


@dataclass(frozen=True, slots=True)
class Area:
    """An upright rectangle on a slide, y downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    @property
    def right(self) -> float:
        """Where it ends to the right."""
        return self.left + self.width

    def inset(self, by: float) -> Area:
        """Return what is left of it within a margin."""
        return Area(self.left + by, self.top + by, self.width - 2 * by, self.height - 2 * by)

    def below(self, height: float) -> Area:
        """Return what is left under a strip of this height."""
        return Area(self.left, self.top + height, self.width, self.height - height)


GROWN = (15.0, 14.0, 13.0, 12.0, 11.0)  # sizes of a table that has room
APART_ROWS = 1.35  # how much higher its rows are then at most


@dataclass(frozen=True, slots=True)
class SlideTable:
    """A table as it is laid on one slide: headings and rows of texts, colours behind cells by (row, column)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    is_figure: tuple[bool, ...]
    shades: tuple[tuple[str, ...], ...] = ()
    size: float = TABLE_SIZE
    stretch: float = 1.0  # of its rows' heights

    def air(self, column: int) -> float:
        """Return the points before the texts of a column: more after a column of figures, where there is room."""
        if not column or self.is_figure[column] or not self.is_figure[column - 1]:
            return CELL_AIR
        widest = max(text_width(row[column]) for row in (self.headings, *self.rows)) * self.size * 1.05
        return APART if widest + APART + CELL_AIR <= self.widths[column] else CELL_AIR

    @property
    def heights(self) -> list[float]:
        """How high the heading and each row are."""
        return [row_height(row, self.widths, self.size) * self.stretch for row in (self.headings, *self.rows)]

    def filling(self, height: float) -> SlideTable:
        """Return the table in the largest size that fits a height without breaking more texts, its rows a little further apart."""
        lines = self._lines(self.size)
        sizes = [size for size in GROWN if size > self.size and self._lines(size) <= lines]
        grown = next((sheet for size in sizes if sum((sheet := replace(self, size=size)).heights) <= height), self)
        return replace(grown, stretch=max(min(height / sum(grown.heights), APART_ROWS), 1.0))

    def _lines(self, size: float) -> int:
        return sum(
            line_count(text, width - 2 * CELL_AIR, size)
            for row in (self.headings, *self.rows)
            for text, width in zip(row, self.widths, strict=True)
        )


def hexed(colour: str) -> str:
    """Return the colour of a token, or of #rrggbb, as RRGGBB."""
    return LIGHT.get(colour, colour).removeprefix("#").upper()


def rgb(colour: str) -> RGBColor:
    """Return the colour of a token, or of #rrggbb."""
    return RGBColor.from_string(hexed(colour))


def row_height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    """Return how high a row of a table must be for its texts."""
    lines = max(
        (line_count(text, width - 2 * CELL_AIR, size) for text, width in zip(row, widths, strict=True)), default=1
    )
    return lines * size * LEADING + 5


def line_count(text: str, room: float, size: float) -> int:
    """Return how many lines a text takes in so many points, a little too many rather than too few."""
    return sum(max(ceil(text_width(line) * size * 1.03 / max(room, size)), 1) for line in text.split("\n"))


def text_height(lines: Sequence[str], room: float, size: float) -> float:
    """Return the height of sentences, each on a new line."""
    return sum(line_count(line, room, size) for line in lines) * size * LEADING


def set_face(font: Any, size: float, hue: str = "--text-1", *, bold: bool = False, song: bool = False) -> None:
    """Set size, colour and both fonts of a text, the Latin and the Chinese one; without the latter PowerPoint guesses."""
    look = font._rPr
    look.set("sz", str(round(size * 100)))
    look.set("b", "1" if bold else "0")
    for old in [child for child in look if child.tag in FACES]:
        look.remove(old)
    fill = look.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": hexed(hue)}))
    faces = (("a:latin", ROMAN), ("a:ea", SONG)) if song else (("a:latin", LATIN), ("a:ea", SANS))
    look[:0] = [fill, *(look.makeelement(qn(tag), {"typeface": face}) for tag, face in faces)]


class Pen:
    """What one slide is written with."""

    def __init__(self, slide: Any) -> None:
        self.slide = slide
        self.shapes = slide.shapes
        self.shapes.turbo_add_enabled = True  # else each shape looks through all others for a free number

    def text(
        self,
        area: Area,
        lines: str | Sequence[str],
        size: float,
        hue: str = "--text-1",
        *,
        bold: bool = False,
        song: bool = False,
        align: str = "left",
        anchor: str = "top",
        name: str = "",
    ) -> Any:
        """Write paragraphs into an area without margins; it neither grows nor shrinks."""
        box = self.shapes.add_textbox(Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height))
        if name:
            box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[
            anchor
        ]
        for at, line in enumerate([lines] if isinstance(lines, str) else lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = ALIGN[align]
            run = paragraph.add_run()
            run.text = formal(line)
            set_face(run.font, size, hue, bold=bold, song=song)
        return box

    def title(self, area: Area, text: str, size: float) -> None:
        """Write the slide's title into its own placeholder, so that outlines and screen readers know it."""
        holder = self.shapes.title
        holder.left, holder.top, holder.width, holder.height = (
            Pt(at) for at in (area.left, area.top, area.width, area.height)
        )
        frame = holder.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        run = frame.paragraphs[0].add_run()
        run.text = UNBROKEN.sub("\u00a0", formal(text))
        set_face(run.font, size, bold=True, song=True)

    def box(self, area: Area, fill: str, edge: str = "", *, name: str = "", is_round: bool = False) -> Any:
        """Draw a filled rectangle, a little rounded where asked."""
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if is_round else MSO_SHAPE.RECTANGLE
        shape = self.shapes.add_shape(kind, Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height))
        if is_round:
            shape.adjustments[0] = min(4 / max(min(area.width, area.height), 1), 0.5)
        paint(shape, fill, edge)
        if name:
            shape.name = name
        return shape

    def line(self, start: tuple[float, float], end: tuple[float, float], hue: str, width: float = 0.75) -> None:
        """Draw a straight line."""
        line = self.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Pt(at) for at in (*start, *end)))
        line.line.color.rgb, line.line.width = rgb(hue), Pt(width)
        _strip(line)

    def table(self, area: Area, sheet: SlideTable, name: str) -> None:
        """Write a native table, its heading marked as such, its rows separated by hairlines."""
        heights, air = sheet.heights, [sheet.air(column) for column in range(len(sheet.widths))]
        frame = self.shapes.add_table(
            len(heights), len(sheet.widths), Pt(area.left), Pt(area.top), Pt(sum(sheet.widths)), Pt(sum(heights))
        )
        frame.name = name
        table = frame.table
        table.horz_banding = False
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
        for column, width in zip(table.columns, sheet.widths, strict=True):
            column.width = Pt(width)
        for down, (row, height) in enumerate(zip((sheet.headings, *sheet.rows), heights, strict=True)):
            table.rows[down].height = Pt(height)
            cells = list(table.rows[down].cells)
            for cell, before in zip(cells, air, strict=True):
                cell.margin_left, cell.margin_right = Pt(before), Pt(CELL_AIR)
            for across, text in enumerate(row):
                shade = sheet.shades[down - 1][across] if down and sheet.shades else ""
                _write_cell(cells[across], text, sheet, is_head=not down, is_right=sheet.is_figure[across], shade=shade)


def paint(shape: Any, fill: str, edge: str = "", width: float = 0.75) -> None:
    """Fill and outline a shape, without a shadow; an empty fill or edge is none."""
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
    else:
        shape.fill.background()
    if edge:
        shape.line.color.rgb, shape.line.width = rgb(edge), Pt(width)
    else:
        shape.line.fill.background()
    _strip(shape)


def _strip(shape: Any) -> None:
    """Take the theme's look off a shape, its shadow above all."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def _write_cell(cell: Any, text: str, sheet: SlideTable, *, is_head: bool, is_right: bool, shade: str) -> None:
    cell.margin_top = cell.margin_bottom = Pt(1.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
    if text:
        run = paragraph.add_run()
        run.text = text
        deep = shade in {LIGHT["--celadon-4"], LIGHT["--celadon-5"], LIGHT["--celadon-6"]}
        hue = "--text-3" if is_head else "--panel" if deep else "--text-1"
        set_face(run.font, sheet.size, hue, bold=is_head)
    else:
        end = paragraph._p.get_or_add_endParaRPr()  # an empty cell would be as high as letters of the usual size
        end.set("sz", str(round(sheet.size * 100)))
    if shade:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(shade)
    else:
        cell.fill.background()
    _underline(cell, "--text-3" if is_head else "--line")


def _underline(cell: Any, token: str) -> None:
    """Draw the lower edge of a cell, for which python-pptx has no call."""
    properties = cell._tc.get_or_add_tcPr()
    edge = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    solid = edge.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": hexed(token)}))
    edge.append(solid)
    properties.insert(0, edge)
