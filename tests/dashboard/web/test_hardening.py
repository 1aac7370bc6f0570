"""The headers of every answer, its cookies, who is believed about a request, and how much may be asked how often."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.web.incoming import body, limits
from data.accounts import Account
from data.accounts.accounts import add_account
from data.accounts.tokens import add_token
from data.store import Store, time_limit
from data.viewer import Role
from tests.conftest import opened
from tests.product import serving, unsigned_client

PASSWORD = "Bamboo-Ferry-28"  # noqa: S105
TLS = {"X-Forwarded-Proto": "https"}
OWN = {"Sec-Fetch-Site": "same-origin"}
Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without data, with the account of a viewer."""
    store = opened(tmp_path_factory.mktemp("hardening") / "cockpit.db")
    add_account(store, Account("viewer1", "330900", frozenset({Role.VIEWER})), PASSWORD)
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


@pytest.fixture(scope="module")
def portal(make: Make) -> Flask:
    """A cockpit that two portals embed."""
    return make(proxies="127.0.0.1", frame_ancestors="'self' https://portal.example https://*.bureau.example:8443")


def sign_in(client: FlaskClient, **headers: str) -> str:
    """Sign in and return the cookie as it was set."""
    answer = client.post("/sign-in", data={"account": "viewer1", "password": PASSWORD}, headers={**OWN, **headers})
    assert answer.status_code == 303, answer.text
    return answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/healthz", "/nothing/here", "/api/v1/version", "/assets/favicon.svg"]
)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "SAMEORIGIN"),
    ],
)
def test_every_answer_has_the_headers(server: Flask, path: str, name: str, value: str) -> None:
    """Pages, answers to programs, files and refusals alike."""
    assert server.test_client().get(path).headers[name] == value


