"""What a database says when it cannot go on, in words that name the way out."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

LONGEST = 200
FULL = "磁盘已满，没有写入。请腾出空间（cockpit 的库、var/exports、日志所在的盘），再试一次"
REASONS = (  # what drivers of SQLite, PostgreSQL and MariaDB say
    (("disk is full", "no space left", "disk full", "could not extend file"), FULL),
    (("disk i/o error",), "读写磁盘出错。请检查磁盘是否已满、是否损坏"),
    (("malformed", "not a database", "corrupt", "invalid page"), "数据库文件已损坏。请用最近的备份恢复"),
    (("readonly", "read-only", "permission denied"), "没有写入数据库的权限。请检查文件和文件夹的属主与权限"),
    (("unable to open", "no such file"), "找不到数据库文件，它可能被移走或改名。请核对 COCKPIT_DATABASE_URL"),
    (("locked", "deadlock", "lock timeout", "could not serialize"), "另一次写入正在进行。请待其结束后再试"),
    (
        (
            "refused",
            "could not connect",
            "connection failed",
            "closed the connection",
            "terminating",
            "timeout",
            "can't connect",
        ),
        "数据库没有应答。请检查它是否在运行、网络是否通",
    ),
    (("no such table", "no such column", "does not exist"), "数据库的结构与本程序不符。请核对 COCKPIT_DATABASE_URL"),
)


def reason_of(error: SQLAlchemyError) -> str:
    """Return why the database cannot go on, in Chinese without a full stop; never a statement or its parameters."""
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else type(error).__name__).split())
    for marks, reason in REASONS:
        if any(mark in said.lower() for mark in marks):
            return reason
    return said[:LONGEST].rstrip("。.")
