"""A copy of the whole database, made while it is in use."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from data.errors import StoreError
from data.reasons import Reason
from data.store.outage import FULL, is_damage, is_full, reason_of
from data.store.sqlite_file import make_private
from data.store.store import Store

_FOLDER = "请看文件夹在不在、能不能写，磁盘还有没有空间。"


def back_up(store: Store, path: Path) -> None:
    """Write what the store holds at this moment into a new SQLite file; reading and loading go on meanwhile.

    The file gets its name only once it is complete. Raises StoreError when it is there already, when it cannot be written,
    for a store without any load, and for a database server, which has tools of its own.
    """
    if store.engine.dialect.name != "sqlite":
        raise StoreError(
            f"{store.engine.dialect.name} 数据库请用它自己的工具备份，例如 pg_dump；这里只备份 SQLite 文件。"
        )
    if store.version() == 0:
        raise StoreError(
            f"{store.engine.url.database} 是空库，没有什么可备份。请看 COCKPIT_DATABASE_URL；"
            "设置写在 .env 里的，请先进入它所在的文件夹再执行。"
        )
    if path.exists():
        raise StoreError(f"{path} 已经有了，不会覆盖它。请换一个文件名，例如带上日期。")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_private(part)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM INTO :path"), {"path": str(part)})
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(path)
    except (DatabaseError, OSError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"备份没有写成：{path}：{_why(store, error)}") from error


def _why(store: Store, error: DatabaseError | OSError) -> Reason | str:
    """Return what stopped a backup and the way out."""
    if isinstance(error, OSError):
        return FULL if is_full(error) else _FOLDER
    if is_damage(error):
        return (
            f"数据库文件 {store.engine.url.database} 已损坏，不能备份。请停止服务和装载，留好以前的备份，"
            "用最近的一份恢复，再补装之后的文件；cockpit check 说明哪里损坏，办法见 docs/running.md。"
        )
    return FULL if reason_of(error) == FULL else _FOLDER
