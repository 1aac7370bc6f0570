"""What an attacker would try from outside, and that it comes back as a refusal in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.web.accounts import rights
from data import clock
from data.accounts.accounts import accounts
from data.accounts.sign_in import LOCKED
from data.accounts.tokens import add_token, remove_token
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import PASSWORD, add_person, search_body, unsigned_client

OWN = {"Sec-Fetch-Site": "same-origin"}
MB = 1024 * 1024
FORGED = (
    "' OR '1'='1",
    "'; DROP TABLE account; --",
    '" UNION SELECT password_hash FROM account --',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "%s%n../../etc/passwd",
    "\u202e\ufeff\x1b[31m",
    "x" * 3000,
)
UNSAFE = ("<script>alert", "<img src=x", "Traceback", "sqlite3", "sqlalchemy")
CALLBACKS = "/_dash-update-component"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without data, with the account of an analyst."""
    store = opened(tmp_path_factory.mktemp("abuse") / "cockpit.db")
    add_person(store, Role.ANALYST, name="analyst1", region="330900")
    return store


@pytest.fixture(scope="module")
def server(store: Store) -> Flask:
    """A cockpit behind a proxy on this machine."""
    server: Flask = create_app(Settings(database_url=str(store.engine.url), root="330900", proxies="127.0.0.1")).server
    return server


@pytest.fixture
def stranger(server: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return unsigned_client(server)


def sign_in(client: FlaskClient, **more: str) -> Any:
    """Send the sign-in form with the right password."""
    return client.post("/sign-in", data={"account": "analyst1", "password": PASSWORD, **more})


@pytest.fixture(scope="module")
def signed_in(server: Flask) -> FlaskClient:
    """The browser of the analyst."""
    client = unsigned_client(server)
    assert sign_in(client).status_code == 303
    return client


def is_signed_in(client: FlaskClient) -> bool:
    """Say whether a client's cookie is somebody's session."""
    return client.get("/account").status_code == 200


# Everything is closed


def test_nothing_is_open_that_is_not_named(server: Flask) -> None:
    """Every address of the route map asks who it is, but for the few that show no figure."""
    client = server.test_client()
    for rule in server.url_map.iter_rules():
        if rule.endpoint in rights.OPEN or "GET" not in (rule.methods or ()):
            continue
        path = server.url_map.bind("localhost").build(
            rule.endpoint, {name: _example(rule, name) for name in rule.arguments}
        )

        assert client.get(path).status_code in {302, 401}, path


def _example(rule: Any, name: str) -> Any:
    """Return a value that an address takes in a place."""
    converter = rule._converters[name]
    items = getattr(converter, "items", None)
    return next(iter(items)) if items else 1 if "Number" in type(converter).__name__ else "330900"


# Fields


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("field", ["account", "password", "code", "next", "unknown"])
def test_the_sign_in_form_takes_any_text(stranger: FlaskClient, field: str, text: str) -> None:
    """SQL, HTML and the rest are texts: nobody is signed in and nothing of it becomes markup."""
    address = address_of(field + text)
    sent = {"account": f"nobody {address}", "password": "x", field: text}

    answer = stranger.post("/sign-in", data=sent, headers={"X-Forwarded-For": address})

    assert answer.status_code == 401
    assert not any(each in answer.text for each in UNSAFE)
    assert not is_signed_in(stranger)


def address_of(text: str) -> str:
    """Return an address of its own for each try, so that neither it nor the name with it is locked for the others."""
    number = abs(hash(text)) % 2**24
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/account/password", "new"),
        ("/account/password", "again"),
        ("/account/second-factor", "code"),
    ],
)
def test_the_account_forms_take_any_text(signed_in: FlaskClient, path: str, field: str, text: str) -> None:
    """They say what is wrong with it, and save nothing."""
    sent = {"password": PASSWORD, "new": "a", "again": "a", field: text}

    answer = signed_in.post(path, data=sent)

    assert answer.status_code == 422
    assert not any(each in answer.text for each in UNSAFE)


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("name", ["next", "lang", "done", "todo", "token", "unknown"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/wall", "/account"])
def test_addresses_take_any_text(signed_in: FlaskClient, path: str, name: str, text: str) -> None:
    """What a link says is shown as text or not at all."""
    answer = signed_in.get(path, query_string={name: text})

    assert answer.status_code in {200, 302, 401}
    assert not any(each in answer.text for each in UNSAFE)


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_callbacks_take_any_text(signed_in: FlaskClient, place: int, text: str) -> None:
    """What a page sends ends in an answer or a refusal, never in a fault."""
    given = ["定海", "/", ""]
    given[place] = text

    answer = signed_in.post(CALLBACKS, json=search_body(*given))

    assert answer.status_code in {200, 204, 400, 404}
    assert "Traceback" not in answer.text


# Forged callbacks and state


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**search_body("x"), "output": "panel.children"},
        {**search_body("x"), "inputs": []},
        {**search_body("x"), "inputs": [{"id": "secret", "property": "value", "value": "x"}]},
        {**search_body("x"), "state": [{"id": "url", "property": "viewer", "value": "operator"}] * 2},
        search_body({"$ne": None}),
        search_body(["x"]),
        search_body("x", {"path": "/"}),
        search_body(10**14),
    ],
)
def test_a_forged_callback_is_refused(signed_in: FlaskClient, body: dict[str, Any]) -> None:
    """Only what the wiring makes a browser send is taken."""
    assert signed_in.post(CALLBACKS, json=body).status_code == 400


