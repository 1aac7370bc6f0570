"""One day's feeds of the whole province loaded into a copy of the database while pages are read."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory

import pandas as pd
from sqlalchemy import select
from sqlalchemy.engine import make_url

from callbacks.memory import Memory
from callbacks.show import show
from dashboard.cockpit import open_cockpit
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.load import load_files
from data.readings.shown_day import latest_load
from data.store import Store
from tests.bench.table import Row
from tests.product import LEVELS
from tests.viewers import PROVINCE_CHIEF

LOAD_MS = 6000.0
ONE_ROW_MS, ONE_TABLE_MS = 1000.0, 3000.0
SUPERVISION = "fact_supervision_day"
BETWEEN_READS = 0.1  # seconds: a person's clicks would be further apart
STAMPS = ["loaded_at", "load_no"]


def rows(database_url: str) -> Iterator[Row]:
    """Yield the load's duration and the longest page read meanwhile; nothing where the database is not SQLite."""
    if make_url(database_url).get_backend_name() != "sqlite":
        return
    with TemporaryDirectory() as folder:
        url = copied(database_url, Path(folder))
        settings = Settings(database_url=url)
        cockpit = open_cockpit(settings, Memory())
        day = write_feeds(cockpit.store, Path(folder))
        reads = []
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            loading = pool.submit(load_day, url, Path(folder), day)
            while not loading.done():
                for code in LEVELS.values():
                    started = time.perf_counter()
                    show(cockpit, PROVINCE_CHIEF, f"/overview/{code}", "", None)
                    reads.append((time.perf_counter() - started) * 1000)
                    time.sleep(BETWEEN_READS)
            took = loading.result()
        cockpit.store.engine.dispose()
        source = Path(folder) / f"{SUPERVISION}.csv"
        single, single_peak = _command(url, _part(Path(folder) / "one", source, 2))
        whole, whole_peak = _command(url, _part(Path(folder) / "day", source, None))
    yield Row("`cockpit load` of one row, processor", single, "ms", limit=ONE_ROW_MS)
    yield Row("`cockpit load` of one table's day, processor", whole, "ms", limit=ONE_TABLE_MS)
    yield Row("one table's day to one row", whole / single, "×")
    yield Row("peak memory of one table's day", whole_peak, "MB")
    yield Row("peak memory of one table's day to one row", whole_peak / single_peak, "×")
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


def _part(folder: Path, source: Path, lines: int | None) -> Path:
    """Write the first lines of a feed, header included, into a folder of its own; return the new file."""
    folder.mkdir()
    path = folder / source.name
    path.write_text("".join(source.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    return path


def _command(database_url: str, file: Path) -> tuple[float, float]:
    """Load a file by the command; returns milliseconds of processor and the peak in MB, raises ValueError when it failed."""
    command = [sys.executable, "-c", "from dashboard.cli.main import main; main()", "load", str(file)]
    environment = {**os.environ, "COCKPIT_DATABASE_URL": database_url}
    pid = Popen(command, stdout=DEVNULL, stderr=DEVNULL, env=environment).pid
    _, status, used = os.wait4(pid, 0)
    if status:
        raise ValueError(f"cockpit load {file.name} failed")
    return (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024


def copied(database_url: str, folder: Path) -> str:
    """Copy a database into a folder and return the copy's address."""
    copy = folder / "cockpit.db"
    source = make_url(database_url).database
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return f"sqlite:///{copy}"


def write_feeds(store: Store, folder: Path) -> date:
    """Write the last day's facts as the next day's feed files, one a table; returns that day."""
    last, day = next_day(store)
    with store.engine.connect() as connection:
        for key, facts in store.schema.facts.items():
            frame = pd.read_sql(select(facts).where(facts.c.day == last), connection)
            frame.drop(columns=STAMPS).assign(day=day.isoformat()).to_csv(folder / f"{key}.csv", index=False)
    return day


def next_day(store: Store) -> tuple[date, date]:
    """Return the last day that the root is shown on and the one after it; raises ValueError for an empty store."""
    entry = latest_load(store)
    if entry is None:
        raise ValueError("the database is empty")
    return entry.as_of, entry.as_of + timedelta(days=1)
