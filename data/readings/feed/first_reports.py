"""Since when a county reports, from which day on its offices are due, and since when a region has a column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, func, literal, select, union_all

from data.periods import Grain, Period, days_between
from data.schema.figures import days_column
from data.store import LoadEntry, Store

ROLL_CALL, DUE = "fact_roster_day", "office_due_n"  # the offices' own rows, and what their bureau reports about them


def first_reports(
    connection: Connection, store: Store, entry: LoadEntry, counties: Collection[str]
) -> Mapping[str, date | None]:
    """Return the first day with a roster or a bureau's row by county, None without any; looked up once a load."""
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


def first_months(
    connection: Connection, store: Store, entry: LoadEntry, columns: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], date | None]:
    """Return the first month in which each stock of a region was reported, None where none was; looked up once a load."""
    known = store.since(entry).first_months
    unknown: dict[str, list[str]] = {}
    for measure, code in sorted({*columns} - known.keys()):
        unknown.setdefault(measure, []).append(code)
    queries = []
    for measure, codes in unknown.items():
        rollup = store.schema.rollups[store.catalogue.measures[measure].table].c
        inside = (rollup.grain == Grain.MONTH.value, rollup.region_code.in_(codes))
        first = select(literal(measure), rollup.region_code, func.min(rollup.first_day))
        queries.append(first.where(*inside, rollup[days_column(measure)].is_not(None)).group_by(rollup.region_code))
    if queries:
        found = {(key, code): first for key, code, first in connection.execute(union_all(*queries))}
        known.update(((key, code), found.get((key, code))) for key, codes in unknown.items() for code in codes)
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
