"""What a native chart holds: its categories, its series and how they look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import inf

from layouts.charts.kinds import IntervalChart, LineChart, Point, RankingChart, WaterfallChart
from layouts.context import Context

Values = tuple[float | None, ...]
PALE = 0.42  # how much of its colour a bar on a small base keeps


class PlotShape(Enum):
    """How the series of a plot relate to each other."""

    LINE = "line"
    BAR = "bar"
    STACKED_BAR = "stacked bar"
    STACKED_COLUMN = "stacked column"
    SCATTER = "scatter"


class Look(Enum):
    """How a series looks."""

    FULL = "full"
    LEVEL = "level"  # a thin line across
    DASHED = "dashed"
    DOTS = "dots"
    HOLLOW = "hollow"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Strand:
    """A series: its name, its values, its colour; `hues` are of single points, `spans` the ends of their intervals.

    In a scatter `across` are the places on the axis of values, and `values` only keep the dots apart.
    """

    name: str
    values: Values
    hue: str = "--celadon-5"
    look: Look = Look.FULL
    hues: Mapping[int, str] = field(default_factory=dict)
    spans: tuple[tuple[float, float] | None, ...] = ()
    across: tuple[float, ...] = ()
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart to be drawn natively; `axis` are the ends of the axis of values where they are fixed.

    `unit` is at the top of the axis, or beside each figure where there is none. `is_open` says that the axis has figures and lines; `said` explains how it is drawn.
    """

    shape: PlotShape
    categories: tuple[str, ...]
    strands: tuple[Strand, ...]
    decimals: int
    unit: str = ""
    axis: tuple[float, float] | None = None
    band: tuple[Values, Values] | None = None  # lower and upper limits of normal variation, drawn as an area
    is_open: bool = True
    has_legend: bool = False
    said: tuple[str, ...] = ()


def level_strands(chart: LineChart | IntervalChart, context: Context, count: int) -> list[Strand]:
    """Return centre and target as level lines."""
    words = context.words
    levels = []
    if chart.centre is not None:
        levels.append(Strand(words("slides.centre"), (chart.centre,) * count, "--celadon-3", Look.DASHED))
    if chart.target is not None:
        levels.append(Strand(words("panel.target"), (chart.target,) * count, "--amber", Look.LEVEL))
    return levels


def axis_with_air(
    chart: LineChart | IntervalChart, strands: Sequence[Strand], *more: Sequence[float | None]
) -> tuple[float, float]:
    """Return the ends of an axis that shows all, with a little air; a domain's ends hold where nothing is outside."""
    values = [value for strand in strands for value in strand.values if value is not None]
    values += [value for each in more for value in each if value is not None]
    values += [end for strand in strands for span in strand.spans if span for end in span]
    low, high = min(values), max(values)
    if isinstance(chart, LineChart) and chart.domain:
        return min(low, chart.domain[0]), max(high, chart.domain[1])
    most = 100.0 if chart.unit == "%" and high <= 100 else inf
    air = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return (max(low - air, 0.0) if low >= 0 else low - air), min(high + air, most)


def named_point(point: Point, context: Context, note: str = "", rank: int | None = None) -> str:
    """Return a point's name with its place before it and, after it, a note or the word of why it has no figure."""
    reading = point.reading
    why = context.words.status(reading) if point.value is None and reading else note
    name = point.label if rank is None else f"{rank} {point.label}"
    return f"{name}\n{why}" if why else name


def cut_words(floor: float, chart: RankingChart | WaterfallChart, context: Context) -> tuple[str, ...]:
    """Return the sentence that says where an axis begins, where that is not at zero."""
    if not floor:
        return ()
    words, begins = context.words, context.words.number(floor, chart.decimals)
    return (words("slides.cut", floor=f"{begins} {words.unit_named(chart.unit, begins)}".strip()),)
