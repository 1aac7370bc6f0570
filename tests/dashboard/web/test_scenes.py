"""The editor of walls over HTTP: who may edit, what is refused, two people at once, files, and the wall itself."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.cli.check import findings
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data import clock
from data.errors import SavedMeanwhile
from data.store import Store
from data.walls import own_walls
from data.walls.custom import add_wall, draft, own_wall, save_wall
from data.walls.reports import put_report
from layouts.walls.wall import WALLS
from tests.data.walls.test_reports import HALL
from tests.product import copy_database, page_client
from tests.viewers import root, staff

MADE = {"name": "lobby", "title_zh": "一楼大厅", "from": "special"}
HALL_WALL = """title = { zh = "大厅", en = "Hall" }
[[scenes]]
key = "zero"
title = { zh = "零报告", en = "Zero" }
seconds = 20
areas = ["bottom bottom", "map levels", "map incidents"]
rows = "auto minmax(0, 1fr) minmax(0, 2fr)"
panels = { bottom = "supervision/bottom_line", map = "supervision/map", levels = "overview/levels", incidents = "centres/incidents" }
[scenes.tall]
areas = ["bottom", "map", "incidents"]
[[scenes]]
key = "alerts"
title = { zh = "预警处置", en = "Alerts" }
seconds = 20
areas = ["open kinds"]
panels = { open = "overview/alerts", kinds = "centres/alert_kinds" }
[[scenes]]
key = "periods"
title = { zh = "核查与时段", en = "Check-ins" }
seconds = 20
areas = ["trend flow"]
panels = { trend = "supervision/trend", flow = "supervision/flow" }
"""


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A deployment of Zhoushan, of its own, that may be edited."""
    return Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root="330900")


@pytest.fixture
def store(settings: Settings) -> Store:
    """Its store."""
    return open_configured_store(settings)


@pytest.fixture
def editor(settings: Settings) -> FlaskClient:
    """A client of that deployment, with a wall of its own for the hall."""
    client: FlaskClient = page_client(create_app(settings).server)
    file = (BytesIO(HALL_WALL.encode()), "hall.toml")
    assert client.post("/scenes/import", data={"name": "hall", "file": file}).status_code == 303
    return client