def test_a_callback_cannot_be_replayed_by_somebody_else(signed_in: FlaskClient, stranger: FlaskClient) -> None:
    """What an account sent is nothing without its session, and nothing from a foreign page."""
    sent = search_body("定海")

    assert signed_in.post(CALLBACKS, json=sent).status_code == 200
    assert stranger.post(CALLBACKS, json=sent).status_code == 401
    assert signed_in.post(CALLBACKS, json=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_callbacks_do_not_take_a_session_after_its_end(server: Flask) -> None:
    """A cookie that was copied before signing out is worth nothing after it."""
    client, thief = unsigned_client(server), unsigned_client(server)
    sign_in(client)
    cookie = client.get_cookie("cockpit_session")
    assert cookie is not None
    client.post("/sign-out")
    thief.set_cookie("cockpit_session", cookie.value)

    assert thief.post(CALLBACKS, json=search_body("定海")).status_code == 401
    assert not is_signed_in(thief)


# Size


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sign-in", "application/x-www-form-urlencoded"),
        ("/sign-in", "multipart/form-data; boundary=x"),
        ("/account/password", "application/x-www-form-urlencoded"),
        (CALLBACKS, "application/json"),
        ("/api/v1/alerts/1", "application/json"),
        ("/exports", "application/json"),
        ("/tasks/330900/new", "multipart/form-data; boundary=x"),
    ],
)
@pytest.mark.parametrize("is_signed", [False, True])
def test_ten_megabytes_are_refused(
    server: Flask, signed_in: FlaskClient, path: str, kind: str, is_signed: bool
) -> None:
    """Before anything of it is looked at, signed in or not."""
    client = signed_in if is_signed else unsigned_client(server)

    answer = client.post(path, data=b"account=" + b"x" * 10 * MB, content_type=kind)

    assert answer.status_code == 413


def test_ten_megabytes_of_unknown_length_are_refused(server: Flask) -> None:
    """A body that does not say how long it is is counted as it comes."""
    base = {"wsgi.input": _Endless(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    answer = unsigned_client(server).post("/sign-in", environ_overrides={**base, "CONTENT_LENGTH": ""})

    assert answer.status_code == 413


class _Endless:
    """A body without an end."""

    def read(self, size: int = -1) -> bytes:
        return b"x" * (size if size > 0 else MB)

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)

    def close(self) -> None:
        pass


# Signing in


@pytest.fixture
def lone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Store]]:
    """A cockpit of its own, whose locks trouble no other test."""
    store = opened(tmp_path_factory.mktemp("flood") / "cockpit.db")
    add_person(store, Role.ANALYST, name="analyst1", region="330900")
    server = create_app(Settings(database_url=str(store.engine.url), root="330900", proxies="127.0.0.1")).server
    yield server, store
    store.engine.dispose()


