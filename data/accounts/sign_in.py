"""Signing in: password and second factor, and the locks that failures lead to."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from data import clock
from data.accounts.account import Account
from data.accounts.accounts import WAITS, WITHOUT_END, as_account
from data.accounts.passwords import is_right
from data.accounts.second_factor import use_code
from data.audit import Action, Actor, note
from data.audit.actor import NOBODY
from data.errors import DataError
from data.reasons import Reason
from data.schema.accounts import AccountRow, EndedSessionRow, FailedAddressRow
from data.store import Store
from data.store.outage import outage
from data.viewer import Role

MOST_FAILURES = 5  # of an account, one after the other (GB/T 22239-2019 8.1.4.1)
MOST_OF_ADDRESS = 30  # failures of an address within LOCKED
LOCKED = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)  # after which failures of a name that is no account's do not count
_HASHING = BoundedSemaphore(2)  # each takes 64 MB for a moment


class SignInFailed(DataError):
    """Nobody was signed in; `reason` says why, `needs_code` that only the second factor is missing."""

    def __init__(self, reason: Reason, *, is_locked: bool = False, needs_code: bool = False) -> None:
        super().__init__(reason)
        self.is_locked, self.needs_code = is_locked, needs_code


def sign_in(store: Store, name: str, password: str, code: str, address: str) -> Account:
    """Return the account that a name, a password and the code of its second factor belong to.

    Unknown names and wrong passwords get the same answer after the same time, and lock alike. Raises SignInFailed, and
    StoreError where a failure cannot be recorded while a load is writing.
    """
    now, mark = clock.utc_now(), _mark(store, name)
    with _HASHING:  # whoever waited here sees the locks that those before led to
        with store.reading_rows() as session:
            row, from_there = session.get(AccountRow, name), session.get(FailedAddressRow, address)
            _check_lock("account.address_locked", from_there.locked_until if from_there else None, now)
            tried = row or session.get(FailedAddressRow, mark)
            _check_lock("account.locked", tried.locked_until if tried else None, now)
            known = row.password if row else None
            found = as_account(row) if row else None
            has_failed = bool(row and row.failures)
        is_known = is_right(password, known)
    if found is None or not is_known:
        _record_failure(store, name, address, now, mark)
        raise SignInFailed(Reason("account.wrong"))
    if found.is_disabled:
        raise SignInFailed(Reason("account.disabled"))
    if found.has_second_factor:
        _check_code(store, name, code, address, now)
    if has_failed:
        _forget_failures(store, name)
    return found


def account_of_subject(store: Store, subject: str) -> Account:
    """Return the account of whom a provider of sign-ins calls by a subject; raises SignInFailed.

    The password's lock does not count here, and a wall never signs in.
    """
    asked = select(AccountRow).where(AccountRow.subject == subject)
    with store.reading_rows() as session:  # a database may find other spellings of the subject, too
        found = [as_account(row) for row in session.scalars(asked) if row.subject == subject]
    if len(found) != 1 or Role.WALL in found[0].roles:
        raise SignInFailed(Reason("account.no_subject", {"subject": subject[:255]}))
    if found[0].is_disabled:
        raise SignInFailed(Reason("account.disabled"))
    return found[0]


def check_password(store: Store, seen: Account, password: str, address: str) -> None:
    """Raise SignInFailed unless a password is that of an account, and count that as a failure to sign in."""
    now = clock.utc_now()
    with store.reading_rows() as session:
        row = session.get(AccountRow, seen.name)
        _check_lock("account.locked", row.locked_until if row else None, now)
        known = row.password if row else None
    with _HASHING:
        is_known = is_right(password, known)
    if not is_known:
        _record_failure(store, seen.name, address, now)
        raise SignInFailed(Reason("account.wrong"))


def account_of_session(store: Store, name: str, generation: int, mark: str) -> Account | None:
    """Return the account of a session, None where the session was ended or the account closed."""
    ended = select(EndedSessionRow.mark).where(EndedSessionRow.mark == mark).exists()
    with store.reading_rows() as session:
        found = session.execute(select(AccountRow, ended).where(AccountRow.name == name)).one_or_none()
        if found is None or found[1] or found[0].is_disabled or found[0].generation != generation:
            return None
        return as_account(found[0])


def end_session(store: Store, mark: str, until: datetime) -> None:
    """End one session for good; its mark is kept until a moment (UTC) after which its cookie is too old anyway.

    Raises StoreError while a load is writing.
    """
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            for old in session.scalars(select(EndedSessionRow).where(EndedSessionRow.ends_at < clock.utc_now())):
                session.delete(old)
            session.merge(EndedSessionRow(mark=mark, ends_at=until))
            session.flush()
    except OperationalError as error:
        raise outage(error) from error


def _check_code(store: Store, name: str, code: str, address: str, now: datetime) -> None:
    """Raise SignInFailed unless a code is right, which can be used once."""
    if not code.strip():
        raise SignInFailed(Reason("account.code_missing"), needs_code=True)
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            row = session.get_one(AccountRow, name)
            is_code = use_code(store, row, code, clock.now())
            session.flush()
    except OperationalError as error:
        raise outage(error) from error
    if not is_code:
        _record_failure(store, name, address, now)
        raise SignInFailed(Reason("account.code_wrong"), needs_code=True)


def _check_lock(key: str, until: datetime | None, now: datetime) -> None:
    if until == WITHOUT_END:
        raise SignInFailed(Reason("account.waits"))
    if until is not None and until > now:
        minutes = -((now - until) // timedelta(minutes=1))
        raise SignInFailed(Reason(key, {"count": minutes}), is_locked=True)


def _record_failure(store: Store, name: str, address: str, now: datetime, mark: str = "") -> None:
    """Count a failure of an account and an address; of a name that is none the `mark` is kept: it may be a password."""
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            row = session.get(AccountRow, name)
            if row is not None:
                row.failures += 1
                if row.failures >= MOST_FAILURES:
                    row.failures, row.locked_until = 0, now + LOCKED
            else:
                _count(session, mark, now, MOST_FAILURES, FORGOTTEN)
            _count(session, address, now, MOST_OF_ADDRESS, LOCKED)
            session.flush()
        said = "locked" if row and row.locked_until and row.locked_until > now else ""
        note(store, Action.SIGN_IN_FAILED, said, actor=Actor(name if row else NOBODY, address))
    except IntegrityError:
        pass  # the first two failures of an address at the same moment count as one
    except OperationalError as error:
        raise outage(error) from error


def _count(session: Session, place: str, now: datetime, most: int, lasts: timedelta) -> None:
    """Count a failure from an address, or of the mark of a name; `most` of them lock it, after `lasts` it begins again."""
    row = session.get(FailedAddressRow, place)
    if row is None or row.failed_at < now - lasts:
        row = session.merge(FailedAddressRow(address=place, failures=0, locked_until=None, failed_at=now))
    row.failures, row.failed_at = row.failures + 1, now
    if row.failures >= most:
        row.failures, row.locked_until = 0, now + LOCKED
    for old in session.scalars(select(FailedAddressRow).where(FailedAddressRow.failed_at < now - FORGOTTEN)):
        session.delete(old)


def _mark(store: Store, name: str) -> str:
    """Return what a name is counted by that is no account's, no address among them; without the secret none can be guessed."""
    return "?" + hmac.new(store.key("unknown name"), name.encode(errors="replace"), "sha256").hexdigest()[:40]


def _forget_failures(store: Store, name: str) -> None:
    try:
        with store.writing_briefly(WAITS) as connection, Session(connection) as session:
            session.get_one(AccountRow, name).failures = 0
            session.flush()
    except OperationalError as error:
        raise outage(error) from error
