"""Signing in with the account of an organisation, the whole way over a real provider, and what is refused on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.settings import Settings
from data.accounts import Account
from data.accounts.accounts import add_account, set_disabled
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.dashboard.web.provider import CLIENT, CLIENT_SECRET, Provider, providing

SUBJECT = "wang-330900"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """The provider of all tests."""
    with providing() as running:
        yield running


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider as at its start."""
    running.reset()
    return running


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without data, with the account of an analyst whom the provider knows."""
    store = opened(tmp_path_factory.mktemp("oidc") / "cockpit.db")
    wanted = Account("analyst1", "330900", frozenset({Role.ANALYST}), post="数据分析岗", subject=SUBJECT)
    add_account(store, wanted, None)
    return store


def cockpit(store: Store, provider: Provider, **settings: Any) -> Flask:
    """Make a cockpit that trusts a provider."""
    named = {
        "database_url": str(store.engine.url),
        "root": "330900",
        "oidc_issuer": provider.address,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": CLIENT_SECRET,
        **settings,
    }
    server: Flask = create_app(Settings(**named)).server
    return server


@pytest.fixture(scope="module")
def server(store: Store, running: Provider) -> Flask:
    """A cockpit that trusts the provider."""
    return cockpit(store, running)


@pytest.fixture
def visitor(server: Flask, provider: Provider) -> FlaskClient:
    """A browser that is not signed in."""
    return server.test_client()


def leave(visitor: FlaskClient, wanted: str = "/account", lang: str = "zh") -> str:
    """Press the button on the sign-in page; return the address that the provider sends the browser back to."""
    begun = visitor.get("/sign-in/oidc", query_string={"next": wanted, "lang": lang})
    assert begun.status_code == 302, begun.text
    sent_back = requests.get(begun.location, allow_redirects=False, timeout=5)
    return str(sent_back.headers["Location"])


def come_back(visitor: FlaskClient, address: str) -> TestResponse:
    """Follow the provider's address back to the cockpit."""
    parts = urlsplit(address)
    return visitor.get(f"{parts.path}?{parts.query}")


def signed_in_as(visitor: FlaskClient) -> str:
    """Return the page of the own account, "" where nobody is signed in."""
    answer = visitor.get("/account")
    return answer.text if answer.status_code == 200 else ""


def test_the_whole_way_signs_in(visitor: FlaskClient) -> None:
    """From the button over the provider back to the page that was asked for."""
    answer = come_back(visitor, leave(visitor, "/account?lang=en"))

    assert (answer.status_code, answer.location) == (303, "/account?lang=en")
    assert "analyst1" in signed_in_as(visitor)


def test_the_sign_in_page_offers_it(visitor: FlaskClient) -> None:
    """With a provider in the settings there is a link to it."""
    assert 'href="/sign-in/oidc?' in visitor.get("/sign-in").text


def test_the_request_has_code_pkce_state_and_nonce(visitor: FlaskClient, provider: Provider) -> None:
    """The way to the provider is an authorization code's, guarded three times; no secret is on it."""
    begun = visitor.get("/sign-in/oidc")
    sent = parse_qs(urlsplit(begun.location).query)

    assert begun.location.startswith(f"{provider.address}/authorize?")
    assert sent["response_type"] == ["code"]
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= sent.keys()
    assert CLIENT_SECRET not in begun.location


def test_only_the_provider_is_asked(store: Store, provider: Provider) -> None:
    """Discovery, the token and the keys: nothing else is called."""
    visitor = cockpit(store, provider).test_client()

    come_back(visitor, leave(visitor))

    assert provider.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


def test_nobody_is_asked_before_somebody_signs_in(store: Store, provider: Provider) -> None:
    """A provider that is down keeps no cockpit from starting."""
    visitor = cockpit(store, provider).test_client()

    assert visitor.get("/sign-in").status_code == 200
    assert provider.asked == []


def test_another_claim_may_name_the_account(store: Store, provider: Provider) -> None:
    """The setting says which claim is the subject."""
    provider.subject, provider.claims = "4711", {"employee": SUBJECT}
    visitor = cockpit(store, provider, oidc_claim="employee").test_client()

    assert come_back(visitor, leave(visitor)).status_code == 303


