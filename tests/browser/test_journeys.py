"""A chief's two minutes: open, drill down, ask why, go back; and what must never happen on the way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opened
from tests.product import wait_until_drawn


@pytest.fixture
def watched(browser: Browser, server: str) -> Iterator[Page]:
    """A page that fails its test on a console error, a failed script or a request that leaves the machine."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text) if message.type == "error" and "503" not in message.text else None
        ),
    )
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            troubles.append(request.url) if urlparse(request.url).hostname not in {"127.0.0.1", None, ""} else None
        ),
    )
    yield page
    context.close()
    assert troubles == []


def title(page: Page) -> str:
    return page.locator(".crumbs [aria-current=page]").inner_text()


def test_drill_down_and_back(watched: Page, server: str) -> None:
    """Province, city, county and office are one click each; Back returns, a reload shows the same."""
    watched.goto(f"{server}/overview/330000")
    for code in ("330100", "330108", "330108001"):
        watched.locator(f".panel[data-area=ranking] a[href*='/overview/{code}']").first.click()
        watched.wait_for_url(f"**/overview/{code}*")
        expect(watched.locator(".crumbs [aria-current=page]")).to_be_visible()

    watched.go_back()
    watched.wait_for_url("**/overview/330108*")
    expect(watched.locator(".crumbs [aria-current=page]")).to_have_text("滨江区")
    before = watched.locator(".panel[data-area=kpis]").inner_text()
    watched.reload()
    expect(watched.locator(".panel[data-area=kpis]")).to_have_text(before, use_inner_text=True)


def test_every_kpi_explains_itself(watched: Page, server: str) -> None:
    """A click on a figure opens the drawer with its formula, definition and figure id; closing leaves the page."""
    watched.goto(f"{server}/overview/330100?period=2026-W47")
    watched.locator(".panel[data-area=kpis] a[href*='explain=']").first.click()
    drawer = watched.locator(".drawer")

    expect(drawer).to_contain_text("registered_count:330100:2026-W47")
    watched.locator(".explain-close").click()

    expect(drawer).not_to_be_visible()
    assert "explain" not in watched.url


def test_search_finds_by_initials(watched: Page, server: str) -> None:
    """The search box knows pinyin initials; arrow keys and Enter, without a pointer, lead to the region."""
    watched.goto(f"{server}/overview/330000")
    watched.locator(".search input").fill("dqx")
    expect(watched.locator(".search a").first).to_contain_text("德清")
    watched.keyboard.press("ArrowDown")
    watched.keyboard.press("Enter")

    watched.wait_for_url("**/overview/330521*")


def test_map_is_reached_by_keyboard(watched: Page, server: str) -> None:
    """A region takes the focus, arrow keys move it on, Enter opens it."""
    watched.goto(f"{server}/overview/330000")
    watched.locator(".panel[data-area=map] a.region[data-code='330108']").focus()
    watched.keyboard.press("ArrowLeft")
    focused = watched.evaluate("document.activeElement.dataset.code")
    assert focused not in {None, "330108"}
    watched.keyboard.press("Enter")

    watched.wait_for_url(f"**/overview/{focused}*")


@pytest.mark.parametrize("path", ["/overview/999999", "/overview/330000?period=2026-W60", "/nowhere", "/a/b/c"])
def test_unknown_address_is_a_helpful_404(browser: Browser, server: str, path: str) -> None:
    """An unknown region, period or page answers 404 and says what to do."""
    page = browser.new_page()
    response = page.goto(server + path)

    assert response is not None
    assert response.status == 404
    expect(page.locator(".not-found")).to_contain_text("总览")
    page.close()


def test_axe_finds_nothing_serious_in_an_explanation(opened: Opened, server: str) -> None:
    """No serious or critical accessibility violation while the drawer is open, in either theme."""
    page = opened((1440, 900), "light")
    page.goto(f"{server}/overview/330108?explain=checkin_completion_rate")
    wait_until_drawn(page)
    expect(page.locator(".drawer")).to_be_visible()

    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        wait_until_drawn(page)
        violations = Axe().run(page).response["violations"]
        assert [
            f"{theme}: {found['id']}: {found['nodes'][0]['html'][:200]}"
            for found in violations
            if found["impact"] in {"serious", "critical"}
        ] == []


def test_lost_server_is_said_and_heals(watched: Page, server: str) -> None:
    """When the server does not answer the screen says since when, and heals by itself."""
    watched.clock.install()
    watched.goto(f"{server}/overview/330000")
    wait_until_drawn(watched)
    watched.route("**/api/v1/version", lambda route: route.fulfill(status=503, body=""))
    watched.clock.run_for(60_000)
    expect(watched.locator("html")).to_have_attribute("data-lost", "true")
    watched.unroute("**/api/v1/version")
    watched.clock.run_for(60_000)

    expect(watched.locator("html")).not_to_have_attribute("data-lost", "true")
