"""Education and help: the duties met against their targets, and how much was done."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.charts.kinds import BarChart, Series
from layouts.pages.overview.bars import bar, count, falls_short
from layouts.panels.monthly import asked, newest_reading
from layouts.scene import Panel, Scene

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


def draw(readings: Readings, scene: Scene) -> BarChart:
    """Return a bar with its target for each rate, and the counts below without bars."""
    rates = [newest_reading(readings, scene, key, scene.region.code) for key in RATES]
    counts = [newest_reading(readings, scene, key, scene.region.code) for key in COUNTS]
    return BarChart(
        series=(
            Series(scene.words("panels.education.rates"), tuple(bar(reading, scene) for reading in rates)),
            Series(scene.words("panels.education.counts"), tuple(count(reading, scene) for reading in counts)),
        ),
        summary=_summary(rates, scene),
        unit="%",
        decimals=rates[0].metric.decimals,
        domain=FULL,
    )


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
