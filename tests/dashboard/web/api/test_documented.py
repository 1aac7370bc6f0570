"""What docs/api.md shows works as it says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.meetings import freeze_week
from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.outlets.webhooks import Receiver
from dashboard.settings import Settings
from dashboard.web.api import LISTINGS
from dashboard.web.problem import BY_STATUS, KINDS, TYPE
from data.periods import Period
from data.store import Store
from layouts.words.language import load_language
from tests.product import copy_database, signed_client
from tests.viewers import CITY_CHIEF

TEXT = Path("docs/api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^curl (.+)$", TEXT, re.MULTILINE)
SHOWN = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]


@pytest.fixture(scope="module")
def asked(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of Zhoushan with the frozen week of the examples."""
    url = copy_database(city_store, tmp_path_factory.mktemp("documented") / "cockpit.db")
    settings = Settings(database_url=url, root="330900")
    freeze_week(open_cockpit(settings, Memory()), CITY_CHIEF, "330900", Period.parse("2026-W46"), program="test")
    server: Flask = create_app(settings).server
    return signed_client(server)


def address(command: str) -> str:
    """Return the path and query that a command asks for."""
    return command.split('"http://127.0.0.1:8050')[1].rstrip('"')


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_answered(asked: FlaskClient, command: str) -> None:
    """With rows, but for the one that shows an error, and for alerts, of which a quiet city has none."""
    answer = asked.get(address(command))

    assert answer.status_code == (404 if "regsitered" in command else 200)
    is_listed = answer.is_json and "items" in answer.get_json()
    assert not is_listed or answer.get_json()["items"] or "alerts" in command


def test_every_address_has_an_example() -> None:
    """And is in the table."""
    examples = "\n".join(map(address, COMMANDS))

    assert [each.path for each in LISTINGS if each.path.split("{")[0] not in examples] == []
    assert [each.path for each in LISTINGS if f"`GET {each.path}`" not in TEXT] == []


def test_the_error_is_as_it_is_shown(asked: FlaskClient) -> None:
    """Word by word."""
    command = next(each for each in COMMANDS if "regsitered" in each)

    assert asked.get(address(command)).get_json() in SHOWN


def test_the_page_is_as_it_is_shown(asked: FlaskClient) -> None:
    """With the same keys, in order."""
    shown = next(each for each in SHOWN if "items" in each)

    page = json.loads(asked.get("/api/v1/readings?metric=registered_count").text)

    assert list(page) == list(shown)
    assert list(page["items"][0]) == list(shown["items"][0])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 414, 429, 500, 503])
def test_every_kind_of_problem_is_listed(status: int) -> None:
    """By its status."""
    assert f"`{BY_STATUS[status]}`" in TEXT
    assert TYPE in TEXT


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_kind_of_problem_has_a_title(tongue: str) -> None:
    """In both languages."""
    words = load_language(tongue)

    assert all(words(f"problem.{kind}") for kind in KINDS)


def test_the_check_of_a_signature_works() -> None:
    """For a genuine delivery, not for one that was changed or is old."""
    code: dict[str, Any] = {}
    exec(next(iter(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))), code)  # noqa: S102 - our own
    is_genuine: Callable[..., bool] = code["is_genuine"]
    receiver = Receiver("https://hub.example/hooks", "330900", b"k" * 32)
    body, now = '{"event":"week.frozen"}', int(time.time())

    def headers(moment: int) -> dict[str, str]:
        signature = receiver.signature("week-1", moment, body)
        return {"webhook-id": "week-1", "webhook-timestamp": str(moment), "webhook-signature": signature}

    assert is_genuine(receiver.secret, headers(now), body.encode())
    assert not is_genuine(receiver.secret, headers(now), b"{}")
    assert not is_genuine(receiver.secret, {**headers(now), "webhook-timestamp": str(now - 1)}, body.encode())
    assert not is_genuine(receiver.secret, headers(now - 600), body.encode())
