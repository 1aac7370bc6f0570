"""The page of tasks: who may write, what is refused with the text kept, two people at once, and the workbook."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.regions import load_regions
from data.store import Store
from data.tasks import TaskStatus
from data.tasks.store import history, save, task
from data.tasks.task import TaskOrigin
from data.viewer import Role
from tests.product import PASSWORD, add_person, copy_database, page_client
from tests.viewers import staff

LIST = "/tasks/330900"
GOOD = {
    "title": "普陀区核查值守补岗",
    "owner": "普陀区司法局",
    "due": "2026-12-04",
    "metric": "checkin_completion_rate",
    "place": "330900",
    "week": "2026-W46",
    "origin": "item",
    "evidence": "值班表",
}
POST = "演示"
ASK_ADMIN = "请向安全管理员申请"


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A deployment of Zhoushan, of its own, ."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    return Settings(database_url=url, root="330900")


@pytest.fixture
def editor(settings: Settings) -> FlaskClient:
    """A client of that deployment."""
    return page_client(create_app(settings).server)


@pytest.fixture
def store(settings: Settings) -> Store:
    """The store beneath it."""
    return open_configured_store(settings)


def inputs(page: str) -> dict[str, str]:
    """Return the values of a form's inputs by name."""
    boxes = (dict(re.findall(r'(\w+)="([^"]*)"', box)) for box in re.findall(r"<input [^>]*>", page))
    return {box["name"]: box.get("value", "") for box in boxes}


def test_a_task_is_assigned(editor: FlaskClient, store: Store) -> None:
    """It is on the list of its week with the post that wrote it and what the chart showed."""
    answer = editor.post(f"{LIST}/new", data=GOOD)

    assert answer.status_code == 303
    made = task(store, staff(store), 1)
    assert (made.title, made.owner, made.status, made.origin) == (
        GOOD["title"],
        GOOD["owner"],
        TaskStatus.ASSIGNED,
        TaskOrigin.ITEM,
    )
    assert made.first_figures.low is not None
    assert history(store, staff(store), 1)[0].made_by == POST
    assert "已交办" in editor.get(answer.headers["Location"]).text
    assert GOOD["title"] in editor.get(f"{LIST}?week=2026-W47").text


def test_the_form_is_filled_in(editor: FlaskClient) -> None:
    """An address fills in metric, region, week and title."""
    page = editor.get(f"{LIST}/new?metric=checkin_completion_rate&region=330903&week=2026-W46&title=值守").text

    assert 'value="checkin_completion_rate" selected' in page
    assert 'value="330903" selected' in page
    assert 'name="week" value="2026-W46"' in page
    assert 'name="origin" value="item"' in page
    assert 'value="值守"' in page


def test_a_figures_place_is_the_tasks(editor: FlaskClient) -> None:
    """From an office's figure: its name and metric in the title, the office as place, its head as owner."""
    office, name = next((each.code, each.zh) for each in load_regions(Path("data/places"), "330900").children("330902"))
    page = editor.get(f"/tasks/330902/new?metric=checkin_completion_rate&place={office}&week=2026-W46").text

    assert f'<option value="{office}" selected>' in page
    assert "信息化核查完成率" in page
    assert f'value="{name}负责人"' in page


def test_moments_are_written_as_on_other_pages(editor: FlaskClient, store: Store) -> None:
    """In the history of a task: 11 月 23 日 09:30, not 2026-11-23 09:30."""
    editor.post(f"{LIST}/new", data=GOOD)

    history_of = editor.get(f"{LIST}/1").text.split('id="history"')[1]

    assert re.search(r"\d{1,2} 月 \d{1,2} 日 \d\d:\d\d", history_of)
    assert not re.search(r"\d{4}-\d\d-\d\d", history_of)


def test_a_place_from_above_has_its_name(editor: FlaskClient) -> None:
    """A task about the city's figure, opened below it, offers the city by name, not by code."""
    page = editor.get("/tasks/330902/new?metric=checkin_completion_rate&place=330900&week=2026-W46").text

    assert '<option value="330900" selected>舟山市</option>' in page


