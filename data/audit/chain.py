"""The chain of entries in the database: each seal covers the one before it, so that none can be changed or left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, column, insert, select, table, text
from sqlalchemy.orm import Session

from data.audit.action import Action
from data.audit.entry import COLUMNS, GENESIS, AuditEntry, entry_in
from data.schema.accounts import AuditRow
from data.store.store import SEALED

PURPOSE = "audit"  # of the key
LOCK = 727_018  # of PostgreSQL's advisory locks, that of the log
AT_ONCE = 2_000  # entries read at once
NO_TIME = datetime.fromisoformat("1900-01-01")  # of an entry whose own cannot be read
REVISION = table("alembic_version", column("version_num"))


def append(connection: Connection, key: bytes, entries: Sequence[AuditEntry]) -> list[AuditEntry]:
    """Write entries after the last one, in a write transaction that is open; return them with numbers and seals.

    No other transaction appends until this one ends, so that numbers and seals follow one another.
    """
    _lock(connection)
    number, seal = last_seal(connection)
    made = []
    for each in entries:
        number += 1
        made.append(each.sealed(key, number, seal))
        seal = made[-1].seal
    if made:
        connection.info[SEALED] = True
        with Session(connection) as session:
            session.execute(insert(AuditRow), [entry.row for entry in made])
    return made


def last_seal(connection: Connection) -> tuple[int, str]:
    """Return the number and the seal of the last entry, 0 and that of the beginning without any."""
    newest = select(AuditRow.number, AuditRow.seal).order_by(AuditRow.number.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    return (found[0], found[1]) if found else (0, GENESIS)


def pruned_to(connection: Connection) -> tuple[int, str]:
    """Return the number and the seal of the last entry that was removed after its time, as the log itself says.

    An entry that says so falsely is found itself: it is sealed like any other.
    """
    said = select(AuditRow.after).where(AuditRow.what == Action.PRUNE.value).order_by(AuditRow.number.desc()).limit(1)
    try:
        given = json.loads(connection.execute(said).scalar() or "{}")
        return int(given["through"]), str(given["seal"])
    except (ValueError, KeyError, TypeError):
        return 0, GENESIS


def entries_after(connection: Connection, number: int | None) -> Iterator[AuditEntry]:
    """Yield the entries with higher numbers, in their order; after none every row there is, whatever its number."""
    while True:
        asked = select(*COLUMNS).order_by(AuditRow.number).limit(AT_ONCE)
        found = entries_of(connection, asked if number is None else asked.where(AuditRow.number > number))
        yield from found
        if len(found) < AT_ONCE:
            return
        number = found[-1].number


def entries_of(connection: Connection, wanted: Select[*tuple[Any, ...]]) -> list[AuditEntry]:
    """Return the entries whose `COLUMNS` are asked for.

    A row whose values somebody made unreadable is an entry that does not fit its seal.
    """
    try:
        return [entry_in(row) for row in connection.execute(wanted)]
    except (ValueError, TypeError):
        numbers = connection.execute(wanted.with_only_columns(AuditRow.number)).scalars().all()
        return [_one(connection, number) for number in numbers]


def _one(connection: Connection, number: int) -> AuditEntry:
    this = AuditRow.number == number
    try:
        return entry_in(connection.execute(select(*COLUMNS).where(this)).one())
    except (ValueError, TypeError):
        seal = connection.execute(select(AuditRow.seal).where(this)).scalar_one()
        return AuditEntry(NO_TIME, "?", "?", Action.UNKNOWN, "?", number=number, seal=seal)


def _lock(connection: Connection) -> None:
    """Wait until no other transaction appends: on SQLite a write transaction is the only one already."""
    match connection.dialect.name:
        case "sqlite":
            return
        case "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        case _:
            connection.execute(select(REVISION.c.version_num).with_for_update())
