"""Which right each command needs: one table, looked at once, before any command begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.errors import DataError
from data.viewer import Right, Viewer

OPEN = frozenset({"user rights"})  # what shows nothing but how the program is made
WHOLE = frozenset(
    {  # what is about the whole cockpit, whoever asks: only an account of the root region may do it
        "run",
        "demo",
        "rollup",
        "backup",
        "check",
        "webhooks",
        "audit verify",
        "audit prune",
    }
)
NEEDED: Mapping[str, tuple[Right, ...]] = {  # where several are named, one of them is enough
    "run": (Right.MAINTAIN,),
    "demo": (Right.MAINTAIN,),
    "rollup": (Right.MAINTAIN,),
    "backup": (Right.MAINTAIN,),
    "check": (Right.MAINTAIN,),
    "webhooks": (Right.MAINTAIN,),
    "load": (Right.LOAD,),
    "withdraw": (Right.LOAD,),
    "pull": (Right.LOAD,),
    "loads list": (Right.VIEW,),
    "loads show": (Right.VIEW,),
    "loads diff": (Right.VIEW,),
    "loads undo": (Right.LOAD,),
    "template": (Right.LOAD,),
    "read": (Right.VIEW,),
    "metrics": (Right.VIEW,),
    "regions": (Right.VIEW,),
    "alerts": (Right.VIEW,),
    "due": (Right.VIEW,),
    "report": (Right.EXPORT,),
    "audit verify": (Right.READ_AUDIT,),
    "audit list": (Right.READ_AUDIT,),
    "audit export": (Right.READ_AUDIT,),
    "audit prune": (Right.READ_AUDIT,),
    "review freeze": (Right.FREEZE,),
    "review list": (Right.VIEW,),
    "review verify": (Right.VIEW,),
    "review step": (Right.EDIT_NOTES,),
    "tasks list": (Right.VIEW,),
    "tasks export": (Right.EXPORT,),
    "tasks import": (Right.EDIT_TASKS,),
    "user add": (Right.MANAGE_ACCOUNTS,),
    "user list": (Right.MANAGE_ACCOUNTS, Right.GRANT),
    "user show": (Right.MANAGE_ACCOUNTS, Right.GRANT),
    "user disable": (Right.MANAGE_ACCOUNTS,),
    "user enable": (Right.MANAGE_ACCOUNTS,),
    "user reset": (Right.MANAGE_ACCOUNTS,),
    "user grant": (Right.GRANT,),
    "user unlock": (Right.GRANT,),
    "user token": (Right.GRANT,),
    "user revoke": (Right.GRANT,),
}


def check_right(command: str, viewer: Viewer, root: str) -> None:
    """Raise DataError, with the way out, where a command is not for a viewer."""
    if command in OPEN:
        return
    rights = NEEDED[command]
    if not any(viewer.may(right) for right in rights):
        names = "或".join(f"“{right.word.zh}”" for right in rights)
        raise DataError(
            f"cockpit {command} 需要{names}的权限，令牌（COCKPIT_TOKEN）的账号 {viewer.account} 没有，未作任何处理。"
            f"请由安全管理员授权（cockpit user grant {viewer.account}），或换一个账号的令牌；各命令的权限见 docs/reference/rights.md。"
        )
    if command in WHOLE and viewer.scope != root:
        raise DataError(
            f"cockpit {command} 是对整个驾驶舱的，令牌（COCKPIT_TOKEN）的账号 {viewer.account} 只到 {viewer.scope} 及其下级，"
            f"未作任何处理。请用范围为 {root} 的账号的令牌，或在服务器上去掉 COCKPIT_TOKEN 执行。"
        )


def check_all_named(commands: Iterable[str]) -> None:
    """Raise LookupError where a command needs no right, or a right is named for one that is not there."""
    found = {*commands}
    if unnamed := found - NEEDED.keys() - OPEN:
        raise LookupError(f"name the right of {', '.join(sorted(unnamed))} in NEEDED of dashboard/cli/rights.py")
    if gone := (NEEDED.keys() | OPEN | WHOLE) - found:
        raise LookupError(f"there is no command {', '.join(sorted(gone))}: take it out of dashboard/cli/rights.py")
