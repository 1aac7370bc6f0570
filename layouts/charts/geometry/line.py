"""The line over time: where its points, breaks, marks and axis labels are in a plot of 1000 × 1000."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

from layouts.charts.kinds import LineChart, LinePoint
from layouts.words.language import Language

SIDE = 1000.0
TICKS = 4
Height = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Run:
    """Points without a gap between them, as an SVG `points` list."""

    points: str
    colour: str


@dataclass(frozen=True, slots=True)
class LineMarks:
    """What a line chart draws; lengths are of a plot 1000 wide and high, `ticks` are (height, value)."""

    runs: tuple[Run, ...]
    dots: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, float], ...]
    bands: tuple[tuple[float, float, str], ...]  # left, width, name
    target: float | None
    centre: float | None
    limits: tuple[str, ...]  # the area of normal variation, as SVG `points` lists
    signals: tuple[tuple[float, float, str], ...]  # across, height, kind


def line(chart: LineChart) -> LineMarks:
    """Return the drawing of a line chart; a point without a value breaks its line, the chosen one has a dot."""
    low, high = _domain(chart)

    def height(value: float) -> float:
        return round(SIDE * (1 - (value - low) / ((high - low) or 1)), 1)

    runs, dots = [], []
    for series in chart.series:
        runs += [Run(points, series.colour or "--celadon-5") for points in _runs(series.points, height)]
        dots += [
            (_across(at, series.points), height(point.value))
            for at, point in enumerate(series.points)
            if point.is_selected and point.value is not None
        ]
    labels = [point.label for point in chart.series[0].points]
    return LineMarks(
        runs=tuple(runs),
        dots=tuple(dots),
        ticks=tuple((height(value), value) for value in ticks_between(low, high, chart.decimals)),
        bands=tuple(
            _band(first, last, name, labels) for first, last, name in chart.events if {first, last} <= {*labels}
        ),
        target=_inside(chart.target, low, high, height),
        centre=_inside(chart.centre, low, high, height),
        limits=tuple(_limits(chart.series[0].points, low, high, height)),
        signals=tuple(
            (_across(at, series.points), height(point.value), point.signal)
            for series in chart.series
            for at, point in enumerate(series.points)
            if point.signal and point.value is not None
        ),
    )


def ends(chart: LineChart, words: Language) -> list[str]:
    """Return the texts below the two ends of the axis."""
    points = chart.series[0].points
    return [words.tick(point.reading.period) if point.reading else point.label for point in (points[0], points[-1])]


def ticks_between(low: float, high: float, decimals: int) -> list[float]:
    """Return two to five round values inside an axis, never closer than the shown decimals."""
    step = (high - low) / TICKS
    if step <= 0:
        return [low]
    unit = 10.0 ** floor(log10(step))
    step = max(next(unit * each for each in (1, 2, 5, 10) if unit * each >= step), 10.0**-decimals)
    first = ceil(low / step - 1e-9)
    return [round(each * step, 10) for each in range(first, floor(high / step + 1e-9) + 1)]


def _domain(chart: LineChart) -> tuple[float, float]:
    if chart.domain:
        return chart.domain
    values = [point.value for series in chart.series for point in series.points if point.value is not None]
    return (min(values), max(values)) if values else (0.0, 1.0)


def _across(at: int, points: Sequence[LinePoint]) -> float:
    return round(SIDE * (at + 0.5) / len(points), 1)


def _runs(points: Sequence[LinePoint], height: Height) -> list[str]:
    runs: list[list[str]] = [[]]
    for at, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_across(at, points)},{height(point.value)}")
    return [" ".join(run) for run in runs if run]


def _limits(points: Sequence[LinePoint], low: float, high: float, height: Height) -> Iterator[str]:
    """Yield an area for each stretch of points with limits, in steps where these change, cut off at the axis."""
    step = SIDE / len(points)
    for has_limits, stretch in groupby(enumerate(points), key=lambda each: each[1].low is not None):
        above, below = [], []
        for at, point in stretch:
            edges = round(at * step, 1), round((at + 1) * step, 1)
            above += [f"{x},{height(min(high if point.high is None else point.high, high))}" for x in edges]
            below += [f"{x},{height(max(low if point.low is None else point.low, low))}" for x in edges]
        if has_limits:
            yield " ".join([*above, *reversed(below)])


def _band(first: str, last: str, name: str, labels: Sequence[str]) -> tuple[float, float, str]:
    step = SIDE / len(labels)
    left = labels.index(first) * step
    return round(left, 1), round((labels.index(last) + 1) * step - left, 1), name


def _inside(value: float | None, low: float, high: float, height: Height) -> float | None:
    return height(value) if value is not None and low <= value <= high else None
