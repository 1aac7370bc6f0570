"""One day's feeds of the whole province loaded into a copy of the database while pages are read."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from sqlalchemy import select
from sqlalchemy.engine import make_url

from callbacks.clicks import show
from callbacks.memory import Memory
from dashboard.app import open_cockpit
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.load import load_files
from data.store import Store
from tests.bench.table import Row
from tests.product import LEVELS

LOAD_MS = 6000.0
BETWEEN_READS = 0.1  # seconds: a person's clicks would be further apart
STAMPS = ["loaded_at", "load_no"]


def rows(database_url: str) -> Iterator[Row]:
    """Yield the load's duration and the longest page read meanwhile; nothing where the database is not SQLite."""
    if make_url(database_url).get_backend_name() != "sqlite":
        return
    with TemporaryDirectory() as folder:
        url = _copied(database_url, Path(folder))
        settings = Settings(database_url=url)
        cockpit = open_cockpit(settings, Memory())
        day = _write_feeds(cockpit.store, Path(folder))
        reads = []
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            loading = pool.submit(load_day, url, Path(folder), day)
            while not loading.done():
                for code in LEVELS.values():
                    started = time.perf_counter()
                    show(cockpit, f"/overview/{code}", "", None)
                    reads.append((time.perf_counter() - started) * 1000)
                    time.sleep(BETWEEN_READS)
            took = loading.result()
        cockpit.store.engine.dispose()
    yield Row("one day of all seven tables loaded and rolled up", took, "ms", limit=LOAD_MS)
    yield Row(f"longest of {len(reads)} page reads meanwhile", max(reads), "ms")


def load_day(url: str, folder: Path, day: date) -> float:
    """Load the feeds in a process of its own; returns milliseconds, raises ValueError when a row was refused."""
    store = open_configured_store(Settings(database_url=url))
    started = time.perf_counter()
    report = load_files(store, sorted(folder.glob("*.csv")), today=day + timedelta(days=1))
    took = (time.perf_counter() - started) * 1000
    store.engine.dispose()
    if not report.ok:
        raise ValueError(report.text())
    return took


def _copied(database_url: str, folder: Path) -> str:
    copy = folder / "cockpit.db"
    source = make_url(database_url).database
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return f"sqlite:///{copy}"


def _write_feeds(store: Store, folder: Path) -> date:
    """Write the last day's facts as the next day's feed files, one a table; returns that day."""
    entry = store.latest()
    if entry is None:
        raise ValueError("the database is empty")
    day = entry.as_of + timedelta(days=1)
    with store.engine.connect() as connection:
        for key, facts in store.schema.facts.items():
            frame = pd.read_sql(select(facts).where(facts.c.day == entry.as_of), connection)
            frame.drop(columns=STAMPS).assign(day=day.isoformat()).to_csv(folder / f"{key}.csv", index=False)
    return day
