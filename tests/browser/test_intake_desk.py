"""A new clerk's morning in a browser: a faulty file is dropped, corrected, looked at, confirmed, and a draft is found again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from tests.conftest import LAST_DAY
from tests.product import copy_database, serving

COUNTY = "330902"
TITLES = ("日期", "司法所", "应签到/核查次数", "签到/核查完成次数")
DROP = """([name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name, { type: 'text/csv' }));
  for (const kind of ['dragenter', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true }));
}"""
PASTE = """(text) => {
  const given = new DataTransfer();
  given.setData('text/plain', text);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(city_store: Store, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a cockpit of Zhoushan whose figures the test may change, and its store."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    settings = Settings(database_url=url, root="330900", uploads=tmp_path / "uploads")
    with serving(settings) as address:
        yield address, open_configured_store(settings)


def opened(browser: Browser, address: str, width: int = 1440) -> Page:
    """Open the county's desk and wait until its scripts have drawn it."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/intake/{COUNTY}")
    expect(page.locator("#intake-desk[data-is-ready]")).to_be_attached()
    return page


def faulty(store: Store) -> str:
    """Return a CSV in which the second office has done more than was due."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(TITLES)
    for at, code in enumerate(store.regions.offices(COUNTY)):
        rows.writerow([LAST_DAY.isoformat(), store.regions.get(code).zh, 10, 19 if at == 1 else 9])
    return out.getvalue()


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds serious in the desk."""
    found = Axe().run(page, context="#intake-desk").response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def test_a_dropped_file_is_corrected_and_confirmed(browser: Browser, desk: tuple[str, Store]) -> None:
    """Red cell, reason and ways out, the right figure typed in, and one data version more."""
    address, store = desk
    before, page = store.version(), opened(browser, address)

    page.evaluate(DROP, ["日报.csv", faulty(store)])
    cell = page.locator(".ag-cell.is-fault")
    cell.click()
    expect(page.locator(".intake-popup")).to_contain_text("大于")
    expect(page.locator(".intake-confirm")).to_be_disabled()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator(".ag-cell.is-fault")).to_have_count(0)
    for reason in page.locator("[data-reason]").all():
        reason.fill("集中核查")
    expect(page.locator(".intake-side dl")).to_be_visible()
    assert axe_faults(page) == []
    page.locator(".intake-confirm:enabled").click()

    expect(page.locator(".intake-done")).to_contain_text(f"第 {before + 1} 版")
    expect(page.locator(".freshness")).to_contain_text(f"第 {before + 1} 版")
    page.close()


def test_a_block_is_pasted_into_cells_and_found_again(browser: Browser, desk: tuple[str, Store]) -> None:
    """Figures of two rows at once, kept while typing: a browser that is closed has lost nothing."""
    address, _ = desk
    page = opened(browser, address)
    page.locator("[data-intake=grid]").click()
    first = page.locator('.ag-row[row-index="0"] .ag-cell[col-id^=c]').nth(1)
    first.click()

    page.evaluate(PASTE, "7\t6\n8\t8")
    expect(page.locator("[data-part=state]")).to_have_text("草稿已保存。")
    page.close()
    again = opened(browser, address)

    expect(again.locator('.ag-row[row-index="1"] .ag-cell[col-id^=c]').nth(1)).to_have_text("8")
    again.close()


def test_one_office_fills_in_a_form_on_a_phone(browser: Browser, desk: tuple[str, Store]) -> None:
    """One field below the other, without scrolling sideways, each saved as it is typed."""
    address, store = desk
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/intake/{store.regions.offices(COUNTY)[0]}")
    page.locator("[data-intake=grid]").click()

    page.locator(".intake-form input:not([readonly])").last.fill("3")

    expect(page.locator("[data-part=state]")).to_have_text("草稿已保存。")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_faults(page) == []
    page.close()
