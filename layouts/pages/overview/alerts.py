"""Alerts of the business system: the red ones still open first, then how many were raised and how they were handled."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.alerts.terms import Duty, load_terms
from data.readings import Figures, Reading, Readings
from data.readings.cuts import Cut
from layouts.charts.chart import Row, Rows
from layouts.context import Context, Panel
from layouts.panels.links import explain

RED = "red_alert_open_count"
NEW, IN_TIME, REAL = "alert_count", "alert_close_ontime_rate", "alert_valid_rate"
METRICS = (RED, NEW, IN_TIME, REAL)
TIMED = (AlertLevel.RED, AlertLevel.YELLOW)  # the levels whose limit is in minutes, one in seven alerts
MINUTES = Cut("alert_ack_minutes_sum", ("alert_level",), only=TIMED)
ACKNOWLEDGED = Cut("alert_acked_n", ("alert_level",), only=TIMED)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the four figures, and for minutes and counts of acknowledgements by level."""
    return [Figures(METRICS, (context.region.code,), (context.period,), cuts=(MINUTES, ACKNOWLEDGED))]


def draw(readings: Readings, context: Context) -> Rows:
    """Return a row for each figure, and one for each level's mean time to acknowledge beside its limit."""
    red, new, in_time, real = (readings.one(key, context.region.code, context.period) for key in METRICS)
    rows = [_row(red, context), _row(new, context)]
    rows += [_response(level, readings, context) for level in TIMED]
    rows += [_row(in_time, context), _row(real, context)]
    return Rows(tuple(rows), summary=_summary(red, new, context))


def _row(reading: Reading, context: Context) -> Row:
    return Row(
        text=context.words.name(reading.metric),
        figure=context.words.figure(reading),
        mark="red" if reading.metric.key == RED and reading.value else "",
        href=explain(context, reading.metric),
        note=context.words.unit_of(reading),
        reading=reading,
    )


def _response(level: AlertLevel, readings: Readings, context: Context) -> Row:
    """Return a level's mean time to acknowledge; the levels have different limits, so their common mean is not shown."""
    words, where = context.words, (context.region.code, context.period)
    minutes, count = (readings.cut(cut, *where) for cut in (MINUTES, ACKNOWLEDGED))
    cell = (level.value,)
    known = minutes is not None and count is not None and count.get(cell)
    mean = words.number(minutes.get(cell, 0) / count[cell], 1) if known and minutes and count else words("mark.missing")
    limit = load_terms()[level][Duty.ACKNOWLEDGE].minutes
    return Row(
        text=words("panels.alerts.response", level=words(f"alert.{level.value}")),
        figure=words("panels.alerts.minutes", mean=mean, limit=limit),
        href=explain(context, context.catalogue.metric("alert_ack_avg_minutes")),
    )


def _summary(red: Reading, new: Reading, context: Context) -> str:
    return context.words("panels.alerts.summary", new=context.words.figure(new), red=context.words.figure(red))


PANEL = Panel(
    key="alerts",
    title=lambda context: context.words("panels.alerts.title"),
    note=lambda context: context.words("panels.alerts.note"),
    needs=needs,
    draw=draw,
)
