"""Writes what somebody does into the log: a change together with it, anything else into a file that is emptied later."""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.audit.action import Action
from data.audit.actor import Actor, acting_now
from data.audit.beside import Head, beside
from data.audit.chain import PURPOSE, append, entries_after, entries_of, last_seal, pruned_to
from data.audit.entry import COLUMNS, AuditEntry, State, entry_of
from data.errors import StoreError
from data.schema.accounts import AuditRow
from data.store import Store

logger = logging.getLogger(__name__)
WAITS = 0.5  # seconds for another writer, while what was noted is written
MOST_LOOKED_AT = 100_000  # entries from the end


def record(
    store: Store,
    connection: Connection,
    action: Action,
    about: str,
    *,
    region: str = "",
    before: State = None,
    after: State = None,
) -> None:
    """Write a change into the log in the transaction that makes it: both are there in the end, or neither.

    Of two mappings only the fields that differ are kept. Never give a password, token, secret or the content of a file.
    """
    if store.vault is not None:
        entry = entry_of(acting_now(), action, about, region, (before, after))
        append(connection, store.key(PURPOSE), [entry])


def note(
    store: Store,
    action: Action,
    about: str,
    *,
    region: str = "",
    before: State = None,
    after: State = None,
    actor: Actor | None = None,
) -> None:
    """Note what changes nothing in the database: a view, a refusal, an export, a sign-in; `actor` is who acts without one.

    It goes into a file at once, whatever the database does, and from there into the log (`settle`). Where not even that
    can be written it goes into the server's own log.
    """
    files = beside(store)
    if files is None:
        return
    entry = entry_of(actor or acting_now(), action, about, region, (before, after))
    try:
        files.put_waiting(entry)
    except OSError:
        logger.exception("not in the audit log: %s", entry.line)


def settle(store: Store) -> bool:
    """Write what was noted into the log; say whether nothing waits any more. Another writer is not waited for long."""
    files = beside(store)
    if files is None:
        return True
    try:
        with files.taken() as (found, is_again):
            if found:
                with store.writing_briefly(WAITS) as connection:
                    fresh = [] if is_again and _are_written(connection, found) else found
                    append(connection, store.key(PURPOSE), fresh)
        return files.waiting() == 0
    except BlockingIOError:
        return False  # another process writes it
    except OperationalError:
        return False  # a load is writing, or the database is away: it waits
    except (OSError, SQLAlchemyError):
        logger.exception("what waits for the audit log")
        return False


def advance(store: Store) -> str:
    """Keep outside the database how far the log goes now; return what is wrong with the newest entries, "" for nothing.

    What other machines wrote is gone over too: they have the same secret. Where one pruned the log beyond the end that is
    known here, it goes on from where the log says that it begins.
    """
    files = beside(store)
    if files is None:
        return ""
    key = store.key(PURPOSE)
    try:
        with files.locked(), store.engine.connect() as connection:
            head = files.head()
            if head is None:
                number, seal = last_seal(connection)
                files.put_head(Head(number, seal, number))
                return "" if _is_of(connection, key) else f"entry {number} was not sealed with this machine's secret"
            number, seal = head.number, head.seal
            for entry in entries_after(connection, number):
                if entry.number > number + 1:
                    number, seal = max((number, seal), pruned_to(connection))
                if entry.number != number + 1 or entry.seal_after(key, seal) != entry.seal:
                    return f"entry {entry.number} does not follow entry {number}"
                number, seal = entry.number, entry.seal
            if number != head.number:
                files.put_head(replace(head, number=number, seal=seal))
    except (OSError, SQLAlchemyError, StoreError) as error:
        return str(error)
    return ""


def _is_of(connection: Connection, key: bytes) -> bool:
    """Say whether the newest entry was sealed with a key, as far as the one before it is there."""
    newest = entries_of(connection, select(*COLUMNS).order_by(AuditRow.number.desc()).limit(2))
    return len(newest) < 2 or newest[0].seal_after(key, newest[1].seal) == newest[0].seal


def _are_written(connection: Connection, found: list[AuditEntry]) -> bool:
    """Say whether entries that a process took before it ended are in the log: they were written all together or not at all."""
    first, (number, _) = min(entry.made_at for entry in found), last_seal(connection)
    newest = entries_after(connection, max(0, number - MOST_LOOKED_AT))
    held = {_said(entry) for entry in newest if entry.made_at >= first}
    return all(_said(entry) in held for entry in found)


def _said(entry: AuditEntry) -> tuple[object, ...]:
    return (entry.made_at, entry.account, entry.address, entry.action, entry.about, entry.region, entry.after)
