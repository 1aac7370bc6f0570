"""A rate day by day over the last 26 weeks, one square a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings
from data.statistics import is_small_sample
from layouts.charts.chart import Nothing
from layouts.charts.kinds import CalendarChart, CalendarDay
from layouts.context import Context, Panel

WEEKS = 26


def heat_calendar(metric: str, key: str = "calendar") -> Panel:
    """Return the panel of a rate's days up to the shown period's last day with data."""

    def needs(context: Context) -> Sequence[Figures]:
        return [Figures((metric,), (context.region.code,), days_shown(context))]

    def draw(readings: Readings, context: Context) -> CalendarChart | Nothing:
        return _chart(readings.series(metric, context.region.code, days_shown(context)), context)

    return Panel(
        key=key,
        title=lambda context: context.words(
            "panels.calendar.title", metric=context.words.name(context.catalogue.metric(metric))
        ),
        note=lambda context: context.words("panels.calendar.note", weeks=WEEKS),
        needs=needs,
        draw=draw,
    )


def days_shown(context: Context) -> tuple[Period, ...]:
    """Return the days from a Monday 26 weeks ago to the shown period's last day with data."""
    last = min(context.period.last, context.as_of)
    monday = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    return tuple(Period(Grain.DAY, monday + timedelta(days=step)) for step in range((last - monday).days + 1))


def _chart(days: Sequence[Reading], context: Context) -> CalendarChart | Nothing:
    words, metric = context.words, days[-1].metric
    known = [reading for reading in days if reading.value is not None]
    if not known:
        return Nothing(words("panels.calendar.empty", metric=words.name(metric)))
    limit = metric.bands.red
    worst = min(known, key=lambda r: r.value or 0.0)
    return CalendarChart(
        name=words.name(metric),
        points=tuple(_day(reading, context) for reading in days),
        summary=words(
            "panels.calendar.summary",
            metric=words.name(metric),
            worst=words.day(worst.period.first),
            low=words.figure_with_unit(worst),
            below=sum(_is_below(reading) for reading in known),
            limit="" if limit is None else words.amount(limit, metric),
        ),
        unit=metric.unit,
        decimals=metric.decimals,
        domain=_domain(known),
    )


def _domain(known: Sequence[Reading]) -> tuple[float, float]:
    """Return the range from light to dark: from the red limit to 100 for a rate that has one, else the values that occur."""
    values, metric = [reading.value or 0.0 for reading in known], known[0].metric
    if metric.bands.red is not None and metric.unit == "%":
        return metric.bands.red, 100.0
    return min(values), max(values)


def _day(reading: Reading, context: Context) -> CalendarDay:
    thin = context.words("drawer.small") if is_small_sample(reading) else ""
    return CalendarDay(
        label=context.words.period(reading.period),
        value=reading.value,
        text=context.words.figure(reading),
        href=context.view.on(period=reading.period).href,
        note=thin or ("" if reading.value is not None else context.words.status(reading)),
        reading=reading,
        is_past_limit=_is_below(reading),
    )


def _is_below(reading: Reading) -> bool:
    limit = reading.metric.bands.red
    return limit is not None and reading.value is not None and reading.value < limit
