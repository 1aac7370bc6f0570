"""Baselines set again: from which day a metric's normal range is computed again in a region, why, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import clock
from data.audit import Action, record
from data.errors import AlreadyThere, DataError
from data.periods import Period
from data.readings.shown_day import shown_day
from data.reasons import InterfaceWord, Reason
from data.regions.scope import is_within, region_in_scope
from data.schema.operations import BaselineRow
from data.statistics.control import LimitStep
from data.store import Store
from data.store.editions import editing
from data.text.free import checked
from data.viewer import Viewer

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class BaselineStep:
    """One baseline; `first` is the first day that belongs to it, `made_at` is UTC without a zone."""

    metric: str
    region: str
    first: date
    reason: str
    made_by: str
    made_at: datetime


def baseline_steps(store: Store, scope: str) -> list[BaselineStep]:
    """Return the baselines within a scope, the earliest first."""
    asked = select(BaselineRow).order_by(BaselineRow.first_day, BaselineRow.metric, BaselineRow.region_code)
    with store.reading_rows() as session:
        return [
            BaselineStep(row.metric, row.region_code, row.first_day, row.reason, row.made_by, row.made_at)
            for row in session.scalars(asked)
            if is_within(store.regions, row.region_code, scope)
        ]


def set_step(store: Store, viewer: Viewer, metric: str, region: str, first: date, reason: str) -> BaselineStep:
    """Compute a metric's normal range in a region again from a day on.

    Raises UnknownMetric, UnknownRegion, OutOfScope, AlreadyThere, TextRefused, and DataError for an empty reason or a day
    without data.
    """
    store.catalogue.metric(metric)
    region_in_scope(store.regions, region, viewer)
    as_of = shown_day(store)
    reason = checked(reason, InterfaceWord("重算基线的理由", "request.texts.baseline"), LONGEST_REASON)
    if not reason:
        raise DataError(Reason("baseline.no_reason", {"most": LONGEST_REASON}))
    if as_of is None or first > as_of:
        raise DataError(Reason("baseline.no_data", {"day": first.isoformat()}))
    step = BaselineStep(metric, region, first, reason, viewer.signature, clock.utc_now())
    named = {"metric": metric, "region": region, "day": first.isoformat()}
    taken = AlreadyThere(Reason("baseline.taken", named))
    with editing(store.writing_briefly(), lambda: taken) as session:
        session.add(
            BaselineRow(
                metric=metric,
                region_code=region,
                first_day=first,
                reason=step.reason,
                made_by=step.made_by,
                made_at=step.made_at,
            )
        )
        session.flush()
        record(store, session.connection(), Action.BASELINE, f"{metric} {first}", region=region, after=reason)
    return step


def remove_step(store: Store, viewer: Viewer, metric: str, region: str, first: date) -> None:
    """Remove a baseline; raises OutOfScope, DataError where there is none."""
    region_in_scope(store.regions, region, viewer)
    with store.writing_briefly() as connection, Session(connection) as session:
        row = session.get(BaselineRow, (metric, region, first))
        if row is None:
            named = {"metric": metric, "region": region, "day": first.isoformat()}
            raise DataError(Reason("baseline.none", named))
        reason = row.reason
        session.delete(row)
        session.flush()
        record(store, connection, Action.BASELINE, f"{metric} {first}", region=region, before=reason)


def steps_in(periods: Sequence[Period], steps: Sequence[BaselineStep]) -> tuple[LimitStep, ...]:
    """Return those baselines that begin within a series, at the first period that holds no day before them."""
    found: dict[int, str] = {}
    for step in steps:
        start = next((at for at, period in enumerate(periods) if period.first >= step.first), None)
        if start:  # one that begins with or before the series does not divide it
            found[start] = step.reason
    return tuple(LimitStep(start, reason) for start, reason in sorted(found.items()))
