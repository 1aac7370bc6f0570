"""A page says what decides first, and no panel is half empty."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from layouts.pages import PAGES
from tests.browser.conftest import Opened
from tests.product import LEVELS, wait_until_drawn

PHONE, DESK = (390, 844), (1440, 900)
SHORT = [key for key, page in PAGES.items() if key != "review" and any(place.decides for place in page.placed)]
BAR = 70  # pixels of the one line above the sentence
SCREENS = 2.6  # of a phone that what decides takes at most, where alerts are many
FILLED = 0.6  # of a panel's height at least, from the first thing in it to the last

# Of each panel on the page: its area, the share of its body's height that lies between what is seen first and last.
MEASURE = """
() => [...document.querySelectorAll('.grid .panel')].filter((panel) => panel.offsetParent).map((panel) => {
  const body = panel.querySelector('.panel-body'), box = body.getBoundingClientRect();
  const seen = [...body.querySelectorAll('*')].filter((e) => !e.closest('.visually-hidden, details:not([open]), svg *'))
    .filter((e) => e.tagName === 'svg' || !e.children.length || e.matches('.cell')).map((e) => e.getBoundingClientRect()).filter((r) => r.height > 1);
  const top = Math.min(...seen.map((r) => r.top)), bottom = Math.max(...seen.map((r) => r.bottom));
  return [panel.dataset.area, (Math.min(bottom, box.bottom) - Math.max(top, box.top)) / box.height];
})
"""

LINES = """() => {
  const headline = document.querySelector('.headline .drawn');
  return Math.round(headline.getBoundingClientRect().height / parseFloat(getComputedStyle(headline).lineHeight));
}"""


def shown(opened: Opened, address: str, size: tuple[int, int]) -> Page:
    """Open an address and wait for its last panel."""
    page = opened(size, "light")
    page.goto(address)
    wait_until_drawn(page)
    return page


@pytest.mark.parametrize("code", LEVELS.values())
def test_no_panel_of_the_overview_is_half_empty(opened: Opened, server: str, code: str) -> None:
    """On a desk's screen what a panel shows reaches from its head to near its foot, at every level."""
    page = shown(opened, f"{server}/overview/{code}", DESK)

    found = page.evaluate(MEASURE)
    page.close()

    assert len(found) == 13
    assert [
        area for area, share in found if share < FILLED and not (code == LEVELS["office"] and area == "forces")
    ] == []


def test_what_left_its_normal_range_fills_its_panel(opened: Opened, server: str) -> None:
    """Beside the meeting's tasks the charts take the height that is there, one alone too."""
    page = shown(opened, f"{server}/review/330100", DESK)

    found = dict(page.evaluate(MEASURE))
    page.close()

    assert found["signals"] > 0.75


@pytest.mark.parametrize("key", [key for key in PAGES if key != "review"])
def test_a_phone_s_page_begins_with_the_sentence(opened: Opened, server: str, key: str) -> None:
    """Above it is one line: the place, the period and the menu; the controls are behind the period."""
    page = shown(opened, f"{server}/{key}/330108", PHONE)

    assert page.locator(".headline").bounding_box()["y"] < BAR  # type: ignore[index]
    expect(page.locator(".picker")).to_be_hidden()
    page.locator(".when-toggle").click()
    expect(page.locator(".picker")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".picker")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("code", LEVELS.values())
@pytest.mark.parametrize("key", SHORT)
def test_a_phone_s_page_ends_after_what_decides(opened: Opened, server: str, key: str, code: str) -> None:
    """The other panels are one tap away, drawn and as wide as the screen."""
    page = shown(opened, f"{server}/{key}/{code}", PHONE)
    short = page.evaluate("document.documentElement.scrollHeight")
    rest = page.locator(".panel:not(.is-deciding)")

    assert short < SCREENS * PHONE[1]
    assert not any(panel.is_visible() for panel in rest.all())
    page.get_by_role("button", name="全部指标、地图、走势").click()
    expect(rest.last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") > short
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=PHONE[0])
    page.close()


def test_the_place_above_is_one_tap_away(opened: Opened, server: str) -> None:
    """On a phone the name of the region leads to the one above it, on the same page."""
    page = shown(opened, f"{server}/supervision/330108", PHONE)

    page.locator(".topbar-place a").click()

    expect(page.locator(".topbar-place b")).to_have_text("杭州市")
    assert "/supervision/330100" in page.url
    page.close()


@pytest.mark.parametrize("code", LEVELS.values())
def test_a_large_screen_holds_the_whole_overview(opened: Opened, server: str, code: str) -> None:
    """At 1920 × 1080 nothing is below the edge, at every level, of a week, of the running month and of the one before."""
    for asked in ("", "?grain=month", "?period=2026-10"):
        page = shown(opened, f"{server}/overview/{code}{asked}", (1920, 1080))

        assert page.evaluate("document.documentElement.scrollHeight") <= 1080
        page.close()


@pytest.mark.parametrize("code", LEVELS.values())
def test_a_phone_says_what_matters_in_six_lines(opened: Opened, server: str, code: str) -> None:
    """What was found of the week takes at most six lines above 昨日以来."""
    page = shown(opened, f"{server}/overview/{code}", PHONE)

    lines = page.evaluate(LINES)
    page.close()

    assert 1 <= lines <= 6
