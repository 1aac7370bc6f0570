"""Panels and pages as they were drawn, the readings in them, and their sentences without links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data.meetings import Edition
from data.readings import Reading, Readings
from layouts.charts.chart import Drawing, Items, Rows, Tiles, Words
from layouts.charts.kinds import Chart


@dataclass(frozen=True, slots=True)
class Drawn:
    """One panel as it was drawn; `key` is the panel's."""

    key: str
    title: str
    note: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a document: its title, the sentences it opens with, its panels in order."""

    key: str
    title: str
    said: Words
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class FrozenWeek:
    """A frozen week opened again: its edition, its leaves by key, and the readings they were drawn from."""

    edition: Edition
    leaves: Mapping[str, Leaf]
    readings: Readings

    def drawn(self, leaf: str, key: str) -> Drawn | None:
        """Return a panel as it was drawn; None where the leaf had no such panel."""
        found = self.leaves.get(leaf)
        return next((each for each in found.drawn if each.key == key), None) if found else None


def shown_readings(drawing: Drawing) -> Iterator[Reading]:
    """Yield the readings whose figures a drawing shows, in order; one may come more than once."""
    if isinstance(drawing, Tiles):
        yield from (tile.reading for tile in drawing.tiles)
    elif isinstance(drawing, Rows):
        yield from (row.reading for row in drawing.rows if row.reading)
    elif isinstance(drawing, Items):
        yield from (item.reading for item in drawing.items)
    elif isinstance(drawing, Chart):
        yield from (point.reading for series in drawing.series for point in series.points if point.reading)


def plain(words: Words) -> list[str]:
    """Return sentences without their links, one a line."""
    return ["".join(part if isinstance(part, str) else part[0] for part in line) for line in words.lines]
