"""Lists of tasks: those of a region's meeting on a week, and those that regions above assigned to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.periods import Period
from data.regions import Regions
from data.regions.scope import is_within, region_in_scope
from data.schema.operations import AreaAlertRow, TaskRow
from data.store import Store
from data.tasks.rules import shown_to
from data.tasks.store import concerns, cut_to
from data.tasks.task import UNDER_WAY, Task, TaskStatus, task_of
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Listed:
    """A task on a region's list for a week: assigned earlier, days overdue, the regions it is shown to for that.

    `is_from_below` and `is_from_above` say that another region's list has it, which is below or above this one. `alert_is_open` is the state of the alert it came from, None without one.
    """

    task: Task
    is_carried: bool
    late: int
    shown_to: tuple[str, ...]
    is_from_below: bool
    is_from_above: bool = False
    alert_is_open: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether the task is not closed."""
        return self.task.status is not TaskStatus.CLOSED


def tasks_of(store: Store, viewer: Viewer, region: str, week: Period, *, on: date, below: bool = False) -> list[Listed]:
    """Return a region's list for the meeting on a week, as it is on the day `on`; raises OutOfScope.

    On it are the tasks assigned in that week; those of earlier weeks that were open when it began; and the overdue
    ones of regions below that are shown here; with `below` those of all regions below. First what was carried over, the
    most overdue first, then by due day; what is closed comes last.
    """
    region_in_scope(store.regions, region, viewer)
    asked = select(TaskRow).where(TaskRow.first_day <= week.first).order_by(TaskRow.task_no)
    if not below:
        statuses = [status.value for status in UNDER_WAY]
        is_late = TaskRow.task_status.in_(statuses) & (TaskRow.due_day < on)
        asked = asked.where(or_(TaskRow.region_code == region, is_late))
    with store.reading_rows() as session:
        found = [task_of(row) for row in session.scalars(asked)]
        alerts = _alerts(session, [each.alert for each in found if each.alert is not None])
    listed = [_listed(each, region, week, store.regions, on, alerts) for each in found if _is_of(each, week)]
    here = [
        each
        for each in listed
        if each.task.region == region
        or region in each.shown_to
        or (below and is_within(store.regions, each.task.region, region))
    ]
    return sorted(here, key=_rank)


def from_above(store: Store, viewer: Viewer, region: str, week: Period, *, on: date) -> list[Listed]:
    """Return the tasks that regions above assigned and that concern a region, in the order of `tasks_of`; raises OutOfScope."""
    region_in_scope(store.regions, region, viewer)
    above = [wider.code for wider in store.regions.ancestors(region)]
    asked = select(TaskRow).where(TaskRow.first_day <= week.first, TaskRow.region_code.in_(above))
    with store.reading_rows() as session:
        found = [task_of(row) for row in session.scalars(asked.order_by(TaskRow.task_no))]
        alerts = _alerts(session, [each.alert for each in found if each.alert is not None])
    here = [
        cut_to(store.regions, each, viewer.scope)
        for each in found
        if _is_of(each, week) and concerns(store.regions, each, region)
    ]
    return sorted((_listed(each, region, week, store.regions, on, alerts) for each in here), key=_rank)


def _is_of(each: Task, week: Period) -> bool:
    """Say whether a task is on the list of a week: assigned in it, or still open when it began."""
    begun = datetime.combine(week.first, datetime.min.time())
    return each.week == week or each.closed_at is None or each.closed_at >= begun


def listed(store: Store, each: Task, region: str, week: Period, on: date) -> Listed:
    """Return one task as it is on a region's list."""
    with store.reading_rows() as session:
        alerts = _alerts(session, [] if each.alert is None else [each.alert])
    return _listed(each, region, week, store.regions, on, alerts)


def _listed(each: Task, region: str, week: Period, regions: Regions, on: date, alerts: Mapping[int, bool]) -> Listed:
    is_elsewhere, is_below = each.region != region, is_within(regions, each.region, region)
    return Listed(
        each,
        each.week < week,
        each.late_by(on),
        shown_to(each, regions, on),
        is_from_below=is_elsewhere and is_below,
        is_from_above=is_elsewhere and not is_below,
        alert_is_open=None if each.alert is None else alerts.get(each.alert),
    )


def _alerts(session: Session, numbers: Sequence[int]) -> dict[int, bool]:
    """Return by number whether alerts are open."""
    if not numbers:
        return {}
    asked = select(AreaAlertRow.number, AreaAlertRow.closed_at).where(AreaAlertRow.number.in_(sorted({*numbers})))
    return {number: closed_at is None for number, closed_at in session.execute(asked)}


def _rank(each: Listed) -> tuple[bool, bool, int, date, int]:
    return not each.is_open, not each.is_carried, -each.late, each.task.due, each.task.number
