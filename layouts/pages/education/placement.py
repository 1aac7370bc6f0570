"""From training to work: attendances at training, guidance given, people placed.

The three are counted separately, not for the same people, so they are not shares of one another.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from layouts.charts.amount import amount_of, shown_with_unit
from layouts.charts.kinds import FunnelChart, FunnelStep
from layouts.context import Context, Panel
from layouts.panels.links import explain

STEPS = ("vocational_training_count", "employment_guidance_count", "job_placed_count")
OUTCOME = "employment_rate"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the three counts with what they are compared with, and for the rate they should raise."""
    return [Figures((*STEPS, OUTCOME), (context.region.code,), (context.period,), compare=True)]


def draw(readings: Readings, context: Context) -> FunnelChart:
    """Return the three steps, each with its change."""
    found = [readings.one(key, context.region.code, context.period) for key in STEPS]
    outcome = readings.one(OUTCOME, context.region.code, context.period)
    points = tuple(_step(reading, context) for reading in found)
    return FunnelChart(
        name=context.words("panels.placement.title"),
        points=points,
        summary=context.words("panels.comma").join(f"{point.label} {point.text}" for point in points),
        note=_outcome(outcome, context),
    )


def _step(reading: Reading, context: Context) -> FunnelStep:
    words = context.words
    known = reading.value is not None
    change = words.compared(reading, context.view.compare)
    return FunnelStep(
        label=words.short(reading.metric),
        value=reading.value,
        text=str(shown_with_unit(reading, words)),
        amount=amount_of(reading, words.unit_of(reading)),
        href=explain(context, reading.metric),
        note=change or ("" if known else words.status(reading)),
        reading=reading,
        is_emphasised=reading.metric.key == STEPS[-1],
    )


def _outcome(reading: Reading, context: Context) -> str:
    words = context.words
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
    title=lambda context: context.words("panels.placement.title"),
    note=lambda context: context.words("panels.placement.note"),
    needs=needs,
    draw=draw,
)
