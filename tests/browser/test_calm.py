"""The deciding panels are visible at once: on a large screen the whole overview, on a phone the way to the place above."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opened
from tests.product import LEVELS, wait_until_drawn

PHONE = (390, 844)


def test_the_place_above_is_one_tap_away(opened: Opened, server: str) -> None:
    """On a phone the name of the region leads to the one above it, on the same page."""
    page = opened(PHONE, "light")
    page.goto(f"{server}/supervision/330108")
    wait_until_drawn(page)

    page.locator(".topbar-place a").click()

    expect(page.locator(".topbar-place b")).to_have_text("杭州市")
    assert "/supervision/330100" in page.url


@pytest.mark.parametrize("code", LEVELS.values())
@pytest.mark.parametrize("asked", ["grain=month", "period=2026-10"])
def test_a_large_screen_holds_the_whole_overview(opened: Opened, server: str, code: str, asked: str) -> None:
    """At 1920 × 1080 nothing is below the edge, at every level, of the running month and of the one before as of a week."""
    page = opened((1920, 1080), "light")
    page.goto(f"{server}/overview/{code}?{asked}")
    wait_until_drawn(page)

    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
