"""Takes the rows of a query of a source database, read only, into a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import URL, CursorResult, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from data.pull.feeds import DatabaseFeed
from data.pull.sources.source import (
    CONNECT_SECONDS,
    FETCH_SECONDS,
    Fetched,
    FetchedFile,
    Seen,
    SourceDown,
    SourceRefused,
    write_rows,
)
from data.pull.sources.watermarks import is_figure, later, value_of, written

AT_ONCE = 1000
REFUSALS = ("password authentication", "access denied", "no password supplied", "authentication failed", "pg_hba.conf")


def fetch(feed: DatabaseFeed, seen: Seen, folder: Path) -> Fetched:
    """Return the rows of the query as one file, none where there are none; raises SourceDown or SourceRefused."""
    engine = _engine(feed)
    before = seen.watermark or (written(feed.since) if feed.watermark else None)
    path = folder / f"{feed.name}.csv"
    try:
        with engine.connect() as connection:
            asked = text(feed.query)
            found = connection.execution_options(stream_results=True).execute(
                asked.bindparams(since=_bound(engine, before)) if before else asked
            )
            rows = _QueryRows(feed, found, before)
            write_rows(path, rows.titles, rows.texts(), feed.max_mb)
    except OperationalError as error:
        raise _failed(error) from None
    except SQLAlchemyError as error:
        raise SourceRefused(f"查询出错：{_said(error)}。请核对 url、query 和账号的权限。") from None
    finally:
        engine.dispose()
    return Fetched([FetchedFile(path, watermark=rows.watermark)] if rows.count else [])


def _bound(engine: Engine, kept: str) -> object:
    """Return a watermark as a database compares it: SQLite has times and days as texts."""
    value = value_of(kept)
    return str(value) if engine.dialect.name == "sqlite" and isinstance(value, date) else value


class _QueryRows:
    """The rows of a result as texts; counts them and keeps the largest watermark as they pass."""

    def __init__(self, feed: DatabaseFeed, found: CursorResult[Any], before: str | None) -> None:
        if not found.returns_rows:
            raise SourceRefused("query 没有返回行。请写成 SELECT。")
        self.found, self.watermark, self.count = found, before, 0
        self.titles = [*found.keys()]
        if feed.watermark and feed.watermark not in self.titles:
            raise SourceRefused(f"查询结果里没有 watermark 写的“{feed.watermark}”列。请加进 SELECT。")
        self.at = self.titles.index(feed.watermark) if feed.watermark else None
        self.taken = [at for at, title in enumerate(self.titles) if is_figure(feed, title)]
        self.titles = [self.titles[at] for at in self.taken]

    def texts(self) -> Iterator[Sequence[str]]:
        """Yield the rows as texts, without a watermark that is no figure."""
        for some in self.found.partitions(AT_ONCE):
            self.count += len(some)
            if self.at is not None and self.watermark is not None:
                self.watermark = later(self.watermark, (row[self.at] for row in some))
            yield from ([_text(row[at]) for at in self.taken] for row in some)


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.isoformat(" ")
        case float() | Decimal() if cell == int(cell):
            return str(int(cell))
    return str(cell)


def _engine(feed: DatabaseFeed) -> Engine:
    url = make_url(feed.url)
    if feed.password is not None:
        url = url.set(password=feed.password.value())
    name = url.get_backend_name()
    options: dict[str, Any] = {}
    if name == "sqlite":
        url = _read_only_file(url)
    elif name == "postgresql":
        options["connect_args"] = {
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c statement_timeout={FETCH_SECONDS * 1000} -c default_transaction_read_only=on",
        }
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True, **options)
    except ImportError as error:
        raise SourceRefused(f"没有装数据库驱动 {error.name}。请装好，或换一种 url。") from None
    if name in {"mysql", "mariadb"}:
        event.listen(engine, "connect", _read_only_session)
    return engine


def _read_only_file(url: URL) -> URL:
    """Return the address of a SQLite file that is only read; raises SourceDown where there is none, which SQLite would make."""
    if not url.database or not Path(url.database).is_file():
        raise SourceDown(f"没有数据库文件 {url.database}。请核对路径，或等它恢复。")
    return url.set(database=Path(url.database).absolute().as_uri()).update_query_dict({"mode": "ro", "uri": "true"})


def _read_only_session(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _failed(error: DBAPIError) -> SourceDown | SourceRefused:
    said, whole = _said(error), str(error.orig).lower()
    if any(sign in whole for sign in REFUSALS):
        return SourceRefused(f"数据库不接受这个账号或密码：{said}。请核对 url 里的用户名和 password 所指的密码。")
    if "no such " in whole or "syntax" in whole:
        return SourceRefused(f"查询出错：{said}。请核对 query。")
    return SourceDown(f"连不上数据库：{said}。请核对地址，或等它恢复。")


def _said(error: SQLAlchemyError) -> str:
    """Return the first line of what a driver says: the others are advice to programmers."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return " ".join((lines or [type(error).__name__])[0].split()).rstrip(".")
