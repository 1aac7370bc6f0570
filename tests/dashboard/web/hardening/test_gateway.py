"""The gateway of a portal: whom it names, and who is believed."""

from __future__ import annotations

import pytest
from flask import Flask

from data.accounts import Account
from data.accounts.accounts import add_account
from data.store import Store
from data.viewer import Role
from tests.dashboard.web.hardening.conftest import Make
from tests.dashboard.web.hardening.entrance import OWN, sign_in


def named(server: Flask, address: str = "127.0.0.1", **headers: str) -> int:
    """Return the status of the own account's page for a request with some headers from an address; _ in names is -."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.test_client().get("/exports/none", headers=sent, environ_base={"REMOTE_ADDR": address}).status_code


SIGNED_IN, NOBODY = 403, 401  # a viewer may not export


def test_the_gateway_names_the_account(server: Flask) -> None:
    """Whom the portal signed in is signed in here."""
    assert named(server, X_Cockpit_User="viewer1") == SIGNED_IN


@pytest.mark.parametrize(
    "name", ["nobody", "viewer1,viewer1", "viewer1, nobody", "", "%00", "operator", "demo", "VIEWER1"]
)
def test_the_gateway_must_name_exactly_one_account(server: Flask, name: str) -> None:
    """Two values, an unknown one or one written otherwise sign nobody in."""
    assert named(server, X_Cockpit_User=name) == NOBODY


def test_a_name_beyond_ascii_comes_encoded(server: Flask, store: Store) -> None:
    """Servers drop header values that are not ASCII; a portal writes them in per cent."""
    add_account(store, Account("值班长", "330900", frozenset({Role.VIEWER})), None)

    assert named(server, X_Cockpit_User="%E5%80%BC%E7%8F%AD%E9%95%BF") == SIGNED_IN


@pytest.mark.parametrize("spelling", ["X-Cockpit-User", "x-cockpit-user", "X_Cockpit_User", "X-COCKPIT_USER"])
@pytest.mark.parametrize("address", ["10.9.9.9", "127.0.0.2", "::ffff:127.0.0.1"])
def test_nobody_else_is_believed(server: Flask, spelling: str, address: str) -> None:
    """In no spelling, from no other address, whatever address it claims to forward for."""
    sent = {spelling: "viewer1", "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
    variable = f"HTTP_{spelling.upper().replace('-', '_')}"
    base = {"REMOTE_ADDR": address, variable: "viewer1"}

    assert server.test_client().get("/exports/none", headers=sent, environ_base=base).status_code == NOBODY


def test_the_address_that_is_forwarded_is_not_the_one_that_sends(server: Flask) -> None:
    """A proxy that serves a client at 10.9.9.9 is believed by its own address."""
    assert named(server, X_Cockpit_User="viewer1", X_Forwarded_For="10.9.9.9") == SIGNED_IN


def test_it_is_off_by_default(make: Make) -> None:
    """Without the setting the header means nothing, from a named proxy either."""
    assert named(make(proxies="127.0.0.1"), X_Cockpit_User="viewer1") == NOBODY


def test_a_wall_is_not_signed_in_by_a_portal(server: Flask, store: Store) -> None:
    """Walls have tokens."""
    add_account(store, Account("hall-1", "330900", frozenset({Role.WALL})), None)

    assert named(server, X_Cockpit_User="hall-1") == NOBODY


def test_the_portal_counts_before_a_session(server: Flask, store: Store) -> None:
    """Who takes over a browser in the portal does not act as the one before."""
    add_account(store, Account("analyst1", "330900", frozenset({Role.ANALYST})), None)
    client = server.test_client()
    sign_in(client)

    assert client.get("/exports/none", headers={"X-Cockpit-User": "analyst1"}).status_code == 404
    assert client.get("/exports/none", headers={"X-Cockpit-User": "viewer1"}).status_code == SIGNED_IN


def test_the_rule_for_writing_holds_behind_a_portal(server: Flask) -> None:
    """The gateway adds its header to what a foreign page makes a browser send, too."""
    sent = {"X-Cockpit-User": "viewer1"}
    client = server.test_client()

    assert client.post("/sign-out", headers=sent).status_code == 403
    assert client.post("/sign-out", headers={**sent, "Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sign-out", headers={**sent, **OWN}).status_code == 303
