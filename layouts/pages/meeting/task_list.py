"""Tasks in the weekly meeting: the full list, how far each is, and whether those that are due worked."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from data.statistics import Variation
from data.statistics.history import HISTORY
from data.tasks import Listed, TaskFinding
from data.tasks.outcome import Outcome, OutcomeBasis, outcome_question, worked
from layouts.charts.chart import Row, Rows
from layouts.panels.trend import verdict_of
from layouts.scene import Need, Panel, Scene
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


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the figures since each task's due day, and for the course of those that closed tasks were about."""
    asked = [question for each in scene.answer(scene.task_list) if (question := _question(each, scene)) is not None]
    courses = {
        (each.task.metric, each.task.place) for each in scene.answer(scene.task_list) if _has_course(each, scene)
    }
    weeks = tuple(scene.week.back(HISTORY))
    return [scene.task_list, *asked, *(Question((metric,), (place,), weeks) for metric, place in sorted(courses))]


def draw(readings: Readings, scene: Scene) -> Rows:
    """Return a row a task, and the link to assign a new one; a closed one whose figure did not get better is red."""
    found, words = scene.answer(scene.task_list), scene.words
    add = (words("tasks.add"), new_task(scene.region.code, scene.view.lang, week=scene.week.key))
    return Rows(
        tuple(_row(each, readings, scene) for each in found),
        summary=task_counts(found, words)
        if found
        else words("tasks.none", this=words(f"brief.this.{scene.period.grain}")),
        links=(add,),
        headings=tuple(words(f"tasks.column.{key}") for key in COLUMNS),
    )


def to_reopen(readings: Readings, scene: Scene) -> list[Listed]:
    """Return the closed tasks whose figure did not get better."""
    return [
        each
        for each in scene.answer(scene.task_list)
        if _is_to_reopen(each, _outcome(each, readings, scene), readings, scene)
    ]


def _row(each: Listed, readings: Readings, scene: Scene) -> Row:
    words, found = scene.words, _outcome(each, readings, scene)
    is_to_reopen = _is_to_reopen(each, found, readings, scene)
    status, effect = status_word(each, words), _effect(each, found, scene)
    effect = words("tasks.reopen") if is_to_reopen else effect
    said = "" if is_to_reopen or not each.is_carried else outcome_text(found, each, scene.catalogue, words)
    is_told = is_to_reopen or found.outcome in LOOKS
    look = "worse" if is_to_reopen else status_look(each) if each.late else LOOKS.get(found.outcome, status_look(each))
    return Row(
        text=each.task.title,
        figure=words("tasks.join").join([status, effect]) if is_told else status,
        href=task_page(each, scene.region.code, scene.view.lang),
        note=words("tasks.join").join(filter(None, [*facts(each, scene.week, scene.regions, words), said])),
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


def _effect(each: Listed, found: TaskFinding, scene: Scene) -> str:
    """Return whether a task worked; for one without a figure, the reason."""
    if not each.task.metric and found.outcome is Outcome.UNKNOWN:
        return each.task.evidence
    if found.why is OutcomeBasis.NOT_DUE or not each.is_carried:
        return scene.words("tasks.not_due")
    return outcome_word(found, scene.words)


def _is_to_reopen(each: Listed, found: TaskFinding, readings: Readings, scene: Scene) -> bool:
    """Say whether a closed task's figure is still, or again, worse than it used to be."""
    if each.is_open or found.outcome is Outcome.WORKED:
        return False
    if found.outcome is Outcome.NOT_WORKED:
        return True
    return _has_course(each, scene) and _is_worse(each, readings, scene)


def _is_worse(each: Listed, readings: Readings, scene: Scene) -> bool:
    course = readings.series(each.task.metric, each.task.place, scene.week.back(HISTORY))
    return verdict_of(course, scene).variation is Variation.CONCERNING


def _has_course(each: Listed, scene: Scene) -> bool:
    return not each.is_open and each.task.metric in scene.catalogue.metrics and each.task.place in scene.regions.by_code


def _question(each: Listed, scene: Scene) -> Question | None:
    return outcome_question(each.task, min(scene.as_of, scene.period.last), scene.catalogue, scene.regions)


def _outcome(each: Listed, readings: Readings, scene: Scene) -> TaskFinding:
    question = _question(each, scene)
    found = readings.series(each.task.metric, each.task.place, question.periods) if question else []
    return worked(each.task, found, min(scene.as_of, scene.period.last), alert_is_open=each.alert_is_open)


PANEL = Panel(
    key="tasks",
    title=lambda scene: scene.words("tasks.title"),
    note=lambda scene: scene.words("tasks.last.note"),
    needs=needs,
    draw=draw,
)
