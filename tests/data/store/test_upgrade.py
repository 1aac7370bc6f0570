"""A database that the version without accounts made opens, keeps everything and gains what is new."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from data.accounts import Account
from data.accounts.accounts import accounts, add_account
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import copy_database
from tests.viewers import root

GAINED = (
    "account",
    "account_token",
    "ended_session",
    "failed_address",
    "audit_entry",
    "webhook_delivery",
    "earlier_count",
)
COLUMNS = (("own_wall", "region_code"), ("wall_draft", "region_code"))


@pytest.fixture
def former(city_store: Store, tmp_path: Path) -> Path:
    """A copy of the city's database as the version before had it, with a wall that a bureau made."""
    path = tmp_path / "former.db"
    engine = create_engine(copy_database(city_store, path))
    with engine.begin() as connection:
        for table in GAINED:
            connection.execute(text(f"DROP TABLE {table}"))
        for table, column in COLUMNS:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0017'"))
        wall = "INSERT INTO own_wall (name, title_zh, title_en, edition, saved_at, saved_by) VALUES (:n, 'a', 'b', 1, :t, 'c')"
        connection.execute(text(wall), {"n": "lobby", "t": "2026-11-01 00:00:00.000000"})
    engine.dispose()
    return path


def test_it_opens_with_the_new_tables(former: Path) -> None:
    """Each is there and empty, so that the demonstration's account is the only one."""
    store = opened(former)
    assert set(GAINED) <= set(inspect(store.engine).get_table_names())
    assert accounts(store) == []


def test_accounts_can_be_made_in_it(former: Path) -> None:
    """As in a new one."""
    store = opened(former)
    made = add_account(store, Account("first", root(store), frozenset({Role.VIEWER})), "Correct-horse-9")
    assert [each.name for each in accounts(store)] == [made.name]


def test_what_it_held_is_still_there(former: Path, city_store: Store) -> None:
    """The data version, and the wall, which is the root's from now on."""
    store = opened(former)
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT name, region_code FROM own_wall")).all()
    assert store.version() == city_store.version()
    assert [tuple(row) for row in found] == [("lobby", root(store))]
