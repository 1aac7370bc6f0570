"""The store: one database, opened once, and the only place that writes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, column, func, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable
from data.catalogue.reference_tables import Row, reference_table
from data.clock import shanghai
from data.errors import StoreError
from data.reasons import Reason
from data.regions import Regions
from data.rollup import Roller
from data.schema import Schema
from data.schema.reference_rows import kept_rows
from data.store.history import LoadPart, PartKind, put_reference_rows, write_parts
from data.store.loads import NO_FIGURES, LoadEntry, LogLine, SinceLoad, newest_load, write_log
from data.store.partitions import Reject
from data.store.sqlite_file import BUSY_SECONDS
from data.store.time_limit import limited

SEALED = "sealed"  # of what is known of a connection: its transaction sealed something, of which the vault takes notice
REVISION = table("alembic_version", column("version_num"))  # one row, which no load changes


class Vault(Protocol):
    """What a deployment keeps outside of its database, where whoever writes the database does not reach."""

    @property
    def folder(self) -> Path:
        """The folder of its files."""

    def key(self, purpose: str) -> bytes:
        """Return the key for one purpose."""

    def written(self, store: Store) -> None:
        """Take notice that a transaction that sealed something was committed; raises nothing."""


@dataclass(slots=True)
class _Snapshot:
    """One moment of the store that is being read, and its newest load once that was asked for.

    `looked_up` is what was looked up in a trial: it is forgotten with it.
    """

    connection: Connection
    newest: LoadEntry | None = None
    looked_up: SinceLoad | None = None


_SNAPSHOT: ContextVar[_Snapshot | None] = ContextVar("snapshot", default=None)


@dataclass(frozen=True, slots=True)
class Store:
    """The database with the catalogue and regions that its figures are defined by.

    One without a vault, as tests and tools open it, keeps no audit log and seals frozen weeks without a key. `present` is
    the store of which this one is an earlier state, None for one that is no copy.
    """

    engine: Engine
    schema: Schema
    catalogue: Catalogue
    regions: Regions
    stale_days: int = 7
    keep_days: int = 400
    history_days: int = 400
    vault: Vault | None = field(default=None, repr=False, compare=False)
    present: Store | None = field(default=None, repr=False, compare=False)
    _since: dict[tuple[int, datetime], SinceLoad] = field(default_factory=dict, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection on which everything is of one moment, even if a load runs meanwhile.

        What is read inside it by other functions is of the same moment, so that a version and its figures belong
        together. After a write in the same block the next reading sees what was written.
        """
        with self._snapshot() as snapshot:
            yield snapshot.connection

    @contextmanager
    def reading_rows(self) -> Iterator[Session]:
        """Open a session on what `reading` opens, for the tables of daily work."""
        with self.reading() as connection, Session(connection) as session:
            yield session

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
                connection.begin()
            snapshot = _Snapshot(connection)
            token = _SNAPSHOT.set(snapshot)
            try:
                with limited(connection):
                    yield snapshot
            finally:
                _SNAPSHOT.reset(token)

    @contextmanager
    def reading_within(self, connection: Connection) -> Iterator[None]:
        """Let what is read inside see what an open write transaction has written; nothing of it is remembered later."""
        token = _SNAPSHOT.set(_Snapshot(connection, looked_up=SinceLoad()))
        try:
            yield
        finally:
            _SNAPSHOT.reset(token)

    def newest_load(self) -> LoadEntry | None:
        """Return the newest load, its `as_of` the last day with any figure; None while the store holds no figures."""
        with self._snapshot() as snapshot:
            snapshot.newest = snapshot.newest or newest_load(snapshot.connection, self.schema)
            return snapshot.newest

    def since(self, entry: LoadEntry) -> SinceLoad:
        """Return what was looked up since a load, to which more may be added."""
        held = _SNAPSHOT.get()
        if held is not None and held.looked_up is not None and held.connection.engine is self.engine:
            return held.looked_up
        mark = (entry.version, entry.loaded_at)
        if mark not in self._since:
            self._since.clear()
        return self._since.setdefault(mark, SinceLoad())

    @property
    def address(self) -> str:
        """Which database this is, as a short hash of where it is; the password is not part of it."""
        url = self.engine.url
        if url.get_backend_name() == "sqlite" and url.database:
            url = url.set(database=str(Path(url.database).absolute()))
        return sha256(url.set(password=None).render_as_string().encode()).hexdigest()[:12]

    def key(self, purpose: str) -> bytes:
        """Return the deployment's key for one purpose; raises StoreError for a store that was opened without its secret."""
        if self.vault is None:
            raise StoreError("这个库是不带密钥打开的，不能核对和加封。请在服务器上用 cockpit 打开。")
        return self.vault.key(purpose)

    def version(self) -> int:
        """Return the data version: the number of the newest load, 0 before the first."""
        with self.reading() as connection:
            return self.next_version(connection) - 1

    def first_loaded_at(self) -> datetime | None:
        """Return when the first figures came in, in Shanghai time."""
        loads = self.schema.loads.c
        with self.reading() as connection:
            first = connection.execute(select(func.min(loads.loaded_at)).where(loads.as_of != NO_FIGURES)).scalar()
        return shanghai(first) if first else None

    def is_demo(self) -> bool:
        """Say whether any figure in the store was simulated."""
        entry = self.newest_load()
        return entry is not None and entry.is_demo

    def retained_from(self) -> date | None:
        """Return the first day that can still be loaded; None while nothing was trimmed."""
        entry = self.newest_load()
        return entry.retained_from if entry else None

    def reference(self, key: str) -> tuple[Row, ...]:
        """Return the rows of a reference table in the order of its unique columns; raises DataError for an unknown one."""
        table = reference_table(key)
        with self.reading() as connection:
            return kept_rows(connection, self.schema.references[key], table)

    def put_reference(self, key: str, rows: Iterable[Row], source: str) -> int:
        """Put rows into one reference table as `put_references` does; return the data version."""
        return self.put_references({key: rows}, source=source)

    def put_references(
        self,
        tables: Mapping[str, Iterable[Row]],
        *,
        source: str,
        rejects: Sequence[Reject] = (),
        is_demo: bool = False,
    ) -> int:
        """Put rows into reference tables as one load, in place of those with the same unique columns.

        The others stay. Returns the data version; the last day with data stays what it was. Raises DataError for an
        unknown table or column, StoreError when another load is under way.
        """
        with self.writing() as connection:
            return self.put_references_within(connection, tables, source=source, rejects=rejects, is_demo=is_demo)

    def put_references_within(
        self,
        connection: Connection,
        tables: Mapping[str, Iterable[Row]],
        *,
        source: str,
        rejects: Sequence[Reject] = (),
        is_demo: bool = False,
        account: str = "",
    ) -> int:
        """Put rows into reference tables in a write transaction that is open; return the data version."""
        before, number = newest_load(connection, self.schema), self.next_version(connection)
        written = {
            key: put_reference_rows(connection, self.schema, key, [*rows], number) for key, rows in tables.items()
        }
        write_parts(
            connection,
            self.schema,
            (LoadPart(number, key, NO_FIGURES, PartKind.REFERENCE, rows) for key, rows in written.items() if rows),
        )
        line = LogLine(number, source, sum(written.values()), 0, before.as_of if before else NO_FIGURES, is_demo)
        write_log(connection, self.schema, replace(line, account=account), rejects)
        return number

    @contextmanager
    def writing(self, *, is_trial: bool = False) -> Iterator[Connection]:
        """Open the one write transaction, which waits for another one; raises StoreError when that takes too long.

        It is held from the first read on, so that nothing read for it can change before it is written. A trial does
        everything and rolls it back at the end.
        """
        _SNAPSHOT.set(None)  # reads from here on see what is written
        try:
            with self.engine.begin() as connection:
                self._lock(connection)
                yield connection
                is_sealed = _is_sealed(connection)
                if is_trial:
                    connection.rollback()
        except DBAPIError as error:
            if "lock" in str(error.orig).lower() or "load_log" in str(error.orig):
                raise StoreError(Reason("database.loading")) from error
            raise
        self._notify(is_sealed=is_sealed)

    @contextmanager
    def writing_briefly(self, seconds: float = BUSY_SECONDS) -> Iterator[Connection]:
        """Open a transaction for a few rows of daily work, which never keeps a load waiting.

        On SQLite, which has one writer, it waits so long for another one and raises OperationalError after that. Other
        databases write beside a load.
        """
        _SNAPSHOT.set(None)
        with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")
                try:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                finally:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            yield connection
            is_sealed = _is_sealed(connection)
        self._notify(is_sealed=is_sealed)

    def _notify(self, *, is_sealed: bool) -> None:
        if self.vault is not None and is_sealed:
            self.vault.written(self)

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

    def roller(self, connection: Connection, tables: Sequence[FactTable] | None = None) -> Roller:
        """Return the roller that makes the sums of some tables, or of all, from their facts."""
        rolled = self.catalogue.rolled if tables is None else tuple(tables)
        return Roller(connection, self.schema, self.catalogue, self.regions, self.stale_days, rolled)

    def next_version(self, connection: Connection) -> int:
        """Return the number of the load that comes next, from 1."""
        newest: int | None = connection.execute(select(func.max(self.schema.loads.c.load_no))).scalar()
        return (newest or 0) + 1


def _is_sealed(connection: Connection) -> bool:
    return bool(connection.info.pop(SEALED, False))