def test_the_page_needs_no_device(server: Flask) -> None:
    """Camera, microphone and place are closed to the pages and to what they embed."""
    policy = server.test_client().get("/sign-in").headers["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))


def test_over_tls_the_browser_stays_there(server: Flask) -> None:
    """The header that keeps a browser from plain HTTP is sent over TLS alone, where it means something."""
    client = server.test_client()

    assert client.get("/sign-in", headers=TLS).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_a_stranger_says_nothing_about_tls(server: Flask) -> None:
    """Only a named proxy is believed about the scheme."""
    answer = server.test_client().get("/sign-in", headers=TLS, environ_base={"REMOTE_ADDR": "10.9.9.9"})

    assert "Strict-Transport-Security" not in answer.headers


def test_the_cookie_is_hidden_and_kept_to_this_site(server: Flask) -> None:
    """No script reads it; over TLS it is sent over TLS alone."""
    plain, secure = sign_in(server.test_client()), sign_in(server.test_client(), **TLS)

    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(secure.split("; "))


def test_portals_may_embed_pages(portal: Flask) -> None:
    """Their addresses are in the policy; the older header, which can name none, is left out."""
    headers = portal.test_client().get("/sign-in").headers

    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://portal.example https://*.bureau.example:8443;" in policy
    assert "X-Frame-Options" not in headers


def test_an_embedded_page_gets_its_cookie(portal: Flask) -> None:
    """Over TLS browsers send it within a portal's page; without TLS they would take none like that."""
    assert {"Secure", "SameSite=None"} <= set(sign_in(portal.test_client(), **TLS).split("; "))
    assert "SameSite=Lax" in sign_in(portal.test_client())


def test_a_portals_page_cannot_write(portal: Flask) -> None:
    """Its cookie is sent, and the one rule for what writes refuses all the same."""
    client = portal.test_client()
    sign_in(client, **TLS)

    answer = client.post(
        "/sign-out", headers={**TLS, "Origin": "https://portal.example", "Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


def test_nobody_may_embed_where_none_is_set(make: Make) -> None:
    """Both headers say so."""
    headers = make(frame_ancestors="'none'").test_client().get("/sign-in").headers

    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


# The gateway of a portal


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


# How often


def test_too_many_sign_ins_from_one_address_wait(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """They get words and a time; another address is not kept waiting."""
    monkeypatch.setattr(limits, "SIGN_INS", "3 per minute")
    client = unsigned_client(make(proxies="127.0.0.1"))
    wrong = {"account": "nobody", "password": "x"}

    first = [client.post("/sign-in", data=wrong).status_code for _ in range(3)]
    answer = client.post("/sign-in?lang=en", data=wrong)

    assert first == [401, 401, 401]
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Too many requests" in answer.text
    assert client.post("/sign-in", data=wrong, headers={"X-Forwarded-For": "10.1.1.1"}).status_code == 401


def test_the_api_counts_by_account(make: Make, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One program that asks too often keeps no other one from asking."""
    monkeypatch.setattr(limits, "CALLS", "2 per minute")
    client = make().test_client()
    add_account(store, Account("program1", "330900", frozenset({Role.VIEWER})), None)
    one = {"Authorization": f"Bearer {add_token(store, 'viewer1', 1)[1]}"}
    other = {"Authorization": f"Bearer {add_token(store, 'program1', 1)[1]}"}

    statuses = [client.get("/api/v1/version", headers=one).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get("/api/v1/version", headers=other).status_code == 200
    assert client.get("/api/v1/version", headers=one).get_json()["detail"].startswith("请求太多")


@pytest.mark.parametrize(
    ("limit", "path", "sent"),
    [
        ("EXPORTS", "/exports", {"address": "/overview/330900", "format": "pdf"}),
        (
            "SEARCHES",
            "/_dash-update-component",
            {
                "output": "suggestions.children",
                "outputs": {"id": "suggestions", "property": "children"},
                "inputs": [{"id": "search", "property": "value", "value": "定海"}],
                "state": [
                    {"id": "url", "property": "pathname", "value": "/"},
                    {"id": "url", "property": "search", "value": ""},
                ],
                "changedPropIds": ["search.value"],
            },
        ),
    ],
)
def test_exports_and_search_are_limited(
    make: Make, monkeypatch: pytest.MonkeyPatch, limit: str, path: str, sent: dict[str, Any]
) -> None:
    """Each by its own count."""
    monkeypatch.setattr(limits, limit, "1 per minute")
    client = unsigned_client(make())
    sign_in(client)

    first, second = (client.post(path, json=sent).status_code for _ in range(2))

    assert first in {200, 403}
    assert second == 429


def test_a_redis_that_is_away_fails_no_page(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts go on in the process."""
    monkeypatch.setattr(limits, "SIGN_INS", "1 per minute")
    client = unsigned_client(make(redis_url="redis://127.0.0.1:1/0"))
    wrong = {"account": "nobody", "password": "x"}

    statuses = [client.post("/sign-in", data=wrong).status_code for _ in range(3)]

    assert client.get("/sign-in").status_code == 200
    assert statuses[-1] == 429


# How long


def test_a_slow_body_keeps_no_thread(server: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who declares a body and does not send it is answered after a while."""
    monkeypatch.setattr(body, "FIRST_SECONDS", 0.3)
    with serving(Settings(database_url=str(store.engine.url), root="330900")) as address:
        host, port = address.removeprefix("http://").split(":")
        with closing(socket.create_connection((host, int(port)), timeout=10)) as slow:
            slow.sendall(
                b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                b"Sec-Fetch-Site: same-origin\r\nContent-Length: 40\r\n\r\naccount="
            )
            begun = time.monotonic()
            answer = slow.recv(4000).decode()

    assert " 408 " in answer.splitlines()[0]
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_question_with_a_body_is_answered_without_it(server: Flask, store: Store, method: str) -> None:
    """Nobody has to send what a question does not need: a page that looks at its form does not wait for it."""
    with serving(Settings(database_url=str(store.engine.url), root="330900")) as address:
        host, port = address.removeprefix("http://").split(":")
        with closing(socket.create_connection((host, int(port)), timeout=5)) as slow:
            slow.sendall(
                f"{method} /sign-in HTTP/1.1\r\nHost: localhost\r\n".encode()
                + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000\r\n\r\n"
            )
            answer = slow.recv(4000).decode()

    assert " 200 " in answer.splitlines()[0]


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_question_without_an_end_is_ended(make: Make, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that asks too much gets words, and the database is free again."""
    monkeypatch.setattr(time_limit, "STATEMENT_SECONDS", 0.3)
    server = make()
    server.add_url_rule("/api/v1/endless", "api.health2", lambda: ask(store))
    monkeypatch.setattr("dashboard.web.accounts.arrival.OPEN", {"api.health2"})

    def ask(store: Store) -> str:
        with store.reading() as connection:
            return str(connection.exec_driver_sql(ENDLESS).scalar())

    answer = server.test_client().get("/api/v1/endless")

    assert answer.status_code == 503
    assert "超过了一分钟" in answer.get_json()["detail"]


# What goes wrong


@pytest.mark.parametrize("path", ["/api/v1/broken", "/broken"])
def test_a_fault_in_a_route_is_said_in_words(make: Make, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Neither the trace nor what the error says reaches a browser, debugging switched on in the environment or not."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    server = make()
    server.add_url_rule(path, "broken", lambda: str(1 / 0))
    monkeypatch.setattr("dashboard.web.accounts.arrival.OPEN", {"broken"})

    answer = server.test_client().get(path)

    assert answer.status_code == 500
    assert "division" not in answer.text
    assert "程序内部错误" in (answer.get_json()["detail"] if answer.is_json else answer.text)


def test_a_fault_in_a_callback_is_said_in_words(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dash hands no trace to the page."""
    monkeypatch.setenv("DASH_DEBUG", "1")
    monkeypatch.setattr("callbacks.show.suggest", lambda *_: 1 / 0)
    client = unsigned_client(make())
    sign_in(client)
    sent = {
        "output": "suggestions.children",
        "outputs": {"id": "suggestions", "property": "children"},
        "inputs": [{"id": "search", "property": "value", "value": "定海"}],
        "state": [
            {"id": "url", "property": "pathname", "value": "/"},
            {"id": "url", "property": "search", "value": ""},
        ],
        "changedPropIds": ["search.value"],
    }

    answer = client.post("/_dash-update-component", json=sent)

    assert answer.status_code == 500
    assert "division" not in answer.text
    assert "Traceback" not in answer.text
