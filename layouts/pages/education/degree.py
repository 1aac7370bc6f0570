"""Degree uplift: how many are enrolled, beside what is publicly known of the Open University's programme."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRICS = ("degree_uplift_enrolled", "vocational_training_count")


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the enrolled and for training, both of which the agreement is about."""
    return [Figures(METRICS, (context.region.code,), (context.period,))]


def draw(readings: Readings, context: Context) -> Cards:
    """Return the region's own figures as one card, the public facts with their source as another."""
    own = tuple(_figure(readings.one(key, context.region.code, context.period), context) for key in METRICS)
    words = context.words
    computed = Card(
        heading=words("panels.degree.computed", region=words.name(context.region)),
        under=words.period(context.period, context.period.to_date(context.as_of)),
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


def _figure(reading: Reading, context: Context) -> tuple[str, Amount | str, str, str]:
    words, metric = context.words, reading.metric
    unit = words.status(reading) if reading.value is None else words.unit_of(reading)
    return words.short(metric), shown(reading, words), unit, explain(context, metric)


PANEL = Panel(
    key="degree",
    title=lambda context: context.words("panels.degree.title"),
    note=lambda context: context.words("panels.degree.note"),
    needs=needs,
    draw=draw,
)
