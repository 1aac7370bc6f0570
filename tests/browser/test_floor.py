"""The oldest browser served, Chromium 83 of June 2020: every page, a click, a refresh, an export, a form, and a wall."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from layouts.pages import PAGES
from tests.browser.test_dates import SEEN
from tests.browser.test_wall_loads import load as load_checkins
from tests.product import copy_database, exporting, serving, signed_in, wait_until_drawn

OLDEST = Path(__file__).parents[2] / "var" / "chromium-83" / "chromium"  # put there by scripts/old-chromium
PAGES_OF_WORDS = ("walls", "remote", "scenes", "tasks", "brands-admin")
ROOT = "330900"

# Texts of a panel's head that are covered by another text or link of the panel, links and controls that touch each other,
# scales beside their line.
COVERED = """() => {
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const box = (e) => { const range = document.createRange(); range.selectNodeContents(e); return range.getBoundingClientRect(); };
  const shown = (e) => e.getClientRects().length && e.textContent.trim() && getComputedStyle(e.closest('.panel-head') || e).clipPath === 'none';
  const found = [];
  for (const panel of document.querySelectorAll('.panel')) {
    const parts = [...panel.querySelectorAll('.panel-head > h2, .panel-head > .panel-note, .twin > summary, .choice > summary, .panel-save > summary')].filter(shown);
    parts.forEach((a, at) => parts.slice(at + 1).forEach((b) => { if (over(box(a), box(b))) found.push(`${a.textContent} | ${b.textContent}`); }));
  }
  for (const row of ['.nav a', '.controls-set > *', '.row-adds a']) {
    const links = [...document.querySelectorAll(row)];
    links.slice(1).forEach((link, at) => { if (link.getBoundingClientRect().left - links[at].getBoundingClientRect().right < 4 && link.offsetTop === links[at].offsetTop) found.push(link.textContent); });
  }
  for (const line of document.querySelectorAll('.line')) {
    const [scale, plot] = ['.line-scale', '.line-plot'].map((part) => line.querySelector(part).getBoundingClientRect());
    if (Math.abs(scale.bottom - plot.bottom) > 1) found.push('a scale that is not as high as its line');
  }
  return found;
}"""

HIT = """(() => {
  const box = document.querySelector('.date-box').getBoundingClientRect();
  return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2).id;
})()"""


@pytest.fixture(scope="module")
def oldest(playwright: Playwright) -> Iterator[Browser]:
    """The oldest browser; where it is not installed the tests are passed over, but never in CI."""
    if not OLDEST.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium 83 is not there: run scripts/old-chromium.")
    browser = playwright.chromium.launch(
        executable_path=OLDEST, args=["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-background-networking"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def settings(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A cockpit of Zhoushan where everything may be edited and a load is seen within a second."""
    folder = tmp_path_factory.mktemp("floor")
    url = copy_database(city_store, folder / "cockpit.db")
    return Settings(database_url=url, root=ROOT, poll_seconds=1, exports=folder / "exports")


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of that cockpit."""
    with serving(settings) as served, exporting(settings):
        yield served


@pytest.fixture
def wrong() -> list[str]:
    """What pages complained of."""
    return []


@pytest.fixture(scope="module")
def desk(oldest: Browser, address: str) -> Iterator[BrowserContext]:
    """The oldest browser on a desk; its pages share the scripts it has kept."""
    context = oldest.new_context(viewport={"width": 1440, "height": 900}, storage_state=signed_in(address))
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext, wrong: list[str]) -> Iterator[Page]:
    """A page of the oldest browser."""
    opened = desk.new_page()
    opened.on("pageerror", lambda error: wrong.append(f"{opened.url}: {error}"))
    opened.on("console", lambda said: wrong.append(f"{opened.url}: {said.text}") if said.type == "error" else None)
    yield opened
    opened.close()


def test_it_is_as_old_as_is_promised(oldest: Browser) -> None:
    """The browser that keeps the promise is version 83."""
    assert oldest.version.startswith("83.")


@pytest.mark.parametrize("key", PAGES)
def test_every_page_is_drawn(page: Page, address: str, wrong: list[str], key: str) -> None:
    """All panels, no error, nothing over the head of a panel, the server not taken for lost."""
    page.goto(f"{address}/{key}/{ROOT}")
    wait_until_drawn(page)

    assert wrong == []
    assert page.evaluate("document.querySelectorAll('.failed').length") == 0
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("key", PAGES_OF_WORDS)
def test_every_page_without_panels_opens(page: Page, address: str, wrong: list[str], key: str) -> None:
    """The pages of walls, tasks and brands too."""
    page.goto(f"{address}/{key}")
    until(page, "document.querySelector('main h1')?.getClientRects().length")

    assert wrong == []


def test_a_table_has_its_rows(page: Page, address: str) -> None:
    """The library of tables draws there too: rows under each other, in columns."""
    page.goto(f"{address}/published/{ROOT}")
    wait_until_drawn(page)

    until(
        page,
        """(() => {
          const rows = [...document.querySelectorAll('.ag-center-cols-container .ag-row')].map((e) => e.getBoundingClientRect());
          rows.sort((a, b) => a.top - b.top);
          return rows.length > 1 && rows.every((row, at) => row.height > 20 && (!at || row.top >= rows[at - 1].bottom - 1));
        })()""",
    )


def test_a_click_leads_to_a_county(page: Page, address: str, wrong: list[str]) -> None:
    """Address, title and sentence are those of the region that was clicked, without a load of the page."""
    page.goto(f"{address}/overview")
    wait_until_drawn(page)
    page.evaluate("window.isSame = true")

    press(page, "[data-area=ranking] .rank-label")

    until(page, r"/\/overview\/3309\d\d$/.test(location.href)")
    until(page, "document.querySelectorAll('.crumbs li').length === 2")
    assert page.evaluate("window.isSame")
    assert wrong == []


def test_new_data_comes_by_itself(page: Page, address: str, settings: Settings, wrong: list[str]) -> None:
    """A load is seen without a click."""
    figures = "document.querySelector('[data-area=supervision] .tiles').textContent"
    page.goto(f"{address}/overview")
    wait_until_drawn(page)
    before = page.evaluate(figures)

    load_checkins(open_configured_store(settings), 70)

    until(page, f"{figures} !== {before!r}")
    assert wrong == []


def test_a_page_becomes_a_workbook(page: Page, address: str, wrong: list[str]) -> None:
    """The card of the export ends with a file that holds the page. Such a browser does not say to Playwright that it keeps it."""
    page.goto(f"{address}/quality")
    wait_until_drawn(page)

    press(page, ".export-menu summary")
    press(page, "[data-export=xlsx]")
    until(page, "document.querySelector('.export-card[data-state=done]')", seconds=60)

    file = page.evaluate(
        "async () => [...new Uint8Array(await (await fetch(document.querySelector('.export-acts a').href)).arrayBuffer())]"
    )
    assert "数据质量" in load_workbook(BytesIO(bytes(file))).sheetnames
    assert wrong == []


def test_a_form_is_saved(page: Page, address: str, wrong: list[str]) -> None:
    """The requests of such a browser show that they come from a page of this server."""
    page.goto(f"{address}/brands-admin/330902/1")
    page.evaluate("document.querySelector('[name=zh]').value = '定海海上驿站'")

    with page.expect_navigation():
        press(page, "main form [type=submit]")

    assert "品牌已保存" in page.evaluate("document.querySelector('[role=status]').innerText")
    assert wrong == []


def test_a_date_box_writes_its_day_in_words(page: Page, address: str, wrong: list[str]) -> None:
    """2026年12月7日 covers the browser's own box, follows what is chosen, and hides while someone types; a click reaches the box below it."""
    page.goto(f"{address}/tasks/{ROOT}/new?week=2026-W46&due=2026-12-07")
    until(page, "document.querySelector('.date-shown')")
    assert page.evaluate("document.querySelector('.date-shown').textContent") == "2026年12月7日"
    assert page.evaluate(f"({SEEN})(document.querySelector('.date-shown'))")
    assert page.evaluate(HIT) == "due"

    page.evaluate(
        "(() => { const due = document.getElementById('due'); due.value = '2026-12-11'; due.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    assert page.evaluate("document.querySelector('.date-shown').textContent") == "2026年12月11日"

    page.evaluate("document.getElementById('due').focus()")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("getComputedStyle(document.querySelector('.date-shown')).display") == "none"
    page.evaluate("document.getElementById('due').blur()")
    assert page.evaluate(f"({SEEN})(document.querySelector('.date-shown'))")
    assert page.evaluate("document.querySelector('.date-shown').textContent") != "2026年12月11日"
    assert wrong == []


def test_the_top_bar_writes_its_day_in_words(page: Page, address: str, wrong: list[str]) -> None:
    """The last day of the shown period, over the browser's own."""
    page.goto(f"{address}/overview/{ROOT}?grain=week&period=2026-W46")
    wait_until_drawn(page)
    assert page.evaluate("document.querySelector('.jump .date-shown').textContent") == "2026年11月15日"
    assert page.evaluate(f"({SEEN})(document.querySelector('.jump .date-shown'))")
    assert wrong == []


def test_a_wall_turns_and_is_listed(page: Page, address: str, wrong: list[str]) -> None:
    """The next map or scene comes by itself and by a key, and the wall is listed under its name."""
    page.goto(f"{address}/wall/{ROOT}?scene=overview&name=old-1")
    wait_until_drawn(page)
    assert page.evaluate("document.documentElement.dataset.lost") is None
    assert page.evaluate(COVERED) == []
    page.evaluate("document.getElementById('wall-progress').dataset.seconds = '1'")

    until(page, "/map=/.test(location.search)")  # the scene's next map
    wait_until_drawn(page)
    page.keyboard.press("ArrowRight")
    until(page, "/scene=supervision/.test(location.search)")
    wait_until_drawn(page)
    assert wrong == []  # before it is left: a page that is left while it asks complains of an answer that did not come

    page.goto(f"{address}/walls")
    until(page, "document.querySelector('main')?.innerText.includes('old-1')")


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 900)], ids=str)
def test_a_map_has_one_sheet_of_labels(page: Page, address: str, size: tuple[int, int]) -> None:
    """As many names as the map has room for, of the size that newer browsers choose by container queries."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/overview")
    wait_until_drawn(page)

    shown = page.evaluate(
        "[...document.querySelectorAll('.map-labels')].filter((e) => getComputedStyle(e).display !== 'none').length"
    )
    assert shown == 1


def press(page: Page, selector: str) -> None:
    """Click by script: Playwright's own clicks and expectations need functions that Chromium 83 does not have."""
    page.evaluate("(selector) => document.querySelector(selector).click()", selector)


def until(page: Page, condition: str, seconds: int = 20) -> None:
    """Wait until an expression holds."""
    page.wait_for_function(f"() => Boolean({condition})", timeout=seconds * 1000)
