"""The native chart of each kind of chart: its categories and series, before they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dashboard.exports.pptx.plot import (
    PALE,
    Look,
    Plot,
    Shape,
    Strand,
    axis_with_air,
    cut_words,
    level_strands,
    named_point,
    pale_words,
    written_decimals,
)
from dashboard.exports.pptx.plots_over_time import columns_plot, line_plot, waterfall_plot
from layouts.charts.chart import Chart, ChartKind, Point
from layouts.charts.geometry.axis import Tone, signed_axis, tone_of
from layouts.charts.geometry.marks import spread
from layouts.charts.tokens import blend
from layouts.scene import Scene

DENSE = 11  # with more bars than this each name is on one line
TONES: dict[Tone, str] = {"better": "--better", "worse": "--worse", "neutral": "--celadon-3"}
SHORT = 2  # a unit of so many letters at most is written beside each figure


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


def _bars(chart: Chart, scene: Scene) -> Plot:
    points = [p for s in chart.series if any(point.value is not None for point in s.points) for p in s.points]
    strands = [_bar_strand(chart, points)]
    if any(point.target is not None for point in points):
        strands.append(Strand(scene.words("panel.target"), tuple(point.target for point in points), "--amber"))
    top = max((value for strand in strands for value in strand.values if value is not None), default=1.0) or 1.0
    low, high = chart.domain or (0.0, top * 1.12)
    return Plot(
        Shape.BAR,
        tuple(
            named_point(point, scene, point.note if point.is_thin or point.value is None else "") for point in points
        ),
        tuple(strands),
        _decimals(points, chart),
        axis=(low, max(high, top)),
        is_open=False,
        has_legend=len(strands) > 1,
        said=pale_words(points, scene),
    )


def _bar_strand(chart: Chart, points: Sequence[Point], hue: str = "--celadon-4") -> Strand:
    hues = {at: blend(hue, PALE) for at, point in enumerate(points) if point.is_thin}
    return Strand(chart.series[0].label, tuple(point.value for point in points), hue, hues=hues, is_labelled=True)


def _decimals(points: Sequence[Point], chart: Chart) -> int:
    """Return the decimals the points are written with, those of their metrics where the chart has none of its own."""
    return max([chart.decimals, *(point.reading.metric.decimals for point in points if point.reading)])


def _ranking(chart: Chart, scene: Scene) -> Plot:
    """Return bars in order of rank; the value of the whole is a bar of its own at their head."""
    points = chart.series[0].points
    own = _bar_strand(chart, points)
    names = tuple(
        named_point(point, scene, " · ".join(filter(None, (point.deviation, point.note)))) for point in points
    )
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
        said=(*cut_words(floor, chart, scene), *pale_words(points, scene)),
    )


def _intervals(chart: Chart, scene: Scene) -> Plot:
    points = chart.series[0].points
    spans = tuple((p.low, p.high) if p.low is not None and p.high is not None else None for p in points)
    hollow = {at: "--celadon-2" for at, point in enumerate(points) if point.is_thin}
    own = Strand(
        chart.series[0].label, tuple(p.value for p in points), "--celadon-5", Look.DOTS, hollow, spans, is_labelled=True
    )
    strands = (own, *level_strands(chart, scene, len(points)))
    return Plot(
        Shape.LINE,
        tuple(_column_name(point, scene) for point in points),
        strands,
        chart.decimals,
        axis=axis_with_air(chart, strands),
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
    hues = {at: TONES[tone_of(point)] for at, point in enumerate(points)}
    own = Strand(
        chart.series[0].label, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True
    )
    reach = (max(map(abs, signed_axis(chart))) or 1.0) * 1.25
    names = tuple(named_point(point, scene) for point in points)
    return Plot(
        Shape.BAR, names, (own,), max(chart.decimals, written_decimals(points)), axis=(-reach, reach), is_open=False
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
    names = tuple(named_point(point, scene, " · ".join(filter(None, (point.lack, point.note)))) for point in points)
    hues = {at: "--amber" for at, point in enumerate(points) if point.is_emphasised}
    own = Strand(
        chart.series[0].label, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True
    )
    top = max((value for value in own.values if value is not None), default=1.0) or 1.0
    return Plot(
        Shape.BAR, names, (own,), max(chart.decimals, written_decimals(points)), axis=(0.0, top * 1.15), is_open=False
    )


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
    ChartKind.LINE: line_plot,
    ChartKind.BARS: _bars,
    ChartKind.RANKING: _ranking,
    ChartKind.INTERVALS: _intervals,
    ChartKind.SIGNED: _signed,
    ChartKind.COLUMNS: columns_plot,
    ChartKind.WATERFALL: waterfall_plot,
    ChartKind.STACKS: _stacks,
    ChartKind.FUNNEL: _steps,
    ChartKind.STEPS: _steps,
    ChartKind.SWARM: _swarm,
}
