"""What more than one folder of tests needs: a store filled with a short demo, built once a run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

from data.accounts import passwords
from data.catalogue import load_catalogue
from data.demo import fill, references, simulate
from data.regions import Regions, load_regions
from data.store import Store, open_store

PLACES = Path("data/places")
FIRST_DAY, LAST_DAY = date(2025, 9, 1), date(2026, 11, 22)

gc.set_threshold(50_000)  # thousands of tests stay in memory, and are looked through at each full collection


IN_USE: set[str] = set()


def refuse_to_open(event_name: str, arguments: tuple[object, ...]) -> None:
    """Refuse that Python opens a database which SQLite has open in the same process: `copy_database` copies one.

    Closing such a file takes SQLite's locks off it for the whole process (sqlite.org/howtocorrupt.html, 2.2). The next
    process that leaves the database then removes its journal, and what this one reads is no longer a database. To make
    a file where there is none opens nothing.
    """
    if event_name != "open":
        return
    path, _, flags = arguments
    if isinstance(path, str | os.PathLike) and str(path) in IN_USE and not int(str(flags)) & os.O_EXCL:
        raise RuntimeError(f"{path} is in use: copy it with tests.product.copy_database")


sys.addaudithook(refuse_to_open)


COMPILED: dict[str, tuple[Dialect, LRUCache[object, object]]] = {}


@event.listens_for(Engine, "engine_connect")
def share_compiled_statements(connection: Connection) -> None:
    """Let every SQLite store of the run use the statements that an earlier one compiled.

    A cockpit opens one store and compiles each statement once. The tests open thousands, and would spend half of their
    time on it.
    """
    if connection.dialect.name == "sqlite":
        connection.dialect, compiled = COMPILED.setdefault("sqlite", (connection.dialect, LRUCache(1000)))
        connection.execution_options(compiled_cache=compiled)


def build_demo(path: Path, root: str, first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> Store:
    """Make a demo store for one root, its office-days kept for the last two months."""
    store = opened(path, root)
    facts = simulate(store.regions, store.catalogue, first_day=first_day, last_day=last_day)
    fill(store, facts, fact_days=40, progress=lambda *_: None)
    store.put_references(references(store.regions, last_day), source="演示数据", is_demo=True)
    return store


@pytest.fixture(scope="session", autouse=True)
def own_secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the secret and the files beside the audit log in a folder of the run, for its processes too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_SECRET_FILE", str(tmp_path_factory.mktemp("secret") / "secret"))
        yield


@pytest.fixture(scope="session", autouse=True)
def hashed_quickly() -> Iterator[None]:
    """Hash passwords in a thousandth of the time; `data/accounts/test_passwords.py` tries those of the product."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cache(lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)))
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that the processes of one run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def city_store(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Store:
    """Zhoushan: 4 counties, 36 offices; built once a run, a copy a process."""
    built = once(shared / "city.db", lambda path: build_demo(path, "330900").engine.dispose())
    path = Path(copy(built, tmp_path_factory.mktemp("city") / "cockpit.db"))
    IN_USE.add(str(path))
    return opened(path)


@pytest.fixture(scope="session")
def province_path(shared: Path) -> Path:
    """The database file of the whole province, shared by the processes of one run."""
    path = once(shared / "province.db", lambda path: build_demo(path, "330000").engine.dispose())
    IN_USE.add(str(path))
    return path


def opened(path: Path, root: str = "330900") -> Store:
    """Open a database; where there is none, copy an empty one, which is faster than making it."""
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(_blank(root))
    return open_store(f"sqlite:///{path}", catalogue=load_catalogue(), regions=_regions(root))


@cache
def _blank(root: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cockpit.db"
        url = f"sqlite:///{path}"
        open_store(url, catalogue=load_catalogue(), regions=_regions(root)).engine.dispose()
        return path.read_bytes()


@cache
def _regions(root: str) -> Regions:
    return load_regions(PLACES, root)


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
