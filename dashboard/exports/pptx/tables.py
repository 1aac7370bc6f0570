"""Tables on slides, in as many parts as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.exports.pictures.grid import Grid, set_out
from dashboard.exports.pictures.ink import formal, heat
from dashboard.exports.pptx.block import AIR, BODY, FULL, HALF, LEAST, TITLE, SlideBlock, block_of
from dashboard.exports.pptx.pen import TABLE_SIZE, Area, Pen, SlideTable, row_height
from layouts.charts.geometry.marks import calendar_rows, shade, shade_between
from layouts.charts.kinds import CalendarChart
from layouts.charts.twins import Twin
from layouts.context import Context

FOLDED = 9  # tables of more rows are folded where they are narrow
SMALL_TABLE = 8.5
ABOVE = 34.0  # room for a sentence above the first part of a table
STRETCH = 1.5  # tables are made so much wider at most, so that figures are not far from their names


def table_blocks(
    table: Twin, name: str, shades: Sequence[Sequence[str]] = (), *, is_folded: bool = False
) -> list[SlideBlock]:
    """Return a table in full, in as many parts as it takes, each with the heading row.

    The rows of a long narrow one are side by side where it may be folded.
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


def _fewest(grid: Grid, name: str, size: float, *, is_full: bool) -> list[SlideBlock]:
    """Return the parts of a table, set a little smaller where that saves one."""
    parts = list(pages_of(grid, name, size, is_full=is_full))
    smaller = list(pages_of(grid, name, size - 1, is_full=is_full))
    return smaller if len(smaller) < len(parts) else parts


def pages_of(grid: Grid, name: str, size: float, *, is_full: bool) -> Iterator[SlideBlock]:
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
        sheet = SlideTable(headings, tuple(rows[start:end]), widths, grid.is_figure * grid.folds, shades, size)
        start = end
        yield sheet_block(sheet, f"{name}/{at}", is_full=is_full)


def _counts(heights: Sequence[float], most: float) -> list[int]:
    """Return the number of rows on each page: as few pages as hold rows of these heights, all about equally full."""
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


def sheet_block(sheet: SlideTable, name: str, *, is_full: bool) -> SlideBlock:
    """Return the block of a sheet, which grows to the height there is."""

    def draw(pen: Pen, area: Area, name: str) -> None:
        wide = replace(sheet, widths=_filling(sheet.widths, min(area.width, sum(sheet.widths) * STRETCH)))
        pen.table(area, wide.filling(area.height), name)

    return block_of(name, sum(sheet.heights) / LEAST, draw, is_full=is_full, grows=True)


def _filling(widths: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths in the same proportion that fill a room."""
    whole = sum(widths) or 1.0
    return tuple(width * room / whole for width in widths)


def calendar_block(chart: CalendarChart, context: Context, place: str) -> SlideBlock:
    """Return days as a table of seven rows, a week a column under its month, shaded as on screen."""
    words, points = context.words, chart.points
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
    shades = tuple(("", *("" if p is None or p.value is None else heat(step(p.value)) for p in row)) for row in rows)
    sheet = SlideTable(tuple(headings), texts, widths, (False, *[False] * weeks), shades, 8.0)
    return sheet_block(sheet, f"{place}/calendar/0/0", is_full=True)
