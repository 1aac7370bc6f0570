"""Pictures of what goes over time: lines with their limits, stacked columns, waterfalls, calendars, dated events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.exports.pictures.ink import SMALL, Align, Ink, extent, fit, heat, widest, wrap
from layouts.charts.geometry.line import SIDE, LineMarks, line, ticks_between
from layouts.charts.geometry.marks import STEPS, calendar_rows, shade, shade_between
from layouts.charts.geometry.waterfall import HUES, cascade, turn
from layouts.charts.kinds import (
    CalendarChart,
    CalendarDay,
    ColouredSeries,
    ColumnChart,
    LineChart,
    Point,
    StepKind,
    TimelineChart,
    WaterfallChart,
)
from layouts.context import Context

HEIGHT = 118.0  # of a plot
LEGEND = 15.0
FOOT = 14.0  # under a plot, for the names of its periods
RINGS = {"improving": "--better", "concerning": "--worse"}
SPARSE = 7  # at most so many names under a plot


def line_ink(chart: LineChart, context: Context, width: float) -> Ink:
    """Draw lines with the band of normal variation, centre, target, named periods, and a ring about each signal."""
    laid = line(chart)
    ticks = laid.ticks if laid.runs else ()
    figures = _scale([value for _, value in ticks], chart, context)
    scale = [(height, text) for (height, _), text in zip(ticks, figures, strict=True)]
    levels = _levels(laid, chart, context)
    left = widest([text for _, text in scale], SMALL) + 6
    right = widest([name for _, name, _ in levels], SMALL) + 8
    top = (LEGEND if len(chart.series) > 1 else 0) + 6
    ink = Ink(width, top + HEIGHT + FOOT)
    across, plot = (width - left - right) / SIDE, HEIGHT / SIDE

    def spots(points: str) -> Iterator[tuple[float, float]]:
        for pair in points.split():
            x, y = pair.split(",")
            yield left + float(x) * across, top + float(y) * plot

    for band in laid.limits:
        ink.area(spots(band), "--celadon-1")
    for start, wide, _ in laid.bands:
        ink.box(left + start * across, top, wide * across, HEIGHT, "--track")
    _name_bands(ink, [(left + start * across + 2, name) for start, _, name in laid.bands], width, top)
    for height, text in scale:
        y = top + height * plot
        ink.line((left, y), (width - right, y), "--line", 0.5)
        ink.text((left - 4, y), text, hue="--text-3", size=SMALL, align="end")
    for height, _, token in levels:
        y = top + height * plot
        ink.line((left, y), (width - right, y), token.removesuffix("-text"), 1, "" if "amber" in token else "3 2")
    for (_, name, token), y in zip(levels, _apart([top + each[0] * plot for each in levels]), strict=True):
        ink.text((width - right + 4, y), name, hue=token, size=SMALL)
    if not laid.runs:
        ink.line((left, top + HEIGHT), (width - right, top + HEIGHT), "--line")
    for each in laid.runs:
        ink.run(spots(each.points), each.colour)
    for x, y, kind in laid.signals:
        ink.dot((left + x * across, top + y * plot), 3, "--panel", RINGS.get(kind, "--text-2"), 1.4)
    for x, y in laid.dots:
        ink.dot((left + x * across, top + y * plot), 2.4, "--celadon-6")
    _name_periods(ink, chart.series[0].points, context, left, width - right, top + HEIGHT + 8)
    _legend(ink, chart.series)
    return ink


def _name_bands(ink: Ink, names: Sequence[tuple[float, str]], width: float, top: float) -> None:
    """Write the names of special periods over their bands, lower where the name before would overlap."""
    ends: list[float] = []  # of the lines written so far
    for left, name in names:
        text = fit(name, width - left, SMALL)
        line = next((at for at, end in enumerate(ends) if end <= left), len(ends))
        ends[line : line + 1] = [left + extent(text, SMALL) + 4]
        ink.text((left, top + 6 + line * (SMALL + 1.5)), text, hue="--text-3", size=SMALL)


def _scale(values: Sequence[float], chart: LineChart | ColumnChart, context: Context) -> list[str]:
    """Return the figures of a scale, the highest with the unit."""
    top = max(values, default=0.0)
    texts = [context.words.number(value, chart.decimals) for value in values]
    return [
        f"{text} {context.words.unit_named(chart.unit, text) if value == top else ''}".strip()
        for value, text in zip(values, texts, strict=True)
    ]


def _levels(laid: LineMarks, chart: LineChart, context: Context) -> list[tuple[float, str, str]]:
    """Return the height, the name and the colour of target and centre, of each that the chart has."""
    both = (
        (laid.target, _level(context.words("panel.target"), chart.target, chart, context), "--amber-text"),
        (laid.centre, _level(context.words("paper.centre"), chart.centre, chart, context), "--text-3"),
    )
    return [(height, name, token) for height, name, token in both if height is not None]


def _level(name: str, value: float | None, chart: LineChart, context: Context) -> str:
    if value is None:
        return ""
    return f"{name} {context.words.number(value, 0 if value == round(value) else chart.decimals)}"


def _apart(heights: Sequence[float]) -> list[float]:
    """Return the heights of at most two names, moved apart where they would touch."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= SMALL + 1:
        return list(heights)
    middle, lift = sum(heights) / 2, (SMALL + 1) / 2
    return [middle - lift, middle + lift] if heights[0] <= heights[1] else [middle + lift, middle - lift]


