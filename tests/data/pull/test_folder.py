"""A watched folder: whole files are taken once, and everything that is odd about one is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data import clock
from data.pull import AnyFeed, FeedState
from data.pull.runs import runs, status
from data.store import Store
from tests.data.feeds import SUPERVISION, XIXING, held
from tests.data.pull.conftest import Clock, Feeds, pulled, report


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The folder into which files are put."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def watched(feed: Feeds, inbox: Path, time: Clock) -> AnyFeed:
    """A feed of that folder whose files are whole once a `.done` is beside them."""
    return feed(kind='"folder"', folder=f'"{inbox}"', glob='"*.csv"', complete='"done"', expected_at='"10:00"')


def put(path: Path, **given: object) -> Path:
    """Put a whole file into a folder."""
    report(path, **given)  # type: ignore[arg-type]
    path.with_name(f"{path.name}.done").touch()
    return path


def test_a_file_in_the_folder_is_loaded(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """Its figures are in the store, under one data version."""
    put(inbox / "a.csv")

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.LOADED, done.message
    assert "3 个单位·日" in done.message
    assert len(held(store, SUPERVISION)) == 3
    assert store.version() == 1


def test_a_file_is_taken_once(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """The next look finds nothing new, although the file is still there."""
    put(inbox / "a.csv")
    pulled(store, watched, tmp_path)

    assert pulled(store, watched, tmp_path).state is FeedState.NOTHING
    assert store.version() == 1


def test_yesterdays_file_again_is_not_loaded(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """Under another name and with another time it is known by its content, and the message names when it came."""
    put(inbox / "a.csv")
    pulled(store, watched, tmp_path)
    put(inbox / "b.csv")

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.SAME
    assert "完全一样" in done.message
    assert "11-23 09:00" in done.message
    assert store.version() == 1


def test_figures_that_are_there_already_make_no_new_version(
    store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path
) -> None:
    """A file with other bytes and the same figures changes nothing; of one with one new figure that alone is written."""
    put(inbox / "a.csv")
    pulled(store, watched, tmp_path)
    path = put(inbox / "b.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("day", "日期"), encoding="utf-8")

    assert pulled(store, watched, tmp_path).state is FeedState.SAME
    assert store.version() == 1
    path = put(inbox / "c.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(f"{XIXING},10,9", f"{XIXING},10,8"), encoding="utf-8")
    done = pulled(store, watched, tmp_path)
    assert "写入 1 个单位·日" in done.message
    assert store.version() == 2


def test_half_a_file_is_refused(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """One with fewer than half of the usual offices is not loaded, and says both numbers and the way out."""
    put(inbox / "a.csv")
    pulled(store, watched, tmp_path)
    put(inbox / "b.csv", day="2026-11-23", offices=(XIXING,))

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.REFUSED
    assert "只有 1 个单位可装，平常有 3 个" in done.message
    assert "partial = true" in done.message
    assert store.version() == 1


def test_half_a_file_is_loaded_where_that_is_usual(
    store: Store, feed: Feeds, inbox: Path, tmp_path: Path, time: Clock
) -> None:
    """`partial = true` says that it is."""
    some = feed(kind='"folder"', folder=f'"{inbox}"', glob='"*.csv"', complete='"done"', partial="true")
    put(inbox / "a.csv")
    pulled(store, some, tmp_path)
    put(inbox / "b.csv", day="2026-11-23", offices=(XIXING,))

    assert pulled(store, some, tmp_path).state is FeedState.LOADED


def test_last_years_file_is_refused(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """It names the newest day in the file and where to allow older ones."""
    put(inbox / "a.csv", day="2025-11-22")

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.REFUSED
    assert "2025-11-22" in done.message
    assert "days_back" in done.message
    assert store.version() == 0


def test_a_file_that_is_still_being_written_waits(
    store: Store, feed: Feeds, inbox: Path, tmp_path: Path, time: Clock
) -> None:
    """Without a `.done` it is taken once two looks found it the same, and not before."""
    unmarked = feed(kind='"folder"', folder=f'"{inbox}"', glob='"*.csv"', settle="30")
    report(inbox / "a.csv", offices=(XIXING,))
    assert pulled(store, unmarked, tmp_path).state is FeedState.WAITING
    time.wait(seconds=31)
    report(inbox / "a.csv")
    assert pulled(store, unmarked, tmp_path).state is FeedState.WAITING
    time.wait(seconds=31)

    done = pulled(store, unmarked, tmp_path)

    assert done.state is FeedState.LOADED
    assert len(held(store, SUPERVISION)) == 3


def test_a_file_about_persons_is_refused_and_not_kept(
    store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path
) -> None:
    """Nothing of it is in our own folder afterwards."""
    path = put(inbox / "a.csv")
    path.write_text("姓名,day,office_code,checkin_due_n\n张三,2026-11-22,330108001,1\n", encoding="utf-8")

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.REFUSED
    assert "个人信息" in done.message
    assert list((tmp_path / "feeds").rglob("*.csv")) == []


def test_refused_rows_are_kept_apart(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """The good rows go in; the others are in a file of our own, which the message names."""
    path = put(inbox / "a.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(f"{XIXING},10,9", f"{XIXING},10,11"), encoding="utf-8")

    done = pulled(store, watched, tmp_path)

    assert done.state is FeedState.LOADED
    (kept,) = (tmp_path / "feeds").rglob("*拒收.csv")
    assert str(kept) in done.message
    assert len(held(store, SUPERVISION)) == 2


def test_a_folder_that_is_away_is_tried_again_and_then_failed(
    store: Store, feed: Feeds, tmp_path: Path, time: Clock
) -> None:
    """The waits double; after the last attempt the run has failed, and the source is asked again by its schedule."""
    gone = feed(kind='"folder"', folder=f'"{tmp_path / "gone"}"', retry="{attempts = 3, wait = 60}")
    waits = []
    for _ in range(2):
        done = pulled(store, gone, tmp_path)
        assert done.state is FeedState.RETRYING
        assert done.again_at is not None
        waits.append((done.again_at - clock.utc_now()).total_seconds())
        time.wait(seconds=waits[-1])

    done = pulled(store, gone, tmp_path)

    assert waits == [60, 120]
    assert done.state is FeedState.FAILED
    assert "试了 3 次" in done.message
    assert done.again_at is None
    assert [run.state for run in runs(store, gone.name, 9)] == [FeedState.FAILED]


def test_yesterdays_figures_are_no_arrival(
    store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path, time: Clock
) -> None:
    """Arrived is what brings a day that was not there before."""
    put(inbox / "a.csv")
    pulled(store, watched, tmp_path)
    first = status(store, watched.name).arrived_at
    time.wait(days=1)
    put(inbox / "b.csv", done=8)
    pulled(store, watched, tmp_path)
    assert status(store, watched.name).arrived_at == first

    put(inbox / "c.csv", day="2026-11-23")
    pulled(store, watched, tmp_path)

    assert status(store, watched.name).arrived_at != first


def test_links_are_not_followed(store: Store, watched: AnyFeed, inbox: Path, tmp_path: Path) -> None:
    """A link in the folder could point to any file that the server can read."""
    put(tmp_path / "secret.csv")
    os.symlink(tmp_path / "secret.csv", inbox / "a.csv")
    (inbox / "a.csv.done").touch()

    assert pulled(store, watched, tmp_path).state is FeedState.NOTHING
