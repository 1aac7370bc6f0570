"""A wall changes nothing by itself: it acknowledges alerts in the name of the account that has just ordered it to."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts.tokens import add_token
from data.alerts import evaluate, open_alerts
from data.store import Store
from data.viewer import Role
from tests.dashboard.web.test_walls import REPORT
from tests.product import add_person, copy_database
from tests.viewers import root


@pytest.fixture
def store(city_store: Store, tmp_path: Path) -> Store:
    """The city's database with a wall's account, an officer who may acknowledge, and one who only leads walls."""
    url = copy_database(city_store, tmp_path / "walls.db")
    store = open_configured_store(Settings(database_url=url, root="330900", secret_file=tmp_path / "secret"))
    evaluate(store)
    add_person(store, Role.WALL, name="hall", region="330900")
    add_person(store, Role.REVIEWER, Role.BRAND_EDITOR, name="officer", region="330900", post="值班岗")
    add_person(store, Role.BRAND_EDITOR, name="editor", region="330900")
    return store


@pytest.fixture
def clients(store: Store, tmp_path: Path) -> dict[str, FlaskClient]:
    """A client of each, by token; the wall has reported."""
    settings = Settings(database_url=str(store.engine.url), root="330900", secret_file=tmp_path / "secret")
    server, found = create_app(settings).server, {}
    for name in ("hall", "officer", "editor"):
        found[name] = server.test_client()
        found[name].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {add_token(store, name, 1)[1]}"
    assert found["hall"].post("/api/v1/walls/hall", json=REPORT).status_code == 200
    return found


def acknowledged(store: Store, wall: FlaskClient) -> tuple[int, set[str]]:
    """Let a wall acknowledge all that is open; return the status and who is written beside it."""
    numbers = [alert.number for alert in open_alerts(store, root(store))]
    status = wall.post("/api/v1/alerts/ack", json={"numbers": numbers}).status_code
    return status, {alert.acknowledged_by for alert in open_alerts(store, root(store)) if alert.acknowledged_by}


def test_without_an_order_it_may_not(store: Store, clients: dict[str, FlaskClient]) -> None:
    """Whatever key is pressed at it."""
    assert acknowledged(store, clients["hall"]) == (403, set())


def test_by_order_it_acknowledges_in_the_name_of_who_gave_it(store: Store, clients: dict[str, FlaskClient]) -> None:
    """Not in its own."""
    assert clients["officer"].post("/api/v1/walls/hall/order", json={"what": "acknowledge"}).status_code == 200
    assert acknowledged(store, clients["hall"]) == (200, {"值班岗"})


def test_who_may_not_acknowledge_cannot_order_it(store: Store, clients: dict[str, FlaskClient]) -> None:
    """Although that account leads walls."""
    assert clients["editor"].post("/api/v1/walls/hall/order", json={"what": "acknowledge"}).status_code == 403
    assert acknowledged(store, clients["hall"]) == (403, set())
