"""What a failing database or disk means to the person waiting, with the way out; never a statement of SQL."""

from __future__ import annotations

import errno

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from data.errors import StoreError
from data.reasons import Reason

LONGEST = 200
FULL = Reason("database.full")
AWAY = Reason("database.away")
BUSY = Reason("database.busy")
DAMAGED = Reason("database.damaged")
SLOW = Reason("database.slow")
SIGNS = (  # what the drivers of SQLite, PostgreSQL and MariaDB say
    (("disk is full", "no space left", "disk full", "could not extend file", "quota exceeded"), FULL),
    (
        ("readonly", "read-only", "permission denied"),
        Reason("database.read_only"),
    ),
    (
        ("not a database",),
        Reason("database.no_database"),
    ),
    (("interrupted", "statement timeout"), SLOW),
    (("malformed", "invalid page", "corrupt"), DAMAGED),
    (("disk i/o error",), Reason("database.disk")),
    (
        ("unable to open", "no such file"),
        Reason("database.missing"),
    ),
    (
        ("no such table", "no such column", "does not exist"),
        Reason("database.schema"),
    ),
)
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})


def reason_of(error: SQLAlchemyError, busy: Reason = BUSY) -> Reason:
    """Return what an error of the database means, `busy` where another writer holds it or came first."""
    said = str(getattr(error, "orig", None) or type(error).__name__).lower()
    found = next((reason for signs, reason in SIGNS if any(sign in said for sign in signs)), None)
    is_busy = isinstance(error, IntegrityError) or "lock" in said
    return found or (busy if is_busy else AWAY)


def outage(error: SQLAlchemyError, busy: Reason = BUSY) -> StoreError:
    """Return an error of the database as one that a caller may show, with what `reason_of` says."""
    return StoreError(reason_of(error, busy))


def is_damage(error: SQLAlchemyError) -> bool:
    """Say whether an error of the database means that its file is damaged."""
    return reason_of(error) == DAMAGED


def is_full(error: OSError) -> bool:
    """Say whether a file could not be written because the disk is full."""
    return error.errno in FULL_DISK
