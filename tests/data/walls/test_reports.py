"""The fleet: reports and orders, beside a load that is writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from data.errors import StillReporting, StoreError, UnknownWall
from data.store import Store
from data.store.seeding import clear
from data.store.sqlite_file import BUSY_SECONDS
from data.walls import Report
from data.walls import reports as walls
from data.walls.reports import (
    WallOrder,
    forget,
    forgotten,
    give_order,
    orders_after,
    put_report,
    report_of,
    reports,
    tabs,
)
from tests.conftest import opened
from tests.viewers import root, staff

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC).replace(tzinfo=None)
HALL = Report(
    name="hall-1",
    region="330900",
    wall="command",
    scene="overview",
    version=3,
    build="0a1b2c",
    heap_mb=120,
    painted_at=NOW,
    browser="Chromium 140",
    screen="3840×2160@1",
    is_held=False,
    is_dark=False,
    seen_at=NOW,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of Zhoushan."""
    return opened(tmp_path / "walls.db")


def test_the_newest_report_is_kept(store: Store) -> None:
    """A wall has one report, its newest."""
    put_report(store, staff(store), HALL)
    put_report(store, staff(store), replace(HALL, scene="alerts", is_held=True, heap_mb=None))

    assert reports(store, root(store)) == [replace(HALL, scene="alerts", is_held=True, heap_mb=None)]


def test_silent_after_two_minutes() -> None:
    """At two minutes a report may still be under way, past them it is missed."""
    assert not HALL.is_silent(NOW + timedelta(minutes=2))
    assert HALL.is_silent(NOW + timedelta(minutes=2, seconds=1))


def test_a_wall_not_seen_for_a_month_is_forgotten(store: Store) -> None:
    """With its orders, when another one comes up."""
    put_report(store, staff(store), HALL)
    give_order(store, HALL, WallOrder.NEXT, "", NOW)

    put_report(store, staff(store), replace(HALL, name="hall-2", seen_at=NOW + timedelta(days=31)))

    assert [report.name for report in reports(store, root(store))] == ["hall-2"]
    assert orders_after(store, staff(store), "hall-1", 0, NOW) == (0, [])


def test_walls_are_not_without_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name more than the most is refused, a known one goes on reporting."""
    monkeypatch.setattr(walls, "MOST_WALLS", 1)
    put_report(store, staff(store), HALL)

    with pytest.raises(StoreError, match="不再接收"):
        put_report(store, staff(store), replace(HALL, name="hall-2"))
    assert put_report(store, staff(store), HALL)


def test_a_window_without_a_name_is_no_wall(store: Store) -> None:
    """It can be led while it is open; it is on no list of walls, and soon after it is closed on none at all."""
    put_report(store, staff(store), HALL)
    put_report(store, staff(store), replace(HALL, name="tab-1"))

    assert [report.name for report in reports(store, root(store))] == ["hall-1"]
    assert [report.name for report in tabs(store, root(store), NOW)] == ["tab-1"]
    assert tabs(store, root(store), NOW + timedelta(minutes=3)) == []
    assert report_of(store, root(store), "tab-1").scene == "overview"


def test_windows_without_a_name_leave_room_for_walls(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are open, a wall is taken; after ten minutes a closed one is gone."""
    monkeypatch.setattr(walls, "MOST_WALLS", 1)
    put_report(store, staff(store), replace(HALL, name="tab-1"))

    assert put_report(store, staff(store), HALL)
    assert put_report(store, staff(store), replace(HALL, name="tab-2", seen_at=NOW + timedelta(minutes=11)))
    with pytest.raises(UnknownWall):
        report_of(store, root(store), "tab-1")


def test_a_wall_is_taken_off_the_list(store: Store) -> None:
    """By whom and when stays, also past the day that orders are kept."""
    put_report(store, staff(store), HALL)
    later = NOW + timedelta(minutes=5)

    forget(store, staff(store, "值班"), "hall-1", later)
    put_report(store, staff(store), replace(HALL, seen_at=later))
    give_order(store, HALL, WallOrder.NEXT, "", later + timedelta(days=3))

    assert [(each.name, each.by, each.at) for each in forgotten(store, root(store), 5)] == [("hall-1", "值班", later)]


