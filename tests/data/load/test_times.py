"""When the newest load was made, also where the clock of an earlier one was wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from dashboard.cli.check import future_load
from dashboard.settings import Settings
from data import clock
from data.readings.shown_day import latest_load
from data.store import Store
from tests.data.feeds import DAY, HEADER, XIXING, binjiang_store, load, write_csv


def loaded(store: Store, folder: Path, done: int) -> None:
    load(store, write_csv(folder / f"{done}.csv", [HEADER, [DAY, XIXING, 100, done]]))


def put_off(store: Store, days: int) -> None:
    """Let all loads have been made so many days from now."""
    moment = clock.utc_now() + timedelta(days=days)
    with store.engine.begin() as connection:
        connection.execute(update(store.schema.loads).values(loaded_at=moment))


def test_a_wrong_clock_is_over_with_the_next_load(tmp_path: Path) -> None:
    """The newest load by number says how old the data is, not the latest time."""
    store = binjiang_store(tmp_path)
    loaded(store, tmp_path, 1)
    put_off(store, 2000)

    loaded(store, tmp_path, 2)

    newest = store.newest_load()
    assert newest is not None
    assert newest.loaded_at - clock.now() < timedelta(minutes=1)
    assert list(future_load(store, Settings())) == []


def test_a_load_made_in_the_future_is_found(tmp_path: Path) -> None:
    """The check says that no one knows how old the data is."""
    store = binjiang_store(tmp_path)
    loaded(store, tmp_path, 1)
    put_off(store, 2000)

    (finding,) = future_load(store, Settings())

    assert finding.is_error
    assert "晚于现在" in finding.text


def test_a_load_dated_later_than_now_has_no_age(tmp_path: Path) -> None:
    """Some minutes are the clocks of two servers, and no age at all."""
    store = binjiang_store(tmp_path)
    loaded(store, tmp_path, 1)
    entry = latest_load(store)
    assert entry is not None

    ages = [entry.age(entry.loaded_at + timedelta(minutes=minutes)) for minutes in (-6, -4, 0, 3)]

    assert ages == [None, timedelta(0), timedelta(0), timedelta(minutes=3)]
