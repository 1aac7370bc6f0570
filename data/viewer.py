"""Who is looking and what they may do: passed in from above, never read from a global."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.errors import NotAllowed
from data.reasons import InterfaceWord


class Right(StrEnum):
    """One thing that an account may do; each is named here once and checked once, where it is done."""

    VIEW = "view"
    EXPORT = "export"
    ACKNOWLEDGE = "acknowledge"
    FREEZE = "freeze"
    EDIT_TASKS = "edit-tasks"
    EDIT_NOTES = "edit-notes"
    EDIT_BRANDS = "edit-brands"
    EDIT_WALLS = "edit-walls"
    LOAD = "load"
    CONFIRM = "confirm"
    SHOW_WALL = "show-wall"
    MAINTAIN = "maintain"
    MANAGE_ACCOUNTS = "manage-accounts"
    GRANT = "grant"
    READ_AUDIT = "read-audit"

    @property
    def word(self) -> InterfaceWord:
        """Its name, Chinese and by the key of its message."""
        return InterfaceWord(_RIGHT_NAMES[self], f"accounts.right.{self}")


class Role(StrEnum):
    """A set of rights that an account is given by name; one account may have several."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    REPORTER = "reporter"
    BRAND_EDITOR = "brand-editor"
    WALL = "wall"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"

    @property
    def word(self) -> InterfaceWord:
        """Its name, Chinese and by the key of its message."""
        return InterfaceWord(_ROLE_NAMES[self], f"accounts.role.{self}")


_RIGHT_NAMES = {
    Right.VIEW: "查看",
    Right.EXPORT: "导出",
    Right.ACKNOWLEDGE: "确认预警",
    Right.FREEZE: "冻结周材料",
    Right.EDIT_TASKS: "编辑任务",
    Right.EDIT_NOTES: "编辑会议记录",
    Right.EDIT_BRANDS: "编辑品牌",
    Right.EDIT_WALLS: "编排大屏",
    Right.LOAD: "报送数据",
    Right.CONFIRM: "确认报送",
    Right.SHOW_WALL: "大屏展示",
    Right.MAINTAIN: "维护系统",
    Right.MANAGE_ACCOUNTS: "管理账号",
    Right.GRANT: "授权",
    Right.READ_AUDIT: "查看审计",
}
_ROLE_NAMES = {
    Role.VIEWER: "查看员",
    Role.ANALYST: "分析员",
    Role.REVIEWER: "会议员",
    Role.REPORTER: "报送员",
    Role.BRAND_EDITOR: "品牌编辑",
    Role.WALL: "大屏",
    Role.SYSTEM: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDIT: "审计管理员",
}

RIGHTS = {
    Role.VIEWER: frozenset({Right.VIEW}),
    Role.ANALYST: frozenset({Right.VIEW, Right.EXPORT}),
    Role.REVIEWER: frozenset(
        {Right.VIEW, Right.ACKNOWLEDGE, Right.FREEZE, Right.EDIT_TASKS, Right.EDIT_NOTES, Right.CONFIRM}
    ),
    Role.REPORTER: frozenset({Right.VIEW, Right.LOAD}),
    Role.BRAND_EDITOR: frozenset({Right.VIEW, Right.EDIT_BRANDS, Right.EDIT_WALLS}),
    Role.WALL: frozenset({Right.SHOW_WALL}),
    Role.SYSTEM: frozenset({Right.MAINTAIN, Right.MANAGE_ACCOUNTS}),
    Role.SECURITY: frozenset({Right.GRANT}),
    Role.AUDIT: frozenset({Right.READ_AUDIT}),
}
ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})  # each alone: none does the work of another
STAFF = frozenset().union(*(RIGHTS[role] for role in Role if role not in ADMINISTRATORS | {Role.WALL}))

EVERYTHING = frozenset(Right) - RIGHTS[Role.WALL]  # of who works at the server's terminal


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account as it looks: its name, the region its scope begins at, and its rights.

    `post` is written beside what the account does, its name without one. `names_siblings` opens the names of the
    regions beside the scope. `sees_small_cells` is for the program's own judgements, never for an account.
    """

    account: str
    scope: str
    rights: frozenset[Right] = frozenset({Right.VIEW})
    post: str = ""
    names_siblings: bool = False
    sees_small_cells: bool = False

    @property
    def signature(self) -> str:
        """Who did something, as it is kept beside it."""
        return self.post or self.account

    @property
    def sight(self) -> str:
        """What answers may depend on, for keys of caches: two viewers of the same sight get the same answers."""
        return f"{self.scope}:{self.names_siblings:d}:{self.sees_small_cells:d}"

    @property
    def is_wall(self) -> bool:
        """Whether the account is that of a screen: it shows, reports and takes orders under its own name alone."""
        return self.rights == RIGHTS[Role.WALL]

    def may(self, right: Right) -> bool:
        """Say whether the account has a right."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Raise NotAllowed where the account does not have a right."""
        if right not in self.rights:
            raise NotAllowed(right.word)


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Return the rights that some roles give together."""
    return frozenset[Right]().union(*(RIGHTS[role] for role in roles))
