"""A county chief's two minutes on a phone: has anything happened, how do we rank, which office, whom to call, assign it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.alerts import evaluate
from data.demo import assign_tasks
from data.store import Store
from tests.conftest import LAST_DAY
from tests.product import copy_database, serving, wait_until_drawn

PHONE = ViewportSize(width=390, height=844)
COUNTY, OFFICE = "330921", "长涂司法所"
ONE_AND_A_HALF = 1.5 * PHONE["height"]


class Chief:
    """A chief with a phone in hand, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def opens(self, address: str) -> None:
        """Open the county's page."""
        self.page.goto(f"{address}/overview/{COUNTY}")
        wait_until_drawn(self.page)

    def taps(self, what: Locator) -> None:
        """Tap something."""
        self.clicks += 1
        what.click()

    def block(self, area: str) -> Locator:
        """Return a panel of the page."""
        return self.page.locator(f".panel[data-area='{area}']")


def bottom(what: Locator) -> float:
    """Return where something ends on the page, in pixels from its top."""
    box = what.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.fixture(scope="module")
def settings(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Zhoushan with the demo's tasks and its alerts judged."""
    url = copy_database(city_store, Path(tmp_path_factory.mktemp("chief")) / "cockpit.db")
    found = Settings(database_url=url, root="330900", edit=True)
    store = open_configured_store(found)
    assign_tasks(store, LAST_DAY)
    evaluate(store)
    return found


@pytest.fixture(scope="module")
def writing(settings: Settings) -> Iterator[str]:
    """The address of a cockpit in which tasks can be assigned."""
    with serving(settings) as address:
        yield address


@pytest.fixture(scope="module")
def reading(settings: Settings) -> Iterator[str]:
    """The address of a cockpit that can only be read."""
    with serving(settings.model_copy(update={"edit": False})) as address:
        yield address


@pytest.fixture
def chief(browser: Browser) -> Iterator[Chief]:
    """A chief with a phone."""
    page = browser.new_context(viewport=PHONE).new_page()
    yield Chief(page)
    page.context.close()


def test_the_first_screen_says_whether_anything_happened(chief: Chief, reading: str) -> None:
    """Without a click: the whole block is on the first screen, before anything else."""
    chief.opens(reading)

    since = chief.block("since")
    expect(since).to_contain_text("昨日以来")
    expect(since).to_contain_text("突发事件")
    assert bottom(since) <= PHONE["height"]
    assert chief.clicks == 0


@pytest.mark.parametrize("code", ["330900", COUNTY, "330902", "330922"])
def test_all_that_decides_begins_within_one_and_a_half_screens(chief: Chief, reading: str, code: str) -> None:
    """Sentence, 昨日以来, 待办督办 and the first three of 考核指标, in this order; the rest is one tap away."""
    chief.page.goto(f"{reading}/overview/{code}")
    wait_until_drawn(chief.page)

    places = [chief.page.locator(".headline"), *map(chief.block, ("since", "who_acts", "standing"))]
    tops = [box["y"] for place in places if (box := place.bounding_box())]
    assert tops == sorted(tops)
    assert len(tops) == len(places)
    assert bottom(chief.block("standing").locator(".tile").nth(2)) <= ONE_AND_A_HALF
    expect(chief.page.get_by_role("button", name="全部指标、地图、走势")).to_be_visible()


def test_which_office_and_whom_to_call(chief: Chief, reading: str) -> None:
    """No click: the office with its figure, the limit it is beyond, the base, and a number that dials."""
    chief.opens(reading)

    row = chief.block("who_acts").locator(".row", has_text=OFFICE)
    expect(row).to_contain_text("信息化核查完成率 91.6%")
    expect(row).to_contain_text("低于红限 95% · 基数 395")
    expect(row.get_by_role("link", name="负责人 0580-0000-0000")).to_have_attribute("href", "tel:0580-0000-0000")
    assert chief.clicks == 0


def test_assigned_in_two_clicks(chief: Chief, writing: str) -> None:
    """One on 交办, one to save: the form holds a matter, the post and a day."""
    chief.opens(writing)

    chief.taps(chief.block("who_acts").locator(".row", has_text=OFFICE).get_by_role("link", name="交办"))
    expect(chief.page.get_by_label("事项")).to_have_value(
        "长涂司法所信息化核查完成率 91.6%，低于红限 95%（基数 395），请查明原因并于 "
        + chief.page.get_by_label("期限").input_value()[5:].lstrip("0").replace("-0", "-").replace("-", " 月 ")
        + " 日前反馈"
    )
    expect(chief.page.get_by_label("承办单位")).to_have_value("长涂司法所负责人")
    chief.taps(chief.page.get_by_role("button", name="交办"))

    expect(chief.page.get_by_role("status")).to_contain_text("已交办，编号 T")
    assert chief.clicks == 2


def test_not_offered_where_it_cannot_be_done(chief: Chief, reading: str) -> None:
    """Neither in the list nor in the drawer nor among the alerts; a direct address says whom to ask."""
    chief.opens(reading)
    offered = chief.page.locator("a[href*='/new?']")

    expect(offered).to_have_count(0)
    for path in (f"/overview/{COUNTY}?explain=checkin_completion_rate", "/centres/330900", "/review/330900"):
        chief.page.goto(reading + path)
        wait_until_drawn(chief.page)
        expect(offered).to_have_count(0)
    chief.page.goto(f"{reading}/tasks/{COUNTY}/new?metric=checkin_completion_rate")
    expect(chief.page.get_by_role("alert")).to_contain_text("未开通交办")
    expect(chief.page.get_by_role("alert")).to_contain_text("请联系本级系统管理员")
    expect(chief.page.locator("form")).to_have_count(0)
