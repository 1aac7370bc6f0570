"""One city's application, asked without a browser, and its command line, run without a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import dashboard.cockpit
import dashboard.opening
from dashboard.app import create_app
from dashboard.cli import main
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.regions import load_regions
from data.regions.boundaries import load_boundaries
from data.store import Store
from data.viewer import Role
from tests.product import PASSWORD, add_person, copy_database, page_client, signed_client

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read a folder of region files and a map once for all the applications of a run, as a server does for its one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dashboard.opening, "load_regions", cache(load_regions))
        patch.setattr(dashboard.cockpit, "load_boundaries", cache(load_boundaries))
        yield


@pytest.fixture(scope="session")
def city_url(city_store: Store) -> str:
    """The database of Zhoushan."""
    return str(city_store.engine.url)


@pytest.fixture(scope="session")
def client(city_url: str) -> FlaskClient:
    """A client of Zhoushan's cockpit."""
    server: Flask = create_app(Settings(database_url=city_url, root="330900")).server
    return signed_client(server)


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a cockpit without data."""
    url = f"sqlite:///{tmp_path_factory.mktemp('empty')}/empty.db"
    server: Flask = create_app(Settings(database_url=url, root="330900")).server
    return signed_client(server)


@pytest.fixture(scope="session")
def reader(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of Zhoushan's cockpit whose account may only view."""
    url = copy_database(city_store, tmp_path_factory.mktemp("reader") / "cockpit.db")
    settings = Settings(database_url=url, root="330900")
    add_person(open_configured_store(settings), Role.VIEWER)
    return page_client(create_app(settings).server, "reader", PASSWORD)


@pytest.fixture
def run(city_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `cockpit` on Zhoushan's database; returns exit status, output and errors."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", city_url)
    monkeypatch.setenv("COCKPIT_ROOT", "330900")

    def run(*words: str | Path, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            monkeypatch.setenv(f"COCKPIT_{name.upper()}", value)
        monkeypatch.setattr(sys, "argv", ["cockpit", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run
