"""A store of one county, a clock that tests move on, and feeds as a file of them would describe them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data import clock
from data.pull import AnyFeed, Pulled, load_feeds, pull, register
from data.store import Store
from tests.data.feeds import BINJIANG, CHANGHE, HEADER, PUYAN, XIXING, binjiang_store, csv_text

OFFICES = (XIXING, CHANGHE, PUYAN)


class Clock:
    """The moment that it is, for all of the product."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **passed: float) -> None:
        """Let some time pass."""
        self.moment += timedelta(**passed)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday, 2026-11-23 at 9 o'clock, until a test moves on."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved)
    return moved


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A county without figures."""
    return binjiang_store(tmp_path)


def stanza(name: str, **given: object) -> str:
    """Return the stanza of a feed of the county, each value as TOML has it."""
    known: dict[str, object] = {"name": f'"{name}"', "region": f'"{BINJIANG}"', "every": '"10m"', **given}
    return "\n".join(["[[feed]]", *(f"{key} = {value}" for key, value in known.items())])


Pull = Callable[[], Pulled]
Feeds = Callable[..., AnyFeed]


@pytest.fixture
def feed(store: Store, tmp_path: Path) -> Feeds:
    """Register the one feed of a file of feeds, given by the values of its stanza, and return it."""

    def registered(**given: object) -> AnyFeed:
        path = tmp_path / "feeds.toml"
        path.write_text(stanza("日报", **given), encoding="utf-8")
        (found,) = load_feeds(path, store.regions)
        register(store, [found])
        return found

    return registered


def pulled(store: Store, feed: AnyFeed, folder: Path) -> Pulled:
    """Fetch a feed; the files of it are kept beside the store."""
    return pull(store, feed, folder / "feeds")


def rows(day: str = "2026-11-22", done: int = 9, offices: tuple[str, ...] = OFFICES) -> list[list[Any]]:
    """Return a small daily report."""
    return [HEADER, *([day, office, 10, done] for office in offices)]


def report(path: Path, day: str = "2026-11-22", done: int = 9, offices: tuple[str, ...] = OFFICES) -> Path:
    """Write a small daily report."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(csv_text(rows(day, done, offices)), encoding="utf-8")
    return path
