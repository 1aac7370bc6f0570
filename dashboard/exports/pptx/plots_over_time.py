"""The native charts of lines, columns over time and waterfalls."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.exports.pptx.plot import (
    Look,
    Plot,
    PlotShape,
    Strand,
    axis_with_air,
    cut_words,
    level_strands,
    named_point,
)
from layouts.charts.geometry.waterfall import HUES, Turn, cascade, turn
from layouts.charts.kinds import ColumnChart, LineChart, Point, Series, WaterfallChart
from layouts.context import Context

SIGNALS = {"concerning": "--worse", "improving": "--better", "neutral": "--text-2"}
TURNS: Mapping[Turn, tuple[Turn, ...]] = {  # the name of a series, and what is in it
    "stock": ("stock",),
    "rise": ("rise", "still"),
    "fall": ("fall",),
    "unexplained": ("unexplained",),
}


def line_plot(chart: LineChart, context: Context) -> Plot:
    """Return lines with their limits, levels and signals."""
    words, points = context.words, chart.series[0].points
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
    strands += level_strands(chart, context, len(points))
    for kind, hue in SIGNALS.items():
        marked = tuple(point.value if point.signal == kind else None for point in points)
        if any(value is not None for value in marked):
            strands.append(Strand(words(f"slides.signal.{kind}"), marked, hue, Look.DOTS))
    return Plot(
        PlotShape.LINE,
        names,
        tuple(strands),
        chart.decimals,
        axis=axis_with_air(chart, strands, low if is_banded else (), high if is_banded else ()),
        band=(low, high) if is_banded else None,
        has_legend=len(strands) > 1 or is_banded,
        said=(*_event_words(chart, context), *_gap_words(chart, context)),
    )


def _event_words(chart: LineChart, context: Context) -> tuple[str, ...]:
    """Return the sentence that names the special periods, where there are any."""
    words = context.words
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
    return (words("slides.events", names=words("panels.comma").join(events)),) if events else ()


def _gap_words(chart: LineChart | ColumnChart, context: Context) -> tuple[str, ...]:
    """Return the sentence that a gap is not a figure, where there is one."""
    return (context.words("slides.gap"),) if any(_has_gap(series) for series in chart.series) else ()


def _has_gap(series: Series[Point]) -> bool:
    """Say whether a figure is missing between others; days that are still to come are no gap."""
    known = [at for at, point in enumerate(series.points) if point.value is not None]
    return bool(known) and any(point.value is None for point in series.points[known[0] : known[-1]])


def columns_plot(chart: ColumnChart, context: Context) -> Plot:
    """Return stacked columns over time."""
    words = context.words
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
        PlotShape.STACKED_COLUMN,
        names,
        strands,
        chart.decimals,
        axis=(0.0, most or 1.0),
        has_legend=len(strands) > 1,
        said=_gap_words(chart, context),
    )


def waterfall_plot(chart: WaterfallChart, context: Context) -> Plot:
    """Return a first stock, what came and went, and the last stock, stacked on invisible columns."""
    words, points = context.words, chart.points
    laid = cascade(points)
    known = list(zip(points, laid.heights, strict=True))
    seen = [
        Strand(
            words(f"slides.{key}"),
            tuple(height if turn(p) in turns and p.value is not None else None for p, height in known),
            HUES[key],
        )
        for key, turns in TURNS.items()
        if any(turn(point) in turns and point.value is not None for point in points)
    ]
    return Plot(
        PlotShape.STACKED_COLUMN,
        tuple(f"{named_point(point, context)}\n{point.text}" for point in points),
        (Strand(" ", laid.bases, look=Look.UNSEEN), *seen),
        chart.decimals,
        axis=laid.axis,
        is_open=False,
        has_legend=True,
        said=cut_words(laid.axis[0], chart, context),
    )
