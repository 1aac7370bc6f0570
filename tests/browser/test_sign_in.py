"""Signing in at a browser: without scripts, on a telephone, after a session is over, and what a wall does then."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from dashboard.settings import Settings
from data.store import Store
from tests.product import copy_database, serving, wait_until_drawn

PHONE = ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def address(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cockpit of Zhoushan that is asked every second for new data."""
    url = copy_database(city_store, tmp_path_factory.mktemp("sign_in") / "cockpit.db")
    with serving(Settings(database_url=url, root="330900", poll_seconds=1)) as found:
        yield found


@pytest.mark.parametrize(("lang", "button"), [("zh", "登录"), ("en", "Sign in")])
def test_the_form_needs_no_script_and_fits_a_telephone(browser: Browser, address: str, lang: str, button: str) -> None:
    """It leads on to the page that was asked for."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, storage_state=None)
    page = context.new_page()
    page.goto(f"{address}/tasks/330900?lang={lang}")
    width = page.locator("html").bounding_box()
    fields = [page.locator(f"[name={name}]").bounding_box() for name in ("account", "password", "code")]

    page.locator("[name=account]").fill("demo")
    page.locator("[name=password]").fill("demo")
    page.get_by_role("button", name=button).click()

    expect(page).to_have_url(re.compile(f"/tasks/330900\\?lang={lang}$"))
    assert width
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in (width, *fields))
    context.close()


def test_a_page_whose_session_is_over_leads_to_the_form(browser: Browser, address: str) -> None:
    """By itself, and back to the page afterwards."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/overview/330902")
    wait_until_drawn(page)

    context.clear_cookies()

    expect(page).to_have_url(re.compile("/sign-in"))
    page.locator("[name=account]").fill("demo")
    page.locator("[name=password]").fill("demo")
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}/overview/330902")
    context.close()


def test_a_wall_keeps_its_picture_while_it_is_refused(browser: Browser, address: str) -> None:
    """It says that it asks in vain, and goes on by itself once it is answered."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{address}/wall/330900?scene=overview")
    wait_until_drawn(page)
    cookies = context.cookies()

    context.clear_cookies()

    expect(page.locator("html")).to_have_attribute("data-lost", "true")
    expect(page.locator(".page-wall .panel").first).to_be_visible()
    context.add_cookies([{"name": each["name"], "value": each["value"], "url": address} for each in cookies])
    expect(page.locator("html")).not_to_have_attribute("data-lost", "true")
    context.close()
