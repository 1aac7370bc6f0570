"""What stands at the end of a paper: what each figure means, and the ids by which it is reckoned again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.exports.figures import DEFINED, Cell, definition_rows
from dashboard.exports.paper_grid import Grid, set_out
from data.readings import Reading
from layouts.document import Document, shown_readings
from layouts.twins import Twin, TwinCell, twins

MEANINGS = ("name", "definition", "formula", "unit", "target", "basis")


@dataclass(frozen=True, slots=True)
class Annex:
    """A table at the end of a paper, with its title and a note."""

    title: str
    note: str
    grid: Grid


def annexes(document: Document, room: float) -> list[Annex]:
    """Return the definitions of the metrics and the ids of the figures; none where there are no figures."""
    words = document.scene.words
    readings = figures_of(document)
    if not readings:
        return []
    ids = Twin(
        "",
        (words("file.id"), words("file.value")),
        tuple((TwinCell(reading.id), TwinCell(words.figure(reading))) for reading in readings),
    )
    return [
        Annex(words("paper.annexes.definitions"), "", set_out(_definitions(document), room)),
        Annex(words("paper.annexes.ids"), words("paper.ids_note"), set_out(ids, room)),
    ]


def figures_of(document: Document) -> list[Reading]:
    """Return the readings a paper shows, each once: first the region's own, then those in its panels."""
    shown = {reading.id: reading for reading in (*document.own_readings, *_shown(document))}
    return list(shown.values())


def _shown(document: Document) -> Iterator[Reading]:
    for leaf in document.leaves:
        for drawn in leaf.drawn:
            yield from shown_readings(drawn.drawing)
            for table in twins(drawn.drawing, document.scene.words):
                yield from (cell.reading for row in table.rows for cell in row if cell.reading)


def _definitions(document: Document) -> Twin:
    headings, *rows = definition_rows(document)
    return Twin(
        "",
        tuple(map(str, _chosen(headings))),
        tuple(tuple(map(_written, (f"{row[1]} {row[0]}", *_chosen(row)[1:]))) for row in rows),
    )


def _chosen(row: Sequence[Cell]) -> list[Cell]:
    return [row[DEFINED.index(key)] for key in MEANINGS]


def _written(cell: Cell) -> TwinCell:
    return TwinCell("" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell))
