"""A panel on paper: its sentences, its pictures, and its tables laid out for the room there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch

from dashboard.exports.pictures.grid import Grid, set_out
from dashboard.exports.pictures.ink import Picture, formal, heat
from dashboard.exports.pictures.picture import about, picture
from layouts.charts.chart import Cards, Drawing, Items, Row, Rows
from layouts.charts.drawn import Drawn
from layouts.charts.geometry.marks import shade
from layouts.charts.kinds import Chart, MatrixCell, MatrixChart, TimelineChart
from layouts.charts.tokens import blend
from layouts.charts.twins import lines, twins
from layouts.context import Context

MARKS = {
    "red": blend("--worse", 0.35),
    "yellow": blend("--yellow", 0.35),
    "blue": blend("--blue", 0.25),
    "late": blend("--worse", 0.22),
    "worse": blend("--worse", 0.22),
}  # behind the level or the state of a row
AS_TABLE = MatrixChart | TimelineChart  # their tables, shaded, show all that a picture would


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture with what it is of, where that is not the panel itself."""

    caption: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Block:
    """A panel on paper; `said` are its sentences, `note` the text under it."""

    title: str
    about: str
    said: tuple[str, ...]
    note: str
    plates: tuple[Plate, ...]
    grids: tuple[Grid, ...]


def block(
    drawn: Drawn, context: Context, opening: Sequence[str], *, width: float, room: float, is_folded: bool = True
) -> Block:
    """Return a panel for a column of `width` points in which a line of a table holds `room` ems.

    What the `opening` of its page has said is not said again beside a picture or a table, nor in a table's caption what
    the panel says. Long tables of short rows are folded, unless the drawing says not to.
    """
    drawing = drawn.drawing
    made, tables = plates(drawing, context, width), grids(drawing, context, room, is_folded=is_folded)
    said = [formal(line) for line in lines(drawing)]
    known = "".join((*said, drawn.title)) if len(tables) == 1 else ""
    return Block(
        title=formal(drawn.title),
        about=formal(about(drawn, context)),
        said=tuple(line for line in said if line not in opening or not (made or tables)),
        note=formal(unsaid(drawing)) if isinstance(drawing, Chart) else "",
        plates=tuple(made),
        grids=tuple(replace(table, caption="") if table.caption in known else table for table in tables),
    )


def unsaid(chart: Chart) -> str:
    """Return the sentences of a chart's note that are not in its summary."""
    sentences = re.split(r"(?<=[。；.;])\s*", chart.note)
    return "".join(sentence for sentence in sentences if sentence not in chart.summary)


@singledispatch
def plates(drawing: Drawing, context: Context, width: float) -> list[Plate]:
    """Return the pictures of a drawing; what is words or a table alone has none."""
    return []


@plates.register
def _(drawing: Chart, context: Context, width: float) -> list[Plate]:
    return [] if isinstance(drawing, AS_TABLE) or not drawing.series else [Plate("", picture(drawing, context, width))]


@plates.register
def _(drawing: Items, context: Context, width: float) -> list[Plate]:
    words = context.words
    return [
        Plate(
            formal(f"{words.name(item.reading.metric)} {item.figure} {item.unit}"), picture(item.chart, context, width)
        )
        for item in drawing.items
    ]


def marks(drawing: Drawing) -> list[list[str]]:
    """Return the colours behind the cells of a list that is a table: behind a row's level, or behind its state where that is one."""
    if not isinstance(drawing, Rows) or not drawing.headings:
        return []
    rows = [[_tint(row, at) for at in range(len(row.cells))] for row in drawing.rows if row.cells]
    return rows if any(tint for row in rows for tint in row) else []


def _tint(row: Row, at: int) -> str:
    if row.mark:
        return MARKS.get(row.mark, "") if at == 0 else ""
    return MARKS.get(row.look, "") if row.cells[at] and str(row.cells[at]) in str(row.figure) else ""


def grids(drawing: Drawing, context: Context, room: float, *, is_folded: bool = True) -> list[Grid]:
    """Return the tables of a drawing that have rows, those of a matrix shaded as on screen."""
    tables = [table for table in twins(drawing, context.words) if table.rows]
    if isinstance(drawing, MatrixChart):
        return [set_out(table, room, shades(drawing, darkest=3)) for table in tables]
    if tints := marks(drawing):
        return [set_out(table, room, tints) for table in tables]
    is_list = not isinstance(drawing, Cards)  # the rows of a card belong under each other
    return [set_out(table, room, is_folded=is_folded and is_list) for table in tables]


def shades(chart: MatrixChart, darkest: int) -> list[list[str]]:
    """Return the colours behind the cells of a matrix's rows, its names and sums without one, none darker than a step."""
    step = shade([cell.value for row in chart.series for cell in row.points if not cell.is_sum])
    return [["", *(_shade(cell, min(step(cell.value), darkest), chart) for cell in row.points)] for row in chart.series]


def _shade(cell: MatrixCell, step: int, chart: MatrixChart) -> str:
    return "" if cell.is_sum or not step else heat(step, is_bad=chart.is_bad)
