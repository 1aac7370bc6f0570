"""Area alerts in the store, what happened to each, and their acknowledgement by posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, insert, select, update

from data import clock
from data.alerts.rules import AlertLevel
from data.clock import SHANGHAI, stored
from data.errors import DataError
from data.free_text import checked
from data.periods import Span
from data.store import Store

COCKPIT = "驾驶舱"  # who opens, raises, lowers and closes
LONGEST_POST, LONGEST_REASON = 40, 200
OPENED, RAISED, LOWERED, ACKNOWLEDGED, CLOSED = "opened", "raised", "lowered", "acknowledged", "closed"
ESCALATED = "escalated"


class UnknownAlert(DataError):
    """A number that no open alert has."""


@dataclass(frozen=True, slots=True)
class AreaAlert:
    """One alert; `figure` and `limit` in the metric's unit, a count or days. Times are UTC without a zone.

    `since` is the first day of what its figure found, counted from the figures (`data/alerts/since.py`); `opened_day` is the
    day it was first judged beyond a limit. `since` is None for rules about an end (contracts), and for alerts older than the column.
    `told` is the code of the region informed when it was not acknowledged in time, `escalated_at` when; both come of
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
    told: str = ""
    escalated_at: datetime | None = None

    @property
    def stands_since(self) -> datetime:
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


COLUMNS = {
    "number": "alert_no",
    "rule": "rule_key",
    "region": "region_code",
    "period": "period_key",
    "level": "alert_level",
    "highest": "highest_level",
    "limit": "limit_figure",
    "since": "since_day",
    "version": "data_version",
}


STORED = [each.name for each in fields(AreaAlert) if each.name not in {"told", "escalated_at"}]


def open_alerts(store: Store, level: AlertLevel | None = None) -> list[AreaAlert]:
    """Return the open alerts with the regions they were escalated to, of one level where one is given.

    The highest level comes first, then the oldest.
    """
    with store.reading() as connection:
        found = as_escalated(connection, store)
    found = [alert for alert in found if level in {None, alert.level}]
    return sorted(found, key=lambda each: (-each.level.height, each.opened_at, each.number))


def open_at(store: Store, day: date) -> list[AreaAlert]:
    """Return the alerts that were open at the end of a day in Shanghai: opened by then and not closed before its end.

    Their level is the one they have, or had when they were closed.
    """
    table = store.schema.area_alerts
    return _where(store, (table.c.opened_day <= day) & (table.c.closed_at.is_(None) | (table.c.closed_at >= _end(day))))


def closed_within(store: Store, span: Span) -> list[AreaAlert]:
    """Return the alerts that were opened on a day of a span and closed before its end in Shanghai, at their last level."""
    table = store.schema.area_alerts
    return _where(store, table.c.opened_day.between(span.first, span.last) & (table.c.closed_at < _end(span.last)))


def _end(day: date) -> datetime:
    """Return when a day ends in Shanghai, in UTC without a zone."""
    return stored(datetime.combine(day + timedelta(days=1), time.min, SHANGHAI))


def _where(store: Store, chosen: ColumnElement[bool]) -> list[AreaAlert]:
    table = store.schema.area_alerts
    with store.reading() as connection:
        return [_alert(row) for row in connection.execute(select(table).where(chosen).order_by(table.c.alert_no))]


def history(store: Store, number: int) -> list[AlertStep]:
    """Return what happened to an alert, oldest first; none for an unknown number."""
    table = store.schema.area_alert_steps
    with store.reading() as connection:
        rows = connection.execute(select(table).where(table.c.alert_no == number).order_by(table.c.step_no))
        return [_step(row) for row in rows]


def acknowledge(
    store: Store, numbers: Sequence[int], *, post: str, reason: str = "", now: datetime | None = None
) -> list[AreaAlert]:
    """Record that a post acknowledged open alerts; those already acknowledged stay as they are.

    Returns the alerts as they are then. Raises UnknownAlert where one is not open, and nothing is recorded; StoreError
    while a load is writing, TextRefused for a reason that cannot be kept.
    """
    moment, reason = now or clock.utc_now(), checked(reason, "签收说明", LONGEST_REASON)
    with store.writing() as connection:
        held = {alert.number: alert for alert in standing(connection, store)}
        unknown = [number for number in numbers if number not in held]
        if unknown:
            raise UnknownAlert(f"没有编号为 {unknown[0]} 的未关闭预警，它可能已经关闭。未关闭的见 cockpit alerts。")
        made: list[AlertStep] = []
        for number in dict.fromkeys(numbers):
            alert = held[number]
            if alert.acknowledged_at is not None:
                continue
            held[number] = replace(
                alert,
                acknowledged_at=moment,
                acknowledged_by=post[:LONGEST_POST],
                reason=reason,
            )
            made.append(step_of(held[number], ACKNOWLEDGED, moment, post[:LONGEST_POST], held[number].reason))
        write_alerts(connection, store, [held[step.number] for step in made])
        write_steps(connection, store, made)
    return [held[number] for number in numbers]


