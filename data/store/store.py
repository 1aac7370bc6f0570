"""The store: one database, opened once, and the only place that writes to it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, column, create_engine, delete, func, insert, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable
from data.catalogue.reference_tables import Row, reference_table
from data.errors import DataError, StoreError
from data.periods import Period
from data.readings.shown_day import Coming, ShownDay, shown_days
from data.readings.week_changes import WeekWatch, closed_weeks
from data.references.brands import Brand, first_brands
from data.regions import Region, Regions
from data.rollup.roller import Block, Progress, Roller, runs
from data.store.fact_rows import OfficeDays, count, held, office_days, put, take_out, within
from data.store.migrations import migrate
from data.store.outage import reason_of
from data.store.partitions import Partition, Reject
from data.store.reference_rows import kept_rows, put_rows
from data.store.schema import Schema, build_schema
from data.store.seeding import put_shipped
from data.store.sqlite_file import BUSY_SECONDS, sqlite_engine

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
NO_FIGURES = date(1900, 1, 1)  # the last day with data in the log line of a load before there were any
CLOCK_ERROR = timedelta(minutes=5)  # by which clocks of servers may differ
OWNER_DIGITS = 9  # of the code of an office or a bureau's row
REVISION = table("alembic_version", column("version_num"))  # one row, which no load changes
logger = logging.getLogger(__name__)


Guard = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: its number (the data version), rows, office-days touched and seconds."""

    version: int
    rows: int
    office_days: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LogKey:
    """The number of a load, and the last day with data after it."""

    number: int
    as_of: date


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the load log to be written; the last three say of a withdrawal of where it is, who made it and why."""

    number: int
    source: str
    rows: int
    office_days: int
    as_of: date
    is_demo: bool = False
    region: str = ""
    post: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """The newest load, and the day a region is shown on since.

    `as_of` is the last day of which at least half has arrived, `newest` the last day with any figure in the store, and
    `coming` the region's newest day while that is still coming in. `behind` is by how many days the region's own day is
    earlier than the root's.
    """

    version: int
    loaded_at: datetime
    as_of: date
    is_demo: bool
    retained_from: date | None
    newest: date
    coming: Coming | None = None
    behind: int = 0

    def age(self, now: datetime) -> timedelta | None:
        """Return how long before `now` the load was made; None where its time is later: the clock was wrong then or is now."""
        passed = now - self.loaded_at
        return None if passed < -CLOCK_ERROR else max(passed, timedelta(0))

    def as_of_in(self, period: Period) -> date:
        """Return the day up to which a period is read: the region's own, for a later period the whole's, or the newest."""
        days = (self.as_of, self.as_of + timedelta(days=self.behind), self.newest)
        return next((day for day in days if period.first <= day), self.newest)


@dataclass(frozen=True, slots=True)
class SinceLoad:
    """What was looked up since a load and holds until the next; None where there is none.

    By region its shown day and its first day with a report, by column and region the first month with a value.
    """

    shown_days: dict[str, ShownDay | None] = field(default_factory=dict)
    first_reports: dict[str, date | None] = field(default_factory=dict)
    first_months: dict[tuple[str, str], date | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Snapshot:
    """One moment of the store that is being read, and its newest load once that was asked for."""

    connection: Connection
    head: LoadEntry | None = None


_SNAPSHOT: ContextVar[_Snapshot | None] = ContextVar("snapshot", default=None)


@dataclass(frozen=True, slots=True)
class Store:
    """The database with the catalogue and regions that its figures are defined by."""

    engine: Engine
    schema: Schema
    catalogue: Catalogue
    regions: Regions
    stale_days: int = 7
    keep_days: int = 400
    _since: dict[tuple[int, datetime], SinceLoad] = field(default_factory=dict, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection on which everything is of one moment, whatever is loaded meanwhile.

        What is read inside it by other functions is of the same moment, so that a version and its figures belong
        together. After a write in the same block the next reading sees what was written.
        """
        with self._snapshot() as snapshot:
            yield snapshot.connection

    @contextmanager
    def _snapshot(self) -> Iterator[_Snapshot]:
        """Open a snapshot, or go on with the one that is open."""
        held = _SNAPSHOT.get()
        if held is not None and held.connection.engine is self.engine:
            yield held
            return
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            snapshot = _Snapshot(connection)
            token = _SNAPSHOT.set(snapshot)
            try:
                yield snapshot
            finally:
                _SNAPSHOT.reset(token)

    def latest(self, code: str | None = None) -> LoadEntry | None:
        """Return the newest load with the day that a region, or the root, is shown on; None without figures.

        A region that was silent for longer than a stock is carried has the day of the root, for which it has nothing.
        """
        with self._snapshot() as snapshot:
            entry = snapshot.head = snapshot.head or self._head(snapshot.connection)
            if entry is None:
                return None
            root = self.regions.root.code
            days = self._shown_days(snapshot.connection, {root, code or root}, entry)
        whole = days[root] or ShownDay(entry.newest, None)
        own = days[code or root] or whole
        is_silent = own.day < whole.day - timedelta(days=self.stale_days)
        day = whole.day if is_silent else own.day
        coming = own.coming if own.coming is not None and own.coming.day > day else None
        return replace(entry, as_of=day, coming=coming, behind=max((whole.day - day).days, 0))

    def since(self, entry: LoadEntry) -> SinceLoad:
        """Return what was looked up since a load, to which more may be added."""
        mark = (entry.version, entry.loaded_at)
        if mark not in self._since:
            self._since.clear()
        return self._since.setdefault(mark, SinceLoad())

    def _shown_days(
        self, connection: Connection, codes: Collection[str], entry: LoadEntry
    ) -> Mapping[str, ShownDay | None]:
        """Return the shown day of regions since a load, looked up once; None for one that sent nothing lately."""
        known = self.since(entry).shown_days
        unknown = [code for code in codes if code not in known]
        if unknown:
            found = shown_days(connection, self.schema, self.regions, unknown, entry.newest)
            known.update((code, found.get(code)) for code in unknown)
        return known

    def _head(self, connection: Connection) -> LoadEntry | None:
        """Return the newest load, its `as_of` the last day with any figure; None while the store holds no figures."""
        loads = self.schema.loads.c
        widest = (
            select(func.max(each)).scalar_subquery() for each in (loads.as_of, loads.is_demo, loads.retained_from)
        )
        newest = select(loads.load_no, loads.loaded_at, *widest).order_by(loads.load_no.desc()).limit(1)
        row = connection.execute(newest).one_or_none()
        if row is None or row[2] == NO_FIGURES:
            return None
        number, loaded_at, day, is_demo, retained_from = row
        moment = loaded_at.replace(tzinfo=UTC).astimezone(SHANGHAI)
        return LoadEntry(number, moment, day, bool(is_demo), retained_from, day)

    @property
    def address(self) -> str:
        """Which database this is, as a short hash of where it is; the password is no part of it."""
        url = self.engine.url
        if url.get_backend_name() == "sqlite" and url.database:
            url = url.set(database=str(Path(url.database).absolute()))
        return sha256(url.set(password=None).render_as_string().encode()).hexdigest()[:12]

    def version(self) -> int:
        """Return the data version: the number of the newest load, 0 before the first."""
        with self.reading() as connection:
            return self.next_version(connection) - 1

    def as_of(self) -> date | None:
        """Return the day the root is shown on."""
        entry = self.latest()
        return entry.as_of if entry else None

    def loaded_at(self) -> datetime | None:
        """Return when the newest load was made, in Shanghai time."""
        entry = self.latest()
        return entry.loaded_at if entry else None

    def first_loaded_at(self) -> datetime | None:
        """Return when the first figures came in, in Shanghai time."""
        loads = self.schema.loads.c
        with self.reading() as connection:
            first = connection.execute(select(func.min(loads.loaded_at)).where(loads.as_of != NO_FIGURES)).scalar()
        return first.replace(tzinfo=UTC).astimezone(SHANGHAI) if first else None

    def is_demo(self) -> bool:
        """Say whether any figure in the store was simulated."""
        entry = self.latest()
        return entry is not None and entry.is_demo

    def retained_from(self) -> date | None:
        """Return the first day that can still be loaded; None while nothing was trimmed."""
        entry = self.latest()
        return entry.retained_from if entry else None

    def brands(self) -> dict[str, Brand]:
        """Return the first brand of each county, by county code."""
        return first_brands(self.reference("brand"))

    def reference(self, key: str) -> tuple[Row, ...]:
        """Return the rows of a reference table in the order of its unique columns; raises DataError for an unknown one."""
        table = reference_table(key)
        with self.reading() as connection:
            return kept_rows(connection, self.schema.references[key], table)

    def put_reference(self, key: str, rows: Iterable[Row], source: str, guard: Guard | None = None) -> int:
        """Put rows into one reference table as `put_references` does; return the data version."""
        return self.put_references({key: rows}, source=source, guard=guard)

    def put_references(
        self,
        tables: Mapping[str, Iterable[Row]],
        *,
        source: str,
        rejects: Sequence[Reject] = (),
        is_demo: bool = False,
        guard: Guard | None = None,
    ) -> int:
        """Put rows into reference tables as one load, in place of those with the same unique columns.

        The others stay. Returns the data version; the last day with data stays what it was. Raises DataError for an
        unknown table or column, StoreError when another load is under way. `guard` looks at the store first, in the same
        transaction: what it raises leaves everything as it was.
        """
        with self.writing() as connection:
            if guard is not None:
                guard(connection)
            return self.put_references_within(connection, tables, source=source, rejects=rejects, is_demo=is_demo)

    def put_references_within(
        self,
        connection: Connection,
        tables: Mapping[str, Iterable[Row]],
        *,
        source: str,
        rejects: Sequence[Reject] = (),
        is_demo: bool = False,
    ) -> int:
        """Put rows into reference tables in a write transaction that is open; return the data version."""
        before, number = self._head(connection), self.next_version(connection)
        written = sum(
            put_rows(connection, self.schema.references[key], reference_table(key), rows)
            for key, rows in tables.items()
        )
        as_of = before.as_of if before else NO_FIGURES
        self._log(connection, LogLine(number, source, written, 0, as_of, is_demo))
        self._reject(connection, number, rejects)
        return number

    def usual(self, table: str, columns: Sequence[str], offices: Sequence[str], day: date) -> pd.DataFrame:
        """Return the mean of columns over those of the 28 days before `day` on which it was not zero, by office_code."""
        facts = self.schema.facts[table]
        amounts = [facts.c[key] for key in columns]
        before = {day - timedelta(days=step): offices for step in (28, 1)}
        rows = select(facts.c.office_code, *amounts).where(within(facts, before))
        if self.catalogue.tables[table].dimensions:
            sums = (func.sum(amount).label(amount.key) for amount in amounts)
            rows = rows.with_only_columns(facts.c.office_code, *sums).group_by(facts.c.day, facts.c.office_code)
        of_day = rows.subquery().c
        means = (func.avg(func.nullif(of_day[key], 0)) for key in columns)
        query = select(of_day.office_code, *means).group_by(of_day.office_code)
        with self.engine.connect() as connection:
            found = connection.execute(query).all() if columns and offices else []
        usual = pd.DataFrame([tuple(row) for row in found], columns=["office_code", *columns])
        return usual.set_index("office_code").astype(float)

    def replace(
        self,
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
        with self.writing() as connection:
            return self.replace_within(connection, [*partitions], source=source, rejects=rejects, is_demo=is_demo)

    def replace_within(
        self,
        connection: Connection,
        partitions: list[Partition],
        *,
        source: str,
        rejects: Sequence[Reject] = (),
        is_demo: bool = False,
    ) -> Loaded:
        """Replace partitions in a write transaction that is open, as `replace` does.

        The list is emptied as they are written, so that a long file's rows are not in memory while sums are made.
        """
        started = time.perf_counter()
        touched = office_days(partition.frame for partition in partitions)
        if not touched:
            raise StoreError("没有可写入的数据：所有行都被拒收，库中数字未变。")
        before, number = self._head(connection), self.next_version(connection)
        as_of = max([*touched, *([before.as_of] if before else [])])
        changed = {partition.table for partition in partitions}
        with self._changing(connection, LogKey(number, as_of), changed, touched, before):
            rows = self._put_all(connection, partitions, number)
            self._log(connection, LogLine(number, source, rows, count(touched), as_of, is_demo))
            self._reject(connection, number, rejects)
        self._trim(connection, number, as_of, before.retained_from if before else None)
        return Loaded(number, rows, count(touched), time.perf_counter() - started)

    def _put_all(self, connection: Connection, partitions: list[Partition], number: int) -> int:
        rows = 0
        while partitions:
            each = partitions.pop(0)
            table = self.catalogue.tables[each.table]
            rows += put(connection, self.schema.facts[each.table], table, each.frame, number)
        return rows

    def withdraw(self, table: str, which: OfficeDays, *, source: str, region: str, post: str, reason: str) -> Loaded:
        """Take office-days out of a table, as a load of its own: their figures are 未上报 again.

        `region` is the place they are of, `post` says who did it and `reason` why; all are kept in the load log. Raises StoreError when another load is
        under way or the days are no longer kept, DataError when the store holds none of the office-days.
        """
        started = time.perf_counter()
        facts = self.schema.facts[table]
        with self.writing() as connection:
            before, number = self._head(connection), self.next_version(connection)
            found = held(connection, facts, which, ["day", "office_code"])
            if before is None or found.empty:
                raise DataError("库里没有这些单位·日的数据，无可撤回。请核对表、司法所和日期；已报的日子见数据上报页。")
            touched = office_days([found])
            if before.retained_from is not None and min(touched) < before.retained_from:
                raise DataError(
                    f"按日明细只保留 {before.retained_from} 起的，{min(touched)} 的汇总已经定稿，不能撤回。"
                )
            with self._changing(connection, LogKey(number, before.as_of), {table}, touched, before):
                rows = take_out(connection, facts, touched)
                line = LogLine(number, source, rows, count(touched), before.as_of)
                self._log(connection, replace(line, region=region, post=post, reason=reason))
        return Loaded(number, rows, count(touched), time.perf_counter() - started)

    @contextmanager
    def _changing(
        self,
        connection: Connection,
        load: LogKey,
        tables: Collection[str],
        touched: OfficeDays,
        before: LoadEntry | None,
    ) -> Iterator[None]:
        """Roll up what is changed inside, and keep what that makes of closed weeks."""
        held_to = before.as_of if before else None
        watch = self._watch(touched, self._arrived_to(connection, before) if before else None)
        published = watch.figures(connection)
        yield
        rolled = self.catalogue.rolled
        if held_to == load.as_of:  # no day is opened, into which the stocks of other tables would be carried
            rolled = tuple(table for table in rolled if table.key in tables)
        if rolled:
            roller = self._roller(connection, rolled)
            roller.roll_up(self._blocks(roller, touched, held_to, load.as_of), load.as_of)
        watch.record(connection, load.number, published, watch.figures(connection))

    def _roller(self, connection: Connection, tables: tuple[FactTable, ...]) -> Roller:
        return Roller(connection, self.schema, self.catalogue, self.regions, self.stale_days, tables)

    def _arrived_to(self, connection: Connection, before: LoadEntry) -> date:
        """Return the day the root is shown on: one office that sends Monday's row does not close the week."""
        root = self.regions.root.code
        found = shown_days(connection, self.schema, self.regions, (root,), before.as_of)
        return found[root].day if root in found else before.as_of

    def _watch(self, touched: OfficeDays, held_to: date | None) -> WeekWatch:
        """Return what is watched while a load is put in: the counties it touches and the regions above, closed weeks."""
        weeks = closed_weeks(touched.keys(), held_to)
        days = [day for day in touched if any(week.first <= day <= week.last for week in weeks)]
        owners = {owner for day in days for owner in touched[day]}
        counties = {owner[:-3] for owner in owners if owner.endswith("000")}
        above = {
            region.code
            for code in owners - {*map(self.regions.bureau, counties)}
            for region in self.regions.ancestors(code)
        }
        above |= counties | {region.code for code in counties for region in self.regions.ancestors(code)}
        inside = sorted(code for code in above if self.regions.within(code, self.regions.root.code))
        return WeekWatch(self.schema, self.catalogue, tuple(inside), weeks)

    def rebuild(self, progress: Progress = lambda what, share: None) -> None:
        """Roll everything up again from the facts that are kept; raises StoreError on an empty store."""
        with self.writing() as connection:
            entry = self._head(connection)
            if entry is None:
                raise StoreError("库里还没有数据，无可汇总。先用 cockpit load 装载，或用 cockpit demo 生成演示数据。")
            self._roll_again(connection, entry, self._roller(connection, self.catalogue.rolled).owners(), progress)
        progress("完成", 1.0)

    def put_regions(self) -> None:
        """Bring the region table, which the roll-up joins on, in line with the region files.

        Owners that begin, end or lie elsewhere now than they did are rolled up again from the facts that are kept.
        """
        table = self.schema.regions
        wanted = {str(row["code"]): row for row in _region_rows(self.regions)}
        with self.engine.connect() as connection:
            held = {str(row.code): dict(row._mapping) for row in connection.execute(select(table))}
        if held == wanted:
            return
        with self.writing() as connection:
            connection.execute(delete(table))
            connection.execute(insert(table), list(wanted.values()))
            moved, entry = _moved(self.regions, held, wanted), self._head(connection)
            if moved and entry is not None:
                logger.warning("地区文件改了 %d 个单位的起止日或上级，正在重新汇总它们的数，请勿中断。", len(moved))
                self._roll_again(connection, entry, moved)

    def _roll_again(
        self,
        connection: Connection,
        entry: LoadEntry,
        owners: tuple[str, ...],
        progress: Progress = lambda what, share: None,
    ) -> None:
        first = entry.retained_from or self._first_day(connection) or entry.as_of
        roller = self._roller(connection, self.catalogue.rolled)
        roller.roll_up([Block(owners, first, entry.as_of)], entry.as_of, progress)

    def clear(self) -> None:
        """Delete all figures, loads and reference rows but the shipped ones; the regions and the walls stay."""
        kept = {self.schema.regions, self.schema.wall_reports, self.schema.wall_orders}
        with self.writing() as connection:
            for table in self.schema.metadata.sorted_tables:
                if table not in kept:
                    connection.execute(delete(table))
        put_shipped(self)

    @contextmanager
    def writing(self, *, is_trial: bool = False) -> Iterator[Connection]:
        """Open the one write transaction, which waits for another one; raises StoreError when that takes too long.

        It is held from the first read on, so that nothing read for it can change before it is written. A trial does
        everything and takes it back at the end.
        """
        _SNAPSHOT.set(None)  # what is read from here on is to see what is written
        try:
            with self.engine.begin() as connection:
                self._lock(connection)
                yield connection
                if is_trial:
                    connection.rollback()
        except DBAPIError as error:
            if "lock" in str(error.orig).lower() or "load_log" in str(error.orig):
                raise StoreError("另一次装载正在进行，本次未写入任何数据。请待其结束后再试。") from error
            raise

    def _lock(self, connection: Connection) -> None:
        """Wait until no other transaction writes: on SQLite by its own lock, elsewhere by that of a row that is always there."""
        match connection.dialect.name:
            case "sqlite":
                connection.exec_driver_sql("PRAGMA cache_size=-16384")  # a long load would fill any larger cache
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            case "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.execute(select(REVISION.c.version_num).with_for_update())

    def next_version(self, connection: Connection) -> int:
        """Return the number of the load that comes next, from 1."""
        newest: int | None = connection.execute(select(func.max(self.schema.loads.c.load_no))).scalar()
        return (newest or 0) + 1

    def _first_day(self, connection: Connection) -> date | None:
        """Return the first day with facts; None where all were withdrawn."""
        firsts = [connection.execute(select(func.min(facts.c.day))).scalar() for facts in self.schema.facts.values()]
        return min((day for day in firsts if day is not None), default=None)

    def _blocks(self, roller: Roller, touched: OfficeDays, before: date | None, as_of: date) -> list[Block]:
        opened = min(touched) if before is None else before + timedelta(days=1)
        blocks = [Block(roller.owners(), opened, as_of)] if opened <= as_of else []
        by_day: dict[date, frozenset[str]] = {}
        known: dict[frozenset[str], frozenset[str]] = {}  # days with the same owners share one set
        for touched_day, owners in touched.items():
            for day in (touched_day + timedelta(days=step) for step in range(self.stale_days + 1)):
                if day < opened and day <= as_of:
                    every = by_day.get(day, frozenset()).union(owners)
                    by_day[day] = known.setdefault(every, every)
        for first, last in runs(sorted(by_day)):
            some = set[str]().union(*(owners for day, owners in by_day.items() if first <= day <= last))
            blocks.append(Block(tuple(sorted(some)), first, last))
        return blocks

    def _log(self, connection: Connection, line: LogLine) -> None:
        connection.execute(
            insert(self.schema.loads).values(
                load_no=line.number,
                loaded_at=datetime.now(UTC).replace(tzinfo=None),
                source=line.source[:200],
                is_demo=int(line.is_demo),
                fact_rows=line.rows,
                office_days=line.office_days,
                as_of=line.as_of,
                region_code=line.region or None,
                post=line.post[:40] or None,
                reason=line.reason[:200] or None,
            )
        )

    def _reject(self, connection: Connection, number: int, rejects: Sequence[Reject]) -> None:
        rows = [
            {
                "load_no": number,
                "reject_no": step,
                "file_name": reject.file[:200],
                "fact_table": reject.table,
                "row_no": reject.row,
                "column_name": reject.column,
                "value_text": reject.kept_value or None,
                "reason": reject.kept_reason,
                "office_code": reject.office or None,
            }
            for step, reject in enumerate(rejects, start=1)
        ]
        if rows:
            connection.execute(insert(self.schema.rejects), rows)

    def _trim(self, connection: Connection, number: int, as_of: date, before: date | None) -> None:
        floor = (as_of - timedelta(days=self.keep_days)).replace(day=1)
        if floor > (before or self._first_day(connection) or as_of):
            self.forget_before(connection, number, floor)

    def forget_before(self, connection: Connection, number: int, floor: date) -> None:
        """Delete office-day facts and office-day roll-ups that no period from `floor` on is summed from.

        Kept before `floor`: the days of its ISO week and the days a stock may be carried over.
        """
        kept = floor - timedelta(days=floor.weekday() + self.stale_days)
        for facts in self.schema.facts.values():
            connection.execute(delete(facts).where(facts.c.day < kept))
        for rollup in [*self.schema.rollups.values(), self.schema.slices]:
            connection.execute(
                delete(rollup).where(
                    rollup.c.grain == "day", rollup.c.first_day < kept, func.length(rollup.c.region_code) == 9
                )
            )
        loads = self.schema.loads
        connection.execute(loads.update().where(loads.c.load_no == number).values(retained_from=floor))


def open_store(url: str, *, catalogue: Catalogue, regions: Regions, stale_days: int = 7, keep_days: int = 400) -> Store:
    """Open the database at `url`, making its tables where it has none; raises StoreError when it cannot be reached."""
    engine = _engine(url)
    store = Store(engine, build_schema(catalogue), catalogue, regions, stale_days, keep_days)
    try:
        migrate(engine)
        store.put_regions()
        put_shipped(store)
    except DatabaseError as error:
        raise StoreError(f"打不开数据库 {make_url(url).render_as_string()}：{reason_of(error)}") from error
    return store


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    folder = Path(address.database or ".").parent
    if not folder.is_dir():
        raise StoreError(
            f"数据库所在的文件夹 {folder} 不存在，没有新建任何文件。请核对 COCKPIT_DATABASE_URL；确要放在那里，请先建好文件夹。"
        )
    return sqlite_engine(address)


def _moved(
    regions: Regions, held: Mapping[str, Mapping[str, object]], wanted: Mapping[str, Mapping[str, object]]
) -> tuple[str, ...]:
    """Return the owners whose days or place have changed, and some owner of each region that they left."""
    changed = [code for code in held.keys() & wanted.keys() if _is_moved(held[code], wanted[code])]
    touched = {*changed, *(str(held[code]["parent_code"]) for code in changed)}
    owners: set[str] = set()
    for code in touched & wanted.keys():
        if len(code) == OWNER_DIGITS:
            owners.add(code)
        elif code in regions.by_code:
            owners.update(regions.offices(code), map(regions.bureau, regions.counties(code)))
    return tuple(sorted(owners))


def _is_moved(held: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    """Say whether a region lives or lies elsewhere; the root of a cockpit has no parent, where another's has one."""
    parents = held["parent_code"], wanted["parent_code"]
    lives = [(row["valid_from"], row["valid_to"]) for row in (held, wanted)]
    return lives[0] != lives[1] or (None not in parents and parents[0] != parents[1])


def _region_rows(regions: Regions) -> Iterator[Mapping[str, object]]:
    for region in [
        regions.root,
        *(r for level in type(regions.root.level) for r in regions.descendants(regions.root.code, level)),
    ]:
        yield _region_row(region, region.parent if region.code != regions.root.code else None)
    for county in regions.counties(regions.root.code):
        code = county if isinstance(county, str) else county.code
        yield {
            "code": regions.bureau(code),
            "region_level": "bureau",
            "parent_code": code,
            "zh": f"{regions.get(code).zh}本级",
            "valid_from": regions.get(code).valid_from,
            "valid_to": regions.get(code).valid_to,
        }


def _region_row(region: Region, parent: str | None) -> Mapping[str, object]:
    return {
        "code": region.code,
        "region_level": region.level.value,
        "parent_code": parent,
        "zh": region.zh,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
    }