def test_refusals_are_beside_their_field(editor: FlaskClient, store: Store) -> None:
    """Without owner, with a bad day or a telephone: 422, in words, with what was typed kept; nothing is written."""
    bad = {**GOOD, "owner": "", "due": "下周", "evidence": "电话 138 0013 8000"}
    answer = editor.post(f"{LIST}/new", data=bad)

    assert answer.status_code == 422
    for key in ("owner", "due", "evidence"):
        assert f'id="wrong-{key}"' in answer.text
    assert GOOD["title"] in answer.text
    assert "138 0013 8000" in answer.text
    assert editor.get(f"{LIST}/1").status_code == 404


def beside(page: str) -> dict[str, str]:
    """Return what a form says beside its fields."""
    return dict(re.findall(r'id="wrong-(\w+)">(.*?)</span>', page))


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"title": ""}, "title", "The task is empty."),
        ({"owner": ""}, "owner", "The owner unit is empty."),
        ({"due": ""}, "due", "The due day is empty. Write it as 2026-11-27."),
        ({"due": "soon"}, "due", "The due day “soon” is not a date. Write it as 2026-11-27."),
        ({"due": "2020-01-02"}, "due", "The due day 2020-01-02 is before the week in which the task is assigned"),
        ({"title": "a" * 81}, "title", "Task takes at most 80 characters, this has 81. Shorten it."),
        ({"evidence": "138 0013 8000"}, "evidence", "“Evidence” contains what looks like a telephone number;"),
    ],
)
def test_an_english_form_refuses_in_english(editor: FlaskClient, wrong: dict[str, str], field: str, said: str) -> None:
    """Beside the field, with the way out."""
    answer = editor.post(f"{LIST}/new?lang=en", data={**GOOD, **wrong})

    assert answer.status_code == 422
    assert beside(answer.text)[field].startswith(said)


def test_an_english_form_names_the_region_a_chart_must_be_within(editor: FlaskClient) -> None:
    """A county's task takes no chart of another county."""
    page = editor.post("/tasks/330902/new?lang=en", data={**GOOD, "place": "330903"}).text

    assert beside(page)["place"] == "Region 330903 is not within Dinghai. Choose Dinghai or a region below it."


def test_an_english_task_says_what_its_move_lacks(editor: FlaskClient) -> None:
    """Withdrawing without a reason, and closing what was not reported."""
    editor.post(f"{LIST}/new", data=GOOD)
    edition = {"seen": "1"}

    withdrawn = editor.post(f"{LIST}/1?lang=en", data={**GOOD, **edition, "after": "closed"})
    skipped = editor.post(f"{LIST}/1?lang=en", data={**GOOD, **edition, "after": "reported"})

    assert beside(withdrawn.text)["note"] == "“Withdraw” needs a reason of 1 to 200 characters."
    assert "A task cannot go from “Assigned” to “Reported”. It can go to: Under way (Begin), Closed (Withdraw)." in (
        skipped.text
    )


def test_a_button_saves_and_moves(editor: FlaskClient, store: Store) -> None:
    """The text of the form goes with the move of its button."""
    editor.post(f"{LIST}/new", data=GOOD)

    answer = editor.post(f"{LIST}/1", data={**GOOD, "title": "改过", "seen": "1", "after": "acting"})

    assert answer.status_code == 303
    assert (task(store, staff(store), 1).title, task(store, staff(store), 1).status) == ("改过", TaskStatus.ACTING)


def test_a_move_without_its_reason(editor: FlaskClient, store: Store) -> None:
    """To withdraw needs a reason; the page says so at its field."""
    editor.post(f"{LIST}/new", data=GOOD)

    answer = editor.post(f"{LIST}/1", data={**GOOD, "seen": "1", "after": "closed"})

    assert answer.status_code == 422
    assert "撤回须写明理由" in answer.text
    assert task(store, staff(store), 1).status is TaskStatus.ASSIGNED


