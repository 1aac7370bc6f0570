"""A panel on slides: one or several blocks, each with the room it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from math import ceil

from dashboard.exports.pictures.block import marks, shades, unsaid
from dashboard.exports.pictures.ink import formal
from dashboard.exports.pictures.picture import about
from dashboard.exports.pptx.block import AIR, BODY, FULL, LEAST, SlideBlock, block_of
from dashboard.exports.pptx.charts import draw_plot
from dashboard.exports.pptx.map import draw_map
from dashboard.exports.pptx.pen import Area, Pen, set_face, text_height
from dashboard.exports.pptx.plot import Plot, PlotShape
from dashboard.exports.pptx.plots import plot_of
from dashboard.exports.pptx.tables import calendar_block, table_blocks
from layouts.charts.chart import Drawing, Item, Items, Nothing, Tiles, Words
from layouts.charts.drawn import Drawn, shown_readings
from layouts.charts.kinds import (
    CalendarChart,
    Chart,
    IntervalChart,
    KindMap,
    MatrixChart,
    Point,
    RegionMap,
    Series,
    SeriesChart,
    WaterfallChart,
)
from layouts.charts.twins import lines, twins
from layouts.context import Context

WIDE = 14  # charts of more intervals are wide
TILE, TILES = 74.0, 6
DENSE = 24  # maps of more regions have a column to themselves
LEGIBLE, SHORT = 16.0, 90.0  # the size that a text is given if it is no higher than that
SPOKEN = 13.0  # the size of sentences that are all a card holds
TEXT_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.5, 13.0, 12.0)  # of a text that is read from the screen
LOOKS = {"concerning": "--worse", "improving": "--better"}


def blocks(drawn: Drawn, context: Context, place: str) -> list[SlideBlock]:
    """Return the blocks of a panel; `place` names it among all panels of the document."""
    is_spoken = isinstance(drawn.drawing, Words | Nothing)
    summary = "" if is_spoken else formal(" ".join(lines(drawn.drawing)))
    note = formal(about(drawn, context))
    made = _bodies(drawn.drawing, context, place)
    if not made:
        made, summary = [_sentences((summary or context.words("slides.empty"),), place)], ""
    parts = []
    for at, block in enumerate(made):
        title = formal(drawn.title)
        if isinstance(drawn.drawing, Items) and at:
            title = ""
        elif len(made) > 1 and not isinstance(drawn.drawing, Items):
            title = context.words("slides.part", title=title, part=at + 1, parts=len(made))
        parts.append(
            replace(
                block,
                title=title,
                note=note if at == 0 else "",
                summary=summary if at == 0 else "",
                readings=block.readings or tuple(shown_readings(drawn.drawing)),
            )
        )
    return [_squeezed(block) for block in parts]


def _squeezed(block: SlideBlock) -> SlideBlock:
    """Return a block that fits on a slide: one that grows shrinks where its sentences are long."""
    over = block.needed - BODY
    return replace(block, height=block.height - over / LEAST) if over > 0 and block.grows else block


@singledispatch
def _bodies(drawing: Drawing, context: Context, place: str) -> list[SlideBlock]:
    """Return the insides of a drawing; lists, cards and tables are native tables, the levels of a list in their colours."""
    tables, tints = twins(drawing, context.words), marks(drawing)
    return [
        block
        for at, table in enumerate(tables)
        if table.rows
        for block in table_blocks(table, f"{place}/table/{at}", tints)
    ]


@_bodies.register
def _(drawing: Chart, context: Context, place: str) -> list[SlideBlock]:
    if not any(series.points for series in drawing.series):
        return [_sentences((formal(drawing.note),), place)] if drawing.note else []
    if isinstance(drawing, CalendarChart):
        return [calendar_block(drawing, context, place)]
    plot, tables = plot_of(drawing, context), twins(drawing, context.words)
    if plot and isinstance(drawing, SeriesChart):
        listed = [(at, table) for at, table in enumerate(tables) if not has_values(drawing.series[at])]
        made = [_plotted(plot, drawing, context, f"{place}/chart/0")]
        return [*made, *(block for at, table in listed for block in table_blocks(table, f"{place}/table/{at}"))]
    tints = shades(drawing, darkest=4) if isinstance(drawing, MatrixChart) else ()
    made = [
        block
        for at, table in enumerate(tables)
        for block in table_blocks(table, f"{place}/table/{at}", tints, is_folded=True)
    ]
    if not isinstance(drawing, RegionMap | KindMap):
        return made
    return [_mapped(drawing, context, f"{place}/map"), *(replace(block, is_late=True) for block in made)]


@_bodies.register
def _(drawing: Tiles, context: Context, place: str) -> list[SlideBlock]:
    rows = [row for table in twins(drawing, context.words) for row in table.rows]
    if not rows:
        return []
    across = min(len(rows), TILES)
    height = ceil(len(rows) / across) * TILE

    def draw(pen: Pen, area: Area, name: str) -> None:
        room = area.width / across
        for at, row in enumerate(rows):
            spot = Area(area.left + at % across * room, area.top + at // across * TILE, room - 10, TILE - 8)
            label, figure, unit, *notes = (formal(cell.text) for cell in row)
            note = " · ".join(filter(None, notes))
            unit = "" if row[1].reading and row[1].reading.value is None else unit
            _draw_tile(pen, spot, (label, figure, unit, note), f"{name}/{at}")

    return [block_of(f"{place}/tiles", height, draw, is_full=True)]


def _draw_tile(pen: Pen, area: Area, texts: Sequence[str], name: str) -> None:
    label, figure, unit, note = texts
    pen.line((area.left, area.top + 2), (area.left, area.bottom - 4), "--celadon-4", 1.5)
    inner = Area(area.left + 8, area.top, area.width - 8, 15)
    pen.text(inner, label, 10 if len(label) * 10 <= inner.width else 8.5, "--text-2")
    box = pen.text(Area(inner.left, area.top + 15, inner.width, 30), figure, 22, bold=True, name=name)
    if unit:
        run = box.text_frame.paragraphs[0].add_run()
        run.text = formal(f"{figure} {unit}").removeprefix(figure)
        set_face(run.font, 10, "--text-3")
    pen.text(Area(inner.left, area.top + 45, inner.width, 24), note, 8.5, "--text-3")


@_bodies.register
def _(drawing: Items, context: Context, place: str) -> list[SlideBlock]:
    return [_item(item, context, f"{place}/item/{at}") for at, item in enumerate(drawing.items)]


def _item(item: Item, context: Context, place: str) -> SlideBlock:
    """Return a figure that left its range: what it is, its chart with the limits, and what made it."""
    full = plot_of(item.chart, context)
    plot = replace(full, has_legend=False) if full else None

    def draw(pen: Pen, area: Area, name: str) -> None:
        hue = LOOKS.get(item.look, "--text-2")
        pen.box(Area(area.left - AIR, area.top - AIR, 4, area.height + 2 * AIR), hue)
        left = Area(area.left, area.top, 170, area.height)
        pen.text(Area(left.left, left.top, left.width, 18), context.words.name(item.reading.metric), 12, "--text-2")
        figure = formal(f"{item.figure} {item.unit}").strip()
        pen.text(Area(left.left, left.top + 18, left.width, 36), figure, 26, bold=True, name=f"{name}/figure")
        pen.text(Area(left.left, left.top + 56, left.width, area.height - 56), item.under, 9, "--text-3")
        if plot:
            chart = Area(area.left + 178, area.top - 6, area.width - 178 - 236, area.height + 10)
            draw_plot(pen, plot, chart, f"{name}/chart/0", item.chart.summary, context.words)
        right = Area(area.right - 226, area.top, 226, area.height)
        pen.text(Area(right.left, right.top, right.width, 20), item.word, 14, hue, bold=True)
        pen.text(right.below(24), item.text, 10.5, "--text-2")

    made = block_of(place, 86.0 / LEAST, draw, is_full=True, grows=True)
    return replace(made, readings=(item.reading, *shown_readings(item.chart)))


@_bodies.register(Words)
@_bodies.register(Nothing)
def _(drawing: Words | Nothing, context: Context, place: str) -> list[SlideBlock]:
    said = tuple(formal(line) for line in lines(drawing)) or (context.words("slides.empty"),)
    is_text = isinstance(drawing, Words) and drawing.is_copied
    return [_text(said, place) if is_text else _sentences(said, place)]


def _text(said: Sequence[str], place: str) -> SlideBlock:
    """Return a text to be read from the screen, over the whole width, as large as its card lets it."""
    least, legible = (text_height(said, FULL - 2 * AIR, size) for size in (TEXT_SIZES[-1], LEGIBLE))
    height = max(least, min(legible, SHORT)) / LEAST

    def draw(pen: Pen, area: Area, name: str) -> None:
        fitting = (size for size in TEXT_SIZES if text_height(said, area.width, size) <= area.height)
        pen.text(area, said, next(fitting, TEXT_SIZES[-1]), "--text-1", name=name)

    return block_of(f"{place}/words", height, draw, is_full=True, grows=True)


def _sentences(said: Sequence[str], place: str) -> SlideBlock:
    """Return sentences as a strip over the whole width."""
    height = text_height(said, FULL - 2 * AIR, SPOKEN) + 2

    def draw(pen: Pen, area: Area, name: str) -> None:
        pen.text(area, said, SPOKEN, "--text-2", name=name)

    return block_of(f"{place}/words", height, draw, is_full=True)


def has_values(series: Series[Point]) -> bool:
    """Say whether any point of a series has a value."""
    return any(point.value is not None for point in series.points)


def _plotted(plot: Plot, chart: SeriesChart, context: Context, name: str) -> SlideBlock:
    count = len(plot.categories)
    is_lying = plot.shape in {PlotShape.BAR, PlotShape.STACKED_BAR}
    height = (
        max(count * (22.0 if len(plot.strands) < 2 or plot.shape is PlotShape.STACKED_BAR else 30.0) + 24, 110.0)
        / LEAST
        if is_lying
        else 180.0
    )
    is_full = (isinstance(chart, IntervalChart) and count > WIDE) or (isinstance(chart, WaterfallChart) and count > 8)

    def draw(pen: Pen, area: Area, name: str) -> None:
        draw_plot(pen, plot, area, name, chart.summary, context.words)

    made = block_of(name, min(height, (BODY - 90) / LEAST), draw, is_full=is_full, grows=True)
    note = formal(unsaid(chart))
    return replace(made, said=tuple(filter(None, (note, *plot.said))))


def _mapped(chart: RegionMap | KindMap, context: Context, name: str) -> SlideBlock:
    def draw(pen: Pen, area: Area, name: str) -> None:
        draw_map(pen, chart, context, area, name)

    is_dense = sum(len(series.points) for series in chart.series) > DENSE
    return block_of(name, 262.0 if is_dense else 186.0, draw, grows=True)
