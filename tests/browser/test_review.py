"""The meeting in a browser: pages turned by keys, notes kept, a baseline set again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from data.viewer import Role
from tests.product import PASSWORD, add_person, copy_database, serving, signed_in, wait_until_drawn

MEETING = "/review/330900?week=2026-W46"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A projector's browser page."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    yield context.new_page()
    context.close()


def open_meeting(page: Page, address: str) -> None:
    """Open the meeting at its front page."""
    page.goto(f"{address}{MEETING}")
    wait_until_drawn(page)


def test_pages_are_turned_by_keys_while_presenting(page: Page, editable: str) -> None:
    """Arrows go through the agenda and back, the timer runs, Escape brings the controls back."""
    open_meeting(page, editable)
    shown = page.locator(".review-agenda [aria-current=page]")
    first = shown.inner_text()

    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text(first)
    page.get_by_role("button", name="放映", exact=True).click()
    expect(page.locator(".topbar")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(shown).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text(first)
    expect(page.locator("[data-review=clock]")).not_to_have_text("00:00 / 30:00")
    page.keyboard.press("Escape")
    expect(page.locator(".topbar")).to_be_visible()


def test_notes_save_themselves_and_come_back(page: Page, editable: str) -> None:
    """What is written is there again, on its page of the agenda only."""
    open_meeting(page, editable)
    page.get_by_text("会议记录", exact=True).first.click()
    page.locator("#review-note").fill("请定海县局核对上周查访台账。")
    expect(page.locator(".review-note-state")).to_have_text("已保存")

    page.reload()
    expect(page.locator("#review-note")).to_have_value("请定海县局核对上周查访台账。")
    page.locator(".review-agenda a").last.click()
    expect(page.locator("#review-note")).to_have_value("")


def test_who_may_view_alone_is_offered_nothing(browser: Browser, city_store: Store, tmp_path: Path) -> None:
    """No notes to write, no task to assign, no baseline to set again."""
    settings = Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root="330900")
    add_person(open_configured_store(settings), Role.VIEWER)
    with serving(settings) as address:
        page = browser.new_page(storage_state=signed_in(address, "reader", PASSWORD))
        open_meeting(page, address)

        expect(page.locator(".review-agenda a").first).to_be_visible()
        expect(page.locator(".review-notes, .item-step, a[href*='/new']")).to_have_count(0)
        page.close()


def test_an_item_opens_its_explanation(page: Page, server: str) -> None:
    """From a figure outside its normal range to the regions below and their part in it."""
    page.goto(f"{server}/review/330100?week=2026-W46")
    wait_until_drawn(page)
    page.locator(".item").first.get_by_role("link", name="看下级与成因").click()

    expect(page.locator(".drawer")).to_be_visible()
    expect(page.locator(".drawer")).to_contain_text("下级")
