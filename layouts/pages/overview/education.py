"""Education and help: the duties met against their targets, and how much was done."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from layouts.charts.kinds import BarChart, Series
from layouts.context import Context, Panel
from layouts.pages.overview.bars import bar, count, falls_short
from layouts.panels.monthly import asked, newest_reading

RATES = (
    "education_met_rate",
    "entry_education_ontime_rate",
    "welfare_met_rate",
    "employment_rate",
    "assistance_done_rate",
)
COUNTS = ("welfare_person_times", "vocational_training_count")
FULL = (0.0, 100.0)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the rates, the monthly ones where they were last assessed, and the counts."""
    return asked(context, (*RATES, *COUNTS), (context.region.code,))


def draw(readings: Readings, context: Context) -> BarChart:
    """Return a bar with its target for each rate, and the counts below without bars."""
    rates = [newest_reading(readings, context, key, context.region.code) for key in RATES]
    counts = [newest_reading(readings, context, key, context.region.code) for key in COUNTS]
    return BarChart(
        series=(
            Series(context.words("panels.education.rates"), tuple(bar(reading, context) for reading in rates)),
            Series(context.words("panels.education.counts"), tuple(count(reading, context) for reading in counts)),
        ),
        summary=_summary(rates, context),
        unit="%",
        decimals=rates[0].metric.decimals,
        domain=FULL,
    )


def _summary(rates: Sequence[Reading], context: Context) -> str:
    judged = [reading for reading in rates if reading.value is not None and reading.metric.target is not None]
    if not judged:
        return context.words("panels.education.empty")
    short = [context.words.short(reading.metric) for reading in judged if falls_short(reading)]
    if not short:
        return context.words("panels.education.met", count=len(judged))
    return context.words("panels.education.short", count=len(short), names=context.words("panels.comma").join(short))


PANEL = Panel(
    key="education",
    title=lambda context: context.words("panels.education.title"),
    note=lambda context: context.words("panels.education.note"),
    needs=needs,
    draw=draw,
)
