"""An account: its name, what it may do and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from data.errors import DataError
from data.reasons import InterfaceWord, Reason
from data.text.free import person_number, text_fault
from data.viewer import ADMINISTRATORS, STAFF, Role, Viewer, rights_of

NAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{0,39}")
WALL_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")  # as walls report
DEMO = "demo"
LONGEST_POST = 40  # characters
TAKEN = frozenset({"operator", DEMO})  # the terminal, and the account of a demonstration


class UnfitAccount(DataError):
    """An account that cannot be kept as it was given; `reason` says why and what can."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is kept, times in UTC without a zone; its password and second factor stay in the store.

    `generation` counts the moments at which all of its sessions ended.
    """

    name: str
    region: str
    roles: frozenset[Role]
    post: str = ""
    subject: str = ""
    is_disabled: bool = False
    must_change: bool = False
    has_second_factor: bool = False
    locked_until: datetime | None = None
    made_at: datetime | None = None
    generation: int = 0
    edition: int = 0

    def viewer(self, *, names_siblings: bool = False) -> Viewer:
        """Return the account as it looks; `names_siblings` opens the names of the regions beside its own."""
        rights = STAFF if self.name == DEMO else rights_of(self.roles)
        return Viewer(self.name, self.region, rights, self.post, names_siblings)


def check_account(name: str, roles: frozenset[Role], post: str = "") -> None:
    """Raise UnfitAccount for a name or post that cannot be used, or roles that one account must not have together.

    An account without roles can sign in, and waits for the security administrator.
    """
    if not NAME.fullmatch(name) or person_number(name) or name in TAKEN:
        raise UnfitAccount(Reason("account.name", {"name": name[:40]}))
    if fault := text_fault(post, InterfaceWord("岗位", "accounts.post"), LONGEST_POST):
        raise UnfitAccount(fault)
    if Role.WALL in roles and not WALL_NAME.fullmatch(name):
        raise UnfitAccount(Reason("account.wall_name", {"name": name[:40]}))
    alone = sorted(roles & (ADMINISTRATORS | {Role.WALL}))
    if alone and len(roles) > 1:
        raise UnfitAccount(Reason("account.alone", {"role": alone[0].word}))
