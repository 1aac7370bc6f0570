"""Tasks in the store: assigned, moved, edited; two who edit at once do not lose their texts.

A task belongs to the region on whose list it is: those whose scope that region is within read and write it. One that a
region above assigned is read, not written, by the region whose unit owns it or whose figure it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import clock
from data.alerts import AreaAlert
from data.audit import Action, record
from data.errors import OutOfScope, SavedMeanwhile, TaskFault, UnknownTask
from data.periods import Grain, Period
from data.reasons import Reason
from data.regions import Regions
from data.regions.scope import is_within, region_in_scope
from data.schema.operations import TaskRow, TaskStepRow
from data.store import Store
from data.store.editions import editing, opened
from data.tasks.task import (
    LONGEST_NOTE,
    FirstFigures,
    Task,
    TaskDraft,
    TaskOrigin,
    TaskStatus,
    TaskStep,
    What,
    faults,
    move_to,
    row_of,
    task_of,
)
from data.viewer import Viewer

LONGEST_STEP = 400
NAMES = {
    "title": "事项",
    "owner": "承办单位",
    "due": "期限",
    "metric": "指标",
    "place": "指标地区",
    "evidence": "佐证",
    "status": "状态",
}


def create(
    store: Store,
    viewer: Viewer,
    region: str,
    week: Period,
    draft: TaskDraft,
    *,
    origin: TaskOrigin = TaskOrigin.HAND,
    alert: AreaAlert | None = None,
    first_figures: FirstFigures | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
) -> Task:
    """Assign a task on a region's list for a week and return it.

    Raises OutOfScope for a list outside the viewer's scope, TaskFault for what cannot be kept, UnknownRegion, UnknownMetric,
    StoreError while another process writes.
    """
    region = region_in_scope(store.regions, region, viewer).code
    if week.grain is not Grain.WEEK:
        raise TaskFault("week", Reason("task.no_week", {"text": week.key}))
    checked(store, region, draft, week)
    blank = _blank(region, week, draft.due, viewer.signature, now or clock.utc_now())
    task = replace(
        blank.with_draft(draft, unit_of(store.regions, region, draft.owner)),
        origin=origin,
        alert=alert.number if alert else None,
        first_figures=first_figures or FirstFigures(),
        is_demo=is_demo,
    )
    return _put(store, task)


def _blank(region: str, week: Period, due: date, post: str, moment: datetime) -> Task:
    """Return a task on a list that nothing was written of yet, assigned by hand; it has no number."""
    return Task(
        number=0,
        edition=1,
        region=region,
        week=week,
        title="",
        metric="",
        place=region,
        owner="",
        unit=region,
        due=due,
        evidence="",
        status=TaskStatus.ASSIGNED,
        origin=TaskOrigin.HAND,
        alert=None,
        first_figures=FirstFigures(),
        is_demo=False,
        made_by=post,
        made_at=moment,
    )


def _put(store: Store, task: Task) -> Task:
    """Keep a new task with its first step and return it with its number."""
    with store.writing() as connection, Session(connection) as session:
        kept = replace(task, number=_newest(session) + 1)
        session.add(row_of(kept))
        note(session, TaskStep(kept.number, What.CREATED, kept.made_at, kept.made_by, None, kept.status, ""))
        session.flush()
        record(store, connection, Action.TASK, kept.id, region=kept.region, after=said_of(kept))
    return kept


def put_all(store: Store, made: Iterable[tuple[Task, Sequence[TaskStep]]]) -> None:
    """Keep tasks with their histories in one transaction; they get the next numbers."""
    with store.writing() as connection, Session(connection) as session:
        for number, (each, steps) in enumerate(made, _newest(session) + 1):
            session.add(row_of(replace(each, number=number)))
            for step in steps:
                note(session, replace(step, number=number))
        session.flush()


def _newest(session: Session) -> int:
    return session.execute(select(func.coalesce(func.max(TaskRow.task_no), 0))).scalar_one()


def move(
    store: Store,
    viewer: Viewer,
    number: int,
    after: TaskStatus,
    *,
    seen: int,
    reason: str = "",
    now: datetime | None = None,
) -> Task:
    """Move a task to another status and return it, as `save` does; its present status is not a move."""
    move_to(task(store, viewer, number).status, after)
    return save(store, viewer, number, seen=seen, after=after, reason=reason, now=now)


def save(
    store: Store,
    viewer: Viewer,
    number: int,
    *,
    seen: int,
    draft: TaskDraft | None = None,
    after: TaskStatus | None = None,
    reason: str = "",
    first_figures: FirstFigures | None = None,
    now: datetime | None = None,
) -> Task:
    """Keep what a person wrote of a task, or its move, or both, in place of the edition `seen`; return the task.

    `first_figures` is what the chart shows now: it is kept where another chart was chosen, since the limits at the task's creation
    are those of the other one. What is the same makes no new edition. Raises UnknownTask, OutOfScope for one that a region
    above assigned, TaskFault, SavedMeanwhile; nothing is written then.
    """
    moment, post, known = now or clock.utc_now(), viewer.signature, task(store, viewer, number)
    _check_written(store, viewer, known, draft, reason)
    with editing(store.writing(), partial(_meanwhile, store, viewer, number)) as session:
        row = opened(session, TaskRow, number, seen)
        held = task_of(row)
        changed = held if draft is None else _rewritten(store.regions, held, draft, first_figures)
        steps = [_edited(held, changed, moment, post)] if changed != held else []
        if after is not None and after is not held.status:
            steps.append(_moved(changed, after, reason.strip(), moment, post))
            changed = replace(changed, status=after, closed_at=moment if after is TaskStatus.CLOSED else None)
        for step in steps:
            note(session, step)
        session.merge(row_of(changed))
        session.flush()
        if steps:
            said = said_of(changed) | ({"note": reason} if reason else {})
            about, place = held.id, held.region
            record(store, session.connection(), Action.TASK, about, region=place, before=said_of(held), after=said)
        return task_of(row)


def _check_written(store: Store, viewer: Viewer, known: Task, draft: TaskDraft | None, reason: str) -> None:
    """Raise OutOfScope for a task that a region above assigned, TaskFault and others for texts that cannot be kept."""
    if not is_within(store.regions, known.region, viewer.scope):
        raise OutOfScope(Reason("task.from_above", {"id": known.id, "region": _list_name(store.regions, known)}))
    if wrong := faults({"title": "-", "owner": "-", "note": reason}):
        raise TaskFault("note", wrong["note"])
    if draft is not None:
        checked(store, known.region, draft, known.week)


def _rewritten(regions: Regions, held: Task, draft: TaskDraft, first_figures: FirstFigures | None) -> Task:
    changed = held.with_draft(draft, unit_of(regions, held.region, draft.owner))
    is_other_chart = (changed.metric, changed.place) != (held.metric, held.place)
    return replace(changed, first_figures=first_figures or FirstFigures()) if is_other_chart else changed


def _edited(held: Task, changed: Task, at: datetime, post: str) -> TaskStep:
    said = "；".join(f"{NAMES[name]}：{old or '—'} → {new or '—'}" for name, old, new in _changes(held, changed))
    return TaskStep(held.number, What.EDITED, at, post, held.status, held.status, said[:LONGEST_STEP])


def _moved(held: Task, after: TaskStatus, reason: str, at: datetime, post: str) -> TaskStep:
    """Return the step of a move; raises TaskFault where it is not allowed, lacks its reason or its evidence."""
    allowed = move_to(held.status, after)
    if allowed.needs_reason and not reason:
        raise TaskFault("note", Reason("task.no_reason", {"move": allowed.word, "most": LONGEST_NOTE}))
    if after is TaskStatus.REPORTED and not (held.evidence.strip() or reason):
        raise TaskFault("note", Reason("task.no_evidence"))
    what = What.REOPENED if held.status is TaskStatus.CLOSED else What.MOVED
    return TaskStep(held.number, what, at, post, held.status, after, reason)


def task(store: Store, viewer: Viewer, number: int) -> Task:
    """Return a task that concerns the viewer's scope; raises UnknownTask, for one that does not as for one that is not there."""
    with store.reading_rows() as session:
        row = session.get(TaskRow, number)
        if row is None or not concerns(store.regions, task_of(row), viewer.scope):
            raise UnknownTask(Reason("task.unknown", {"number": number}))
        return cut_to(store.regions, task_of(row), viewer.scope)


