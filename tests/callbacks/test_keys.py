"""That answers kept by one cache are never those of another database, or of another load with the same number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_caching import Cache
from sqlalchemy import create_engine

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from data.errors import OutOfScope
from data.periods import Grain, Period
from data.readings import Figures
from data.regions.boundaries import load_boundaries
from data.store import Store
from data.store.backup import back_up
from data.viewer import Viewer
from layouts.view import View
from tests.callbacks.conftest import MAP_FILE
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, XIXING, binjiang_store, load, write_csv

TODAY = Period(Grain.DAY, DAY)
QUESTION = Figures(("checkin_completion_rate",), (BINJIANG,), (TODAY,))
CHIEF = Viewer("chief", BINJIANG)


@pytest.fixture
def memory() -> Memory:
    return Memory(Cache(Flask(__name__), config={"CACHE_TYPE": "SimpleCache"}))


def loaded(store: Store, folder: Path, done: int) -> Store:
    load(store, write_csv(folder / f"{done}.csv", [HEADER, [DAY, XIXING, 100, done]]))
    return store


def shown(store: Store, memory: Memory) -> float | None:
    """Return what a page of a store shows that asks a cache first."""
    cockpit = Cockpit(store, load_boundaries(MAP_FILE), memory)
    return (
        cockpit.read(cockpit.context(CHIEF, View(period=TODAY)), [QUESTION])
        .one(QUESTION.metrics[0], BINJIANG, TODAY)
        .value
    )


def test_two_databases_share_one_cache(memory: Memory, tmp_path: Path) -> None:
    """Each page shows its own database's figure, although both have the same version and region."""
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    stores = [loaded(binjiang_store(folder), folder, done) for folder, done in zip(folders, (40, 70), strict=True)]

    assert [shown(store, memory) for store in stores] == [40, 70]


def test_a_load_after_a_backup_was_put_back_is_seen(memory: Memory, tmp_path: Path) -> None:
    """It has the number of the load that was there before, and other figures."""
    store = loaded(binjiang_store(tmp_path), tmp_path, 10)
    back_up(store, tmp_path / "backup.db")
    assert shown(loaded(store, tmp_path, 40), memory) == 40
    store.engine.dispose()
    for rest in tmp_path.glob("cockpit.db*"):
        rest.unlink()
    (tmp_path / "backup.db").rename(tmp_path / "cockpit.db")

    assert shown(loaded(binjiang_store(tmp_path), tmp_path, 70), memory) == 70


def test_what_one_viewer_had_answered_is_not_shown_to_another(memory: Memory, tmp_path: Path) -> None:
    """A context's questions are answered for its own viewer, whose scope is checked although the figure is remembered."""
    store = loaded(binjiang_store(tmp_path), tmp_path, 40)
    cockpit = Cockpit(store, load_boundaries(MAP_FILE), memory)
    context, question = cockpit.context(CHIEF, View(period=TODAY)), replace(QUESTION, regions=(XIXING,))
    assert cockpit.read(context, [question]).one(QUESTION.metrics[0], XIXING, TODAY).value == 40

    with pytest.raises(OutOfScope):
        cockpit.read(replace(context, viewer=Viewer("clerk", CHANGHE)), [question])


@pytest.mark.parametrize(("address", "is_same"), [("cockpit:new@db/a", True), ("cockpit:old@db/b", False)])
def test_a_databases_mark_does_not_change_with_its_password(tmp_path: Path, address: str, is_same: bool) -> None:
    """And another database on the same server has another one."""
    store = binjiang_store(tmp_path)

    def mark(address: str) -> str:
        return replace(store, engine=create_engine(f"postgresql+psycopg://{address}")).address

    assert (mark(address) == mark("cockpit:old@db/a")) is is_same