def form_of(page: str) -> dict[str, Any]:
    """Return what the form of an editor's page would send, the scenes as texts."""
    fields: dict[str, Any] = {"scene": []}
    for tag in re.findall(r"<input [^>]*>", page.partition("data-editor")[2]):
        given = {key: unescape(text) for key, text in re.findall(r'(\w+)="([^"]*)"', tag)}
        if given.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        if given.get("name") == "scene":
            fields["scene"].append(given["value"])
        elif "name" in given:
            fields[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def opened(client: FlaskClient, name: str = "hall", at: int = 1) -> dict[str, Any]:
    """Open a wall's page and return its form."""
    return form_of(client.get(f"/scenes/{name}?open={at}").text)


def step(client: FlaskClient, fields: dict[str, Any], do: str, **changes: Any) -> TestResponse:
    """Send the form with some fields changed, by a button."""
    return client.post("/scenes/hall", data={**fields, **changes, "do": do})


def keys(store: Store) -> list[str]:
    """Return the scenes of the hall's wall in their order."""
    wall = own_wall(store, root(store), "hall")
    assert wall is not None
    return [scene["key"] for scene in wall.content["scenes"]]


def test_a_copy_is_the_bureau_s_own(editor: FlaskClient, store: Store) -> None:
    """It has the scenes of the shipped wall, is listed with edition, time and post, and can be shown on a screen."""
    shipped = tomllib.loads((WALLS / "special.toml").read_text("utf-8"))
    assert editor.post("/scenes", data=MADE).status_code == 303
    wall = own_wall(store, root(store), "lobby")
    page = editor.get("/scenes").text

    assert wall is not None
    assert wall.content["scenes"] == shipped["scenes"]
    assert "自建 · 第 1 版" in page
    assert "演示" in page
    assert page.count("随产品") >= 2
    assert editor.get("/wall/330900?wall=lobby").status_code == 200
    assert editor.get("/wall/330900?wall=hall&scene=periods").status_code == 200


def test_scenes_move_and_are_saved(editor: FlaskClient, store: Store) -> None:
    """A step changes the draft alone; saving keeps it as the next edition."""
    moved = step(editor, opened(editor), "down:0")
    assert keys(store) == ["zero", "alerts", "periods"]
    assert "有未保存的改动" in moved.text

    saved = step(editor, form_of(moved.text), "save")

    assert saved.status_code == 303
    assert keys(store) == ["alerts", "zero", "periods"]
    assert "已保存为第 2 版" in editor.get(saved.headers["Location"]).text


def test_add_copy_and_remove(editor: FlaskClient, store: Store) -> None:
    """A new scene can be saved as it comes; a copy has a key of its own."""
    page = step(editor, opened(editor), "add").text
    page = step(editor, form_of(page), "double:0").text
    page = step(editor, form_of(page), "remove:2").text

    assert step(editor, form_of(page), "save").status_code == 303
    assert keys(store) == ["zero", "zero-2", "periods", "scene-1"]


def test_the_draft_is_a_wall(editor: FlaskClient, store: Store) -> None:
    """What the preview shows is the draft, without anything having been saved."""
    page = step(editor, opened(editor), "look", scene_title_zh="改过的名").text
    preview = re.search(r'data-preview="([^"]+)"', page)
    mark = re.search(r'data-mark="([^"]+)"', page)
    assert preview
    assert mark

    content = draft(store, root(store), mark[1])

    assert editor.get(unescape(preview[1])).status_code == 200
    assert content is not None
    assert content["scenes"][0]["title"]["zh"] == "改过的名"
    assert keys(store) == ["zero", "alerts", "periods"]
    assert "改过的名" in editor.get(f"/scenes/hall?draft={mark[1]}&seen=1").text


def test_another_grid_and_back_loses_no_panel(editor: FlaskClient) -> None:
    """A smaller grid keeps what it has no place for beside it; a larger one shows it again."""
    small = form_of(step(editor, opened(editor), "look", grid="one").text)
    again = form_of(step(editor, small, "look", grid="four").text)

    assert [name for name in small if name.startswith("panel-")] == ["panel-0"]
    assert [again[f"panel-{at}"] for at in range(4)] == [
        "supervision/bottom_line",
        "supervision/map",
        "overview/levels",
        "centres/incidents",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"panel-0": "overview/kpi"}, "第 1 格的面板“overview/kpi”本程序没有，最接近的是 overview/kpis"),
        ({"panel-0": ["overview/kpis", "overview/map"]}, "第 1 格放了不止一个面板"),
        ({"panel-0": "overview/levels"}, "第 3 格和第 1 格放了同一个面板"),
        ({"panel-0": ""}, "第 1 格没有面板"),
        ({"panel-0": "library/library-table"}, "不能上墙"),
        ({"seconds": "2"}, "停留秒数写的是“2”，应为 8 到 600 的整数"),
        ({"seconds": "半分钟"}, "停留秒数写的是“半分钟”"),
        ({"scene_title_zh": "很" * 15}, "有 15 个字符，最多 14 个"),
        ({"scene_title_zh": ""}, "场景名没有填"),
        ({"title_zh": ""}, "大屏的中文名没有填"),
        ({"maps": "nothing"}, "地图指标“nothing”"),
        ({"headline": "nowhere"}, "页面“nowhere”不存在"),
        ({"scene": []}, "一个场景也没有"),
    ],
)
def test_bad_input_is_refused_in_words(editor: FlaskClient, store: Store, changes: dict[str, Any], said: str) -> None:
    """Nothing is written, what was typed is still in its field, and the reason beside it."""
    answer = step(editor, opened(editor), "save", **changes)

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert "没有保存" in answer.text
    assert keys(store) == ["zero", "alerts", "periods"]
    for key, text in changes.items():
        if key in {"seconds", "scene_title_zh"} and text:
            assert f'value="{text}"' in answer.text


def test_the_fault_of_a_closed_scene_opens_it(editor: FlaskClient) -> None:
    """Saving shows the first scene that has an error."""
    fields = form_of(step(editor, opened(editor, at=3), "look", seconds="2").text)
    fields = form_of(step(editor, fields, "open:0").text)

    answer = step(editor, fields, "save")

    assert 'name="open" value="2"' in answer.text
    assert "第 3 个场景“核查与时段”：停留秒数" in answer.text


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [("hall", 422, "已经有名为“hall”"), ("command", 422, "随产品"), ("大厅", 422, "不能用"), ("-a", 422, "不能用")],
)
def test_a_name_that_cannot_be_had(editor: FlaskClient, store: Store, name: str, status: int, said: str) -> None:
    """A taken, shipped or malformed name is refused with the reason, and the entries are kept."""
    answer = editor.post("/scenes", data={**MADE, "name": name, "title_zh": "另一面"})

    assert answer.status_code == status
    assert said in answer.text
    assert 'value="另一面"' in answer.text
    assert [wall.name for wall in own_walls(store, root(store))] == ["hall"]


