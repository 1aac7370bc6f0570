"""Pictures made of rows: bars, rankings, intervals, deviations, funnels, shares, and fields of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dashboard.exports.pictures.ink import BODY, SMALL, Ink, extent, fit, heat, widest
from data.readings import Status
from layouts.charts.bases import base_words, deviation_words
from layouts.charts.geometry.axis import (
    Ends,
    Tone,
    bar_axis,
    interval_axis,
    longest_of,
    ranking_axis,
    signed_axis,
    stack_axis,
    swarm_axis,
    swarm_room,
    tone_of,
)
from layouts.charts.geometry.marks import shade, spread
from layouts.charts.kinds import (
    Bar,
    BarChart,
    FunnelChart,
    IntervalChart,
    MatrixChart,
    Point,
    RankingChart,
    SignedChart,
    StackChart,
    SwarmChart,
)
from layouts.context import Context

ROW, AIR = 15.0, 8.0
LABEL = 0.3  # of the width at most for the names of rows
REM = 7.0  # points to a rem of a swarm
TONES: dict[Tone, str] = {"better": "--celadon-4", "worse": "--worse", "neutral": "--celadon-3"}
Share = Callable[[float | None], float]


def bars_ink(chart: BarChart, context: Context, width: float) -> Ink:
    """Draw bars with their target marks; a bar on a base under 100 is hatched, one without a figure says why."""
    points = [point for series in chart.series for point in series.points]
    ink = Ink(width, ROW * len(points) + 4)
    left = _labels(ink, points, [p.is_selected or p.falls_short for p in points], width)
    right = widest([_figure(point, chart, context) for point in points]) + AIR
    share = _share(bar_axis(chart), left, width - right)
    for at, point in enumerate(points):
        y = _middle(at)
        if point.value is None:
            ink.text((left, y), _why(point, context), hue="--text-3", size=SMALL)
        else:
            ink.box(left, y - 3, width - right - left, 6, "--track")
            ink.box(left, y - 3, share(point.value) - left, 6, _bar_fill(ink, point))
            if point.target is not None:
                ink.line((share(point.target), y - 5.5), (share(point.target), y + 5.5), "--amber", 1.4)
        ink.text((width, y), _figure(point, chart, context), align="end", bold=point.value is not None)
    return ink


def ranking_ink(chart: RankingChart, context: Context, width: float) -> Ink:
    """Draw a ranking: place, name, bar beside the parent's value, figure, deviation and base."""
    points = chart.points
    ink = Ink(width, ROW * len(points) + 4)
    left = _labels(ink, points, [p.is_selected for p in points], width, ranks=[p.rank for p in points])
    bases = [base_words(p, context.words) for p in points]
    deviations = [deviation_words(p, chart.decimals, context.words) for p in points]
    columns = _columns(ink, [bases, deviations], points)
    figures = widest([p.text for p in points if p.value is not None]) + AIR
    right = width - sum(columns) - figures
    share = _share(ranking_axis(chart), left, right)
    for at, point in enumerate(points):
        if point.value is None:
            ink.text((left, _middle(at)), f"{point.text} {_why(point, context)}", hue="--text-3", size=SMALL)
            continue
        y = _middle(at)
        ink.box(left, y - 3, right - left, 6, "--track")
        ink.box(left, y - 3, share(point.value) - left, 6, "--celadon-4")
        ink.text((right + figures, y), point.text, align="end", bold=True)
    _level(ink, chart.centre, share, "--text-3", "3 2")
    return ink


def intervals_ink(chart: IntervalChart, context: Context, width: float) -> Ink:
    """Draw a ranking as dots with their intervals, the base at the end; dots on small bases are hollow."""
    points = chart.points
    ink = Ink(width, ROW * len(points) + 4)
    left = _labels(ink, points, [p.is_selected or p.is_behind for p in points], width, ranks=[p.rank for p in points])
    figures = widest([p.text for p in points if p.value is not None]) + AIR
    (bases,) = _columns(ink, [[base_words(p, context.words) for p in points]], points)
    share = _share(interval_axis(chart), left + figures, width - bases)
    _level(ink, chart.centre, share, "--text-3", "3 2")
    _level(ink, chart.target, share, "--amber")
    for at, point in enumerate(points):
        y = _middle(at)
        if point.value is None:
            ink.text((left, y), f"{point.text} {_why(point, context)}", hue="--text-3", size=SMALL)
            continue
        ink.text((left + figures - AIR, y), point.text, align="end", bold=True)
        if point.low is not None and point.high is not None:
            ink.line((share(point.low), y), (share(point.high), y), "--celadon-3", 1.4)
        ink.dot((share(point.value), y), 2.4, "#ffffff" if point.has_small_base else "--celadon-5", "--celadon-5", 1)
    return ink