def column_ink(chart: ColumnChart, context: Context, width: float) -> Ink:
    """Draw stacked columns over time; an unknown value is a dash, not a column."""
    points = [series.points for series in chart.series]
    sums = [sum(point.value or 0 for point in column) for column in zip(*points, strict=True)]
    most = max(sums, default=0.0) or 1.0
    ticks = ticks_between(0, most, chart.decimals) if any(sums) else []
    scale = _scale(ticks, chart, context)
    left, top = widest(scale, SMALL) + 6, (LEGEND if len(points) > 1 else 0) + 6
    ink = Ink(width, top + HEIGHT + FOOT)
    plot, step = HEIGHT / most, (width - left) / max(len(sums), 1)
    bottom = top + HEIGHT
    for value, text in zip(ticks, scale, strict=True):
        ink.line((left, bottom - value * plot), (width, bottom - value * plot), "--line", 0.5)
        ink.text((left - 4, bottom - value * plot), text, hue="--text-3", size=SMALL, align="end")
    for at, column in enumerate(zip(*points, strict=True)):
        x, foot = left + (at + 0.14) * step, bottom
        for point, series in zip(column, chart.series, strict=True):
            high = (point.value or 0) * plot
            foot -= high
            fill = "--amber" if point.is_emphasised else series.colour or "--celadon-4"
            ink.box(x, foot, step * 0.72, high, fill, "--panel" if len(points) > 1 and high else "")
        if all(point.value is None for point in column):
            ink.text((x + step * 0.36, bottom - 4), "—", hue="--text-3", size=SMALL, align="middle")
    _name_periods(ink, chart.series[0].points, context, left, width, bottom + 8)
    _legend(ink, chart.series)
    return ink


def waterfall_ink(chart: WaterfallChart, context: Context, width: float) -> Ink:
    """Draw a first stock, signed changes and the last stock, each with its figure above and its name below."""
    points = chart.points
    laid = cascade(points)
    low, high = laid.axis
    ink = Ink(width, HEIGHT + FOOT + 6)
    step, plot = width / max(len(points), 1), HEIGHT / ((high - low) or 1)
    bottom = HEIGHT + 4
    ink.line((0, bottom), (width, bottom), "--line")
    for at, (point, (base, height)) in enumerate(zip(points, laid.cut, strict=True)):
        foot, tall = bottom - (base - low) * plot, max(height * plot, 0.8)
        middle = (at + 0.5) * step
        if point.value is not None:
            ink.box(at * step + step * 0.2, foot - tall, step * 0.6, tall, HUES[turn(point)])
        ink.text((middle, foot - tall - 7), point.text, align="middle", bold=point.move is StepKind.STOCK)
        ink.text((middle, bottom + 9), fit(point.label, step, SMALL), hue="--text-2", size=SMALL, align="middle")
    return ink


