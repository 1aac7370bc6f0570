"""The accounts in the store: read, made and changed; every change ends the sessions that began before it where it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import object_session

from data import clock
from data.accounts.account import Account, UnfitAccount, check_account
from data.accounts.passwords import KEPT_FORMER, check_fit, hashed
from data.audit import Action, record
from data.errors import AlreadyThere, RemovedMeanwhile, SavedMeanwhile
from data.reasons import Reason
from data.schema.accounts import AccountRow, TokenRow
from data.store import Store
from data.store.editions import editing, opened
from data.viewer import Role

WAITS = 2.0  # seconds for another writer
WITHOUT_END = datetime(9999, 12, 31)  # noqa: DTZ001 - UTC as stored; of a lock that the security administrator alone opens
ANY_ACCOUNT = select(AccountRow.name).limit(1)


def accounts(store: Store) -> list[Account]:
    """Return all accounts by name."""
    with store.reading_rows() as session:
        return [as_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]


def has_accounts(store: Store) -> bool:
    """Say whether somebody was given an account, so that the demonstration's is closed."""
    with store.reading() as connection:
        return connection.execute(ANY_ACCOUNT).first() is not None


def account(store: Store, name: str) -> Account:
    """Return the account of a name; raises UnfitAccount where there is none."""
    with store.reading_rows() as session:
        row = session.get(AccountRow, name)
        if row is None:
            raise UnfitAccount(Reason("account.unknown", {"name": name[:40]}))
        return as_account(row)


def add_account(store: Store, wanted: Account, password: str | None) -> Account:
    """Make an account, without a password one that signs in elsewhere or by tokens alone.

    Raises UnfitAccount, UnfitPassword, UnknownRegion, AlreadyThere, and StoreError while a load is writing.
    """
    check_account(wanted.name, wanted.roles, wanted.post)
    store.regions.get(wanted.region)
    if password is not None:
        check_fit(password, wanted.name, ())
    taken = AlreadyThere(f"已经有名为“{wanted.name}”的账号，没有新建。请换一个名称。")
    with editing(store.writing_briefly(WAITS), lambda: taken) as session:
        row = AccountRow(
            name=wanted.name,
            post=wanted.post or None,
            roles=_written(wanted.roles),
            region=wanted.region,
            subject=wanted.subject or None,
            password=None if password is None else hashed(password),
            former=None,
            must_change=int(wanted.must_change),
            is_disabled=0,
            totp=None,
            totp_step=None,
            recovery=None,
            failures=0,
            locked_until=None,
            made_at=clock.utc_now(),
            generation=1,
            edition=1,
        )
        session.add(row)
        session.flush()
        made = as_account(row)
        record(store, session.connection(), Action.USER, made.name, region=made.region, after=_said(made))
        return made


def grant(store: Store, seen: Account, *, roles: frozenset[Role], region: str) -> Account:
    """Give an account other roles or another region.

    Where it becomes a wall or is one no longer its tokens are taken back: whoever opened a screen with one would act as
    staff with it. Raises UnfitAccount, UnknownRegion, SavedMeanwhile, StoreError.
    """
    check_account(seen.name, roles)
    store.regions.get(region)

    def change(row: AccountRow) -> None:
        row.roles, row.region = _written(roles), region
        session = object_session(row)
        if session is not None and (Role.WALL in roles) != (Role.WALL in seen.roles):
            session.execute(delete(TokenRow).where(TokenRow.account == row.name))

    return _changed(store, seen, change, Action.GRANT)


def set_disabled(store: Store, seen: Account, *, is_disabled: bool) -> Account:
    """Close an account, which ends its sessions and tokens, or open it again; raises SavedMeanwhile, StoreError."""

    def change(row: AccountRow) -> None:
        row.is_disabled = int(is_disabled)
        row.generation += 1

    return _changed(store, seen, change)


def unlock(store: Store, seen: Account) -> Account:
    """Let an account sign in again that was locked after failures; raises SavedMeanwhile, StoreError."""

    def change(row: AccountRow) -> None:
        row.failures, row.locked_until = 0, None

    return _changed(store, seen, change)


