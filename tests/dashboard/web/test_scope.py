"""Who gets whose daily work, beyond what tests/dashboard/access asks of every route: as a city's, a county's and a wall's account."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks.memory import Memory
from callbacks.walls import fleet_page
from dashboard.cockpit import open_cockpit
from data.viewer import Viewer
from layouts.view import View
from tests.dashboard.web.places import (
    ACCOUNTS,
    CITY,
    COUNTY,
    FOREIGN_COUNTY,
    OFFICE,
    OPERATOR,
    PROVINCE,
    REGIONS,
    SCENE,
    SIBLING,
    WEEK,
    WITHIN,
    Places,
    account,
    alert_of,
    filled,
    job_of,
    mark,
    task_of,
    wall_account,
)
from tests.dashboard.web.sites import site
from tests.product import copy_database

PAIRS = [(scope, region) for scope in ACCOUNTS for region in REGIONS]
ELSEWHERE = [(scope, region) for scope, region in PAIRS if region not in WITHIN[scope]]
EDITED = {"title_zh": "改", "title_en": "Changed", "scene": [json.dumps(SCENE)], "open": "0", "seen": "1"}
TASK = {"title": "补岗", "owner": "信息处", "due": "2026-12-04", "week": WEEK.key}
BRAND = {"zh": "新名", "seal": "新名", "brand_class": "专业+", "since": "2024-05", "source_note": "测试", "seen": ""}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The province, filled once; nothing is written to it."""
    return filled(tmp_path_factory.mktemp("places"))


@pytest.fixture
def places(original: Places, tmp_path: Path) -> Places:
    """A copy that a test may write to."""
    copytree(original.settings.weekly, tmp_path / "weekly")
    url = copy_database(original.cockpit.store, tmp_path / "cockpit.db")
    changed = {"database_url": url, "weekly": tmp_path / "weekly", "exports": tmp_path / "exports"}
    settings = original.settings.model_copy(update=changed)
    return Places(open_cockpit(settings, Memory()), settings)


def client_of(places: Places, viewer: Viewer) -> FlaskClient:
    """Return a client of an account."""
    return site(places.cockpit, places.settings, viewer)


def text_of(answer: TestResponse) -> str:
    """Return all that an answer holds as text, of a workbook its parts."""
    if not answer.data.startswith(b"PK"):
        return answer.get_data(as_text=True)
    archive = ZipFile(BytesIO(answer.data))
    return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def leaked(text: str, scope: str, but: tuple[str, ...] = ()) -> list[str]:
    """Return what a text holds of regions outside a scope."""
    of_region = {
        region: [
            *(mark(what, region) for what in ("品牌", "事项", "记录", "自建", "材料", "文件")),
            f"wall-{region}",
            f"own-{region}",
            f"岗位{region}",
            str(alert_of(region)),
        ]
        for region in REGIONS
        if region not in WITHIN[scope]
    }
    return [word for words in of_region.values() for word in words if word in text and word not in but]


@pytest.mark.parametrize("scope", ACCOUNTS)
@pytest.mark.parametrize(
    "address",
    ["/api/v1/alerts", "/api/v1/alerts/alarm?after=", "/api/v1/walls", "/brands-admin", "/brands-admin/brands.csv",
     "/scenes", "/tasks"],
)  # fmt: skip
def test_an_address_without_a_region_is_of_the_account_s_own(original: Places, scope: str, address: str) -> None:
    """It answers, with what is its own and nothing of others."""
    answer = client_of(original, account(scope)).get(address, follow_redirects=True)

    assert answer.status_code == 200
    assert leaked(text_of(answer), scope) == []
    own = {"/api/v1/alerts": str(alert_of(COUNTY)), "/brands-admin": mark("品牌", COUNTY), "/scenes": f"own-{COUNTY}"}
    assert own.get(address, "") in answer.text


@pytest.mark.parametrize("scope", ACCOUNTS)
def test_the_page_of_walls_lists_those_of_the_scope(original: Places, scope: str) -> None:
    """/walls and /remote as Dash draws them, with the choice of walls to send one to."""
    for page, name in (("walls", ""), ("remote", ""), ("remote", f"wall-{COUNTY}")):
        drawn = str(fleet_page(original.cockpit, account(scope), View(page=page, name=name)))
        above = [region for region in REGIONS if region not in WITHIN[scope] and region in (PROVINCE, CITY)]
        shown = tuple(word for region in above for word in (f"own-{region}", mark("自建", region)))
        assert leaked(drawn, scope, but=shown if name else ()) == []
        assert f"wall-{COUNTY}" in drawn


def test_alerts_of_others_are_left_out_when_several_are_acknowledged(places: Places) -> None:
    """As those that are closed are."""
    numbers = [alert_of(region) for region in REGIONS]

    answer = client_of(places, account(COUNTY)).post("/api/v1/alerts/ack", json={"numbers": numbers})

    assert answer.json == {"acknowledged": [alert_of(COUNTY), alert_of(OFFICE)]}


