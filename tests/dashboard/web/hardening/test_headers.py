"""The headers of every answer, its cookies, and the pages of portals that embed it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.dashboard.web.hardening.conftest import Make
from tests.dashboard.web.hardening.entrance import TLS, sign_in


@pytest.fixture(scope="module")
def portal(make: Make) -> Flask:
    """A cockpit that two portals embed."""
    return make(proxies="127.0.0.1", frame_ancestors="'self' https://portal.example https://*.bureau.example:8443")


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
