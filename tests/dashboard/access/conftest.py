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
from data.viewer import ADMINISTRATORS, Role
from tests.dashboard.access.roles import WITH_TOKENS, Everyone, name_of, person_of
from tests.dashboard.web.places import COUNTY, REGIONS, Places, filled
from tests.product import PASSWORD, copy_database, page_client, unsigned_client


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
    for role in Role:
        add_account(store, Account(name_of(role), COUNTY, frozenset({role})), PASSWORD)
    tokens = {role: add_token(store, name_of(role), 1)[1] for role in WITH_TOKENS}
    server: Flask = create_app(places.settings).server
    clients = {role: page_client(server, name_of(role), PASSWORD) for role in ADMINISTRATORS}
    for role, token in tokens.items():
        clients[role] = unsigned_client(server)
        clients[role].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
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
