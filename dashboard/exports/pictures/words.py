"""Pictures of what is written: tiles, tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.exports.pictures.grid import Grid, set_out
from dashboard.exports.pictures.ink import SMALL, Ink, extent, fit, formal, wrap
from layouts.charts.chart import Tiles
from layouts.charts.twins import Twin, twins
from layouts.context import Context

LINE, AIR = 12.0, 8.0
TILES = 4  # at most so many side by side
TILE, BIG = 42.0, 19.0


def tiles_ink(tiles: Tiles, context: Context, width: float) -> Ink:
    """Draw tiles side by side: label, figure with unit, what it is against."""
    cells = [tuple(cell.text for cell in row) for table in twins(tiles, context.words) for row in table.rows]
    across = min(TILES, len(cells)) or 1
    room = width / across
    notes = [
        wrap(said, room - 12, SMALL) if (said := formal(" · ".join(filter(None, cell[3:])))) else [] for cell in cells
    ]
    tall = TILE + LINE * max(map(len, notes), default=0)
    ink = Ink(width, tall * -(-len(cells) // across) + 2)
    for at, ((label, figure, unit, *_), note) in enumerate(zip(cells, notes, strict=True)):
        x, y = at % across * room, at // across * tall
        ink.line((x + 1, y + 2), (x + 1, y + tall - 8), "--celadon-4", 1.4)
        ink.text((x + 8, y + 7), fit(label, room - 12), hue="--text-2")
        ink.text((x + 8, y + 24), figure, size=BIG, bold=True)
        ink.text((x + 12 + extent(figure, BIG), y + 28), unit, hue="--text-3", size=SMALL)
        for down, line in enumerate(note):
            ink.text((x + 8, y + 41 + LINE * 0.9 * down), line, hue="--text-3", size=SMALL)
    return ink


def tables_ink(tables: Sequence[Twin], width: float, said: str) -> Ink:
    """Write tables in full, one below the other; a caption that is `said` above them is left out."""
    tables = [replace(table, caption="") if table.caption in said else table for table in tables]
    return stacked([_table(set_out(table, width / SMALL), width) for table in tables], width)


def stacked(inks: Sequence[Ink], width: float) -> Ink:
    """Lay sheets one below the other on one."""
    sheet = Ink(width, sum(ink.height + AIR for ink in inks) or LINE)
    y = 0.0
    for ink in inks:
        sheet.place(ink, 0, y)
        y += ink.height + AIR
    return sheet


def sentences_ink(sentences: Sequence[str], width: float) -> Ink:
    """Write sentences, each from a new line."""
    rows = [row for sentence in sentences for row in wrap(sentence, width)]
    ink = Ink(width, LINE * 1.2 * max(len(rows), 1) + 4)
    for at, row in enumerate(rows):
        ink.text((0, 9 + at * LINE * 1.2), row)
    return ink


def _table(grid: Grid, width: float) -> Ink:
    shares = [each * width / (sum(grid.widths) * grid.folds) for each in grid.widths * grid.folds]
    written = [
        [wrap(text, share - 6, SMALL) for text, share in zip(row, shares, strict=True)]
        for row in (grid.all_headings, *(tuple(field.text for field in fields) for fields in grid.rows))
    ]
    heights = [LINE * max(map(len, row)) + 3 for row in written]
    top = LINE + 4 if grid.caption else 0.0
    ink = Ink(width, top + sum(heights) + 2)
    if grid.caption:
        ink.text((0, 7), fit(grid.caption, width), hue="--text-2")
    y = top
    for down, (row, height) in enumerate(zip(written, heights, strict=True)):
        x = 0.0
        for at, (rows, share) in enumerate(zip(row, shares, strict=True)):
            is_right = grid.is_figure[at % len(grid.widths)]
            for step, text in enumerate(rows):
                spot = (x + share - 6 if is_right else x, y + LINE * (step + 0.5) + 1)
                hue = "--text-1" if down else "--text-2"
                ink.text(spot, text, hue=hue, size=SMALL, align="end" if is_right else "start", bold=not down)
            x += share
        y += height
        ink.line((0, y), (width, y), "--line" if down else "--text-3", 0.5)
    return ink
