"""Tokens: long random texts with which programs and walls act as an account; only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from data import clock
from data.accounts.account import Account, UnfitAccount
from data.accounts.accounts import WAITS, account, as_account
from data.audit import Action, record
from data.errors import AlreadyThere, DataError
from data.reasons import Reason
from data.schema.accounts import AccountRow, TokenRow
from data.store import Store
from data.store.editions import editing
from data.viewer import ADMINISTRATORS

PREFIX = "cockpit_"  # by which scanners for leaked secrets know it
MOST = 20  # of one account at the same time


class UnknownToken(DataError):
    """A token that is not there, or no longer."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its text; times in UTC without a zone, `ends_at` None for one without an end."""

    number: int
    account: str
    made_at: datetime
    ends_at: datetime | None


def add_token(store: Store, name: str, days: int | None) -> tuple[Token, str]:
    """Make a token of an account that ends after some days, without them never; return it with its text, shown this once.

    Raises UnfitAccount for an unknown account and for an administrator's: whoever gave herself the token of another
    administrator would do the work of both. AlreadyThere with too many tokens, StoreError while a load is writing.
    """
    found, now, text = account(store, name), clock.utc_now(), PREFIX + secrets.token_urlsafe(32)
    if found.roles & ADMINISTRATORS:
        raise UnfitAccount(Reason("account.no_token_of_administrator", {"name": name}))
    full = AlreadyThere(f"账号“{name}”已有 {MOST} 个令牌，没有新建。请先收回不用的。")
    with editing(store.writing_briefly(WAITS), lambda: full) as session:
        if session.execute(select(func.count(TokenRow.number)).where(TokenRow.account == name)).scalar_one() >= MOST:
            raise full
        number = (session.scalar(select(func.max(TokenRow.number))) or 0) + 1
        ends_at = None if days is None else now + timedelta(days=days)
        session.add(TokenRow(number=number, mark=_mark(text), account=found.name, made_at=now, ends_at=ends_at))
        session.flush()
        about = f"{name} {number}"
        record(store, session.connection(), Action.TOKEN, about, region=found.region, after={"ends_at": ends_at})
    return Token(number, found.name, now, ends_at), text


def tokens(store: Store, name: str) -> list[Token]:
    """Return the tokens of an account, the oldest first."""
    with store.reading_rows() as session:
        rows = session.scalars(select(TokenRow).where(TokenRow.account == name).order_by(TokenRow.number))
        return [Token(row.number, row.account, row.made_at, row.ends_at) for row in rows]


def remove_token(store: Store, name: str, number: int) -> None:
    """Take a token of an account back; raises UnknownToken, StoreError while a load is writing."""
    gone = UnknownToken(str(Reason("account.no_token", {"number": number, "name": name})))
    with editing(store.writing_briefly(WAITS), lambda: gone) as session:
        row = session.get(TokenRow, number)
        if row is None or row.account != name:
            raise gone
        session.delete(row)
        session.flush()
        record(store, session.connection(), Action.TOKEN, f"{name} {number}", before={"ends_at": row.ends_at})


def account_of_token(store: Store, text: str) -> Account | None:
    """Return the account that a token acts as.

    None for one that is unknown, taken back or over, of a closed account, or of one that has become an administrator's.
    """
    asked = select(AccountRow, TokenRow.ends_at).join(TokenRow, TokenRow.account == AccountRow.name)
    with store.reading_rows() as session:
        found = session.execute(asked.where(TokenRow.mark == _mark(text))).one_or_none()
        if found is None or found[0].is_disabled or (found[1] is not None and found[1] <= clock.utc_now()):
            return None
        made = as_account(found[0])
        return None if made.roles & ADMINISTRATORS else made


def _mark(text: str) -> str:
    """Return the hash of a token; 256 random bits need no slow one."""
    return hashlib.sha256(text.encode()).hexdigest()