def test_another_s_alert_is_answered_as_one_that_is_not_there(original: Places) -> None:
    """Word for word, but for the number."""
    client = client_of(original, account(COUNTY))
    answers = [client.post(f"/api/v1/alerts/{number}/ack", json={}) for number in (alert_of(SIBLING), 999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (text_of(answer) for answer in answers)
    assert first.replace(str(alert_of(SIBLING)), "999") == second


@pytest.mark.parametrize(("scope", "region"), PAIRS)
def test_a_number_of_another_s_task_is_unknown(original: Places, scope: str, region: str) -> None:
    """Read at an address of the account's own region."""
    answer = client_of(original, account(scope)).get(f"/tasks/{scope}/{task_of(region)}")

    assert answer.status_code == (200 if region in WITHIN[scope] else 404)
    assert leaked(answer.text, scope) == []


@pytest.mark.parametrize(("scope", "region"), ELSEWHERE)
def test_another_s_task_is_not_saved(original: Places, scope: str, region: str) -> None:
    """By its number at an address of the account's own region."""
    before = original.rows()

    answer = client_of(original, account(scope)).post(f"/tasks/{scope}/{task_of(region)}", data={**TASK, "seen": "1"})

    assert answer.status_code == 404
    assert original.rows() == before


def test_a_workbook_changes_and_names_nothing_of_others(original: Places) -> None:
    """The rows of another region's sheet are refused as ids that are not known."""
    sheet = client_of(original, OPERATOR).get(f"/tasks/{SIBLING}/tasks.xlsx?week={WEEK.key}").data
    before = original.rows()

    answer = client_of(original, account(COUNTY)).post(
        f"/tasks/{COUNTY}/import?week={WEEK.key}", data={"file": (BytesIO(sheet), "tasks.xlsx")}
    )

    assert answer.status_code == 422
    assert "不是本驾驶舱发出的" in answer.text
    assert original.rows() == before


@pytest.mark.parametrize(
    ("owner", "place", "status"),
    [
        ("西湖区司法局", CITY, 200),
        ("市局信息处", COUNTY, 200),
        ("滨江区司法局", SIBLING, 404),
        ("市局信息处", CITY, 404),
    ],
)
def test_a_task_from_above_is_read_by_the_county_it_concerns(
    places: Places, owner: str, place: str, status: int
) -> None:
    """One that its unit owns or that is about its figure; it is on its list and cannot be changed there."""
    client_of(places, account(CITY)).post(
        f"/tasks/{CITY}/new",
        data={**TASK, "title": "市里交办的", "owner": owner, "place": place, "metric": "checkin_completion_rate"},
    )
    county, number = client_of(places, account(COUNTY)), len(REGIONS) + 1

    page = county.get(f"/tasks/{COUNTY}/{number}?week={WEEK.key}")
    saved = county.post(f"/tasks/{COUNTY}/{number}", data={**TASK, "seen": "1"})
    listed = county.get(f"/tasks/{COUNTY}?week={WEEK.key}").text

    assert (page.status_code, "<textarea" in page.text) == (status, False)
    assert saved.status_code == (403 if status == 200 else 404)
    assert ("市里交办的" in listed) == (status == 200)


@pytest.mark.parametrize(("scope", "region"), [(scope, region) for scope, region in ELSEWHERE if len(region) == 6])
def test_another_s_brand_is_not_saved(original: Places, scope: str, region: str) -> None:
    """Nothing is written, and the form is not shown."""
    before = original.rows()

    answer = client_of(original, account(scope)).post(f"/brands-admin/{region}/1", data=BRAND)

    assert answer.status_code in {403, 404}
    assert original.rows() == before


def test_a_wall_made_by_a_region_is_its_own(places: Places) -> None:
    """Made from a list, of a file or of another wall, it belongs to the region of its maker; its name is taken for all."""
    county, sibling = client_of(places, account(COUNTY)), client_of(places, account(SIBLING))

    made = county.post("/scenes", data={"name": "lobby", "from": "command", "title_zh": "大厅", "title_en": "Lobby"})
    again = sibling.post("/scenes", data={"name": "lobby", "from": "command", "title_zh": "大厅", "title_en": "Lobby"})
    copied = sibling.post("/scenes", data={"name": "mine", "from": "lobby", "title_zh": "大厅", "title_en": "Lobby"})

    assert (made.status_code, again.status_code, copied.status_code) == (303, 422, 422)
    assert county.get("/scenes/lobby").status_code == 200
    assert sibling.get("/scenes/lobby").status_code == 404
    assert "/scenes/lobby" not in sibling.get("/scenes").text


def test_a_wall_from_above_is_shown_and_not_edited(original: Places) -> None:
    """A province's or city's wall runs in a county on its own figures; a neighbour's does not, a county's does in its city."""

    def edition(scope: str, region: str) -> int | None:
        answer = client_of(original, account(scope)).get(f"/api/v1/version?wall=own-{region}")
        return answer.get_json()["wall"]  # type: ignore[no-any-return]

    assert [edition(COUNTY, region) for region in (PROVINCE, CITY, COUNTY)] == [1, 1, 1]
    assert [edition(COUNTY, region) for region in (SIBLING, FOREIGN_COUNTY)] == [None, None]
    assert edition(CITY, COUNTY) == 1


def test_a_draft_is_shown_where_its_maker_s_walls_are(places: Places) -> None:
    """Not beside it."""
    from callbacks.cockpit import Cockpit

    page = client_of(places, account(COUNTY)).post(f"/scenes/own-{COUNTY}", data={**EDITED, "do": "look"}).text
    name = "draft." + page.partition("draft.")[2][:20]
    cockpit: Cockpit = places.cockpit

    assert cockpit.own_wall(account(COUNTY), name)
    assert cockpit.own_wall(account(CITY), name)
    assert cockpit.own_wall(account(SIBLING), name) is None


@pytest.mark.parametrize("scope", [*ACCOUNTS, SIBLING, PROVINCE])
def test_an_export_is_its_account_s_alone(original: Places, scope: str) -> None:
    """To every other it is as one that is not there: its state, cancelling it, its file; ordering again under its number."""
    client = client_of(original, account(scope))

    for region in REGIONS:
        number, is_own = job_of(region), region == scope
        address = f"/overview/{scope}?period={WEEK.key}"
        answers = [
            client.get(f"/exports/{number}"),
            client.post(f"/exports/{number}/cancel", json={}),
            client.get(f"/exports/{number}/file"),
            client.post("/exports", json={"address": address, "format": "csv", "number": number}),
        ]
        gone = client.get("/exports/AAAAAAAAAAAAAAAA").get_json()["detail"]
        assert {answer.status_code < 300 for answer in answers} == {is_own}
        assert is_own or all((each.status_code, each.get_json()["detail"]) == (404, gone) for each in answers)


def test_an_export_is_not_given_to_an_account_that_was_moved(original: Places) -> None:
    """A file made for the city is not for the same name once it is a county's."""
    moved = Viewer(account(CITY).account, COUNTY, account(CITY).rights)

    assert client_of(original, moved).get(f"/exports/{job_of(CITY)}/file").status_code == 404


def test_a_wall_s_account_reports_and_takes_orders_under_its_own_name(places: Places) -> None:
    """Under another name it reads which one is its own."""
    wall = client_of(places, wall_account("hall-1", COUNTY))
    staff = client_of(places, account(CITY))

    assert wall.post("/api/v1/walls/hall-1", json={"version": 1}).get_json() == {"kept": True}
    assert staff.post("/api/v1/walls/hall-1/order", json={"what": "next"}).status_code == 200
    assert wall.get("/api/v1/walls/hall-1/order?after=0").get_json()["orders"][0]["what"] == "next"
    for answer in (
        wall.post("/api/v1/walls/hall-2", json={"version": 1}),
        wall.get(f"/api/v1/walls/wall-{COUNTY}/order?after=0"),
        wall.post(f"/api/v1/walls/wall-{COUNTY}/order", json={"what": "blank"}),
    ):
        assert answer.status_code == 403
        assert "hall-1" in answer.get_json()["detail"]


@pytest.mark.parametrize("region", [region for region in REGIONS if region not in WITHIN[COUNTY]])
def test_a_wall_s_account_shows_its_scope_alone(original: Places, region: str) -> None:
    """A report for another region is refused, and its alarm, table of walls and orders hold nothing of it."""
    wall, before = client_of(original, wall_account("hall-1", COUNTY)), original.rows()

    assert wall.post("/api/v1/walls/hall-1", json={"region": region[:6], "version": 1}).status_code == 403
    assert wall.get(f"/api/v1/alerts/alarm?region={region}").status_code == 403
    assert leaked(wall.get("/api/v1/walls").text, COUNTY) == []
    assert original.rows() == before


def test_nobody_takes_the_name_of_a_wall_elsewhere(places: Places) -> None:
    """Nor its orders; the account of that name takes it back."""
    sibling = client_of(places, account(SIBLING))
    client_of(places, account(COUNTY)).post(f"/api/v1/walls/wall-{COUNTY}/order", json={"what": "blank"})

    taken = sibling.post(f"/api/v1/walls/wall-{COUNTY}", json={"region": SIBLING, "version": 1})

    assert taken.status_code == 409
    assert sibling.get(f"/api/v1/walls/wall-{COUNTY}/order?after=0").get_json() == {"newest": 0, "orders": []}
    owner = client_of(places, wall_account(f"wall-{COUNTY}", SIBLING))
    assert owner.post(f"/api/v1/walls/wall-{COUNTY}", json={"version": 1}).get_json() == {"kept": True}


def test_a_wall_is_not_sent_outside_the_scope(original: Places) -> None:
    """Nor to a wall that another region made."""
    client = client_of(original, account(COUNTY))

    for what, argument in (("region", SIBLING), ("alert", CITY), ("wall", f"own-{SIBLING}")):
        sent = client.post(f"/api/v1/walls/wall-{COUNTY}/order", json={"what": what, "argument": argument})
        assert sent.status_code in {403, 404}
