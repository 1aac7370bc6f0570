"""How the account of these tests signs in."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.product import PASSWORD

TLS = {"X-Forwarded-Proto": "https"}
OWN = {"Sec-Fetch-Site": "same-origin"}


def sign_in(client: FlaskClient, **headers: str) -> str:
    """Sign in and return the cookie as it was set."""
    answer = client.post("/sign-in", data={"account": "viewer1", "password": PASSWORD}, headers={**OWN, **headers})
    assert answer.status_code == 303, answer.text
    return answer.headers["Set-Cookie"]
