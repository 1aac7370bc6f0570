"""Date boxes: the day is written in the page's language, not the browser's; the browser's keys, clicks and picker still work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import wait_until_drawn

FORM = "/tasks/330900/new?week=2026-W46&due=2026-11-28"
SEEN = """(shown) => {
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown), field = shown.previousElementSibling.getBoundingClientRect();
  const covers = Math.abs(box.width - field.width) < 4 && Math.abs(box.height - field.height) < 4;
  return covers && style.display !== 'none' && !/rgba\\(.*, 0\\)|transparent/.test(style.backgroundColor);
}"""


@pytest.fixture(params=["en-US", "zh-CN"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page in a browser of a language."""
    page = browser.new_context(locale=request.param).new_page()
    yield page
    page.context.close()


def test_the_form_shows_the_day_in_words(page: Page, city: str) -> None:
    """2026年11月28日 over the browser's own 11/28/2026, on an opaque ground in both themes; a click goes to the box beneath."""
    page.goto(city + FORM)
    shown = page.locator(".date-shown")
    expect(shown).to_have_text("2026年11月28日")
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert shown.evaluate(SEEN), theme

    box = page.locator(".date-box").bounding_box()
    assert box
    for share in (0.1, 0.5, 0.95):
        hit = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).id", [box["x"] + share * box["width"], box["y"] + 10]
        )
        assert hit == "due", share


def test_keys_change_the_day_and_are_seen(page: Page, city: str) -> None:
    """While it is typed in, the box's own parts are seen; then the words say the new day."""
    page.goto(city + FORM)
    shown = page.locator(".date-shown")
    page.get_by_label("期限").focus()

    page.keyboard.press("ArrowUp")
    expect(shown).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(shown).to_be_visible()
    year, month, day = (int(part) for part in page.get_by_label("期限").input_value().split("-"))
    assert (year, month, day) != (2026, 11, 28)
    expect(shown).to_have_text(f"{year}年{month}月{day}日")


def test_the_top_bar_shows_the_day_in_words(page: Page, city: str) -> None:
    """The last day of the shown period."""
    page.goto(f"{city}/overview/330900?grain=week&period=2026-W46")
    wait_until_drawn(page)

    expect(page.locator(".jump .date-shown")).to_have_text("2026年11月15日")
    assert page.locator(".jump .date-shown").evaluate(SEEN)


def test_in_english_the_day_is_written_as_its_days_are(page: Page, city: str) -> None:
    """Year, month, day."""
    page.goto(f"{city}{FORM}&lang=en")

    expect(page.locator(".date-shown")).to_have_text("2026-11-28")


def test_without_scripts_the_browsers_box_is_there(browser: Browser, city: str) -> None:
    """Nothing covers it, and the form is sent as ever."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(city + FORM)

    expect(page.locator(".date-shown")).to_be_hidden()
    page.get_by_label("期限").fill("2026-12-01")
    page.get_by_label("事项").fill("值班表核对")
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_role("status")).to_contain_text("已交办")
    page.context.close()
