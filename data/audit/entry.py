"""One entry of the audit log: what it says, its seal, and its line of JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data import clock
from data.audit.action import Action
from data.audit.actor import Actor
from data.errors import DataError
from data.schema.accounts import AuditRow

GENESIS = "0" * 64  # the seal before the first entry
LONGEST_ACCOUNT, LONGEST_ADDRESS, LONGEST_ABOUT = 40, 45, 400
LONGEST_TEXT = 20_000  # of before and after; a longer one is cut, and the hash of the whole is kept
REGION = re.compile(r"\d{6}(\d{3})?")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

COLUMNS = (  # in the order of an entry's fields
    AuditRow.made_at,
    AuditRow.account,
    AuditRow.address,
    AuditRow.what,
    AuditRow.about,
    AuditRow.region,
    AuditRow.before,
    AuditRow.after,
    AuditRow.number,
    AuditRow.seal,
)
ACTIONS = {action.value: action for action in Action}

State = str | Mapping[str, object] | None  # a thing before or after a change; None where there was none or is none


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What somebody did; `made_at` is UTC in whole seconds, without a zone.

    `before` and `after` are texts, or JSON of the fields that differ. Number and seal are given when it is written.
    """

    made_at: datetime
    account: str
    address: str
    action: Action
    about: str
    region: str | None = None
    before: str | None = None
    after: str | None = None
    number: int = 0
    seal: str = ""

    def sealed(self, key: bytes, number: int, previous: str) -> AuditEntry:
        """Return the entry with its number and its seal: the HMAC-SHA-256 of the seal before it and of what it says."""
        numbered = replace(self, number=number)
        return replace(numbered, seal=numbered.seal_after(key, previous))

    def seal_after(self, key: bytes, previous: str) -> str:
        """Return the seal, in hexadecimal, that the entry has to have after another one's."""
        return hmac.new(key, f"{previous}".encode() + self._canonical(), hashlib.sha256).hexdigest()

    @property
    def line(self) -> str:
        """The entry as one line of JSON."""
        return json.dumps({**self._plain(), "seal": self.seal}, ensure_ascii=False, default=str)

    @property
    def row(self) -> dict[str, object]:
        """The entry by the columns of its table."""
        return {
            "number": self.number,
            "made_at": self.made_at,
            "account": self.account,
            "address": self.address,
            "what": self.action.value,
            "about": self.about,
            "region": self.region,
            "before": self.before,
            "after": self.after,
            "seal": self.seal,
        }

    def _canonical(self) -> bytes:
        return json.dumps(
            self._plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        ).encode()

    def _plain(self) -> dict[str, object]:
        return {
            "number": self.number,
            "at": f"{self.made_at.isoformat(timespec='seconds')}Z",
            "account": self.account,
            "address": self.address,
            "action": self.action.value,
            "about": self.about,
            "region": self.region,
            "before": self.before,
            "after": self.after,
        }


class UnreadableEntry(DataError):
    """A line that is no entry as the program writes it."""


def entry_of(
    actor: Actor, action: Action, about: str, region: str = "", change: tuple[State, State] = (None, None)
) -> AuditEntry:
    """Return what somebody does now, in the form that every database keeps: nothing empty, nothing too long."""
    before, after = _differing(*change)
    return AuditEntry(
        clock.utc_now().replace(microsecond=0),
        _kept(actor.account, LONGEST_ACCOUNT),
        _kept(actor.address, LONGEST_ADDRESS),
        action,
        _kept(about, LONGEST_ABOUT),
        region if REGION.fullmatch(region) else None,
        _text(before),
        _text(after),
    )


def entry_in(row: Sequence[Any]) -> AuditEntry:
    """Return the entry that the `COLUMNS` of a row hold; one that is no entry any more does not fit its seal."""
    made_at, account, address, what, *rest = row
    return AuditEntry(made_at, account, address, ACTIONS.get(what, Action.UNKNOWN), *rest)


def entry_from(line: str) -> AuditEntry:
    """Return the entry that a line of JSON holds; raises UnreadableEntry."""
    try:
        given = json.loads(line)
        return AuditEntry(
            datetime.fromisoformat(given["at"].removesuffix("Z")),
            given["account"],
            given["address"],
            Action(given["action"]),
            given["about"],
            given["region"],
            given["before"],
            given["after"],
            given["number"],
            given["seal"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableEntry(f"这一行不是审计条目：{line[:80]}") from error


def _differing(before: State, after: State) -> tuple[State, State]:
    """Return two states without the fields that are the same in both."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return before, after
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in changed}, {key: after.get(key) for key in changed}


def _text(state: State) -> str | None:
    if state is None:
        return None
    text = state if isinstance(state, str) else json.dumps(state, ensure_ascii=False, default=str)
    if len(text) > LONGEST_TEXT:
        mark = hashlib.sha256(text.encode(errors="replace")).hexdigest()
        text = f"{text[:LONGEST_TEXT]}…（共 {len(text)} 字，SHA-256 {mark}）"
    return UNKEEPABLE.sub("\ufffd", text) or None


def _kept(text: str, longest: int) -> str:
    return UNKEEPABLE.sub("\ufffd", text)[:longest].strip() or "-"
