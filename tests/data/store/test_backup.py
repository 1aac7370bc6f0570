"""A backup is a whole database, made beside those who read and load."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from data.errors import StoreError
from data.periods import Period
from data.readings import Figures, read
from data.store import Store, open_store
from data.store.backup import back_up
from data.viewer import Viewer
from tests.conftest import opened
from tests.data.feeds import binjiang_store


def test_a_backup_is_the_store_at_its_moment(city_store: Store, tmp_path: Path) -> None:
    """All readings and the data version are those of the store, and what is being written is not in it."""
    with city_store.writing() as connection:
        connection.execute(text("DELETE FROM rollup_supervision"))
        back_up(city_store, tmp_path / "copy.db")
        connection.rollback()

    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}", catalogue=city_store.catalogue, regions=city_store.regions)
    question = Figures(tuple(copy.catalogue.metrics), ("330900", "330902"), (Period.parse("2026-W46"),))
    viewer = Viewer("test", "330900")
    assert list(read(copy, [question], viewer=viewer)) == list(read(city_store, [question], viewer=viewer))
    assert copy.version() == city_store.version()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    copy.engine.dispose()


def test_a_backup_is_for_its_owner_alone(city_store: Store, tmp_path: Path) -> None:
    """As the database is."""
    back_up(city_store, tmp_path / "backup.db")

    assert (tmp_path / "backup.db").stat().st_mode & 0o077 == 0


def test_what_is_there_is_not_overwritten(city_store: Store, tmp_path: Path) -> None:
    """Yesterday's backup stays when a name is used twice."""
    (tmp_path / "copy.db").write_bytes(b"old")

    with pytest.raises(StoreError, match=r"copy\.db 已经有了"):
        back_up(city_store, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_bytes() == b"old"


def test_a_backup_that_cannot_be_written_says_where(city_store: Store, tmp_path: Path) -> None:
    """A folder that is not there is named, and nothing is left behind."""
    with pytest.raises(StoreError, match=r"absent/copy\.db：.*请看文件夹在不在"):
        back_up(city_store, tmp_path / "absent" / "copy.db")

    assert not os.listdir(tmp_path)


def test_an_empty_store_is_no_backup(tmp_path: Path) -> None:
    """A mistyped address makes an empty database: what was copied of it would not be missed until it is needed."""
    with pytest.raises(StoreError, match="是空库，没有什么可备份。请看 COCKPIT_DATABASE_URL"):
        back_up(binjiang_store(tmp_path), tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()


def test_a_mistyped_folder_makes_nothing(tmp_path: Path) -> None:
    """An empty database somewhere else would look as if all were lost."""
    with pytest.raises(StoreError, match=r"文件夹 .*absent 不存在，没有新建任何文件"):
        opened(tmp_path / "absent" / "cockpit.db")

    assert not (tmp_path / "absent").exists()


def test_a_damaged_database_is_named_as_that(store: Store, tmp_path: Path) -> None:
    """Not the folder or the disk is at fault: the message says what is damaged and what to do."""
    store.put_references({}, source="test")
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        page = connection.execute(text("PRAGMA page_size")).scalar_one()
        root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'region'")).scalar_one()
    store.engine.dispose()
    with Path(str(store.engine.url.database)).open("r+b") as file:
        file.seek((root - 1) * page)
        file.write(b"\xff" * page)

    with pytest.raises(StoreError, match=r"cockpit\.db 已损坏，不能备份。.*用最近的一份恢复") as caught:
        back_up(store, tmp_path / "copy.db")

    assert "malformed" not in str(caught.value)
    assert not (tmp_path / "copy.db.part").exists()
