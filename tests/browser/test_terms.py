"""A newcomer before the screens: every word that needs it explains itself, on a desk, by keyboard and on a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Opened
from tests.product import wait_until_drawn

PHONE = ViewportSize(width=390, height=844)
COUNTY = "/overview/330521"


@pytest.fixture
def page(opened: Opened) -> Page:
    """A page on a small desk."""
    return opened((1280, 720), "light")


def meaning(page: Page) -> str:
    """Return the explanation that is shown."""
    shown = page.locator("#term-meaning")
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_pointing_at_a_word_explains_it(server: str, page: Page) -> None:
    """No click: 基数小 says what it is where it is read."""
    page.goto(server + COUNTY)
    wait_until_drawn(page)

    page.get_by_text("基数小", exact=True).first.hover()

    assert meaning(page).startswith("比率的分母不足 100")


def test_a_word_is_explained_by_keyboard_and_goes_with_escape(server: str, page: Page) -> None:
    """Tab reaches the word, Escape puts the explanation away."""
    page.goto(server + COUNTY)
    wait_until_drawn(page)

    page.get_by_text("基数小", exact=True).first.focus()
    assert meaning(page)
    page.keyboard.press("Escape")

    expect(page.locator("#term-meaning")).to_be_hidden()


def test_a_tap_explains_a_word_within_the_screen(server: str, page: Page) -> None:
    """One tap on a phone, and all of the explanation can be read."""
    page.set_viewport_size(PHONE)
    page.goto(server + COUNTY)
    wait_until_drawn(page)

    page.get_by_text("基数小", exact=True).first.click()
    box = page.locator("#term-meaning").bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_the_words_of_the_field_are_in_the_dictionary(server: str, page: Page) -> None:
    """Two clicks from any page: 指标字典, then its search finds 勾稽差."""
    page.goto(server + COUNTY)
    wait_until_drawn(page)
    page.get_by_role("link", name="指标字典").click()

    page.get_by_role("searchbox", name="按名称").fill("勾稽差")

    expect(page.locator('[data-group="terms"] .entry:visible')).to_contain_text("前一日在册")


def test_help_is_one_click_away(server: str, page: Page) -> None:
    """帮助 leads to the handbook, and its parts to where they are."""
    page.goto(server + COUNTY)
    wait_until_drawn(page)
    page.get_by_role("link", name="帮助").click()

    expect(page.get_by_role("heading", name="看屏手册")).to_be_visible()
    page.get_by_role("link", name="数据新不新").click()
    expect(page.get_by_role("heading", name="数据新不新")).to_be_in_viewport()
