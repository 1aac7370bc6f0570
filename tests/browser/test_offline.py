"""A click that the server cannot answer: said at once and undone, so that address, title and figures stay together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from tests.browser.test_wall_loads import load
from tests.product import copy_database, serving, wait_until_drawn

ROOT = "330900"


def shown(page: Page) -> tuple[str, str, str]:
    """Return what address, title and figures are of: the address, the document's title, the period in words."""
    return (
        page.evaluate("location.pathname + location.search"),
        page.title(),
        page.locator(".picker span").first.inner_text(),
    )


@pytest.mark.parametrize("how", ["click", "back"])
def test_address_title_and_figures_stay_together(browser: Browser, city_store: Store, tmp_path: Path, how: str) -> None:
    """Offline, a step to another week, online again, then a load: everything is still of the first week."""
    settings = Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root=ROOT, poll_seconds=1)
    with serving(settings) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{address}/overview")
        wait_until_drawn(page)
        page.locator("[data-area=ranking] .rank-label").first.click()
        expect(page.locator(".crumbs li")).to_have_count(2)
        before = shown(page)

        context.set_offline(True)
        if how == "click":
            page.locator(".picker a").first.click()
        else:
            page.evaluate("history.back()")

        expect(page.locator("#unanswered")).to_contain_text("没有生效")
        page.wait_for_function("(href) => location.pathname + location.search === href", arg=before[0])
        context.set_offline(False)
        version = page.locator("#screen").get_attribute("data-drawn") or ""
        load(open_configured_store(settings), 70)
        expect(page.locator("#screen")).not_to_have_attribute("data-drawn", version, timeout=15_000)
        assert shown(page) == before

        page.locator(".picker a").first.click()
        expect(page).to_have_url(re.compile("period=2026-W"))
        expect(page.locator("#unanswered")).to_have_text("")
        context.close()


def test_a_server_that_fails_undoes_the_click_too(browser: Browser, editable: str) -> None:
    """An error of the server is no answer."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{editable}/overview")
    wait_until_drawn(page)
    before = shown(page)

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="no")

    page.route("**/_dash-update-component*", fail)
    page.locator(".picker a").first.click()

    expect(page.locator("#unanswered")).to_contain_text("没有生效")
    page.wait_for_function("(href) => location.pathname + location.search === href", arg=before[0])
    assert shown(page) == before
    page.context.close()


def test_a_search_that_is_not_answered_says_so(browser: Browser, editable: str) -> None:
    """Enter leads nowhere while the server is away; the address stays."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{editable}/overview")
    wait_until_drawn(page)
    page.fill("#search", "定海")
    context.set_offline(True)
    page.keyboard.press("Enter")

    expect(page.locator("#unanswered")).to_contain_text("没有生效")
    assert page.url == f"{editable}/overview"
    context.close()
