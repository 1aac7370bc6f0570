"""The fleet: what each wall last reported, and the orders given to it from a remote.

A wall's report and an order are one short row each. On SQLite, where a load holds the one write lock, a report gives
up at once and an order after a moment: neither ever keeps a load waiting.

A wall belongs to the region that it shows: those whose scope that region is within see it and command it. The account of a
wall does so under its own name alone, which no other account may take from it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, and_, delete, func, insert, not_, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from data.audit import Action, record
from data.errors import AlreadyThere, OutOfScope, StillReporting, StoreError, UnknownWall
from data.reasons import Reason
from data.regions.scope import is_within, region_in_scope
from data.schema.operations import WallOrderRow, WallReportRow
from data.store import Store
from data.store.outage import outage
from data.viewer import Viewer

SILENT_AFTER = timedelta(minutes=2)
FORGOTTEN_AFTER = timedelta(days=30)
TAB = "tab-"  # how the names begin that browsers give themselves: windows without a wall's name
TAB_KEPT = timedelta(minutes=10)
FORGOTTEN = "forgotten"  # what the row of a wall that was taken off the list says; its argument is who did it
ORDER_HOLDS = timedelta(minutes=1)  # an older order is not carried out: no one is at the remote any more
ORDER_KEPT = timedelta(days=1)
MOST_WALLS = 500
BUSY_ORDER = Reason("database.busy_order")
REPORT_WAITS, ORDER_WAITS = 0.05, 1.0  # seconds for another writer


class WallOrder(StrEnum):
    """The orders a wall can be given."""

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
    ACKNOWLEDGE_LISTED = "ack_listed"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Report:
    """A wall's report. `wall` is the file of its scenes, empty for the first; `heap_mb` None where unknown.

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

    @property
    def is_named(self) -> bool:
        """Say whether someone named the wall, in its address or from a remote."""
        return not self.name.startswith(TAB)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A wall that was taken off the list."""

    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """An order with its number, which counts up wall by wall."""

    number: int
    what: WallOrder
    argument: str


def put_report(store: Store, viewer: Viewer, report: Report) -> bool:
    """Keep a wall's newest report; False when a load was writing, the next report comes in seconds.

    Walls not seen for 30 days are forgotten, windows without a name after ten minutes. Raises OutOfScope for a region or a
    name that is not the viewer's, AlreadyThere where a wall elsewhere has the name, StoreError for a new one when there are
    too many of its kind.
    """
    check_name(viewer, report.name)
    region_in_scope(store.regions, report.region, viewer)
    row = {**asdict(report), "is_held": int(report.is_held), "is_dark": int(report.is_dark)}
    try:
        with store.writing_briefly(REPORT_WAITS) as connection:
            _check_free(connection, store, viewer, report.name)
            again = update(WallReportRow).where(WallReportRow.name == report.name).values(row)
            if connection.execute(again).rowcount:
                return True
            is_tab = WallReportRow.name.startswith(TAB, autoescape=True)
            is_old = or_(
                WallReportRow.seen_at < report.seen_at - FORGOTTEN_AFTER,
                and_(is_tab, WallReportRow.seen_at < report.seen_at - TAB_KEPT),
            )
            gone = select(WallReportRow.name).where(is_old)
            connection.execute(delete(WallOrderRow).where(WallOrderRow.name.in_(gone), WallOrderRow.what != FORGOTTEN))
            connection.execute(delete(WallReportRow).where(is_old))
            of_kind = select(func.count(WallReportRow.name)).where(not_(is_tab) if report.is_named else is_tab)
            if connection.execute(of_kind).scalar_one() >= MOST_WALLS:
                raise StoreError(Reason("wall.too_many", {"most": MOST_WALLS}))
            connection.execute(insert(WallReportRow).values(row))
    except IntegrityError:
        return False
    except OperationalError as error:
        if "lock" in str(error.orig).lower():
            return False
        raise
    return True


def check_name(viewer: Viewer, name: str) -> None:
    """Raise OutOfScope where the account of a wall uses another name than its own."""
    if viewer.is_wall and name != viewer.account:
        raise OutOfScope(Reason("wall.own_name", {"name": viewer.account}))


def _check_free(connection: Connection, store: Store, viewer: Viewer, name: str) -> None:
    """Raise AlreadyThere where a wall outside a viewer's scope has a name; the account of a wall takes its own back."""
    region = connection.execute(select(WallReportRow.region).where(WallReportRow.name == name)).scalar()
    if region is not None and not viewer.is_wall and not is_within(store.regions, region, viewer.scope):
        raise AlreadyThere(Reason("wall.name_elsewhere", {"name": name}))


def reports(store: Store, scope: str) -> list[Report]:
    """Return the newest report of every wall within a scope that has a name, by name."""
    return [report for report in _all_reports(store, scope) if report.is_named]


