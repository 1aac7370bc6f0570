"""Sums made again from the facts that are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from data.errors import StoreError
from data.rollup import OfficeDayBlock, Progress
from data.store.loads import LoadEntry, newest_load
from data.store.store import Store


def rebuild(store: Store, progress: Progress = lambda what, share: None) -> None:
    """Roll everything up again from the facts that are kept; raises StoreError on an empty store."""
    with store.writing() as connection:
        entry = newest_load(connection, store.schema)
        if entry is None:
            raise StoreError("库里还没有数据，无可汇总。先用 cockpit load 装载，或用 cockpit demo 生成演示数据。")
        roll_again(store, connection, entry, store.regions.owners(store.regions.root.code), progress)
    progress("完成", 1.0)


def roll_again(
    store: Store,
    connection: Connection,
    entry: LoadEntry,
    owners: tuple[str, ...],
    progress: Progress = lambda what, share: None,
) -> None:
    """Sum the days of some owners that are kept again, in a write transaction that is open."""
    first = entry.retained_from or first_day(store, connection) or entry.as_of
    roller = store.roller(connection)
    roller.roll_up([OfficeDayBlock(owners, first, entry.as_of)], entry.as_of, progress)


def first_day(store: Store, connection: Connection) -> date | None:
    """Return the first day with facts; None where all were withdrawn."""
    firsts = [connection.execute(select(func.min(facts.c.day))).scalar() for facts in store.schema.facts.values()]
    return min((day for day in firsts if day is not None), default=None)
