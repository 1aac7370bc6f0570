"""How long one statement of a reader may take, so that no page keeps the database; loads and migrations take what they need."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

STATEMENT_SECONDS = 60.0  # the slowest question takes two or three
LIMIT, UNTIL = "limit", "until"  # of a connection: seconds a statement may take, when the present one has to end
STEPS = 2_000_000  # of SQLite between two looks at the clock, some 30 ms


@contextmanager
def limited(connection: Connection) -> Iterator[None]:
    """Limit the time of each statement of a transaction that has begun; one that takes longer raises OperationalError."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(STATEMENT_SECONDS * 1000)}")
    held = connection.info
    held[LIMIT] = STATEMENT_SECONDS
    try:
        yield
    finally:
        held.pop(LIMIT, None)
        held.pop(UNTIL, None)


def watch(engine: Engine) -> None:
    """Let SQLite, which has no limit of its own, end what takes too long."""

    @event.listens_for(engine, "connect")
    def made(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        held = record.info
        connection.set_progress_handler(lambda: time.monotonic() > held.get(UNTIL, float("inf")), STEPS)

    @event.listens_for(engine, "before_cursor_execute")
    def begun(connection: Connection, *_: Any) -> None:
        held = connection.info
        if limit := held.get(LIMIT):
            held[UNTIL] = time.monotonic() + limit
