"""Drawings of weeks that were frozen in the first form of their bodies, in which

- one class of chart, with one of points, held what every kind needs,
- numbers of lists, cards and cells were kept as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import singledispatch
from typing import Any

from data.readings import Reading
from layouts.charts.amount import Amount
from layouts.charts.chart import Card, Row
from layouts.charts.kinds import (
    Bar,
    BarChart,
    CalendarChart,
    CalendarDay,
    Chart,
    ColouredSeries,
    ColumnChart,
    ColumnPart,
    FunnelChart,
    FunnelStep,
    IntervalChart,
    KindMap,
    KindRegion,
    LineChart,
    LinePoint,
    MapRegion,
    MatrixCell,
    MatrixChart,
    MatrixRow,
    RankedBar,
    RankedInterval,
    RankingChart,
    RegionMap,
    Series,
    SignedBar,
    SignedChart,
    StackChart,
    StackPart,
    StepKind,
    SwarmChart,
    SwarmDot,
    TimelineChart,
    TimelineEvent,
    WaterfallChart,
    WaterfallStep,
)
from layouts.words.language import MINUS, THIN

# 1 to 3 digits, then thousands set apart: a code or a year is not written so and stays a text
WRITTEN = re.compile(
    rf"(?P<number>[+{MINUS}]?\d{{1,3}}(?:{THIN}\d{{3}})*(?P<rest>\.\d+)?)(?P<unit>[\s{THIN}]*(?:[%‰]|[\u4e00-\u9fff]{{1,4}})?)"
)
Json = Any
Fields = dict[str, Any]
Value = Callable[[Json], Any]


@dataclass(frozen=True)
class KindFields:
    """What a kind became: its chart, its points, and the fields that have a name of their own now.

    A chart of several series has a class for them, one of a single series has its points at once.
    """

    chart: type[Any]
    point: type[Any]
    series: type[Any] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)


SMALL_BASE = {"is_thin": "has_small_base"}
FORMS: Mapping[str, KindFields] = {
    "line": KindFields(LineChart, LinePoint, ColouredSeries),
    "columns": KindFields(ColumnChart, ColumnPart, ColouredSeries),
    "bars": KindFields(BarChart, Bar, Series, SMALL_BASE | {"is_emphasised": "falls_short"}),
    "stacks": KindFields(StackChart, StackPart, ColouredSeries),
    "ranking": KindFields(RankingChart, RankedBar),
    "intervals": KindFields(IntervalChart, RankedInterval, renamed=SMALL_BASE | {"is_emphasised": "is_behind"}),
    "swarm": KindFields(SwarmChart, SwarmDot, renamed=SMALL_BASE),
    "signed": KindFields(SignedChart, SignedBar, renamed={"is_emphasised": "is_total"}),
    "funnel": KindFields(FunnelChart, FunnelStep),
    "steps": KindFields(FunnelChart, FunnelStep, added={"is_wide": True}),
    "waterfall": KindFields(WaterfallChart, WaterfallStep),
    "matrix": KindFields(MatrixChart, MatrixCell, MatrixRow, {"is_emphasised": "is_sum", "is_thin": "is_hatched"}),
    "calendar": KindFields(CalendarChart, CalendarDay, renamed={"is_emphasised": "is_past_limit"}),
    "timeline": KindFields(TimelineChart, TimelineEvent),
    "map": KindFields(RegionMap, MapRegion, Series),
    "map of kinds": KindFields(KindMap, KindRegion, renamed={"is_thin": "is_pale"}),
}


def chart_before(given: Mapping[str, Json], value: Value) -> Chart:
    """Return a chart of the earlier form as one of its kind; `value` reads what is in it. Raises KeyError for an unknown kind."""
    kind = given["kind"]["value"]
    form = FORMS["map of kinds" if kind == "map" and given.get("kinds") else kind]
    series = [_series(each, form, value, given.get("decimals", 0)) for each in given["series"]]
    own = {**form.added, **{key: value(each) for key, each in given.items() if key not in {"kind", "series"}}}
    if form.series:
        shown: Fields = {"series": tuple(_made(form.series, each) for each in series)}
    else:
        shown = {"name": series[0]["label"], "points": series[0]["points"]} if series else {"name": "", "points": ()}
    chart: Chart = _made(form.chart, {**own, **shown})
    return chart


def _series(given: Mapping[str, Json], form: KindFields, value: Value, decimals: int) -> Fields:
    points = tuple(
        _point({key: value(each) for key, each in p.items() if key}, form, decimals) for p in given["points"]
    )
    return {**given, "points": points}


def _point(held: Fields, form: KindFields, decimals: int) -> Any:
    renamed = {form.renamed.get(key, key): each for key, each in held.items()}
    renamed["amount"] = _amount(held["text"], held["value"], decimals, held.get("reading"))
    if form.point is LinePoint and held.get("note"):
        renamed["beside"] = _amount(held["note"], None, 0, None)
    if held.get("deviation"):
        renamed["deviation"] = _number(held["deviation"])
    if form.point is WaterfallStep:
        move = (
            StepKind.STOCK
            if held.get("is_emphasised")
            else StepKind.UNEXPLAINED
            if held.get("is_thin")
            else StepKind.CHANGE
        )
        renamed["move"] = move
    return _made(form.point, renamed)


def _made(kind: type[Any], held: Fields) -> Any:
    """Return a value of a class out of those of the fields that it has."""
    return kind(**{each.name: held[each.name] for each in fields(kind) if each.name in held})


@singledispatch
def drawing_before(drawing: Any) -> Any:
    """Return a part of a drawing with the numbers that were kept as texts."""
    return drawing


@drawing_before.register
def _(row: Row) -> Row:
    figure = row.figure if row.reading else _as_amount(row.figure)
    return replace(row, figure=figure, cells=tuple(map(_as_amount, row.cells)))


@drawing_before.register
def _(card: Card) -> Card:
    return replace(
        card, figures=tuple((label, _as_amount(figure), unit, href) for label, figure, unit, href in card.figures)
    )


def _as_amount(given: Amount | str) -> Amount | str:
    return given if isinstance(given, Amount) else _amount(given, None, 0, None) or given


def _amount(text: str, value: float | None, decimals: int, reading: Reading | None) -> Amount | None:
    """Return the number that a text writes, unrounded where a value or a reading is what it writes."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        is_named = any(letter.isalpha() for letter in text)
        return None if value is None or is_named else Amount(value, decimals)
    unit, shown = found["unit"].strip(), max(len(found["rest"] or "") - 1, 0)
    if value is None and reading is None and unit not in {"", "%"}:
        return None
    number = _number(found["number"])
    known = reading.value if reading and value is None else value
    is_known = known is not None and abs(number - known) <= 0.5000001 * 10.0**-shown
    return Amount(known if known is not None and is_known else number, shown, unit, is_signed=text.startswith("+"))


def _number(text: str) -> float:
    return float(text.replace(THIN, "").replace(MINUS, "-"))