def test_the_second_of_two_is_refused(editor: FlaskClient, store: Store) -> None:
    """Nothing is overwritten; the draft stays, and having seen the other's edition the second may save."""
    mine = opened(editor)
    step(editor, form_of(step(editor, opened(editor), "remove:2").text), "save")

    refused = step(editor, mine, "save", scene_title_zh="我改的")

    assert refused.status_code == 409
    assert "第 2 版" in refused.text
    assert "零报告、预警处置" in refused.text
    assert 'value="我改的"' in refused.text
    assert keys(store) == ["zero", "alerts"]
    assert step(editor, form_of(refused.text), "save").status_code == 303
    assert keys(store) == ["zero", "alerts", "periods"]


def test_saving_a_wall_removed_meanwhile_is_refused(editor: FlaskClient) -> None:
    """The draft can still be taken away as a file."""
    mine = opened(editor)
    editor.post("/scenes/hall/remove", data={"seen": "1"})

    assert "已被删除" in step(editor, mine, "save").text
    file = editor.post("/scenes/hall/file", data=mine)
    assert [scene["key"] for scene in tomllib.loads(file.text)["scenes"]] == ["zero", "alerts", "periods"]


def test_a_wall_on_air_is_not_removed(editor: FlaskClient, store: Store) -> None:
    """The screens that show it are named."""
    put_report(store, staff(store), replace(HALL, wall="hall", seen_at=clock.utc_now()))

    answer = editor.post("/scenes/hall/remove", data={"seen": "1"})

    assert answer.status_code == 409
    assert "hall-1" in answer.text
    assert own_wall(store, root(store), "hall") is not None


@pytest.mark.parametrize("name", ["command", "special", "hall"])
def test_a_wall_goes_out_and_comes_back_as_a_file(editor: FlaskClient, store: Store, name: str) -> None:
    """Export and import change nothing; shipped walls have their file too."""
    text = editor.get(f"/scenes/{name}.toml").text
    answer = editor.post("/scenes/import", data={"name": "again", "file": (BytesIO(text.encode()), "wall.toml")})

    again = own_wall(store, root(store), "again")
    assert answer.status_code == 303
    assert again is not None
    assert tomllib.loads(text)["scenes"] == again.content["scenes"]
    assert editor.get("/wall/330900?wall=again").status_code == 200


TOML = """title = { zh = "试" }
[[scenes]]
key = "one"
title = { zh = "一" }
seconds = 20
areas = ["a b"]
panels = { a = "overview/kpis", b = "overview/map" }
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[scenes]]", "[scenes", "文件第 2 行读不下去"),
        ('b = "overview/map"', 'a = "overview/map"', "把同一个名字写了两次"),
        ('"a b"', '"a b", "b a"', "不是一个矩形"),
        ('"a b"', '"a b c"', "与 panels 里的不一致"),
        ('"a b"', '"a b", "a"', "格数不一样"),
        ('key = "one"', "", "缺少 key"),
        ("seconds = 20", "seconds = 2", "应为 8 到 600"),
        ("overview/map", "overview/mop", "最接近的是 overview/map"),
        (TOML, 'title = { zh = "空" }', "一个场景也没有"),
        (TOML, "", "没有收到文件"),
        ("areas", 'columns = "url(http://x)"\nareas', "columns 或 rows"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(editor: FlaskClient, store: Store, old: str, new: str, said: str) -> None:
    """Line or scene, reason and way out; nothing is written."""
    file = TOML.replace(old, new, 1).encode()
    answer = editor.post("/scenes/import", data={"name": "again", "file": (BytesIO(file), "wall.toml")})

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert own_wall(store, root(store), "again") is None


def test_who_may_view_alone_saves_nothing(reader: FlaskClient) -> None:
    """For such an account everything can be read, nothing saved, and the page says whom to ask."""
    page, made = reader.get("/scenes/command"), reader.post("/scenes", data=MADE)

    assert "请向安全管理员申请" in page.text
    assert "COCKPIT" not in page.text
    assert 'value="save"' not in page.text
    assert made.status_code == 403
    assert "/scenes/lobby" not in reader.get("/scenes").text


def test_another_site_cannot_send_the_form(editor: FlaskClient) -> None:
    """Every form that a page of another site made the browser send is refused."""
    fields = opened(editor)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    for path in ("/scenes", "/scenes/hall", "/scenes/import", "/scenes/hall/remove", "/scenes/hall/file"):
        assert editor.post(path, data={**fields, "do": "save"}, headers=elsewhere).status_code == 403
    assert editor.post("/scenes/hall", data=fields, headers={"Origin": "https://x.example"}).status_code == 403


def test_a_form_that_was_meddled_with_is_refused(editor: FlaskClient) -> None:
    """A malformed scene is refused as a bad request, without a traceback."""
    fields = opened(editor)
    for scene in ("{", "[]", "{}", json.dumps({"key": "a", "title": {}, "panels": {"a": 1}, "areas": ["a"]})):
        assert step(editor, {**fields, "scene": [scene]}, "look").status_code == 400
    assert editor.post("/scenes/hall", data={"scene": "x" * 300_000}).status_code == 413


def test_shipped_walls_cannot_be_saved(editor: FlaskClient) -> None:
    """They are read, and copied."""
    fields = opened(editor)

    assert editor.post("/scenes/command", data={**fields, "do": "save"}).status_code == 404
    assert "复制成自己的" in editor.get("/scenes/command").text


def test_texts_are_escaped(editor: FlaskClient) -> None:
    """A name is shown as text everywhere."""
    page = step(editor, opened(editor), "look", scene_title_zh="<b>甲</b>", title_zh="<i>乙</i>").text

    assert "<b>甲" not in page
    assert "<i>乙" not in page


def test_an_empty_store_has_an_editor(tmp_path: Path) -> None:
    """Before the first load panels are named by their keys."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/empty.db", root="330900")
    client = page_client(create_app(settings).server)

    assert client.post("/scenes", data=MADE).status_code == 303
    assert "supervision/bottom_line" in client.get("/scenes/lobby").text


