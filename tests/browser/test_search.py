"""Walk-through: somebody types a question about a county's figure and gets it; by keys, on a phone, with an input method."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.product import wait_until_drawn

DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def desk(opened: Opened, server: str) -> Page:
    """The province's overview on a desk."""
    page = opened(DESK, "light")
    page.goto(f"{server}/overview/330000")
    wait_until_drawn(page)
    return page


def test_last_week_of_a_county_is_answered_in_one_click(desk: Page, province_path: Path) -> None:
    """One click into the box; 西湖区上周脱管 is answered with what the offices reported, and Enter opens where it is explained."""
    with closing(sqlite3.connect(province_path)) as database:
        (count,) = database.execute(
            "SELECT sum(abscond_new_n) FROM fact_supervision_day"
            " WHERE office_code LIKE '330106%' AND day BETWEEN '2026-11-16' AND '2026-11-22'"
        ).fetchone()

    desk.locator("#search").click()
    desk.keyboard.type("西湖区上周脱管")
    expect(desk.locator(".suggestions a").first).to_contain_text(f"西湖区第 47 周新发生脱管 {count} 人")
    desk.keyboard.press("Enter")

    desk.wait_for_url("**/overview/330106?period=2026-W47&explain=abscond_rate")
    expect(desk.locator(".drawer")).to_contain_text("脱管")


def test_arrow_keys_go_through_the_answers(desk: Page) -> None:
    """The slash opens the box, an arrow goes to an answer, Enter follows it: no pointer at all."""
    desk.keyboard.press("/")
    desk.keyboard.type("dqx")
    expect(desk.locator(".suggestions a").first).to_contain_text("德清")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")

    desk.wait_for_url("**/overview/330521*")


def test_keys_of_an_input_method_are_left_to_it(desk: Page) -> None:
    """Arrows and Enter that choose a character neither move the focus nor open an answer; what it wrote is searched for."""
    desk.locator("#search").click()
    session = desk.context.new_cdp_session(desk)
    session.send("Input.imeSetComposition", {"text": "tong'xiang", "selectionStart": 10, "selectionEnd": 10})
    for key, code in (("ArrowDown", 40), ("Enter", 13)):
        desk.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
            " { key, keyCode: code, isComposing: true, bubbles: true, cancelable: true }))",
            [key, code],
        )
    assert desk.evaluate("document.activeElement.id") == "search"
    assert desk.url.endswith("/overview/330000")

    session.send("Input.insertText", {"text": "桐乡 脱管"})

    expect(desk.locator(".suggestions a").first).to_contain_text("桐乡市第 47 周新发生脱管")


def test_a_phone_answers_in_two_taps(opened: Opened, server: str) -> None:
    """One tap opens the menu, one the box; the answers fit the screen."""
    page = opened(PHONE, "dark")
    page.goto(f"{server}/overview/330000")
    wait_until_drawn(page)

    page.locator(".menu-toggle").click()
    page.locator("#search").click()
    page.keyboard.type("桐乡上周核查")
    answer = page.locator(".suggestions a").first
    expect(answer).to_contain_text("桐乡市第 47 周信息化核查完成率")

    box = answer.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview/330483*")
