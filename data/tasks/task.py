"""A task: what was assigned, to whom, until when, its status, and what the chart showed when it was created."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from data.errors import TaskFault
from data.periods import Grain, Period
from data.reasons import InterfaceWord, Reason
from data.schema.operations import TaskRow
from data.text.free import text_fault, tidy

LONGEST_TITLE, LONGEST_OWNER, LONGEST_EVIDENCE, LONGEST_NOTE = 80, 40, 1000, 200


class TaskStatus(StrEnum):
    """How far a task is."""

    ASSIGNED = "assigned"
    ACTING = "acting"
    REPORTED = "reported"
    CLOSED = "closed"


ZH = {TaskStatus.ASSIGNED: "交办", TaskStatus.ACTING: "办理", TaskStatus.REPORTED: "反馈", TaskStatus.CLOSED: "销号"}
UNDER_WAY = frozenset({TaskStatus.ASSIGNED, TaskStatus.ACTING})  # what the owner still has to do


class TaskOrigin(StrEnum):
    """What a task came from."""

    ALERT = "alert"
    ITEM = "item"  # a metric that left its normal range
    HAND = "hand"


class What(StrEnum):
    """What a step of the history is."""

    CREATED = "created"
    MOVED = "moved"
    REOPENED = "reopened"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class StatusMove:
    """An allowed change of status; some need a reason."""

    before: TaskStatus
    after: TaskStatus
    key: str
    zh: str
    needs_reason: bool = False

    @property
    def word(self) -> InterfaceWord:
        """The word for the move."""
        return InterfaceWord(self.zh, f"tasks.move.{self.key}")


MOVES = (
    StatusMove(TaskStatus.ASSIGNED, TaskStatus.ACTING, "begin", "开始办理"),
    StatusMove(TaskStatus.ACTING, TaskStatus.REPORTED, "report", "反馈结果"),
    StatusMove(TaskStatus.REPORTED, TaskStatus.CLOSED, "close", "销号"),
    StatusMove(TaskStatus.REPORTED, TaskStatus.ACTING, "return", "退回重办", needs_reason=True),
    StatusMove(TaskStatus.CLOSED, TaskStatus.ACTING, "reopen", "重新办理", needs_reason=True),
    StatusMove(TaskStatus.ASSIGNED, TaskStatus.CLOSED, "withdraw", "撤回", needs_reason=True),
)


@dataclass(frozen=True, slots=True)
class FirstFigures:
    """What the chart of the task's metric showed when the task was created; `side` is +1 high, -1 low, 0 neither.

    Limits are None where there were none.
    """

    value: float | None = None
    low: float | None = None
    centre: float | None = None
    high: float | None = None
    side: int = 0
    variation: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a person writes of a task; `place` is the region whose chart is meant, empty for that of the task."""

    title: str
    owner: str
    due: date
    metric: str = ""
    place: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `unit` is the region whose unit owns it, `number` 0 before it is kept; times are UTC without a zone."""

    number: int
    edition: int
    region: str
    week: Period
    title: str
    metric: str
    place: str
    owner: str
    unit: str
    due: date
    evidence: str
    status: TaskStatus
    origin: TaskOrigin
    alert: int | None
    first_figures: FirstFigures
    is_demo: bool
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None

    @property
    def id(self) -> str:
        """The number with a check, so that one that was edited in a file is noticed: T12-7f3a."""
        return f"T{self.number}-{_check(self.number, self.made_at)}"

    def late_by(self, on: date) -> int:
        """Return the days since the due day, 0 where the owner has done their part or the day is not over."""
        return max(0, (on - self.due).days) if self.status in UNDER_WAY else 0

    def with_draft(self, draft: TaskDraft, unit: str) -> Task:
        """Return the task with what a person wrote."""
        place = draft.place or self.region
        return replace(
            self,
            title=tidy(draft.title),
            owner=tidy(draft.owner),
            due=draft.due,
            metric=draft.metric,
            place=place,
            evidence=tidy(draft.evidence),
            unit=unit,
        )


@dataclass(frozen=True, slots=True)
class TaskStep:
    """One thing that happened to a task; `made_at` is UTC without a zone."""

    number: int
    what: What
    made_at: datetime
    made_by: str
    before: TaskStatus | None
    after: TaskStatus
    note: str


def week_of(day: date) -> Period:
    """Return the week that holds a day."""
    return Period.holding(day, Grain.WEEK)


def move_to(before: TaskStatus, after: TaskStatus) -> StatusMove:
    """Return the move between two statuses; raises TaskFault naming those that are allowed."""
    found = next((move for move in MOVES if (move.before, move.after) == (before, after)), None)
    if found is None:
        known = tuple(Reason("task.move", {"after": word(m.after), "move": m.word}) for m in moves_from(before))
        raise TaskFault(
            "status", Reason("task.no_move", {"before": word(before), "after": word(after), "moves": known})
        )
    return found


def word(status: TaskStatus) -> InterfaceWord:
    """Return the word for a status, in Chinese as files have it."""
    return InterfaceWord(ZH[status], f"tasks.status.{status.value}")


def moves_from(status: TaskStatus) -> tuple[StatusMove, ...]:
    """Return the moves that a status allows."""
    return tuple(move for move in MOVES if move.before is status)


def status_named(text: str) -> TaskStatus:
    """Return the status by its Chinese word or its key; raises TaskFault."""
    found = next((each for each in TaskStatus if text in {each.value, ZH[each]}), None)
    if found is None:
        raise TaskFault("status", Reason("task.no_status", {"text": text, "known": tuple(ZH.values())}))
    return found


def faults(draft: Mapping[str, str]) -> dict[str, Reason]:
    """Return by field why texts of a task cannot be kept: empty, or what `text_fault` says."""
    wrong: dict[str, Reason] = {}
    for field, name, longest, is_required in FIELDS:
        text = draft.get(field, "")
        if is_required and not text.strip():
            wrong[field] = Reason(f"task.{field}_empty")
        elif reason := text_fault(text, InterfaceWord(name, f"tasks.field.{field}"), longest):
            wrong[field] = reason
    return wrong


FIELDS = (
    ("title", "事项", LONGEST_TITLE, True),
    ("owner", "承办单位", LONGEST_OWNER, True),
    ("evidence", "佐证", LONGEST_EVIDENCE, False),
    ("note", "说明", LONGEST_NOTE, False),
)


def _check(number: int, made_at: datetime) -> str:
    return hashlib.sha256(f"{number}:{made_at:%Y%m%d%H%M%S}".encode()).hexdigest()[:4]


def number_of(task_id: str) -> int | None:
    """Return the number in an id, None where it does not have the form of one."""
    found = re.fullmatch(r"T(\d{1,9})-[0-9a-f]{4}", task_id)
    return int(found[1]) if found else None


def row_of(task: Task) -> TaskRow:
    """Return a task as its row; an empty text is None, which every database keeps as it is."""
    return TaskRow(
        task_no=task.number,
        edition=task.edition,
        region_code=task.region,
        first_day=task.week.first,
        title=task.title,
        metric=task.metric or None,
        place_code=task.place,
        owner=task.owner,
        unit_code=task.unit,
        due_day=task.due,
        evidence=task.evidence or None,
        task_status=task.status.value,
        origin=task.origin.value,
        alert_no=task.alert,
        born_value=task.first_figures.value,
        born_low=task.first_figures.low,
        born_centre=task.first_figures.centre,
        born_high=task.first_figures.high,
        born_side=task.first_figures.side,
        born_variation=task.first_figures.variation or None,
        is_demo=int(task.is_demo),
        made_by=task.made_by,
        made_at=task.made_at,
        closed_at=task.closed_at,
    )


def task_of(row: TaskRow) -> Task:
    """Return the task of a row."""
    return Task(
        number=row.task_no,
        edition=row.edition,
        region=row.region_code,
        week=week_of(row.first_day),
        title=row.title,
        metric=row.metric or "",
        place=row.place_code,
        owner=row.owner,
        unit=row.unit_code,
        due=row.due_day,
        evidence=row.evidence or "",
        status=TaskStatus(row.task_status),
        origin=TaskOrigin(row.origin),
        alert=row.alert_no,
        first_figures=FirstFigures(
            row.born_value, row.born_low, row.born_centre, row.born_high, row.born_side, row.born_variation or ""
        ),
        is_demo=bool(row.is_demo),
        made_by=row.made_by,
        made_at=row.made_at,
        closed_at=row.closed_at,
    )
