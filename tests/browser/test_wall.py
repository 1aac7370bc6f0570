"""The wall: readable at every shape of screen, and never wrong in silence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts.walls.wall import load_walls
from tests.browser.conftest import Opened
from tests.browser.measures import TEXTS
from tests.product import reopen, settle, wait_until_drawn

SIZES = ((1920, 1080), (3840, 2160), (7680, 2160), (2560, 1080), (1080, 1920))
LEAST_TEXT = 0.013  # of the wall's height
SCENES = [(wall.key, scene.key) for wall in load_walls().values() for scene in wall.scenes]
NARROW = ((1920, 1200), (1600, 1200), (1280, 1024))  # screens of 16:10, 4:3 and 5:4
FULLEST = ("overview", "brands")
# Every scene, and those of the first wall for the city with most counties and for a county.
SHOWN = [("330000", wall, scene) for wall, scene in SCENES]
SHOWN += [(code, wall, scene) for code in ("330100", "330108") for wall, scene in SCENES if wall == "command"]

# The texts on screen that are smaller than the least height, and the panels with a text or a small line that its panel or
# a list in it cuts off at the bottom.
SMALL = """(least) => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !parent || parent.closest('script,style,.visually-hidden,details,.skip')) continue;
    if (!parent.checkVisibility() || !parent.getClientRects().length || parent.closest('[aria-hidden=true].spark')) continue;
    const scale = parent.ownerSVGElement ? Math.abs(parent.getScreenCTM().d) || Math.abs(parent.getScreenCTM().b) : 1;
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
    if (size < least - 0.05) small.push(`${walker.currentNode.data.trim().slice(0, 20)} ${size.toFixed(1)} px`);
  }
  return [...new Set(small)];
}"""
CUT = """() => [...document.querySelectorAll('.page-wall .panel')].filter((p) => p.checkVisibility())
  .filter((p) => [...p.querySelectorAll('.panel-body *')].some((e) => {
    const isText = !e.closest('svg, .js-plotly-plot, .visually-hidden') && !e.children.length && e.textContent.trim();
    if (!e.checkVisibility() || !(isText || e.matches('.spark'))) return false;
    const low = e.getBoundingClientRect().bottom;
    for (let frame = e.parentElement; frame && !frame.matches('.grid'); frame = frame.parentElement) {
      const hides = getComputedStyle(frame).overflowY !== 'visible';
      if (hides && frame.clientHeight > 1 && low > frame.getBoundingClientRect().bottom + 1) return true;
    }
    return false;
  })).map((p) => p.dataset.area)"""


WIDE = "() => [...document.querySelectorAll('.page-wall .panel-body')].filter((e) => e.scrollWidth > e.clientWidth + 2).length"


def wall_at(browser: Browser, address: str) -> Page:
    """Open a wall on a screen of its own."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(address)
    wait_until_drawn(page)
    settle(page)
    return page


@pytest.mark.parametrize(("code", "wall", "scene"), SHOWN, ids=str)
def test_a_scene_is_readable_on_every_screen(opened: Opened, server: str, code: str, wall: str, scene: str) -> None:
    """No text overlaps, is cut or is under 1.3 % of the wall's height, below a headline of two lines too.

    The scene is opened on one of the screens, in turn, and brought to the others from there; what is cut below a headline
    of two lines is looked for on the first.
    """
    sizes = SIZES if code == "330000" else SIZES[:1]
    first = SHOWN.index((code, wall, scene)) % len(sizes)
    page = opened(sizes[first], "dark")
    page.goto(f"{server}/wall/{code}?wall={wall}&scene={scene}")
    wait_until_drawn(page)
    # a wall that turns by itself would show another scene
    page.evaluate("document.getElementById('wall-progress').dataset.seconds = '3600'")

    wrong = [fault for size in sizes[first:] + sizes[:first] for fault in faults(page, size)]
    if wall == "command" and scene in FULLEST and code == "330000":
        wrong += [fault for size in NARROW for fault in narrow_faults(page, size)]
    if code == "330000":
        reopen(page, SIZES[0])
        page.locator(".page-wall .headline p").first.evaluate("(said) => { said.textContent = '文'.repeat(100); }")
        settle(page)
        wrong += [f"cut below two lines: {area}" for area in page.evaluate(CUT)]

    assert wrong == []


def faults(page: Page, size: tuple[int, int]) -> list[str]:
    """Return what cannot be read on a wall of a size."""
    reopen(page, size)
    found = page.evaluate(TEXTS)
    wrong = [f"over each other: {pair}" for pair in found["over"]]
    wrong += [f"scrolls sideways by {found['wide']}"] if found["wide"] > 0 else []
    wrong += [f"small: {text}" for text in page.evaluate(SMALL, LEAST_TEXT * size[1])]
    wrong += [f"cut: {area}" for area in page.evaluate(CUT)]
    return [f"{size[0]}×{size[1]}: {fault}" for fault in wrong]


def narrow_faults(page: Page, size: tuple[int, int]) -> list[str]:
    """Return the texts that overlap, and how many panels are too wide, on a screen narrower than 16:9."""
    reopen(page, size)
    wrong = [f"over each other: {pair}" for pair in page.evaluate(TEXTS)["over"]]
    wrong += [f"{count} panels are wider than their room"] if (count := page.evaluate(WIDE)) else []
    return [f"{size[0]}×{size[1]}: {fault}" for fault in wrong]


