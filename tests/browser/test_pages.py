"""Every page at every level in both themes: no console error, nothing asked of other machines, nothing axe calls serious."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Request

from layouts.pages import PAGES
from layouts.pages.meeting import AGENDA
from tests.browser.conftest import Opened
from tests.product import LEVELS, wait_until_drawn

IMPACTS = {"serious", "critical"}

VIEWS = [f"{key}/{code}" for key in PAGES for code in LEVELS.values()]
VIEWS += [f"review/330100?agenda={page.key}" for page in AGENDA]


@pytest.mark.parametrize("view", VIEWS)
def test_page_is_sound(opened: Opened, server: str, view: str) -> None:
    """A page draws every panel in both themes, keeps to this machine, and can be used without eyes or mouse."""
    page = opened((1440, 900), "dark" if VIEWS.index(view) % 2 else "light")
    wrong: list[str] = []

    def leaves(request: Request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            wrong.append(f"asked of another machine: {request.url}")

    page.on("request", leaves)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{server}/{view}")
    wait_until_drawn(page)
    wrong += [
        f"axe: {found['id']}: {found['nodes'][0]['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in IMPACTS
    ]
    page.locator("#theme-switch").click()
    wait_until_drawn(page)
    page.wait_for_timeout(200)
    wrong += [f"panel failed: {text}" for text in page.locator(".failed").all_inner_texts()]
    page.close()

    assert wrong == []
