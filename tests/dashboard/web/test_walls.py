"""Walls over HTTP: reports, orders, refusals, and the pages about them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import generate_latest

from dashboard.app import create_app
from dashboard.outlets.metrics import registry
from dashboard.settings import Settings
from data import clock
from tests.conftest import opened
from tests.product import signed_client

OWN = {"Sec-Fetch-Site": "same-origin"}
REPORT: dict[str, Any] = {
    "region": "330900",
    "wall": "command",
    "scene": "overview",
    "version": 3,
    "build": "0a1b2c",
    "heap_mb": 120,
    "painted_seconds": 1,
    "browser": "Chromium 140 (Linux)",
    "screen": "3840×2160@1",
    "held": False,
    "dark": False,
}


@pytest.fixture
def hall(tmp_path: Path) -> FlaskClient:
    """A cockpit without data to which one wall has reported."""
    opened(tmp_path / "walls.db").engine.dispose()
    server = create_app(Settings(database_url=f"sqlite:///{tmp_path}/walls.db", root="330900")).server
    client = signed_client(server)
    client.post("/api/v1/walls/hall-1", json=REPORT, headers=OWN)
    return client


def metrics_of(folder: Path) -> str:
    """Return what a monitoring system reads of that cockpit."""
    return generate_latest(registry(opened(folder / "walls.db"), ())).decode()


def order(client: FlaskClient, what: str, argument: str = "", **headers: str) -> Any:
    """Give an order to the hall's wall as its own page does."""
    return client.post(
        "/api/v1/walls/hall-1/order", json={"what": what, "argument": argument}, headers={**OWN, **headers}
    )


def test_a_wall_follows_orders_by_number(hall: FlaskClient) -> None:
    """It first learns the newest number, then gets what came after it."""
    assert order(hall, "next").json == {"number": 1}
    begun = hall.get("/api/v1/walls/hall-1/order")
    assert begun.json == {"newest": 1, "orders": []}

    order(hall, "scene", "overview")
    order(hall, "region", "330902")

    followed = hall.get("/api/v1/walls/hall-1/order?after=1")
    assert [(each["number"], each["what"], each["argument"]) for each in (followed.json or {})["orders"]] == [
        (2, "scene", "overview"),
        (3, "region", "330902"),
    ]
    assert len(followed.data) < 512
    assert followed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("what", "argument", "status", "said"),
    [
        ("dance", "", 400, "next"),
        ("next", "twice", 400, "argument"),
        ("scene", "nonsense", 404, "overview"),
        ("region", "330903001", 404, "县"),
        ("region", "330100", 403, "只能查看"),
        ("region", "999999", 404, "999999"),
        ("alert", "", 404, "地区"),
    ],
)
def test_an_order_that_means_nothing_is_refused(
    hall: FlaskClient, what: str, argument: str, status: int, said: str
) -> None:
    """In words that say what is expected; nothing reaches the wall."""
    answer = order(hall, what, argument)

    assert answer.status_code == status
    assert said in (answer.json or {})["detail"]
    assert (hall.get("/api/v1/walls/hall-1/order?after=0").json or {})["newest"] == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_own_pages_give_orders_and_report(hall: FlaskClient, headers: dict[str, str], status: int) -> None:
    """Another site's page in the same browser cannot lead a wall."""
    given = hall.post("/api/v1/walls/hall-1/order", json={"what": "next"}, headers=headers)
    reported = hall.post("/api/v1/walls/hall-2", json=REPORT, headers=headers)

    assert (given.status_code, reported.status_code) == (status, status)


def test_a_window_without_a_name_rings_no_alarm(hall: FlaskClient, tmp_path: Path) -> None:
    """It is in no metric, on no list of walls, and offered to be named."""
    hall.post("/api/v1/walls/tab-1a2b", json=REPORT, headers=OWN)

    assert "cockpit_walls_seen 1.0\n" in metrics_of(tmp_path)
    assert "tab-1a2b" not in metrics_of(tmp_path)
    listed, offered = hall.get("/api/v1/walls").text.split("还没有名称的窗口")
    assert "hall-1" in listed
    assert "tab-1a2b" not in listed
    assert "tab-1a2b" in offered


def test_a_window_is_named_from_a_remote(hall: FlaskClient) -> None:
    """The order reaches it; a name that is taken, or looks made up, is refused."""
    hall.post("/api/v1/walls/tab-1a2b", json=REPORT, headers=OWN)
    address = "/api/v1/walls/tab-1a2b/order"

    def named(name: str) -> Any:
        return hall.post(address, json={"what": "name", "argument": name}, headers=OWN)

    assert named("hall-2").json == {"number": 1}
    assert [named(name).status_code for name in ("hall-1", "tab-9", "大厅", "", "a" * 41)] == [409, 400, 400, 400, 400]
    assert (hall.get(f"{address}?after=0").json or {})["orders"] == [
        {"number": 1, "what": "name", "argument": "hall-2"}
    ]