def step_of(alert: AreaAlert, what: str, now: datetime, post: str, reason: str) -> AlertStep:
    """Return what happened to an alert as a step, with its level and figure of the time."""
    return AlertStep(alert.number, what, now, post, alert.level, alert.figure, alert.limit, alert.version, reason)


def write_alerts(connection: Connection, store: Store, alerts: Sequence[AreaAlert]) -> None:
    """Write alerts in place of what the store holds of them."""
    table = store.schema.area_alerts
    if alerts:
        changed: dict[str, Any] = {c.name: bindparam(c.name) for c in table.c if c.name != "alert_no"}
        statement = update(table).where(table.c.alert_no == bindparam("known_no")).values(changed)
        rows = [{**values_of(alert), "known_no": alert.number} for alert in alerts]
        connection.execute(statement, [{name: row[name] for name in row if name != "alert_no"} for row in rows])


def write_steps(connection: Connection, store: Store, steps: Iterable[AlertStep]) -> None:
    """Write steps after those that their alerts have."""
    table, rows = store.schema.area_alert_steps, list(steps)
    if not rows:
        return
    numbers = sorted({step.number for step in rows})
    newest = dict(
        tuple(row)
        for at in range(0, len(numbers), 500)
        for row in connection.execute(
            select(table.c.alert_no, func.max(table.c.step_no))
            .where(table.c.alert_no.in_(numbers[at : at + 500]))
            .group_by(table.c.alert_no)
        )
    )
    values = []
    for step in rows:
        newest[step.number] = newest.get(step.number, 0) + 1
        given = {COLUMNS.get(each.name, each.name): getattr(step, each.name) for each in fields(AlertStep)}
        values.append({**given, "step_no": newest[step.number]})
    connection.execute(insert(table), values)


def standing(connection: Connection, store: Store) -> list[AreaAlert]:
    """Return the open alerts, without the regions they were escalated to."""
    table = store.schema.area_alerts
    wanted = select(table).where(table.c.closed_at.is_(None)).order_by(table.c.alert_no)
    return [_alert(row) for row in connection.execute(wanted)]


def as_escalated(connection: Connection, store: Store) -> list[AreaAlert]:
    """Return the open alerts with the regions they were escalated to since their figures last raised them."""
    table, steps = store.schema.area_alerts, store.schema.area_alert_steps.c
    told = and_(steps.alert_no == table.c.alert_no, steps.what == ESCALATED)
    wanted = (
        select(table, steps.made_at, steps.reason.label("told"))
        .join_from(table, store.schema.area_alert_steps, told, isouter=True)
        .where(table.c.closed_at.is_(None))
        .order_by(table.c.alert_no, steps.step_no)
    )
    found: dict[int, AreaAlert] = {}
    for row in connection.execute(wanted):
        alert = found.get(row.alert_no) or _alert(row)
        if row.made_at is not None and row.made_at >= alert.stands_since:
            alert = replace(alert, told=row.told, escalated_at=row.made_at)
        found[alert.number] = alert
    return list(found.values())


def values_of(alert: AreaAlert) -> dict[str, object]:
    """Return an alert by the columns of its table."""
    return {COLUMNS.get(name, name): getattr(alert, name) for name in STORED}


def _alert(row: Row[Any]) -> AreaAlert:
    given = {name: getattr(row, COLUMNS.get(name, name)) for name in STORED}
    return AreaAlert(**{**given, "level": AlertLevel(given["level"]), "highest": AlertLevel(given["highest"])})


def _step(row: Row[Any]) -> AlertStep:
    given = {each.name: getattr(row, COLUMNS.get(each.name, each.name)) for each in fields(AlertStep)}
    return AlertStep(**{**given, "level": AlertLevel(given["level"])})
