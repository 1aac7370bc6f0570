"""The renderer for screens: what is to be drawn becomes Dash components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, singledispatch

from dash import dcc, html
from dash.development.base_component import Component

from data.readings import Status
from data.statistics.intervals import is_colourless
from layouts.charts.bases import base_words, deviation_words
from layouts.charts.chart import (
    Cards,
    Drawing,
    Entries,
    Items,
    Nothing,
    Rows,
    Table,
    Tile,
    Tiles,
    Words,
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
from layouts.scene import Scene
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
def draw(drawing: Drawing, scene: Scene) -> Component:
    """Return the components of a drawing; every kind but lines is one piece of markup."""
    raise TypeError(f"no renderer for {type(drawing).__name__}")


@draw.register
def _(drawing: Tiles, scene: Scene) -> Component:
    tiles = [_tile(tile, scene) for tile in drawing.tiles]
    return _markup("tiles.html", tiles=tiles, summary=drawing.summary, words=scene.words)


@draw.register
def _(drawing: Rows, scene: Scene) -> Component:
    rows = tuple(replace(row, links=_offered(row.links, scene)) for row in drawing.rows)
    offered = replace(drawing, rows=rows, links=_offered(drawing.links, scene))
    counts = any(row.due for row in rows)
    return _markup("rows.html", rows=offered, scene=scene, left_words=left_words(scene.words) if counts else "")


@draw.register
def _(drawing: Cards, scene: Scene) -> Component:
    return _markup("cards.html", cards=drawing, words=scene.words)


@draw.register
def _(drawing: Table, scene: Scene) -> Component:
    if any(column.sort_href for column in drawing.columns):
        return _markup("table.html", table=drawing, words=scene.words)
    return grid(drawing, scene.words)


@draw.register
def _(drawing: Entries, scene: Scene) -> Component:
    return _markup("entries.html", entries=drawing, words=scene.words)


@draw.register
def _(drawing: Items, scene: Scene) -> Component:
    offered = [
        replace(item, links=_offered(item.links, scene), step=item.step if scene.is_editable else None)
        for item in drawing.items
    ]
    items = [(item, line(item.chart), ends(item.chart, scene.words)) for item in offered]
    return _markup("items.html", items=items, summary=drawing.summary, words=scene.words)


@draw.register
def _(drawing: Words, scene: Scene) -> Component:
    return _markup(
        "words.html",
        lines=drawing.lines,
        is_copied=drawing.is_copied,
        edit=drawing.edit if scene.is_editable else None,
        text="\n".join(plain(drawing)),
        words=scene.words,
    )


@draw.register
def _(drawing: Nothing, scene: Scene) -> Component:
    return _markup("nothing.html", reason=drawing.reason)


def _offered(links: Sequence[tuple[str, str]], scene: Scene) -> tuple[tuple[str, str], ...]:
    """Return the links that lead somewhere for this reader: to the form of a new task only where it can be saved.

    A frozen week keeps the links of its day, so it is the screen that decides.
    """
    return tuple(link for link in links if scene.is_editable or not is_new_task(link[1]))


def _markup(name: str, **fields: object) -> Markup:
    return Markup(template(name).render(**fields), className="drawn")


def _tile(tile: Tile, scene: Scene) -> dict[str, object]:
    reading, words = tile.reading, scene.words
    compare = tile.compare
    change = words.compared(reading, compare) if compare else ""
    return {
        "label": tile.label or words.short(reading.metric),
        "name": words.name(reading.metric),
        "figure": words.figure(reading),
        "unit": words.unit_of(reading) if reading.value is not None else "",
        "status": reading.status.value,
        "state": scene.state(reading),
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
def _(chart: ColumnChart, scene: Scene) -> Component:
    legend = [_markup("legend.html", chart=chart)] if len(chart.series) > 1 else []
    return _graph(chart, column_figure(chart, scene.words, scene.region.code), legend, scene)


@draw.register
def _(chart: WaterfallChart, scene: Scene) -> Component:
    return _graph(chart, waterfall_figure(chart, scene.words, scene.region.code), [], scene)


def _graph(chart: ColumnChart | WaterfallChart, figure: Figure, legend: Sequence[Component], scene: Scene) -> Component:
    graph = dcc.Graph(
        figure=figure,
        config={"displayModeBar": False, "responsive": True},
        className="graph",
        responsive=True,
    )
    note = [html.P(chart.note, className="chart-note")] if chart.note else []
    return html.Div(
        [*legend, graph, *note, _markup("twin.html", chart=chart, words=scene.words)],
        className="drawn has-graph",
        role="group",
        **{"aria-label": chart.summary},
    )


@draw.register
def _(chart: LineChart, scene: Scene) -> Component:
    return _markup("line.html", chart=chart, words=scene.words, line=line(chart), ends=ends(chart, scene.words))


@draw.register
def _(chart: BarChart, scene: Scene) -> Component:
    return _markup("bars.html", chart=chart, words=scene.words, share=_share(*bar_axis(chart)))


@draw.register
def _(chart: RankingChart, scene: Scene) -> Component:
    share, shown = _share(*ranking_axis(chart)), _leaders_and_laggards(chart.points)
    left_out = len(chart.points) - len(shown) + 1
    return _markup(
        "ranking.html",
        chart=chart,
        words=scene.words,
        share=share,
        shown=shown,
        left_out=left_out,
        base=partial(base_words, words=scene.words),
        deviation=partial(deviation_words, decimals=chart.decimals, words=scene.words),
    )


def _leaders_and_laggards(points: Sequence[RankedBar]) -> list[RankedBar | None]:
    """Return the first and last of many points, with the chosen one; None marks where the others are left out."""
    if len(points) < LONG:
        return [*points]
    chosen = [point for point in points[FOREMOST:-HINDMOST] if point.is_selected]
    return [*points[:FOREMOST], None, *chosen, *points[-HINDMOST:]]


@draw.register
def _(chart: IntervalChart, scene: Scene) -> Component:
    return _markup(
        "intervals.html",
        chart=chart,
        words=scene.words,
        share=_share(*interval_axis(chart)),
        base=partial(base_words, words=scene.words),
    )


@draw.register
def _(chart: SignedChart, scene: Scene) -> Component:
    return _markup("signed.html", chart=chart, words=scene.words, share=_share(*signed_axis(chart)), tone=tone_of)


@draw.register
def _(chart: MatrixChart, scene: Scene) -> Component:
    heat = shade([point.value for series in chart.series for point in series.points if not point.is_sum])
    return _markup("matrix.html", chart=chart, words=scene.words, heat=heat)


@draw.register
def _(chart: CalendarChart, scene: Scene) -> Component:
    points = chart.points
    rows, months = calendar_rows(points)
    named = [(scene.words(f"chart.weekday.{step}"), cells) for step, cells in enumerate(rows)]
    heat = shade_between(*chart.domain) if chart.domain else shade([point.value for point in points])
    low, high = chart.domain or (0.0, 0.0)
    steps = [scene.words.number(low + (high - low) * step / STEPS) for step in range(STEPS)] if chart.domain else []
    return _markup("calendar.html", chart=chart, words=scene.words, rows=named, months=months, heat=heat, steps=steps)


@draw.register
def _(chart: SwarmChart, scene: Scene) -> Component:
    points = chart.points
    share = _share(*swarm_room(chart))
    ends = [f"{scene.words.number(value, chart.decimals)}{chart.unit}" for value in swarm_axis(chart)]
    dots = spread(points, share)
    return _markup(
        "swarm.html",
        chart=chart,
        words=scene.words,
        share=share,
        dots=dots,
        low=ends[0],
        high=ends[1],
        base=partial(base_words, words=scene.words),
    )


@draw.register
def _(chart: TimelineChart, scene: Scene) -> Component:
    return _markup("timeline.html", chart=chart, words=scene.words)


@draw.register
def _(chart: FunnelChart, scene: Scene) -> Component:
    longest = longest_of(chart.points)
    if chart.is_wide:
        return _markup("steps.html", chart=chart, words=scene.words, share=_share(0, longest / WIDEST_STEP))
    return _markup("funnel.html", chart=chart, words=scene.words, share=_share(0, longest))


@draw.register
def _(chart: StackChart, scene: Scene) -> Component:
    rows = list(zip(*(series.points for series in chart.series), strict=True))
    return _markup("stacks.html", chart=chart, words=scene.words, rows=rows, share=_share(*stack_axis(chart)))


@draw.register
def _(chart: RegionMap | KindMap, scene: Scene) -> Component:
    return _markup("map_panel.html", chart=chart, words=scene.words, map=map_svg(chart, scene))


def _share(low: float, high: float) -> Callable[[float | None], float]:
    """Return how far along an axis of 0..100 a value is."""
    return lambda value: 0.0 if value is None else round(100 * min(max((value - low) / ((high - low) or 1), 0), 1), 2)
