"""One server for all of this folder's tests, with an account of each role."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from flask import Flask

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from data.accounts import Account
from data.accounts.accounts import add_account
from data.accounts.tokens import add_token
from data.viewer import Role
from tests.dashboard.access.roles import Everyone, name_of, person_of
from tests.dashboard.web.places import COUNTY, REGIONS, Places, filled
from tests.product import copy_database, unsigned_client


@pytest.fixture(scope="session")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Everyone:
    """The province with one of everything in every region, and an account of each role in the county."""
    folder = tmp_path_factory.mktemp("everyone")
    made = filled(folder)
    settings = made.settings.model_copy(update={"secret_file": folder / "secret"})
    places = Places(open_cockpit(settings, Memory()), settings)
    store, audit = places.cockpit.store, folder / "audit"
    for region in REGIONS:
        add_account(store, Account(person_of(region), region, frozenset({Role.VIEWER})), None)
    tokens = {}
    for role in Role:
        add_account(store, Account(name_of(role), COUNTY, frozenset({role})), None)
        tokens[role] = add_token(store, name_of(role), 1)[1]
    server: Flask = create_app(places.settings).server
    clients = {role: unsigned_client(server) for role in Role}
    for role, client in clients.items():
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens[role]}"
    kept = folder / "kept.db"
    copy_database(store, kept)
    copytree(audit, folder / "kept-audit")

    def restore() -> None:
        path = Path(str(store.engine.url.database))
        with closing(sqlite3.connect(kept)) as old, closing(sqlite3.connect(path)) as now:
            old.backup(now)
        rmtree(audit)
        copytree(folder / "kept-audit", audit)

    return Everyone(places, clients, tokens, restore)
