"""The native chart of each kind of chart: its categories and series, before they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from math import floor

from dashboard.exports.pptx.plot import (
    PALE,
    Look,
    Plot,
    PlotShape,
    Strand,
    axis_with_air,
    cut_words,
    level_strands,
    named_point,
)
from dashboard.exports.pptx.plots_over_time import columns_plot, line_plot, waterfall_plot
from layouts.charts.bases import base_words, deviation_words
from layouts.charts.geometry.axis import Tone, signed_axis, swarm_axis, tone_of
from layouts.charts.geometry.marks import spread
from layouts.charts.kinds import (
    Bar,
    BarChart,
    Chart,
    ColumnChart,
    FunnelChart,
    IntervalChart,
    LineChart,
    RankedInterval,
    RankingChart,
    SeriesChart,
    SignedChart,
    StackChart,
    SwarmChart,
    WaterfallChart,
)
from layouts.charts.tokens import blend
from layouts.context import Context

DENSE = 11  # with more bars than this each name is on one line
TONES: dict[Tone, str] = {"better": "--better", "worse": "--worse", "neutral": "--celadon-3"}
SHORT = 2  # a unit of so many letters at most is written beside each figure


def plot_of(chart: Chart, context: Context) -> Plot | None:
    """Return the native chart of a chart; None for the kinds that are tables or maps, and where nothing has a value."""
    if not isinstance(chart, SeriesChart) or not any(
        p.value is not None for series in chart.series for p in series.points
    ):
        return None
    plot, unit = _plot(chart, context), context.words.unit_named(chart.unit)
    if not unit:
        return plot
    is_beside = plot.shape is PlotShape.BAR and len(unit) <= SHORT
    if is_beside:
        return replace(plot, unit=unit)
    if plot.is_open and plot.axis and plot.shape is not PlotShape.SCATTER:
        highest = context.words.number(floor(plot.axis[1] * 10**plot.decimals) / 10**plot.decimals, plot.decimals)
        return replace(plot, unit=context.words.unit_named(chart.unit, highest))
    return replace(plot, said=(*plot.said, context.words("slides.unit", unit=unit)))


@singledispatch
def _plot(chart: SeriesChart, context: Context) -> Plot:
    raise TypeError(f"no native chart for {type(chart).__name__}")


_plot.register(LineChart, line_plot)
_plot.register(ColumnChart, columns_plot)
_plot.register(WaterfallChart, waterfall_plot)


@_plot.register
def _(chart: BarChart, context: Context) -> Plot:
    points = [p for s in chart.series if any(point.value is not None for point in s.points) for p in s.points]
    pale = {at: blend("--celadon-4", PALE) for at, point in enumerate(points) if point.has_small_base}
    values = tuple(point.value for point in points)
    strands = [Strand(chart.series[0].label, values, "--celadon-4", hues=pale, is_labelled=True)]
    if any(point.target is not None for point in points):
        strands.append(Strand(context.words("panel.target"), tuple(point.target for point in points), "--amber"))
    top = max((value for strand in strands for value in strand.values if value is not None), default=1.0) or 1.0
    low, high = chart.domain or (0.0, top * 1.12)
    return Plot(
        PlotShape.BAR,
        tuple(
            named_point(point, context, point.note if point.has_small_base or point.value is None else "")
            for point in points
        ),
        tuple(strands),
        _decimals(points, chart),
        axis=(low, max(high, top)),
        is_open=False,
        has_legend=len(strands) > 1,
        said=(context.words("slides.pale"),) if pale else (),
    )


def _decimals(points: Sequence[Bar], chart: BarChart) -> int:
    """Return the decimals the points are written with, those of their metrics where the chart has none of its own."""
    return max([chart.decimals, *(point.reading.metric.decimals for point in points if point.reading)])


@_plot.register
def _(chart: RankingChart, context: Context) -> Plot:
    """Return bars in order of rank; the value of the whole is a bar of its own at their head."""
    points = chart.points
    names = tuple(
        named_point(
            point,
            context,
            " · ".join(
                filter(None, (deviation_words(point, chart.decimals, context.words), base_words(point, context.words)))
            ),
            point.rank,
        )
        for point in points
    )
    if len(points) > DENSE:
        names = tuple(name.replace("\n", "  ") for name in names)
    hues = {at: "--celadon-6" for at, point in enumerate(points) if point.is_selected}
    values = tuple(point.value for point in points)
    if chart.centre is not None:
        names, values = (context.words("slides.centre"), *names), (chart.centre, *values)
        hues = {0: "--text-3"} | {at + 1: hue for at, hue in hues.items()}
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    floor = max(low - ((high - low) * 0.6 or abs(high) * 0.1 or 1.0), 0.0)
    return Plot(
        PlotShape.BAR,
        names,
        (Strand(chart.name, values, "--celadon-4", hues=hues, is_labelled=True),),
        chart.decimals,
        axis=(floor, high + (high - floor) * 0.12),
        is_open=False,
        said=cut_words(floor, chart, context),
    )


@_plot.register
def _(chart: IntervalChart, context: Context) -> Plot:
    points = chart.points
    spans = tuple((p.low, p.high) if p.low is not None and p.high is not None else None for p in points)
    hollow = {at: "--celadon-2" for at, point in enumerate(points) if point.has_small_base}
    own = Strand(chart.name, tuple(p.value for p in points), "--celadon-5", Look.DOTS, hollow, spans, is_labelled=True)
    strands = (own, *level_strands(chart, context, len(points)))
    return Plot(
        PlotShape.LINE,
        tuple(_column_name(point, context) for point in points),
        strands,
        chart.decimals,
        axis=axis_with_air(chart, strands),
        has_legend=True,
        said=(context.words("slides.pale"),) if hollow else (),
    )


def _column_name(point: RankedInterval, context: Context) -> str:
    """Return a place's name over its base, or over the word of why it has no figure."""
    if point.value is None and point.reading:
        return f"{point.label}\n{context.words.status(point.reading)}"
    base = "" if point.base is None else context.words.number(point.base)  # a small one is drawn pale
    return "\n".join(filter(None, (point.label, base, *point.note.split())))


