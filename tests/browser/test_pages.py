"""Every page at every level, visited once: sound, and laid out well at every size in both themes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from layouts.pages import PAGES
from layouts.pages.meeting import AGENDA
from layouts.view import HOME
from tests.browser.conftest import Opened
from tests.browser.measures import FILLING, HEADS, TEXTS
from tests.product import LEVELS, reopen, wait_until_drawn

IMPACTS = {"serious", "critical"}
PHONE, DESK, LARGE = (390, 844), (1440, 900), (1920, 1080)
SIZES = (PHONE, DESK, LARGE, (3840, 2160))
THEMES = ("light", "dark")
SHORT = [key for key, page in PAGES.items() if key != "review" and any(place.decides for place in page.placed)]
BAR = 70  # pixels of the one line above the sentence
SCREENS = 2.6  # of a phone that what decides takes at most, where alerts are many
LINES = 6  # of a phone that the sentence of the overview takes at most
FILLED = 0.6  # of a panel's height at least, from the first thing in it to the last

VIEWS = [f"{key}/{code}" for key in PAGES for code in LEVELS.values()]
VIEWS += [f"review/330100?agenda={page.key}" for page in AGENDA]

HEADLINE = """() => {
  const headline = document.querySelector('.headline .drawn');
  return Math.round(headline.getBoundingClientRect().height / parseFloat(getComputedStyle(headline).lineHeight));
}"""


def watched(page: Page, server: str) -> list[str]:
    """Return a list that fills with what goes wrong on a page: errors, and what it asks of other machines."""
    wrong: list[str] = []

    def leaves(request: Request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            wrong.append(f"asked of another machine: {request.url}")

    page.on("request", leaves)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_sound_at_every_size(opened: Opened, server: str, view: str) -> None:
    """A page draws every panel, keeps to this machine, can be used without eyes or mouse, and nothing of it is cut or covered.

    It is opened at one of the sizes in one of the themes, in turn over the pages, and brought to the others from there.
    """
    at = VIEWS.index(view)
    first = (at + at // len(SIZES)) % len(SIZES)
    page = opened(SIZES[first], THEMES[at // 2 % 2])
    wrong = watched(page, server)
    page.goto(f"{server}/{view}")
    wait_until_drawn(page)

    for size in SIZES[first:] + SIZES[:first]:
        reopen(page, size)
        wrong += faults(page, view, size)
        if size == DESK:
            wrong += axe(page)
    reopen(page, DESK)
    page.locator("#theme-switch").click()
    wait_until_drawn(page)
    for size in SIZES if view.startswith(f"{HOME}/") else (DESK,):
        reopen(page, size)
        wrong += [f"in the other theme: {fault}" for fault in faults(page, view, size)]
    if view.startswith(f"{HOME}/"):
        reopen(page, DESK)
        wrong += axe(page)
    wrong += [f"panel failed: {text}" for text in page.locator(".failed").all_inner_texts()]
    reopen(page, PHONE)
    wrong += folds(page, view)

    assert wrong == []


def axe(page: Page) -> list[str]:
    """Return what axe calls serious on a page."""
    found = Axe().run(page).response["violations"]
    return [f"axe: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found if each["impact"] in IMPACTS]


def faults(page: Page, view: str, size: tuple[int, int]) -> list[str]:
    """Return what is laid out badly on a page at a size."""
    found = page.evaluate(TEXTS)
    wrong = [f"over each other: {pair}" for pair in found["over"]] + [f"cut: {text}" for text in found["cut"]]
    if found["wide"] > 0:
        wrong.append(f"scrolls sideways by {found['wide']}")
    if size == PHONE:
        wrong += phone_faults(page, view)
    else:
        wrong += desk_faults(page, view, size)
    return [f"{size[0]}×{size[1]}: {fault}" for fault in wrong]


def desk_faults(page: Page, view: str, size: tuple[int, int]) -> list[str]:
    """Return what is laid out badly on a page of a desk: names of pages on two lines, notes below titles, empty panels."""
    key, _, code = view.partition("/")
    lines, low = page.evaluate(HEADS)
    wrong = [f"the pages are named on {lines} lines"] if lines != 1 else []
    if size != DESK:
        if (
            key == HOME
            and size == LARGE
            and (height := page.evaluate("document.documentElement.scrollHeight")) > LARGE[1]
        ):
            wrong.append(f"{height} high")
        return wrong
    if key in {HOME, "supervision"}:
        wrong += [f"the note is below its title: {head}" for head in low]
    if key == HOME:
        shares = page.evaluate(FILLING)
        wrong += [] if len(shares) == 13 else [f"{len(shares)} panels"]
        wrong += [
            f"half empty: {area} {share:.2f}"
            for area, share in shares
            if share < FILLED and not (code == LEVELS["office"] and area == "forces")
        ]
    if view == "review/330100" and (share := dict(page.evaluate(FILLING))["signals"]) <= 0.75:
        wrong.append(f"half empty: signals {share:.2f}")
    return wrong


def phone_faults(page: Page, view: str) -> list[str]:
    """Return what is laid out badly on a phone: more than a line above the sentence, a long sentence, small targets."""
    key, _, code = view.partition("/")
    wrong: list[str] = []
    if key != "review" and code == LEVELS["county"]:
        box = page.locator(".headline").bounding_box()
        wrong += [] if box and box["y"] < BAR else [f"the sentence begins at {box}"]
    if key == HOME and not 1 <= (lines := page.evaluate(HEADLINE)) <= LINES:
        wrong.append(f"the sentence has {lines} lines")
    if view == f"centres/{LEVELS['province']}":
        shares = page.locator("[data-area=open_red] .row.has-note").evaluate_all(
            "(rows) => rows.map((row) => row.querySelector('.row-text').offsetWidth / row.clientWidth)"
        )
        wrong += [] if shares and min(shares) > 0.9 else [f"open red alerts have {shares} of the width"]
    return wrong


def folds(page: Page, view: str) -> list[str]:
    """Return what is wrong with the parts of a phone's page that are one tap away: the controls and what does not decide."""
    key, _, code = view.partition("/")
    wrong: list[str] = []
    if key != "review" and code == LEVELS["county"]:
        picker, toggle = page.locator(".controls-set"), page.locator(".when-toggle")
        seen = [picker.is_visible()]
        toggle.click()
        picker.wait_for(state="visible")
        page.keyboard.press("Escape")
        picker.wait_for(state="hidden")
        wrong += ["the controls are open at once"] if seen[0] else []
    if key not in SHORT or "?" in view:
        return wrong
    short = page.evaluate("document.documentElement.scrollHeight")
    rest = page.locator(".panel:not(.is-deciding)")
    wrong += [f"{short} high before the tap"] if short >= SCREENS * PHONE[1] else []
    wrong += ["a panel that does not decide is seen at once"] if any(panel.is_visible() for panel in rest.all()) else []
    page.get_by_role("button", name="全部指标、地图、走势").click()
    rest.last.wait_for(state="visible")
    wrong += ["no higher after the tap"] if page.evaluate("document.documentElement.scrollHeight") <= short else []
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=PHONE[0])
    return wrong