def reset(store: Store, seen: Account, password: str, *, waits: bool = False) -> Account:
    """Give an account a password for one sign-in, after which another must be chosen; its second factor is taken off.

    With `waits` an account that has rights is locked until the security administrator unlocks it, so that whoever reset
    the password cannot use those rights alone. Raises UnfitPassword, SavedMeanwhile, StoreError.
    """
    check_fit(password, seen.name, ())

    def change(row: AccountRow) -> None:
        _put_password(row, password)
        row.must_change, row.failures = 1, 0
        row.locked_until = WITHOUT_END if waits and row.roles else None
        row.totp = row.totp_step = row.recovery = None

    return _changed(store, seen, change, what="reset")


def choose_password(store: Store, seen: Account, password: str) -> Account:
    """Save the password that somebody chose; all sessions of the account end.

    Raises UnfitPassword, SavedMeanwhile, StoreError.
    """
    with store.reading_rows() as session:
        row = session.get(AccountRow, seen.name)
        former = [row.password, *(row.former or "").split("\n")] if row else []
    check_fit(password, seen.name, filter(None, former))

    def change(row: AccountRow) -> None:
        _put_password(row, password)
        row.must_change = 0

    return _changed(store, seen, change, what="password")


def sign_out_everywhere(store: Store, seen: Account) -> Account:
    """End all sessions of an account; raises SavedMeanwhile, StoreError."""

    def change(row: AccountRow) -> None:
        row.generation += 1

    return _changed(store, seen, change, what="sign out everywhere")


@contextmanager
def changing(store: Store, seen: Account, action: Action = Action.USER, what: str = "") -> Iterator[AccountRow]:
    """Open an account's row to be changed, and record that; `what` says what no field of an account shows.

    Raises SavedMeanwhile where it was saved after `seen`, StoreError.
    """
    with editing(store.writing_briefly(WAITS), partial(_meanwhile, store, seen.name)) as session:
        row = opened(session, AccountRow, seen.name, seen.edition)
        yield row
        session.flush()
        before, after, about = _said(seen), _said(as_account(row)), f"{seen.name} {what}".strip()
        record(store, session.connection(), action, about, region=row.region, before=before, after=after)


def as_account(row: AccountRow) -> Account:
    """Return an account out of its row; a role that this program does not know is left out."""
    known = {role.value: role for role in Role}
    return Account(
        name=row.name,
        region=row.region,
        roles=frozenset(known[each] for each in (row.roles or "").split(",") if each in known),
        post=row.post or "",
        subject=row.subject or "",
        is_disabled=bool(row.is_disabled),
        must_change=bool(row.must_change),
        has_second_factor=row.totp is not None,
        locked_until=row.locked_until,
        made_at=row.made_at,
        generation=row.generation,
        edition=row.edition,
    )


def _changed(
    store: Store, seen: Account, change: Callable[[AccountRow], None], action: Action = Action.USER, what: str = ""
) -> Account:
    with changing(store, seen, action, what) as row:
        change(row)
    return account(store, seen.name)


def _said(account: Account) -> dict[str, object]:
    """Return what the audit log keeps of an account."""
    return {
        "post": account.post,
        "region": account.region,
        "roles": _written(account.roles),
        "subject": account.subject,
        "is_disabled": account.is_disabled,
        "must_change": account.must_change,
        "has_second_factor": account.has_second_factor,
        "locked_until": account.locked_until,
    }


def _put_password(row: AccountRow, password: str) -> None:
    """Put a password into a row, with the former ones that may not be used again."""
    former = [each for each in (row.password, *(row.former or "").split("\n")) if each]
    row.former = "\n".join(former[: KEPT_FORMER - 1]) or None
    row.password = hashed(password)
    row.generation += 1


def _written(roles: frozenset[Role]) -> str | None:
    return ",".join(role for role in Role if role in roles) or None


def _meanwhile(store: Store, name: str) -> SavedMeanwhile:
    with store.reading_rows() as session:
        is_there = session.get(AccountRow, name) is not None
    kind = SavedMeanwhile if is_there else RemovedMeanwhile
    return kind("account", f"账号“{name}”", name=name)
