"""The offices whose alerts were not closed by their term, most first."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Panel
from layouts.panels.feed_late import first_rows, office_name

METRIC = "alert_close_ontime_rate"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the alerts due to be closed and closed, by office."""
    return [Figures((METRIC,), context.regions.offices(context.region.code), (context.period,))]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the offices with alerts past their term, and how many more there are."""
    words = context.words
    every = readings.across(METRIC, context.regions.offices(context.region.code), context.period)
    if not any(reading.parts for reading in every):
        return Nothing(words("panels.alert_overdue.unfed"))
    late = sorted((each for each in every if _overdue(each)), key=lambda each: (-_overdue(each), each.region.code))
    if not late:
        return Nothing(words("panels.alert_overdue.none"))
    count = words.number(sum(map(_overdue, late)))
    summary = words("panels.alert_overdue.summary", offices=len(late), count=count)
    headings = tuple(words(f"panels.alert_overdue.column.{key}") for key in ("office", "overdue", "due"))
    return first_rows([_row(each, context) for each in late], context, summary, headings)


def _overdue(reading: Reading) -> float:
    parts = reading.parts
    return (parts.denominator or 0) - parts.numerator if parts else 0


def _row(reading: Reading, context: Context) -> Row:
    parts, words = reading.parts, context.words
    late, due = Amount(_overdue(reading)), Amount((parts.denominator or 0) if parts else 0)
    return Row(
        text=office_name(reading.region.code, context),
        figure=words("panels.alert_overdue.figure", count=late, due=due),
        href=context.address(reading.region.code, explain=METRIC),
        cells=(office_name(reading.region.code, context), late, due),
    )


PANEL = Panel(
    key="alert_overdue",
    title=lambda context: context.words("panels.alert_overdue.title"),
    note=lambda context: context.words("panels.alert_overdue.note"),
    needs=needs,
    draw=draw,
)
