"""A panel as it stands on slides: one or several blocks, each with the room it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from math import ceil

from dashboard.exports.pictures.block import marks, unsaid
from dashboard.exports.pictures.grid import Grid, set_out
from dashboard.exports.pictures.ink import formal, heat
from dashboard.exports.pictures.picture import about
from dashboard.exports.pptx.charts import draw_plot
from dashboard.exports.pptx.map import draw_map
from dashboard.exports.pptx.pen import TABLE_SIZE, Area, Pen, Sheet, row_height, set_face, text_height
from dashboard.exports.pptx.plots import Plot, Shape, plot_of
from data.readings import Reading
from layouts.charts.chart import Chart, ChartKind, Drawing, Item, Items, Nothing, Series, Tiles, Words
from layouts.charts.drawn import Drawn, shown_readings
from layouts.charts.geometry.marks import calendar_rows, shade, shade_between
from layouts.charts.twins import Twin, lines, twins
from layouts.scene import Scene

FULL, HALF = 888.0, 437.0  # the width of a slide's body, and of one of its two columns
BODY = 394.0  # its height
AIR = 12.0  # inside a card
TITLE, SAID = 24.0, 10.5  # the height of a card's title, the size of its sentences
FOLDED, WIDE = 9, 14  # tables of more rows are folded where they are narrow, charts of more intervals are wide
TILE, TILES = 74.0, 6
SMALL_TABLE = 8.5
DENSE = 24  # maps of more regions have a column to themselves
ABOVE = 34.0  # room for a sentence above the first part of a table
LEAST = 0.8  # of its height that a chart or a map keeps where cards share a slide
STRETCH = 1.5  # tables are made so much wider at most, lest figures stand far from their names
LEGIBLE, SHORT = 16.0, 90.0  # the size that a text is given if it is no higher than that
SPOKEN = 13.0  # the size of sentences that are all a card holds
TEXT_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.5, 13.0, 12.0)  # of a text that is read from the screen
LOOKS = {"concerning": "--worse", "improving": "--better"}
Draw = Callable[[Pen, Area, str], None]


@dataclass(frozen=True, slots=True)
class Block:
    """A card on a slide: what it says above, and how its inside is drawn.

    `height` is what the inside needs at its `width`; one that grows fills what room there is. `name` begins the names
    of the shapes that hold its figures.
    """

    title: str
    note: str
    said: tuple[str, ...]
    name: str
    is_full: bool
    height: float
    grows: bool
    draw: Draw
    summary: str = ""
    is_late: bool = False  # stands after all other cards of its page
    readings: tuple[Reading, ...] = ()

    @property
    def panel(self) -> str:
        """The panel it is of."""
        return self.name.rsplit("/", 2)[0] if self.name.startswith("annex") else "/".join(self.name.split("/")[:2])

    @property
    def told(self) -> tuple[str, ...]:
        """All it says above its inside."""
        return tuple(filter(None, (self.summary, *self.said)))

    @property
    def width(self) -> float:
        """How wide its card is at least."""
        return FULL if self.is_full else HALF

    def head(self, width: float) -> float:
        """Return how high title and sentences stand in a card of this width."""
        said = text_height(self.told, width - 2 * AIR, SAID) + 4 if self.told else 0.0
        return (TITLE if self.title else 0.0) + said

    @property
    def needed(self) -> float:
        """How high its card must be; the inside of one that grows may give way a little."""
        return self.head(self.width) + self.height * (LEAST if self.grows else 1.0) + 2 * AIR


def blocks(drawn: Drawn, scene: Scene, place: str) -> list[Block]:
    """Return the blocks of a panel; `place` names it among all panels of the document."""
    is_spoken = isinstance(drawn.drawing, Words | Nothing)
    summary = "" if is_spoken else formal(" ".join(lines(drawn.drawing)))
    note = formal(about(drawn, scene))
    made = _bodies(drawn.drawing, scene, place)
    if not made:
        made, summary = [_sentences((summary or scene.words("slides.empty"),), place)], ""
    parts = []
    for at, block in enumerate(made):
        title = formal(drawn.title)
        if isinstance(drawn.drawing, Items) and at:
            title = ""
        elif len(made) > 1 and not isinstance(drawn.drawing, Items):
            title = scene.words("slides.part", title=title, part=at + 1, parts=len(made))
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


def _squeezed(block: Block) -> Block:
    """Return a block that fits on a slide: one that grows gives way where its sentences are long."""
    over = block.needed - BODY
    return replace(block, height=block.height - over / LEAST) if over > 0 and block.grows else block


@singledispatch
def _bodies(drawing: Drawing, scene: Scene, place: str) -> list[Block]:
    """Return the insides of a drawing; lists, cards and tables are native tables, the levels of a list in their colours."""
    tables, shades = twins(drawing, scene.words), marks(drawing)
    return [
        block
        for at, table in enumerate(tables)
        if table.rows
        for block in table_blocks(table, f"{place}/table/{at}", shades)
    ]


@_bodies.register
def _(drawing: Chart, scene: Scene, place: str) -> list[Block]:
    if not any(series.points for series in drawing.series):
        return [_sentences((formal(drawing.note),), place)] if drawing.note else []
    if drawing.kind is ChartKind.CALENDAR:
        return [_calendar(drawing, scene, place)]
    plot, tables = plot_of(drawing, scene), twins(drawing, scene.words)
    if plot:
        listed = [(at, table) for at, table in enumerate(tables) if not has_values(drawing.series[at])]
        made = [_plotted(plot, drawing, scene, f"{place}/chart/0")]
        return [*made, *(block for at, table in listed for block in table_blocks(table, f"{place}/table/{at}"))]
    shades = _shades(drawing) if drawing.kind is ChartKind.MATRIX else ()
    made = [
        block
        for at, table in enumerate(tables)
        for block in table_blocks(table, f"{place}/table/{at}", shades, is_folded=True)
    ]
    if drawing.kind is not ChartKind.MAP:
        return made
    return [_mapped(drawing, scene, f"{place}/map"), *(replace(block, is_late=True) for block in made)]


@_bodies.register
def _(drawing: Tiles, scene: Scene, place: str) -> list[Block]:
    rows = [row for table in twins(drawing, scene.words) for row in table.rows]
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

    return [_block(f"{place}/tiles", height, draw, is_full=True)]


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
def _(drawing: Items, scene: Scene, place: str) -> list[Block]:
    return [_item(item, scene, f"{place}/item/{at}") for at, item in enumerate(drawing.items)]


def _item(item: Item, scene: Scene, place: str) -> Block:
    """Return a figure that left its range: what it is, its chart with the limits, and what made it."""
    full = plot_of(item.chart, scene)
    plot = replace(full, has_legend=False) if full else None

    def draw(pen: Pen, area: Area, name: str) -> None:
        hue = LOOKS.get(item.look, "--text-2")
        pen.box(Area(area.left - AIR, area.top - AIR, 4, area.height + 2 * AIR), hue)
        left = Area(area.left, area.top, 170, area.height)
        pen.text(Area(left.left, left.top, left.width, 18), scene.words.name(item.reading.metric), 12, "--text-2")
        figure = formal(f"{item.figure} {item.unit}").strip()
        pen.text(Area(left.left, left.top + 18, left.width, 36), figure, 26, bold=True, name=f"{name}/figure")
        pen.text(Area(left.left, left.top + 56, left.width, area.height - 56), item.under, 9, "--text-3")
        if plot:
            chart = Area(area.left + 178, area.top - 6, area.width - 178 - 236, area.height + 10)
            draw_plot(pen, plot, chart, f"{name}/chart/0", item.chart.summary, scene.words)
        right = Area(area.right - 226, area.top, 226, area.height)
        pen.text(Area(right.left, right.top, right.width, 20), item.word, 14, hue, bold=True)
        pen.text(right.below(24), item.text, 10.5, "--text-2")

    made = _block(place, 86.0 / LEAST, draw, is_full=True, grows=True)
    return replace(made, readings=(item.reading, *shown_readings(item.chart)))


@_bodies.register(Words)
@_bodies.register(Nothing)
def _(drawing: Words | Nothing, scene: Scene, place: str) -> list[Block]:
    said = tuple(formal(line) for line in lines(drawing)) or (scene.words("slides.empty"),)
    is_text = isinstance(drawing, Words) and drawing.is_copied
    return [_text(said, place) if is_text else _sentences(said, place)]


def _text(said: Sequence[str], place: str) -> Block:
    """Return a text to be read from the screen, over the whole width, as large as its card lets it."""
    least, legible = (text_height(said, FULL - 2 * AIR, size) for size in (TEXT_SIZES[-1], LEGIBLE))
    height = max(least, min(legible, SHORT)) / LEAST

    def draw(pen: Pen, area: Area, name: str) -> None:
        fitting = (size for size in TEXT_SIZES if text_height(said, area.width, size) <= area.height)
        pen.text(area, said, next(fitting, TEXT_SIZES[-1]), "--text-1", name=name)

    return _block(f"{place}/words", height, draw, is_full=True, grows=True)


def _sentences(said: Sequence[str], place: str) -> Block:
    """Return sentences as a strip over the whole width."""
    height = text_height(said, FULL - 2 * AIR, SPOKEN) + 2

    def draw(pen: Pen, area: Area, name: str) -> None:
        pen.text(area, said, SPOKEN, "--text-2", name=name)

    return _block(f"{place}/words", height, draw, is_full=True)


def has_values(series: Series) -> bool:
    """Say whether any point of a series has a value."""
    return any(point.value is not None for point in series.points)


def _plotted(plot: Plot, chart: Chart, scene: Scene, name: str) -> Block:
    count = len(plot.categories)
    is_lying = plot.shape in {Shape.BAR, Shape.STACKED_BAR}
    height = (
        max(count * (22.0 if len(plot.strands) < 2 or plot.shape is Shape.STACKED_BAR else 30.0) + 24, 110.0) / LEAST
        if is_lying
        else 180.0
    )
    is_full = (chart.kind is ChartKind.INTERVALS and count > WIDE) or (chart.kind is ChartKind.WATERFALL and count > 8)

    def draw(pen: Pen, area: Area, name: str) -> None:
        draw_plot(pen, plot, area, name, chart.summary, scene.words)

    made = _block(name, min(height, (BODY - 90) / LEAST), draw, is_full=is_full, grows=True)
    note = formal(unsaid(chart))
    return replace(made, said=tuple(filter(None, (note, *plot.said))))


def _mapped(chart: Chart, scene: Scene, name: str) -> Block:
    def draw(pen: Pen, area: Area, name: str) -> None:
        draw_map(pen, chart, scene, area, name)

    is_dense = sum(len(series.points) for series in chart.series) > DENSE
    return _block(name, 262.0 if is_dense else 186.0, draw, grows=True)


def _block(name: str, height: float, draw: Draw, *, is_full: bool = False, grows: bool = False) -> Block:
    return Block("", "", (), name, is_full, height, grows, draw)


# --- tables ---


def table_blocks(
    table: Twin, name: str, shades: Sequence[Sequence[str]] = (), *, is_folded: bool = False
) -> list[Block]:
    """Return a table in full, in as many parts as it takes, each with the heading row.

    The rows of a long narrow one stand side by side where it may be folded.
    """
    inner = (HALF - 2 * AIR) / TABLE_SIZE
    wide = (FULL - 2 * AIR) / TABLE_SIZE
    natural = set_out(table, 10_000.0, shades, is_folded=False)
    is_full = sum(natural.widths) > inner
    size = TABLE_SIZE if sum(natural.widths) <= wide * 1.6 and len(natural.widths) < 14 else SMALL_TABLE
    grid = natural
    if is_folded and not is_full and len(table.rows) > FOLDED and not shades and 2 * sum(natural.widths) < wide:
        grid = set_out(table, wide, shades)
        is_full = True
    elif len(natural.widths) > 1 or is_full:
        grid = set_out(table, (FULL if is_full else HALF - 0) / size - 2 * AIR / size, shades, is_folded=False)
    caption = (formal(table.caption),) if table.caption else ()
    return [
        replace(part, said=caption if at == 0 and name.rpartition("/")[2] != "0" else ())
        for at, part in enumerate(_fewest(grid, name, size, is_full=is_full))
    ]


def _fewest(grid: Grid, name: str, size: float, *, is_full: bool) -> list[Block]:
    """Return the parts of a table, set a little smaller where that saves one."""
    parts = list(pages_of(grid, name, size, is_full=is_full))
    smaller = list(pages_of(grid, name, size - 1, is_full=is_full))
    return smaller if len(smaller) < len(parts) else parts


def pages_of(grid: Grid, name: str, size: float, *, is_full: bool) -> Iterator[Block]:
    """Yield a table set out as the parts that slides take, each under the heading row."""
    room = (FULL if is_full else HALF) - 2 * AIR
    widths = _filling(grid.widths * grid.folds, room)
    headings = grid.all_headings
    most = BODY - TITLE - 2 * AIR - row_height(headings, widths, size)
    rows = [tuple(field.text for field in row) for row in grid.rows]
    start = 0
    for at, count in enumerate(_counts([row_height(row, widths, size) for row in rows], most)):
        end = start + count
        shades = tuple(tuple(field.shade for field in row) for row in grid.rows[start:end])
        sheet = Sheet(headings, tuple(rows[start:end]), widths, grid.is_figure * grid.folds, shades, size)
        start = end
        yield _sheet_block(sheet, f"{name}/{at}", is_full=is_full)


def _counts(heights: Sequence[float], most: float) -> list[int]:
    """Return how many rows of these heights stand on each of as few pages as hold them, the pages about as full."""
    fewest = _filled(heights, most)
    even = (sum(heights) + ABOVE) / len(fewest)
    while len(found := _filled(heights, min(even, most))) > len(fewest):
        even += ABOVE
    return found


def _filled(heights: Sequence[float], most: float) -> list[int]:
    counts, used = [0], ABOVE
    for height in heights:
        if counts[-1] and used + height > most:
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += height
    return counts


def _sheet_block(sheet: Sheet, name: str, *, is_full: bool) -> Block:
    def draw(pen: Pen, area: Area, name: str) -> None:
        wide = replace(sheet, widths=_filling(sheet.widths, min(area.width, sum(sheet.widths) * STRETCH)))
        pen.table(area, wide.filling(area.height), name)

    return _block(name, sum(sheet.heights) / LEAST, draw, is_full=is_full, grows=True)


def _filling(widths: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths in the same proportion that fill a room."""
    whole = sum(widths) or 1.0
    return tuple(width * room / whole for width in widths)


