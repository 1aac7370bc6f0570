"""A cockpit without data behind a proxy, and others on the same store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from dashboard.app import create_app
from dashboard.settings import Settings
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import add_person

Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without data, with the account of a viewer."""
    store = opened(tmp_path_factory.mktemp("hardening") / "cockpit.db")
    add_person(store, Role.VIEWER, name="viewer1", region="330900")
    return store


@pytest.fixture(scope="module")
def make(store: Store) -> Make:
    """Make a cockpit on that store."""

    def make(**settings: Any) -> Flask:
        server: Flask = create_app(Settings(database_url=str(store.engine.url), root="330900", **settings)).server
        return server

    return make


@pytest.fixture(scope="module")
def server(make: Make) -> Flask:
    """A cockpit behind a proxy on this machine that ends TLS."""
    return make(proxies="127.0.0.1", gateway_header="X-Cockpit-User")
