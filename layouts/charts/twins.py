"""The table twin of any drawing: headings and rows for media that are read, copied or computed with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from data.readings import Reading, Status
from layouts.charts.chart import (
    Cards,
    Chart,
    ChartKind,
    Drawing,
    Entries,
    Item,
    Items,
    Nothing,
    Rows,
    Series,
    Table,
    Tiles,
    Words,
)
from layouts.charts.drawn import plain
from layouts.words.coverage import is_thin
from layouts.words.language import Language

EXTRAS = ("rank", "deviation", "lack")  # what some kinds of chart add to a point
BOUNDS = ("low", "high")  # of the interval of a rate


@dataclass(frozen=True, slots=True)
class TwinCell:
    """What is in a cell: its text, the number where it is one, the reading that the number is of, and where it leads."""

    text: str
    value: float | None = None
    decimals: int = 0
    reading: Reading | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """A table: its caption, headings, and rows of as many cells."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[TwinCell, ...], ...]


@singledispatch
def twins(drawing: Drawing, words: Language) -> list[Twin]:
    """Return the tables that say in figures what a drawing shows; words alone have none."""
    raise TypeError(f"no table for {type(drawing).__name__}")


@twins.register
def _(drawing: Chart, words: Language) -> list[Twin]:
    if drawing.kind is ChartKind.MATRIX and drawing.series:
        return [_crossed(drawing)]
    return [_listed(series, drawing, words) for series in drawing.series]


def whole_twins(drawing: Drawing, words: Language) -> list[Twin]:
    """Return the tables of a drawing with every row, for files that people go on working with."""
    if isinstance(drawing, Rows) and drawing.whole:
        return twins(replace(drawing, rows=drawing.whole), words)
    return twins(drawing, words)


@twins.register
def _(drawing: Tiles, words: Language) -> list[Twin]:
    headings = tuple(words(f"panel.{key}") for key in ("metric", "this", "unit", "change", "note"))
    rows = []
    for tile in drawing.tiles:
        reading = tile.reading
        rows.append(
            (
                TwinCell(tile.label or words.name(reading.metric)),
                TwinCell(words.figure(reading), reading.value, reading.metric.decimals, reading),
                TwinCell(words.unit_of(reading)),
                TwinCell(words.compared(reading, tile.compare) if tile.compare else ""),
                TwinCell(" · ".join(filter(None, (tile.note, _state(reading, words))))),
            )
        )
    return [Twin(drawing.summary, headings, tuple(rows))] if rows else []


@twins.register
def _(drawing: Rows, words: Language) -> list[Twin]:
    if drawing.headings:
        cells = (tuple(map(TwinCell, row.cells)) for row in drawing.rows if row.cells)
        return [Twin(drawing.summary, drawing.headings, tuple(cells))]
    headings = (words("panel.label"), words("panel.value"), words("panel.note"))
    rows = tuple((TwinCell(row.text), _figure(row.figure, row.reading), TwinCell(row.note)) for row in drawing.rows)
    return [Twin(drawing.summary, headings, rows)]


@twins.register
def _(drawing: Cards, words: Language) -> list[Twin]:
    headings = (words("panel.label"), words("panel.value"), words("panel.note"))
    rows = []
    for card in (*drawing.cards, *drawing.folded):
        rows.append(
            (TwinCell(card.heading), TwinCell(card.tag), TwinCell(" ".join(filter(None, (card.under, card.text)))))
        )
        rows += [
            (TwinCell(f"\u3000{label}"), TwinCell(figure), TwinCell(unit)) for label, figure, unit, _ in card.figures
        ]
    return [Twin(drawing.summary, headings, tuple(rows))]


@twins.register
def _(drawing: Table, words: Language) -> list[Twin]:
    rows = tuple(
        tuple(_given(row.get(column.key), column.decimals, words) for column in drawing.columns) for row in drawing.rows
    )
    return [Twin(drawing.summary, tuple(column.label for column in drawing.columns), rows)]


