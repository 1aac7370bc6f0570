"""The changes that a judgement makes to alerts: opened, followed, closed, and all written at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from data.alerts.alerts import (
    CLOSED,
    COCKPIT,
    LOWERED,
    OPENED,
    RAISED,
    AlertStep,
    AreaAlert,
    add_alerts,
    step_of,
    write_alerts,
    write_steps,
)
from data.alerts.figures import AlertVerdict, Place
from data.alerts.rules import AlertLevel, AreaRule
from data.schema.operations import AreaAlertRow
from data.store import Store

WITHIN = "恢复到限值以内"


class Book:
    """The changes one load or one look at the clock makes; written at its end, many rows at a time."""

    def __init__(
        self,
        connection: Connection,
        store: Store,
        rules: Mapping[str, AreaRule],
        version: int,
        as_of: date,
        now: datetime,
        firsts: Mapping[Place, date],
    ) -> None:
        self.connection, self.rules = connection, rules
        self.version, self.as_of, self.now, self.firsts = version, as_of, now, firsts
        self.steps: list[AlertStep] = []
        self.noted: list[AreaAlert] = []  # the alert of each step, as it is after it
        self._new: list[AreaAlert] = []
        self._changed: list[AreaAlert] = []
        self._newest = connection.execute(select(func.coalesce(func.max(AreaAlertRow.number), 0))).scalar_one()

    def open(self, place: Place, verdict: AlertVerdict, level: AlertLevel) -> None:
        """Open an alert."""
        rule, region = place
        alert = AreaAlert(
            number=self._newest + len(self._new) + 1,
            rule=rule,
            region=region,
            metric=self.rules[rule].metric,
            period=verdict.period,
            level=level,
            highest=level,
            figure=verdict.figure,
            limit=verdict.limit,
            version=self.version,
            opened_day=self.as_of,
            opened_at=self.now,
            since=self.firsts.get(place),
        )
        self._new.append(alert)
        self._note(alert, OPENED)

    def follow(self, alert: AreaAlert, verdict: AlertVerdict) -> None:
        """Update an open alert to its newest figure; what the clock raised for a later day is not lowered."""
        is_older = verdict.period < alert.period and self.rules[alert.rule].is_by_clock
        if is_older and not self.rules[alert.rule].metric:
            return
        if is_older and verdict.level and verdict.level.height < alert.level.height:
            return
        if verdict.level is None:
            seen = replace(alert, figure=verdict.figure, period=verdict.period, version=self.version)
            self.close(seen, WITHIN)
            return
        changed = replace(
            alert,
            level=verdict.level,
            figure=verdict.figure,
            limit=verdict.limit,
            period=verdict.period,
            version=self.version,
            since=self.firsts.get((alert.rule, alert.region), alert.since),
        )
        if verdict.level.height > alert.highest.height:
            changed = replace(
                changed, highest=verdict.level, raised_at=self.now, acknowledged_at=None, acknowledged_by=None
            )
        self._changed.append(changed)
        if verdict.level is not alert.level:
            self._note(changed, RAISED if verdict.level.height > alert.level.height else LOWERED)

    def close(self, alert: AreaAlert, reason: str) -> None:
        """Close an alert."""
        closed = replace(alert, closed_at=self.now, closed_by=COCKPIT, reason=reason)
        self._changed.append(closed)
        self._note(closed, CLOSED)

    def write(self) -> None:
        """Write new and changed alerts and all steps."""
        add_alerts(self.connection, self._new)
        write_alerts(self.connection, self._changed)
        write_steps(self.connection, self.steps)

    def _note(self, alert: AreaAlert, what: str) -> None:
        self.noted.append(alert)
        self.steps.append(step_of(alert, what, self.now, COCKPIT, alert.reason if what == CLOSED else ""))