def tabs(store: Store, scope: str, now: datetime) -> list[Report]:
    """Return the newest reports of windows without a name that show a wall within a scope now."""
    return [report for report in _all_reports(store, scope) if not report.is_named and not report.is_silent(now)]


def is_taken(store: Store, name: str) -> bool:
    """Say whether a wall has a name, in whichever scope."""
    with Session(store.engine) as session:
        return session.get(WallReportRow, name) is not None


def _all_reports(store: Store, scope: str) -> list[Report]:
    with Session(store.engine) as session:
        found = [_report(row) for row in session.scalars(select(WallReportRow).order_by(WallReportRow.name))]
    return [report for report in found if is_within(store.regions, report.region, scope)]


def forget(store: Store, viewer: Viewer, name: str, now: datetime) -> None:
    """Take a wall off the list and record who did; raises UnknownWall, StillReporting, StoreError while a load is writing."""
    report = report_of(store, viewer.scope, name)
    if not report.is_silent(now):
        raise StillReporting(Reason("wall.still_reporting", {"name": name}))
    try:
        with store.writing_briefly(ORDER_WAITS) as connection:
            connection.execute(delete(WallReportRow).where(WallReportRow.name == name))
            _put_order(connection, report, FORGOTTEN, viewer.signature[:60], now)
            record(store, connection, Action.WALL_ORDER, f"{name} {FORGOTTEN}")
    except (OperationalError, IntegrityError) as error:
        raise StoreError(Reason("wall.busy")) from error


def forgotten(store: Store, scope: str, most: int) -> list[Forgotten]:
    """Return the walls within a scope taken off the list, the last first."""
    asked = select(WallOrderRow).where(WallOrderRow.what == FORGOTTEN)
    with Session(store.engine) as session:
        rows = session.scalars(asked.order_by(WallOrderRow.given_at.desc(), WallOrderRow.name))
        found = [row for row in rows if is_within(store.regions, row.region_code, scope)]
        return [Forgotten(row.name, row.argument, row.given_at) for row in found[:most]]


def report_of(store: Store, scope: str, name: str) -> Report:
    """Return the newest report of a wall within a scope; raises UnknownWall."""
    with Session(store.engine) as session:
        row = session.get(WallReportRow, name)
        if row is not None and is_within(store.regions, row.region, scope):
            return _report(row)
    known = tuple(report.name for report in reports(store, scope))
    hint = Reason("wall.reported", {"names": known}) if known else Reason("wall.none_reported")
    raise UnknownWall(Reason("wall.unknown", {"name": name, "hint": hint}))


def give_order(store: Store, wall: Report, what: WallOrder, argument: str, now: datetime) -> int:
    """Store an order for the wall of a report and return its number; raises StoreError while a load is writing."""
    is_old = (
        WallOrderRow.name == wall.name,
        WallOrderRow.given_at < now - ORDER_KEPT,
        WallOrderRow.what != FORGOTTEN,
    )
    try:
        with store.writing_briefly(ORDER_WAITS) as connection:
            number = _put_order(connection, wall, what, argument, now)
            connection.execute(delete(WallOrderRow).where(*is_old))
            record(store, connection, Action.WALL_ORDER, f"{wall.name} {what}", after=argument)
    except (OperationalError, IntegrityError) as error:
        raise outage(error, BUSY_ORDER) from error
    return number


def orders_after(store: Store, viewer: Viewer, name: str, after: int, now: datetime) -> tuple[int, list[GivenOrder]]:
    """Return the newest order's number, 0 for none, and the orders after a number that are still to be carried out.

    Only those given to the wall while it showed a region within the viewer's scope. Raises OutOfScope.
    """
    check_name(viewer, name)
    given = select(WallOrderRow).where(WallOrderRow.name == name).order_by(WallOrderRow.order_no)
    with Session(store.engine) as session:
        rows = [row for row in session.scalars(given) if is_within(store.regions, row.region_code, viewer.scope)]
    newest = rows[-1].order_no if rows else 0
    fresh = [
        row for row in rows if row.order_no > after and now - row.given_at <= ORDER_HOLDS and row.what != FORGOTTEN
    ]
    return newest, [GivenOrder(row.order_no, WallOrder(row.what), row.argument) for row in fresh]


def _put_order(connection: Connection, wall: Report, what: str, argument: str, now: datetime) -> int:
    """Write an order after those that a wall has, and return its number."""
    newest = select(func.coalesce(func.max(WallOrderRow.order_no), 0)).where(WallOrderRow.name == wall.name)
    number = connection.execute(newest).scalar_one() + 1
    row = {"name": wall.name, "order_no": number, "what": what, "argument": argument, "given_at": now}
    connection.execute(insert(WallOrderRow).values(**row, region_code=wall.region))
    return number


def _report(row: WallReportRow) -> Report:
    given = {each.name: getattr(row, each.name) for each in fields(Report)}
    return Report(**{**given, "is_held": bool(row.is_held), "is_dark": bool(row.is_dark)})
