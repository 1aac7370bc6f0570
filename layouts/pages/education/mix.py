"""Education by its three ways: collective, individual, online, period by period."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.formula import Atom, Operator
from data.readings import Figures, Reading, Readings
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRIC = "education_person_times"
WAYS = (
    ("collective", "collective_attend_n", "--celadon-6"),
    ("individual", "individual_talk_n", "--celadon-4"),
    ("online", "online_done_n", "--celadon-2"),
)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the attendances of 26 periods; their formula holds the three ways."""
    return [Figures((METRIC,), (context.region.code,), tuple(context.period.back(HISTORY)))]


def draw(readings: Readings, context: Context) -> ColumnChart | Nothing:
    """Return a stack of the three a period; the note says the shown period's shares."""
    history = readings.series(METRIC, context.region.code, context.period.back(HISTORY))
    if all(reading.value is None for reading in history):
        return Nothing(context.words("panels.mix.empty"))
    own = _shares(history[-1], context)
    return ColumnChart(
        series=tuple(
            ColouredSeries(
                context.words(f"panels.mix.{way}"),
                tuple(_point(reading, column, context) for reading in history),
                colour=colour,
            )
            for way, column, colour in WAYS
        ),
        summary=own,
        unit=history[-1].metric.unit,
        note=own,
    )


def _amount(reading: Reading, column: str) -> float | None:
    return reading.atoms.get(Atom(Operator.S, column)) if reading.value is not None else None


def _point(reading: Reading, column: str, context: Context) -> ColumnPart:
    amount = _amount(reading, column)
    mark = context.words("mark.missing") if reading.value is not None else context.words.figure(reading)
    return ColumnPart(
        label=context.words.period(reading.period),
        value=amount,
        text=mark if amount is None else context.words.number(amount),
        href=explain(context, reading.metric),
        reading=reading,
    )


def _shares(reading: Reading, context: Context) -> str:
    words = context.words
    amounts = [(way, _amount(reading, column)) for way, column, _ in WAYS]
    if not reading.value or any(amount is None for _, amount in amounts):
        return words("panels.mix.none", status=words.status(reading))
    whole = reading.value
    said = [
        words("panels.mix.share", way=words(f"panels.mix.{way}"), share=words.number(100 * (amount or 0) / whole, 1))
        for way, amount in amounts
    ]
    return words("panels.mix.said", total=words.figure(reading), shares=words("panels.comma").join(said))


PANEL = Panel(
    key="mix",
    title=lambda context: context.words("panels.mix.title"),
    note=lambda context: context.words(f"panels.trend.note.{context.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
