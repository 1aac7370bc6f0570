"""Incidents are reported twice, in all and by kind: the office-days where the two sums do not agree (勾稽)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select

from data.periods import Grain, Span
from data.regions.owners import OWNER_DIGITS
from data.store import Store


@dataclass(frozen=True, slots=True)
class IncidentBreak:
    """An office-day whose incidents in all and by kind differ; both are fed."""

    office: str
    day: date
    whole: int
    by_kind: int


def incident_breaks(connection: Connection, store: Store, span: Span) -> tuple[IncidentBreak, ...]:
    """Return the office-days of a span that do not agree, the newest first, in one statement."""
    whole, kinds = store.schema.rollups["fact_ops_day"].c, store.schema.rollups["fact_incident_day"].c
    same = and_(whole.grain == kinds.grain, whole.first_day == kinds.first_day, whole.region_code == kinds.region_code)
    query = (
        select(whole.region_code, whole.first_day, whole.incident_n, kinds.incident_type_n)
        .join_from(whole.incident_n.table, kinds.incident_type_n.table, same)
        .where(
            whole.grain == Grain.DAY.value,
            whole.first_day.between(span.first, span.last),
            func.length(whole.region_code) == OWNER_DIGITS,
            whole.incident_n != kinds.incident_type_n,
        )
        .order_by(whole.first_day.desc(), whole.region_code)
    )
    return tuple(IncidentBreak(*row) for row in connection.execute(query))
