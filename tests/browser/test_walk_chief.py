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
from data.viewer import Role
from tests.conftest import LAST_DAY
from tests.product import PASSWORD, add_person, copy_database, serving, signed_in, wait_until_drawn

PHONE = ViewportSize(width=390, height=844)
COUNTY, OFFICE = "330921", "长涂司法所"
ONE_AND_A_HALF = 1.5 * PHONE["height"]


class Chief:
    """A chief with a phone in hand, whose clicks are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.clicks = 0

    def opens(self, path: str = f"/overview/{COUNTY}") -> None:
        """Open a page, by default the county's."""
        self.page.goto(self.address + path)
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
    found = Settings(database_url=url, root="330900")
    store = open_configured_store(found)
    assign_tasks(store, LAST_DAY)
    evaluate(store)
    add_person(store, Role.VIEWER)
    add_person(store, Role.REVIEWER, name="writer")
    return found


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """Its address."""
    with serving(settings) as found:
        yield found


@pytest.fixture
def writing(browser: Browser, address: str) -> Iterator[Chief]:
    """A chief whose account may assign tasks."""
    yield from chief(browser, address, "writer")


@pytest.fixture
def reading(browser: Browser, address: str) -> Iterator[Chief]:
    """A chief whose account may only view."""
    yield from chief(browser, address, "reader")


def chief(browser: Browser, address: str, name: str) -> Iterator[Chief]:
    """Yield a chief with a phone, signed in."""
    page = browser.new_context(viewport=PHONE, storage_state=signed_in(address, name, PASSWORD)).new_page()
    yield Chief(page, address)
    page.context.close()


def test_the_first_screen_says_whether_anything_happened(reading: Chief) -> None:
    """Without a click: the whole block is on the first screen, before anything else."""
    reading.opens()

    since = reading.block("since")
    expect(since).to_contain_text("昨日以来")
    expect(since).to_contain_text("突发事件")
    assert bottom(since) <= PHONE["height"]
    assert reading.clicks == 0


@pytest.mark.parametrize("code", ["330900", COUNTY, "330902", "330922"])
def test_all_that_decides_begins_within_one_and_a_half_screens(reading: Chief, code: str) -> None:
    """Sentence, 昨日以来, 待办督办 and the first three of 考核指标, in this order; the rest is one tap away."""
    reading.opens(f"/overview/{code}")

    places = [reading.page.locator(".headline"), *map(reading.block, ("since", "who_acts", "standing"))]
    tops = [box["y"] for place in places if (box := place.bounding_box())]
    assert tops == sorted(tops)
    assert len(tops) == len(places)
    assert bottom(reading.block("standing").locator(".tile").nth(2)) <= ONE_AND_A_HALF
    expect(reading.page.get_by_role("button", name="全部指标、地图、走势")).to_be_visible()


def test_which_office_and_whom_to_call(reading: Chief) -> None:
    """No click: the office with its figure, the limit it is beyond, the base, and a number that dials."""
    reading.opens()

    row = reading.block("who_acts").locator(".row", has_text=OFFICE)
    expect(row).to_contain_text("信息化核查完成率 91.6%")
    expect(row).to_contain_text("低于红限 95% · 基数 395")
    expect(row.get_by_role("link", name="负责人 0580-0000-0000")).to_have_attribute("href", "tel:0580-0000-0000")
    assert reading.clicks == 0


def test_assigned_in_two_clicks(writing: Chief) -> None:
    """One on 交办, one to save: the form holds a matter, the post and a day."""
    writing.opens()

    writing.taps(writing.block("who_acts").locator(".row", has_text=OFFICE).get_by_role("link", name="交办"))
    expect(writing.page.get_by_label("事项")).to_have_value(
        "长涂司法所信息化核查完成率 91.6%，低于红限 95%（基数 395），请查明原因并于 "
        + writing.page.get_by_label("期限").input_value()[5:].lstrip("0").replace("-0", "-").replace("-", " 月 ")
        + " 日前反馈"
    )
    expect(writing.page.get_by_label("承办单位")).to_have_value("长涂司法所负责人")
    writing.taps(writing.page.get_by_role("button", name="交办"))

    expect(writing.page.get_by_role("status")).to_contain_text("已交办，编号 T")
    assert writing.clicks == 2


def test_not_offered_where_it_cannot_be_done(reading: Chief) -> None:
    """Neither in the list nor in the drawer nor among the alerts; a direct address says whom to ask."""
    reading.opens()
    offered = reading.page.locator("a[href*='/new?']")

    expect(offered).to_have_count(0)
    for path in (f"/overview/{COUNTY}?explain=checkin_completion_rate", "/centres/330900", "/review/330900"):
        reading.opens(path)
        expect(offered).to_have_count(0)
    reading.page.goto(f"{reading.address}/tasks/{COUNTY}/new?metric=checkin_completion_rate")
    expect(reading.page.get_by_role("alert")).to_contain_text("没有“编辑任务”的权限")
    expect(reading.page.get_by_role("alert")).to_contain_text("请向安全管理员申请")
    expect(reading.page.locator("form")).to_have_count(0)
