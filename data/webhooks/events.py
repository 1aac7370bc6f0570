"""What happened that other systems may learn of: alerts opened and closed, weeks frozen.

Each is read from the steps and editions that the store keeps anyway, so that none is lost, whichever command or server
made it. An event has no figure, and of an alert of an office it names the county: what an event says, everybody may
know who may know that there is an alert.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from data.alerts.alerts import CLOSED, OPENED
from data.periods import Grain, Period
from data.regions import Level
from data.schema.operations import AreaAlertRow, AreaAlertStepRow, FrozenWeekRow
from data.store import Store

ALERT, FROZEN = "alert", "week.frozen"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `at` is UTC without a zone, `body` the JSON that is sent, always the same for it.

    `place` is the code of the region that it happened in, which an alert's body may name only by the county.
    """

    key: str
    place: str
    at: datetime
    body: str


def events_since(store: Store, moment: datetime) -> list[Event]:
    """Return what happened since a moment in UTC without a zone, the oldest first."""
    with store.reading_rows() as session:
        return sorted([*_alerts(session, store, moment), *_weeks(session, moment)], key=lambda each: each.at)


def _alerts(session: Session, store: Store, moment: datetime) -> Iterator[Event]:
    asked = (
        select(AreaAlertStepRow, AreaAlertRow)
        .join(AreaAlertRow, AreaAlertRow.number == AreaAlertStepRow.number)
        .where(AreaAlertStepRow.what.in_((OPENED, CLOSED)), AreaAlertStepRow.made_at >= moment)
    )
    for step, alert in session.execute(asked):
        if alert.region in store.regions.by_code:
            yield _event(
                f"alert-{step.number}-{step.step_no}",
                alert.region,
                f"{ALERT}.{step.what}",
                step.made_at,
                region=_county(store, alert.region),
                rule=alert.rule,
                metric=alert.metric or None,
                period=alert.period,
                level=step.level,
                number=step.number,
            )


def _weeks(session: Session, moment: datetime) -> Iterator[Event]:
    asked = select(FrozenWeekRow).options(defer(FrozenWeekRow.body)).where(FrozenWeekRow.frozen_at >= moment)
    for row in session.scalars(asked):
        week = Period.holding(row.first_day, Grain.WEEK).key
        yield _event(
            f"week-{row.region_code}-{week}-{row.edition_no}",
            row.region_code,
            FROZEN,
            row.frozen_at,
            region=row.region_code,
            period=week,
            edition=row.edition_no,
            version=row.data_version,
        )


def _event(name: str, place: str, kind: str, at: datetime, **content: object) -> Event:
    """Return an event; its moment is part of its key, as numbers begin again in a database that is filled again."""
    key = f"{name}-{at:%Y%m%dT%H%M%S}"
    body = {"event": kind, "id": key, "time": f"{at.isoformat(timespec='seconds')}Z", **content}
    return Event(key, place, at, json.dumps(body, ensure_ascii=False))


def _county(store: Store, code: str) -> str:
    region = store.regions.get(code)
    return region.parent if region.level is Level.OFFICE and region.parent else code