def _shades(chart: Chart) -> list[list[str]]:
    step = shade([p.value for series in chart.series for p in series.points if not p.is_emphasised])
    return [
        [
            "",
            *(
                "" if p.is_emphasised or not step(p.value) else heat(min(step(p.value), 4), is_bad=chart.is_worse(p))
                for p in series.points
            ),
        ]
        for series in chart.series
    ]


def _calendar(chart: Chart, scene: Scene, place: str) -> Block:
    """Return days as a table of seven rows, a week a column under its month, shaded as on screen."""
    words, points = scene.words, chart.series[0].points
    rows, months = calendar_rows(points)
    step = shade_between(*chart.domain) if chart.domain else shade([point.value for point in points])
    headings = [""]
    for month, count in months:
        headings += [words("chart.month", month=month) if count > 1 else "", *[""] * (count - 1)]
    weeks = len(headings) - 1
    first = 18.0
    widths = (first, *[(FULL - 2 * AIR - first) / weeks] * weeks)
    texts = tuple(
        (words(f"chart.weekday.{at}"), *("" if p is None else p.text for p in row)) for at, row in enumerate(rows)
    )
    shades = tuple(
        ("", *("" if p is None or p.value is None else heat(step(p.value), is_bad=chart.is_bad) for p in row))
        for row in rows
    )
    sheet = Sheet(tuple(headings), texts, widths, (False, *[False] * weeks), shades, 8.0)
    return _sheet_block(sheet, f"{place}/calendar/0/0", is_full=True)
