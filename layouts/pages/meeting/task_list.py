"""Tasks in the weekly meeting: the full list, how far each is, and whether those that are due worked."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Readings
from data.statistics import Variation
from data.statistics.history import HISTORY
from data.tasks import Listed, TaskFinding
from data.tasks.outcome import Outcome, OutcomeBasis, outcome_question, worked
from layouts.charts.chart import Row, Rows
from layouts.context import Context, Need, Panel
from layouts.panels.trend import verdict_of
from layouts.words.tasks import (
    facts,
    new_task,
    outcome_text,
    outcome_word,
    status_look,
    status_word,
    task_counts,
    task_page,
)

LOOKS = {Outcome.WORKED: "better", Outcome.NOT_WORKED: "worse"}
COLUMNS = ("title", "owner", "week", "due", "status", "outcome")


def needs(context: Context) -> Sequence[Need]:
    """Ask for the figures since each task's due day, and for the course of those that closed tasks were about."""
    asked = [
        question for each in context.answer(context.task_list) if (question := _question(each, context)) is not None
    ]
    courses = {
        (each.task.metric, each.task.place) for each in context.answer(context.task_list) if _has_course(each, context)
    }
    weeks = tuple(context.week.back(HISTORY))
    return [context.task_list, *asked, *(Figures((metric,), (place,), weeks) for metric, place in sorted(courses))]


def draw(readings: Readings, context: Context) -> Rows:
    """Return a row a task, and the link to assign a new one; a closed one whose figure did not get better is red."""
    found, words = context.answer(context.task_list), context.words
    add = (words("tasks.add"), new_task(context.region.code, context.view.lang, week=context.week.key))
    return Rows(
        tuple(_row(each, readings, context) for each in found),
        summary=task_counts(found, words)
        if found
        else words("tasks.none", this=words(f"brief.this.{context.period.grain}")),
        links=(add,),
        headings=tuple(words(f"tasks.column.{key}") for key in COLUMNS),
    )


def to_reopen(readings: Readings, context: Context) -> list[Listed]:
    """Return the closed tasks whose figure did not get better."""
    return [
        each
        for each in context.answer(context.task_list)
        if _is_to_reopen(each, _outcome(each, readings, context), readings, context)
    ]


def _row(each: Listed, readings: Readings, context: Context) -> Row:
    words, found = context.words, _outcome(each, readings, context)
    is_to_reopen = _is_to_reopen(each, found, readings, context)
    status, effect = status_word(each, words), _effect(each, found, context)
    effect = words("tasks.reopen") if is_to_reopen else effect
    said = "" if is_to_reopen or not each.is_carried else outcome_text(found, each, context.catalogue, words)
    is_shown = is_to_reopen or found.outcome in LOOKS
    look = "worse" if is_to_reopen else status_look(each) if each.late else LOOKS.get(found.outcome, status_look(each))
    return Row(
        text=each.task.title,
        figure=words("tasks.join").join([status, effect]) if is_shown else status,
        href=task_page(each, context.region.code, context.view.lang),
        note=words("tasks.join").join(filter(None, [*facts(each, context.week, context.regions, words), said])),
        look=look,
        cells=(
            each.task.title,
            each.task.owner,
            words.tick(each.task.week),
            words.day(each.task.due),
            status,
            effect,
        ),
    )


def _effect(each: Listed, found: TaskFinding, context: Context) -> str:
    """Return whether a task worked; for one without a figure, the reason."""
    if not each.task.metric and found.outcome is Outcome.UNKNOWN:
        return each.task.evidence
    if found.why is OutcomeBasis.NOT_DUE or not each.is_carried:
        return context.words("tasks.not_due")
    return outcome_word(found, context.words)


def _is_to_reopen(each: Listed, found: TaskFinding, readings: Readings, context: Context) -> bool:
    """Say whether a closed task's figure is still, or again, worse than it used to be."""
    if each.is_open or found.outcome is Outcome.WORKED:
        return False
    if found.outcome is Outcome.NOT_WORKED:
        return True
    return _has_course(each, context) and _is_worse(each, readings, context)


def _is_worse(each: Listed, readings: Readings, context: Context) -> bool:
    course = readings.series(each.task.metric, each.task.place, context.week.back(HISTORY))
    return verdict_of(course, context).variation is Variation.CONCERNING


def _has_course(each: Listed, context: Context) -> bool:
    return (
        not each.is_open
        and each.task.metric in context.catalogue.metrics
        and each.task.place in context.regions.by_code
    )


def _question(each: Listed, context: Context) -> Figures | None:
    return outcome_question(each.task, min(context.as_of, context.period.last), context.catalogue, context.regions)


def _outcome(each: Listed, readings: Readings, context: Context) -> TaskFinding:
    question = _question(each, context)
    found = readings.series(each.task.metric, each.task.place, question.periods) if question else []
    return worked(each.task, found, min(context.as_of, context.period.last), alert_is_open=each.alert_is_open)


PANEL = Panel(
    key="tasks",
    title=lambda context: context.words("tasks.title"),
    note=lambda context: context.words("tasks.last.note"),
    needs=needs,
    draw=draw,
)