def test_a_wall_is_forgotten(hall: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while it reports; then it is off the list and the metrics, and the page says who took it off."""
    assert hall.post("/api/v1/walls/hall-1/forget", json={}, headers=OWN).status_code == 409
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert hall.post("/api/v1/walls/hall-1/forget", json={}).status_code == 403
    assert hall.post("/api/v1/walls/hall-1/forget", json={}, headers=OWN).json == {"forgotten": "hall-1"}
    assert hall.post("/api/v1/walls/hall-1/forget", json={}, headers=OWN).status_code == 404
    assert "cockpit_walls_silent 0.0\n" in metrics_of(tmp_path)
    assert "hall-1 已移除" in hall.get("/api/v1/walls").text


def test_a_form_is_no_order(hall: FlaskClient) -> None:
    """A form of another site could send text without asking first."""
    answer = hall.post("/api/v1/walls/hall-1/order", data='{"what": "next"}', content_type="text/plain", headers=OWN)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "33"),
        ("scene", "<b>"),
        ("scene", "s" * 41),
        ("version", -1),
        ("version", None),
        ("version", True),
        ("version", "3"),
        ("heap_mb", 1.5),
        ("painted_seconds", 10**12),
        ("browser", "x" * 81),
        ("browser", "<script>"),
        ("screen", "large"),
        ("build", "not hex"),
    ],
)
def test_a_wrong_report_is_refused_by_field(hall: FlaskClient, field: str, value: object) -> None:
    """Sizes, characters and numbers, with the field's name."""
    answer = hall.post("/api/v1/walls/hall-1", json={**REPORT, field: value}, headers=OWN)

    assert answer.status_code == 400
    assert (answer.json or {})["detail"].startswith(f"{field}：")


def test_a_refusal_is_in_the_language_of_the_request(hall: FlaskClient) -> None:
    """English where the address asks for it."""
    answer = hall.post("/api/v1/walls/hall-1?lang=en", json={**REPORT, "heap_mb": "much"}, headers=OWN)

    assert (answer.json or {})["detail"] == "heap_mb: should be a whole number from 0 to 1000000, or left out."


def test_too_much_is_refused(hall: FlaskClient) -> None:
    """A report is small."""
    assert hall.post("/api/v1/walls/hall-1", json={**REPORT, "more": "x" * 4000}, headers=OWN).status_code == 413


def test_names_are_plain(hall: FlaskClient) -> None:
    """What is written in addresses, tables and labels needs no escaping."""
    assert hall.post("/api/v1/walls/h%22all", json=REPORT, headers=OWN).status_code == 400
    assert hall.post(f"/api/v1/walls/{'h' * 41}", json=REPORT, headers=OWN).status_code == 400


def test_an_order_to_an_unknown_screen_is_refused(hall: FlaskClient) -> None:
    """The error lists the known names."""
    answer = hall.post("/api/v1/walls/hall-9/order", json={"what": "next"}, headers=OWN)

    assert answer.status_code == 404
    assert "hall-1" in (answer.json or {})["detail"]


def test_a_kiosk_asks_whether_its_wall_lives(hall: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """For 45 seconds after a report, three reports' time."""
    assert hall.get("/api/v1/walls/hall-1/alive").status_code == 200
    assert hall.get("/api/v1/walls/hall-9/alive").status_code == 404

    later = clock.now() + timedelta(seconds=50)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert hall.get("/api/v1/walls/hall-1/alive").status_code == 404
    assert hall.get("/api/v1/walls/hall-1/alive?within=60").status_code == 200


def test_a_silent_wall_is_said_in_words(hall: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two minutes it comes first, with what may be wrong."""
    assert "轮播中" in hall.get("/api/v1/walls").text

    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    text = hall.get("/api/v1/walls").text

    assert "已 5 分钟没有报到" in text
    assert 'class="is-silent"' in text


@pytest.mark.parametrize(
    "path", ["/walls", "/remote", "/remote?name=hall-1", "/remote?name=hall-9&lang=en", "/walls?lang=en"]
)
def test_the_pages_are_known_without_data(hall: FlaskClient, path: str) -> None:
    """They are about walls, not about figures."""
    assert hall.get(path).status_code == 200


def test_a_page_of_walls_has_no_region(hall: FlaskClient) -> None:
    """The remote chooses a wall, not a place."""
    assert hall.get("/nowhere").status_code == hall.get("/walls/1/2").status_code == 404


def test_there_is_no_picture_where_there_are_only_words(hall: FlaskClient) -> None:
    """A store without data is no picture: the wall keeps the one it has."""
    answer = hall.get("/api/v1/picture/wall/330900?wall=command")

    assert answer.status_code == 503
    assert "画不出" in answer.json["detail"]  # type: ignore[index]
