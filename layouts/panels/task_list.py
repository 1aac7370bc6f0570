"""Tasks in the weekly meeting: the list beside the signals, last week's at its opening, all open ones at its end."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Grain, Period
from data.readings import Question, Readings
from data.task_outcome import Finding, Outcome, outcome_question, worked
from data.tasks import Listed
from layouts.chart import Column, Nothing, Row, Rows, Table
from layouts.panel import Panel, Scene
from layouts.tasks import (
    counted,
    facts,
    new_task,
    outcome_text,
    outcome_word,
    since,
    status_look,
    status_word,
    task_list,
    task_page,
)

MOST_ROWS = 8
LOOKS = {Outcome.WORKED: "better", Outcome.NOT_WORKED: "worse"}


def draw(readings: Readings, scene: Scene) -> Rows:
    """Return a row a task, eight at most, where the others are, and where a new one is handed out."""
    found, week = scene.tasks(), _week(scene).key
    every = (scene.words("tasks.every", count=len(found)), task_list(scene.region.code, scene.view.lang, week=week))
    add = (scene.words("tasks.add"), new_task(scene.region.code, scene.view.lang, week=week))
    rows = tuple(_row(each, scene) for each in found)
    return Rows(
        rows[:MOST_ROWS],
        whole=rows,
        summary=counted(found, scene.words) if found else scene.words("tasks.none"),
        links=(every, add) if len(found) > MOST_ROWS else (add,),
    )


def _row(each: Listed, scene: Scene) -> Row:
    words = scene.words
    return Row(
        text=each.task.title,
        figure=status_word(each, words),
        href=task_page(each, scene.region.code, scene.view.lang),
        note=words("tasks.join").join(facts(each, _week(scene), scene.regions, words)),
        look=status_look(each),
    )


def last_needs(scene: Scene) -> Sequence[Question]:
    """Ask for the figures since the due day of each task of last week and before that has a metric."""
    return [question for each in _carried(scene) if (question := _question(each, scene)) is not None]


def draw_last(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a row a task of last week and before: how far it is, and whether it worked."""
    found = [(each, _outcome(each, readings, scene)) for each in _carried(scene)]
    if not found:
        return Nothing(scene.words("tasks.none_carried"))
    return Rows(
        tuple(_last_row(each, outcome, scene) for each, outcome in found),
        summary=scene.words(
            "tasks.last.summary",
            count=len(found),
            closed=sum(not each.is_open for each, _ in found),
            late=sum(each.late > 0 for each, _ in found),
            outcomes=_outcomes([outcome.outcome for _, outcome in found], scene),
        ),
    )


def _outcomes(outcomes: Sequence[Outcome], scene: Scene) -> str:
    """Return how many worked and how many did not; nothing while nobody can tell of any."""
    if not LOOKS.keys() & {*outcomes}:
        return ""
    worked, not_worked = outcomes.count(Outcome.WORKED), outcomes.count(Outcome.NOT_WORKED)
    return scene.words("tasks.last.outcomes", worked=worked, not_worked=not_worked)


def _last_row(each: Listed, outcome: Finding, scene: Scene) -> Row:
    words = scene.words
    row, is_told = _row(each, scene), outcome.outcome in LOOKS
    word = words("tasks.join").join([row.figure, outcome_word(outcome, words)]) if is_told else row.figure
    text = outcome_text(outcome, each, scene.catalogue, words)
    return Row(
        text=row.text,
        figure=word,
        href=row.href,
        note=words("tasks.join").join([row.note, text]),
        look=row.look if each.late else LOOKS.get(outcome.outcome, row.look),
    )


def _carried(scene: Scene) -> list[Listed]:
    return [each for each in scene.tasks() if each.is_carried]


def _question(each: Listed, scene: Scene) -> Question | None:
    return outcome_question(each.task, min(scene.as_of, scene.period.last), scene.catalogue, scene.regions)


def _outcome(each: Listed, readings: Readings, scene: Scene) -> Finding:
    question = _question(each, scene)
    found = readings.series(each.task.metric, each.task.place, question.periods) if question else []
    return worked(each.task, found, min(scene.as_of, scene.period.last), alert_is_open=each.alert_is_open)


def draw_handed(readings: Readings, scene: Scene) -> Table | Nothing:
    """Return all open tasks with owner, due day and evidence."""
    found, words = _open(scene), scene.words
    if not found:
        return Nothing(words("tasks.none_open"))
    return Table(
        columns=(
            Column("title", words("tasks.field.title"), is_prose=True, width=260, href_key="href"),
            Column("owner", words("tasks.field.owner"), width=160),
            Column("due", words("tasks.field.due"), width=110),
            Column("status", words("tasks.field.status"), width=110),
            Column("week", words("tasks.field.week"), width=100),
            Column("evidence", words("tasks.field.evidence"), is_prose=True, width=320),
        ),
        rows=tuple(
            {
                "title": each.task.title,
                "owner": each.task.owner,
                "due": each.task.due.isoformat(),
                "status": status_word(each, words),
                "week": since(each, _week(scene), words),
                "evidence": each.task.evidence,
                "href": task_page(each, scene.region.code, scene.view.lang),
            }
            for each in found
        ),
        summary=words("tasks.handed.summary", count=len(found), late=sum(each.late > 0 for each in found)),
        name="tasks",
    )


def _open(scene: Scene) -> list[Listed]:
    return [each for each in scene.tasks() if each.is_open]


def _week(scene: Scene) -> Period:
    """Return the week whose list is shown: the last one of the period that has data."""
    return Period.holding(min(scene.period.last, scene.as_of), Grain.WEEK)


def _nothing(scene: Scene) -> Sequence[Question]:
    return []


PANEL = Panel(
    key="task_list",
    title=lambda scene: scene.words("tasks.title"),
    note=lambda scene: counted(scene.tasks(), scene.words),
    needs=_nothing,
    draw=draw,
)
LAST_WEEK = Panel(
    key="tasks_last",
    title=lambda scene: scene.words("tasks.last.title"),
    note=lambda scene: scene.words("tasks.last.note"),
    needs=last_needs,
    draw=draw_last,
)
HANDED = Panel(
    key="tasks_handed",
    title=lambda scene: scene.words("tasks.handed.title"),
    note=lambda scene: scene.words("tasks.handed.note", count=len(_open(scene))),
    needs=_nothing,
    draw=draw_handed,
)
