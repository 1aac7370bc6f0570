"""The database's own troubles: a file moved away, a damaged one, programs that start at once, roll-ups that are wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text, update
from sqlalchemy.exc import OperationalError

from dashboard.cli.check import BROKEN, findings
from dashboard.settings import Settings
from data.store import Store
from data.store.integrity import damage, differences
from data.store.outage import reason_of
from data.store.rebuilding import rebuild
from data.store.sqlite_file import sqlite_engine
from tests.conftest import PLACES
from tests.data.feeds import BINJIANG, HEADER, XIXING, binjiang_store, load, write_csv
from tests.product import copy_database

GOOD = ["2026-11-22", XIXING, 10, 9]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of one county with one office-day."""
    made = binjiang_store(tmp_path)
    assert load(made, write_csv(tmp_path / "a.csv", [HEADER, GOOD])).ok
    yield made
    made.engine.dispose()


def file_of(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def test_a_file_moved_away_is_noticed(store: Store) -> None:
    """Nothing is read from it any more, and no empty database is made in its place."""
    file = file_of(store)
    file.rename(file.with_name("elsewhere.db"))

    with pytest.raises(OperationalError) as caught:
        store.version()

    assert str(reason_of(caught.value)).startswith("找不到数据库文件，它可能被移走或改名。")
    assert not file.exists()


def test_nothing_is_written_to_a_file_moved_away(store: Store) -> None:
    """What was accepted would be lost with it."""
    file = file_of(store)
    file.rename(file.with_name("elsewhere.db"))

    with pytest.raises(OperationalError), store.writing() as connection:
        connection.execute(text("SELECT 1"))


def test_a_file_put_in_its_place_is_read(store: Store, tmp_path: Path) -> None:
    """A restored backup counts from the next question on."""
    copy = tmp_path / "copy.db"
    copy_database(store, copy)
    load(store, write_csv(tmp_path / "b.csv", [HEADER, ["2026-11-21", XIXING, 9, 9]]))
    assert store.version() == 2
    for name in ("", "-wal", "-shm"):
        Path(f"{file_of(store)}{name}").unlink(missing_ok=True)
    copy.rename(file_of(store))

    assert store.version() == 1


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    """The second finds the tables made."""
    start = (
        "import sys; from data.catalogue import load_catalogue; from data.regions import load_regions;"
        "from data.store import open_store; from tests.conftest import PLACES;"
        "catalogue, regions = load_catalogue(), load_regions(PLACES, '330900');"
        "print('ready', flush=True); sys.stdin.readline();"
        "open_store(f'sqlite:///{sys.argv[1]}/cockpit.db', catalogue=catalogue, regions=regions)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", start, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PLACES.absolute().parent.parent,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()

    ended = [process.communicate("\n", timeout=120) for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], ended


def test_a_whole_file_has_no_damage(store: Store) -> None:
    """Nothing is found in a sound database."""
    assert not list(damage(store, whole=True))


def test_a_damaged_file_is_found(store: Store) -> None:
    """Bytes overwritten in the middle of the file are reported, with the way out."""
    file = file_of(store)
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        page = connection.execute(text("PRAGMA page_size")).scalar_one()
        root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'region'")).scalar_one()
    store.engine.dispose()
    with file.open("r+b") as opened:
        opened.seek((root - 1) * page)
        opened.write(b"\xff" * page)

    said = [
        each.text for each in findings(Settings(database_url=str(store.engine.url), root=BINJIANG)) if each.is_error
    ]

    assert len([each for each in said if "损坏" in each]) == 1
    assert "用最近的备份恢复" in said[0]
    assert "cockpit check" not in said[0]


def test_the_damaged_table_is_named_once(store: Store) -> None:
    """Figures that cannot be read are reported in one line with the table, however many rules need them."""
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        page = connection.execute(text("PRAGMA page_size")).scalar_one()
        table = "SELECT rootpage FROM sqlite_master WHERE name = 'fact_supervision_day'"
        root = connection.execute(text(table)).scalar_one()
    store.engine.dispose()
    with file_of(store).open("r+b") as opened:
        opened.seek((root - 1) * page)
        opened.write(b"\xff" * page)

    said = [
        each.text for each in findings(Settings(database_url=str(store.engine.url), root=BINJIANG)) if each.is_error
    ]

    assert said == [f"数据库文件有损坏：读不出 fact_supervision_day。{BROKEN}"]


def test_sound_roll_ups_do_not_differ(store: Store) -> None:
    """Made again from the facts they are the same, and nothing of that is kept."""
    assert differences(store, every=True) == ([], 1)
    assert store.version() == 1


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("grain", ["day", "week", "year"])
def test_a_wrong_roll_up_is_found(store: Store, grain: str, *, every: bool) -> None:
    """A row that was changed directly in the database is named by table, period and region."""
    rollup = store.schema.rollups["fact_supervision_day"]
    with store.engine.begin() as connection:
        which = (rollup.c.region_code == BINJIANG, rollup.c.grain == grain)
        assert connection.execute(update(rollup).where(*which).values(checkin_due_n=99)).rowcount == 1

    found, _ = differences(store, every=every)

    assert [(each.table, each.grain, each.region) for each in found] == [(rollup.name, grain, BINJIANG)]


def test_the_check_says_which_and_what_to_do(store: Store) -> None:
    """The region by its name, the period, and the command that repairs it."""
    rollup = store.schema.rollups["fact_supervision_day"]
    with store.engine.begin() as connection:
        connection.execute(update(rollup).where(rollup.c.grain == "week").values(checkin_due_n=99))

    said = [
        each.text for each in findings(Settings(database_url=str(store.engine.url), root=BINJIANG)) if each.is_error
    ]

    assert any("滨江区 2026-W47" in each and "cockpit rollup" in each for each in said)
    rebuild(store)
    assert differences(store, every=True)[0] == []


def test_a_statement_is_never_said(store: Store) -> None:
    """What a database complains about holds no statement and no figures."""
    with pytest.raises(OperationalError) as caught, store.engine.connect() as connection:
        connection.execute(select(text("no_such_column")).where(text("1 = :given")), {"given": "滨江"})

    assert "SELECT" not in str(reason_of(caught.value))
    assert "滨江" not in str(caught.value)


def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    """With its journal: others on the machine would read each small cell."""
    with sqlite_engine(make_url(f"sqlite:///{tmp_path}/cockpit.db")).begin() as connection:
        connection.execute(text("CREATE TABLE one (number INTEGER)"))
        modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.glob("cockpit.db*")}

    assert modes.keys() >= {"cockpit.db", "cockpit.db-wal"}
    assert set(modes.values()) == {0}
