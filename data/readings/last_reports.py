"""The newest day on which each office reported a stock in full; it counts where the day asked for is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Subquery, func, select

from data.catalogue import Measure
from data.regions.owners import region_of
from data.store import Store


def last_reports(store: Store, measure: Measure, owners: Iterable[str], day: date) -> Subquery:
    """Return in SQL office_code and day of the last complete report of each owner that exists on a day.

    No report is older than stocks are carried.
    """
    facts = store.schema.facts[measure.table]
    office, reported = facts.c.office_code, facts.c.day
    existing = [code for code in owners if store.regions.get(region_of(code)).is_valid(day)]
    complete = (
        select(office, reported)
        .where(reported.between(day - timedelta(days=store.stale_days), day), office.in_(existing))
        .group_by(office, reported)
        .having(func.count(facts.c[measure.key]) == func.count())
    ).subquery()
    return (
        select(complete.c.office_code, func.max(complete.c.day).label("day")).group_by(complete.c.office_code)
    ).subquery()
