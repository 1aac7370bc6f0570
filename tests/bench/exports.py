"""The weekly pack of a city: its meeting as slides, letter, workbook and print, made in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard.cli.report import last_whole_week
from dashboard.cockpit import open_cockpit
from dashboard.exports.formats import FORMATS, Paper
from dashboard.exports.making import document_for, file_of
from dashboard.settings import Settings
from data.meetings.files import KINDS
from layouts.pages import meeting
from layouts.view import View
from tests.bench.table import Row, median_ms
from tests.product import LEVELS
from tests.viewers import PROVINCE_CHIEF

PACK_MS = 10_000.0
TIMES = 3


def rows(database_url: str) -> Iterator[Row]:
    """Yield the time of the whole pack from the start of its process, then of each of its files and the data files."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        started = time.perf_counter()
        worked = pool.submit(pack, database_url).result()
        took = (time.perf_counter() - started) * 1000
    yield Row(f"weekly pack of a city, {len(KINDS)} files", took, "ms", limit=PACK_MS)
    yield Row("weekly pack of a city, time of the processor", worked, "ms")
    cockpit = open_cockpit(Settings(database_url=database_url), Memory())
    document = document_for(cockpit, PROVINCE_CHIEF, _meeting(cockpit))
    for kind in FORMATS.values():
        name = f"weekly export of a city, {kind.name}"
        yield Row(name, median_ms(partial(file_of, document, kind, Paper.A4), TIMES), "ms")
    cockpit.store.engine.dispose()


def pack(database_url: str) -> float:
    """Make the files of a city's week; returns the milliseconds that this process has worked since its start."""
    cockpit = open_cockpit(Settings(database_url=database_url), Memory())
    document = document_for(cockpit, PROVINCE_CHIEF, _meeting(cockpit))
    for suffix in KINDS:
        file_of(document, FORMATS[suffix], Paper.A4)
    cockpit.store.engine.dispose()
    return time.process_time() * 1000


def _meeting(cockpit: Cockpit) -> View:
    return View(page=meeting.KEY, region=LEVELS["city"], period=last_whole_week(cockpit))
