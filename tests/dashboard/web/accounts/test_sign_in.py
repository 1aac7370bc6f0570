"""Signing in as a stranger expects it: the form, its locks, the second factor, sessions, tokens, and the demonstration."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data import clock
from data.accounts.accounts import account, grant, reset, set_disabled
from data.accounts.sign_in import MOST_FAILURES
from data.accounts.tokens import add_token, remove_token
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import PASSWORD, add_person, page_client, signed_client

CITY = "330900"
COOKIE = "cockpit_session"
OTHER = "Another-River-30"
API = "/api/v1/walls"

Later = Callable[..., None]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A deployment without figures and accounts."""
    opened(tmp_path / "cockpit.db").engine.dispose()
    return Settings(database_url=f"sqlite:///{tmp_path}/cockpit.db", root=CITY, secret_file=tmp_path / "secret")


@pytest.fixture
def store(settings: Settings) -> Store:
    """Its store."""
    return open_configured_store(settings)


@pytest.fixture
def server(settings: Settings) -> Flask:
    """Its server."""
    server: Flask = create_app(settings).server
    return server


@pytest.fixture
def reader(server: Flask, store: Store) -> FlaskClient:
    """Somebody with an account, signed in."""
    add_person(store, Role.VIEWER)
    return page_client(server, "reader", PASSWORD)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Moves the clock on."""

    def move(**passed: float) -> None:
        moment = clock.now() + timedelta(**passed)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


def sign_in(client: FlaskClient, password: str = PASSWORD, **fields: str) -> TestResponse:
    """Send the form."""
    return client.post("/sign-in", data={"account": "reader", "password": password, **fields})


def is_signed_in(client: FlaskClient) -> bool:
    """Say whether a client gets its own account's page."""
    return client.get("/account").status_code == 200


def kept(client: FlaskClient) -> str:
    """Return the cookie of a client's session."""
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def by_token(client: FlaskClient, text: str) -> int:
    """Return the status of a program's request."""
    return client.get(API, headers={"Authorization": f"Bearer {text}"}).status_code


@pytest.mark.parametrize(("tongue", "said"), [("zh", "登录"), ("en", "Sign in")])
def test_the_form_is_in_both_languages(server: Flask, tongue: str, said: str) -> None:
    """It asks for account, password and code, and needs no script."""
    page = server.test_client().get(f"/sign-in?lang={tongue}").text

    assert f"<h1>{said}</h1>" in page
    assert re.findall(r'<input[^>]* name="(account|password|code)"', page) == ["account", "password", "code"]


def test_a_page_leads_to_the_form_and_back(server: Flask, store: Store) -> None:
    """With its query."""
    add_person(store, Role.VIEWER)
    client = server.test_client()

    asked = client.get("/review/330900?week=2026-W46")
    form = client.get(asked.location)
    wanted = re.search(r'name="next" value="([^"]+)"', form.text)

    assert asked.status_code == 302
    assert wanted
    assert sign_in(client, next=wanted[1]).location == "/review/330900?week=2026-W46"


def test_a_program_is_answered_not_led(server: Flask) -> None:
    """401 in words, with how to sign in."""
    answer = server.test_client().get(API)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("tongue", "said"), [("zh", "账号或口令不对"), ("en", "password")])
def test_a_wrong_password_is_refused(server: Flask, store: Store, tongue: str, said: str) -> None:
    """On the form, with the account as it was written, in the reader's language."""
    add_person(store, Role.VIEWER)
    client = server.test_client()

    answer = client.post(f"/sign-in?lang={tongue}", data={"account": "reader", "password": "Not-it-29"})

    assert (answer.status_code, is_signed_in(client)) == (401, False)
    assert said in answer.text
    assert 'value="reader"' in answer.text
    assert "Not-it-29" not in answer.text


def test_nobody_learns_which_accounts_there_are(server: Flask, store: Store) -> None:
    """An unknown account is answered as a wrong password is."""
    add_person(store, Role.VIEWER)
    known, unknown = (
        server.test_client().post("/sign-in", data={"account": name, "password": "x"}) for name in ("reader", "nobody")
    )

    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("reader", "nobody") == unknown.text


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:x", "/sign-in", "http:evil.example", "/%0d%0a\r\nX: y"],
)  # fmt: skip
def test_it_leads_to_no_other_site(reader: FlaskClient, wanted: str) -> None:
    """Neither after the form nor for somebody who is signed in."""
    assert reader.get("/sign-in", query_string={"next": wanted}).location == "/"
    assert sign_in(reader, next=wanted).location == "/"