def test_a_thousand_sign_ins_at_once_are_refused(lone: tuple[Flask, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """They end in 401 and 429, never in a fault; others sign in meanwhile, the same address after its lock."""
    server, _ = lone
    guessing = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "10.66.6.6"}

    def guess(number: int) -> int:
        sent = {"account": f"guess{number}", "password": f"Guess-{number}-Word"}
        return server.test_client().post("/sign-in", data=sent, headers=guessing).status_code

    with ThreadPoolExecutor(100) as many:
        came = Counter(many.map(guess, range(1000)))
    elsewhere, there = unsigned_client(server), unsigned_client(server)
    there.environ_base["HTTP_X_FORWARDED_FOR"] = "10.66.6.6"

    assert came.keys() <= {401, 429}
    assert came[429] >= 700
    assert sign_in(elsewhere).status_code == 303
    assert sign_in(there).status_code == 429
    after = clock.utc_now() + LOCKED + timedelta(minutes=1)
    monkeypatch.setattr(clock, "utc_now", lambda: after)
    monkeypatch.setattr("time.time", lambda: after.replace(tzinfo=UTC).timestamp())
    assert sign_in(there).status_code == 303


def test_a_locked_account_says_when(lone: tuple[Flask, Store]) -> None:
    """The right password does not open it either, until then."""
    server, _ = lone
    client = unsigned_client(server)
    for _ in range(5):
        client.post("/sign-in", data={"account": "analyst1", "password": "Wrong-Word-1"})

    answer = sign_in(client)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_unknown_and_known_names_get_the_same_answer(lone: tuple[Flask, Store]) -> None:
    """Nobody learns who has an account."""
    client = unsigned_client(lone[0])
    said = [
        client.post("/sign-in", data={"account": name, "password": "Wrong-Word-1"}) for name in ("analyst1", "analyst9")
    ]

    assert said[0].status_code == said[1].status_code == 401
    assert said[0].text.replace("analyst1", "") == said[1].text.replace("analyst9", "")


def test_a_session_prepared_by_somebody_else_is_not_used(server: Flask, stranger: FlaskClient) -> None:
    """After signing in the browser has another cookie than before; what was in the old one is gone."""
    thief = unsigned_client(server)
    forged = SecureCookieSessionInterface().get_signing_serializer(server)
    assert forged is not None
    prepared = str(forged.dumps({"totp": "PREPARED", "mark": "prepared"}))
    stranger.set_cookie("cockpit_session", prepared)
    sign_in(stranger)
    thief.set_cookie("cockpit_session", prepared)

    assert is_signed_in(stranger)
    assert not is_signed_in(thief)
    with stranger.session_transaction() as kept:
        assert kept["mark"] != "prepared"
        assert kept.get("totp") != "PREPARED"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example\t",
        "javascript:alert(1)",
        "http:evil.example",
        "/\n//evil.example",
        "evil.example",
        " //evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(server: Flask, wanted: str) -> None:
    """From the form's field or the address, for a browser that signs in and one that is signed in."""
    by_field, by_address = unsigned_client(server), unsigned_client(server)

    answers = [
        sign_in(by_field, next=wanted),
        by_address.post("/sign-in", query_string={"next": wanted}, data={"account": "analyst1", "password": PASSWORD}),
        by_address.get("/sign-in", query_string={"next": wanted}),
    ]

    assert [answer.location for answer in answers] == ["/", "/", "/"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost@evil.example"]
)
def test_a_foreign_host_gets_nothing(stranger: FlaskClient, host: str) -> None:
    """No page, no redirect and no sign-in under a name that is not ours; a forwarded name is not looked at."""
    assert stranger.get("/sign-in", headers={"Host": host}).status_code == 400
    assert stranger.get("/", headers={"Host": host}).status_code == 400
    led = stranger.get("/", headers={"X-Forwarded-Host": host})
    assert led.status_code == 302
    assert "evil" not in str(led.location)


# Tokens and cookies


def bearer(client: FlaskClient, token: str) -> int:
    """Return the status of the API for a token."""
    return client.get("/api/v1/version", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize(
    "token",
    ["", "x", "cockpit_", "null", "undefined", "' OR 1=1 --", "cockpit_" + "A" * 43, "x" * 8000, "\u00e9", "a b c"],
)
def test_a_wrong_token_is_nobodys(server: Flask, token: str) -> None:
    """Whatever it is."""
    assert bearer(server.test_client(), token) == 401


def test_a_token_ends(server: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its day, or when it is taken back; a part of it is nothing, and another scheme is none."""
    client = server.test_client()
    _, text = add_token(store, "analyst1", 1)
    taken, other = add_token(store, "analyst1", None)

    assert bearer(client, text) == bearer(client, other) == 200
    assert bearer(client, text[:-1]) == bearer(client, text + "x") == bearer(client, text.swapcase()) == 401
    assert client.get("/api/v1/version", headers={"Authorization": f"Basic {text}"}).status_code == 401
    assert client.get("/api/v1/version", query_string={"token": text}).status_code == 401
    remove_token(store, "analyst1", taken.number)
    assert bearer(client, other) == 401
    now = datetime.now(UTC).replace(tzinfo=None)
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(days=1, minutes=1))
    assert bearer(client, text) == 401


def test_a_cookie_of_another_secret_is_nobodys(server: Flask, store: Store, tmp_path_factory: Any) -> None:
    """Whoever has another key, or none, makes no session."""
    folder = tmp_path_factory.mktemp("other")
    other = create_app(
        Settings(database_url=str(store.engine.url), root="330900", secret_file=folder / "secret")
    ).server
    client, thief = unsigned_client(other), unsigned_client(server)
    sign_in(client)
    cookie = client.get_cookie("cockpit_session")
    assert cookie is not None
    assert is_signed_in(client)
    head, *rest = cookie.value.split(".")

    for forged in (cookie.value, f"{head}.", ".".join([head, *rest[:-1], "AAAA"]), f"{head[:-2]}xx.{'.'.join(rest)}"):
        thief.set_cookie("cockpit_session", forged)
        assert not is_signed_in(thief)


def test_a_changed_cookie_is_nobodys(signed_in: FlaskClient, stranger: FlaskClient) -> None:
    """Its signature covers every sign of it."""
    cookie = signed_in.get_cookie("cockpit_session")
    assert cookie is not None
    value = cookie.value
    for place in range(0, len(value), 7):
        other = "A" if value[place] != "A" else "B"
        stranger.set_cookie("cockpit_session", value[:place] + other + value[place + 1 :])
        assert not is_signed_in(stranger), place


def test_nothing_was_written(store: Store) -> None:
    """After all of it there is the one account that was there before."""
    assert [each.name for each in accounts(store)] == ["analyst1"]
