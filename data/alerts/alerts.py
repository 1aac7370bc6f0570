"""Area alerts in the store, what happened to each, and their acknowledgement by posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update
from sqlalchemy.orm import Session

from data import clock
from data.alerts.rules import AlertLevel
from data.audit import Action, record
from data.clock import SHANGHAI, stored
from data.errors import UnknownAlert
from data.periods import Span
from data.reasons import InterfaceWord, Reason
from data.regions.scope import is_within
from data.schema.operations import AreaAlertRow, AreaAlertStepRow
from data.store import Store
from data.text.free import checked
from data.viewer import Viewer

COCKPIT = "驾驶舱"  # who opens, raises, lowers and closes
LONGEST_POST, LONGEST_REASON = 40, 200
OPENED, RAISED, LOWERED, ACKNOWLEDGED, CLOSED = "opened", "raised", "lowered", "acknowledged", "closed"
ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class AreaAlert:
    """One alert; `figure` and `limit` in the metric's unit, a count or days. Times are UTC without a zone.

    `since` is the first day of what its figure found, counted from the figures (`data/alerts/since.py`); `opened_day` is the
    day it was first judged beyond a limit. `since` is None for rules about an end (contracts), and for alerts older than the column.
    `escalated_to` is the code of the region informed when it was not acknowledged in time, `escalated_at` when; both come of
    its steps. Its level is that of its figure, escalated to a level above or not.
    """

    number: int
    rule: str
    region: str
    metric: str
    period: str
    level: AlertLevel
    highest: AlertLevel
    figure: float
    limit: float
    version: int
    opened_day: date
    opened_at: datetime
    raised_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str = ""
    since: date | None = None
    escalated_to: str = ""
    escalated_at: datetime | None = None

    @property
    def at_level_since(self) -> datetime:
        """When its figure brought it to the highest level it has had: its terms run from there."""
        return self.raised_at or self.opened_at


@dataclass(frozen=True, slots=True)
class AlertStep:
    """One thing that happened to an alert; the `reason` of an escalation is the code of the region informed."""

    number: int
    what: str
    made_at: datetime
    made_by: str
    level: AlertLevel
    figure: float
    limit: float
    version: int
    reason: str


STORED = [each.name for each in fields(AreaAlert) if each.name not in {"escalated_to", "escalated_at"}]
KEPT = [getattr(AreaAlertRow, name) for name in STORED]  # columns, since a page reads hundreds of alerts


def open_alerts(store: Store, scope: str, level: AlertLevel | None = None) -> list[AreaAlert]:
    """Return the open alerts within a scope with the regions they were escalated to, of one level where one is given.

    The highest level comes first, then the oldest.
    """
    with store.reading() as connection:
        found = _within(store, scope, as_escalated(connection))
    found = [alert for alert in found if level in {None, alert.level}]
    return sorted(found, key=lambda each: (-each.level.height, each.opened_at, each.number))


def open_at(store: Store, scope: str, day: date) -> list[AreaAlert]:
    """Return the alerts within a scope that were open at the end of a day in Shanghai: opened by then, not closed before its end.

    Their level is the one they have, or had when they were closed.
    """
    is_open = AreaAlertRow.closed_at.is_(None) | (AreaAlertRow.closed_at >= _end(day))
    return _where(store, scope, (AreaAlertRow.opened_day <= day) & is_open)


def closed_within(store: Store, scope: str, span: Span) -> list[AreaAlert]:
    """Return the alerts within a scope that were opened on a day of a span and closed before its end in Shanghai, at their last level."""
    is_opened = AreaAlertRow.opened_day.between(span.first, span.last)
    return _where(store, scope, is_opened & (AreaAlertRow.closed_at < _end(span.last)))


def _end(day: date) -> datetime:
    """Return when a day ends in Shanghai, in UTC without a zone."""
    return stored(datetime.combine(day + timedelta(days=1), time.min, SHANGHAI))


def _where(store: Store, scope: str, chosen: ColumnElement[bool]) -> list[AreaAlert]:
    asked = select(*KEPT).where(chosen).order_by(AreaAlertRow.number)
    with store.reading() as connection:
        return _within(store, scope, [_alert(row) for row in connection.execute(asked)])


def _within(store: Store, scope: str, alerts: Iterable[AreaAlert]) -> list[AreaAlert]:
    return [alert for alert in alerts if is_within(store.regions, alert.region, scope)]


def history(store: Store, scope: str, number: int) -> list[AlertStep]:
    """Return what happened to an alert within a scope, oldest first; none for a number that is not known there."""
    asked = select(AreaAlertStepRow).where(AreaAlertStepRow.number == number).order_by(AreaAlertStepRow.step_no)
    with store.reading_rows() as session:
        alert = session.get(AreaAlertRow, number)
        if alert is None or not is_within(store.regions, alert.region, scope):
            return []
        return [_step(row) for row in session.scalars(asked)]


def acknowledge(
    store: Store, viewer: Viewer, numbers: Sequence[int], *, reason: str = "", now: datetime | None = None
) -> list[AreaAlert]:
    """Record that a viewer acknowledged open alerts within its scope; those already acknowledged stay as they are.

    Returns the alerts as they are then. Raises UnknownAlert where one is not open or is elsewhere, and nothing is recorded;
    StoreError while a load is writing, TextRefused for a reason that cannot be kept.
    """
    post = viewer.signature[:LONGEST_POST]
    moment, reason = (
        now or clock.utc_now(),
        checked(reason, InterfaceWord("签收说明", "request.texts.acknowledgement"), LONGEST_REASON),
    )
    with store.writing() as connection:
        held = {alert.number: alert for alert in _within(store, viewer.scope, open_now(connection))}
        unknown = [number for number in numbers if number not in held]
        if unknown:
            raise UnknownAlert(Reason("alert.unknown", {"number": unknown[0]}))
        made: list[AlertStep] = []
        for number in dict.fromkeys(numbers):
            alert = held[number]
            if alert.acknowledged_at is not None:
                continue
            held[number] = replace(
                alert,
                acknowledged_at=moment,
                acknowledged_by=post,
                reason=reason,
            )
            made.append(step_of(held[number], ACKNOWLEDGED, moment, post, held[number].reason))
        write_alerts(connection, [held[step.number] for step in made])
        write_steps(connection, made)
        for step in made:
            about, place = f"{step.number} {held[step.number].rule}", held[step.number].region
            after = {"acknowledged_by": step.made_by, "reason": step.reason or None}
            record(store, connection, Action.ALERT, about, region=place, before=dict.fromkeys(after), after=after)
    return [held[number] for number in numbers]


def step_of(alert: AreaAlert, what: str, now: datetime, post: str, reason: str) -> AlertStep:
    """Return what happened to an alert as a step, with its level and figure of the time."""
    return AlertStep(alert.number, what, now, post, alert.level, alert.figure, alert.limit, alert.version, reason)


def write_alerts(connection: Connection, alerts: Sequence[AreaAlert]) -> None:
    """Write alerts in place of what the store holds of them."""
    if alerts:
        with Session(connection) as session:
            session.execute(update(AreaAlertRow), [values_of(alert) for alert in alerts])


def add_alerts(connection: Connection, alerts: Sequence[AreaAlert]) -> None:
    """Write alerts that the store does not hold yet."""
    if alerts:
        with Session(connection) as session:
            session.execute(insert(AreaAlertRow), [values_of(alert) for alert in alerts])


def write_steps(connection: Connection, steps: Iterable[AlertStep]) -> None:
    """Write steps after those that their alerts have."""
    rows = list(steps)
    if not rows:
        return
    numbers = sorted({step.number for step in rows})
    last = select(AreaAlertStepRow.number, func.max(AreaAlertStepRow.step_no)).group_by(AreaAlertStepRow.number)
    with Session(connection) as session:
        newest = Counter[int]()
        for at in range(0, len(numbers), 500):
            some = last.where(AreaAlertStepRow.number.in_(numbers[at : at + 500]))
            for number, step_no in session.execute(some):
                newest[number] = step_no
        values = []
        for step in rows:
            newest[step.number] += 1
            values.append({**asdict(step), "step_no": newest[step.number]})
        session.execute(insert(AreaAlertStepRow), values)


def open_now(connection: Connection) -> list[AreaAlert]:
    """Return the open alerts, without the regions they were escalated to."""
    wanted = select(*KEPT).where(AreaAlertRow.closed_at.is_(None)).order_by(AreaAlertRow.number)
    return [_alert(row) for row in connection.execute(wanted)]


def as_escalated(connection: Connection) -> list[AreaAlert]:
    """Return the open alerts with the regions they were escalated to since their figures last raised them."""
    escalated = and_(AreaAlertStepRow.number == AreaAlertRow.number, AreaAlertStepRow.what == ESCALATED)
    wanted = (
        select(*KEPT, AreaAlertStepRow.made_at, AreaAlertStepRow.reason)
        .join_from(AreaAlertRow, AreaAlertStepRow, escalated, isouter=True)
        .where(AreaAlertRow.closed_at.is_(None))
        .order_by(AreaAlertRow.number, AreaAlertStepRow.step_no)
    )
    found: dict[int, AreaAlert] = {}
    for number, *values, made_at, region in connection.execute(wanted):
        alert = found.get(number) or _alert((number, *values))
        if made_at is not None and made_at >= alert.at_level_since:
            alert = replace(alert, escalated_to=region, escalated_at=made_at)
        found[number] = alert
    return list(found.values())


def values_of(alert: AreaAlert) -> dict[str, object]:
    """Return an alert by the columns of its table."""
    return {name: getattr(alert, name) for name in STORED}


def _alert(values: Iterable[Any]) -> AreaAlert:
    given = dict(zip(STORED, values, strict=True))
    return AreaAlert(**{**given, "level": AlertLevel(given["level"]), "highest": AlertLevel(given["highest"])})


def _step(row: AreaAlertStepRow) -> AlertStep:
    given = {each.name: getattr(row, each.name) for each in fields(AlertStep)}
    return AlertStep(**{**given, "level": AlertLevel(row.level)})
