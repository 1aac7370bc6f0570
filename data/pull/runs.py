"""How each feed is and what it brought, kept in the database for pages, commands and the next run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data import clock
from data.pull.feeds import AnyFeed
from data.pull.timing import is_late
from data.reasons import InterfaceWord
from data.regions.scope import is_within
from data.schema.feeds import FeedRow, FeedRunRow
from data.store import Store
from data.store.outage import outage

USUAL_RUNS = 10


class FeedState(StrEnum):
    """How a feed is; the values are kept in the database."""

    NEW = "new"
    RUNNING = "running"
    LOADED = "loaded"
    SAME = "same"
    NOTHING = "nothing"
    WAITING = "waiting"
    RETRYING = "retrying"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def word(self) -> InterfaceWord:
        """Its name, Chinese and by the key of its message."""
        return InterfaceWord(_NAMES[self], f"panels.feed_interfaces.state.{self}")


_NAMES = {
    FeedState.NEW: "还没有取过",
    FeedState.RUNNING: "正在取",
    FeedState.LOADED: "已装载",
    FeedState.SAME: "没有新数字",
    FeedState.NOTHING: "没有新文件",
    FeedState.WAITING: "文件还在写",
    FeedState.RETRYING: "取不到，将再试",
    FeedState.REFUSED: "未装载",
    FeedState.FAILED: "取不到",
}
TAKEN = (FeedState.LOADED, FeedState.SAME)
IN_TROUBLE = (FeedState.RETRYING, FeedState.REFUSED, FeedState.FAILED)


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed as it is; `arrived_at` is when figures of a new day came last. All times are those of Shanghai.

    `is_late` says that the figures of today should be there and are not.
    """

    name: str
    region: str
    kind: str
    expected: str
    state: FeedState
    message: str
    failures: int
    looked_at: datetime | None
    again_at: datetime | None
    arrived_at: datetime | None
    newest_day: date | None
    warned_day: date | None
    watermark: str | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class FeedRun:
    """What one fetched file came to, or why nothing was fetched."""

    state: FeedState
    message: str
    started_at: datetime
    file: str = ""
    mark: str | None = None
    sha256: str | None = None
    before: str | None = None
    after: str | None = None
    load_no: int | None = None
    offices: int | None = None


def register(store: Store, feeds: Sequence[AnyFeed]) -> None:
    """Make the feeds of the file known to the database, and forget the others; what each brought is kept."""
    given = {
        each.name: {"region": each.region, "kind": each.kind, "expected": each.expected_at or None} for each in feeds
    }
    held = {each.name: each for each in statuses(store)}
    if given == {
        each.name: {"region": each.region, "kind": each.kind, "expected": each.expected or None}
        for each in held.values()
    }:
        return
    with _writing(store) as session:
        session.execute(delete(FeedRow).where(FeedRow.name.not_in(given)))
        for name, values in given.items():
            if name in held:
                session.execute(update(FeedRow).where(FeedRow.name == name).values(**values))
            else:
                session.add(FeedRow(name=name, state=FeedState.NEW, **values))  # type: ignore[arg-type]
        session.flush()


def statuses(store: Store, region: str = "") -> list[FeedStatus]:
    """Return the feeds within a region, of all of them without one, by name."""
    with store.reading_rows() as session:
        rows = session.scalars(select(FeedRow).order_by(FeedRow.name)).all()
        return [_status(row) for row in rows if not region or is_within(store.regions, row.region, region)]


def status(store: Store, name: str) -> FeedStatus:
    """Return a registered feed as it is."""
    with store.reading_rows() as session:
        return _status(session.scalars(select(FeedRow).where(FeedRow.name == name)).one())


def _status(row: FeedRow) -> FeedStatus:
    looked, again, arrived = (at and clock.shanghai(at) for at in (row.looked_at, row.again_at, row.arrived_at))
    return FeedStatus(
        row.name,
        row.region,
        row.kind,
        row.expected or "",
        FeedState(row.state),
        row.message,
        row.failures,
        looked,
        again,
        arrived,
        row.newest_day,
        row.warned_day,
        row.watermark,
        is_late(row.expected or "", arrived, clock.now()),
    )


def runs(store: Store, name: str, most: int) -> list[FeedRun]:
    """Return what a feed brought, the newest first."""
    asked = select(FeedRunRow).where(FeedRunRow.feed == name).order_by(FeedRunRow.run_no.desc()).limit(most)
    with store.reading_rows() as session:
        return [_run(row) for row in session.scalars(asked)]


