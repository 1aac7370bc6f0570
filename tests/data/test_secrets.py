"""What no log and no message shows."""

from __future__ import annotations

import pytest

from data.text.secrets import masked


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://cockpit:hidden@10.1.2.3/cockpit",
        "could not connect to redis://:hidden@cache:6379/0",
        "postgresql://cockpit:hid/hidden@den@host/name",
        "Authorization: Bearer hidden-hidden-hidden",
        "Authorization: basic aGlkZGVu.hidden",
        "token cockpit_hidden0hidden0hidden0hidden0hidden0",
        "GET /sign-in/wall?token=hidden&next=/wall/330100",
        "GET /sign-in/oidc/back?code=hidden&state=abc",
        "{'password': 'hidden'}",
        '{"client_secret": "hidden"}',
        "grant_type=authorization_code&code_verifier=hidden",
    ],
)
def test_a_secret_is_covered(text: str) -> None:
    """Passwords, tokens and codes, however they are written."""
    assert "hidden" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:////opt/cockpit/var/cockpit.db",
        "http://127.0.0.1:8050/overview/330100?lang=en",
        "第 3 行 office_code：330108001 不是已知司法所",
        "postgresql+psycopg://***@10.1.2.3/cockpit",
    ],
)
def test_everything_else_stays(text: str) -> None:
    """A log can still be read."""
    assert masked(text) == text