def test_the_second_of_two_learns_of_the_first_and_keeps_the_text(editor: FlaskClient, store: Store) -> None:
    """The second to save sees what is saved now beside their own text, and may then save."""
    editor.post(f"{LIST}/new", data=GOOD)
    editor.post(f"{LIST}/1", data={**GOOD, "owner": "嵊泗县司法局", "seen": "1"})

    second = editor.post(f"{LIST}/1", data={**GOOD, "title": "我的事项", "seen": "1"})

    assert second.status_code == 409
    assert "改动了承办单位" in second.text
    assert "库中现为：嵊泗县司法局" in unescape(second.text)
    assert 'value="我的事项"' in second.text
    assert task(store, staff(store), 1).owner == "嵊泗县司法局"
    mark = re.search(r'name="seen" value="(\d+)"', second.text)
    assert mark
    assert editor.post(f"{LIST}/1", data={**GOOD, "title": "我的事项", "seen": mark[1]}).status_code == 303
    assert task(store, staff(store), 1).title == "我的事项"


def test_out_and_in_as_a_workbook(editor: FlaskClient, store: Store) -> None:
    """The list is exported as a workbook; changed, it is imported again, and refused rows are named while the good ones are saved."""
    editor.post(f"{LIST}/new", data=GOOD)
    editor.post(f"{LIST}/new", data={**GOOD, "title": "数据核对"})
    book = load_workbook(BytesIO(editor.get(f"{LIST}/tasks.xlsx?week=2026-W47").data))
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("编号") + 1).value = "T9-0000"
    sheet.cell(3, headings.index("事项") + 1).value = "数据核对两周"
    file = BytesIO()
    book.save(file)

    answer = editor.post(f"{LIST}/import", data={"file": (BytesIO(file.getvalue()), "tasks.xlsx")})

    assert answer.status_code == 422
    assert "第 2 行：编号“T9-0000”不是本驾驶舱发出的" in unescape(answer.text)
    assert "更新 1 件" in answer.text
    assert task(store, staff(store), 2).title == "数据核对两周"


@pytest.mark.parametrize("data", [{}, {"file": (BytesIO(b"nothing"), "tasks.xlsx")}])
def test_no_file_or_no_workbook(editor: FlaskClient, data: dict[str, object]) -> None:
    """A file that cannot be read is refused, and the list stays."""
    answer = editor.post(f"{LIST}/import", data=data)

    assert answer.status_code == 422
    assert "导出" in answer.text


def test_too_big_a_file(editor: FlaskClient) -> None:
    """A file over two megabytes is not read."""
    answer = editor.post(f"{LIST}/import", data={"file": (BytesIO(b"x" * 3_000_000), "tasks.xlsx")})

    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_who_may_view_alone_is_offered_nothing(reader: FlaskClient) -> None:
    """The list can be read, nothing is offered or written, and it says whom to ask."""
    page, answer = reader.get(LIST), reader.post(f"{LIST}/new", data=GOOD)

    assert ASK_ADMIN in page.text
    assert "COCKPIT" not in page.text
    assert "/import" not in page.text
    assert "/new" not in page.text
    assert answer.status_code == 403


@pytest.mark.parametrize(("lang", "said"), [("zh", ASK_ADMIN), ("en", "Ask the security administrator")])
def test_without_the_right_there_is_no_form_to_fill_in(reader: FlaskClient, lang: str, said: str) -> None:
    """A direct visit to the form says in the reader's language whom to ask, with nothing that cannot be saved."""
    page = reader.get(f"{LIST}/new?metric=checkin_completion_rate&lang={lang}")

    assert (page.status_code, said in page.text) == (403, True)
    assert "<form" not in page.text


def test_a_task_is_read_without_a_form(settings: Settings, editor: FlaskClient) -> None:
    """A reader who may not write sees the task, its owner and its due day as text."""
    editor.post(f"{LIST}/new", data=GOOD)
    add_person(open_configured_store(settings), Role.VIEWER)
    reader = page_client(create_app(settings).server, "reader", PASSWORD)

    page = reader.get(f"{LIST}/1").text

    for text in (GOOD["title"], GOOD["owner"], "2026 年 12 月 4 日", "信息化核查完成率", "值班表"):
        assert f"<dd>{text}</dd>" in page
    assert "<form" not in page


