"""Incidents by the eleven kinds, and the drills held."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Readings
from data.readings.cuts import Cut
from layouts.charts.amount import Amount, shown_with_unit
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRICS = ("incident_count", "incident_report_ontime_rate", "drill_completion_rate")
KINDS = Cut("incident_type_n", ("incident_type",))


def needs(context: Context) -> Sequence[Figures]:
    """Ask for incidents by kind, their reports and the drills."""
    return [Figures(METRICS, (context.region.code,), (context.period,), cuts=(KINDS,))]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the kinds that happened, then all of them together, reports and drills."""
    cells = readings.cut(KINDS, context.region.code, context.period)
    kinds = context.catalogue.dimensions["incident_type"].values
    happened = tuple(
        Row(
            names.zh if context.words.tongue == "zh" else names.en,
            _happened((cells or {})[(kind,)], context),
        )
        for kind, names in kinds.items()
        if (kind,) in (cells or {})
    )
    if not happened:
        is_hidden = readings.is_hidden(KINDS, context.region.code, context.period)
        mark = context.words("panels.composition.mark")
        word = "hidden" if is_hidden else "unfed" if cells is None else "none"
        figure = mark if is_hidden else "—" if cells is None else Amount(0)
        happened = (Row(context.words(f"panels.incidents.{word}", kinds=len(kinds)), figure),)
    whole = tuple(
        Row(
            context.words.name(reading.metric),
            shown_with_unit(reading, context.words),
            href=explain(context, reading.metric),
            note="" if reading.value is not None else context.words.status(reading),
            reading=reading,
        )
        for reading in (readings.one(key, context.region.code, context.period) for key in METRICS)
    )
    return Rows((*happened, *whole))


def _happened(count: float, context: Context) -> Amount:
    """Return how many incidents of a kind there were, with the unit of the incidents together."""
    return Amount(count, unit=context.words.unit(context.catalogue.metric(METRICS[0]), context.words.number(count)))


PANEL = Panel(
    key="incidents",
    title=lambda context: context.words("panels.incidents.title"),
    note=lambda context: context.words("panels.incidents.note"),
    needs=needs,
    draw=draw,
)
