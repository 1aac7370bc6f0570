"""Paper, forced colours, and a page enlarged to twice its size: nothing that says something is lost."""

from __future__ import annotations

from typing import Literal

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Opened
from tests.product import resize, settle, wait_until_drawn

PAGE = "/supervision/330902?period=2026-W47"
CELADON = (44, 116, 104)  # --celadon-5 of the light theme, in legend and calendar


@pytest.fixture
def page(opened: Opened, city: str) -> Page:
    """The supervision page of a district on a desk."""
    page = opened((1440, 900), "light")
    page.goto(city + PAGE)
    wait_until_drawn(page)
    return page


def colour(page: Page, selector: str, pseudo: str = "") -> str:
    """Return the background colour of the first element that a selector finds."""
    found: str = page.evaluate(
        "([selector, pseudo]) => getComputedStyle(document.querySelector(selector), pseudo || null).backgroundColor",
        [selector, pseudo],
    )
    return found


def test_paper_has_the_colours_that_say_something(page: Page) -> None:
    """With the browser's defaults, which leave backgrounds out: the legend, the days of the calendar."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=True))

    counts = [
        sum(
            1 for at in range(0, len(pixels), 3) if all(abs(pixels[at + band] - CELADON[band]) < 3 for band in range(3))
        )
        for leaf in document
        for pixels in [leaf.render(scale=1).to_pil().convert("RGB").tobytes()]
    ]
    assert sum(counts) > 200
    page.emulate_media(media="print")
    for kind in (".heat-calendar td.heat-3", ".map-swatch"):
        assert page.evaluate("(s) => getComputedStyle(document.querySelector(s)).printColorAdjust", kind) == "exact"


ROWS = """() => addEventListener('beforeprint', () => {
  window.printed = [...document.querySelectorAll('.grid-paper tbody tr')].map((row) => row.innerText);
})"""


def test_a_printed_table_has_every_row_that_its_filters_leave(page: Page) -> None:
    """A screen's table scrolls and makes the rows it shows; paper has them all, and after a filter those it leaves."""
    page.goto(page.url.replace("supervision", "library"))
    wait_until_drawn(page)
    page.wait_for_selector(".ag-row")
    page.evaluate(ROWS)

    page.pdf()
    every = page.evaluate("window.printed")
    page.locator(".ag-floating-filter-input input").nth(1).fill("法治教育")
    page.wait_for_function("() => document.querySelectorAll('.ag-center-cols-container .ag-row').length < 10")
    page.pdf()
    left = page.evaluate("window.printed")

    assert len(every) == 40
    assert 0 < len(left) < 10
    assert all("法治教育" in row for row in left)
    assert page.locator(".grid-paper").count() == 0


def test_a_printed_figure_is_as_wide_as_its_panel(page: Page) -> None:
    """A figure is drawn for the screen; on the narrower paper it is scaled, so that its last column is not cut."""
    page.goto(page.url.replace("supervision", "brands"))
    wait_until_drawn(page)
    settle(page)  # the figure takes its panel's size
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    found = page.evaluate(
        """() => {
          const figure = document.querySelector('.js-plotly-plot'), drawing = figure.querySelector('.main-svg');
          figure.parentElement.style.width = '200px';
          return [drawing.getAttribute('viewBox'), drawing.getBoundingClientRect().width];
        }"""
    )

    assert found[0].startswith("0 0 ")
    assert found[1] <= 200


def test_paper_says_that_the_figures_are_invented(page: Page) -> None:
    """The mark of demo data stays when the search and the switches go."""
    page.emulate_media(media="print")

    assert page.locator(".demo-mark").is_visible()
    assert not page.locator(".search").is_visible()
    assert not page.locator("#theme-switch").is_visible()
    assert not page.locator(".export-menu").is_visible()


def test_paper_is_light(page: Page) -> None:
    """A dark screen does not spend the office's toner; afterwards it is dark again."""
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.evaluate(
        """() => addEventListener('beforeprint', () => { window.printed = document.documentElement.dataset.theme; })"""
    )

    page.pdf()

    assert page.evaluate("window.printed") == "light"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_forced_colours_keep_the_legend_and_what_is_chosen(page: Page) -> None:
    """Swatches and days keep their shades; the chosen grain looks chosen."""
    shades = [colour(page, selector) for selector in (".map-swatch", ".heat-calendar td.heat-3", ".seal")]
    page.emulate_media(forced_colors="active")

    assert [colour(page, s) for s in (".map-swatch", ".heat-calendar td.heat-3", ".seal")] == shades
    chosen, other = '.segmented a[aria-current="true"]', '.segmented a:not([aria-current="true"])'
    assert colour(page, chosen) != colour(page, other)


@pytest.mark.parametrize("ground", ["dark", "light"])
def test_forced_colours_choose_the_theme_that_fits_their_ground(
    browser: Browser, city: str, ground: Literal["dark", "light"]
) -> None:
    """The tints of charts are those of the theme whose ground is like the reader's own, on desks and walls."""
    page = browser.new_context(forced_colors="active", color_scheme=ground).new_page()
    chosen = {}
    for path in (PAGE, "/wall/330902"):
        page.goto(city + path)
        chosen[path] = page.evaluate("document.documentElement.dataset.theme")
        wait_until_drawn(page)  # leaving a page during a request would drop the server's answer
    page.context.close()

    assert chosen == {PAGE: ground, "/wall/330902": ground}


def test_the_seal_is_whole_when_the_page_is_enlarged(page: Page) -> None:
    """At 200 % a screen of 1280 to 1920 points is 640 to 960 wide: seal and switches keep off the edges of their bar."""
    for width in (640, 683, 720, 960, 1199):
        resize(page, (width, 450))
        bar = page.locator(".topbar").bounding_box()
        named = () if width < 700 else (".brand-title > span:last-child",)  # a phone names the place instead
        assert bar is not None
        for selector in (".topbar .seal", *named):
            part = page.locator(selector).bounding_box()
            assert part is not None, (width, selector)
            assert part["y"] >= bar["y"] + 2, (width, selector)
            assert part["y"] + part["height"] <= bar["y"] + bar["height"] - 2, (width, selector)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
