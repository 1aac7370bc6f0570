"""How much may be asked how often, and how long an answer takes."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from typing import Any

import pytest
from flask import Flask

from dashboard.settings import Settings
from dashboard.web.incoming import body, limits
from data.accounts import Account
from data.accounts.accounts import add_account
from data.accounts.tokens import add_token
from data.store import Store, time_limit
from data.viewer import Role
from tests.dashboard.web.hardening.conftest import Make
from tests.dashboard.web.hardening.entrance import sign_in
from tests.product import search_body, serving, unsigned_client


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


@pytest.mark.parametrize("path", ["/api/v1/version", "/api/v1/regions"])
def test_the_api_counts_by_account(make: Make, store: Store, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """One program that asks too often keeps no other one from asking."""
    monkeypatch.setattr(limits, "CALLS", "2 per minute")
    client = make().test_client()
    program = f"program{path.rpartition('/')[2]}"
    add_account(store, Account(program, "330900", frozenset({Role.VIEWER})), None)
    one = {"Authorization": f"Bearer {add_token(store, 'viewer1', 1)[1]}"}
    other = {"Authorization": f"Bearer {add_token(store, program, 1)[1]}"}

    statuses = [client.get(path, headers=one).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get(path, headers=other).status_code == 200
    assert client.get(path, headers=one).get_json()["detail"].startswith("请求太多")


@pytest.mark.parametrize(
    ("limit", "path", "sent"),
    [
        ("EXPORTS", "/exports", {"address": "/overview/330900", "format": "pdf"}),
        (
            "SEARCHES",
            "/_dash-update-component",
            search_body("定海"),
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
            status_line, *_ = slow.recv(4000).splitlines()

    assert b" 408 " in status_line
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
            status_line, *_ = slow.recv(4000).splitlines()

    assert b" 200 " in status_line


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