@pytest.mark.parametrize("scene", ["overview", "brands"])
def test_a_bezel_cuts_nothing_off(browser: Browser, server: str, scene: str) -> None:
    """With room at the edges and between panels of a tiled screen the fullest scenes still show whole lines."""
    page = wall_at(browser, f"{server}/wall/330000?wall=command&scene={scene}&bezel=24.16")

    assert (page.evaluate(TEXTS)["over"], page.evaluate(CUT)) == ([], [])
    page.context.close()


def test_the_clock_shows_the_time_of_shanghai_in_any_time_zone(browser: Browser, server: str) -> None:
    """A wall whose machine was left in another zone shows the time of Shanghai."""
    page = browser.new_context(timezone_id="America/New_York").new_page()
    page.goto(f"{server}/wall/330000")
    wait_until_drawn(page)

    expect(page.locator("#wall-clock")).not_to_be_empty()
    shown = page.locator("#wall-clock").inner_text()
    now = page.evaluate(
        "() => [0, 60000].map((ago) => new Date(Date.now() - ago + 8 * 3600e3).toISOString().slice(11, 16))"
    )
    date = page.locator("#wall-date").inner_text()
    page.context.close()

    assert shown in now
    assert re.fullmatch(r"\d{1,2} 月 \d{1,2} 日 星期[一二三四五六日]", date)  # as days are written everywhere else


def test_scenes_turn_by_themselves(browser: Browser, server: str) -> None:
    """When its seconds are over the next scene is there, and the address says which."""
    page = wall_at(browser, f"{server}/wall/330000?wall=command")
    first, following = page.url, page.locator("#wall-progress").get_attribute("data-next")

    page.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")

    page.wait_for_url(f"**{following}", timeout=20_000)
    assert page.url != first
    page.context.close()


def test_a_wall_stays_while_no_picture_comes_and_goes_on_then(browser: Browser, server: str) -> None:
    """A server that is away at the turn changes neither picture nor address; when it answers the wall turns."""
    page = wall_at(browser, f"{server}/wall/330000?wall=command")
    shown, drawn = page.url, "document.getElementById('screen').dataset.drawn"
    before = page.evaluate(drawn)
    page.context.set_offline(True)
    page.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")
    page.wait_for_timeout(2500)
    assert (page.url, page.evaluate(drawn)) == (shown, before)

    page.context.set_offline(False)

    page.wait_for_function("(before) => document.getElementById('screen').dataset.drawn !== before", arg=before)
    assert page.evaluate(drawn).startswith(f"{page.evaluate('location.pathname + location.search')}#")
    page.context.close()


def test_a_picture_that_cannot_be_drawn_is_passed_over(browser: Browser, server: str) -> None:
    """After three refusals the wall turns to the scene after it, and never to a page of words."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.clock.install()
    page.goto(f"{server}/wall/330000?wall=command&scene=supervision")
    wait_until_drawn(page)
    page.route("**/api/v1/picture/**scene=alerts*", lambda route: route.fulfill(status=503, json={"error": ""}))
    page.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")

    for _ in range(3):
        with page.expect_response("**/api/v1/picture/**"):
            page.clock.run_for(3500)
    with page.expect_response("**/api/v1/picture/**scene=education*"):
        page.clock.run_for(3500)
    page.wait_for_timeout(300)
    page.clock.run_for(1000)

    page.wait_for_url("**scene=education*")
    expect(page.locator(".page-wall .panel").first).to_be_visible()
    page.context.close()


def test_a_lost_server_is_said_and_heals(browser: Browser, server: str) -> None:
    """After two unanswered questions every panel stays, with its time; after an answer it is as before."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.clock.install()
    page.goto(f"{server}/wall/330000")
    wait_until_drawn(page)
    page.context.set_offline(True)
    page.clock.run_for(35_000)

    expect(page.locator("#alarm")).to_contain_text("与服务器失去联系", timeout=10_000)
    assert page.locator("html").get_attribute("data-lost") == "true"
    assert page.locator("#alarm").inner_text().endswith(page.locator("#alarm").get_attribute("data-time") or "?")
    assert (page.evaluate(TEXTS)["over"], page.evaluate(CUT)) == ([], [])
    kept = page.locator(".page-wall .veil").first
    assert page.evaluate("e => getComputedStyle(e, '::before').content", kept.element_handle()).startswith('"停留在')

    page.context.set_offline(False)
    page.clock.run_for(20_000)
    expect(page.locator("#alarm")).to_be_empty(timeout=10_000)
    page.context.close()


def test_the_wall_is_dark_unless_chosen(browser: Browser, server: str) -> None:
    """Light on desks and dark on walls."""
    page = wall_at(browser, f"{server}/wall/330000")

    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.context.close()


def test_nothing_below_the_county(browser: Browser, server: str) -> None:
    """A wall of an office is refused in words."""
    page = browser.new_page()
    response = page.goto(f"{server}/wall/330108001")

    assert response is not None
    assert response.status == 404
    expect(page.locator(".not-found")).to_contain_text("县")
    assert page.request.get(f"{server}/api/v1/picture/wall/330108001").status == 404
    page.close()
