"""A walk over the page of brands: narrow, choose, compare, edit, and see what was edited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import wait_until_drawn


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk's browser page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_from_the_class_to_an_edited_brand(page: Page, editable: str) -> None:
    """Filter by class, choose a county, compare two, edit a brand and see it on the page."""
    page.goto(f"{editable}/brands/330900")
    wait_until_drawn(page)
    card = page.locator('[data-area="brand-card"]')
    beside = page.locator('[data-area="brand-beside"]')

    every = page.locator('[data-area="brand-map"] .region[class*="kind-"]').count()
    page.get_by_role("group", name="品牌类别", exact=True).get_by_text("协会+").click()
    expect(page).to_have_url(f"{editable}/brands/330900?class=association")
    expect(page.locator('[data-area="brand-map"] .region.kind-professional')).to_have_count(0)
    page.get_by_role("group", name="品牌类别", exact=True).get_by_text("全部").click()
    expect(page.locator('[data-area="brand-map"] .region[class*="kind-"]')).to_have_count(every)

    page.locator('[data-area="brand-map"] .region[data-code="330903"]').dispatch_event("click")
    expect(card.locator("h2")).to_contain_text("普陀区")

    beside.get_by_text("选择县").click()
    beside.get_by_role("link", name="岱山", exact=True).click()
    expect(page).to_have_url(f"{editable}/brands/330900?brand=330903&with=330903.330902")
    expect(beside.locator(".card h3 a")).to_have_text(["普陀区", "定海区"])

    page.get_by_role("link", name="品牌管理").click()
    page.get_by_role("link", name="修改 普陀区").click()
    page.get_by_label("品牌名称").fill("普陀海上驿站")
    page.get_by_label("印章字").fill("海上")
    page.get_by_label("是否示例").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("普陀区的品牌已保存")

    page.get_by_role("link", name="看品牌页").click()
    wait_until_drawn(page)
    expect(card.locator("h3")).to_contain_text("普陀海上驿站")
    expect(page.locator('[data-area="brand-map"] .map-seal[aria-label*="普陀海上驿站"]').first).to_be_attached()
