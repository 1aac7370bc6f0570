"""The days between single events that are too rare for weekly counts, with the range expected by chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.periods import Grain, Period
from data.questions.kinds import EventDays
from data.readings import Readings
from data.regions import Level
from data.statistics.control import FEWEST_POINTS, ControlChart, Reliability
from data.statistics.rare import between, outlasts, t_chart
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint
from layouts.context import Context, Need, Panel

DAYS_A_WEEK = 7


def waits(measure: str, metric: str, key: str) -> Panel:
    """Return the panel of the days between the events that a flow counts, named after the metric that counts them.

    Higher means fewer events. The chart is drawn where events come less than weekly; else a count by weeks says
    more, and the panel says so.
    """

    def needs(context: Context) -> Sequence[Need]:
        return () if context.region.level is Level.OFFICE else [_asked(context)]

    def _asked(context: Context) -> EventDays:
        return EventDays(context.region.code, measure, context.last)

    def draw(readings: Readings, context: Context) -> LineChart | Nothing:
        words, name = context.words, name_of(metric, context)
        if context.region.level is Level.OFFICE:
            return Nothing(words("review.waits.office"))
        days = context.answer(_asked(context))
        if days is None:
            return Nothing(words("review.waits.silent", name=name))
        if not days:
            return Nothing(words("review.waits.never", name=name))
        if len(days) <= FEWEST_POINTS:
            return Nothing(words("review.waits.few", name=name, count=len(days), last=_last(days, context)))
        distances = between([day.toordinal() for day in days])
        if sum(distances) < DAYS_A_WEEK * len(distances):
            return Nothing(words("review.waits.often", name=name, count=len(days)))
        return _chart(days, t_chart(distances), name, context)

    return Panel(
        key=key,
        title=lambda context: context.words("review.waits.title", name=name_of(metric, context)),
        note=lambda context: context.words("review.waits.note"),
        needs=needs,
        draw=draw,
    )


def name_of(metric: str, context: Context) -> str:
    """Return what is counted, without the word for a number of persons."""
    return context.words.short(context.catalogue.metric(metric))


def _chart(days: Sequence[date], chart: ControlChart, name: str, context: Context) -> LineChart:
    words = context.words
    places = {at for signal in chart.signals for at in signal.places}
    points = tuple(
        LinePoint(
            label=words.period(Period(Grain.DAY, day)),
            value=wait,
            text=words.number(wait or 0.0),
            low=limits.low if limits else None,
            high=limits.high if limits else None,
            signal="neutral" if at in places else "",
            is_selected=at == len(chart.values) - 1,
        )
        for at, (day, wait, limits) in enumerate(zip(days[1:], chart.values, chart.limits, strict=True))
    )
    said = _said(days, chart, name, context)
    limits = next((each for each in reversed(chart.limits) if each), None)
    highest = max([*(value or 0.0 for value in chart.values), limits.high if limits else 0.0])
    return LineChart(
        series=(ColouredSeries(name, points),),
        summary=said,
        unit="天",
        centre=limits.centre if limits else None,
        domain=(0.0, highest * 1.08),
        note=said,
    )


def _said(days: Sequence[date], chart: ControlChart, name: str, context: Context) -> str:
    """Return how many there were, how long ago the last was, and whether that is longer than expected by chance."""
    words = context.words
    quiet = (min(context.as_of, context.period.last) - days[-1]).days
    limits = next((each for each in reversed(chart.limits) if each), None)
    key = "plain" if limits is None or chart.segments[-1].reliability is Reliability.NONE else "usual"
    said = words(
        f"review.waits.{key}",
        name=name,
        count=len(days),
        quiet=quiet,
        mean=words.number(limits.centre) if limits else "",
    )
    if key == "usual" and limits is not None:
        said += words("review.waits.longer" if quiet > limits.centre else "review.waits.within")
    return said + (words("review.waits.outlasts") if outlasts(chart, quiet) else "")


def _last(days: Sequence[date], context: Context) -> str:
    return context.words("review.waits.last", day=context.words.period(Period(Grain.DAY, days[-1])))


ABSCONDED = waits("abscond_new_n", "absconded_new_count", "waits_absconded")
REOFFENDED = waits("reoffend_n", "reoffence_count", "waits_reoffended")
