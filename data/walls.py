"""The fleet: what each wall last reported, and the orders given to it from a remote.

A wall's report and an order are one short row each. On SQLite, where a load holds the one write lock, a report gives
way at once and an order after a moment: neither ever keeps a load waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from data.errors import DataError, StoreError
from data.outage import outage
from data.sqlite_file import BUSY_SECONDS
from data.store import Store

SILENT_AFTER = timedelta(minutes=2)
FORGOTTEN_AFTER = timedelta(days=30)
ORDER_HOLDS = timedelta(minutes=1)  # an older order is not carried out: nobody stands at the remote any more
ORDER_KEPT = timedelta(days=1)
MOST_WALLS = 500
BUSY_ORDER = "数据库正在写入别的内容，这条指令没有送出。请过几秒再按一次。"
REPORT_WAITS, ORDER_WAITS = 0.05, 1.0  # seconds for another writer


class Order(StrEnum):
    """What a wall can be told from afar."""

    NEXT = "next"
    PREVIOUS = "previous"
    HOLD = "hold"
    RESUME = "resume"
    SCENE = "scene"
    WALL = "wall"
    REGION = "region"
    BLANK = "blank"
    SHOW = "show"
    PLAY = "play"
    ALERT = "alert"
    ACKNOWLEDGE = "acknowledge"


class UnknownWall(DataError):
    """A wall that has not reported."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a wall says of itself. `wall` is the file of its scenes, empty for the first; `heap_mb` None where unknown.

    `painted_at` and `seen_at` are by the server's clock, in UTC without a zone, as everything in the store.
    """

    name: str
    region: str
    wall: str
    scene: str
    version: int
    build: str
    heap_mb: int | None
    painted_at: datetime | None
    browser: str
    screen: str
    is_held: bool
    is_dark: bool
    seen_at: datetime

    def is_silent(self, now: datetime) -> bool:
        """Say whether the wall has not reported for longer than it may."""
        return now - self.seen_at > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """An order with its number, which counts up wall by wall."""

    number: int
    what: Order
    argument: str


def utc_now() -> datetime:
    """Return the moment in UTC without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def put_report(store: Store, report: Report) -> bool:
    """Keep a wall's newest report; False when a load was writing, the next report comes in seconds.

    Walls not seen for 30 days are forgotten. Raises StoreError for a new wall when there are too many.
    """
    reports, orders = store.schema.wall_reports, store.schema.wall_orders
    row = {**asdict(report), "is_held": int(report.is_held), "is_dark": int(report.is_dark)}
    try:
        with writing(store, REPORT_WAITS) as connection:
            known = connection.execute(update(reports).where(reports.c.name == report.name).values(row)).rowcount
            if known:
                return True
            gone = select(reports.c.name).where(reports.c.seen_at < report.seen_at - FORGOTTEN_AFTER)
            connection.execute(delete(orders).where(orders.c.name.in_(gone)))
            connection.execute(delete(reports).where(reports.c.seen_at < report.seen_at - FORGOTTEN_AFTER))
            if connection.execute(select(func.count()).select_from(reports)).scalar_one() >= MOST_WALLS:
                raise StoreError(f"报到的大屏已有 {MOST_WALLS} 块，不再接收新的。30 天未报到的会自动清除。")
            connection.execute(insert(reports).values(row))
    except IntegrityError:
        return False
    except OperationalError as error:
        if "lock" in str(error.orig).lower():
            return False
        raise
    return True


def reports(store: Store) -> list[Report]:
    """Return the newest report of every wall, by name."""
    table = store.schema.wall_reports
    with store.engine.connect() as connection:
        return [_report(row) for row in connection.execute(select(table).order_by(table.c.name))]


def report_of(store: Store, name: str) -> Report:
    """Return a wall's newest report; raises UnknownWall."""
    table = store.schema.wall_reports
    with store.engine.connect() as connection:
        row = connection.execute(select(table).where(table.c.name == name)).one_or_none()
    if row is None:
        known = "、".join(report.name for report in reports(store))
        raise UnknownWall(
            f"没有名为“{name}”的大屏报到过。{f'已报到的有：{known}。' if known else '还没有大屏报到过。'}"
        )
    return _report(row)


def give_order(store: Store, name: str, what: Order, argument: str, now: datetime) -> int:
    """Put down an order for a wall and return its number; raises StoreError while a load is writing."""
    orders = store.schema.wall_orders
    of_wall = select(func.coalesce(func.max(orders.c.order_no), 0)).where(orders.c.name == name)
    try:
        with writing(store, ORDER_WAITS) as connection:
            number: int = connection.execute(of_wall).scalar_one() + 1
            connection.execute(
                insert(orders).values(name=name, order_no=number, what=what, argument=argument, given_at=now)
            )
            connection.execute(delete(orders).where(orders.c.name == name, orders.c.given_at < now - ORDER_KEPT))
    except (OperationalError, IntegrityError) as error:
        raise outage(error, BUSY_ORDER) from error
    return number


def orders_after(store: Store, name: str, after: int, now: datetime) -> tuple[int, list[GivenOrder]]:
    """Return the newest order's number, 0 for none, and the orders after a number that are still to be carried out."""
    orders = store.schema.wall_orders
    given = select(orders.c.order_no, orders.c.what, orders.c.argument, orders.c.given_at).where(orders.c.name == name)
    with store.engine.connect() as connection:
        rows = connection.execute(given.order_by(orders.c.order_no)).all()
    newest = rows[-1].order_no if rows else 0
    fresh = [row for row in rows if row.order_no > after and now - row.given_at <= ORDER_HOLDS]
    return newest, [GivenOrder(row.order_no, Order(row.what), row.argument) for row in fresh]


def _report(row: Row[Any]) -> Report:
    given = {each.name: getattr(row, each.name) for each in fields(Report)}
    return Report(**{**given, "is_held": bool(given["is_held"]), "is_dark": bool(given["is_dark"])})


@contextmanager
def writing(store: Store, seconds: float) -> Iterator[Connection]:
    """Open a transaction that waits for another writer only so long; raises OperationalError after that."""
    is_sqlite = store.engine.dialect.name == "sqlite"
    with store.engine.begin() as connection:
        if is_sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")
        try:
            yield connection
        finally:
            if is_sqlite:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
