"""Opens a database file of SQLite so that a file moved away or replaced while it is used is noticed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from data.store.time_limit import watch

BUSY_SECONDS = 30  # a writer waits for another one
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "temp_store=MEMORY")


def sqlite_engine(address: URL) -> Engine:
    """Return the engine of a database file, which the first connection makes where there is none, for its owner alone.

    A later connection raises OperationalError where the file is gone, and an open one is not used again once another file
    has its name: nothing is written to a file that is no longer used.
    """
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    file = Path(address.database) if address.database and address.database != ":memory:" else None
    opened = False
    watch(engine)

    @event.listens_for(engine, "do_connect")
    def before(*_: object) -> None:
        if opened and file is not None and _identity(file) is None:
            raise sqlite3.OperationalError("unable to open database file")  # SQLite would make an empty one
        if file is not None and not opened:
            make_private(file)

    @event.listens_for(engine, "connect")
    def made(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        nonlocal opened
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = _identity(file)
        opened = True

    @event.listens_for(engine, "checkout")
    def used(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != _identity(file):
            raise DisconnectionError("the database's file was moved or replaced")

    return engine


def make_private(file: Path) -> None:
    """Make an empty file that nobody but its owner reads, where there is none: SQLite's would be for the whole machine.

    One that is there is not opened: closing it would take SQLite's locks off.
    """
    with suppress(OSError):  # SQLite says what is wrong with a place that cannot be written
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Return what distinguishes a file from another in its place, None where there is none."""
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
