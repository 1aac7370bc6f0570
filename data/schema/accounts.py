"""The tables of accounts: who may sign in, what is open for whom, and what everybody did."""

from datetime import datetime

from sqlalchemy import SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.operations import Editable, Operations
from data.schema.table import LONG_TEXT


class AccountRow(Editable):
    """An account; its second factor is kept encrypted, its passwords and recovery codes only as hashes.

    A session of another `generation` is over.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    post: Mapped[str | None] = mapped_column(String(40))
    roles: Mapped[str | None] = mapped_column(String(120))
    region: Mapped[str] = mapped_column("region_code", String(9))
    subject: Mapped[str | None] = mapped_column("oidc_subject", String(255))
    password: Mapped[str | None] = mapped_column("password_hash", String(200))
    former: Mapped[str | None] = mapped_column("former_hashes", Text)
    must_change: Mapped[int] = mapped_column(SmallInteger)
    is_disabled: Mapped[int] = mapped_column(SmallInteger)
    totp: Mapped[str | None] = mapped_column("totp_secret", String(255))
    totp_step: Mapped[int | None] = mapped_column()
    recovery: Mapped[str | None] = mapped_column("recovery_hashes", Text)
    failures: Mapped[int] = mapped_column()
    locked_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column("session_generation")
    edition: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": edition}  # noqa: RUF012


class EndedSessionRow(Operations):
    """A sign-in that was ended by signing out, by its mark, until its cookie would not be accepted any more."""

    __tablename__ = "ended_session"

    mark: Mapped[str] = mapped_column("session_mark", String(40), primary_key=True)
    ends_at: Mapped[datetime]


class TokenRow(Operations):
    """A token of an account for programs and walls, by its hash."""

    __tablename__ = "account_token"

    number: Mapped[int] = mapped_column("token_no", primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column("mark_hash", String(64), index=True)
    account: Mapped[str] = mapped_column("account_name", String(40))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class FailedAddressRow(Operations):
    """The sign-ins that failed from an address."""

    __tablename__ = "failed_address"

    address: Mapped[str] = mapped_column("client_address", String(45), primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    failed_at: Mapped[datetime]


class AuditRow(Operations):
    """One entry of the audit log; `seal` covers it and the seal before it."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column("entry_no", primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[str] = mapped_column("account_name", String(40))
    address: Mapped[str] = mapped_column("client_address", String(45))
    what: Mapped[str] = mapped_column("action_key", String(30))
    about: Mapped[str] = mapped_column(String(400))
    region: Mapped[str | None] = mapped_column("region_code", String(9))
    before: Mapped[str | None] = mapped_column("before_text", LONG_TEXT)
    after: Mapped[str | None] = mapped_column("after_text", LONG_TEXT)
    seal: Mapped[str] = mapped_column(String(64))
