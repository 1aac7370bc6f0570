"""Who gets whose daily work: every route about it, as a city's, a county's and a wall's account, with every kind of region."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any
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
HERE = [(scope, region) for scope, region in PAIRS if region in WITHIN[scope]]
ELSEWHERE = [(scope, region) for scope, region in PAIRS if region not in WITHIN[scope]]
ORDINARY = {200, 202, 303}
EDITED = {"title_zh": "改", "title_en": "Changed", "scene": [json.dumps(SCENE)], "open": "0", "seen": "1"}
TASK = {"title": "补岗", "owner": "信息处", "due": "2026-12-04", "week": WEEK.key}
BRAND = {"zh": "新名", "seal": "新名", "brand_class": "专业+", "since": "2024-05", "source_note": "测试", "seen": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about what belongs to a region: a route, its address, what is sent, and the answers where it is in scope."""

    rule: str
    address: Callable[[str], str]
    sent: Callable[[str], Mapping[str, Any]] | None = None
    at_home: frozenset[int] = field(default_factory=lambda: frozenset(ORDINARY))
    levels: tuple[int, ...] = (6, 9)  # lengths of the codes of the regions that have such a thing

    def of(self, client: FlaskClient, region: str) -> TestResponse:
        """Send it."""
        if self.sent is None:
            return client.get(self.address(region))
        return client.post(self.address(region), **self.sent(region))


def given(**sent: Any) -> Callable[[str], Mapping[str, Any]]:
    """Return what is sent, the same for every region."""
    return lambda _: sent


COUNTIES = {"levels": (6,)}
NOT_READY = frozenset({200, 404, 503})
READS = (
    Asked("/api/v1/alerts", lambda r: f"/api/v1/alerts?region={r}"),
    Asked("/api/v1/alerts/alarm", lambda r: f"/api/v1/alerts/alarm?region={r}&after=", levels=(6,)),
    Asked("/api/v1/walls/<name>/alive", lambda r: f"/api/v1/walls/wall-{r}/alive?within=9999"),
    Asked("/api/v1/walls/<name>/state", lambda r: f"/api/v1/walls/wall-{r}/state"),
    Asked("/api/v1/picture/wall/<code>", lambda r: f"/api/v1/picture/wall/{r}", at_home=NOT_READY),
    Asked("/brands-admin/<county>/<int:number>", lambda r: f"/brands-admin/{r}/1", at_home=NOT_READY, levels=(6,)),
    Asked("/tasks/<region>", lambda r: f"/tasks/{r}?week={WEEK.key}"),
    Asked("/tasks/<region>/tasks.xlsx", lambda r: f"/tasks/{r}/tasks.xlsx?week={WEEK.key}&below=1"),
    Asked("/tasks/<region>/new", lambda r: f"/tasks/{r}/new?week={WEEK.key}"),
    Asked("/scenes/<name>", lambda r: f"/scenes/own-{r}"),
    Asked("/scenes/<name>.toml", lambda r: f"/scenes/own-{r}.toml"),
    Asked(
        "/exports/monday/<region>/<week>.<any(pptx, docx, xlsx, pdf):kind>",
        lambda r: f"/exports/monday/{r}/{WEEK.key}.docx",
    ),
)
WRITES = (
    Asked("/api/v1/alerts/<int:number>/ack", lambda r: f"/api/v1/alerts/{alert_of(r)}/ack", given(json={})),
    Asked(
        "/api/v1/walls/<name>",
        lambda r: "/api/v1/walls/new-one",
        lambda r: {"json": {"region": r, "version": 1}},
        levels=(6,),
    ),
    Asked("/api/v1/walls/<name>/order", lambda r: f"/api/v1/walls/wall-{r}/order", given(json={"what": "next"})),
    Asked("/api/v1/walls/<name>/forget", lambda r: f"/api/v1/walls/wall-{r}/forget", given(json={})),
    Asked(
        "/api/v1/review/<region>/<week>/notes/<agenda>",
        lambda r: f"/api/v1/review/{r}/{WEEK.key}/notes/quality",
        given(json={"text": "新记录", "seen": 0}),
    ),
    Asked(
        "/api/v1/review/<region>/<week>/steps/<metric>",
        lambda r: f"/api/v1/review/{r}/{WEEK.key}/steps/checkin_completion_rate",
        given(json={"reason": "新办法"}),
    ),
    Asked(
        "/api/v1/review/<region>/<week>/freeze",
        lambda r: f"/api/v1/review/{r}/{WEEK.key}/freeze",
        given(json={"reason": "补报"}),
        at_home=frozenset({200, 422}),
    ),
    Asked("/tasks/<region>/new", lambda r: f"/tasks/{r}/new", given(data=TASK)),
    Asked("/scenes/<name>", lambda r: f"/scenes/own-{r}", given(data={**EDITED, "do": "save"})),
    Asked("/scenes/<name>/remove", lambda r: f"/scenes/own-{r}/remove", given(data={"seen": "1"})),
    Asked("/exports", lambda r: "/exports", lambda r: {"json": {"address": f"/overview/{r}", "format": "csv"}}),
)
WITHOUT_A_REGION = {  # tests of their own below
    ("GET", "/api/v1/alerts"),
    ("POST", "/api/v1/alerts/ack"),
    ("GET", "/api/v1/walls"),
    ("GET", "/api/v1/walls/<name>/order"),
    ("GET", "/brands-admin"),
    ("GET", "/brands-admin/brands.csv"),
    ("POST", "/brands-admin/<county>/<int:number>"),
    ("GET", "/tasks"),
    ("GET", "/tasks/<region>/<int:number>"),
    ("POST", "/tasks/<region>/<int:number>"),
    ("POST", "/tasks/<region>/import"),
    ("GET", "/scenes"),
    ("POST", "/scenes"),
    ("POST", "/scenes/import"),
    ("GET", "/exports/<number>"),
    ("POST", "/exports/<number>/cancel"),
    ("GET", "/exports/<number>/file"),
    ("GET", "/api/v1/version"),
    ("GET", "/api/v1/picture/wall"),
    ("POST", "/scenes/<name>/file"),  # gives back what was sent
}
OF_FIGURES = {  # tests/callbacks/test_scope.py and those of the API
    "/api/v1/readings",
    "/api/v1/metrics-catalogue",
    "/api/v1/regions",
    "/api/v1/signals",
    "/api/v1/snapshots",
    "/api/v1/snapshots/<region>/<week>",
    "/api/v1/map/<code>",
    "/api/<path:unknown>",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/static/<path:filename>",
}


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