def test_the_store_refuses_the_older_edition(store: Store) -> None:
    """What the page promises holds in the store itself."""
    content = tomllib.loads(TOML)
    content["title"]["en"] = "x"
    add_wall(store, staff(store, "甲"), "lobby", content, clock.utc_now())
    save_wall(store, staff(store, "乙"), "lobby", content, 1, clock.utc_now())

    with pytest.raises(SavedMeanwhile, match="乙已于"):
        save_wall(store, staff(store, "甲"), "lobby", content, 1, clock.utc_now())


def test_a_running_wall_learns_its_edition(editor: FlaskClient, store: Store) -> None:
    """What a wall asks for anyway says so, and its last answer is no longer valid after a saving."""
    asked = "/api/v1/version?wall=hall"
    first = editor.get(asked)
    unchanged = editor.get(asked, headers={"If-None-Match": first.headers["ETag"]})

    step(editor, opened(editor), "save", seconds="15")
    after = editor.get(asked, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.json or {})["wall"] == 1
    assert unchanged.status_code == 304
    assert (after.json or {})["wall"] == 2
    assert (editor.get("/api/v1/version?wall=command").json or {})["wall"] is None


def test_the_remote_knows_own_walls(editor: FlaskClient, store: Store) -> None:
    """It has the scenes of the wall that a screen shows, sends a screen to another wall, and refuses an unknown wall."""
    put_report(store, staff(store), replace(HALL, wall="hall", scene="periods", seen_at=clock.utc_now()))
    asked = "/api/v1/walls/hall-1/order"

    def order(what: str, argument: str) -> TestResponse:
        given = {"what": what, "argument": argument}
        return editor.post(asked, json=given, headers={"Sec-Fetch-Site": "same-origin"})

    assert "核查与时段" in editor.get("/api/v1/walls").text
    assert order("scene", "periods").status_code == 200
    assert order("wall", "special").status_code == 200
    assert order("wall", "hall").status_code == 200
    assert "没有名为“lobby”的大屏" in (order("wall", "lobby").json or {})["detail"]


def test_a_panel_that_is_gone_is_said(editor: FlaskClient, store: Store, settings: Settings) -> None:
    """The check names wall, scene and place; the wall is still shown; the editor marks the missing panel."""
    wall = own_wall(store, root(store), "hall")
    assert wall is not None
    old = json.loads(json.dumps(wall.content).replace("overview/levels", "overview/gone"))
    save_wall(store, staff(store, "值班员"), "hall", old, 1, clock.utc_now())

    said = [each for each in findings(settings) if "hall" in each.text]

    assert [each.is_error for each in said] == [True]
    assert "第 1 个场景“零报告”：第 3 格的面板“overview/gone”本程序没有" in said[0].text
    assert "/scenes/hall" in said[0].text
    assert editor.get("/wall/330900?wall=hall").status_code == 200
    assert "overview/gone（已不存在）" in editor.get("/scenes/hall").text
