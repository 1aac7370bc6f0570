"""Alerts: the red ones still open first, then how many came and how they were handled."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.chart import Row, Rows
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

RED = "red_alert_open_count"
METRICS = (
    RED,
    "alert_count",
    "alert_ack_avg_minutes",
    "alert_close_ontime_rate",
    "alert_valid_rate",
)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the five figures."""
    return [Question(METRICS, (scene.region.code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Rows:
    """Return a row for each figure."""
    answers = [readings.one(key, scene.region.code, scene.period) for key in METRICS]
    return Rows(tuple(_row(reading, scene) for reading in answers), summary=_summary(answers[0], answers[1], scene))


def _row(reading: Reading, scene: Scene) -> Row:
    return Row(
        text=scene.words.name(reading.metric),
        figure=scene.words.figure(reading),
        mark="red" if reading.metric.key == RED else "",
        href=explain(scene, reading.metric),
        note=scene.words.unit(reading.metric),
        reading=reading,
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
