"""Writes facts into the store: replaces or takes out office-days, and makes their sums again."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from data.audit import Action, record
from data.audit.actor import acting_now
from data.catalogue.catalogue import FactTable
from data.errors import DataError, StoreError
from data.load.partitions import apart
from data.load.trimming import trim
from data.readings.feed.week_changes import watched_weeks
from data.readings.hidden.corrections import correction_of
from data.readings.shown_day import arrived_to
from data.rollup import OfficeDayBlock
from data.store import LoadEntry, Partition, Store
from data.store.fact_rows import OfficeDays, count, held, office_days, put, take_out
from data.store.history import LoadPart, PartKind, forget_loads, write_parts
from data.store.loads import NO_FIGURES, Loaded, LogLine, newest_load, write_log
from data.store.partitions import Reject


@dataclass(frozen=True, slots=True)
class LogKey:
    """The number of a load, and the last day with data after it."""

    number: int
    as_of: date


def put_partitions(
    store: Store,
    partitions: Sequence[Partition],
    *,
    source: str,
    rejects: Sequence[Reject] = (),
    is_demo: bool = False,
) -> Loaded:
    """Replace the given columns of (table, office, day) partitions and roll up, all in one transaction.

    Columns that a partition does not carry keep what they had. Where closed weeks change, what their main figures
    were is kept. Raises StoreError when another load is under way, or for days that are no longer kept.
    """
    with store.writing() as connection:
        given = [*partitions]
        done = put_partitions_within(store, connection, given, source=source, rejects=rejects, is_demo=is_demo)
        after = {"version": done.version, "rows": done.rows, "refused": len(rejects)}
        record(store, connection, Action.LOAD, source, before={"version": done.version - 1}, after=after)
        return done


def put_partitions_within(
    store: Store,
    connection: Connection,
    partitions: list[Partition],
    *,
    source: str,
    rejects: Sequence[Reject] = (),
    is_demo: bool = False,
) -> Loaded:
    """Replace partitions in a write transaction that is open, as `put_partitions` does.

    The list is emptied as they are written, so that a long file's rows are not in memory while sums are made.
    """
    started = time.perf_counter()
    partitions[:] = apart(store.catalogue, partitions)
    touched = office_days(partition.frame for partition in partitions)
    if not touched:
        raise StoreError("没有可写入的数据：所有行都被拒收，库中数字未变。")
    before, number = newest_load(connection, store.schema), store.next_version(connection)
    as_of = max([*touched, *([before.as_of] if before else [])])
    changed = {partition.table for partition in partitions}
    with changing(store, connection, LogKey(number, as_of), changed, touched, before):
        rows = _put_all(store, connection, partitions, number)
        line = LogLine(number, source, rows, count(touched), as_of, is_demo, account=acting_now().account)
        write_log(connection, store.schema, line, rejects)
    trim(store, connection, number, as_of, before.retained_from if before else None)
    forget_loads(connection, store.schema, store.history_days)
    return Loaded(number, rows, count(touched), time.perf_counter() - started)


def _put_all(store: Store, connection: Connection, partitions: list[Partition], number: int) -> int:
    rows, parts = 0, list[LoadPart]()
    shared = _shared_days(partitions)
    while partitions:
        each = partitions.pop(0)
        table = store.catalogue.tables[each.table]
        parts += _parts(table, each.frame, number, shared[each.table])
        rows += put(connection, store.schema, table, each.frame, number)
    write_parts(connection, store.schema, parts)
    return rows


def _shared_days(partitions: Sequence[Partition]) -> dict[str, set[date]]:
    """Return by table the days that more than one partition is of."""
    seen: dict[str, set[date]] = defaultdict(set)
    shared: dict[str, set[date]] = defaultdict(set)
    for partition in partitions:
        days = set(partition.frame["day"])
        shared[partition.table] |= days & seen[partition.table]
        seen[partition.table] |= days
    return shared


def _parts(table: FactTable, frame: pd.DataFrame, number: int, shared: Collection[date]) -> Iterator[LoadPart]:
    """Yield what a partition touches, a part a day; with its offices where others of the load are of the same day."""
    given = tuple(measure.key for measure in table.measures if measure.key in frame)
    measures = given if len(given) < len(table.measures) else ()
    for day, owners in office_days([frame]).items():
        offices = tuple(sorted(owners)) if day in shared else ()
        yield LoadPart(number, table.key, day, PartKind.PUT, len(owners), measures, offices)


def withdraw_office_days(
    store: Store, table: str, which: OfficeDays, *, source: str, region: str, post: str, reason: str
) -> Loaded:
    """Take office-days out of a table, as a load of its own: their figures are 未上报 again.

    `region` is the place they are of, `post` says who did it and `reason` why; all are kept in the load log. Raises StoreError when another load is
    under way or the days are no longer kept, DataError when the store holds none of the office-days.
    """
    started = time.perf_counter()
    with store.writing() as connection:
        before, number = newest_load(connection, store.schema), store.next_version(connection)
        found = held(connection, store.schema.facts[table], which, ["day", "office_code"])
        if before is None or found.empty:
            raise DataError("库里没有这些单位·日的数据，无可撤回。请核对表、司法所和日期；已报的日子见数据上报页。")
        touched = office_days([found])
        if before.retained_from is not None and min(touched) < before.retained_from:
            raise DataError(f"按日明细只保留 {before.retained_from} 起的，{min(touched)} 的汇总已经定稿，不能撤回。")
        with changing(store, connection, LogKey(number, before.as_of), {table}, touched, before):
            rows = take_out(connection, store.schema, table, touched, number)
            parts = (LoadPart(number, table, day, PartKind.OUT, len(owners)) for day, owners in touched.items())
            write_parts(connection, store.schema, parts)
            line = LogLine(number, source, rows, count(touched), before.as_of, account=acting_now().account)
            write_log(connection, store.schema, replace(line, region=region, post=post, reason=reason))
        after = {"version": number, "rows": rows, "reason": reason}
        record(store, connection, Action.WITHDRAW, source, region=region, before={"version": number - 1}, after=after)
    return Loaded(number, rows, count(touched), time.perf_counter() - started)


@contextmanager
def changing(
    store: Store,
    connection: Connection,
    load: LogKey,
    tables: Collection[str],
    touched: OfficeDays,
    before: LoadEntry | None,
) -> Iterator[None]:
    """Roll up what is changed inside, and keep the changes in closed weeks and what was hidden before.

    The last day with data after the load may be before the one there was: the days after it are not rolled up any more.
    """
    held_to = before.as_of if before else None
    watch = watched_weeks(store, touched, arrived_to(store, connection, before) if before else None)
    published = watch.figures(connection)
    correction = correction_of(store, tables, touched, held_to)
    correctable = correction.counts(connection, held_to or load.as_of)
    yield
    rolled = store.catalogue.rolled
    if held_to == load.as_of:  # no day is opened, into which the stocks of other tables would be carried
        rolled = tuple(table for table in rolled if table.key in tables)
    if rolled:
        roller = store.roller(connection, rolled)
        if held_to is not None and load.as_of < held_to:
            roller.close_after(load.as_of)
            touched = {day: owners for day, owners in touched.items() if day <= load.as_of}
        blocks = roller.blocks(touched, held_to, load.as_of) if touched else []
        if held_to is not None and NO_FIGURES < load.as_of < held_to:  # a new last day, on which periods end
            every = store.regions.owners(store.regions.root.code)
            blocks.append(OfficeDayBlock(every, load.as_of, load.as_of))
        roller.roll_up(blocks, load.as_of)
    watch.record(connection, load.number, published, watch.figures(connection))
    correction.keep(connection, correctable, load.as_of)
