"""A metric over 26 periods with its target and the special periods on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from data.meetings import BaselineStep
from data.meetings.baselines import steps_in
from data.periods import Grain, Period, Span
from data.periods.workdays import long_holidays
from data.questions.kinds import Baselines, Reference
from data.readings import Figures, Reading, Readings, Status
from data.statistics import Variation, Verdict, judged
from data.statistics.control import LimitStep
from data.statistics.history import HISTORY, is_part_of_a_sum, unlike
from data.statistics.verdict import meaning
from layouts.charts.amount import amount_of
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint
from layouts.context import Context, Panel
from layouts.words.verdicts import assurance_words, conclusion, signal_words

MARKED = {"special_period", "rule", "region_change"}


def trend_chart(history: Sequence[Reading], context: Context) -> LineChart:
    """Return the line of one metric's readings in time order, of which there is at least one.

    A sum over a running period is stated but not drawn: it would look like a fall.
    """
    metric = history[-1].metric
    name = context.words.name(metric)
    verdict = verdict_of(history, context)
    left_out = unlike(history)
    points = tuple(_point(reading, at, verdict, left_out, context) for at, reading in enumerate(history))
    marked = (*_marked(history, context), *_resets(history, context))
    said = _said(verdict, history, context) + _named(marked, context)
    return LineChart(
        series=(ColouredSeries(name, points),),
        summary=_summary(history, context) + said,
        unit=metric.unit,
        decimals=metric.decimals,
        target=metric.target,
        centre=_centre(verdict),
        note=said,
        domain=_domain(history, verdict),
        events=(*_special(history, context), *((first, last, "") for first, last, _ in marked)),
    )


def verdict_of(history: Sequence[Reading], context: Context) -> Verdict:
    """Return the verdict on a series by the deployment's rule book, with the baselines that were set again."""
    return judged(history, steps=_steps(history, context), book=context.book)


def _steps(history: Sequence[Reading], context: Context) -> tuple[LimitStep, ...]:
    metric, region = history[-1].metric.key, history[-1].region.code
    return steps_in([reading.period for reading in history], baselines(metric, region, context))


def baselines(metric: str, region: str, context: Context) -> list[BaselineStep]:
    """Return the baselines of a metric in a region that were set again, the earliest first."""
    return [step for step in context.answer(Baselines()) if (step.metric, step.region) == (metric, region)]


