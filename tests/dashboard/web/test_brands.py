"""The administration page of brands: who may edit, what is refused, and two people at once."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.references import first_brands
from data.store import Store
from tests.dashboard.web.sites import site
from tests.product import copy_database, page_client
from tests.viewers import CITY_CHIEF

DESK = "/brands-admin/330902/1"
GOOD = {
    "zh": "定海同心站",
    "seal": "同心",
    "brand_class": "专业+",
    "since": "2024-05",
    "organisation": "定海同心社",
    "service_types": ["教育学习", "公益活动"],
    "source_note": "测试",
}


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A deployment of Zhoushan, of its own, that may be edited."""
    return Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root="330900")


@pytest.fixture
def editor(settings: Settings) -> FlaskClient:
    """A client of that deployment."""
    return page_client(create_app(settings).server)


def opened(client: FlaskClient) -> str:
    """Open the form and return the mark of what was seen."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(DESK).text)
    assert found
    return found[1]


def test_a_saved_brand_is_the_county_s(editor: FlaskClient, settings: Settings) -> None:
    """Saving replaces the brand and moves the data version, and the list says so."""
    store = open_configured_store(settings)
    before = store.version()

    answer = editor.post(DESK, data={**GOOD, "seen": opened(editor)})

    assert answer.status_code == 303
    assert first_brands(store.reference("brand"))["330902"].zh == "定海同心站"
    assert not first_brands(store.reference("brand"))["330902"].is_example
    assert store.version() == before + 1
    assert "定海区的品牌已保存" in editor.get(answer.headers["Location"]).text


def test_refusals_are_beside_their_field(editor: FlaskClient, settings: Settings) -> None:
    """Errors that a file would be refused for are refused here too, with the entries kept; nothing is written."""
    store = open_configured_store(settings)
    before = store.version()

    answer = editor.post(DESK, data={**GOOD, "zh": "", "seal": "同心圆", "since": "去年", "seen": opened(editor)})

    assert answer.status_code == 422
    for key in ("zh", "seal", "since"):
        assert f'id="wrong-{key}"' in answer.text
    assert "最多 2 个字" in answer.text
    assert 'value="同心圆"' in answer.text
    assert store.version() == before


def test_an_english_form_refuses_in_english(editor: FlaskClient) -> None:
    """Each reason beside its field, with the field's English name and what may be written."""
    bad = {
        "zh": "",
        "seal": "同心圆",
        "brand_class": "x",
        "since": "last year",
        "paired_n": "-3",
        "story": "138 0013 8000",
    }

    page = editor.post(f"{DESK}?lang=en", data={**GOOD, **bad, "seen": opened(editor)}).text
    said = dict(re.findall(r'id="wrong-(\w+)">(.*?)</span>', page))

    assert said["zh"] == "Brand name is missing. This field is required."
    assert said["seal"] == "Seal takes at most 2 characters, this has 3. Shorten it."
    assert said["brand_class"].startswith("“x” is no known value of Brand class. Write one of: ")
    assert said["since"].startswith("“last year” is not a date that can be read.")
    assert said["paired_n"] == "“-3” is negative; a count is not less than 0."
    assert said["story"].startswith("“Story” contains what looks like a telephone number;")


def test_an_english_form_names_fields_that_contradict(editor: FlaskClient) -> None:
    """A part that is more than its whole."""
    bad = {**GOOD, "paired_n": "3", "job_n": "5", "seen": opened(editor)}

    assert (
        "Outcome: in work 5 is more than Outcome: paired 3. Check them."
        in editor.post(f"{DESK}?lang=en", data=bad).text
    )


def test_the_second_of_two_learns_of_the_first(editor: FlaskClient, settings: Settings) -> None:
    """The second to save the same brand overwrites nothing and sees what is saved now."""
    seen = opened(editor)
    editor.post(DESK, data={**GOOD, "seen": seen})

    second = editor.post(DESK, data={**GOOD, "zh": "另一个名字", "seen": seen})

    assert second.status_code == 409
    assert "另一人已保存这个品牌" in second.text
    assert "库中现为：定海同心站" in unescape(second.text)
    assert first_brands(open_configured_store(settings).reference("brand"))["330902"].zh == "定海同心站"


def test_the_second_may_save_again(editor: FlaskClient, settings: Settings) -> None:
    """Having seen the other's change, the second may save."""
    seen = opened(editor)
    editor.post(DESK, data={**GOOD, "seen": seen})
    refused = editor.post(DESK, data={**GOOD, "zh": "另一个名字", "seen": seen}).text

    mark = re.search(r'name="seen" value="(\w+)"', refused)
    assert mark
    again = editor.post(DESK, data={**GOOD, "zh": "另一个名字", "seen": mark[1]})

    assert again.status_code == 303
    assert first_brands(open_configured_store(settings).reference("brand"))["330902"].zh == "另一个名字"


def test_a_reader_is_offered_no_form(settings: Settings) -> None:
    """Without the right everything can be read as text, and the page says whom to ask."""
    page = site(open_cockpit(settings, Memory()), settings, CITY_CHIEF).get(DESK)

    assert "请联系本级系统管理员" in page.text
    assert "COCKPIT" not in page.text
    assert "<form" not in page.text


def test_another_site_cannot_send_the_form(editor: FlaskClient) -> None:
    """A form that another page made the browser send is refused."""
    seen = opened(editor)

    by_origin = editor.post(DESK, data={**GOOD, "seen": seen}, headers={"Origin": "https://elsewhere.example"})
    by_site = editor.post(DESK, data={**GOOD, "seen": seen}, headers={"Sec-Fetch-Site": "cross-site"})

    assert {by_origin.status_code, by_site.status_code} == {403}


@pytest.mark.parametrize("code", ["330900", "330102", "999999"])
def test_only_counties_of_the_scope_have_brands(editor: FlaskClient, code: str) -> None:
    """A city, a county elsewhere and a code that does not exist have no form."""
    answer = editor.get(f"/brands-admin/{code}/1")

    assert answer.status_code == 404
    assert "回到品牌管理" in answer.text


def test_the_table_is_a_file_that_can_be_loaded(editor: FlaskClient) -> None:
    """The download has one line a brand under the headings of the template."""
    lines = editor.get("/brands-admin/brands.csv").text.removeprefix("\ufeff").splitlines()

    assert lines[0].startswith("县（市、区）,品牌序号,品牌名称,印章字,品牌类别")
    assert len(lines) == 5


def test_a_cell_of_the_file_is_never_a_formula(editor: FlaskClient) -> None:
    """What begins like one is kept text by an apostrophe, which loading takes back."""
    editor.post(DESK, data={**GOOD, "zh": "@SUM", "seen": opened(editor)})

    assert ",'@SUM," in editor.get("/brands-admin/brands.csv").text


def test_texts_are_escaped(editor: FlaskClient) -> None:
    """A name is shown as text everywhere."""
    editor.post(DESK, data={**GOOD, "zh": "<b>甲</b>", "seen": opened(editor)})

    assert "<b>甲" not in editor.get("/brands-admin").text
    assert "<b>甲" not in editor.get(DESK).text