@_plot.register
def _(chart: SignedChart, context: Context) -> Plot:
    points = chart.points
    hues = {at: TONES[tone_of(point)] for at, point in enumerate(points)}
    own = Strand(chart.name, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True)
    reach = (max(map(abs, signed_axis(chart))) or 1.0) * 1.25
    names = tuple(named_point(point, context) for point in points)
    return Plot(PlotShape.BAR, names, (own,), chart.decimals, axis=(-reach, reach), is_open=False)


@_plot.register
def _(chart: StackChart, context: Context) -> Plot:
    strands = tuple(
        Strand(s.label, tuple(p.value for p in s.points), s.colour or "--celadon-4", is_labelled=True)
        for s in chart.series
    )
    names = tuple(point.label for point in chart.series[0].points)
    return Plot(PlotShape.STACKED_BAR, names, strands, chart.decimals, is_open=False, has_legend=True)


@_plot.register
def _(chart: FunnelChart, context: Context) -> Plot:
    points = chart.points
    names = tuple(named_point(point, context, " · ".join(filter(None, (point.lack, point.note)))) for point in points)
    hues = {at: "--amber" for at, point in enumerate(points) if point.is_emphasised}
    own = Strand(chart.name, tuple(point.value for point in points), "--celadon-4", hues=hues, is_labelled=True)
    top = max((value for value in own.values if value is not None), default=1.0) or 1.0
    return Plot(PlotShape.BAR, names, (own,), chart.decimals, axis=(0.0, top * 1.15), is_open=False)


@_plot.register
def _(chart: SwarmChart, context: Context) -> Plot:
    words, points = context.words, chart.points
    low, high = swarm_axis(chart)
    air = (high - low) * 0.04 or 1.0
    span = high - low + 2 * air
    dots = spread(points, lambda value: 0.0 if value is None else (value - low + air) / span * 100)
    groups = (
        ("peers", "--celadon-4", Look.DOTS, lambda p: not p.is_selected and not p.has_small_base),
        ("thin", "--celadon-4", Look.HOLLOW, lambda p: not p.is_selected and p.has_small_base),
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
    if chart.target is not None:
        ends = (chart.target, chart.target)
        strands.append(Strand(words("panel.target"), (-reach, reach), "--amber", Look.LEVEL, across=ends))
    return Plot(
        PlotShape.SCATTER,
        tuple(point.label for point, _ in dots),
        tuple(strand for strand in strands if strand.values),
        chart.decimals,
        axis=(low - air, high + air),
        has_legend=True,
    )
