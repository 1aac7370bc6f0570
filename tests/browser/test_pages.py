"""Every page at every level in both themes: no console error, nothing asked of other machines, nothing axe calls serious."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request

from layouts.pages import PAGES
from tests.product import LEVELS, wait_until_drawn

IMPACTS = {"serious", "critical"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", LEVELS.values())
@pytest.mark.parametrize("key", PAGES)
def test_page_is_sound(browser: Browser, server: str, key: str, code: str, theme: str) -> None:
    """A page draws every panel, keeps to this machine, and can be used without eyes or mouse."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page = context.new_page()
    wrong: list[str] = []

    def leaves(request: Request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            wrong.append(f"asked of another machine: {request.url}")

    page.on("request", leaves)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{server}/{key}/{code}")
    wait_until_drawn(page)

    wrong += [f"panel failed: {text}" for text in page.locator(".failed").all_inner_texts()]
    if (list(PAGES).index(key) + list(LEVELS.values()).index(code)) % 2 == (theme == "dark"):
        wrong += [
            f"axe: {found['id']}: {found['nodes'][0]['html'][:160]}"
            for found in Axe().run(page).response["violations"]
            if found["impact"] in IMPACTS
        ]
    context.close()

    assert wrong == []
