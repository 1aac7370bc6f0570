"""From training to work: attendances at training, guidance given, people placed.

The three are counted each by itself, not of the same people, so that they are not shares of one another.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.charts.amount import amount_of, shown_with_unit
from layouts.charts.kinds import FunnelChart, FunnelStep
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

STEPS = ("vocational_training_count", "employment_guidance_count", "job_placed_count")
OUTCOME = "employment_rate"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the three counts with what they are compared with, and for the rate they are to raise."""
    return [Question((*STEPS, OUTCOME), (scene.region.code,), (scene.period,), compare=True)]


def draw(readings: Readings, scene: Scene) -> FunnelChart:
    """Return the three steps, each with its change."""
    found = [readings.one(key, scene.region.code, scene.period) for key in STEPS]
    outcome = readings.one(OUTCOME, scene.region.code, scene.period)
    points = tuple(_step(reading, scene) for reading in found)
    return FunnelChart(
        name=scene.words("panels.placement.title"),
        points=points,
        summary=scene.words("panels.comma").join(f"{point.label} {point.text}" for point in points),
        note=_outcome(outcome, scene),
    )


def _step(reading: Reading, scene: Scene) -> FunnelStep:
    words = scene.words
    known = reading.value is not None
    change = words.compared(reading, scene.view.compare)
    return FunnelStep(
        label=words.short(reading.metric),
        value=reading.value,
        text=str(shown_with_unit(reading, words)),
        amount=amount_of(reading, words.unit_of(reading)),
        href=explain(scene, reading.metric),
        note=change or ("" if known else words.status(reading)),
        reading=reading,
        is_emphasised=reading.metric.key == STEPS[-1],
    )


def _outcome(reading: Reading, scene: Scene) -> str:
    words = scene.words
    if reading.value is None or reading.denominator is None:
        return words("panels.placement.no_outcome", status=words.status(reading))
    return words(
        "panels.placement.outcome",
        value=words.figure(reading),
        part=words.number(reading.numerator or 0),
        whole=words.number(reading.denominator),
    )


PANEL = Panel(
    key="placement",
    title=lambda scene: scene.words("panels.placement.title"),
    note=lambda scene: scene.words("panels.placement.note"),
    needs=needs,
    draw=draw,
)
