"""Degree uplift: how many are enrolled, beside what is publicly known of the Open University's programme."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRICS = ("degree_uplift_enrolled", "vocational_training_count")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the enrolled and for training, both of which the agreement is about."""
    return [Question(METRICS, (scene.region.code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Cards:
    """Return the region's own figures as one card, the public facts with their source as another."""
    own = tuple(_figure(readings.one(key, scene.region.code, scene.period), scene) for key in METRICS)
    words = scene.words
    computed = Card(
        heading=words("panels.degree.computed", region=words.name(scene.region)),
        under=words.period(scene.period, scene.period.to_date(scene.as_of)),
        figures=own,
    )
    public = Card(
        heading=words("panels.degree.programme"),
        tag=words("panels.public"),
        under=words("panels.degree.since"),
        text=words("panels.degree.text"),
        note=words("panels.degree.source"),
    )
    return Cards((computed, public))


def _figure(reading: Reading, scene: Scene) -> tuple[str, Amount | str, str, str]:
    words, metric = scene.words, reading.metric
    unit = words.status(reading) if reading.value is None else words.unit_of(reading)
    return words.short(metric), shown(reading, words), unit, explain(scene, metric)


PANEL = Panel(
    key="degree",
    title=lambda scene: scene.words("panels.degree.title"),
    note=lambda scene: scene.words("panels.degree.note"),
    needs=needs,
    draw=draw,
)
