"""The print of a document as PDF, A4 upright or A3 across, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from dashboard.exports.figures import front
from dashboard.exports.paper import fonts, source
from dashboard.exports.paper_annex import annexes
from dashboard.exports.paper_block import Block, block
from dashboard.exports.paper_grid import Grid
from dashboard.exports.paper_ink import CJK, LIGHT, SERIF, clean
from dashboard.exports.print_check import check
from layouts.chart import Tiles
from layouts.document import Document, Drawn, Leaf, plain
from layouts.panel import Scene
from layouts.twins import twins

Size = Literal["a4", "a3"]
TEMPLATE = Path(__file__).with_name("print.typ")
WIDTH = 504.0  # points of a column: 178 mm on both sizes
ROOM = 62.0  # ems of a table across a column
BESIDE = 0.56  # of the width for a picture that has its table at its side
ASIDE_ROWS, ASIDE_ROOM = 16, 28.0


def pdf_file(document: Document, size: Size) -> bytes:
    """Return a document as PDF; raises DataError where a figure in it is not its reading's, or fonts are lacking."""
    from typst import Compiler  # noqa: PLC0415 - a heavy library that only an export needs

    data = _data(document, size)
    made = Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts(), ignore_system_fonts=True).compile(
        format="pdf", sys_inputs={"document": json.dumps(data, ensure_ascii=False, default=asdict)}
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF")
    check(made, document, [[panel["pictures"] for panel in leaf["panels"]] for leaf in data["leaves"]])
    return made


def _data(document: Document, size: Size) -> dict[str, Any]:
    scene, words = document.scene, document.scene.words
    families = fonts().families()
    sans = [name for name in CJK if name in families]
    made = document.made_at
    period = words.period(scene.period, scene.period.to_date(scene.as_of))
    return {
        "size": size,
        "lang": words.tongue,
        "region": "cn" if words.tongue == "zh" else None,
        "colours": LIGHT,
        "sans": sans,
        "song": [*(name for name in SERIF if name in families), *sans],
        "title": clean(f"{words.name(scene.region)}{words(f'paper.report.{scene.period.grain}')}"),
        "subtitle": period,
        "account": document.account,
        "made": {part: getattr(made, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "demo": words("shell.demo") if scene.is_demo else "",
        "front": [(clean(name), clean(str(fact))) for name, fact in front(document)],
        "foot": foot(document),
        "page": words("paper.page", page="{page}", pages="{pages}"),
        "leaves": [_leaf(leaf, scene) for leaf in document.leaves],
        "annexes": [
            {"title": annex.title, "note": annex.note, "grid": _grid(annex.grid)} for annex in annexes(document, ROOM)
        ],
    }


def foot(document: Document) -> str:
    """Return what stands on every page: region, period, data version, edition, demo mark."""
    return clean(" · ".join(filter(None, (*source(document.scene), document.edition))))


def _leaf(leaf: Leaf, scene: Scene) -> dict[str, Any]:
    return {
        "title": clean(leaf.title),
        "said": [clean(line) for line in plain(leaf.said)],
        "panels": [_panel(drawn, scene) for drawn in leaf.drawn],
    }


def _panel(drawn: Drawn, scene: Scene) -> dict[str, Any]:
    if isinstance(drawn.drawing, Tiles):
        return _written(block(drawn, scene, width=WIDTH, room=ROOM), tiles=_tiles(drawn, scene))
    narrow = block(drawn, scene, width=WIDTH * BESIDE - 8, room=ASIDE_ROOM)
    if narrow.pictures and len(narrow.grids) == 1 and _is_small(narrow.grids[0]):
        return _written(narrow, is_beside=True)
    return _written(block(drawn, scene, width=WIDTH, room=ROOM))


def _is_small(grid: Grid) -> bool:
    return len(grid.rows) <= ASIDE_ROWS and sum(grid.widths) * grid.folds <= ASIDE_ROOM


def _written(panel: Block, *, is_beside: bool = False, tiles: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    said = "".join(panel.said)
    return {
        "title": panel.title,
        "about": panel.about,
        "said": panel.said,
        "note": panel.note if panel.note != said else "",
        "alt": said or panel.title,
        "pictures": panel.pictures,
        "grids": [] if tiles else [_grid(grid) for grid in panel.grids],
        "tiles": tiles,
        "is-beside": is_beside,
        "share": BESIDE,
    }


def _tiles(drawn: Drawn, scene: Scene) -> tuple[dict[str, str], ...]:
    return tuple(
        dict(zip(("label", "figure", "unit", "note"), (clean(cell.text) for cell in row), strict=True))
        for table in twins(drawn.drawing, scene.words)
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
