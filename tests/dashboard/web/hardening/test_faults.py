"""What goes wrong in the program is said in words."""

from __future__ import annotations

import pytest

from tests.dashboard.web.hardening.conftest import Make
from tests.dashboard.web.hardening.entrance import sign_in
from tests.product import search_body, unsigned_client


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

    answer = client.post("/_dash-update-component", json=search_body("定海"))

    assert answer.status_code == 500
    assert "division" not in answer.text
    assert "Traceback" not in answer.text