def cut_to(regions: Regions, each: Task, scope: str) -> Task:
    """Return a task without its first figures where they are of a region beside the scope."""
    is_above = each.place in regions.by_code and regions.within(scope, each.place)
    is_seen = is_above or is_within(regions, each.place, scope)
    return each if is_seen else replace(each, first_figures=FirstFigures())


def concerns(regions: Regions, each: Task, scope: str) -> bool:
    """Say whether a scope may read a task: its list, its owner's region or the region of its figure is within the scope."""
    return any(is_within(regions, code, scope) for code in (each.region, each.unit, each.place))


def _list_name(regions: Regions, each: Task) -> str:
    return regions.by_code[each.region].zh if each.region in regions.by_code else each.region


def history(store: Store, viewer: Viewer, number: int) -> list[TaskStep]:
    """Return what happened to a task, oldest first; raises UnknownTask as `task`."""
    task(store, viewer, number)
    asked = select(TaskStepRow).where(TaskStepRow.task_no == number).order_by(TaskStepRow.step_no)
    with store.reading_rows() as session:
        return [
            TaskStep(
                row.task_no,
                What(row.what),
                row.made_at,
                row.made_by,
                TaskStatus(row.before_status) if row.before_status else None,
                TaskStatus(row.after_status),
                row.note or "",
            )
            for row in session.scalars(asked)
        ]


