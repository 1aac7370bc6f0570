"""The watermark of a slide: account and minute, slanted and repeated, on its cards and under all that is written on them."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.exports.pictures.ink import MARK, extent
from dashboard.exports.pptx.pen import HEIGHT, WIDTH, Area, Pen

WATERMARK = "watermark"  # the name of its shape
SIZE, LINES, TURN = 20.0, 5, -20.0
GAP = " " * 12  # between the two on a line
FIRST = 2  # of the shapes in a slide's tree: before it are what the tree says of itself
DECORATIVE = etree.fromstring(
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<d:decorative xmlns:d="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)  # screen readers pass over it


def draw_watermark(pen: Pen, text: str) -> None:
    """Write a watermark on a slide that is drawn otherwise; nobody picks it up when clicking on what is above it."""
    size = min(SIZE, WIDTH / 2.4 / max(extent(text, 1.0), 1.0))
    whole = Area(0, 0, WIDTH, HEIGHT)
    box = pen.text(
        whole, [f"{text}{GAP}{text}"] * LINES, size, MARK, bold=True, align="center", anchor="middle", name=WATERMARK
    )
    box.rotation = TURN
    for paragraph in box.text_frame.paragraphs:
        paragraph.line_spacing = Pt(HEIGHT / LINES)
    about = box._element.nvSpPr
    about.cNvPr.append(etree.fromstring(etree.tostring(DECORATIVE)))
    locks = about.cNvSpPr.makeelement(qn("a:spLocks"), {"noSelect": "1", "noMove": "1", "noTextEdit": "1"})
    about.cNvSpPr.append(locks)
    _put_under(pen.shapes, box._element)


def _put_under(shapes: Any, mark: Any) -> None:
    cards = [shape._element for shape in shapes if shape.name == "card"]
    for element in (mark, *reversed(cards)):
        shapes._spTree.insert(FIRST, element)