def _marked(history: Sequence[Reading], context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield the special periods, new rules and changes of regions on the way, with their names."""
    for row in context.answer(Reference("event")):
        region = str(row["region"] or context.regions.root.code)
        if row["event_kind"] not in MARKED or not context.regions.within(context.region.code, region):
            continue
        first = Period.parse(str(row["first_when"])).first
        last = Period.parse(str(row["last_when"] or row["first_when"])).last
        inside = [r.period for r in history if r.period.first <= last and first <= r.period.last]
        if inside:
            name = row["zh"] if context.words.tongue == "zh" else row["en"] or row["zh"]
            yield context.words.period(inside[0]), context.words.period(inside[-1]), str(name)


def _resets(history: Sequence[Reading], context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield where the normal range was computed again, with the reason."""
    for step in _steps(history, context):
        label = context.words.period(history[step.start].period)
        yield label, label, context.words("panels.trend.step", reason=step.reason)


def _named(marked: Sequence[tuple[str, str, str]], context: Context) -> str:
    names = dict.fromkeys(name for _, _, name in marked)
    return context.words("panels.trend.marked", names=context.words("panels.comma").join(names)) if names else ""


def _special(history: Sequence[Reading], context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield the long holidays on the way; in longer periods than weeks they are not marked."""
    if history[-1].period.grain not in {Grain.DAY, Grain.WEEK}:
        return
    for name, days in long_holidays(Span(history[0].period.first, history[-1].period.last)):
        inside = [r.period for r in history if r.period.first <= days.last and days.first <= r.period.last]
        yield (
            context.words.period(inside[0]),
            context.words.period(inside[-1]),
            context.words.messages.get(f"holiday.{name}", name),
        )


def _centre(verdict: Verdict) -> float | None:
    """Return the mean where there is one for all periods."""
    centres = {limits.centre for limits in verdict.chart.limits if limits}
    return centres.pop() if len(centres) == 1 else None


def _said(verdict: Verdict, history: Sequence[Reading], context: Context) -> str:
    """Return the verdict in words; nothing where there is no figure at all. A hidden figure is not judged."""
    if all(reading.value is None for reading in history):
        return ""
    if history[-1].status is Status.SUPPRESSED:
        return context.words("panels.trend.verdict.hidden")
    tongue = context.words.tongue
    if is_part_of_a_sum(history[-1]):
        return context.words("panels.trend.verdict.part")
    said = (conclusion(verdict, history, tongue), assurance_words(verdict, history[-1], tongue))
    return context.words(
        f"panels.trend.verdict.{'bare' if verdict.limits is None else 'plain'}",
        said=context.words("panels.semicolon").join(filter(None, said)),
    )


def _point(reading: Reading, at: int, verdict: Verdict, left_out: Collection[Period], context: Context) -> LinePoint:
    limits, is_unlike = verdict.chart.limits[at], reading.period in left_out
    signals = [signal for signal in verdict.chart.signals if at in signal.places]
    kind, grain = verdict.chart.kind, reading.period.grain
    meanings = [meaning(signal, reading.metric.direction) for signal in signals]
    return LinePoint(
        label=context.words.period(reading.period),
        value=None if is_part_of_a_sum(reading) else reading.value,
        text=context.words.figure(reading),
        amount=amount_of(reading),
        href=context.view.on(period=reading.period).href,
        reading=reading,
        is_selected=reading.period == context.period,
        low=None if limits is None else limits.low,
        high=None if limits is None else limits.high,
        note=context.words("panels.trend.unlike")
        if is_unlike
        else context.words("panels.comma").join(signal_words(s, kind, grain, context.words.tongue) for s in signals),
        signal=(Variation.CONCERNING if Variation.CONCERNING in meanings else meanings[0]) if meanings else "",
    )


def _domain(history: Sequence[Reading], verdict: Verdict) -> tuple[float, float] | None:
    """Return the axis range: values, limits and target with a tenth of margin, a percentage never past 0 and 100."""
    metric = history[-1].metric
    values = [reading.value for reading in history if reading.value is not None and not is_part_of_a_sum(reading)]
    if not values:
        return None
    if metric.target is not None:
        values.append(metric.target)
    for limits in filter(None, verdict.chart.limits):
        values += [max(limits.low, 0.0), min(limits.high, 100.0) if metric.unit == "%" else limits.high]
    low, high = min(values), max(values)
    air = (high - low) / 10 or max(abs(high) / 10, 1.0)
    top = min(high + air, max(high, 100.0)) if metric.unit == "%" else high + air
    return max(low - air, min(low, 0.0)), top


def _summary(history: Sequence[Reading], context: Context) -> str:
    left_out = unlike(history)
    known = [r for r in history if r.value is not None and not is_part_of_a_sum(r) and r.period not in left_out]
    is_hidden = any(reading.status is Status.SUPPRESSED for reading in history)
    if not known:
        return context.words(
            f"panels.trend.{'hidden' if is_hidden else 'empty'}", metric=context.words.name(history[-1].metric)
        )
    low, high = min(known, key=lambda r: r.value or 0), max(known, key=lambda r: r.value or 0)
    words, last = context.words, history[-1]
    is_part = is_part_of_a_sum(last)
    return words(
        f"panels.trend.{'summary_shown' if is_hidden else 'summary_part' if is_part else 'summary'}",
        metric=words.name(last.metric),
        count=len(history) - is_part,
        low=words.figure_with_unit(low),
        low_period=words.period(low.period),
        high=words.figure_with_unit(high),
        high_period=words.period(high.period),
        last=words.figure_with_unit(last),
    )


def trend(metric: str, key: str = "trend") -> Panel:
    """Return the panel of a metric's history; a period without data is a gap, never a zero."""

    def needs(context: Context) -> Sequence[Figures]:
        return [Figures((metric,), (context.region.code,), tuple(context.period.back(HISTORY)))]

    def draw(readings: Readings, context: Context) -> LineChart:
        return trend_chart(readings.series(metric, context.region.code, context.period.back(HISTORY)), context)

    return Panel(
        key=key,
        title=lambda context: context.words(
            "panels.trend.title", metric=context.words.name(context.catalogue.metric(metric))
        ),
        note=lambda context: context.words(f"panels.trend.note.{context.period.grain}", count=HISTORY),
        needs=needs,
        draw=draw,
    )


PANEL = trend("checkin_completion_rate")
