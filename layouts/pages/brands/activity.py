"""What the chosen brand held over 26 periods, at an office what the office held."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.regions import Level, Region
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.panels.brands.choice import chosen_county
from layouts.scene import Panel, Scene

METRIC = "brand_activity_count"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the history."""
    region = _region(scene)
    return [Question((METRIC,), (region.code,), tuple(scene.period.back(HISTORY)))] if region else []


def draw(readings: Readings, scene: Scene) -> ColumnChart | Nothing:
    """Return a column a period; one without data is a gap."""
    region = _region(scene)
    if region is None:
        return Nothing(scene.words("panels.brand_card.none"))
    history = readings.series(METRIC, region.code, scene.period.back(HISTORY))
    words, metric = scene.words, scene.catalogue.metric(METRIC)
    points = tuple(_point(reading, scene) for reading in history)
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
        unit=words.unit(metric),
        domain=(0.0, max([*known, 3.0]) * 1.1),
    )


def _point(reading: Reading, scene: Scene) -> ColumnPart:
    return ColumnPart(
        label=scene.words.period(reading.period),
        value=reading.value,
        text=scene.words.figure(reading),
        href=scene.view.on(period=reading.period).href,
        reading=reading,
        is_emphasised=reading.period == scene.period,
    )


def _region(scene: Scene) -> Region | None:
    return scene.region if scene.region.level is Level.OFFICE else chosen_county(scene)


def title(scene: Scene) -> str:
    """Name the region whose activities are shown."""
    return scene.words("panels.brand_activity.title", region=scene.words.short(_region(scene) or scene.region))


PANEL = Panel(
    key="brand-activity",
    title=title,
    note=lambda scene: scene.words(f"panels.trend.note.{scene.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
