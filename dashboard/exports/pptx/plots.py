"""What a native chart holds: the categories and series of each kind of chart, before they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import inf

from data.catalogue import Direction
from layouts.charts.chart import Chart, ChartKind, Point, Series
from layouts.charts.geometry.marks import spread
from layouts.charts.tokens import blend
from layouts.scene import Scene
from layouts.screen.figures import waterfall_figure

Values = tuple[float | None, ...]
DENSE = 11  # of more bars the names stand on one line
SHORT = 2  # letters of a unit that can stand beside each figure
PALE = 0.42  # how much of its colour a bar on a small base keeps
SIGNALS = {"concerning": "--worse", "improving": "--better", "neutral": "--text-2"}


class Shape(Enum):
    """How the series of a plot stand to each other."""

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

    `unit` stands at the top of the axis, or beside each figure where there is none. `is_open` says that the axis has figures and lines; `said` is what must be told of how it is drawn.
    """

    shape: Shape
    categories: tuple[str, ...]
    strands: tuple[Strand, ...]
    decimals: int
    unit: str = ""
    axis: tuple[float, float] | None = None
    band: tuple[Values, Values] | None = None  # lower and upper limits of normal variation, drawn as an area
    is_open: bool = True
    has_legend: bool = False
    said: tuple[str, ...] = ()


def plot_of(chart: Chart, scene: Scene) -> Plot | None:
    """Return the native chart of a chart; None for the kinds that are tables or maps, and where nothing has a value."""
    if chart.kind not in KINDS or all(point.value is None for series in chart.series for point in series.points):
        return None
    plot = KINDS[chart.kind](chart, scene)
    if plot is None or not chart.unit:
        return plot
    is_beside = plot.shape is Shape.BAR and len(chart.unit) <= SHORT
    if is_beside or (plot.is_open and plot.axis and plot.shape is not Shape.SCATTER):
        return replace(plot, unit=chart.unit)
    return replace(plot, said=(*plot.said, scene.words("slides.unit", unit=chart.unit)))


def _line(chart: Chart, scene: Scene) -> Plot:
    words, points = scene.words, chart.series[0].points
    names = tuple(words.tick(point.reading.period) if point.reading else point.label for point in points)
    strands = [
        Strand(series.label, tuple(point.value for point in series.points), series.colour or "--celadon-5")
        for series in chart.series
    ]
    low, high = tuple(point.low for point in points), tuple(point.high for point in points)
    is_banded = all(value is not None for value in (*low, *high))
    if not is_banded and any(value is not None for value in (*low, *high)):
        strands += [
            Strand(words("slides.high"), high, "--celadon-3", Look.LEVEL),
            Strand(words("slides.low"), low, "--celadon-3", Look.LEVEL),
        ]
    strands += _levels(chart, scene, len(points))
    for kind, hue in SIGNALS.items():
        marked = tuple(point.value if point.signal == kind else None for point in points)
        if any(value is not None for value in marked):
            strands.append(Strand(words(f"slides.signal.{kind}"), marked, hue, Look.DOTS))
    return Plot(
        Shape.LINE,
        names,
        tuple(strands),
        chart.decimals,
        axis=_room(chart, strands, low if is_banded else (), high if is_banded else ()),
        band=(low, high) if is_banded else None,
        has_legend=len(strands) > 1 or is_banded,
        said=_said(chart, scene),
    )


def _said(chart: Chart, scene: Scene) -> tuple[str, ...]:
    """Tell of the special periods, and that a gap is none of the figures."""
    words = scene.words
    named = {
        point.label: words.tick(point.reading.period) if point.reading else point.label
        for point in chart.series[0].points
    }
    events = [
        words(
            "slides.event_day" if first == last else "slides.event",
            name=name,
            first=named.get(first, first),
            last=named.get(last, last),
        )
        for first, last, name in chart.events
        if name
    ]
    is_broken = any(_has_gap(series) for series in chart.series)
    return (
        *((words("slides.events", names=words("panels.comma").join(events)),) if events else ()),
        *((words("slides.gap"),) if is_broken else ()),
    )


def _has_gap(series: Series) -> bool:
    """Say whether a figure lacks between others; days that are still to come are no gap."""
    known = [at for at, point in enumerate(series.points) if point.value is not None]
    return bool(known) and any(point.value is None for point in series.points[known[0] : known[-1]])


