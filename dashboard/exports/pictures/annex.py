"""The end of a paper: what each figure means, and the ids by which it can be computed again."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from dashboard.exports.figures import DEFINED, Cell, definition_rows
from dashboard.exports.pictures.grid import Grid, set_out
from data.readings import Reading
from layouts.charts.chart import Words
from layouts.charts.drawn import shown_readings
from layouts.charts.twins import Twin, TwinCell, twins
from layouts.pages.document import Document
from layouts.view import View

MEANINGS = ("name", "definition", "unit", "target", "basis")
MEANING_SIZE, ID_SIZE = 8.0, 7.0
PROSE = 60.0  # ems


@dataclass(frozen=True, slots=True)
class Annex:
    """A table at the end of a paper, with its title, a note, and the size of its letters in points."""

    title: str
    note: str
    grid: Grid
    size: float


def annexes(document: Document, width: float) -> list[Annex]:
    """Return the definitions of the metrics and the ids of the figures for a column of `width` points.

    There are none where no figures are shown.
    """
    words = document.context.words
    readings = figures_of(document)
    if not readings:
        return []
    ids = Twin(
        "",
        (words("file.id"), words("file.value")),
        tuple((TwinCell(reading.id), TwinCell(words.figure(reading))) for reading in readings),
    )
    meanings = _definitions(document, {reading.metric.key for reading in readings})
    return [
        Annex(
            words("paper.annexes.definitions"), "", set_out(meanings, width / MEANING_SIZE, widest=PROSE), MEANING_SIZE
        ),
        Annex(words("paper.annexes.ids"), words("paper.ids_note"), set_out(ids, width / ID_SIZE), ID_SIZE),
    ]


def figures_of(document: Document) -> list[Reading]:
    """Return the readings whose figures a paper shows, each once: those in its sentences, then its panels'."""
    spoken = {key for leaf in document.leaves for key in _spoken(leaf.said)}
    said = (reading for reading in document.own_readings if reading.metric.key in spoken)
    return list({reading.id: reading for reading in (*said, *_shown(document)) if reading.value is not None}.values())


def _spoken(said: Words) -> Iterator[str]:
    """Yield the keys of the metrics that sentences link to."""
    for line in said.lines:
        for part in line:
            if not isinstance(part, str) and (metric := View.from_url(*part[1].partition("?")[::2]).explain):
                yield metric


def _shown(document: Document) -> Iterator[Reading]:
    for leaf in document.leaves:
        for drawn in leaf.drawn:
            yield from shown_readings(drawn.drawing)
            for table in twins(drawn.drawing, document.context.words):
                yield from (cell.reading for row in table.rows for cell in row if cell.reading)


def _definitions(document: Document, keys: Container[str]) -> Twin:
    headings, *rows = (dict(zip(DEFINED, row, strict=True)) for row in definition_rows(document))
    meanings = (_meaning(row) for row in rows if row["metric"] in keys)
    return Twin("", tuple(str(headings[key]) for key in MEANINGS), tuple(meanings))


def _meaning(row: Mapping[str, Cell]) -> tuple[TwinCell, ...]:
    """Return a metric's row; its key is under its name, its formula under its definition."""
    joined = {**row, "name": f"{row['name']} {row['metric']}", "definition": f"{row['definition']} {row['formula']}"}
    return tuple(TwinCell(_written(joined[key])) for key in MEANINGS)


def _written(cell: Cell) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)
