"""Alerts over the 24 hours of the day, where the feed has hours."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from data.readings.cuts import Cut
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.scene import Panel, Scene

METRIC = "alert_count"
HOURLY = Cut("alert_hour_n", ("alert_level", "alert_hour"))
LEVELS = ("blue", "yellow", "red")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for alerts by hour and level."""
    return [Question((METRIC,), (scene.region.code,), (scene.period,), cuts=(HOURLY,))]


def draw(readings: Readings, scene: Scene) -> ColumnChart | Nothing:
    """Return a column an hour, the levels stacked in their own colours."""
    cells = readings.cut(HOURLY, scene.region.code, scene.period)
    if cells is None:
        return Nothing(scene.words("panels.alert_hours.empty"))
    hours = list(scene.catalogue.dimensions["alert_hour"].values)
    by_hour = {hour: sum(cells.get((level, hour), 0) for level in LEVELS) for hour in hours}
    said = scene.words(
        "panels.alert_hours.summary",
        period=scene.words.period(scene.period),
        hour=int(max(hours, key=lambda hour: by_hour[hour])),
        most=scene.words.number(max(by_hour.values())),
        night=scene.words.number(sum(by_hour[hour] for hour in hours if int(hour) < 6)),
        all=scene.words.number(sum(by_hour.values())),
    )
    return ColumnChart(
        series=tuple(
            ColouredSeries(
                scene.words(f"alert.{level}"),
                tuple(
                    ColumnPart(f"{int(hour)}:00", float(amount), scene.words.number(amount))
                    for hour in hours
                    for amount in (cells.get((level, hour), 0),)
                ),
                colour=f"--{level}",
            )
            for level in LEVELS
        ),
        summary=said,
        note=said,
        unit=scene.words.unit(scene.catalogue.metric(METRIC)),
    )


PANEL = Panel(
    key="alert_hours",
    title=lambda scene: scene.words("panels.alert_hours.title"),
    note=lambda scene: scene.words("panels.alert_hours.note"),
    needs=needs,
    draw=draw,
)
