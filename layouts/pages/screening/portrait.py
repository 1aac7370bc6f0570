"""How often a portrait's warning was confirmed by a person, with its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Question, Reading, Readings
from data.statistics import interval, is_small_sample
from data.statistics.history import HISTORY
from layouts.charts.kinds import LineChart
from layouts.panels.trend import trend_chart
from layouts.scene import Panel, Scene

METRIC = "portrait_precision_rate"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for 26 periods."""
    return [Question((METRIC,), (scene.region.code,), tuple(scene.period.back(HISTORY)))]


def draw(readings: Readings, scene: Scene) -> LineChart:
    """Return the history; the note gives the shown period's base and how far chance can move it."""
    history = readings.series(METRIC, scene.region.code, scene.period.back(HISTORY))
    chart = trend_chart(history, scene)
    return replace(chart, note=" ".join(filter(None, (base_note(history[-1], scene), chart.note))))


def base_note(reading: Reading, scene: Scene) -> str:
    """Say how many were reviewed and confirmed, and the interval; a small base is marked."""
    words, bounds = scene.words, interval(reading)
    if reading.value is None or reading.denominator is None or bounds is None:
        return words("panels.portrait.none", status=words.status(reading)) + words("panels.portrait.person")
    said = words(
        "panels.portrait.base",
        value=words.figure(reading),
        whole=words.number(reading.denominator),
        part=words.number(reading.numerator or 0),
        low=words.number(bounds[0], 1),
        high=words.number(bounds[1], 1),
    )
    thin = words("panels.portrait.thin") if is_small_sample(reading) else ""
    return said + thin + words("panels.portrait.person")


PANEL = Panel(
    key="portrait",
    title=lambda scene: scene.words.name(scene.catalogue.metric(METRIC)),
    note=lambda scene: scene.words(f"panels.trend.note.{scene.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
