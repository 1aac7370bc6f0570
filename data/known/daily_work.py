"""Alerts, tasks, frozen weeks, notes and baselines as they were at a moment: what came later is removed or undone.

Of alerts and tasks the steps are kept, so their state is found again from them; of a note only its last text, so one that
was saved later is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from data.alerts.alerts import ACKNOWLEDGED, CLOSED, RAISED
from data.alerts.rules import AlertLevel
from data.clock import stored
from data.known.moment import Knowledge
from data.schema.operations import (
    AreaAlertRow,
    AreaAlertStepRow,
    BaselineRow,
    FrozenWeekRow,
    Operations,
    ReviewNoteRow,
    TaskRow,
    TaskStepRow,
)

CLOSED_TASK = "closed"


ALERTS, STEPS, TASKS, TASK_STEPS = (
    Operations.metadata.tables[name] for name in ("area_alert", "area_alert_step", "task", "task_step")
)


def undo_daily_work(connection: Connection, known: Knowledge) -> None:
    """Leave in a copy what was there when `known` was the newest knowledge."""
    if known.until is None:
        return
    moment = stored(known.until)
    for row, made_at in (
        (AreaAlertRow, AreaAlertRow.opened_at),
        (AreaAlertStepRow, AreaAlertStepRow.made_at),
        (TaskRow, TaskRow.made_at),
        (TaskStepRow, TaskStepRow.made_at),
        (FrozenWeekRow, FrozenWeekRow.frozen_at),
        (ReviewNoteRow, ReviewNoteRow.made_at),
        (BaselineRow, BaselineRow.made_at),
    ):
        connection.execute(delete(row).where(made_at > moment))
    _put_alerts_back(connection, known, moment)
    _put_tasks_back(connection)


def _put_alerts_back(connection: Connection, known: Knowledge, moment: datetime) -> None:
    """Undo what happened to alerts after a moment; what only followed the figures is that of their last step."""
    alerts, steps = ALERTS.c, STEPS.c
    times = (alerts.raised_at, alerts.acknowledged_at, alerts.closed_at)
    is_later = or_(alerts.data_version > known.version, *(each > moment for each in times))
    changed = connection.scalars(select(alerts.alert_no).where(is_later)).all()
    for number in changed:
        rows = connection.execute(select(STEPS).where(steps.alert_no == number).order_by(steps.step_no)).all()
        if rows:  # an alert of a demonstration may have none
            connection.execute(update(ALERTS).where(alerts.alert_no == number).values(_alert(rows)))


def _put_tasks_back(connection: Connection) -> None:
    """Give each task the status of its last step that is left."""
    found: dict[int, Row[Any]] = {}
    for step in connection.execute(select(TASK_STEPS).order_by(TASK_STEPS.c.task_no, TASK_STEPS.c.step_no)):
        found[step.task_no] = step
    for number, last in found.items():
        values = {
            "task_status": last.after_status,
            "closed_at": last.made_at if last.after_status == CLOSED_TASK else None,
        }
        is_other = TASKS.c.task_status != last.after_status
        connection.execute(update(TASKS).where(TASKS.c.task_no == number, is_other).values(values))


def _alert(steps: Sequence[Row[Any]]) -> dict[str, object]:
    """Return what an alert was by its steps: level and figure of the last, who acknowledged it, and whether it was closed."""
    last, highest = steps[-1], AlertLevel(steps[0].alert_level)
    raised_at: datetime | None = None
    acknowledged: Row[Any] | None = None
    closed: Row[Any] | None = None
    for step in steps:
        level = AlertLevel(step.alert_level)
        if step.what == RAISED and level.height > highest.height:
            raised_at, highest, acknowledged = step.made_at, level, None
        elif step.what == ACKNOWLEDGED:
            acknowledged = step
        elif step.what == CLOSED:
            closed = step
    return {
        "alert_level": last.alert_level,
        "highest_level": highest.value,
        "figure": last.figure,
        "limit_figure": last.limit_figure,
        "data_version": last.data_version,
        "raised_at": raised_at,
        "acknowledged_at": acknowledged and acknowledged.made_at,
        "acknowledged_by": acknowledged and acknowledged.made_by,
        "closed_at": closed and closed.made_at,
        "closed_by": closed and closed.made_by,
        "reason": ended.reason if (ended := closed or acknowledged) else "",
    }
