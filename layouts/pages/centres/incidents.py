"""Incidents by the eleven kinds, and the drills held."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from data.readings.cuts import Cut
from layouts.charts.amount import Amount, shown_with_unit
from layouts.charts.chart import Nothing, Row, Rows
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRICS = ("incident_count", "incident_report_ontime_rate", "drill_completion_rate")
KINDS = Cut("incident_type_n", ("incident_type",))


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for incidents by kind, their reports and the drills."""
    return [Question(METRICS, (scene.region.code,), (scene.period,), cuts=(KINDS,))]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return the kinds that happened, then all of them together, reports and drills."""
    cells = readings.cut(KINDS, scene.region.code, scene.period)
    kinds = scene.catalogue.dimensions["incident_type"].values
    happened = tuple(
        Row(
            names.zh if scene.words.tongue == "zh" else names.en,
            Amount((cells or {})[(kind,)], unit=scene.words.unit(scene.catalogue.metric(METRICS[0]))),
        )
        for kind, names in kinds.items()
        if (kind,) in (cells or {})
    )
    if not happened:
        is_hidden = readings.is_hidden(KINDS, scene.region.code, scene.period)
        mark = scene.words("panels.composition.mark")
        word = "hidden" if is_hidden else "unfed" if cells is None else "none"
        figure = mark if is_hidden else "—" if cells is None else Amount(0)
        happened = (Row(scene.words(f"panels.incidents.{word}", kinds=len(kinds)), figure),)
    whole = tuple(
        Row(
            scene.words.name(reading.metric),
            shown_with_unit(reading, scene.words),
            href=explain(scene, reading.metric),
            note="" if reading.value is not None else scene.words.status(reading),
            reading=reading,
        )
        for reading in (readings.one(key, scene.region.code, scene.period) for key in METRICS)
    )
    return Rows((*happened, *whole))


PANEL = Panel(
    key="incidents",
    title=lambda scene: scene.words("panels.incidents.title"),
    note=lambda scene: scene.words("panels.incidents.note"),
    needs=needs,
    draw=draw,
)
