"""Alerts of the business system: the red ones still open first, then how many were raised and how they were handled."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.alerts.terms import Duty, load_terms
from data.readings import Question, Reading, Readings
from data.readings.cuts import Cut
from layouts.charts.chart import Row, Rows
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

RED = "red_alert_open_count"
NEW, IN_TIME, REAL = "alert_count", "alert_close_ontime_rate", "alert_valid_rate"
METRICS = (RED, NEW, IN_TIME, REAL)
TIMED = (AlertLevel.RED, AlertLevel.YELLOW)  # the levels whose limit is in minutes, one in seven alerts
MINUTES = Cut("alert_ack_minutes_sum", ("alert_level",), only=TIMED)
ACKNOWLEDGED = Cut("alert_acked_n", ("alert_level",), only=TIMED)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the four figures, and for minutes and counts of acknowledgements by level."""
    return [Question(METRICS, (scene.region.code,), (scene.period,), cuts=(MINUTES, ACKNOWLEDGED))]


def draw(readings: Readings, scene: Scene) -> Rows:
    """Return a row for each figure, and one for each level's mean time to acknowledge beside its limit."""
    red, new, in_time, real = (readings.one(key, scene.region.code, scene.period) for key in METRICS)
    rows = [_row(red, scene), _row(new, scene)]
    rows += [_response(level, readings, scene) for level in TIMED]
    rows += [_row(in_time, scene), _row(real, scene)]
    return Rows(tuple(rows), summary=_summary(red, new, scene))


def _row(reading: Reading, scene: Scene) -> Row:
    return Row(
        text=scene.words.name(reading.metric),
        figure=scene.words.figure(reading),
        mark="red" if reading.metric.key == RED and reading.value else "",
        href=explain(scene, reading.metric),
        note=scene.words.unit(reading.metric),
        reading=reading,
    )


def _response(level: AlertLevel, readings: Readings, scene: Scene) -> Row:
    """Return a level's mean time to acknowledge; the levels have different limits, so their common mean is not shown."""
    words, where = scene.words, (scene.region.code, scene.period)
    minutes, count = (readings.cut(cut, *where) for cut in (MINUTES, ACKNOWLEDGED))
    cell = (level.value,)
    known = minutes is not None and count is not None and count.get(cell)
    mean = words.number(minutes.get(cell, 0) / count[cell], 1) if known and minutes and count else words("mark.missing")
    limit = load_terms()[level][Duty.ACKNOWLEDGE].minutes
    return Row(
        text=words("panels.alerts.response", level=words(f"alert.{level.value}")),
        figure=words("panels.alerts.minutes", mean=mean, limit=limit),
        href=explain(scene, scene.catalogue.metric("alert_ack_avg_minutes")),
    )


def _summary(red: Reading, new: Reading, scene: Scene) -> str:
    return scene.words("panels.alerts.summary", new=scene.words.figure(new), red=scene.words.figure(red))


PANEL = Panel(
    key="alerts",
    title=lambda scene: scene.words("panels.alerts.title"),
    note=lambda scene: scene.words("panels.alerts.note"),
    needs=needs,
    draw=draw,
)
