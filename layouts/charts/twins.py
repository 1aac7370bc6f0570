"""The table twin of any drawing: headings and rows for media that are read, copied or computed with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from data.readings import Reading, Status
from layouts.charts.amount import Amount, amount_of
from layouts.charts.bases import base_words
from layouts.charts.chart import (
    Cards,
    Drawing,
    Entries,
    Item,
    Items,
    Nothing,
    Rows,
    Table,
    Tiles,
    Words,
)
from layouts.charts.drawn import plain
from layouts.charts.kinds import (
    CalendarChart,
    FigurePoint,
    FunnelStep,
    KindMap,
    KindRegion,
    LinePoint,
    MatrixChart,
    Point,
    RankedBar,
    RankedInterval,
    RegionMap,
    Series,
    SeriesChart,
    SignedBar,
    StepKind,
    SwarmDot,
    TimelineChart,
    WaterfallStep,
)
from layouts.words.coverage import is_thin
from layouts.words.language import Language


@dataclass(frozen=True, slots=True)
class TwinCell:
    """What is in a cell: its text, the number it writes, the reading that this is of, and where it leads."""

    text: str
    amount: Amount | None = None
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
def _(drawing: SeriesChart | CalendarChart | RegionMap, words: Language) -> list[Twin]:
    return [_listed(series, words, drawing.unit, drawing.decimals) for series in drawing.series]


@twins.register
def _(drawing: KindMap, words: Language) -> list[Twin]:
    return [_listed(series, words) for series in drawing.series]


@twins.register
def _(drawing: MatrixChart, words: Language) -> list[Twin]:
    return [_crossed(drawing)] if drawing.series else []


@twins.register
def _(drawing: TimelineChart, words: Language) -> list[Twin]:
    headings = (words("panel.label"), words("panel.value"), words("panel.note"))
    rows = tuple(
        (
            TwinCell(event.label, href=event.href),
            TwinCell(event.text, reading=event.reading),
            TwinCell(_note(event.reading, event.note, words)),
        )
        for event in drawing.points
    )
    return [Twin(drawing.name, headings, rows)]


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
                TwinCell(words.figure(reading), amount_of(reading), reading),
                TwinCell(words.unit_of(reading)),
                TwinCell(words.compared(reading, tile.compare) if tile.compare else ""),
                TwinCell(" · ".join(filter(None, (tile.note, _state(reading, words))))),
            )
        )
    return [Twin(drawing.summary, headings, tuple(rows))] if rows else []


@twins.register
def _(drawing: Rows, words: Language) -> list[Twin]:
    if drawing.headings:
        cells = (tuple(map(_cell, row.cells)) for row in drawing.rows if row.cells)
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
        rows += [(TwinCell(f"\u3000{label}"), _cell(figure), TwinCell(unit)) for label, figure, unit, _ in card.figures]
    return [Twin(drawing.summary, headings, tuple(rows))]


@twins.register
def _(drawing: Table, words: Language) -> list[Twin]:
    rows = tuple(
        tuple(_given(row.get(column.key), column.decimals) for column in drawing.columns) for row in drawing.rows
    )
    return [Twin(drawing.summary, tuple(column.label for column in drawing.columns), rows)]


@twins.register
def _(drawing: Entries, words: Language) -> list[Twin]:
    count = len(drawing.headings)
    return [
        Twin(
            heading,
            drawing.headings,
            tuple(tuple(map(_cell, (entry.name, *entry.brief, *[""] * count)[:count])) for entry in entries),
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


def _crossed(chart: MatrixChart) -> Twin:
    headings = ("", *(point.label for point in chart.series[0].points))
    rows = tuple(
        (TwinCell(series.label), *(TwinCell(cell.text, cell.amount, cell.reading) for cell in series.points))
        for series in chart.series
    )
    return Twin(chart.summary, headings, rows)


def _listed(series: Series[Point], words: Language, unit: str = "", decimals: int = 0) -> Twin:
    """Return a series' points with what their kind adds: rank, deviation, interval, lack."""
    extras = [_extras(point, decimals) for point in series.points]
    wanted = [key for key in (extras[0] if extras else ()) if any(each[key] not in {None, ""} for each in extras)]
    said = words.unit_named(unit)
    value = words("panel.value") + (f"（{said}）" if said and _is_in(said, series, words) else "")
    headings = (words("panel.label"), value, *(words(f"panel.{key}") for key in wanted), words("panel.note"))
    rows = tuple(
        (
            TwinCell(point.label, href=point.href),
            TwinCell(point.text, _amount(point, decimals), point.reading),
            *(_cell(added[key] or "") for key in wanted),
            _note_cell(point, words),
        )
        for point, added in zip(series.points, extras, strict=True)
    )
    return Twin(series.label, headings, rows)


