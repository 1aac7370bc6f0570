"""The meeting from outside: notes and baselines over HTTP, freezing and verifying on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from data.store import Store
from tests.dashboard.conftest import Run
from tests.product import copy_database, signed_client

HERE = {"Sec-Fetch-Site": "same-origin"}
NOTE = "/api/v1/review/330900/2026-W46/notes/signals"
STEP = "/api/v1/review/330900/2026-W40/steps/checkin_completion_rate"


@pytest.fixture
def own_url(city_store: Store, tmp_path: Path) -> str:
    """A copy of Zhoushan's database, to be written to."""
    return copy_database(city_store, tmp_path / "cockpit.db")


@pytest.fixture
def client(own_url: str) -> FlaskClient:
    """A client of that cockpit."""
    server: Flask = create_app(Settings(database_url=own_url, root="330900")).server
    return signed_client(server)


def test_a_note_is_saved_and_a_second_at_once_is_refused(client: FlaskClient) -> None:
    """The first is saved under number 1; a second writer who had not seen it is refused, with the text of the first."""
    first = client.post(NOTE, json={"text": "请核对", "seen": 0}, headers=HERE)
    late = client.post(NOTE, json={"text": "另一句", "seen": 0}, headers=HERE)

    assert (first.status_code, first.get_json()["number"]) == (200, 1)
    assert late.status_code == 409
    assert "请核对" in late.get_json()["detail"]


def test_who_was_first_is_said_in_the_language_of_the_page(client: FlaskClient) -> None:
    """With the note that is kept now."""
    client.post(NOTE, json={"text": "请核对", "seen": 0}, headers=HERE)
    late = client.post(f"{NOTE}?lang=en", json={"text": "另一句", "seen": 0}, headers=HERE)

    said = late.get_json()["detail"]
    assert said.startswith("After you opened the notes of this page, ")
    assert said.endswith("Saved now: 请核对")


@pytest.mark.parametrize(
    ("path", "given", "headers", "status", "said"),
    [
        (NOTE, {"text": "长" * 4001, "seen": 0}, HERE, 422, "最多 4000 个字"),
        (NOTE, {"text": 5, "seen": 0}, HERE, 400, "text：应为文字"),
        (NOTE, {"text": "句", "seen": "0"}, HERE, 400, "seen"),
        (NOTE.replace("signals", "lunch"), {"text": "句", "seen": 0}, HERE, 404, "没有“lunch”"),
        (NOTE.replace("330900", "330100"), {"text": "句", "seen": 0}, HERE, 403, "其下级"),
        (NOTE, {"text": "句", "seen": 0}, {"Sec-Fetch-Site": "cross-site"}, 403, "自己的页面"),
        (STEP, {"reason": ""}, HERE, 422, "须写明理由"),
        (STEP.replace("W40", "W99"), {"reason": "改"}, HERE, 422, "2026-W99"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    client: FlaskClient, path: str, given: dict[str, object], headers: dict[str, str], status: int, said: str
) -> None:
    """The message names what is wrong."""
    answer = client.post(path, json=given, headers=headers)
    assert (answer.status_code, said in answer.get_json()["detail"]) == (status, True)


def test_a_baseline_is_set_once(client: FlaskClient) -> None:
    """The second request is refused, as there is one already."""
    assert client.post(STEP, json={"reason": "改用新办法"}, headers=HERE).get_json()["first"] == "2026-09-28"
    assert client.post(STEP, json={"reason": "又来"}, headers=HERE).status_code == 409


def test_who_may_not_edit_is_refused_in_words(reader: FlaskClient) -> None:
    """In words for a reader: settings are the operator's."""
    answer = reader.post(NOTE, json={"text": "句", "seen": 0}, headers=HERE)
    assert (answer.status_code, "请向安全管理员申请" in answer.get_json()["detail"]) == (403, True)


FREEZE = "/api/v1/review/330900/2026-W45/freeze"


def test_freezing_on_the_page(client: FlaskClient) -> None:
    """The first time without a reason, a second time only with one."""
    first = client.post(FREEZE, json={}, headers=HERE)
    again = client.post(FREEZE, json={}, headers=HERE)
    with_reason = client.post(FREEZE, json={"reason": "补报"}, headers=HERE)

    assert [each.status_code for each in (first, again, with_reason)] == [200, 409, 200]
    assert with_reason.get_json()["number"] == first.get_json()["number"] + 1


def test_who_may_not_freeze_is_refused(reader: FlaskClient) -> None:
    """Before anything is drawn."""
    assert reader.post(FREEZE, json={}, headers=HERE).status_code == 403


def test_freezing_on_the_command_line(run: Run, own_url: str) -> None:
    """Frozen, listed, verified; again only with a reason; unknown weeks and regions in words."""
    asked = ("review", "freeze", "--week", "2026-W46", "--region", "舟山市")
    status, out, _ = run(*asked, database_url=own_url)
    assert (status, "330900 2026-W46 已定稿，材料第 1 版" in out) == (0, True)
    status, _, wrong = run(*asked)
    assert (status, "须写明理由" in wrong) == (1, True)
    assert run(*asked, "--reason", "定海补报")[0] == 0
    assert "第 2 版" in run("review", "list", "--region", "330900")[1]
    assert "核对 2 版定稿，0 版不符" in run("review", "verify")[1]
    assert run("review", "freeze", "--week", "2026-11")[0] == 1
    assert "不是周" in run("review", "freeze", "--week", "2026-11")[2]


def test_a_baseline_on_the_command_line(run: Run, own_url: str) -> None:
    """Set, listed and taken back; a day that was forgotten is asked for."""
    asked = ("review", "step", "checkin_completion_rate", "--region", "330900")
    assert "请加 --day" in run(*asked, database_url=own_url)[2]
    assert run(*asked, "--day", "2026-09-28", "--reason", "改用新办法")[0] == 0
    assert "改用新办法" in run("review", "step")[1]
    assert run(*asked, "--day", "2026-09-28", "--remove")[0] == 0
