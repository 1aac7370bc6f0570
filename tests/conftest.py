"""What more than one folder of tests needs: a store filled with a short demo, built once a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data.catalogue import load_catalogue
from data.demo import fill, references, simulate
from data.regions import load_regions
from data.store import Store, open_store

PLACES = Path("data/places")
FIRST_DAY, LAST_DAY = date(2025, 9, 1), date(2026, 11, 22)


def build_demo(path: Path, root: str, first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> Store:
    """Make a demo store for one root, its office-days kept for the last two months."""
    catalogue, regions = load_catalogue(), load_regions(PLACES, root)
    store = open_store(f"sqlite:///{path}", catalogue=catalogue, regions=regions)
    facts = simulate(regions, catalogue, first_day=first_day, last_day=last_day)
    fill(store, facts, fact_days=40, progress=lambda *_: None)
    store.put_references(references(regions, last_day), source="演示数据", is_demo=True)
    return store


@pytest.fixture(scope="session")
def city_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Zhoushan: 4 counties, 36 offices."""
    return build_demo(tmp_path_factory.mktemp("city") / "cockpit.db", "330900")


@pytest.fixture(scope="session")
def province_path(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The database file of the whole province, shared by the processes of one run."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    return once(shared / "province.db", lambda path: build_demo(path, "330000").engine.dispose())


def once(path: Path, make: Callable[[Path], None]) -> Path:
    """Make a file in the first process that asks; the others wait for it."""
    import time

    lock = path.with_suffix(".lock")
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not path.with_suffix(".done").exists():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} was not made by the other process") from None
            time.sleep(0.2)
        return path
    make(path)
    path.with_suffix(".done").touch()
    return path
