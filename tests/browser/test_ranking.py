"""Walk-through: the province asks which of its counties lag, and whether that is chance; tables never cover a map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.product import settle, wait_until_drawn

DESK, PHONE = (1440, 900), (390, 844)


def opened_at(opened: Opened, size: tuple[int, int], address: str) -> Page:
    """Open a page and wait until it is drawn."""
    page = opened(size, "light")
    page.goto(address)
    wait_until_drawn(page)
    return page


def texts(page: Page, column: str) -> list[str]:
    """Return what is in a column, from the top."""
    return page.locator(f".sorted tbody [data-column={column}]").all_inner_texts()


def test_the_list_of_lagging_counties_is_one_click_from_the_map(opened: Opened, server: str) -> None:
    """From the province's education page: ninety counties, the worst first, with base, target, interval and verdict."""
    page = opened_at(opened, DESK, f"{server}/education/330000")

    page.locator(".panel[data-area=map] .chart-more a").click()
    page.wait_for_url("**/ranking/330000*map=education_met_rate*")
    wait_until_drawn(page)

    verdicts = texts(page, "verdict")
    assert len(verdicts) == 90
    assert "明显低于全省" in verdicts[0]
    behind = [verdict for verdict in verdicts if verdict == verdicts[0]]
    assert verdicts[: len(behind)] == behind  # none of them further down
    values = [float(value) for value in texts(page, "value")[: len(behind)]]
    assert values == sorted(values)
    for column in ("base", "target", "interval"):
        assert all(texts(page, column)[: len(behind)])
    expect(page.locator(".headline")).to_contain_text(f"90 个县（市、区）中 {len(behind)} 个明显低于全省")


def test_a_second_click_sorts_by_any_column_and_back_undoes_it(opened: Opened, server: str) -> None:
    """The order is in the address, so that it can be sent; Back returns to the worst first."""
    page = opened_at(opened, DESK, f"{server}/ranking/330000?map=education_met_rate")
    before = texts(page, "region")

    page.locator(".sorted thead [data-column=base] a").click()
    page.wait_for_url("**sort=base*")
    expect(page.locator(".sorted thead [data-column=base]")).to_have_attribute("aria-sort", "ascending")
    bases = [int(base.replace("\u2009", "")) for base in texts(page, "base")]
    assert bases == sorted(bases, reverse=True)

    page.go_back()
    expect(page.locator(".sorted thead [data-column=verdict]")).to_have_attribute("aria-sort", "ascending")
    assert texts(page, "region") == before


def test_a_phone_shows_figure_and_verdict_without_scrolling_sideways(opened: Opened, server: str) -> None:
    """Base and interval are below them."""
    page = opened_at(opened, PHONE, f"{server}/ranking/330000")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = page.locator(".sorted tbody tr").first
    for column in ("region", "value", "verdict", "base", "interval"):
        expect(row.locator(f"[data-column={column}]")).to_be_visible()


NEIGHBOURS = """(panels) => { const boxes = panels.map((panel) => panel.getBoundingClientRect()).filter((box) => box.height);
  return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1)); }"""


@pytest.mark.parametrize("path", ["/education/330000", "/overview/330000", "/overview/330108"])
def test_a_table_never_covers_what_it_belongs_to(opened: Opened, server: str, path: str) -> None:
    """Opened, it is below map, legend and buttons, inside its own panel, on a desk and on a phone."""
    page = opened_at(opened, DESK, f"{server}{path}")
    panel = page.locator(".panel[data-area=map]")
    panel.locator(".twin > summary").click()

    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if size == PHONE:
            page.locator(".more-toggle").click()
        settle(page)
        table, source = panel.locator(".twin table").first, panel.locator(".map-legend")
        expect(table).to_be_visible()
        boxes = [part.bounding_box() for part in (source, panel.locator(".chart-more"), table, panel)]
        legend, more, shown, whole = [box for box in boxes if box is not None]
        assert shown["y"] >= legend["y"] + legend["height"], size
        assert shown["y"] >= more["y"] + more["height"], size
        assert shown["y"] < whole["y"] + whole["height"], size
        assert not page.locator(".panel").evaluate_all(NEIGHBOURS), size
