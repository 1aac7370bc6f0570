"""Education and help: the duties met against their targets, and how much was done."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.chart import Chart, ChartKind, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.links import explain
from layouts.panels.monthly import asked, assessed_note, at_hand

RATES = (
    "education_met_rate",
    "entry_education_ontime_rate",
    "welfare_met_rate",
    "employment_rate",
    "assistance_done_rate",
)
COUNTS = ("welfare_person_times", "vocational_training_count")
FULL = (0.0, 100.0)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the rates, the monthly ones where they were last assessed, and the counts."""
    return asked(scene, (*RATES, *COUNTS), (scene.region.code,))


def draw(readings: Readings, scene: Scene) -> Chart:
    """Return a bar with its target for each rate, and the counts below without bars."""
    rates = [at_hand(readings, scene, key, scene.region.code) for key in RATES]
    counts = [at_hand(readings, scene, key, scene.region.code) for key in COUNTS]
    return Chart(
        kind=ChartKind.BARS,
        series=(
            Series(scene.words("panels.education.rates"), tuple(_bar(reading, scene) for reading in rates)),
            Series(scene.words("panels.education.counts"), tuple(_count(reading, scene) for reading in counts)),
        ),
        summary=_summary(rates, scene),
        unit="%",
        decimals=rates[0].metric.decimals,
        domain=FULL,
    )


def _bar(reading: Reading, scene: Scene) -> Point:
    return Point(
        label=scene.words.short(reading.metric),
        value=reading.value,
        text=scene.words.figure(reading),
        href=explain(scene, reading.metric),
        note=assessed_note(reading, scene),
        target=reading.metric.target,
        reading=reading,
        is_emphasised=falls_short(reading),
    )


def _count(reading: Reading, scene: Scene) -> Point:
    """Return a count as a point without a bar: `value` stays None, for the axis is one of per cent."""
    return Point(
        label=scene.words.short(reading.metric),
        value=None,
        text=scene.words.figure(reading),
        href=explain(scene, reading.metric),
        note=scene.words.unit(reading.metric),
        reading=reading,
    )


def falls_short(reading: Reading) -> bool:
    """Say whether a value lies below its target at the shown decimals."""
    if reading.value is None or reading.metric.target is None:
        return False
    return round(reading.value, reading.metric.decimals) < reading.metric.target


def _summary(rates: Sequence[Reading], scene: Scene) -> str:
    judged = [reading for reading in rates if reading.value is not None and reading.metric.target is not None]
    if not judged:
        return scene.words("panels.education.empty")
    short = [scene.words.short(reading.metric) for reading in judged if falls_short(reading)]
    if not short:
        return scene.words("panels.education.met", count=len(judged))
    return scene.words("panels.education.short", count=len(short), names=scene.words("panels.comma").join(short))


PANEL = Panel(
    key="education",
    title=lambda scene: scene.words("panels.education.title"),
    note=lambda scene: scene.words("panels.education.note"),
    needs=needs,
    draw=draw,
)