def _amount(point: Point, decimals: int) -> Amount | None:
    """Return the number that the text of a point writes: its own where it has one, else the point's value."""
    match point:
        case KindRegion(amount=amount):
            return amount
        case FigurePoint(amount=Amount() as amount):
            return amount
        case Point(value=None):
            return None
        case SignedBar(value=value) | WaterfallStep(value=value, move=StepKind.CHANGE | StepKind.UNEXPLAINED):
            return Amount(value or 0.0, decimals, is_signed=True)
        case Point(value=value):
            return Amount(value or 0.0, decimals)


def _extras(point: Point, decimals: int) -> dict[str, Amount | str | None]:
    """Return what the kind of a point adds to its figure, by the key of its heading."""
    match point:
        case RankedBar(rank=rank, deviation=deviation):
            apart = None if deviation is None else Amount(deviation, decimals, is_signed=True)
            return {"rank": _known(rank), "deviation": apart}
        case RankedInterval(rank=rank, low=low, high=high):
            return {"rank": _known(rank), "low": _known(low, decimals), "high": _known(high, decimals)}
        case FunnelStep(lack=lack):
            return {"lack": lack}
        case _:
            return {}


def _known(value: float | None, decimals: int = 0) -> Amount | None:
    return None if value is None else Amount(value, decimals)


def _note_cell(point: Point, words: Language) -> TwinCell:
    """Return the note of a point: its state, its note, and its base."""
    state, note = _state(point.reading, words), point.note
    amount = point.beside if isinstance(point, LinePoint) else None
    if isinstance(point, RankedBar | RankedInterval | SwarmDot):
        note, base = base_words(point, words), _known(point.base)
        amount = base if note == str(base) else None
    said = " ".join(dict.fromkeys(filter(None, (state, note))))
    return TwinCell(said, None if state else amount)


def _is_in(unit: str, series: Series[Point], words: Language) -> bool:
    """Say whether a series' figures are in the chart's unit: the counts beside a share are not."""
    plain = (p.reading for p in series.points if p.reading and p.text == words.figure(p.reading))
    return all(words.unit(reading.metric) == unit for reading in plain)


def _note(reading: Reading | None, note: str, words: Language) -> str:
    return " ".join(dict.fromkeys(filter(None, (_state(reading, words), note))))


def _state(reading: Reading | None, words: Language) -> str:
    """Return why a reading has no value or is old; its coverage only where that is low."""
    if reading is None or reading.status is Status.OK or (reading.status is Status.PARTIAL and not is_thin(reading)):
        return ""
    return words.status(reading)


def _unsaid(item: Item, words: Language) -> str:
    """Return the state that a screen leaves out where it changes little."""
    state = _state(item.reading, words)
    return "" if state in item.text else state


def _figure(figure: Amount | str, reading: Reading | None) -> TwinCell:
    """Return the figure of a row: its own number, else that of its reading."""
    amount = figure if isinstance(figure, Amount) else amount_of(reading) if reading else None
    return TwinCell(str(figure), amount, reading)


def _cell(given: Amount | str) -> TwinCell:
    return TwinCell(str(given), given if isinstance(given, Amount) else None)


def _given(value: Amount | str | float | None, decimals: int) -> TwinCell:
    return _cell(Amount(value, decimals) if isinstance(value, int | float) else value or "")