def _levels(chart: Chart, scene: Scene, count: int) -> list[Strand]:
    """Return centre and target as level lines."""
    words = scene.words
    levels = []
    if chart.centre is not None:
        levels.append(Strand(words("slides.centre"), (chart.centre,) * count, "--celadon-3", Look.DASHED))
    if chart.target is not None:
        levels.append(Strand(words("panel.target"), (chart.target,) * count, "--amber", Look.LEVEL))
    return levels


def _room(chart: Chart, strands: Sequence[Strand], *more: Sequence[float | None]) -> tuple[float, float]:
    """Return the ends of an axis that shows all, with a little air; a domain's ends hold where nothing lies outside."""
    values = [value for strand in strands for value in strand.values if value is not None]
    values += [value for each in more for value in each if value is not None]
    values += [end for strand in strands for span in strand.spans if span for end in span]
    low, high = min(values), max(values)
    if chart.domain:
        return min(low, chart.domain[0]), max(high, chart.domain[1])
    most = 100.0 if chart.unit == "%" and high <= 100 else inf
    air = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return (max(low - air, 0.0) if low >= 0 else low - air), min(high + air, most)


def _bars(chart: Chart, scene: Scene) -> Plot:
    points = [p for s in chart.series if any(point.value is not None for point in s.points) for p in s.points]
    strands = [_bar_strand(chart, points)]
    if any(point.target is not None for point in points):
        strands.append(Strand(scene.words("panel.target"), tuple(point.target for point in points), "--amber"))
    top = max((value for strand in strands for value in strand.values if value is not None), default=1.0) or 1.0
    low, high = chart.domain or (0.0, top * 1.12)
    return Plot(
        Shape.BAR,
        tuple(_named(point, scene, point.note if point.is_thin or point.value is None else "") for point in points),
        tuple(strands),
        _decimals(points, chart),
        axis=(low, max(high, top)),
        is_open=False,
        has_legend=len(strands) > 1,
        said=_pale(points, scene),
    )


def _bar_strand(chart: Chart, points: Sequence[Point], hue: str = "--celadon-4") -> Strand:
    hues = {at: blend(hue, PALE) for at, point in enumerate(points) if point.is_thin}
    return Strand(chart.series[0].label, tuple(point.value for point in points), hue, hues=hues, is_labelled=True)


def _decimals(points: Sequence[Point], chart: Chart) -> int:
    """Return the decimals the points are written with, those of their metrics where the chart has none of its own."""
    return max([chart.decimals, *(point.reading.metric.decimals for point in points if point.reading)])


def _named(point: Point, scene: Scene, note: str = "") -> str:
    """Return a point's name with its place before it and, after it, a note or the word of why it has no figure."""
    reading = point.reading
    why = scene.words.status(reading) if point.value is None and reading else note
    name = point.label if point.rank is None else f"{point.rank} {point.label}"
    return f"{name}\n{why}" if why else name


def _pale(points: Sequence[Point], scene: Scene) -> tuple[str, ...]:
    return (scene.words("slides.pale"),) if any(point.is_thin for point in points) else ()


def _ranking(chart: Chart, scene: Scene) -> Plot:
    """Return bars in order of rank; the value of the whole is a bar of its own at their head."""
    points = chart.series[0].points
    own = _bar_strand(chart, points)
    names = tuple(_named(point, scene, " · ".join(filter(None, (point.deviation, point.note)))) for point in points)
    if len(points) > DENSE:
        names = tuple(name.replace("\n", "  ") for name in names)
    hues = {at: "--celadon-6" for at, point in enumerate(points) if point.is_selected} | dict(own.hues)
    values = own.values
    if chart.centre is not None:
        names, values = (scene.words("slides.centre"), *names), (chart.centre, *values)
        hues = {0: "--text-3"} | {at + 1: hue for at, hue in hues.items()}
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    floor = max(low - ((high - low) * 0.6 or abs(high) * 0.1 or 1.0), 0.0)
    return Plot(
        Shape.BAR,
        names,
        (Strand(own.name, values, own.hue, hues=hues, is_labelled=True),),
        chart.decimals,
        axis=(floor, high + (high - floor) * 0.12),
        is_open=False,
        said=(*_cut(floor, chart, scene), *_pale(points, scene)),
    )


