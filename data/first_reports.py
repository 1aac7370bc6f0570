"""The first day on which each county reported: from then on its offices are due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, func, select, union_all

from data.office_days import days_between
from data.periods import Grain, Period
from data.store import LoadEntry, Store

ROLL_CALL, DUE = "fact_roster_day", "office_due_n"  # the offices' own rows, and what their bureau says of them


def first_reports(
    connection: Connection, store: Store, entry: LoadEntry, counties: Collection[str]
) -> Mapping[str, date | None]:
    """Return the first day with a roster or a bureau's row of counties, None without any; looked up once a load."""
    known = store.since(entry).first_reports
    unknown = {*counties} - known.keys()
    if unknown:
        tables = (ROLL_CALL, store.catalogue.measures[DUE].table)
        codes = unknown | {*store.regions.counties(store.regions.root.code)}
        months = _firsts(connection, store, codes, tables, Grain.MONTH)  # of which there are few to look through
        days = {day for month in months.values() for day in days_between(month, Period(Grain.MONTH, month).last)}
        found = _firsts(connection, store, codes, tables, Grain.DAY, days) if days else {}
        known.update((code, found.get(code)) for code in codes)
    return known


def _firsts(
    connection: Connection,
    store: Store,
    codes: Collection[str],
    tables: Sequence[str],
    grain: Grain,
    among: Collection[date] = (),
) -> dict[str, date]:
    """Return the first period of a grain with a report of each region, among some or all."""
    queries = []
    for key in tables:
        rollup = store.schema.rollups[key].c
        which = [rollup.grain == grain.value, rollup.region_code.in_(codes)]
        which += [rollup.first_day.in_(among)] if among else []
        first = select(rollup.region_code, func.min(rollup.first_day)).where(
            *which, rollup.office_days + rollup.bureau_days > 0
        )
        queries.append(first.group_by(rollup.region_code))
    found: dict[str, date] = {}
    for code, day in connection.execute(union_all(*queries)):
        found[code] = min(day, found.get(code, day))
    return found