def test_a_figure_becomes_a_matter_to_see_to(editor: FlaskClient, store: Store) -> None:
    """The title is a sentence: the figure as the API has it, the limit it is beyond, its base, what is asked and by when."""
    office, name = next((each.code, each.zh) for each in store.regions.children("330902"))
    counted = editor.get(f"/api/v1/readings?metric=checkin_completion_rate&region={office}&period=2026-W46").get_json()
    done, due = (counted["items"][0][key] for key in ("numerator", "denominator"))
    share = 100 * done / due
    limit = (
        "，低于红限 90%" if share < 90 else "，低于黄限 95%" if share < 95 else "，低于目标 98%" if share < 98 else ""
    )

    page = unescape(editor.get(f"/tasks/330902/new?metric=checkin_completion_rate&place={office}&week=2026-W46").text)
    given = inputs(page)
    until = date.fromisoformat(given["due"])
    said = f"（基数 {due:.0f}），请查明原因并于 {until.month} 月 {until.day} 日前反馈"
    assert given["title"] == f"{name}信息化核查完成率 {share:.1f}%{limit}{said}"


def test_a_prefilled_form_can_be_saved_as_it_is(editor: FlaskClient, store: Store) -> None:
    """Matter, unit and day are filled in: one more click and the task is assigned."""
    page = editor.get("/tasks/330902/new?metric=checkin_completion_rate&week=2026-W46").text
    fields = inputs(unescape(page))
    chosen = {key: re.search(rf'name="{key}".*?value="([^"]+)" selected', page) for key in ("metric", "place")}

    answer = editor.post("/tasks/330902/new", data=fields | {key: found[1] for key, found in chosen.items() if found})

    assert answer.status_code == 303
    assert (task(store, staff(store), 1).owner, task(store, staff(store), 1).metric) == (
        "定海区司法局分管负责人",
        "checkin_completion_rate",
    )


def test_another_site_cannot_send_the_form(editor: FlaskClient) -> None:
    """A form that another page made the browser send is refused."""
    answer = editor.post(f"{LIST}/new", data=GOOD, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/tasks/330100", "/tasks/999999", f"{LIST}/77", f"{LIST}?week=2026-11"])
def test_unknown_addresses(editor: FlaskClient, path: str) -> None:
    """A region elsewhere, one that does not exist, an unknown task and a month are answered in words with 404."""
    answer = editor.get(path)

    assert answer.status_code == 404
    assert "回到清单" in answer.text


def test_filters(editor: FlaskClient, store: Store) -> None:
    """The list is narrowed by status and by what is overdue."""
    editor.post(f"{LIST}/new", data=GOOD)
    editor.post(f"{LIST}/new", data={**GOOD, "title": "早该办的", "due": "2026-11-10", "week": "2026-W45"})
    save(store, staff(store, POST), 1, seen=1, after=TaskStatus.ACTING)

    acting, late = editor.get(f"{LIST}?status=acting").text, editor.get(f"{LIST}?late=1").text

    assert GOOD["title"] in acting
    assert "早该办的" not in acting
    assert "早该办的" in late
    assert GOOD["title"] not in late


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_in_both_languages(editor: FlaskClient, lang: str) -> None:
    """List, form and task are drawn in Chinese and English, a text of a person as text."""
    editor.post(f"{LIST}/new", data={**GOOD, "title": "<b>甲</b>"})

    for path in (LIST, f"{LIST}/new", f"{LIST}/1"):
        answer = editor.get(f"{path}?lang={lang}")
        assert answer.status_code == 200
        assert "<b>甲" not in answer.text


def test_the_root_leads_to_the_widest_region(editor: FlaskClient) -> None:
    """/tasks is the list of the deployment's root."""
    assert editor.get("/tasks").headers["Location"].startswith(LIST)