def calendar_ink(chart: CalendarChart, context: Context, width: float) -> Ink:
    """Draw days as a field of squares, a week a column; a day without a figure is crossed, one past its limit ringed."""
    words, points = context.words, chart.points
    rows, months = calendar_rows(points)
    step = shade_between(*chart.domain) if chart.domain else shade([point.value for point in points])
    weeks = max((len(row) for row in rows), default=0) or 1
    left, top = 16.0, 14.0
    cell = min((width - left) / weeks, 14.0)
    ink = Ink(width, top + 7 * cell + (18 if chart.domain else 4))
    at = 0
    for month, count in months:
        if count > 1:
            ink.text((left + at * cell, 6), words("chart.month", month=month), hue="--text-3", size=SMALL)
        at += count
    for down, row in enumerate(rows):
        ink.text((0, top + (down + 0.5) * cell), words(f"chart.weekday.{down}"), hue="--text-3", size=min(SMALL, cell))
        for week, point in enumerate(row):
            if point is not None:
                _day(
                    ink,
                    left + week * cell,
                    top + down * cell,
                    cell - 1.2,
                    point,
                    heat(step(point.value)),
                )
    if chart.domain:
        low, high = chart.domain
        limits = [words.number(low + (high - low) * each / STEPS) for each in range(STEPS)]
        x, y = left, top + 7 * cell + 10
        limits[-1] = f"≥{limits[-1]} {words.unit_named(chart.unit, limits[-1])}"
        for at, text in enumerate(limits, 1):
            ink.box(x, y - 4, 8, 8, heat(at, is_bad=False))
            ink.text((x + 11, y), text, hue="--text-3", size=SMALL)
            x += extent(text, SMALL) + 20
    return ink


def _day(ink: Ink, left: float, top: float, side: float, point: CalendarDay, fill: str) -> None:
    if point.value is None:
        ink.box(left, top, side, side, "--panel", "--line")
        ink.line((left, top + side), (left + side, top), "--text-3", 0.5)
        return
    ink.box(left, top, side, side, fill)
    if point.is_past_limit:
        ink.box(left + 0.4, top + 0.4, side - 0.8, side - 0.8, "none", "--worse")


def timeline_ink(chart: TimelineChart, context: Context, width: float) -> Ink:
    """Write dated events in order along a line, each with what it was."""
    points = chart.points
    left = widest([point.label for point in points]) + 18
    written = [
        [(row, "--text-1") for row in wrap(point.text, width - left)]
        + [(row, "--text-3") for row in (wrap(point.note, width - left) if point.note else [])]
        for point in points
    ]
    ink = Ink(width, sum(len(rows) * 12.5 + 6 for rows in written) + 4)
    y = 8.0
    ink.line((left - 9, 4), (left - 9, ink.height - 4), "--celadon-2")
    for point, rows in zip(points, written, strict=True):
        ink.text((left - 18, y), point.label, hue="--text-2", align="end")
        ink.dot((left - 9, y), 2.6, "--amber" if point.is_emphasised else "--celadon-5")
        for text, token in rows:
            ink.text((left, y), text, hue=token)
            y += 12.5
        y += 6
    return ink


def _name_periods(ink: Ink, points: Sequence[Point], context: Context, left: float, right: float, y: float) -> None:
    """Write the first and last period under a plot, and some between where there is room."""
    names = [context.words.tick(p.reading.period) if p.reading else p.label for p in points]
    room = widest(names, SMALL) + 10
    count = max(min(int((right - left) / room), SPARSE, len(names)), 2)
    marked = {round(step * (len(names) - 1) / (count - 1)) for step in range(count)}
    width = (right - left) / max(len(names), 1)
    for at in sorted(marked):
        middle = left + (at + 0.5) * width
        half = extent(names[at], SMALL) / 2
        align: Align = "start" if middle - half < left else "end" if middle + half > right else "middle"
        x = {"start": left, "middle": middle, "end": right}[align]
        ink.text((x, y), names[at], hue="--text-3", size=SMALL, align=align)


def _legend(ink: Ink, series: Sequence[ColouredSeries[Point]]) -> None:
    if len(series) < 2:
        return
    x = 0.0
    for each in series:
        ink.box(x, 3, 8, 8, each.colour or "--celadon-5")
        ink.text((x + 11, 7), each.label, hue="--text-2", size=SMALL + 0.5)
        x += extent(each.label, (SMALL + 0.5)) + 24
