"""The renderer for screens: drawings become Dash components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, singledispatch

from dash import dcc, html
from dash.development.base_component import Component

from data.readings import Status
from data.statistics.intervals import is_colourless
from data.viewer import Right
from layouts.charts.bases import base_words, deviation_words
from layouts.charts.chart import (
    Cards,
    Desk,
    Drawing,
    Entries,
    Items,
    Nothing,
    Rows,
    Table,
    Tile,
    Tiles,
    Words,
    WorkRows,
)
from layouts.charts.drawn import plain
from layouts.charts.geometry.axis import (
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
from layouts.charts.geometry.line import ends, line
from layouts.charts.geometry.marks import STEPS, calendar_rows, shade, shade_between, spread
from layouts.charts.kinds import (
    BarChart,
    CalendarChart,
    ColumnChart,
    FunnelChart,
    IntervalChart,
    KindMap,
    LineChart,
    MatrixChart,
    RankedBar,
    RankingChart,
    RegionMap,
    SignedChart,
    StackChart,
    SwarmChart,
    TimelineChart,
    WaterfallChart,
)
from layouts.context import Context
from layouts.screen.figures import Figure, column_figure, waterfall_figure
from layouts.screen.grid import grid
from layouts.screen.map import map_svg
from layouts.screen.markup import Markup
from layouts.screen.spark import spark
from layouts.screen.templating import template
from layouts.words.moments import left_words
from layouts.words.tasks import is_new_task

LONG, FOREMOST, HINDMOST = 14, 6, 5  # of a long ranking the ends are drawn: who leads, and who lags
WIDEST_STEP = 0.72  # of the width, so that what is written at its end has room


@singledispatch
def draw(drawing: Drawing, context: Context) -> Component:
    """Return the components of a drawing; every kind but lines is one piece of markup."""
    raise TypeError(f"no renderer for {type(drawing).__name__}")


@draw.register
def _(drawing: Tiles, context: Context) -> Component:
    tiles = [_tile(tile, context) for tile in drawing.tiles]
    return _markup("tiles.html", tiles=tiles, summary=drawing.summary, words=context.words)


@draw.register
def _(drawing: Rows, context: Context) -> Component:
    rows = tuple(replace(row, links=_offered(row.links, context)) for row in drawing.rows)
    offered = replace(drawing, rows=rows, links=_offered(drawing.links, context))
    counts = any(row.due for row in rows)
    return _markup("rows.html", rows=offered, context=context, left_words=left_words(context.words) if counts else "")


@draw.register
def _(drawing: WorkRows, context: Context) -> Component:
    return _markup("work_rows.html", rows=drawing, words=context.words)


@draw.register
def _(drawing: Desk, context: Context) -> Component:
    return _markup("intake_desk.html", desk=drawing)


@draw.register
def _(drawing: Cards, context: Context) -> Component:
    return _markup("cards.html", cards=drawing, words=context.words)


@draw.register
def _(drawing: Table, context: Context) -> Component:
    if any(column.sort_href for column in drawing.columns):
        return _markup("table.html", table=drawing, words=context.words)
    return grid(drawing, context.words)


@draw.register
def _(drawing: Entries, context: Context) -> Component:
    return _markup("entries.html", entries=drawing, words=context.words)


@draw.register
def _(drawing: Items, context: Context) -> Component:
    offered = [
        replace(item, links=_offered(item.links, context), step=item.step if context.offers(Right.EDIT_NOTES) else None)
        for item in drawing.items
    ]
    items = [(item, line(item.chart), ends(item.chart, context.words)) for item in offered]
    return _markup("items.html", items=items, summary=drawing.summary, words=context.words)


@draw.register
def _(drawing: Words, context: Context) -> Component:
    return _markup(
        "words.html",
        lines=drawing.lines,
        is_copied=drawing.is_copied,
        edit=drawing.edit if context.offers(Right.EDIT_NOTES) else None,
        text="\n".join(plain(drawing)),
        words=context.words,
    )


@draw.register
def _(drawing: Nothing, context: Context) -> Component:
    return _markup("nothing.html", reason=drawing.reason)


def _offered(links: Sequence[tuple[str, str]], context: Context) -> tuple[tuple[str, str], ...]:
    """Return the links that lead somewhere for this reader: to the form of a new task only where it can be saved.

    A frozen week keeps the links of its day, so it is the screen that decides.
    """
    return tuple(link for link in links if context.offers(Right.EDIT_TASKS) or not is_new_task(link[1]))


def _markup(name: str, **fields: object) -> Markup:
    return Markup(template(name).render(**fields), className="drawn")


def _tile(tile: Tile, context: Context) -> dict[str, object]:
    reading, words = tile.reading, context.words
    compare = tile.compare
    change = words.compared(reading, compare) if compare else ""
    return {
        "label": tile.label or words.short(reading.metric),
        "name": words.name(reading.metric),
        "figure": words.figure(reading),
        "unit": words.unit_of(reading) if reading.value is not None else "",
        "status": reading.status.value,
        "state": context.state(reading),
        "change": change,
        "is_better": reading.is_better(compare) if compare and not is_colourless(reading) else None,
        "is_alarming": tile.is_alarming,
        "marked": tile.marked,
        "is_partial": reading.status is Status.PARTIAL,
        "notes": tile.note.split(" · ") if tile.note else [],
        "href": tile.href,
        "spark": spark(tile.trend) if tile.trend else None,
    }


@draw.register
def _(chart: ColumnChart, context: Context) -> Component:
    legend = [_markup("legend.html", chart=chart)] if len(chart.series) > 1 else []
    return _graph(chart, column_figure(chart, context.words, context.region.code), legend, context)


@draw.register
def _(chart: WaterfallChart, context: Context) -> Component:
    return _graph(chart, waterfall_figure(chart, context.words, context.region.code), [], context)


def _graph(
    chart: ColumnChart | WaterfallChart, figure: Figure, legend: Sequence[Component], context: Context
) -> Component:
    graph = dcc.Graph(
        figure=figure,
        config={"displayModeBar": False, "responsive": True},
        className="graph",
        responsive=True,
    )
    note = [html.P(chart.note, className="chart-note")] if chart.note else []
    return html.Div(
        [*legend, graph, *note, _markup("twin.html", chart=chart, words=context.words)],
        className="drawn has-graph",
        role="group",
        **{"aria-label": chart.summary},
    )


@draw.register
def _(chart: LineChart, context: Context) -> Component:
    return _markup("line.html", chart=chart, words=context.words, line=line(chart), ends=ends(chart, context.words))


@draw.register
def _(chart: BarChart, context: Context) -> Component:
    return _markup("bars.html", chart=chart, words=context.words, share=_share(*bar_axis(chart)))


@draw.register
def _(chart: RankingChart, context: Context) -> Component:
    share, shown = _share(*ranking_axis(chart)), _leaders_and_laggards(chart.points)
    left_out = len(chart.points) - len(shown) + 1
    return _markup(
        "ranking.html",
        chart=chart,
        words=context.words,
        share=share,
        shown=shown,
        left_out=left_out,
        base=partial(base_words, words=context.words),
        deviation=partial(deviation_words, decimals=chart.decimals, words=context.words),
    )


def _leaders_and_laggards(points: Sequence[RankedBar]) -> list[RankedBar | None]:
    """Return the first and last of many points, with the chosen one; None marks where the others are left out."""
    if len(points) < LONG:
        return [*points]
    chosen = [point for point in points[FOREMOST:-HINDMOST] if point.is_selected]
    return [*points[:FOREMOST], None, *chosen, *points[-HINDMOST:]]


@draw.register
def _(chart: IntervalChart, context: Context) -> Component:
    return _markup(
        "intervals.html",
        chart=chart,
        words=context.words,
        share=_share(*interval_axis(chart)),
        base=partial(base_words, words=context.words),
    )


@draw.register
def _(chart: SignedChart, context: Context) -> Component:
    return _markup("signed.html", chart=chart, words=context.words, share=_share(*signed_axis(chart)), tone=tone_of)


@draw.register
def _(chart: MatrixChart, context: Context) -> Component:
    heat = shade([point.value for series in chart.series for point in series.points if not point.is_sum])
    return _markup("matrix.html", chart=chart, words=context.words, heat=heat)


@draw.register
def _(chart: CalendarChart, context: Context) -> Component:
    points = chart.points
    rows, months = calendar_rows(points)
    named = [(context.words(f"chart.weekday.{step}"), cells) for step, cells in enumerate(rows)]
    heat = shade_between(*chart.domain) if chart.domain else shade([point.value for point in points])
    low, high = chart.domain or (0.0, 0.0)
    steps = [context.words.number(low + (high - low) * step / STEPS) for step in range(STEPS)] if chart.domain else []
    return _markup("calendar.html", chart=chart, words=context.words, rows=named, months=months, heat=heat, steps=steps)


@draw.register
def _(chart: SwarmChart, context: Context) -> Component:
    points = chart.points
    share = _share(*swarm_room(chart))
    ends = [context.words.number(value, chart.decimals) for value in swarm_axis(chart)]
    low, high = (f"{end}{context.words.unit_named(chart.unit, end)}" for end in ends)
    dots = spread(points, share)
    return _markup(
        "swarm.html",
        chart=chart,
        words=context.words,
        share=share,
        dots=dots,
        low=low,
        high=high,
        base=partial(base_words, words=context.words),
    )


@draw.register
def _(chart: TimelineChart, context: Context) -> Component:
    return _markup("timeline.html", chart=chart, words=context.words)


@draw.register
def _(chart: FunnelChart, context: Context) -> Component:
    longest = longest_of(chart.points)
    if chart.is_wide:
        return _markup("steps.html", chart=chart, words=context.words, share=_share(0, longest / WIDEST_STEP))
    return _markup("funnel.html", chart=chart, words=context.words, share=_share(0, longest))


@draw.register
def _(chart: StackChart, context: Context) -> Component:
    rows = list(zip(*(series.points for series in chart.series), strict=True))
    return _markup("stacks.html", chart=chart, words=context.words, rows=rows, share=_share(*stack_axis(chart)))


@draw.register
def _(chart: RegionMap | KindMap, context: Context) -> Component:
    return _markup("map_panel.html", chart=chart, words=context.words, map=map_svg(chart, context))


def _share(low: float, high: float) -> Callable[[float | None], float]:
    """Return how far along an axis of 0..100 a value is."""
    return lambda value: 0.0 if value is None else round(100 * min(max((value - low) / ((high - low) or 1), 0), 1), 2)
