"""Area alerts over HTTP: listed by county, acknowledged by the acting post from the cockpit's own pages only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts.tokens import add_token
from data.alerts import evaluate, open_alerts
from data.load import put_partitions
from data.store import Partition, Store
from data.viewer import Role
from tests.conftest import opened
from tests.dashboard.conftest import Run
from tests.product import add_person, signed_client
from tests.viewers import root

OWN = {"Sec-Fetch-Site": "same-origin"}
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of one day on which every office of Dinghai misses a third of its check-ins."""
    path = tmp_path_factory.mktemp("alerts") / "cockpit.db"
    store = opened(path)
    offices = [(office, 100, 66) for office in store.regions.offices("330902")]
    frame = pd.DataFrame(offices, columns=["office_code", "checkin_due_n", "checkin_done_n"])
    frame = frame.assign(day=DAY).astype({"checkin_due_n": "Int64", "checkin_done_n": "Int64"})
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="test")
    evaluate(store)
    store.engine.dispose()
    return path


@pytest.fixture
def settings(judged: Path, tmp_path: Path) -> Settings:
    """That city."""
    path = copy(judged, tmp_path / "alerts.db")
    return Settings(database_url=f"sqlite:///{path}", root="330900")


@pytest.fixture
def store(settings: Settings) -> Store:
    """Its store."""
    return open_configured_store(settings)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A browser before it."""
    return signed_client(create_app(settings).server)


def alarm(client: FlaskClient, **query: str) -> Any:
    """Return the answer to a wall."""
    return client.get("/api/v1/alerts/alarm", query_string={"after": "", **query}).json


def test_a_wall_names_the_county_not_its_offices(client: FlaskClient, store: Store) -> None:
    """Level, region, limit and since when; of offices only their number, no names or rates."""
    said = alarm(client, region="330900")["html"]

    for part in ("红", "定海区", "信息化核查完成率低于 90%", "自 11 月 22 日起", "签收 · 限 15 分钟"):
        assert part in said
    assert f"{len(store.regions.offices('330902'))} 个司法所" in said
    assert "66.0" not in said
    assert "66%" not in said
    assert not any(store.regions.get(office).zh in said for office in store.regions.offices("330902"))


def test_a_county_gets_its_own(client: FlaskClient) -> None:
    """Putuo has none."""
    found = alarm(client, region="330903")
    assert (found["numbers"], found["html"]) == ([], "")
    assert client.get("/api/v1/alerts/alarm?region=330100").status_code >= 400


def test_only_what_is_new_is_given(client: FlaskClient) -> None:
    """A wall learns the newest moment first, then what came after it."""
    begun = client.get("/api/v1/alerts/alarm").json
    assert begun is not None
    assert (begun["numbers"], len(begun["newest"])) == ([], 20)

    assert alarm(client, after=begun["newest"])["numbers"] == []
    assert client.get("/api/v1/alerts/alarm?after=yesterday").status_code == 400


def test_acknowledging_ends_the_alarm(client: FlaskClient, store: Store) -> None:
    """Under the post of the account, with a reason."""
    numbers = alarm(client)["numbers"]

    answer = client.post("/api/v1/alerts/ack", json={"numbers": [*numbers, 999], "reason": "已核"}, headers=OWN)

    assert answer.json == {"acknowledged": numbers}
    assert alarm(client)["html"] == ""
    red = [alert for alert in open_alerts(store, root(store)) if alert.number in numbers]
    assert {(alert.acknowledged_by, alert.reason) for alert in red} == {("演示", "已核")}


def test_one_alert_is_acknowledged_by_its_number(client: FlaskClient) -> None:
    """And one that is not open is a sentence."""
    number = alarm(client)["numbers"][0]

    assert client.post(f"/api/v1/alerts/{number}/ack", json={}, headers=OWN).json == {
        "number": number,
        "acknowledged_by": "演示",
    }
    refused = client.post("/api/v1/alerts/999/ack", json={}, headers=OWN)
    assert refused.status_code == 404
    assert "没有编号为 999 的未关闭预警" in str(refused.json)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://elsewhere.example"}])
def test_another_site_acknowledges_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    """Only the cockpit's own pages may."""
    number = alarm(client)["numbers"][0]

    assert client.post(f"/api/v1/alerts/{number}/ack", json={}, headers=headers).status_code == 403
    assert number in alarm(client)["numbers"]