@pytest.mark.parametrize(
    ("vouched", "status"), [({}, 403), ({"email_verified": False}, 403), ({"email_verified": "true"}, 403), ({"email_verified": True}, 303)]
)  # fmt: skip
def test_an_address_names_nobody_that_is_not_verified(
    store: Store, provider: Provider, vouched: dict[str, Any], status: int
) -> None:
    """At many providers people write their address themselves: another's would open another's account."""
    provider.subject, provider.claims = "4711", {"email": SUBJECT, **vouched}
    visitor = cockpit(store, provider, oidc_claim="email").test_client()

    assert come_back(visitor, leave(visitor)).status_code == status


@pytest.mark.parametrize(("lang", "said"), [("zh", "--subject stranger"), ("en", "The organisation knows you")])
def test_a_stranger_gets_words_and_no_account(visitor: FlaskClient, provider: Provider, lang: str, said: str) -> None:
    """Whom the provider knows and the cockpit does not is shown what to ask for, in the language of the sign-in page."""
    provider.subject = "stranger"

    answer = come_back(visitor, leave(visitor, lang=lang))

    assert answer.status_code == 403
    assert said in answer.text
    assert signed_in_as(visitor) == ""


def test_a_subject_is_shown_as_text(visitor: FlaskClient, provider: Provider) -> None:
    """What the provider says cannot become markup."""
    provider.subject = "<script>alert(1)</script>"

    assert "<script>alert" not in come_back(visitor, leave(visitor)).text


def test_a_closed_account_stays_closed(visitor: FlaskClient, store: Store, provider: Provider) -> None:
    """The provider's word does not open it."""
    provider.subject = "gone"
    closed = add_account(store, Account("gone", "330900", frozenset({Role.VIEWER}), subject="gone"), None)
    set_disabled(store, closed, is_disabled=True)

    assert come_back(visitor, leave(visitor)).status_code == 403


def test_a_wall_never_signs_in(visitor: FlaskClient, store: Store, provider: Provider) -> None:
    """A wall's account has a token and no person."""
    provider.subject = "hall"
    add_account(store, Account("hall-1", "330900", frozenset({Role.WALL}), subject="hall"), None)

    assert come_back(visitor, leave(visitor)).status_code == 403


def test_two_accounts_of_one_subject_are_refused(visitor: FlaskClient, store: Store, provider: Provider) -> None:
    """The cockpit does not choose between them."""
    provider.subject = "both"
    for name in ("one", "two"):
        add_account(store, Account(name, "330900", frozenset({Role.VIEWER}), subject="both"), None)

    assert come_back(visitor, leave(visitor)).status_code == 403


def test_no_second_factor_is_asked_for_after_the_provider(store: Store, provider: Provider) -> None:
    """The provider decides how somebody proves who they are."""
    visitor = cockpit(store, provider, second_factor="everyone").test_client()
    come_back(visitor, leave(visitor))

    assert visitor.get("/tasks/330900").status_code == 200


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_on_stays_here(visitor: FlaskClient, wanted: str) -> None:
    """No address of another server is followed after signing in."""
    assert come_back(visitor, leave(visitor, wanted)).location == "/"


def test_a_forged_state_is_refused(visitor: FlaskClient) -> None:
    """A code with a state that was not given out signs nobody in."""
    address = leave(visitor)

    answer = come_back(visitor, f"{address}x")

    assert answer.status_code == 403
    assert signed_in_as(visitor) == ""


def test_the_code_of_another_browser_is_refused(visitor: FlaskClient) -> None:
    """Nobody can be led into a session that somebody else began."""
    stranger = visitor.application.test_client()
    address = leave(visitor)

    assert come_back(stranger, address).status_code == 403
    assert signed_in_as(stranger) == ""


def test_a_code_counts_once(visitor: FlaskClient) -> None:
    """The same way back again signs nobody in, not even with the cookie of before."""
    address = leave(visitor)
    before = visitor.get_cookie("cockpit_session")
    assert before is not None
    come_back(visitor, address)
    again = visitor.application.test_client()
    again.set_cookie("cockpit_session", before.value)

    answer = come_back(again, address)

    assert answer.status_code == 403
    assert signed_in_as(again) == ""


def test_a_cancelled_sign_in_gets_words(visitor: FlaskClient) -> None:
    """The provider's error is a sentence, its description is not shown."""
    visitor.get("/sign-in/oidc")

    answer = visitor.get("/sign-in/oidc/back?error=access_denied&error_description=<b>no</b>")

    assert answer.status_code == 403
    assert "<b>no" not in answer.text


