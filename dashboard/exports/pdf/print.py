"""The print of a document as PDF, A4 upright or A3 across, set by typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dashboard.exports.figures import front
from dashboard.exports.pdf.check import check
from dashboard.exports.pictures.annex import annexes
from dashboard.exports.pictures.block import Block, block
from dashboard.exports.pictures.grid import Grid
from dashboard.exports.pictures.ink import CJK, MARK, PAPER, SERIF, clean, extent, formal
from dashboard.exports.pictures.picture import fonts, source
from layouts.charts.chart import Items, Tiles
from layouts.charts.drawn import Drawn, Leaf, plain
from layouts.charts.twins import twins
from layouts.context import Context
from layouts.pages.document import Document

if TYPE_CHECKING:
    from typst import PDFStandard

Size = Literal["a4", "a3"]
TEMPLATE = Path(__file__).with_name("print.typ")
ARCHIVED: PDFStandard = "a-2a"  # for archives, and read aloud by screen readers
WIDTH = 504.0  # points of a column: 178 mm on both sizes
ROOM = 62.0  # ems of a table across a column
HALF = WIDTH / 2 - 8
BESIDE = 0.56  # of the width for a picture that has its table at its side
ASIDE_ROWS, ASIDE_ROOM = 16, 28.0
ABREAST_ROWS = 32


def pdf_file(document: Document, size: Size) -> bytes:
    """Return a document as PDF; raises DataError where a figure in it is not its reading's, or fonts are lacking."""
    from typst import Compiler, TypstError  # noqa: PLC0415 - a heavy library that only an export needs

    data = _data(document, size)
    written = {"document": json.dumps(data, ensure_ascii=False, default=asdict)}
    typst = Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts(), ignore_system_fonts=True)
    try:
        made = typst.compile(format="pdf", pdf_standards=ARCHIVED, sys_inputs=written)
    except TypstError:  # no archive takes a sign that no font here has: an office's own sign, say
        made = typst.compile(format="pdf", sys_inputs=written)
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF")
    check(made, document, [[panel["plates"] for panel in leaf["panels"]] for leaf in data["leaves"]])
    return made


def _data(document: Document, size: Size) -> dict[str, Any]:
    context, words = document.context, document.context.words
    families = fonts().families()
    sans = [name for name in CJK if name in families]
    made = document.made_at
    period = words.period(context.period, context.period.to_date(context.as_of))
    return {
        "size": size,
        "lang": words.tongue,
        "region": "cn" if words.tongue == "zh" else None,
        "colours": PAPER,
        "sans": sans,
        "song": [*(name for name in SERIF if name in families), *sans],
        "title": clean(document.title),
        "subtitle": period,
        "account": document.account,
        "watermark": _watermark(document.watermark),
        "made": {part: getattr(made, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "demo": words("shell.demo") if context.is_demo else "",
        "front": [(clean(name), clean(str(fact))) for name, fact in front(document)[1:]],
        "foot": foot(document),
        "page": words("paper.page", page="{page}", pages="{pages}"),
        "leaves": [_leaf(leaf, context) for leaf in document.leaves],
        "annexes": [
            {"title": annex.title, "note": annex.note, "size": annex.size, "grid": _grid(annex.grid)}
            for annex in annexes(document, WIDTH)
        ],
    }


def _watermark(text: str) -> dict[str, Any]:
    """Return the watermark with its size, the room each copy has on its line, and its colour."""
    size = min(15.0, WIDTH / max(extent(text, 1.0), 1.0))
    return {"text": clean(text), "size": size, "width": extent(text, size) * 1.1 + 50, "colour": MARK}


def foot(document: Document) -> str:
    """Return the facts on every page: region, period, data version, edition, demo mark."""
    return clean(" · ".join(filter(None, (*source(document.context), document.edition))))


def _leaf(leaf: Leaf, context: Context) -> dict[str, Any]:
    return {
        "title": clean(leaf.title),
        "said": [clean(line) for line in plain(leaf.said)],
        "panels": [_panel(drawn, context, plain(leaf.said)) for drawn in leaf.drawn],
    }


def _panel(drawn: Drawn, context: Context, said: Sequence[str]) -> dict[str, Any]:
    if isinstance(drawn.drawing, Tiles):
        return _written(block(drawn, context, said, width=WIDTH, room=ROOM), tiles=_tiles(drawn, context))
    if isinstance(drawn.drawing, Items):
        is_alone = len(drawn.drawing.items) == 1
        return _written(block(drawn, context, said, width=WIDTH if is_alone else HALF, room=ROOM))
    narrow = block(drawn, context, said, width=WIDTH * BESIDE - 8, room=ROOM, is_folded=False)
    if len(narrow.plates) == 1 and len(narrow.grids) == 1 and _is_small(narrow.grids[0]):
        return _written(narrow, is_beside=True)
    wide = block(drawn, context, said, width=WIDTH, room=ROOM)
    if len(narrow.grids) > 1 and _fit_abreast(narrow.grids):
        return _written(replace(wide, grids=narrow.grids), is_abreast=True)
    return _written(wide)


def _is_small(grid: Grid) -> bool:
    return len(grid.rows) <= ASIDE_ROWS and sum(grid.widths) <= ASIDE_ROOM


def _fit_abreast(grids: Sequence[Grid]) -> bool:
    return sum(sum(grid.widths) + 2 for grid in grids) <= ROOM and max(len(grid.rows) for grid in grids) <= ABREAST_ROWS


def _written(
    panel: Block, *, is_beside: bool = False, is_abreast: bool = False, tiles: tuple[dict[str, str], ...] = ()
) -> dict[str, Any]:
    said = "".join(panel.said)
    return {
        "title": panel.title,
        "about": panel.about,
        "said": panel.said,
        "note": panel.note if panel.note not in said else "",
        "alt": said or panel.title,
        "plates": panel.plates,
        "grids": [] if tiles else [_grid(grid) for grid in panel.grids],
        "tiles": tiles,
        "is-beside": is_beside,
        "is-abreast": is_abreast,
        "share": BESIDE,
    }


def _tiles(drawn: Drawn, context: Context) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "label": clean(row[0].text),
            "figure": clean(row[1].text),
            "unit": clean(row[2].text),
            "note": " ".join(filter(None, (formal(cell.text) for cell in row[3:]))),
        }
        for table in twins(drawn.drawing, context.words)
        for row in table.rows
    )


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "caption": grid.caption,
        "headings": grid.headings,
        "rows": [[(field.text, field.shade) for field in row] for row in grid.rows],
        "widths": grid.widths,
        "figures": grid.is_figure,
        "folds": grid.folds,
    }
