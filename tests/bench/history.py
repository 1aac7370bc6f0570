"""What keeping history costs a load of the province's day, new and given again, and how long taking it back takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from sqlalchemy.engine import make_url

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.load import load_files, undo
from data.viewer import EVERYTHING, Viewer
from tests.bench.loads import copied, write_feeds
from tests.bench.table import Row

TIMES_WITHOUT = 1.3
OPERATOR = Viewer("bench", "330000", EVERYTHING)
KEEPING = ("data.store.fact_rows.keep_images", "data.load.writing.write_parts")


def rows(database_url: str) -> Iterator[Row]:
    """Yield both loads beside the same without history, and the undoing; nothing where it is not SQLite."""
    if make_url(database_url).get_backend_name() != "sqlite":
        return
    with ExitStack() as without:
        for place in KEEPING:
            without.enter_context(patch(place, lambda *_: None))
        plain_new, plain_again, _ = _loads(database_url, is_kept=False)
    new, again, undone = _loads(database_url, is_kept=True)
    yield Row("a province's new day, with history to without", new / plain_new, "×", limit=TIMES_WITHOUT)
    yield Row("a province's day given again, with history to without", again / plain_again, "×", limit=TIMES_WITHOUT)
    if undone is not None:
        yield Row("taking the day given again back", undone, "ms")
        yield Row("taking it back to loading it", undone / again, "×")


def _loads(database_url: str, *, is_kept: bool) -> tuple[float, float, float | None]:
    """Load a day and load it again; returns how long each took, and taking it back where what it replaced was kept."""
    with TemporaryDirectory() as folder:
        store = open_configured_store(Settings(database_url=copied(database_url, Path(folder))))
        day = write_feeds(store, Path(folder))
        files = sorted(Path(folder).glob("*.csv"))

        def load() -> object:
            return load_files(store, files, today=day + timedelta(days=1))

        new, again = _took(load), _took(load)
        undone = _took(lambda: undo(store, OPERATOR, store.version(), reason="bench")) if is_kept else None
        store.engine.dispose()
        return new, again, undone


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
