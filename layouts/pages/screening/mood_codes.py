"""The five-colour mood code over time, without green.

Red and orange are drawn apart where the city or a wider region is shown. Below it they are one count, as the guarded
metric has it: a single colour beside the sum would reveal what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.formula import Atom, Operator
from data.readings import Figures, Reading, Readings, Status
from data.regions import Level
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.context import Context, Panel
from layouts.panels.links import explain

BLUE, YELLOW, WORST = "mood_blue_count", "mood_yellow_count", "red_orange_count"
METRICS = (BLUE, YELLOW, WORST)
APART = (("orange", "code_orange_eod"), ("red", "code_red_eod"))


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the colours over 26 periods."""
    return [Figures(METRICS, (context.region.code,), tuple(context.period.back(HISTORY)))]


def draw(readings: Readings, context: Context) -> ColumnChart | Nothing:
    """Return a stack of colours a period; a hidden one is a gap with its mark, never a zero."""
    histories = {key: readings.series(key, context.region.code, context.period.back(HISTORY)) for key in METRICS}
    if all(reading.value is None for history in histories.values() for reading in history):
        statuses = {histories[key][-1].status for key in METRICS}
        hidden = "hidden" if Status.SUPPRESSED in statuses else "empty"
        return Nothing(context.words(f"panels.mood.{hidden}"))
    series = (
        _series("blue", histories[BLUE], context),
        _series("yellow", histories[YELLOW], context),
        *_worst(histories[WORST], context),
    )
    said = _said(series, context)
    return ColumnChart(
        series=series,
        summary=said,
        unit="人",
        note=said + context.words("panels.mood.legend") + _hidden(histories[WORST], context),
    )


def _worst(history: Sequence[Reading], context: Context) -> list[ColouredSeries[ColumnPart]]:
    if context.region.level.depth > Level.CITY.depth:
        return [_series("orange", history, context, name="red_orange")]
    return [_series(colour, history, context, column=column) for colour, column in APART]


def _series(
    colour: str, history: Sequence[Reading], context: Context, *, name: str = "", column: str = ""
) -> ColouredSeries[ColumnPart]:
    points = tuple(_point(reading, column, context) for reading in history)
    return ColouredSeries(context.words(f"panels.mood.{name or colour}"), points, colour=f"--mood-{colour}")


def _point(reading: Reading, column: str, context: Context) -> ColumnPart:
    count = reading.value
    if column and count is not None:
        count = reading.atoms.get(Atom(Operator.E, column))
    mark = context.words("mark.missing") if reading.value is not None else context.words.figure(reading)
    return ColumnPart(
        label=context.words.period(reading.period),
        value=count,
        text=mark if count is None else context.words.number(count),
        href=explain(context, reading.metric),
        reading=reading,
    )


def _said(series: Sequence[ColouredSeries[ColumnPart]], context: Context) -> str:
    last = context.words.day(series[0].points[-1].reading.span.last) if series[0].points[-1].reading else ""
    said = context.words("panels.comma").join(f"{each.label} {each.points[-1].text}" for each in series)
    return context.words("panels.mood.said", day=last, counts=said)


def _hidden(history: Sequence[Reading], context: Context) -> str:
    return context.words("panels.mood.gaps") if context.region.level.depth > Level.CITY.depth else ""


PANEL = Panel(
    key="mood",
    title=lambda context: context.words("panels.mood.title"),
    note=lambda context: context.words(
        "panels.mood.note", history=context.words(f"panels.trend.note.{context.period.grain}", count=HISTORY)
    ),
    needs=needs,
    draw=draw,
)
