"""Examines the database itself: whether its file is sound, and whether the roll-ups are what the facts add up to."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DatabaseError

from data.periods import Grain, Period
from data.rollup import SUMMED, OfficeDayBlock, Roller
from data.schema.figures import KEYS
from data.store.outage import is_damage
from data.store.store import Store

SAMPLED = 6  # counties and days that are compared unless all are asked for
AT_ONCE = timedelta(days=14)

Progress = Callable[[str, float], None]
Rows = dict[tuple[object, ...], int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A roll-up row that is not what the facts add up to: its table, grain, first day and region."""

    table: str
    grain: Grain
    first: date
    region: str

    @property
    def period(self) -> Period:
        """The period of the row."""
        return Period(self.grain, self.first)


class _Compared(Exception):
    """Ends the transaction in which roll-ups were made again, so that it is rolled back."""


def damage(store: Store, *, whole: bool) -> Iterator[str]:
    """Yield what SQLite finds wrong in its file; with `whole` indexes are compared with their tables too.

    Where it is too damaged to be examined, names the tables that cannot be read. Nothing for a database server, which has tools of its own (pg_amcheck, mariadb-check). Source: sqlite.org, PRAGMA
    quick_check and integrity_check.
    """
    if store.engine.dialect.name != "sqlite":
        return
    pragma = "integrity_check" if whole else "quick_check"
    with store.engine.connect() as connection:
        try:
            found = [str(row[0]) for row in connection.execute(text(f"PRAGMA {pragma}(20)"))]
        except DatabaseError as error:
            if not is_damage(error):
                raise
            found = [f"读不出 {'、'.join(_unreadable(store)) or '文件的一部分'}"]
    yield from (each for each in found if each != "ok")


def _unreadable(store: Store) -> Iterator[str]:
    """Yield the names of the tables of which not every row can be read."""
    for table in store.schema.metadata.tables:
        with store.engine.connect() as connection:
            try:
                connection.exec_driver_sql(f'SELECT count(*) FROM "{table}" NOT INDEXED').scalar()  # noqa: S608  our own names
            except DatabaseError:
                yield table


def differences(
    store: Store, *, every: bool, progress: Progress = lambda what, share: None
) -> tuple[list[Difference], int]:
    """Return the roll-up rows that differ from what the kept facts add up to, and how many days were compared.

    The roll-ups are made again from the facts in transactions that are not kept: of every county and day, or of some
    counties and days chosen by chance, each with the regions above. Loads wait meanwhile; readers do not. Raises
    StoreError while a load is under way.
    """
    held = _held_days(store)
    if held is None:
        return [], 0
    parts = list(_all_of(store, *held) if every else _some_of(store, *held))
    found: dict[Difference, None] = {}
    for step, block in enumerate(parts):
        progress(f"{block.first} 至 {block.last}", step / len(parts))
        found |= dict.fromkeys(_compare(store, block, held[1]))
    progress("完成", 1.0)
    return list(found), len({block.first for block in parts}) if not every else (held[1] - held[0]).days + 1


def _held_days(store: Store) -> tuple[date, date] | None:
    """Return the first and the last day whose facts are held."""
    firsts, lasts = [], []
    with store.engine.connect() as connection:
        for facts in store.schema.facts.values():
            newest = connection.execute(select(func.max(facts.c.day))).scalar()
            oldest = connection.execute(select(func.min(facts.c.day))).scalar()
            if newest and oldest:
                firsts.append(oldest)
                lasts.append(newest)
    if not lasts:
        return None
    return max(min(firsts), store.retained_from() or date.min), max(lasts)


def _all_of(store: Store, first: date, last: date) -> Iterator[OfficeDayBlock]:
    owners = store.regions.owners(store.regions.root.code)
    while first <= last:
        yield OfficeDayBlock(owners, first, min(last, first + AT_ONCE - timedelta(days=1)))
        first += AT_ONCE


def _some_of(store: Store, first: date, last: date) -> Iterator[OfficeDayBlock]:
    """Yield the last day of one county and some days of others, other ones at each call."""
    counties = list(store.regions.counties(store.regions.root.code))
    for step in range(SAMPLED):
        county = secrets.choice(counties)
        day = last - timedelta(days=secrets.randbelow((last - first).days + 1) if step else 0)
        yield OfficeDayBlock(store.regions.owners(county), day, day)


def _compare(store: Store, block: OfficeDayBlock, as_of: date) -> list[Difference]:
    tables = [*store.schema.rollups.values(), store.schema.slices]
    days = [block.first + timedelta(days=step) for step in range((block.last - block.first).days + 1)]
    periods = sorted({Period.holding(day, grain) for day in days for grain in (Grain.DAY, *SUMMED)})
    found: list[Difference] = []
    try:
        with store.writing() as connection:
            roller = Roller(
                connection, store.schema, store.catalogue, store.regions, store.stale_days, store.catalogue.rolled
            )
            codes = {*block.owners, *roller.touched_regions(block.owners)}
            before = [_rows(connection, table, periods, codes) for table in tables]
            roller.roll_up([block], as_of)
            for table, rows in zip(tables, before, strict=True):
                found += _changed(table.name, rows, _rows(connection, table, periods, codes))
            raise _Compared
    except _Compared:
        return found


def _rows(connection: Connection, table: Table, periods: Sequence[Period], codes: Collection[str]) -> Rows:
    """Return a mark of what each row of some periods and regions holds, by its key."""
    keys = [column.key for column in table.primary_key]
    others = [column.key for column in table.c if column.key not in keys]
    columns = [table.c[name] for name in [*keys, *others]]
    rows: Rows = {}
    for period in periods:
        which = (table.c.grain == period.grain.value, table.c.first_day == period.first)
        for row in connection.execute(select(*columns).where(*which)):
            if row.region_code in codes:
                rows[tuple(row[: len(keys)])] = hash(tuple(row[len(keys) :]))
    return rows


def _changed(
    table: str, before: Mapping[tuple[object, ...], int], after: Mapping[tuple[object, ...], int]
) -> list[Difference]:
    at = {name: step for step, name in enumerate(KEYS)}
    odd = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    rows = {
        Difference(table, Grain(str(key[at["grain"]])), _day(key[at["first_day"]]), str(key[at["region_code"]]))
        for key in odd
    }
    return sorted(rows, key=lambda row: (row.grain, row.first, row.region))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
