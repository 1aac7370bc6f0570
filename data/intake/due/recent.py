"""The loads that last gave something of a region: which tables and days, from where, by whom, and whether they were undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from data.clock import shanghai
from data.intake.due.due import MOST_NAMED
from data.periods import Span
from data.regions import Region
from data.regions.owners import region_of
from data.store import Store
from data.store.history import Undone, undone

LOOK_BACK = 62  # days whose facts say which load they came from


@dataclass(frozen=True, slots=True)
class RecentLoad:
    """A load: its number, when (Shanghai), what it is called, by whom; of the region the tables, days and office-days.

    `undoes` is the number of the load that it takes back, `is_undone` says that it was itself taken back.
    """

    number: int
    at: datetime
    source: str
    by: str
    tables: tuple[str, ...]
    span: Span | None
    office_days: int
    is_demo: bool
    undoes: int | None = None
    is_undone: bool = False


@dataclass
class _Touched:
    tables: list[str]
    first: date
    last: date
    office_days: int


def recent_loads(store: Store, region: Region, most: int) -> list[RecentLoad]:
    """Return the newest loads of a region, the newest first; of a region with very many offices those of the whole cockpit."""
    loads = store.schema.loads.c
    with store.reading() as connection:
        owners = store.regions.owners(region.code)
        is_wide = len(owners) > MOST_NAMED
        touched = {} if is_wide else _touched(connection, store, owners)
        newest = select(store.schema.loads).order_by(loads.load_no.desc())
        rows = connection.execute(newest.limit(most) if is_wide else newest).all()
        undoings = undone(connection, store.schema)
    own = [row for row in rows if is_wide or row.load_no in touched or _is_within(store, row, region)]
    return [_load(row, touched.get(row.load_no), undoings) for row in own[:most]]


def _touched(connection: Connection, store: Store, owners: Collection[str]) -> dict[int, _Touched]:
    """Return what the facts of some owners, and those that were replaced, say of the loads they came from."""
    entry = store.newest_load()
    if entry is None:
        return {}
    found: dict[int, _Touched] = {}
    for key, table in _with_images(store):
        days = (
            select(table.c.load_no, table.c.day, func.count(table.c.office_code.distinct()))
            .where(table.c.day > entry.as_of - timedelta(days=LOOK_BACK), table.c.office_code.in_(owners))
            .group_by(table.c.load_no, table.c.day)
        )
        if "until_no" in table.c:
            days = days.where(table.c.load_no < table.c.until_no)  # the others were never to be seen
        for number, day, office_days in connection.execute(days):
            known = found.setdefault(number, _Touched([], day, day, 0))
            known.tables += [key] * (key not in known.tables)
            known.first, known.last = min(known.first, day), max(known.last, day)
            known.office_days += office_days
    return found


def _with_images(store: Store) -> Iterator[tuple[str, Table]]:
    """Yield the fact tables by their keys, each before that of what was replaced in it."""
    for key, table in store.schema.facts.items():
        yield key, table
        yield key, store.schema.histories[key]


def _is_within(store: Store, row: Row[Any], region: Region) -> bool:
    """Say whether a line of the log names a region inside the one that is asked about, as withdrawals do."""
    code = region_of(row.region_code or "")
    return code in store.regions.by_code and store.regions.within(code, region.code)


def _load(row: Row[Any], touched: _Touched | None, undoings: Undone) -> RecentLoad:
    return RecentLoad(
        number=row.load_no,
        at=shanghai(row.loaded_at),
        source=row.source,
        by=row.post or row.account or "",
        tables=tuple(touched.tables) if touched else (),
        span=Span(touched.first, touched.last) if touched else None,
        office_days=touched.office_days if touched else row.office_days,
        is_demo=bool(row.is_demo),
        undoes=row.undoes,
        is_undone=not undoings.applies(row.load_no),
    )
