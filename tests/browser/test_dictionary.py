"""The dictionary in a browser: found as one types, opened by its address, reached from the drawer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.product import wait_until_drawn

CHECKIN = "#metric-checkin_completion_rate"


@pytest.fixture
def page(opened: Opened) -> Page:
    """A page on a small desk."""
    return opened((1280, 720), "light")


def test_is_filtered_as_one_types(server: str, page: Page) -> None:
    """Words narrow the entries without a new page, a theme narrows them further, nonsense says so."""
    page.goto(f"{server}/dictionary")
    wait_until_drawn(page)
    shown = page.locator(".entry:visible")
    every = shown.count()

    page.get_by_role("searchbox", name="按名称").fill("核查 完成")
    assert 0 < shown.count() < every
    expect(page.locator(CHECKIN)).to_be_visible()
    page.get_by_role("button", name="心理筛查").click()
    expect(page.get_by_text("没有相符的指标")).to_be_visible()
    page.get_by_role("button", name="心理筛查").click()
    page.get_by_role("searchbox", name="按名称").fill("")
    assert shown.count() == every


def test_the_drawer_leads_to_the_entry_and_the_entry_back(server: str, page: Page) -> None:
    """The entry opens in view, without a drawer, and its pages open the figure."""
    page.goto(f"{server}/overview?explain=checkin_completion_rate")
    page.locator(".explain-foot").get_by_role("link", name="指标字典").click()

    expect(page.locator(f"{CHECKIN}[open]")).to_be_in_viewport()
    expect(page.locator(".drawer")).to_have_count(0)
    page.locator(CHECKIN).get_by_role("link", name="监管").click()
    expect(page.locator(".explain h2")).to_have_text("信息化核查完成率")
    expect(page).to_have_url(f"{server}/supervision?explain=checkin_completion_rate")