def _cut(floor: float, chart: Chart, scene: Scene) -> tuple[str, ...]:
    if not floor:
        return ()
    return (scene.words("slides.cut", floor=f"{scene.words.number(floor, chart.decimals)} {chart.unit}".strip()),)


def _intervals(chart: Chart, scene: Scene) -> Plot:
    points = chart.series[0].points
    spans = tuple((p.low, p.high) if p.low is not None and p.high is not None else None for p in points)
    hollow = {at: "--celadon-2" for at, point in enumerate(points) if point.is_thin}
    own = Strand(
        chart.series[0].label, tuple(p.value for p in points), "--celadon-5", Look.DOTS, hollow, spans, is_labelled=True
    )
    strands = (own, *_levels(chart, scene, len(points)))
    return Plot(
        Shape.LINE,
        tuple(_column_name(point, scene) for point in points),
        strands,
        chart.decimals,
        axis=_room(chart, strands),
        has_legend=True,
        said=(scene.words("slides.pale"),) if hollow else (),
    )


def _column_name(point: Point, scene: Scene) -> str:
    """Return a place's name over its base, or over the word of why it has no figure."""
    base = point.note.removesuffix(scene.words("drawer.small")).strip()  # a small one is drawn pale
    why = scene.words.status(point.reading) if point.value is None and point.reading else base.replace(" ", "\n")
    return f"{point.label}\n{why}" if why else point.label


def _signed(chart: Chart, scene: Scene) -> Plot:
    points = chart.series[0].points
    hues = {at: _tone(point) for at, point in enumerate(points)}
    own = Strand(
        chart.series[0].label, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True
    )
    known = [abs(value) for value in own.values if value is not None]
    reach = (max(known, default=0.0) or 1.0) * 1.25
    names = tuple(_named(point, scene) for point in points)
    return Plot(Shape.BAR, names, (own,), max(chart.decimals, _written(points)), axis=(-reach, reach), is_open=False)


def _written(points: Sequence[Point]) -> int:
    """Return the most decimals that any point is written with."""
    return max(
        (len(point.text.partition(".")[2].rstrip("% ")) for point in points if point.value is not None), default=0
    )


def _tone(point: Point) -> str:
    direction = point.reading.metric.direction if point.reading else Direction.NEUTRAL
    if direction is Direction.NEUTRAL or not point.value:
        return "--celadon-3"
    return "--better" if (point.value > 0) == (direction is Direction.UP) else "--worse"


def _columns(chart: Chart, scene: Scene) -> Plot:
    words = scene.words
    points = chart.series[0].points
    names = tuple(words.tick(point.reading.period) if point.reading else point.label for point in points)
    strands = tuple(
        Strand(
            series.label,
            tuple(point.value for point in series.points),
            series.colour or "--celadon-4",
            hues={at: "--amber" for at, point in enumerate(series.points) if point.is_emphasised},
        )
        for series in chart.series
    )
    most = max(sum(value or 0.0 for value in column) for column in zip(*(s.values for s in strands), strict=True))
    return Plot(
        Shape.STACKED_COLUMN,
        names,
        strands,
        chart.decimals,
        axis=(0.0, most or 1.0),
        has_legend=len(strands) > 1,
        said=_said(chart, scene),
    )


