"""Figures as they were known before the newest day was loaded: the first opening, and reading beside the present."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from callbacks.drawing import page_questions
from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from data.load import load_files
from data.readings import read
from layouts.view import View
from tests.bench.loads import copied, write_feeds
from tests.bench.table import Row, median_ms
from tests.product import LEVELS
from tests.viewers import PROVINCE_CHIEF

TIMES_PRESENT = 2.0


def rows(database_url: str) -> Iterator[Row]:
    """Yield how long the copy takes, and the overview's readings beside the present ones; nothing where it is not SQLite."""
    if make_url(database_url).get_backend_name() != "sqlite":
        return
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=copied(database_url, Path(folder)), known=Path(folder) / "known")
        cockpit = open_cockpit(settings, Memory())
        day = write_feeds(cockpit.store, Path(folder))
        load_files(cockpit.store, sorted(Path(folder).glob("*.csv")), today=day + timedelta(days=1))
        asked = View(known=str(cockpit.store.version() - 1))
        started = time.perf_counter()
        past = cockpit.at(asked)
        yield Row(
            "as known before the province's last day: first opening", (time.perf_counter() - started) * 1000, "ms"
        )
        for level, code in LEVELS.items():
            view = View(region=code)
            questions = page_questions(cockpit.context(PROVINCE_CHIEF, view))
            now = median_ms(lambda: read(cockpit.store, questions, viewer=PROVINCE_CHIEF), 15)  # noqa: B023 - called now
            past.context(PROVINCE_CHIEF, replace(view, known=asked.known))
            then = median_ms(lambda: read(past.store, questions, viewer=PROVINCE_CHIEF), 15)  # noqa: B023
            yield Row(f"as known then to now, overview's readings: {level}", then / now, "×", limit=TIMES_PRESENT)
        past.store.engine.dispose()
        cockpit.store.engine.dispose()