@pytest.mark.parametrize("given", [{"numbers": "1"}, {"numbers": [1.5]}, {"numbers": [1], "reason": "字" * 201}])
def test_a_wrong_request_is_refused(client: FlaskClient, given: dict[str, object]) -> None:
    """By the field."""
    answer = client.post("/api/v1/alerts/ack", json=given, headers=OWN)

    assert answer.status_code == 400
    assert "应为" in str(answer.json)


def test_the_command_line_lists_them(
    run: Run, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With number, level, place, rule, figure and limit; a later good day leaves none."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("COCKPIT_ROOT", "330900")

    status, said, _ = run("alerts", "--level", "red")
    assert status == 0
    assert "信息化核查完成率低" in said
    assert "66 %" in said

    offices = [(office, 100, 100) for office in store.regions.offices("330902")]
    frame = pd.DataFrame(offices, columns=["office_code", "checkin_due_n", "checkin_done_n"])
    frame = frame.assign(day=DAY + timedelta(days=1)).astype({"checkin_due_n": "Int64", "checkin_done_n": "Int64"})
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="test")
    evaluate(store)
    assert run("alerts", "--level", "red")[1].strip() == "没有未关闭的指标预警。"


@pytest.mark.parametrize(
    ("asked", "is_shown"),
    [
        ({"host": "10.1.2.3:8050", "name": "hall-1", "origin": "http://10.1.2.3:8050"}, True),
        ({"host": "10.1.2.3:8050", "name": "hall-1", "origin": "https://10.1.2.3:8050"}, True),
        ({"host": "10.1.2.3:8050", "name": "hall-1", "origin": "http://elsewhere.example"}, False),
        ({"host": "10.1.2.3:8050", "name": "", "origin": "http://10.1.2.3:8050"}, False),
        ({"host": "127.0.0.1:8050", "name": "hall-1", "origin": "http://127.0.0.1:8050"}, False),
        ({"host": "localhost:8050", "name": "hall-1", "origin": "http://localhost:8050"}, False),
    ],
)
def test_a_code_is_shown_where_a_phone_reaches_the_server(
    client: FlaskClient, store: Store, asked: dict[str, str], is_shown: bool
) -> None:
    """Under the name by which the wall itself asks; none to another site, nor to the server's own machine."""
    query = {"after": "", "name": asked["name"], "origin": asked["origin"]}
    add_person(store, Role.VIEWER)
    headers = {"Host": asked["host"], "Authorization": f"Bearer {add_token(store, 'reader', None)[1]}"}

    answer = client.get("/api/v1/alerts/alarm", query_string=query, headers=headers)

    assert ("扫码签收" in (answer.json or {})["html"]) is is_shown


def test_the_remote_says_how_many_wait(client: FlaskClient) -> None:
    """Red ones of the wall's own region, until somebody acknowledges them."""
    report = {"region": "330900", "wall": "command", "scene": "overview", "held": False, "dark": False, "version": 1}
    assert client.post("/api/v1/walls/hall-1", json=report, headers=OWN).status_code == 200
    said = "未签收的红色指标预警 1 件"
    assert said in client.get("/api/v1/walls/hall-1/state").text

    client.post("/api/v1/alerts/ack", json={"numbers": alarm(client)["numbers"]}, headers=OWN)

    assert "未签收的红色指标预警" not in client.get("/api/v1/walls/hall-1/state").text