def _waterfall(chart: Chart, scene: Scene) -> Plot:
    """Return a first stock, what came and went, and the last stock, stacked on what is not seen."""
    words, points = scene.words, chart.series[0].points
    figure = waterfall_figure(chart, words, "")
    bases, tops, level = [], [], 0.0
    for point in points:
        value = point.value or 0.0
        bases.append(0.0 if point.is_emphasised else min(level, level + value))
        tops.append(abs(value))
        level = value if point.is_emphasised else level + value
    kinds: tuple[tuple[str, str, Callable[[Point], bool]], ...] = (
        ("stock", "--celadon-6", lambda p: p.is_emphasised),
        ("rise", "--celadon-4", lambda p: not p.is_emphasised and not p.is_thin and (p.value or 0) >= 0),
        ("fall", "--celadon-2", lambda p: not p.is_emphasised and not p.is_thin and (p.value or 0) < 0),
        ("unexplained", "--text-3", lambda p: p.is_thin and not p.is_emphasised),
    )
    seen = [
        Strand(
            words(f"slides.{key}"),
            tuple(
                top if is_own(point) and point.value is not None else None
                for point, top in zip(points, tops, strict=True)
            ),
            hue,
        )
        for key, hue, is_own in kinds
        if any(is_own(point) and point.value is not None for point in points)
    ]
    floor, high = figure["layout"]["yaxis"]["range"]
    return Plot(
        Shape.STACKED_COLUMN,
        tuple(f"{_named(point, scene)}\n{point.text}" for point in points),
        (Strand(" ", tuple(bases), look=Look.UNSEEN), *seen),
        chart.decimals,
        axis=(floor, high),
        is_open=False,
        has_legend=True,
        said=_cut(floor, chart, scene),
    )


def _stacks(chart: Chart, scene: Scene) -> Plot:
    strands = tuple(
        Strand(s.label, tuple(p.value for p in s.points), s.colour or "--celadon-4", is_labelled=True)
        for s in chart.series
    )
    names = tuple(point.label for point in chart.series[0].points)
    return Plot(Shape.STACKED_BAR, names, strands, chart.decimals, is_open=False, has_legend=True)


def _steps(chart: Chart, scene: Scene) -> Plot:
    points = chart.series[0].points
    names = tuple(_named(point, scene, " · ".join(filter(None, (point.lack, point.note)))) for point in points)
    hues = {at: "--amber" for at, point in enumerate(points) if point.is_emphasised}
    own = Strand(
        chart.series[0].label, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True
    )
    top = max((value for value in own.values if value is not None), default=1.0) or 1.0
    return Plot(Shape.BAR, names, (own,), max(chart.decimals, _written(points)), axis=(0.0, top * 1.15), is_open=False)


def _swarm(chart: Chart, scene: Scene) -> Plot:
    words, points = scene.words, chart.series[0].points
    known = [point.value for point in points if point.value is not None]
    marks = [*known, *(value for value in (chart.centre, chart.target) if value is not None)]
    low, high = min([*marks, *(chart.domain or ())]), max([*marks, *(chart.domain or ())])
    air = (high - low) * 0.04 or 1.0
    span = high - low + 2 * air
    dots = spread(points, lambda value: 0.0 if value is None else (value - low + air) / span * 100)
    groups = (
        ("peers", "--celadon-4", Look.DOTS, lambda p: not p.is_selected and not p.is_thin),
        ("thin", "--celadon-4", Look.HOLLOW, lambda p: not p.is_selected and p.is_thin),
        ("own", "--celadon-6", Look.DOTS, lambda p: p.is_selected),
    )
    strands = [
        Strand(
            words(f"slides.{key}"),
            tuple(lift for point, lift in dots if is_in(point)),
            hue,
            look,
            across=tuple(point.value for point, _ in dots if is_in(point) and point.value is not None),
        )
        for key, hue, look, is_in in groups
    ]
    reach = max((abs(lift) for _, lift in dots), default=0.0) + 1.0
    for value, key, hue, look in (
        (chart.centre, "slides.centre", "--celadon-3", Look.DASHED),
        (chart.target, "panel.target", "--amber", Look.LEVEL),
    ):
        if value is not None:
            strands.append(Strand(words(key), (-reach, reach), hue, look, across=(value, value)))
    return Plot(
        Shape.SCATTER,
        tuple(point.label for point, _ in dots),
        tuple(strand for strand in strands if strand.values),
        chart.decimals,
        axis=(low - air, high + air),
        has_legend=True,
    )


KINDS: Mapping[ChartKind, Callable[[Chart, Scene], Plot | None]] = {
    ChartKind.LINE: _line,
    ChartKind.BARS: _bars,
    ChartKind.RANKING: _ranking,
    ChartKind.INTERVALS: _intervals,
    ChartKind.SIGNED: _signed,
    ChartKind.COLUMNS: _columns,
    ChartKind.WATERFALL: _waterfall,
    ChartKind.STACKS: _stacks,
    ChartKind.FUNNEL: _steps,
    ChartKind.STEPS: _steps,
    ChartKind.SWARM: _swarm,
}
