"""What is to be drawn, not how: charts, tiles and lists that every medium's renderer understands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.readings import Compare, Reading


class ChartKind(StrEnum):
    """The kinds of chart; each renderer has one entry for each."""

    LINE = "line"
    BARS = "bars"  # labelled horizontal bars, each with its own target mark
    RANKING = "ranking"  # bars about the parent's value, with the deviation written
    FUNNEL = "funnel"
    RING = "ring"  # one share of a whole beside a list of counts
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Point:
    """One category of a series: its label, its figure as text, and the reading behind it where there is one.

    A ranking adds `rank` (None without a figure) and `deviation` from the chart's centre, as text.
    """

    label: str
    value: float | None
    text: str
    href: str = ""
    note: str = ""
    target: float | None = None
    reading: Reading | None = None
    rank: int | None = None
    deviation: str = ""
    is_selected: bool = False
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order, under one name."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for any medium. `summary` is its one-sentence reading; its table twin is made from `series`.

    `domain` is the axis range, `centre` a reference line (the parent's value, a mean), `target` the target line.
    """

    kind: ChartKind
    series: tuple[Series, ...]
    summary: str
    unit: str = ""
    decimals: int = 0
    note: str = ""
    target: float | None = None
    centre: float | None = None
    domain: tuple[float, float] | None = None
    links: tuple[tuple[str, str, bool], ...] = ()  # (label, href, is chosen): e.g. the map's choice of metric


@dataclass(frozen=True, slots=True)
class Tile:
    """A label, a figure with unit and difference, and, where given, a sparkline of the same metric."""

    reading: Reading
    compare: Compare
    href: str
    trend: tuple[Reading, ...] = ()
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Tiles side by side."""

    tiles: tuple[Tile, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: a mark (e.g. an alert's level), a text, a figure at its end."""

    text: str
    figure: str
    mark: str = ""  # red, yellow, blue, or a state word
    href: str = ""
    note: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows, or of cells side by side (五级联动)."""

    rows: tuple[Row, ...]
    is_cells: bool = False
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences, one a line; `parts` alternate plain text and (text, href) links."""

    lines: tuple[tuple[str | tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """A panel that has no meaning here, and the reason in words."""

    reason: str


Drawing = Chart | Tiles | Rows | Words | Nothing
