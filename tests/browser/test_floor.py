"""The oldest browser served, Chromium 83 of June 2020: every page, a click, a refresh, an export, and a wall."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Playwright

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.store import Store
from layouts.pages import PAGES
from tests.browser.test_wall_loads import load as load_checkins
from tests.product import copy_database, serving, wait_until_drawn

OLDEST = Path(__file__).parents[2] / "var" / "chromium-83" / "chromium"  # put there by scripts/old-chromium
PAGES_OF_WORDS = ("walls", "remote", "scenes", "tasks", "brands-admin")
ROOT = "330900"

# Texts of a panel's head that another text or link of its panel lies over, and links of the page that touch each other.
COVERED = """() => {
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const box = (e) => { const range = document.createRange(); range.selectNodeContents(e); return range.getBoundingClientRect(); };
  const shown = (e) => e.getClientRects().length && e.textContent.trim() && getComputedStyle(e.closest('.panel-head') || e).clipPath === 'none';
  const found = [];
  for (const panel of document.querySelectorAll('.panel')) {
    const parts = [...panel.querySelectorAll('.panel-head > h2, .panel-head > .panel-note, .twin > summary, .choice > summary, .panel-save > summary')].filter(shown);
    parts.forEach((a, at) => parts.slice(at + 1).forEach((b) => { if (over(box(a), box(b))) found.push(`${a.textContent} | ${b.textContent}`); }));
  }
  const links = [...document.querySelectorAll('.nav a')];
  links.slice(1).forEach((link, at) => { if (link.getBoundingClientRect().left - links[at].getBoundingClientRect().right < 4 && link.offsetTop === links[at].offsetTop) found.push(link.textContent); });
  return found;
}"""


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


@pytest.fixture
def wrong() -> list[str]:
    """What pages complained of."""
    return []


@pytest.fixture
def page(oldest: Browser, wrong: list[str]) -> Iterator[Page]:
    """A page of the oldest browser on a desk."""
    context = oldest.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(f"{opened.url}: {error}"))
    opened.on("console", lambda said: wrong.append(f"{opened.url}: {said.text}") if said.type == "error" else None)
    yield opened
    context.close()


def test_it_is_as_old_as_is_promised(oldest: Browser) -> None:
    """The browser that keeps the promise is version 83."""
    assert oldest.version.startswith("83.")


@pytest.mark.parametrize("key", PAGES)
def test_every_page_is_drawn(page: Page, server: str, wrong: list[str], key: str) -> None:
    """All panels, no error, nothing over the head of a panel, the server not taken for lost."""
    page.goto(f"{server}/{key}/330000")
    wait_until_drawn(page)

    assert wrong == []
    assert page.evaluate("document.querySelectorAll('.failed').length") == 0
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("address", PAGES_OF_WORDS)
def test_every_page_without_panels_opens(page: Page, server: str, wrong: list[str], address: str) -> None:
    """The pages of walls, tasks and brands too."""
    page.goto(f"{server}/{address}")
    until(page, "document.querySelector('main h1')?.getClientRects().length")

    assert wrong == []


def test_a_table_has_its_rows(page: Page, server: str) -> None:
    """The library of tables draws there too: rows under each other, in columns."""
    page.goto(f"{server}/published/330000")
    wait_until_drawn(page)
    until(page, "document.querySelectorAll('.ag-center-cols-container .ag-row').length > 1")

    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.ag-center-cols-container .ag-row')].map((e) => e.getBoundingClientRect())
          .map((box) => [box.top, box.bottom]).sort((a, b) => a[0] - b[0])"""
    )
    assert all(bottom - top > 20 for top, bottom in boxes)
    assert all(below[0] >= above[1] - 1 for above, below in itertools.pairwise(boxes))


def test_a_click_leads_to_a_county(page: Page, server: str, wrong: list[str]) -> None:
    """Address, title and sentence are those of the region that was clicked, without a load of the page."""
    page.goto(f"{server}/overview")
    wait_until_drawn(page)
    page.evaluate("window.isSame = true")

    press(page, "[data-area=ranking] .rank-label")

    until(page, r"/\/overview\/33\d{4}$/.test(location.href)")
    until(page, "document.querySelectorAll('.crumbs li').length === 2")
    assert page.evaluate("window.isSame")
    assert wrong == []


def test_new_data_comes_and_a_file_goes(page: Page, city_store: Store, tmp_path: Path, wrong: list[str]) -> None:
    """A load is seen without a click; the page becomes a workbook."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    figures = "[data-area=supervision] .tiles"
    settings = Settings(database_url=url, root=ROOT, poll_seconds=1, exports=tmp_path / "exports")
    with serving(settings) as address:
        page.goto(f"{address}/overview")
        wait_until_drawn(page)
        version = page.evaluate("document.getElementById('screen').dataset.drawn")

        before = page.evaluate(f"document.querySelector('{figures}').textContent")

        load_checkins(opened_store(url), 70)

        until(page, f"document.getElementById('screen').dataset.drawn !== '{version}'")
        until(page, f"document.querySelector('{figures}').textContent !== {before!r}")
        press(page, ".export-menu summary")
        with page.expect_download(timeout=60_000) as fetched:
            press(page, "[data-export=xlsx]")
        assert "首页" in load_workbook(BytesIO(fetched.value.path().read_bytes())).sheetnames
    assert wrong == []


def test_a_wall_turns_and_reports(page: Page, server: str, wrong: list[str]) -> None:
    """The next scene comes by itself, by a key, and the wall is listed under its name."""
    page.goto(f"{server}/wall/330000?scene=overview&name=old-1")
    wait_until_drawn(page)
    assert page.evaluate("document.documentElement.dataset.lost") is None
    page.evaluate("document.getElementById('wall-progress').dataset.seconds = '1'")

    until(page, "/map=/.test(location.search)")  # the scene's next map
    wait_until_drawn(page)
    page.keyboard.press("ArrowRight")
    until(page, "/scene=supervision/.test(location.search)")
    with page.expect_response(lambda answer: answer.url.endswith("/api/v1/walls/old-1"), timeout=20_000) as reported:
        page.wait_for_timeout(0)
    assert reported.value.json() == {"kept": True}
    assert wrong == []


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 900)], ids=str)
def test_a_map_has_one_sheet_of_labels(page: Page, server: str, size: tuple[int, int]) -> None:
    """As many names as the map has room for, of the size that newer browsers choose by container queries."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server}/overview")
    wait_until_drawn(page)

    shown = page.evaluate(
        "[...document.querySelectorAll('.map-labels')].filter((e) => getComputedStyle(e).display !== 'none').length"
    )
    assert shown == 1


def press(page: Page, selector: str) -> None:
    """Click by script: Playwright's own clicks and expectations call what Chromium 83 lacks."""
    page.evaluate("(selector) => document.querySelector(selector).click()", selector)


def until(page: Page, condition: str) -> None:
    """Wait until an expression holds."""
    page.wait_for_function(f"() => Boolean({condition})", timeout=20_000)


def opened_store(url: str) -> Store:
    """Open Zhoushan's store as an operator's process would."""
    return open_configured_store(Settings(database_url=url, root=ROOT))
