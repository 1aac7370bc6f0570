"""What a failing database or disk means to whoever waits: busy, full, locked away, moved or gone, each with its way out."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from data.errors import StoreError
from data.store import Store

FULL = "磁盘已满，这次没有写入。请管理员清出空间（导出文件、旧备份、日志），不必重启，清出后再试。"
READ_ONLY = "数据库只能读不能写，这次没有写入。请管理员检查数据库文件、所在文件夹和磁盘的权限。"
DAMAGED = "数据库文件读不下去，可能已损坏。请管理员停止服务，用 cockpit check 检查，必要时从备份恢复。"
AWAY = "数据库没有应答，请稍后再试；持续如此请检查 COCKPIT_DATABASE_URL。"
BUSY = "数据库正在写入别的内容（多半是一次装载），这次没有写入。填好的内容都在，请过一会儿再按一次。"
SIGNS = (
    (("disk is full", "no space left", "disk full", "could not extend file", "quota exceeded"), FULL),
    (("readonly database", "read-only"), READ_ONLY),
    (("malformed", "not a database"), DAMAGED),
)
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})


def outage(error: SQLAlchemyError, busy: str = BUSY) -> StoreError:
    """Return what an error of the database means, `busy` where another writer holds it or came first."""
    said = str(getattr(error, "orig", None) or error).lower()
    found = next((words for signs, words in SIGNS if any(sign in said for sign in signs)), None)
    is_busy = isinstance(error, IntegrityError) or "lock" in said
    return StoreError(found or (busy if is_busy else AWAY))


def is_full(error: OSError) -> bool:
    """Say whether a file could not be written because the disk is full."""
    return error.errno in FULL_DISK


def check_in_place(store: Store) -> None:
    """Raise StoreError where the database is a file that was moved away or deleted while it is open."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        raise StoreError(f"数据库文件 {url.database} 已不在原处。请把它放回去，或改 COCKPIT_DATABASE_URL 后重启。")
