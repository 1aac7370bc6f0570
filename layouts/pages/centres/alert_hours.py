"""Alerts over the 24 hours of the day, where the feed has hours."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Readings
from data.readings.cuts import Cut
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.context import Context, Panel

METRIC = "alert_count"
HOURLY = Cut("alert_hour_n", ("alert_level", "alert_hour"))
LEVELS = ("blue", "yellow", "red")


def needs(context: Context) -> Sequence[Figures]:
    """Ask for alerts by hour and level."""
    return [Figures((METRIC,), (context.region.code,), (context.period,), cuts=(HOURLY,))]


def draw(readings: Readings, context: Context) -> ColumnChart | Nothing:
    """Return a column an hour, the levels stacked in their own colours."""
    cells = readings.cut(HOURLY, context.region.code, context.period)
    if cells is None:
        return Nothing(context.words("panels.alert_hours.empty"))
    hours = list(context.catalogue.dimensions["alert_hour"].values)
    by_hour = {hour: sum(cells.get((level, hour), 0) for level in LEVELS) for hour in hours}
    said = context.words(
        "panels.alert_hours.summary",
        period=context.words.period(context.period),
        hour=int(max(hours, key=lambda hour: by_hour[hour])),
        most=context.words.number(max(by_hour.values())),
        night=context.words.number(sum(by_hour[hour] for hour in hours if int(hour) < 6)),
        all=context.words.number(sum(by_hour.values())),
    )
    return ColumnChart(
        series=tuple(
            ColouredSeries(
                context.words(f"alert.{level}"),
                tuple(
                    ColumnPart(f"{int(hour)}:00", float(amount), context.words.number(amount))
                    for hour in hours
                    for amount in (cells.get((level, hour), 0),)
                ),
                colour=f"--{level}",
            )
            for level in LEVELS
        ),
        summary=said,
        note=said,
        unit=context.catalogue.metric(METRIC).unit,
    )


PANEL = Panel(
    key="alert_hours",
    title=lambda context: context.words("panels.alert_hours.title"),
    note=lambda context: context.words("panels.alert_hours.note"),
    needs=needs,
    draw=draw,
)