def test_sign_out_ends_a_copied_session(server: Flask, reader: FlaskClient) -> None:
    """Whoever copied the cookie before is out, too."""
    copied = server.test_client()
    copied.set_cookie(COOKIE, kept(reader))
    assert is_signed_in(copied)

    assert reader.post("/sign-out").status_code == 303

    copied.set_cookie(COOKIE, kept(copied))
    assert (is_signed_in(reader), is_signed_in(copied)) == (False, False)


def test_sign_out_everywhere_ends_the_others(server: Flask, reader: FlaskClient) -> None:
    """The session of another device ends."""
    other = page_client(server, "reader", PASSWORD)

    reader.post("/account/sign-out-everywhere")

    assert (is_signed_in(reader), is_signed_in(other)) == (False, False)


def test_the_first_password_must_be_changed(server: Flask, store: Store, reader: FlaskClient) -> None:
    """Pages lead to the own account, programs read so, until another password is chosen."""
    reset(store, account(store, "reader"), OTHER)
    client = page_client(server, "reader", OTHER)
    page, answer = client.get("/review/330900"), client.get(API)

    changed = {"password": OTHER, "new": PASSWORD + "x", "again": PASSWORD + "x", "next": "/review/330900"}
    done = client.post("/account/password", data=changed)

    assert page.location.startswith("/account?todo=must_change&next=%2Freview")
    assert answer.status_code == 403
    assert (done.status_code, done.location) == (303, "/review/330900")
    assert client.get(API).status_code == 200


def test_what_must_be_done_first_stays_above_the_form(server: Flask, store: Store) -> None:
    """After a password that was not taken, too; nothing else is offered meanwhile."""
    add_person(store, Role.VIEWER)
    reset(store, account(store, "reader"), OTHER)
    client = page_client(server, "reader", OTHER)

    page = client.post("/account/password", data={"password": OTHER, "new": "short", "again": "short"}).text

    assert "请先换成自己的口令" in page
    assert "/account/second-factor" not in page


def test_the_other_language_is_one_click_away_after_a_form(reader: FlaskClient) -> None:
    """Where a form was sent to an address that is no page, the link leads to its page."""
    page = reader.post("/account/password", data={"password": "wrong", "new": OTHER, "again": OTHER}).text

    assert 'href="/account?lang=en"' in page


def test_a_changed_password_ends_other_sessions(server: Flask, reader: FlaskClient) -> None:
    """The one that changed it goes on."""
    other = page_client(server, "reader", PASSWORD)

    reader.post("/account/password", data={"password": PASSWORD, "new": OTHER, "again": OTHER})

    assert (is_signed_in(reader), is_signed_in(other)) == (True, False)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "wrong", "new": OTHER, "again": OTHER}, "账号或口令不对"),
        ({"password": PASSWORD, "new": OTHER, "again": OTHER + "x"}, "两遍新口令不一样"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, "字符"),
        ({"password": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "用过"),
    ],
)
def test_a_password_that_is_not_taken(reader: FlaskClient, fields: dict[str, str], said: str) -> None:
    """The page says what is wrong, and nothing changes."""
    answer = reader.post("/account/password", data=fields)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert sign_in(reader).status_code == 303


