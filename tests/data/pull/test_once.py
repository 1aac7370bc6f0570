"""Each file counts once, whatever ends a run and in whatever order things happen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import clock
from data.load import load_files
from data.pull import AnyFeed, FeedState, load_feeds, pull, register, taking
from data.pull.runs import runs, status
from data.store import Store
from tests.data.feeds import SUPERVISION, TODAY, binjiang_store, held
from tests.data.pull.conftest import OFFICES, Clock, report, stanza

DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "pull", "killed before", "killed after"]),
        st.integers(0, 2),  # the day
        st.integers(1, 10),  # what was done
        st.integers(2, 3),  # of how many offices
    ),
    max_size=12,
)


class Killed(BaseException):
    """The process was ended."""


@contextmanager
def killed(where: str) -> Iterator[None]:
    """End whatever loads a file: inside its transaction, or once that is committed and before anything else."""
    with pytest.MonkeyPatch.context() as patch:
        load, keep = load_files, taking.Taking.keep

        def ended_before(*args: object) -> None:
            keep(*args)  # type: ignore[arg-type]
            raise Killed

        def ended_after(*args: object, **more: object) -> None:
            load(*args, **more)  # type: ignore[arg-type]
            raise Killed

        if where == "before":
            patch.setattr(taking.Taking, "keep", ended_before)
        else:
            patch.setattr(taking, "load_files", ended_after)
        yield


def folder_feed(store: Store, folder: Path) -> AnyFeed:
    """Register a feed of the files in a folder."""
    (folder / "inbox").mkdir(exist_ok=True)
    path = folder / "feeds.toml"
    given = {"kind": '"folder"', "folder": f'"{folder / "inbox"}"', "glob": '"*.csv"', "complete": '"done"'}
    path.write_text(stanza("日报", **given), encoding="utf-8")
    (found,) = load_feeds(path, store.regions)
    register(store, [found])
    return found


@settings(max_examples=10, deadline=None)
@given(steps=STEPS)
def test_any_order_ends_in_the_facts_of_each_file_once(steps: list[Step]) -> None:
    """Runs, ends in the middle and repeated files give what loading each distinct file once, in order, gives."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.setattr(clock, "now", Clock())
        (folder / "other").mkdir()
        store, other = binjiang_store(folder), binjiang_store(folder / "other")
        feed, number, given = folder_feed(store, folder), count(), dict[bytes, Path]()
        for what, day, done, offices in [*steps, ("pull", 0, 0, 0)]:
            match what:
                case "put":
                    path = report(folder / "inbox" / f"{next(number):03}.csv", DAYS[day], done, OFFICES[:offices])
                    os.utime(path, (1e9 + len(list(path.parent.iterdir())),) * 2)
                    path.with_name(f"{path.name}.done").touch()
                    given.setdefault(path.read_bytes(), path)
                case "pull":
                    pull(store, feed, folder / "feeds")
                case _:
                    try:
                        with killed(what.removeprefix("killed ")):
                            pull(store, feed, folder / "feeds")
                    except Killed:
                        pass

        for path in given.values():
            load_files(other, [path], today=TODAY)

        assert held(store, SUPERVISION) == held(other, SUPERVISION)
        assert store.version() <= len(given)
        for each in (store, other):
            each.engine.dispose()


KILL_ITSELF = """
import os, signal, sys
from pathlib import Path
from data.pull import load_feeds, pull, taking
from tests.data.feeds import binjiang_store
from data import clock
from datetime import datetime
clock.now = lambda: datetime(2026, 11, 23, 9, tzinfo=clock.SHANGHAI)
folder = Path(sys.argv[1])
keep = taking.Taking.keep
def end(*args):
    keep(*args)
    os.kill(os.getpid(), signal.SIGKILL)
taking.Taking.keep = end
store = binjiang_store(folder)
(feed,) = load_feeds(folder / "feeds.toml", store.regions)
pull(store, feed, folder / "feeds")
"""


def test_a_process_killed_within_the_load_leaves_nothing_of_it(tmp_path: Path, time: Clock) -> None:
    """Its lock is gone with it; the next run loads the file, and what was fetched before is not left over."""
    store = binjiang_store(tmp_path)
    feed = folder_feed(store, tmp_path)
    report(tmp_path / "inbox" / "a.csv")
    (tmp_path / "inbox" / "a.csv.done").touch()

    ended = subprocess.run([sys.executable, "-c", KILL_ITSELF, tmp_path], check=False)

    assert ended.returncode == -signal.SIGKILL
    assert (store.version(), runs(store, feed.name, 9)) == (0, [])
    assert status(store, feed.name).state is FeedState.RUNNING
    assert pull(store, feed, tmp_path / "feeds").state is FeedState.LOADED
    assert store.version() == 1
    assert not (tmp_path / "feeds" / feed.name / "now").exists()


def test_two_machines_load_a_file_once(tmp_path: Path, time: Clock) -> None:
    """Each has a lock of its own; the second finds under the store's lock that the file was taken."""
    store = binjiang_store(tmp_path)
    feed = folder_feed(store, tmp_path)
    report(tmp_path / "inbox" / "a.csv")
    (tmp_path / "inbox" / "a.csv.done").touch()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.pull.pulling.marks", lambda store, name: frozenset())  # both asked before either loaded
        first, second = (pull(store, feed, tmp_path / name) for name in ("one", "two"))

    assert (first.state, second.state) == (FeedState.LOADED, FeedState.SAME)
    assert store.version() == 1
