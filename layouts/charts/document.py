"""A document: pages drawn for good, in order, with what must stand on every sheet of paper, slide or workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from data.meetings import Edition
from data.readings import Reading, Readings
from layouts.charts.chart import Chart, Drawing, Items, Rows, Tiles, Words
from layouts.scene import Scene
from layouts.sentences.topics import REPORTED


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
class Document:
    """Leaves with what they were made of.

    `scene` gives region, period, data version, words and whether the figures are demo ones; `readings` are all that
    was asked for, each once; `made_at` is Shanghai time; `edition` says in words of a frozen week when and how often it
    was frozen, and is empty for figures of today; `account` is who asked for the document.
    """

    scene: Scene
    title: str
    leaves: tuple[Leaf, ...]
    readings: tuple[Reading, ...]
    made_at: datetime
    program: str
    account: str
    edition: str = ""

    @property
    def coverage(self) -> str:
        """How much of what was due came in: the share of reports said of the period, else the least of any reading."""
        reported = reported_of(self.readings, self.scene)
        if reported and reported.value is not None:
            return f"{self.scene.words.figure(reported)}\u2009%"
        shares = [reading.coverage for reading in self.own_readings if reading.coverage is not None]
        return f"{self.scene.words.percent(min(shares))}\u2009%" if shares else ""

    @property
    def own_readings(self) -> tuple[Reading, ...]:
        """The readings of the document's own region and period."""
        scene = self.scene
        return tuple(r for r in self.readings if r.region.code == scene.region.code and r.period == scene.period)


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


def reported_of(readings: Iterable[Reading], scene: Scene) -> Reading | None:
    """Return of some readings the share of office-days reported in the shown region and period, None where it is not among them."""
    sought = (REPORTED, scene.region.code, scene.period)
    return next((each for each in readings if (each.metric.key, each.region.code, each.period) == sought), None)


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
