"""Saves what people edit, unless somebody saved it after they opened it: one way for everything that has an edition.

A row is written with `UPDATE … WHERE edition = <the one that was opened>`, and the number of rows that the database found
is looked at within the transaction. That is right on every database, whether or not it lets others write meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from data.errors import DataError
from data.schema.operations import Editable
from data.store.outage import outage

Kept = TypeVar("Kept", bound=Editable)


@contextmanager
def editing(transaction: AbstractContextManager[Connection], refusal: Callable[[], DataError]) -> Iterator[Session]:
    """Open a session within a transaction; its changes are written together at the end, or none of them.

    Where a row is no longer in the edition that was opened, or a new one exists already, the error that `refusal` returns
    is raised, which it makes from what the store holds by then; StoreError where another writer goes on too long.
    """
    try:
        with transaction as connection, Session(connection) as session:
            yield session
            session.flush()
    except (StaleDataError, IntegrityError) as error:
        raise refusal() from error
    except OperationalError as error:
        raise outage(error) from error


def opened(session: Session, kind: type[Kept], key: object, seen: int) -> Kept:
    """Return the row with a key, which somebody opened in the edition `seen`; without it the block of `editing` ends."""
    row = session.get(kind, key)
    if row is None or row.edition != seen:
        raise StaleDataError
    return row
