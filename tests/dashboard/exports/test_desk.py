"""Exports over HTTP: ordered, watched, cancelled, fetched."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from callbacks.drawing import opened
from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from data.periods import Period
from layouts.screen.meeting_bar import bar
from layouts.view import View
from tests.layouts.fabricate import reading, region
from tests.product import exporting, signed_client
from tests.viewers import CITY_CHIEF

OWN = {"Sec-Fetch-Site": "same-origin"}
ROLL = reading("office_reporting_rate", region("330902"))
WANTED = {"address": "/supervision/330902?period=2026-W47", "format": "xlsx"}


@pytest.fixture
def desk(city_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of Zhoushan with a folder of exports of its own, where what is ordered is made."""
    settings = Settings(database_url=city_url, root="330900", exports=tmp_path / "exports")
    with exporting(settings):
        yield signed_client(create_app(settings).server)


def order(desk: FlaskClient, **changes: str) -> dict[str, Any]:
    """Order an export and return what is said of it."""
    answer = desk.post("/exports", json={**WANTED, **changes}, headers=OWN)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.get_json()
    return job


def test_from_the_order_to_the_file(desk: FlaskClient) -> None:
    """Ordered, watched, and fetched under a name that says what it is."""
    job = order(desk)
    deadline = time.monotonic() + 60
    while not job["file"]:
        assert job["state"] in {"waiting", "running"}
        assert time.monotonic() < deadline
        time.sleep(0.05)
        job = desk.get(job["at"]).get_json()

    file = desk.get(job["file"])

    assert file.status_code == 200
    assert "attachment" in file.headers["Content-Disposition"]
    assert load_workbook(BytesIO(file.data)).sheetnames[1] == "监管"


def test_cancelled(desk: FlaskClient) -> None:
    """A cancelled job has no file."""
    job = order(desk)

    after = desk.post(f"{job['at']}/cancel", json={}, headers=OWN).get_json()

    assert after["state"] == "cancelled"
    assert desk.get(f"{job['at']}/file").status_code == 404


@pytest.mark.parametrize("path", ["/exports", "/exports/AAAAAAAAAAAAAAAA/cancel"])
def test_another_site_orders_nothing(desk: FlaskClient, path: str) -> None:
    """Orders and cancellations come from the cockpit's own pages."""
    refused = [
        desk.post(path, json=WANTED, headers={"Sec-Fetch-Site": "cross-site"}),
        desk.post(path, json=WANTED, headers={"Origin": "https://elsewhere.example"}),
    ]

    assert {answer.status_code for answer in refused} == {403}


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"format": "doc"}, 400, ".pptx"),
        ({"size": "a9"}, 400, "a9"),
        ({"address": "/nothing"}, 404, "/nothing"),
        ({"address": "/overview/330100"}, 403, "舟山市"),
        ({"address": "/overview?period=2031-W05"}, 404, "2031-W05"),
    ],
)
def test_what_cannot_be_ordered_is_said_at_once(
    desk: FlaskClient, changes: dict[str, str], status: int, says: str
) -> None:
    """An unknown format, paper, page or period, or a region outside the scope starts nothing."""
    answer = desk.post("/exports", json={**WANTED, **changes}, headers=OWN)

    assert answer.status_code == status
    assert says in answer.get_json()["detail"]


def test_monday_files_are_links_on_the_meeting_s_page(city_url: str, tmp_path: Path) -> None:
    """What is ready is linked to and delivered under its own name; what does not is said."""
    settings = Settings(database_url=city_url, root="330900", weekly=tmp_path)
    file = tmp_path / "2026-W47" / "330902-定海区-2026-W47.pptx"
    file.parent.mkdir()
    file.write_bytes(b"slides")
    view = View(page="review", region="330902", period=Period.parse("2026-W47"))
    context = opened(open_cockpit(settings, Memory()), CITY_CHIEF, view)
    ours = signed_client(create_app(settings).server)

    (href,) = re.findall(r'href="(/exports/[^"]*)"', bar(context, ROLL).html)
    given, lacking = ours.get(href), ours.get("/exports/monday/330902/2026-W47.pdf")

    assert href == "/exports/monday/330902/2026-W47.pptx"
    assert given.data == b"slides"
    assert quote(file.name) in given.headers["Content-Disposition"]
    assert (lacking.status_code, "还没有写出" in lacking.get_json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("330100/2026-W47", 403, "其下级"),
        ("330902/2026-11", 404, "不是一周"),
        ("330902/nothing", 404, "nothing"),
        ("330902/2031-W05", 404, "2031-W05"),
    ],
)
def test_what_is_no_monday_file_is_said(desk: FlaskClient, address: str, status: int, says: str) -> None:
    """A region outside the scope, a month, no period at all, a week to come."""
    answer = desk.get(f"/exports/monday/{address}.pptx")

    assert (answer.status_code, says in answer.get_json()["detail"]) == (status, True)


def test_an_unknown_job_is_said(desk: FlaskClient) -> None:
    """With what can be done."""
    answer = desk.get("/exports/AAAAAAAAAAAAAAAA")

    assert (answer.status_code, "再导出一次" in answer.get_json()["detail"]) == (404, True)