def unit_of(regions: Regions, region: str, owner: str) -> str:
    """Return the region whose unit an owner is: the lowest below that the text names alone, else the task's own.

    萧山区司法局 on the list of 杭州市 is 萧山区's, 市局信息处 is 杭州市's own.
    """
    found = [each for each in regions.inside if each.code != region and each.zh in owner]
    inside = [each for each in found if regions.within(each.code, region)]
    deepest = [each for each in inside if each.level.depth == max(one.level.depth for one in inside)]
    return deepest[0].code if len(deepest) == 1 else region


def checked(store: Store, region: str, draft: TaskDraft, week: Period) -> None:
    """Raise the fault of a draft: TaskFault, UnknownRegion, UnknownMetric, the first of several."""
    wrong = faults({"title": draft.title, "owner": draft.owner, "evidence": draft.evidence})
    for field, reason in wrong.items():
        raise TaskFault(field, reason)
    store.regions.get(region)
    if draft.metric:
        store.catalogue.metric(draft.metric)
    if draft.place and not store.regions.within(store.regions.get(draft.place).code, region):
        here = store.regions.get(region)
        raise TaskFault("place", Reason("task.place_outside", {"place": draft.place, "region": here}))
    if draft.due < week.first:
        raise TaskFault("due", Reason("task.due_early", {"due": draft.due.isoformat(), "week": week.key}))


def note(session: Session, step: TaskStep) -> None:
    """Write a step at the end of a task's history."""
    newest = select(func.coalesce(func.max(TaskStepRow.step_no), 0)).where(TaskStepRow.task_no == step.number)
    session.add(
        TaskStepRow(
            task_no=step.number,
            step_no=session.execute(newest).scalar_one() + 1,
            what=step.what.value,
            made_at=step.made_at,
            made_by=step.made_by,
            before_status=step.before.value if step.before else None,
            after_status=step.after.value,
            note=step.note or None,
        )
    )


def _meanwhile(store: Store, viewer: Viewer, number: int) -> SavedMeanwhile:
    """Return who saved a task last and what that changed; raises UnknownTask."""
    newest = history(store, viewer, number)[-1]
    is_moved = newest.what is not What.EDITED
    changed = {key: zh for key, zh in NAMES.items() if (key == "status" if is_moved else f"{zh}：" in newest.note)}
    return SavedMeanwhile("task", "这件交办", by=newest.made_by, at=clock.shanghai(newest.made_at), changed=changed)


def said_of(task: Task) -> dict[str, object]:
    """Return what people write of a task, for the audit log."""
    return {name: str(getattr(task, name)) or None for name in NAMES}


def _changes(held: Task, now: Task) -> list[tuple[str, str, str]]:
    return [
        (name, str(getattr(held, name)), str(getattr(now, name)))
        for name in NAMES
        if getattr(held, name) != getattr(now, name)
    ]