def test_every_route_is_asked(original: Places) -> None:
    """A route that is added must say here what it answers whom."""
    rules = client_of(original, OPERATOR).application.url_map.iter_rules()
    served = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) & {"GET", "POST"}}

    asked = {("GET", each.rule) for each in READS} | {("POST", each.rule) for each in WRITES} | WITHOUT_A_REGION

    of_figures = {each for each in served if each[1] in OF_FIGURES or "/panels/" in each[1]}
    assert served - of_figures == asked


def cases(asked: tuple[Asked, ...], pairs: list[tuple[str, str]]) -> list[Any]:
    """Return each request with each scope and region that has such a thing."""
    return [
        pytest.param(each, scope, region, id=f"{each.rule}-{scope}-{region}")
        for each in asked
        for scope, region in pairs
        if len(region) in each.levels
    ]


@pytest.mark.parametrize(("asked", "scope", "region"), cases(READS, HERE))
def test_an_account_reads_its_own(original: Places, asked: Asked, scope: str, region: str) -> None:
    """Its region and those below, and nothing of others beside it."""
    answer = asked.of(client_of(original, account(scope)), region)

    assert answer.status_code in asked.at_home
    assert leaked(text_of(answer), scope, but=_from_above(scope)) == []


@pytest.mark.parametrize(("asked", "scope", "region"), cases(READS, ELSEWHERE))
def test_an_account_reads_nothing_of_others(original: Places, asked: Asked, scope: str, region: str) -> None:
    """Above, beside, below another: refused, and the refusal holds nothing of it, not even its name."""
    answer = asked.of(client_of(original, account(scope)), region)

    assert answer.status_code in {403, 404}
    assert (
        leaked(text_of(answer).replace(asked.address(region), ""), scope, but=(f"own-{region}", f"wall-{region}")) == []
    )
    name = original.cockpit.store.regions.get(region).zh
    assert name not in text_of(answer).replace("浙江省社区矫正", "") or "/picture/" in asked.rule


@pytest.mark.parametrize(("asked", "scope", "region"), cases(WRITES, HERE))
def test_an_account_writes_its_own(places: Places, asked: Asked, scope: str, region: str) -> None:
    """What is written is the region's."""
    before = places.rows()

    answer = asked.of(client_of(places, account(scope)), region)

    assert answer.status_code in asked.at_home
    assert asked.rule == "/exports" or answer.status_code == 422 or places.rows() != before


@pytest.mark.parametrize(("asked", "scope", "region"), cases(WRITES, ELSEWHERE))
def test_an_account_writes_nothing_of_others(original: Places, asked: Asked, scope: str, region: str) -> None:
    """Refused, and no row of any table is another."""
    before = original.rows()

    answer = asked.of(client_of(original, account(scope)), region)

    assert answer.status_code in {403, 404, 409}
    assert without_drafts(original.rows()) == without_drafts(before)


def without_drafts(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return rows without drafts of walls: a form that was not saved keeps its own."""
    return {table: each for table, each in rows.items() if table != "wall_draft"}


def _from_above(scope: str) -> tuple[str, ...]:
    return tuple(mark("事项", region) for region in REGIONS if region not in WITHIN[scope])


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
