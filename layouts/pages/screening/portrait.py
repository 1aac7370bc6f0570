"""How often a portrait's warning was confirmed by a person, with its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Figures, Reading, Readings
from data.statistics import interval, is_small_sample
from data.statistics.history import HISTORY
from layouts.charts.kinds import LineChart
from layouts.context import Context, Panel
from layouts.panels.trend import trend_chart

METRIC = "portrait_precision_rate"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for 26 periods."""
    return [Figures((METRIC,), (context.region.code,), tuple(context.period.back(HISTORY)))]


def draw(readings: Readings, context: Context) -> LineChart:
    """Return the history; the note gives the shown period's base and how far chance can move it."""
    history = readings.series(METRIC, context.region.code, context.period.back(HISTORY))
    chart = trend_chart(history, context)
    return replace(chart, note=" ".join(filter(None, (base_note(history[-1], context), chart.note))))


def base_note(reading: Reading, context: Context) -> str:
    """Say how many were reviewed and confirmed, and the interval; a small base is marked."""
    words, bounds = context.words, interval(reading)
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
    title=lambda context: context.words.name(context.catalogue.metric(METRIC)),
    note=lambda context: context.words(f"panels.trend.note.{context.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