def with_claim(name: str, value: Any) -> Any:
    """Return a forger that signs a token, one of whose claims is another."""
    return lambda provider, claims: provider.signed({**claims, name: value})


FORGED = {
    "nonce": with_claim("nonce", "another"),
    "no nonce": lambda provider, claims: provider.signed({k: v for k, v in claims.items() if k != "nonce"}),
    "expired": with_claim("exp", int(time.time()) - 600),
    "of another issuer": with_claim("iss", "http://127.0.0.1:9/"),
    "for another client": with_claim("aud", ["another"]),
    "for another client by us": lambda provider, claims: provider.signed({**claims, "aud": ["another"], "azp": CLIENT}),
    "by another key": lambda provider, claims: provider.signed(claims, RSAKey.generate_key(2048)),
    "by a key of another name": lambda provider, claims: provider.signed(claims, RSAKey.generate_key(2048), kid="x"),
    "alg none": lambda provider, claims: f"{_part({'alg': 'none'})}.{_part(claims)}.",
    "by the client's secret": lambda provider, claims: jwt.encode(
        {"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET), ["HS256"]
    ),
    "changed": lambda provider, claims: _changed(provider.signed(claims)),
    "no token": lambda provider, claims: "nothing",
}


def _part(value: dict[str, Any]) -> str:
    import base64
    import json

    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _changed(token: str) -> str:
    header, claims, signature = token.split(".")
    return f"{header}.{claims[:-2]}{'AA' if claims[-2:] != 'AA' else 'BB'}.{signature}"


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_is_refused(visitor: FlaskClient, provider: Provider, kind: str) -> None:
    """A token that is not the provider's for this sign-in signs nobody in, and the refusal is in words."""
    provider.forge = lambda claims: str(FORGED[kind](provider, claims))

    answer = come_back(visitor, leave(visitor))

    assert answer.status_code in {403, 502}
    assert "Traceback" not in answer.text
    assert signed_in_as(visitor) == ""


def test_an_answer_without_a_token_is_refused(visitor: FlaskClient, provider: Provider) -> None:
    """An access token alone says nothing about who it is."""
    provider.with_id_token = False

    assert come_back(visitor, leave(visitor)).status_code == 403
    assert signed_in_as(visitor) == ""


def test_a_new_key_of_the_provider_is_fetched(visitor: FlaskClient, provider: Provider) -> None:
    """Providers change their keys; nobody has to restart the cockpit for it."""
    come_back(visitor, leave(visitor))
    visitor.post("/sign-out", headers={"Origin": "http://localhost"})
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    provider.forge = lambda claims: provider.signed(claims, kid="second")

    assert come_back(visitor, leave(visitor)).status_code == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_provider_that_is_down_is_said_in_words(store: Store, lang: str) -> None:
    """Neither a trace nor a blank page, and the local sign-in goes on."""
    with providing() as gone:
        server = cockpit(store, gone)

    answer = server.test_client().get(f"/sign-in/oidc?lang={lang}")

    assert answer.status_code == 502
    assert "系统管理员" in answer.text or "system administrator" in answer.text
    assert server.test_client().get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "ftp://elsewhere.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_wrong_document_is_refused(store: Store, provider: Provider, document: dict[str, Any]) -> None:
    """A document of another issuer or with unsafe addresses is not followed; once it is right, signing in works."""
    visitor, provider.document = cockpit(store, provider).test_client(), document

    answer = visitor.get("/sign-in/oidc")
    provider.document = {}

    assert answer.status_code == 502
    assert come_back(visitor, leave(visitor)).status_code == 303


@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example"])
def test_no_foreign_name_gets_into_the_way_back(visitor: FlaskClient, name: str) -> None:
    """The address to come back to is made only under a name of this server."""
    answer = visitor.get("/sign-in/oidc", headers={"Host": name})

    assert answer.status_code == 400
    assert answer.location is None


def test_without_a_provider_there_is_no_way(store: Store) -> None:
    """The addresses are not there at all."""
    server = create_app(Settings(database_url=str(store.engine.url), root="330900")).server

    assert server.view_functions.keys().isdisjoint({"oidc.begin", "oidc.back"})
