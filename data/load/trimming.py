"""Deletes the days of offices that are no longer kept."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, delete, func, select

from data.periods import Period
from data.regions.owners import OWNER_DIGITS
from data.rollup import SUMMED
from data.store import Store
from data.store.rebuilding import first_day


def trim(store: Store, connection: Connection, number: int, as_of: date, before: date | None) -> None:
    """Delete the days before the month of `keep_days` ago, where load `number` has opened a new one."""
    floor = (as_of - timedelta(days=store.keep_days)).replace(day=1)
    if floor > (before or first_day(store, connection) or as_of):
        forget_before(store, connection, number, floor)


def forget_before(store: Store, connection: Connection, number: int, floor: date) -> None:
    """Delete office-day facts and office-day roll-ups that no period from `floor` on is summed from.

    Kept before `floor`: the days of its ISO week and the days a stock may be carried over.
    """
    kept = floor - timedelta(days=floor.weekday() + store.stale_days)
    for facts in store.schema.facts.values():
        connection.execute(delete(facts).where(facts.c.day < kept))
    for rollup in [*store.schema.rollups.values(), store.schema.slices]:
        connection.execute(
            delete(rollup).where(
                rollup.c.grain == "day", rollup.c.first_day < kept, func.length(rollup.c.region_code) == OWNER_DIGITS
            )
        )
    _forget_earlier_counts(store, connection, kept)
    loads = store.schema.loads
    connection.execute(loads.update().where(loads.c.load_no == number).values(retained_from=floor))


def _forget_earlier_counts(store: Store, connection: Connection, kept: date) -> None:
    """Delete what is kept of offices' counts on days that are in no roll-up of theirs any more: no longer period ends on them."""
    counts = store.schema.earlier_counts
    of_offices = func.length(counts.c.region_code) == OWNER_DIGITS, counts.c.day < kept
    days = connection.scalars(select(counts.c.day).where(*of_offices).distinct())
    ends = {day for day in days if any(Period.holding(day, grain).last == day for grain in SUMMED)}
    connection.execute(delete(counts).where(*of_offices, counts.c.day.not_in(ends)))
