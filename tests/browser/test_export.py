"""The button that exports a page: chosen, watched, fetched; cancelled; and a panel saved as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Route, expect

from tests.product import wait_until_drawn

PAGE = "/supervision/330902?period=2026-W47"


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def blank(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """An empty page of a desk and of a phone, in a browser that has exported nothing yet."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(blank: Page, city: str) -> Page:
    """A page whose panels are all shown."""
    blank.goto(city + PAGE)
    reveal(blank)
    return blank


def reveal(page: Page) -> None:
    """Wait for a page; on a phone open what it keeps one tap away: the controls and the other panels."""
    wait_until_drawn(page)
    for toggle in (".when-toggle", ".more-toggle"):
        if page.locator(toggle).is_visible():
            page.locator(toggle).click()


def test_a_page_becomes_a_file(opened: Page) -> None:
    """A click on the button and one on the kind; the file comes by itself, and the card says that it was checked."""
    opened.locator(".export-menu summary").click()
    with opened.expect_download(timeout=60_000) as fetched:
        opened.locator("[data-export=xlsx]").click()

    assert fetched.value.suggested_filename.startswith("定海区-监管-2026-W47")
    assert load_workbook(BytesIO(fetched.value.path().read_bytes())).sheetnames == ["首页", "监管", "读数", "口径"]
    expect(opened.locator(".export-card p")).to_contain_text("逐个核对")
    expect(opened.locator(".export-menu")).not_to_have_attribute("open", "")


def order(page: Page) -> None:
    """Order a workbook and wait until it is taken."""
    page.locator(".export-menu summary").click()
    with page.expect_response(lambda response: response.url.endswith("/exports")):
        page.locator("[data-export=xlsx]").click()


def test_an_export_is_cancelled(blank: Page, editable: str) -> None:
    """The third waits and shows its place in the queue; cancelling it says so, and its card can be closed."""
    blank.goto(editable + PAGE)
    reveal(blank)
    for _ in range(3):
        order(blank)
    last = blank.locator(".export-card").last
    expect(last.locator("p")).to_have_text("Excel：排队第 1 位")

    last.get_by_role("button", name="取消").click()

    expect(last.locator("p")).to_have_text("Excel：已取消")
    last.get_by_role("button", name="关闭").click()
    expect(blank.locator(".export-card")).to_have_count(2)


def test_an_export_outlasts_a_reload(opened: Page) -> None:
    """The card is there again, and the file comes, whether or not the order had been answered."""
    opened.locator(".export-menu summary").click()
    opened.locator("[data-export=xlsx]").click()
    with opened.expect_download(timeout=60_000):
        opened.reload()

    expect(opened.locator(".export-card p")).to_contain_text("已做好")


def test_an_export_whose_answer_was_lost_is_made_once(opened: Page) -> None:
    """The server took the order, its answer never came: the page asks again and gets the one file."""
    numbers: list[str] = []

    def lose(route: Route) -> None:
        numbers.append(route.fetch().json()["at"])
        route.abort()

    opened.route("**/exports", lose, times=1)
    opened.locator(".export-menu summary").click()
    with opened.expect_response(lambda response: response.url.endswith("/exports")) as answered:
        opened.locator("[data-export=xlsx]").click()

    assert [answered.value.json()["at"]] == numbers


def test_what_cannot_be_exported_is_said(blank: Page, city: str) -> None:
    """A period without data ends in words, not in a file."""
    blank.goto(f"{city}/supervision/330902?period=2019-W05")
    reveal(blank)

    blank.locator(".export-menu summary").click()
    blank.locator("[data-export=xlsx]").click()

    expect(blank.locator(".export-card p")).to_contain_text("没有数据", timeout=60_000)


def test_a_panel_is_saved_as_a_picture(opened: Page) -> None:
    """From the arrow at the panel's head; Escape closes what a click opened."""
    menu = opened.locator(".panel-save:visible").first
    menu.locator("summary").click()
    with opened.expect_download() as fetched:
        menu.get_by_role("link", name="SVG").click()

    assert fetched.value.suggested_filename.endswith(".svg")
    menu.locator("summary").click()
    opened.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
