"""What a failing database or disk means to the person waiting, with the way out; never a statement of SQL."""

from __future__ import annotations

import errno

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from data.errors import StoreError

LONGEST = 200
FULL = "磁盘已满，这次没有写入。请管理员清出空间（导出文件、旧备份、日志），不必重启，清出后再试。"
AWAY = "数据库没有应答，请稍后再试；持续如此请检查数据库是否在运行，以及 COCKPIT_DATABASE_URL。"
BUSY = "数据库正在写入别的内容（多半是一次装载），这次没有写入。填好的内容都在，请过一会儿再按一次。"
DAMAGED = "数据库文件已损坏。请管理员停止服务，用 cockpit check 检查，必要时用最近的备份恢复。"
SLOW = "这次查询超过了一分钟，已经中止，库里的数据没有变化。请把范围或时段缩小后再试；持续如此请告知维护人员。"
SIGNS = (  # what the drivers of SQLite, PostgreSQL and MariaDB say
    (("disk is full", "no space left", "disk full", "could not extend file", "quota exceeded"), FULL),
    (
        ("readonly", "read-only", "permission denied"),
        "数据库只能读不能写，这次没有写入。请管理员检查数据库文件、所在文件夹和磁盘的权限。",
    ),
    (
        ("not a database",),
        "这不是数据库文件。请检查 COCKPIT_DATABASE_URL；确是数据库的，文件开头已损坏，请用最近的备份恢复。",
    ),
    (("interrupted", "statement timeout"), SLOW),
    (("malformed", "invalid page", "corrupt"), DAMAGED),
    (("disk i/o error",), "读写磁盘出错。请管理员检查磁盘是否已满、是否损坏。"),
    (
        ("unable to open", "no such file"),
        "找不到数据库文件，它可能被移走或改名。请放回原处，或核对 COCKPIT_DATABASE_URL。",
    ),
    (
        ("no such table", "no such column", "does not exist"),
        "数据库的结构与本程序不符。请核对 COCKPIT_DATABASE_URL，升级后请重启服务。",
    ),
)
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})


def reason_of(error: SQLAlchemyError, busy: str = BUSY) -> str:
    """Return what an error of the database means, `busy` where another writer holds it or came first."""
    said = str(getattr(error, "orig", None) or type(error).__name__).lower()
    found = next((words for signs, words in SIGNS if any(sign in said for sign in signs)), None)
    is_busy = isinstance(error, IntegrityError) or "lock" in said
    return found or (busy if is_busy else AWAY)


def outage(error: SQLAlchemyError, busy: str = BUSY) -> StoreError:
    """Return an error of the database as one that a caller may show, with what `reason_of` says."""
    return StoreError(reason_of(error, busy))


def is_damage(error: SQLAlchemyError) -> bool:
    """Say whether an error of the database means that its file is damaged."""
    return reason_of(error) == DAMAGED


def is_full(error: OSError) -> bool:
    """Say whether a file could not be written because the disk is full."""
    return error.errno in FULL_DISK
