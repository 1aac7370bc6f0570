"""The activities of the chosen brand over 26 periods; at an office, the office's own."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.regions import Level, Region
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.context import Context, Panel
from layouts.panels.brands.choice import chosen_county

METRIC = "brand_activity_count"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the history."""
    region = _region(context)
    return [Figures((METRIC,), (region.code,), tuple(context.period.back(HISTORY)))] if region else []


def draw(readings: Readings, context: Context) -> ColumnChart | Nothing:
    """Return a column a period; one without data is a gap."""
    region = _region(context)
    if region is None:
        return Nothing(context.words("panels.brand_card.none"))
    history = readings.series(METRIC, region.code, context.period.back(HISTORY))
    words, metric = context.words, context.catalogue.metric(METRIC)
    points = tuple(_point(reading, context) for reading in history)
    known = [reading.value for reading in history if reading.value is not None]
    return ColumnChart(
        series=(ColouredSeries(words.name(metric), points),),
        summary=words(
            "panels.brand_activity.summary" if known else "panels.brand_activity.empty",
            region=words.name(region),
            count=len(history),
            total=words.number(sum(known)),
            quiet=sum(value == 0 for value in known),
            unknown=len(history) - len(known),
        ),
        unit=metric.unit,
        domain=(0.0, max([*known, 3.0]) * 1.1),
    )


def _point(reading: Reading, context: Context) -> ColumnPart:
    return ColumnPart(
        label=context.words.period(reading.period),
        value=reading.value,
        text=context.words.figure(reading),
        href=context.view.on(period=reading.period).href,
        reading=reading,
        is_emphasised=reading.period == context.period,
    )


def _region(context: Context) -> Region | None:
    return context.region if context.region.level is Level.OFFICE else chosen_county(context)


def title(context: Context) -> str:
    """Name the region whose activities are shown."""
    return context.words("panels.brand_activity.title", region=context.words.short(_region(context) or context.region))


PANEL = Panel(
    key="brand-activity",
    title=title,
    note=lambda context: context.words(f"panels.trend.note.{context.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
