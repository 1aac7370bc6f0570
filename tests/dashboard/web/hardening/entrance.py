"""Who signs in, and a search as the page asks for it."""

from __future__ import annotations

from flask.testing import FlaskClient

PASSWORD = "Bamboo-Ferry-28"  # noqa: S105
TLS = {"X-Forwarded-Proto": "https"}
OWN = {"Sec-Fetch-Site": "same-origin"}
SEARCH = {
    "output": "suggestions.children",
    "outputs": {"id": "suggestions", "property": "children"},
    "inputs": [{"id": "search", "property": "value", "value": "定海"}],
    "state": [
        {"id": "url", "property": "pathname", "value": "/"},
        {"id": "url", "property": "search", "value": ""},
    ],
    "changedPropIds": ["search.value"],
}


def sign_in(client: FlaskClient, **headers: str) -> str:
    """Sign in and return the cookie as it was set."""
    answer = client.post("/sign-in", data={"account": "viewer1", "password": PASSWORD}, headers={**OWN, **headers})
    assert answer.status_code == 303, answer.text
    return answer.headers["Set-Cookie"]
