"""Every county of the province previews and confirms its day at the intake desk, two at a time without a pause."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import pandas as pd
from sqlalchemy import select
from sqlalchemy.engine import make_url

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.intake.checking import check
from data.intake.confirming import confirm
from data.intake.draft import Corrections, Origin
from data.intake.drafts import create, save
from data.intake.preview import preview
from data.store import Store
from data.viewer import STAFF, Viewer
from tests.bench.loads import STAMPS, SUPERVISION, copied, next_day
from tests.bench.table import Row

CONFIRM_MS, PREVIEW_MS = 5000.0, 5000.0
AT_A_TIME = 2


@dataclass(frozen=True, slots=True)
class Took:
    """How long a county's preview and confirming took, in milliseconds."""

    preview: float
    confirm: float


def rows(database_url: str) -> Iterator[Row]:
    """Yield how long confirming takes; nothing where the database is not SQLite."""
    if make_url(database_url).get_backend_name() != "sqlite":
        return
    with TemporaryDirectory() as folder:
        url = copied(database_url, Path(folder))
        store = open_configured_store(Settings(database_url=url))
        day, counties = _write_days(store, Path(folder))
        store.engine.dispose()
        halves = [counties[at::AT_A_TIME] for at in range(AT_A_TIME)]
        with ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("spawn")) as pool:
            done = pool.map(confirm_counties, [url] * AT_A_TIME, [Path(folder)] * AT_A_TIME, halves, [day] * AT_A_TIME)
            took = [each for some in done for each in some]
    confirms, previews = [each.confirm for each in took], [each.preview for each in took]
    yield Row(f"confirming a county's day, median of {len(took)}", median(confirms), "ms")
    yield Row("confirming a county's day, 95 of 100", quantiles(confirms, n=20)[-1], "ms", limit=CONFIRM_MS)
    yield Row("the longest of them: the first opens the day for the province", max(confirms), "ms")
    yield Row("what a county's day would change, 95 of 100", quantiles(previews, n=20)[-1], "ms", limit=PREVIEW_MS)


def confirm_counties(url: str, folder: Path, counties: Sequence[str], day: date) -> list[Took]:
    """Preview and confirm the days of some counties one after the other, in a process of its own."""
    store = open_configured_store(Settings(database_url=url))
    return [_confirmed(store, folder, county, day + timedelta(days=1)) for county in counties]


def _confirmed(store: Store, folder: Path, county: str, today: date) -> Took:
    viewer, path = Viewer(f"clerk-{county}", county, STAFF, "填报员"), folder / f"{county}.csv"
    draft = create(store, viewer, county, origin=Origin.FILE, title=path.name, file_key=county, sha256=county)
    checked = check(store, draft, path, viewer=viewer, today=today)
    open_ones = [each.key for each in checked.every_flaw if each.is_open]
    open_ones += [each.key for each in checked.repeats if each.is_open]
    draft = save(store, viewer, draft.number, Corrections(reasons=dict.fromkeys(open_ones, "核对无误")), seen=1)
    started = time.perf_counter()
    preview(store, draft, path, viewer=viewer, today=today, queue=folder / "queue")
    previewed = time.perf_counter()
    confirm(store, viewer, draft.number, path, seen=draft.edition, today=today, queue=folder / "queue")
    return Took((previewed - started) * 1000, (time.perf_counter() - previewed) * 1000)


def _write_days(store: Store, folder: Path) -> tuple[date, list[str]]:
    """Write the last day's facts of each county as its next day; return that day and the counties."""
    last, day = next_day(store)
    facts = store.schema.facts[SUPERVISION]
    with store.engine.connect() as connection:
        frame = pd.read_sql(select(facts).where(facts.c.day == last), connection)
    frame = frame.drop(columns=STAMPS).assign(day=day.isoformat())
    written = []
    for county in store.regions.counties(store.regions.root.code):
        own = frame[frame["office_code"].isin(store.regions.owners(county))]
        if len(own):
            own.to_csv(folder / f"{county}.csv", index=False)
            written.append(county)
    return day, written
