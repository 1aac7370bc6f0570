"""Three administrators: none of them, alone and with all that her pages give her, does the work of another or sees a figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts.accounts import account, grant, reset
from data.accounts.tokens import add_token, tokens
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import PASSWORD, add_person, page_client

CITY = "330900"
API = "/api/v1/walls"
TOKEN = re.compile(r"cockpit_[A-Za-z0-9_-]{30,}")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with the three administrators, an analyst and a wall."""
    opened(tmp_path / "cockpit.db").engine.dispose()
    store = open_configured_store(settings_of(tmp_path))
    people = {"system": Role.SYSTEM, "security": Role.SECURITY, "auditor": Role.AUDIT, "reader": Role.ANALYST}
    for name, role in {**people, "hall": Role.WALL}.items():
        add_person(store, role, name=name)
    return store


def settings_of(folder: Path) -> Settings:
    """Return the settings of a deployment in a folder."""
    return Settings(database_url=f"sqlite:///{folder}/cockpit.db", root=CITY, secret_file=folder / "secret")


@pytest.fixture
def server(tmp_path: Path, store: Store) -> Flask:
    """Its server."""
    server: Flask = create_app(settings_of(tmp_path)).server
    return server


def by_token(server: Flask, text: str, path: str = API) -> int:
    """Return the status of a program's request."""
    return server.test_client().get(path, headers={"Authorization": f"Bearer {text}"}).status_code


def one_time_password(system: FlaskClient, name: str) -> str:
    """Let the system administrator reset an account; return the password that her page shows."""
    shown = re.search(r"<code>([^<]+)</code>", system.post(f"/accounts/{name}/reset").text)
    assert shown
    return shown[1]


@pytest.mark.parametrize("name", ["reader", "system", "auditor"])
def test_the_security_administrator_gets_nobody_s_token(server: Flask, name: str) -> None:
    """With one she would read the figures, or make accounts that she gives rights to."""
    security = page_client(server, "security", PASSWORD)

    answer = security.post(f"/rights/{name}/tokens")

    assert (answer.status_code, TOKEN.search(answer.text)) == (403, None)


def test_she_opens_a_wall(server: Flask) -> None:
    """Its token shows walls alone."""
    shown = TOKEN.search(page_client(server, "security", PASSWORD).post("/rights/hall/tokens").text)

    assert shown
    assert (by_token(server, shown[0], "/api/v1/version"), by_token(server, shown[0])) == (200, 403)


def test_a_wall_s_token_is_taken_back_when_it_becomes_staff(server: Flask, store: Store) -> None:
    """Else she would make a wall, open it, and give it the role of an analyst."""
    text = add_token(store, "hall", None)[1]

    page_client(server, "security", PASSWORD).post(
        "/rights/hall", data={"role": "analyst", "region": CITY, "seen": "1"}
    )

    assert account(store, "hall").roles == {Role.ANALYST}
    assert (by_token(server, text), tokens(store, "hall")) == (401, [])


def test_a_program_s_token_is_nobody_s_once_its_account_is_an_administrator_s(server: Flask, store: Store) -> None:
    """Whoever has it did not get it to give rights."""
    text = add_token(store, "reader", 30)[1]

    grant(store, account(store, "reader"), roles=frozenset({Role.SECURITY}), region=CITY)

    assert by_token(server, text, "/rights") in {302, 401}


@pytest.mark.parametrize("name", ["reader", "security", "auditor"])
def test_the_system_administrator_does_not_take_an_account_over(server: Flask, name: str) -> None:
    """The password that she reset is worth nothing until the security administrator has unlocked the account."""
    password = one_time_password(page_client(server, "system", PASSWORD), name)

    answer = server.test_client().post("/sign-in", data={"account": name, "password": password})

    assert (answer.status_code, "安全管理员解锁" in answer.text) == (401, True)


def test_nor_after_closing_and_opening_it(server: Flask) -> None:
    """What she can do on her page opens no such lock, however often she does it."""
    system = page_client(server, "system", PASSWORD)
    one_time_password(system, "reader")
    for step in ("close", "open"):
        system.post(f"/accounts/reader/{step}")
    password = one_time_password(system, "reader")

    assert server.test_client().post("/sign-in", data={"account": "reader", "password": password}).status_code == 401


def test_the_security_administrator_lets_it_in_again(server: Flask) -> None:
    """Once she has heard from its owner."""
    password = one_time_password(page_client(server, "system", PASSWORD), "reader")

    page_client(server, "security", PASSWORD).post("/rights/reader/unlock")

    assert server.test_client().post("/sign-in", data={"account": "reader", "password": password}).status_code == 303


def test_an_account_without_rights_waits_for_nobody(server: Flask, store: Store) -> None:
    """There is nothing in it to take over."""
    add_person(store, name="new")
    password = one_time_password(page_client(server, "system", PASSWORD), "new")

    assert server.test_client().post("/sign-in", data={"account": "new", "password": password}).status_code == 303


def test_the_terminal_resets_at_once(server: Flask, store: Store) -> None:
    """Who has the server has everything."""
    reset(store, account(store, "reader"), "Another-River-30")

    answer = server.test_client().post("/sign-in", data={"account": "reader", "password": "Another-River-30"})
    assert answer.status_code == 303