@twins.register
def _(drawing: Entries, words: Language) -> list[Twin]:
    count = len(drawing.headings)
    return [
        Twin(
            heading,
            drawing.headings,
            tuple(tuple(map(TwinCell, (entry.name, *entry.brief, *[""] * count)[:count])) for entry in entries),
        )
        for _, heading, entries in drawing.groups
    ]


@twins.register
def _(drawing: Items, words: Language) -> list[Twin]:
    headings = (words("panel.label"), words("panel.value"), words("panel.unit"), words("panel.note"))
    rows = tuple(
        (
            TwinCell(words.name(item.reading.metric)),
            _figure(item.figure, item.reading),
            TwinCell(item.unit),
            TwinCell(" ".join(filter(None, (item.word, item.text, _unsaid(item, words), item.under)))),
        )
        for item in drawing.items
    )
    return [Twin(drawing.summary, headings, rows)]


@twins.register(Words)
@twins.register(Nothing)
def _(drawing: Words | Nothing, words: Language) -> list[Twin]:
    return []


def lines(drawing: Drawing) -> list[str]:
    """Return what a drawing says in sentences: those of words, the reason of nothing, else its summary."""
    if isinstance(drawing, Words):
        return plain(drawing)
    if isinstance(drawing, Nothing):
        return [drawing.reason]
    summary = "" if isinstance(drawing, Entries) else drawing.summary
    return [summary] if summary else []


def _crossed(chart: Chart) -> Twin:
    headings = ("", *(point.label for point in chart.series[0].points))
    rows = tuple(
        (TwinCell(series.label), *(TwinCell(p.text, p.value, chart.decimals, p.reading) for p in series.points))
        for series in chart.series
    )
    return Twin(chart.summary, headings, rows)


def _listed(series: Series, chart: Chart, words: Language) -> Twin:
    """Return a series' points with what its kind adds: rank, deviation, interval."""
    wanted = (*EXTRAS, *BOUNDS) if chart.kind is ChartKind.INTERVALS else EXTRAS
    extras = [extra for extra in wanted if any(getattr(point, extra) not in {None, ""} for point in series.points)]
    value = words("panel.value") + (f"（{chart.unit}）" if chart.unit and _is_in(chart.unit, series, words) else "")
    headings = (words("panel.label"), value, *(words(f"panel.{extra}") for extra in extras), words("panel.note"))
    rows = tuple(
        (
            TwinCell(point.label, href=point.href),
            TwinCell(point.text, point.value, chart.decimals, point.reading),
            *(_extra(getattr(point, extra), chart, words) for extra in extras),
            TwinCell(" ".join(dict.fromkeys(filter(None, (_state(point.reading, words), point.note))))),
        )
        for point in series.points
    )
    return Twin(series.label, headings, rows)


def _is_in(unit: str, series: Series, words: Language) -> bool:
    """Say whether a series' figures are in the chart's unit: the counts beside a share are not."""
    plain = (p.reading for p in series.points if p.reading and p.text == words.figure(p.reading))
    return all(words.unit(reading.metric) == unit for reading in plain)


def _extra(value: str | float | None, chart: Chart, words: Language) -> TwinCell:
    """Return a rank, a bound or a text."""
    if isinstance(value, float):
        return TwinCell(words.number(value, chart.decimals), value, chart.decimals)
    return TwinCell("" if value is None else str(value))


def _state(reading: Reading | None, words: Language) -> str:
    """Return why a reading has no value or is old; its coverage only where that is low."""
    if reading is None or reading.status is Status.OK or (reading.status is Status.PARTIAL and not is_thin(reading)):
        return ""
    return words.status(reading)


def _unsaid(item: Item, words: Language) -> str:
    """Return the state that a screen leaves out where it changes little."""
    state = _state(item.reading, words)
    return "" if state in item.text else state


def _figure(text: str, reading: Reading | None) -> TwinCell:
    return TwinCell(text, reading.value, reading.metric.decimals, reading) if reading else TwinCell(text)


def _given(value: str | float | None, decimals: int, words: Language) -> TwinCell:
    if value is None or isinstance(value, str):
        return TwinCell(value or "")
    return TwinCell(words.number(value, decimals), value, decimals)
