"""Takes back in a copy what later loads did to facts, sums, reference tables and the log of loads."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, Table, delete, insert, or_, select, union, update

from data.catalogue.reference_tables import reference_table
from data.errors import StoreError
from data.known.moment import Knowledge, UnknownMoment
from data.reasons import Reason
from data.rollup import OfficeDayBlock
from data.schema.reference_rows import kept_rows, put_rows
from data.store import LoadEntry, Store
from data.store.loads import newest_load

Owners = dict[date, frozenset[str]]


def take_back_loads(store: Store, connection: Connection, known: Knowledge) -> None:
    """Leave in a copy the figures that were there after the load `known.version`, and forget what loads replaced.

    What was once hidden stays so. Raises UnknownMoment where a later load changed days that are not kept any more.
    """
    now = newest_load(connection, store.schema)
    touched = {key: _touched(store, connection, key, known.version) for key in store.catalogue.tables}
    first = min((day for days in touched.values() for day in days), default=date.max)
    if now is not None and now.retained_from is not None and first < now.retained_from:
        kept = {"day": first.isoformat(), "first": now.retained_from.isoformat()}
        raise UnknownMoment(Reason("known.trimmed", kept))
    for key, facts in store.schema.facts.items():
        _put_rows_back(connection, facts, store.schema.histories[key], known.version)
    for key, rows in store.schema.references.items():
        _put_references_back(connection, key, rows, store.schema.histories[key], known.version)
    _forget_later_loads(store, connection, known.version)
    then = newest_load(connection, store.schema)
    if now is None or then is None:
        raise StoreError(Reason("database.empty"))
    _roll_up(store, connection, {key: days for key, days in touched.items() if days}, (then, now))
    _keep_floor(store, connection, known.version, now)


def _touched(store: Store, connection: Connection, key: str, version: int) -> Owners:
    """Return the owners by day whose rows later loads gave or replaced; days with the same owners share one set."""
    facts, images = store.schema.facts[key], store.schema.histories[key]
    later = select(facts.c.day, facts.c.office_code).where(facts.c.load_no > version)
    replaced = select(images.c.day, images.c.office_code).where(images.c.until_no > version)
    found: dict[date, set[str]] = defaultdict(set)
    for day, office in connection.execute(union(later, replaced)):
        found[day].add(office)
    same: dict[frozenset[str], frozenset[str]] = {}
    return {day: same.setdefault(owners, owners) for day, owners in ((day, frozenset(x)) for day, x in found.items())}


def _forget_unseen(connection: Connection, rows: Table, images: Table, version: int) -> None:
    """Delete later rows, and the images that were not in the table after load `version`."""
    connection.execute(delete(rows).where(rows.c.load_no > version))
    connection.execute(delete(images).where(or_(images.c.load_no > version, images.c.until_no <= version)))


def _put_rows_back(connection: Connection, facts: Table, images: Table, version: int) -> None:
    _forget_unseen(connection, facts, images, version)
    keys = [column.key for column in facts.c]
    connection.execute(insert(facts).from_select(keys, select(*(images.c[key] for key in keys))))
    connection.execute(delete(images))


def _put_references_back(connection: Connection, key: str, rows: Table, images: Table, version: int) -> None:
    _forget_unseen(connection, rows, images, version)
    table = reference_table(key)
    if found := kept_rows(connection, images, table):
        put_rows(connection, rows, table, found, version)
    connection.execute(delete(images))


def _forget_later_loads(store: Store, connection: Connection, version: int) -> None:
    schema = store.schema
    for table in (schema.loads, schema.rejects, schema.week_changes, schema.load_parts):
        connection.execute(delete(table).where(table.c.load_no > version))


def _roll_up(
    store: Store, connection: Connection, touched: dict[str, Owners], entries: tuple[LoadEntry, LoadEntry]
) -> None:
    """Make the sums of what changed again; where later loads opened days, those end and the periods they are in."""
    then, now = (entry.newest for entry in entries)
    days: dict[date, frozenset[str]] = {}
    for found in touched.values():
        for day, owners in found.items():
            days[day] = days.get(day, frozenset()) | owners
    if not days and then == now:
        return
    tables = store.catalogue.rolled
    if then == now:
        tables = tuple(table for table in tables if table.key in touched)
    roller = store.roller(connection, tables)
    if then < now:
        roller.close_after(then)
    blocks = roller.blocks({day: owners for day, owners in days.items() if day <= then}, then, then)
    if then != now:  # a last day on which periods end
        blocks.append(OfficeDayBlock(store.regions.owners(store.regions.root.code), min(then, now), then))
    roller.roll_up(blocks, then)


def _keep_floor(store: Store, connection: Connection, version: int, now: LoadEntry) -> None:
    """Say in the copy from which day on it holds the days of offices: no more than the store does."""
    if now.retained_from is not None:
        loads = store.schema.loads
        connection.execute(update(loads).where(loads.c.load_no == version).values(retained_from=now.retained_from))