def test_five_failures_lock_the_account(server: Flask, store: Store, later: Later) -> None:
    """The right password is refused then, from any address, until a quarter of an hour is over."""
    add_person(store, Role.VIEWER)
    client = server.test_client()
    for _ in range(MOST_FAILURES):
        assert sign_in(client, "wrong").status_code == 401

    locked = client.post(
        "/sign-in", data={"account": "reader", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    later(minutes=15.1)

    assert (locked.status_code, "锁定" in locked.text) == (429, True)
    assert sign_in(client).status_code == 303


def test_failures_before_a_success_are_forgotten(server: Flask, store: Store) -> None:
    """Four, a success, and four again lock nothing."""
    add_person(store, Role.VIEWER)

    for _ in range(2):
        client = server.test_client()
        for _ in range(MOST_FAILURES - 1):
            sign_in(client, "wrong")
        assert sign_in(client).status_code == 303


def test_a_name_that_is_no_account_locks_alike(server: Flask, store: Store) -> None:
    """After as many failures, in the same words: else the sixth answer says which names are accounts."""
    add_person(store, Role.VIEWER)

    def sixth(name: str) -> TestResponse:
        clients = [server.test_client() for _ in range(MOST_FAILURES + 1)]
        return [
            each.post("/sign-in", data={"account": name, "password": "x"}, environ_base={"REMOTE_ADDR": f"10.0.{at}.1"})
            for at, each in enumerate(clients)
        ][-1]

    known, unknown = sixth("reader"), sixth("nobody")

    assert known.status_code == unknown.status_code == 429
    assert known.text.replace("reader", "nobody") == unknown.text


def test_a_name_that_is_no_account_is_not_kept(server: Flask, settings: Settings) -> None:
    """It may be a password that was typed in the wrong place."""
    server.test_client().post("/sign-in", data={"account": "Silent-Harbour-77", "password": "x"})

    kept = b"".join(each.read_bytes() for each in Path(settings.secret_file).parent.rglob("*") if each.is_file())
    assert b"Silent-Harbour-77" not in kept


def second_factor(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set the second factor up on the own account's page; return its authenticator and the recovery codes."""
    key = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account").text)
    assert key
    shown = pyotp.TOTP(key[1])
    page = client.post("/account/second-factor", data={"code": shown.at(clock.now())}).text
    return shown, re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page)


def test_the_second_factor_is_asked_for(server: Flask, reader: FlaskClient, later: Later) -> None:
    """Without its code the right password is not enough; with it, it is."""
    shown, _ = second_factor(reader)
    later(minutes=2)
    client = server.test_client()

    assert "请输入动态口令" in sign_in(client).text
    assert sign_in(client, code="000000").status_code == 401
    assert sign_in(client, code=shown.at(clock.now())).status_code == 303


def test_a_code_signs_in_once(server: Flask, reader: FlaskClient, later: Later) -> None:
    """Whoever read it over a shoulder comes too late."""
    shown, _ = second_factor(reader)
    later(minutes=2)
    code = shown.at(clock.now())

    first, again = (sign_in(server.test_client(), code=code).status_code for _ in range(2))

    assert (first, again) == (303, 401)


def test_the_code_that_set_it_up_signs_nobody_in(server: Flask, reader: FlaskClient, later: Later) -> None:
    """It was used."""
    shown, _ = second_factor(reader)
    code = shown.at(clock.now())

    assert sign_in(server.test_client(), code=code).status_code == 401


def test_a_recovery_code_replaces_the_authenticator_once(server: Flask, reader: FlaskClient) -> None:
    """Each of the ten."""
    _, codes = second_factor(reader)

    first, again = (sign_in(server.test_client(), code=codes[0]).status_code for _ in range(2))

    assert (len(set(codes)), first, again) == (10, 303, 401)
    assert sign_in(server.test_client(), code=codes[1].upper()).status_code == 303


def test_a_telephone_can_write_a_recovery_code(server: Flask, reader: FlaskClient) -> None:
    """It has letters, so the field asks for no keys of digits, and says that one may be used."""
    second_factor(reader)

    page = sign_in(server.test_client()).text

    assert "inputmode" not in page
    assert "备用码" in page


def test_after_the_recovery_codes_the_way_goes_on(reader: FlaskClient) -> None:
    """To the page that was asked for before the second factor."""
    key = re.search(r"<code>([A-Z2-7]{32})</code>", reader.get("/account").text)
    assert key
    sent = {"code": pyotp.TOTP(key[1]).at(clock.now()), "next": "/review/330900"}

    assert 'href="/review/330900"' in reader.post("/account/second-factor", data=sent).text


def test_it_is_taken_off_by_the_password_alone(reader: FlaskClient) -> None:
    """An open browser is not enough."""
    second_factor(reader)

    refused = reader.post("/account/second-factor/remove", data={"password": "wrong"})
    done = reader.post("/account/second-factor/remove", data={"password": PASSWORD})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert sign_in(reader).status_code == 303


def test_where_it_is_wanted_it_must_be_set_up(settings: Settings, store: Store) -> None:
    """By setting: before anything else."""
    add_person(store, Role.VIEWER)
    client = page_client(
        create_app(settings.model_copy(update={"second_factor": "everyone"})).server, "reader", PASSWORD
    )

    assert client.get("/overview").location.startswith("/account?todo=must_set_up")
    second_factor(client)
    assert client.get(API).status_code == 200


def test_a_session_ends_unused(reader: FlaskClient, later: Later) -> None:
    """After an hour; until then each use begins it again."""
    later(minutes=50)
    assert is_signed_in(reader)
    later(minutes=50)
    assert is_signed_in(reader)
    later(minutes=61)
    assert not is_signed_in(reader)


def test_a_page_that_nobody_looks_at_keeps_no_session(reader: FlaskClient, later: Later) -> None:
    """Its question for new data is no use."""
    later(minutes=50)
    reader.get("/api/v1/version")
    later(minutes=11)

    assert reader.get("/api/v1/version").status_code == 401


def test_a_session_ends_after_twelve_hours_in_any_case(reader: FlaskClient, later: Later) -> None:
    """However much it is used."""
    for _ in range(14):
        later(minutes=50)
        assert is_signed_in(reader)
    later(minutes=50)

    assert not is_signed_in(reader)


def test_signing_in_begins_another_session(server: Flask, reader: FlaskClient) -> None:
    """A session that somebody planted in a browser is not the one that is signed in."""
    planted = kept(reader)
    reader.post("/sign-out")
    victim = server.test_client()
    victim.set_cookie(COOKIE, planted)
    victim.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    sign_in(victim)
    attacker = server.test_client()
    attacker.set_cookie(COOKIE, planted)

    assert (is_signed_in(victim), is_signed_in(attacker)) == (True, False)


def test_the_cookie_is_not_for_scripts_and_other_sites(reader: FlaskClient) -> None:
    """HttpOnly, SameSite, and Secure where it came over TLS."""
    plain = sign_in(reader).headers["Set-Cookie"]
    secure = reader.post(
        "/sign-in", data={"account": "reader", "password": PASSWORD}, base_url="https://localhost"
    ).headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax"} <= set(plain.split("; "))
    assert ("Secure" in plain, "Secure" in secure) == (False, True)


def test_a_changed_cookie_is_none(server: Flask, reader: FlaskClient) -> None:
    """Its signature is checked."""
    forged = server.test_client()
    payload, _, rest = kept(reader).partition(".")
    forged.set_cookie(COOKIE, f"{payload[:-2]}AA.{rest}")

    assert not is_signed_in(forged)


def test_the_demonstration_signs_in_where_nobody_has_an_account(server: Flask) -> None:
    """The form shows its name and password."""
    assert "demo" in server.test_client().get("/sign-in").text
    assert is_signed_in(signed_client(server))


def test_the_demonstration_ends_with_the_first_account(server: Flask, store: Store) -> None:
    """Its sessions, too."""
    client = signed_client(server)
    add_person(store, Role.VIEWER)

    assert not is_signed_in(client)
    assert (
        client.post(
            "/sign-in", data={"account": "demo", "password": "demo"}, headers={"Sec-Fetch-Site": "same-origin"}
        ).status_code
        == 401
    )
    assert "demo" not in server.test_client().get("/sign-in").text


@pytest.mark.parametrize(
    ("headers", "remote"),
    [
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1"),
        ({"Host": "10.1.2.3:8050"}, "127.0.0.1"),
        ({}, "10.1.2.3"),
    ],
)
def test_the_demonstration_is_for_this_machine_alone(server: Flask, headers: dict[str, str], remote: str) -> None:
    """Not through a proxy, by another name, or from elsewhere."""
    answer = server.test_client().post(
        "/sign-in", data={"account": "demo", "password": "demo"}, headers=headers, environ_base={"REMOTE_ADDR": remote}
    )

    assert answer.status_code == 401


def test_a_server_for_others_has_no_demonstration(settings: Settings) -> None:
    """Even asked from the machine itself."""
    server = create_app(settings.model_copy(update={"host": "0.0.0.0"})).server  # noqa: S104

    assert server.test_client().post("/sign-in", data={"account": "demo", "password": "demo"}).status_code == 401


def test_a_wall_begins_with_the_link_of_its_token(server: Flask, store: Store, later: Later) -> None:
    """It is led to its screen and stays signed in for weeks."""
    add_person(store, Role.WALL, name="hall", region="330902")
    token, client = add_token(store, "hall", None)[1], server.test_client()

    begun = client.get(f"/sign-in/wall?token={token}")
    later(days=30)

    assert (begun.status_code, begun.location) == (303, "/wall/330902?name=hall")
    assert client.get("/api/v1/version").status_code != 401


def test_a_wall_s_token_that_was_taken_back_is_out(server: Flask, store: Store) -> None:
    """At once, on the screen that uses it."""
    add_person(store, Role.WALL, name="hall")
    token, text = add_token(store, "hall", None)
    client = server.test_client()
    client.get(f"/sign-in/wall?token={text}")

    remove_token(store, "hall", token.number)

    assert client.get("/api/v1/version").status_code == 401


def test_only_a_wall_s_token_is_kept_by_a_browser(server: Flask, store: Store) -> None:
    """Of anybody else a link would be a password in an address."""
    add_person(store, Role.ANALYST)

    answer = server.test_client().get(f"/sign-in/wall?token={add_token(store, 'reader', None)[1]}")

    assert answer.status_code == 401


def test_a_program_acts_by_its_token(server: Flask, store: Store, later: Later) -> None:
    """Until its day is over."""
    add_person(store, Role.ANALYST)
    text, client = add_token(store, "reader", 30)[1], server.test_client()

    before = by_token(client, text)
    later(days=31)

    assert (before, by_token(client, text)) == (200, 401)


def test_a_token_taken_back_is_refused(server: Flask, store: Store) -> None:
    """As is one that never was."""
    add_person(store, Role.ANALYST)
    token, text = add_token(store, "reader", 30)
    remove_token(store, "reader", token.number)

    assert [by_token(server.test_client(), each) for each in (text, "cockpit_x", "")] == [401, 401, 401]


def test_a_closed_account_is_out(server: Flask, store: Store, reader: FlaskClient) -> None:
    """Its session, its token and its password."""
    text = add_token(store, "reader", 30)[1]

    set_disabled(store, account(store, "reader"), is_disabled=True)

    assert (is_signed_in(reader), by_token(server.test_client(), text)) == (False, 401)
    assert sign_in(server.test_client()).status_code == 401


@pytest.mark.parametrize(("role", "start"), [(Role.SYSTEM, "/accounts"), (Role.SECURITY, "/rights")])
def test_administrators_are_led_to_their_own_pages(server: Flask, store: Store, role: Role, start: str) -> None:
    """They see no figures."""
    add_person(store, role)
    client = page_client(server, "reader", PASSWORD)

    assert client.get("/overview/330900").location.startswith(start)
    assert client.get(API).status_code == 403


@pytest.mark.parametrize("path", ["/tasks/330900/new", "/exports", "/scenes", "/api/v1/alerts/ack"])
def test_who_may_view_alone_writes_and_exports_nothing(reader: FlaskClient, path: str) -> None:
    """403 that names the right."""
    answer = reader.post(path, json={}) if path.startswith(("/exports", "/api")) else reader.post(path, data={})

    assert answer.status_code == 403
    assert "权限" in (answer.text if not answer.is_json else str(answer.json))


def test_an_answer_is_kept_for_nobody_else(reader: FlaskClient) -> None:
    """Caches between browser and server know by which headers it differs."""
    assert {"Cookie", "Authorization"} <= set(reader.get("/account").headers["Vary"].split(", "))


def test_what_is_public_is_kept_for_everybody(reader: FlaskClient) -> None:
    """Scripts, typefaces and outlines are the same whoever asks, so that a cache between needs one copy of each."""
    assert "Cookie" not in reader.get("/assets/1-tokens.css").headers.get("Vary", "")


def test_a_name_that_changes_case_is_another(reader: FlaskClient, server: Flask) -> None:
    """Accounts are known by their exact names."""
    assert sign_in(server.test_client(), account="READER").status_code == 401


def test_a_form_from_another_site_signs_nobody_in(server: Flask, reader: FlaskClient) -> None:
    """Else a foreign page could put its own account under a reader's work."""
    answer = server.test_client().post(
        "/sign-in", data={"account": "reader", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


def test_a_grant_is_seen_at_once(store: Store, reader: FlaskClient) -> None:
    """Rights are read with each request, not kept in the session."""
    found = account(store, "reader")
    grant(store, found, roles=frozenset({Role.BRAND_EDITOR}), region=CITY)

    assert reader.post("/scenes", data={}).status_code != 403
