"""The analyst's meeting, walked with clicks counted: what was done, what is special and by whom, the text, the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import wait_until_drawn

MEETING = "/review/330900?week=2026-W47&edition=0"


class Walk:
    """A page with its clicks counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def turn_to(self, name: str) -> None:
        """Click on a page of the agenda."""
        self.clicks += 1
        self.page.locator(".review-agenda").get_by_role("link", name=name).click()
        expect(self.page.locator(".review-agenda [aria-current=page]")).to_contain_text(name)
        wait_until_drawn(self.page)

    def press(self, area: str, name: str) -> None:
        """Click on a button of a panel."""
        self.clicks += 1
        self.page.locator(f'[data-area="{area}"]').get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def walk(browser: Browser, city: str) -> Iterator[Walk]:
    """The meeting of Zhoushan, opened at its front page on a desk."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(f"{city}{MEETING}")
    wait_until_drawn(page)
    yield Walk(page)
    context.close()


def test_last_week_s_tasks_are_one_click_away(walk: Walk) -> None:
    """Every task is in one table once and counted once."""
    walk.turn_to("交办落实")

    listed = walk.page.locator('[data-area="tasks"] .row').count()
    assert listed >= 8  # the demo's; other tests of the same cockpit may have added some
    expect(walk.page.locator(".headline")).to_contain_text(f"共 {listed} 项：")
    assert walk.clicks == 1


def test_the_summary_is_copied_in_two_clicks(walk: Walk) -> None:
    """150 to 200 characters, as they are on the page."""
    walk.turn_to("综述")
    walk.press("draft_summary", "复制")

    expect(walk.page.get_by_role("button", name="已复制")).to_be_visible()
    copied = walk.page.evaluate("navigator.clipboard.readText()")
    assert copied == walk.page.locator('[data-area="draft_summary"] .sentence').inner_text()
    assert 150 <= len(copied) <= 200
    assert walk.clicks == 2


def test_who_keeps_the_level_down_is_on_the_summary_page(walk: Walk) -> None:
    """Problems name their place, one click from the front."""
    walk.turn_to("综述")

    expect(walk.page.locator('[data-area="draft_problems"]')).to_contain_text("主要在")
    assert walk.clicks == 1


def test_a_text_is_changed_in_three_clicks_and_stays(walk: Walk) -> None:
    """What the analyst wrote is in place of the draft, also after the page is opened again."""
    walk.turn_to("下步工作")
    walk.press("draft_next", "修改")
    walk.page.locator('[data-area="draft_next"] textarea').fill("请各县（市、区）司法局报告整改情况。")
    with walk.page.expect_navigation():
        walk.press("draft_next", "完成")
    wait_until_drawn(walk.page)

    expect(walk.page.locator('[data-area="draft_next"] .sentence')).to_have_text("请各县（市、区）司法局报告整改情况。")
    assert walk.clicks == 3


def test_the_material_is_two_clicks_away(walk: Walk) -> None:
    """导出, then Word: the file comes under the name of the meeting's material."""
    walk.clicks += 2
    walk.page.locator(".export-menu summary").click()
    with walk.page.expect_download(timeout=120_000) as download:
        walk.page.locator("[data-export=docx]").click()

    assert download.value.suggested_filename.endswith(".docx")
    assert walk.clicks == 2