def _run(row: FeedRunRow) -> FeedRun:
    return FeedRun(
        FeedState(row.state),
        row.message,
        row.started_at,
        row.file_name or "",
        row.mark,
        row.sha256,
        row.watermark_before,
        row.watermark_after,
        row.load_no,
        row.offices,
    )


def marks(store: Store, name: str) -> frozenset[str]:
    """Return the marks of the files of a feed that were dealt with."""
    with store.reading_rows() as session:
        found = session.scalars(
            select(FeedRunRow.mark).where(FeedRunRow.feed == name, FeedRunRow.mark.is_not(None)).distinct()
        )
        return frozenset(mark for mark in found if mark)


def taken_before(connection: Connection, name: str, sha256: str, *, is_last: bool) -> FeedRun | None:
    """Return the run that first took a content, None where none did; with `is_last` also where another was taken since."""
    asked = select(FeedRunRow).where(FeedRunRow.feed == name, FeedRunRow.state.in_(TAKEN))
    with Session(connection) as session:
        first = session.scalars(asked.where(FeedRunRow.sha256 == sha256).order_by(FeedRunRow.run_no).limit(1)).first()
        last = session.scalars(asked.order_by(FeedRunRow.run_no.desc()).limit(1)).first()
        is_there = first is not None and last is not None and (last.sha256 == sha256 or not is_last)
        return _run(first) if first is not None and is_there else None


def usual_offices(connection: Connection, name: str) -> int:
    """Return of how many offices the last files of a feed were, by their median; 0 without any."""
    asked = (
        select(FeedRunRow.offices)
        .where(FeedRunRow.feed == name, FeedRunRow.offices > 0)
        .order_by(FeedRunRow.run_no.desc())
        .limit(USUAL_RUNS)
    )
    counts = sorted(count or 0 for count in connection.execute(asked).scalars())
    return counts[len(counts) // 2] if counts else 0


def watermark_of(connection: Connection, name: str) -> str | None:
    """Return the watermark of a feed as a connection sees it."""
    return connection.execute(select(FeedRow.watermark).where(FeedRow.name == name)).scalar()


def put_run(connection: Connection, name: str, run: FeedRun, newest_day: date | None = None) -> None:
    """Keep what a file came to, in the transaction that loads it; a file that was taken moves the watermark.

    `newest_day` is the last day that the file has figures of: a later one than ever before is an arrival.
    """
    with Session(connection) as session:
        number = session.scalar(select(func.max(FeedRunRow.run_no)).where(FeedRunRow.feed == name)) or 0
        last = session.get(FeedRunRow, (name, number))
        if last and _said(last) == (run.state, run.message, run.sha256, run.mark):
            last.ended_at = clock.utc_now()  # what is the same each minute is one run
        else:
            session.add(
                FeedRunRow(
                    feed=name,
                    run_no=number + 1,
                    started_at=run.started_at,
                    ended_at=clock.utc_now(),
                    state=run.state,
                    message=run.message,
                    file_name=run.file[:200] or None,
                    mark=run.mark,
                    sha256=run.sha256,
                    watermark_before=run.before,
                    watermark_after=run.after,
                    load_no=run.load_no,
                    offices=run.offices,
                )
            )
        if run.state in TAKEN:
            feed = session.get_one(FeedRow, name)
            feed.watermark = run.after or feed.watermark if feed.watermark == run.before else feed.watermark
            if newest_day and (feed.newest_day is None or newest_day > feed.newest_day):
                feed.newest_day, feed.arrived_at = newest_day, clock.utc_now()
        session.flush()


def _said(row: FeedRunRow) -> tuple[str, str, str | None, str | None]:
    return row.state, row.message, row.sha256, row.mark


def put_run_alone(store: Store, name: str, run: FeedRun) -> None:
    """Keep what a file came to that was not loaded."""
    with _writing(store) as session:
        put_run(session.connection(), name, run)


def put_status(store: Store, name: str, **values: Any) -> None:
    """Change how a feed is, by columns of its row."""
    with _writing(store) as session:
        session.execute(update(FeedRow).where(FeedRow.name == name).values(**values))


@contextmanager
def _writing(store: Store) -> Iterator[Session]:
    """Open a session for a few rows; raises StoreError where a load holds the database for too long."""
    try:
        with store.writing_briefly() as connection, Session(connection) as session:
            yield session
    except OperationalError as error:
        raise outage(error) from error