def signed_ink(chart: SignedChart, context: Context, width: float) -> Ink:
    """Draw bars to both sides of zero, red only where the metric behind them says that this is worse."""
    points = chart.points
    ink = Ink(width, ROW * len(points) + 4)
    left = _labels(ink, points, [p.is_total for p in points], width)
    right = widest([p.text for p in points]) + AIR
    share = _share(signed_axis(chart), left, width - right)
    for at, point in enumerate(points):
        y = _middle(at)
        if point.value is None:
            ink.text((left, y), point.note, hue="--text-3", size=SMALL)
        else:
            start, end = sorted((share(0), share(point.value)))
            ink.box(start, y - 3.5, end - start, 7, TONES[tone_of(point)])
        ink.text((width, y), point.text, align="end", bold=True)
    _level(ink, 0.0, share, "--text-3")
    return ink


def funnel_ink(chart: FunnelChart, context: Context, width: float) -> Ink:
    """Draw what is left step by step, with what was lost written beside each bar."""
    points = chart.points
    ink = Ink(width, 18.0 * len(points) + 4)
    left = _labels(ink, points, [p.is_emphasised for p in points], width, step=18.0)
    notes = [[(p.lack, "--worse"), (p.note, "--text-3")] for p in points]
    room = widest(["  ".join(text for text, _ in each if text) for each in notes], SMALL) + 12
    room = min(room + widest([p.text for p in points]), (width - left) * 0.6)
    share = _share((0, longest_of(points)), left, width - room)
    for at, (point, written) in enumerate(zip(points, notes, strict=True)):
        y = _middle(at, 18.0)
        ink.box(left, y - 6, share(point.value) - left, 12, "--amber" if point.is_emphasised else "--celadon-4")
        x = share(point.value) + 5
        ink.text((x, y), point.text, bold=point.value is not None)
        x += extent(point.text, BODY) + 6
        if point.value is None:
            ink.text((x, y), _why(point, context), hue="--text-3", size=SMALL)
        for text, token in written:
            if text and point.value is not None:
                ink.text((x, y), fit(text, width - x, SMALL), hue=token, size=SMALL)
                x += extent(text, SMALL) + 8
    return ink


def stacks_ink(chart: StackChart, context: Context, width: float) -> Ink:
    """Draw rows of bars with the series side by side in each, and their figures at the end."""
    rows = list(zip(*(series.points for series in chart.series), strict=True))
    top = 15.0
    ink = Ink(width, top + ROW * len(rows) + 4)
    left = _labels(ink, chart.series[0].points, [row[0].is_selected for row in rows], width, top=top)
    figures = [" / ".join(p.text for p in row) for row in rows]
    share = _share(stack_axis(chart), left, width - widest(figures) - AIR)
    x = left
    for series in chart.series:
        ink.box(x, 3, 8, 8, series.colour or "--celadon-4")
        ink.text((x + 11, 7), series.label, hue="--text-2", size=SMALL)
        x += extent(series.label, SMALL) + 24
    for at, (row, text) in enumerate(zip(rows, figures, strict=True)):
        y, so_far = top + _middle(at), 0.0
        for point, series in zip(row, chart.series, strict=True):
            if point.value:
                end = so_far + point.value
                ink.box(share(so_far), y - 4, share(end) - share(so_far), 8, series.colour or "--celadon-4")
                so_far = end
        ink.text((width, y), text, align="end")
    return ink


def swarm_ink(chart: SwarmChart, context: Context, width: float) -> Ink:
    """Draw every peer as a dot on one axis, the own one dark and named; dots on small bases are hollow."""
    points = chart.points
    low, high = swarm_axis(chart)
    share = _share(swarm_room(chart), 4, width - 4)
    dots = spread(points, lambda value: 0.0 if value is None else (share(value) - 4) / (width - 8) * 100)
    reach = max((abs(lift) for _, lift in dots), default=0.0) * REM + 14
    middle = reach
    ink = Ink(width, 2 * reach + 14)
    ink.line((0, middle), (width, middle), "--line")
    if chart.target is not None:
        ink.line((share(chart.target), 8), (share(chart.target), 2 * reach - 6), "--amber", 1)
    for point, lift in dots:
        own = point.is_selected
        edge = "--celadon-6" if own else "--celadon-4"
        fill = "#ffffff" if point.has_small_base else edge
        ink.dot((share(point.value), middle + lift * REM), 3.6 if own else 2.6, fill, edge, 0.9)
        if own:
            ink.text((share(point.value), 5), f"{point.label} {point.text}", size=SMALL, align="middle", bold=True)
    for value, x, align in ((low, 0.0, "start"), (high, width, "end")):
        end = context.words.number(value, chart.decimals)
        text = f"{end} {context.words.unit_named(chart.unit, end)}"
        ink.text((x, 2 * reach + 6), text, hue="--text-3", size=SMALL, align="start" if align == "start" else "end")
    return ink