def test_a_forgotten_wall_that_comes_back_is_given_no_order(store: Store) -> None:
    """The note of its leaving is not for it to carry out; its numbers go on."""
    put_report(store, staff(store), HALL)
    later = NOW + timedelta(minutes=5)

    forget(store, staff(store, ""), "hall-1", later)

    assert orders_after(store, staff(store), "hall-1", 0, later) == (1, [])
    assert reports(store, root(store)) == []


def test_a_wall_that_reports_is_not_forgotten(store: Store) -> None:
    """It would be back with its next report: it says so and what to do."""
    put_report(store, staff(store), HALL)

    with pytest.raises(StillReporting, match="先关掉"):
        forget(store, staff(store, ""), "hall-1", NOW)
    with pytest.raises(UnknownWall):
        forget(store, staff(store, ""), "hall-9", NOW)


def test_an_unknown_wall_names_those_known(store: Store) -> None:
    """The message helps to find a mistyped name."""
    put_report(store, staff(store), HALL)

    with pytest.raises(UnknownWall, match="hall-1"):
        report_of(store, root(store), "hall")


def test_orders_count_up_wall_by_wall(store: Store) -> None:
    """Two presses are two orders, in their order."""
    numbers = [
        give_order(store, replace(HALL, name=name), WallOrder.NEXT, "", NOW) for name in ("hall-1", "hall-1", "hall-2")
    ]

    newest, found = orders_after(store, staff(store), "hall-1", 1, NOW)

    assert numbers == [1, 2, 1]
    assert newest == 2
    assert [(order.number, order.what, order.argument) for order in found] == [(2, WallOrder.NEXT, "")]


def test_an_old_order_is_not_carried_out(store: Store) -> None:
    """A wall that comes back after an hour does not turn for somebody who left; numbers go on."""
    give_order(store, HALL, WallOrder.BLANK, "", NOW)
    later = NOW + timedelta(hours=1)

    assert orders_after(store, staff(store), "hall-1", 0, later) == (1, [])
    assert give_order(store, HALL, WallOrder.SHOW, "", later) == 2


def test_old_orders_go(store: Store) -> None:
    """After a day only the newest are kept, and their numbers go on from there."""
    first = give_order(store, HALL, WallOrder.NEXT, "", NOW)

    assert give_order(store, HALL, WallOrder.NEXT, "", NOW + timedelta(days=2)) > first


def test_a_load_is_neither_waited_for_nor_hurt(store: Store) -> None:
    """While one writes, a report is skipped at once and an order refused in words; afterwards the writer waits as before."""
    put_report(store, staff(store), HALL)
    with store.writing() as load:
        load.execute(store.schema.references["published_figure"].delete())
        asked: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert not put_report(store, staff(store), replace(HALL, scene="alerts"))
        waits = [int(text.rpartition("=")[2]) for text in asked if text.startswith("PRAGMA busy_timeout=")]
        assert waits[0] < 500  # milliseconds
        with pytest.raises(StoreError, match="再按一次"):
            give_order(store, HALL, WallOrder.NEXT, "", NOW)
        assert report_of(store, root(store), "hall-1").scene == "overview"

    assert put_report(store, staff(store), replace(HALL, scene="alerts"))
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_SECONDS * 1000


def test_clearing_figures_keeps_walls(store: Store) -> None:
    """New demo data is no reason to forget the fleet."""
    put_report(store, staff(store), HALL)
    give_order(store, HALL, WallOrder.NEXT, "", NOW)

    clear(store)

    assert [report.name for report in reports(store, root(store))] == ["hall-1"]
    assert orders_after(store, staff(store), "hall-1", 0, NOW)[0] == 1
