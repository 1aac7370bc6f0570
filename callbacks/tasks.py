"""The charts of tasks: when a task is created, and after its due day, with the limits known at its creation."""

from __future__ import annotations

from dataclasses import dataclass

from callbacks.cockpit import Cockpit
from data.errors import DataError
from data.meetings.baselines import steps_in
from data.periods import Grain, Period
from data.readings import Figures, Reading
from data.readings.shown_day import shown_day
from data.regions.scope import is_within
from data.statistics.history import HISTORY
from data.tasks import Listed, Task, TaskFinding
from data.tasks.outcome import first_figures_of, outcome_question, worked
from data.tasks.task import FirstFigures
from data.viewer import Viewer
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint
from layouts.context import Context
from layouts.panels.monthly import asked, newest_reading
from layouts.panels.trend import baselines
from layouts.view import View
from layouts.words.language import Language

BEFORE = 13  # weeks shown before the one in which the task was made


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether a task worked, and its chart with the limits known when it was made; None where there is none."""

    found: TaskFinding
    chart: LineChart | None = None


def chart_when_made(
    cockpit: Cockpit, viewer: Viewer, metric: str, place: str, week: Period, lang: str = "zh"
) -> FirstFigures:
    """Return the first figures of a task: what a metric's chart shows in a week; empty where there is no data. Raises DataError."""
    as_of = shown_day(cockpit.store)
    if not metric or as_of is None or week.first > as_of:
        return FirstFigures()
    context = _scene(cockpit, viewer, place, week, lang)
    history = _history(cockpit, viewer, context, metric, week.back(HISTORY))
    if all(reading.value is None for reading in history):
        return FirstFigures()
    periods = [reading.period for reading in history]
    return first_figures_of(history, steps_in(periods, baselines(metric, place, context)), context.book)


def figure(cockpit: Cockpit, viewer: Viewer, metric: str, place: str, week: Period) -> Reading | None:
    """Return a metric's figure of a place in a week; for a monthly duty, where it was last assessed.

    None before there is data of the week. Raises DataError.
    """
    as_of = shown_day(cockpit.store)
    if as_of is None or week.first > as_of:
        return None
    context = _scene(cockpit, viewer, place, week, "zh")
    return newest_reading(cockpit.read(context, asked(context, (metric,), (place,))), context, metric, place)


def effect(cockpit: Cockpit, viewer: Viewer, listed: Listed, words: Language) -> Effect:
    """Return whether a task worked, with its chart."""
    task, as_of = listed.task, shown_day(cockpit.store)
    if not task.metric or as_of is None or task.week.first > as_of:
        return Effect(worked(task, [], as_of or task.due, alert_is_open=listed.alert_is_open))
    try:
        context = _scene(cockpit, viewer, task.place, task.week, words.tongue)
        newest = Period.over_by(as_of, Grain.WEEK)
        count = max(BEFORE + (newest.first - task.week.first).days // 7, 2)
        shown = max(newest, task.week).back(min(count, 2 * HISTORY))
        history = _history(cockpit, viewer, context, task.metric, shown)
    except DataError:
        return Effect(worked(task, [], as_of, alert_is_open=listed.alert_is_open))
    whole_weeks = [reading for reading in history if reading.period.last <= as_of]
    found = worked(task, whole_weeks, as_of, alert_is_open=listed.alert_is_open)
    return Effect(found, _chart(task, history, context))


def _scene(cockpit: Cockpit, viewer: Viewer, place: str, week: Period, lang: str) -> Context:
    return cockpit.context(viewer, View(region=place, period=week, grain=Grain.WEEK, lang=lang))


def _history(cockpit: Cockpit, viewer: Viewer, context: Context, metric: str, periods: list[Period]) -> list[Reading]:
    place = context.region.code
    return cockpit.read(context, [Figures((metric,), (place,), tuple(periods))]).series(metric, place, periods)


def _chart(task: Task, history: list[Reading], context: Context) -> LineChart | None:
    """Return the line with the limits at the task's creation over all of it; the week of the due day is marked."""
    if all(reading.value is None for reading in history):
        return None
    words, metric, first_figures = context.words, history[-1].metric, task.first_figures
    name = words.name(metric)
    points = tuple(_point(reading, task, context) for reading in history)
    values = [reading.value for reading in history if reading.value is not None]
    known = [each for each in (first_figures.low, first_figures.high, metric.target) if each is not None]
    low, high = min(values + known), max(values + known)
    air = (high - low) / 10 or 1.0
    due = next((r.period for r in history if r.period.first <= task.due <= r.period.last), None)
    return LineChart(
        series=(ColouredSeries(name, points),),
        summary=words("tasks.chart_summary", metric=name, count=len(history)),
        unit=metric.unit,
        decimals=metric.decimals,
        target=metric.target,
        centre=first_figures.centre,
        domain=(low - air, high + air),
        events=((words.period(due), words.period(due), words("tasks.field.due")),) if due else (),
    )


def _point(reading: Reading, task: Task, context: Context) -> LinePoint:
    place = View(region=task.place, period=reading.period, explain=task.metric, lang=context.view.lang)
    return LinePoint(
        label=context.words.period(reading.period),
        value=reading.value,
        text=context.words.figure(reading),
        href=place.href,
        note=context.state(reading),
        reading=reading,
        low=task.first_figures.low,
        high=task.first_figures.high,
        is_selected=reading.period == task.week,
    )


def with_outcome(
    cockpit: Cockpit, viewer: Viewer, listed: list[Listed], words: Language
) -> list[tuple[Listed, TaskFinding]]:
    """Return tasks with whether they worked, all read at once; of a figure outside the viewer's scope it is not said."""
    store, as_of = cockpit.store, shown_day(cockpit.store)
    if as_of is None or not listed:
        return [(each, worked(each.task, [], each.task.due)) for each in listed]
    questions = [
        outcome_question(each.task, as_of, store.catalogue, store.regions)
        if is_within(store.regions, each.task.place, viewer.scope)
        else None
        for each in listed
    ]
    readings = cockpit.read(
        cockpit.context(viewer, View(region=viewer.scope, lang=words.tongue)),
        [question for question in questions if question],
    )
    return [
        (
            each,
            worked(
                each.task,
                readings.series(each.task.metric, each.task.place, question.periods) if question else [],
                as_of,
                alert_is_open=each.alert_is_open,
            ),
        )
        for each, question in zip(listed, questions, strict=True)
    ]