def matrix_ink(chart: MatrixChart, context: Context, width: float) -> Ink:
    """Draw a field of figures, a series a row, shaded by size; sums are set apart and not shaded."""
    heads = [point.label for point in chart.series[0].points]
    step = shade([p.value for series in chart.series for p in series.points if not p.is_sum])
    left = min(widest([series.label for series in chart.series]) + AIR, width * LABEL)
    cell = (width - left) / max(len(heads), 1)
    ink = Ink(width, ROW * (len(chart.series) + 1) + 4)
    for at, head in enumerate(heads):
        ink.text(
            (left + (at + 0.5) * cell, _middle(0)), fit(head, cell, SMALL), hue="--text-2", size=SMALL, align="middle"
        )
    for down, series in enumerate(chart.series, 1):
        y = _middle(down)
        ink.text((0, y), fit(series.label, left), hue="--text-2")
        for at, point in enumerate(series.points):
            x = left + at * cell
            fill = heat(0 if point.is_sum else step(point.value), is_bad=chart.is_bad)
            ink.box(x + 0.5, y - ROW / 2 + 0.5, cell - 1, ROW - 1, fill)
            deep = not chart.is_bad and not point.is_sum and step(point.value) > 3
            token = "--panel" if deep else "--text-3" if point.value is None or point.is_hatched else "--text-1"
            text = fit(point.text, cell, SMALL)
            ink.text((x + cell / 2, y), text, hue=token, size=SMALL, align="middle", bold=point.is_sum)
    return ink


def _labels(
    ink: Ink,
    points: Sequence[Point],
    bold: Sequence[bool],
    width: float,
    *,
    ranks: Sequence[int | None] = (),
    top: float = 0.0,
    step: float = ROW,
) -> float:
    """Write the names of rows, with their places where they are ranked; return where what follows begins."""
    place = 18.0 if ranks else 0.0
    room = min(widest([point.label for point in points]), width * LABEL)
    for at, point in enumerate(points):
        y = top + _middle(at, step)
        if ranks and ranks[at] is not None:
            ink.text((12, y), str(ranks[at]), hue="--text-3", align="end")
        ink.text((place, y), fit(point.label, room), bold=bold[at])
    return place + room + AIR


def _columns(ink: Ink, columns: Iterable[Sequence[str]], points: Sequence[Point]) -> list[float]:
    """Write small columns from the right edge leftwards, beside the points that have a figure; return their widths."""
    widths: list[float] = []
    for column in columns:
        wide = widest(column, SMALL)
        for at, (text, point) in enumerate(zip(column, points, strict=True)):
            if point.value is not None:
                ink.text((ink.width - sum(widths), _middle(at)), text, hue="--text-3", size=SMALL, align="end")
        widths.append(wide + AIR if wide else 0.0)
    return widths


def _level(ink: Ink, value: float | None, share: Share, token: str, dash: str = "") -> None:
    if value is not None:
        ink.line((share(value), 1), (share(value), ink.height - 3), token, 1, dash)


def _bar_fill(ink: Ink, point: Bar) -> str:
    return ink.hatch("--celadon-4", "#ffffff") if point.has_small_base else "--celadon-4"


def _figure(point: Bar, chart: BarChart, context: Context) -> str:
    return (
        point.text
        if point.value is None
        else f"{point.text} {context.words.unit_named(chart.unit, point.text)}".strip()
    )


def _why(point: Point, context: Context) -> str:
    """Say why a point has no figure."""
    reading = point.reading
    return context.words.status(reading) if reading and reading.status is not Status.OK else point.note


def _middle(row: int, step: float = ROW) -> float:
    return 2 + (row + 0.5) * step


def _share(axis: Ends, left: float, right: float) -> Share:
    """Return where between `left` and `right` a value of an axis is, kept inside."""
    low, high = axis
    span = (high - low) or 1.0
    return lambda value: left if value is None else left + (right - left) * min(max((value - low) / span, 0.0), 1.0)
