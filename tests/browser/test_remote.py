"""The remote and the fleet, as somebody with a phone in hand sees them: the wall follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

import layouts.walls.wall
from dashboard.settings import Settings
from data import clock
from data.store import Store
from data.walls.reports import put_report, report_of
from layouts.walls.wall import load_walls
from tests.product import serving, wait_until_drawn
from tests.viewers import root, staff

LEAST_TOUCH = 44
PHONE = ViewportSize(width=390, height=844)
SMALL_TARGETS = """(least) => [...document.querySelectorAll('main :is(button, select, .remote-walls a)')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < least).map((e) => e.textContent.trim())"""


SCENE = """
[[scenes]]
key = "{key}"
title = {{ zh = "{title}", en = "{key}" }}
areas = ["{key}"]
panels = {{ {key} = "overview/{key}" }}
"""


@pytest.fixture(scope="module", autouse=True)
def small_wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A wall of three scenes, one panel each: what is tested is the hand, not the picture."""
    folder = tmp_path_factory.mktemp("walls")
    scenes = {"kpis": "指标", "points": "要点", "alerts": "预警处置"}
    text = "".join(SCENE.format(key=key, title=title) for key, title in scenes.items())
    (folder / "small.toml").write_text(text, encoding="utf-8")
    walls = load_walls(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layouts.walls.wall, "load_walls", lambda: walls)
        yield


@pytest.fixture(scope="module")
def city(city_store: Store) -> Iterator[str]:
    """The address of Zhoushan's cockpit."""
    with serving(Settings(database_url=str(city_store.engine.url), root="330900")) as address:
        yield address


@pytest.fixture
def wall(browser: Browser, city: str) -> Iterator[Page]:
    """A wall that has reported."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    with page.expect_response("**/api/v1/walls/hall-1"):
        page.goto(f"{city}/wall/330900?wall=small&name=hall-1")
    wait_until_drawn(page)
    with page.expect_response("**/api/v1/walls/hall-1/order?after=*"):
        pass
    yield page
    page.context.close()


@pytest.fixture
def remote(browser: Browser, city: str, wall: Page) -> Iterator[Page]:
    """A phone that leads it."""
    page = browser.new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(f"{city}/remote?name=hall-1")
    expect(page.locator("[data-remote=hall-1]")).to_be_visible()
    yield page
    page.context.close()


def scene_of(page: Page) -> str:
    """Return the scene that is on a wall, by its place in the row of names."""
    return str(page.locator("#wall-progress").get_attribute("data-at"))


def press(remote: Page, name: str) -> None:
    """Touch a button."""
    remote.get_by_role("button", name=name, exact=True).first.tap()


def test_the_wall_follows(wall: Page, remote: Page) -> None:
    """Next, then a scene by name, then a county."""
    first = scene_of(wall)

    press(remote, "下一个")
    expect(wall.locator("#wall-progress")).not_to_have_attribute("data-at", first)

    press(remote, "指标")
    expect(wall.locator("#wall-progress")).to_have_attribute("data-at", "0")

    remote.locator("select[aria-labelledby=remote-place]").select_option("330902")
    press(remote, "去")
    wall.wait_for_url("**/wall/330902?**name=hall-1**")
    expect(remote.locator(".remote-now")).to_contain_text("定海区")


def test_hold_holds(wall: Page, remote: Page) -> None:
    """A held wall says so and does not turn; it goes on after 继续."""
    press(remote, "暂停")
    expect(wall.locator(".wall-held")).to_be_visible()
    wall.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")
    address = wall.url
    wall.wait_for_timeout(2500)
    assert wall.url == address
    expect(remote.locator(".remote-more")).to_contain_text("已暂停轮播")

    press(remote, "继续")
    expect(wall.locator(".wall-held")).to_be_hidden()
    wall.wait_for_function("(address) => location.href !== address", arg=address)


def test_a_dark_wall_says_so_and_stays_dark_over_a_load(wall: Page, remote: Page) -> None:
    """Blanking outlives the nightly load; show again lights it."""
    press(remote, "熄屏")
    expect(wall.locator(".wall-blank")).to_be_visible()
    wall.reload()
    wait_until_drawn(wall)
    expect(wall.locator(".wall-blank")).to_be_visible()

    press(remote, "亮屏")
    expect(wall.locator(".wall-blank")).to_be_hidden()


def test_old_orders_are_not_carried_out_by_a_new_browser(browser: Browser, city: str, wall: Page, remote: Page) -> None:
    """A wall that starts learns the newest number only."""
    press(remote, "熄屏")
    expect(wall.locator(".wall-blank")).to_be_visible()

    again = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    again.goto(f"{city}/wall/330900?name=hall-1")
    wait_until_drawn(again)
    for _ in range(2):  # it has asked for orders, and carried out what it was answered
        with again.expect_response("**/api/v1/walls/hall-1/order?after=*"):
            pass

    expect(again.locator(".wall-blank")).to_be_hidden()
    again.context.close()


def test_an_alert_is_brought_up_and_acknowledged(city_store: Store, wall: Page) -> None:
    """The county's picture stays until somebody acknowledges it; then the wall goes back to where it was."""
    before = wall.url
    wall.evaluate("window.cockpitHands.act('alert', '330902')")
    wall.wait_for_url("**/wall/330902?**")
    assert wall.evaluate("window.cockpitHands.isStill()")

    wall.evaluate("window.cockpitHands.act('acknowledge')")
    wall.wait_for_url(before)
    assert not wall.evaluate("window.cockpitHands.isStill()")


def test_keys(wall: Page) -> None:
    """Space holds, digits and arrows turn, ? lists the keys with the wall's name, Esc closes it."""
    wall.keyboard.press(" ")
    expect(wall.locator(".wall-held")).to_be_visible()
    wall.keyboard.press(" ")
    expect(wall.locator(".wall-held")).to_be_hidden()

    wall.keyboard.press("ArrowRight")
    expect(wall.locator("#wall-progress")).to_have_attribute("data-at", "1")
    wall.keyboard.press("1")
    expect(wall.locator("#wall-progress")).to_have_attribute("data-at", "0")

    wall.keyboard.press("?")
    expect(wall.locator(".wall-help")).to_contain_text("hall-1")
    wall.keyboard.press("Escape")
    expect(wall.locator(".wall-help")).to_be_hidden()


def test_polls_never_overlap(browser: Browser, city: str) -> None:
    """While the server is slow to answer, the wall has one question open."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    asked: list[str] = []
    page.route("**/api/v1/walls/hall-2/order*", lambda route: asked.append(route.request.url))
    page.goto(f"{city}/wall/330900?name=hall-2")
    wait_until_drawn(page)
    page.wait_for_timeout(5000)

    assert len(asked) == 1
    page.context.close()


def test_a_wall_without_a_name_keeps_one(browser: Browser, city: str) -> None:
    """It is made up once in a browser."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{city}/wall/330900")
    wait_until_drawn(page)
    name = page.evaluate("window.cockpitName()")
    page.reload()

    assert name.startswith("tab-")
    assert page.evaluate("window.cockpitName()") == name
    context.close()


def test_a_window_is_named_and_is_a_wall_from_then_on(browser: Browser, city: str) -> None:
    """From /walls to its remote, a name there; it is listed under it, also after a restart of its page."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page, hand = context.new_page(), context.new_page()
    page.goto(f"{city}/wall/330900")
    wait_until_drawn(page)
    hand.goto(f"{city}/walls")
    hand.locator(".remote-walls a", has_text=page.evaluate("window.cockpitName()")).click()
    hand.get_by_label("请命名").fill("lobby-7")
    hand.get_by_role("button", name="命名").click()

    page.wait_for_function("() => window.cockpitName() === 'lobby-7'")
    page.reload()
    wait_until_drawn(page)
    hand.goto(f"{city}/walls")
    expect(hand.locator("table.fleet th", has_text="lobby-7")).to_be_visible()
    context.close()


def test_a_silent_wall_is_shown_first(city_store: Store, wall: Page, browser: Browser, city: str) -> None:
    """A silent wall is listed with since when and what to do; one that reports with memory, browser and screen."""
    seen = clock.utc_now() - timedelta(minutes=7)
    put_report(
        city_store,
        staff(city_store),
        replace(report_of(city_store, root(city_store), "hall-1"), name="z-lobby", seen_at=seen),
    )

    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{city}/walls")

    silent, reporting = (page.locator("table.fleet tbody tr", has_text=name) for name in ("z-lobby", "hall-1"))
    expect(silent).to_contain_text("已 7 分钟没有报到")
    assert silent.bounding_box()["y"] < reporting.bounding_box()["y"]  # type: ignore[index]
    silent.get_by_role("button", name="移除").click()
    expect(page.get_by_text("z-lobby 已移除")).to_be_visible()
    expect(page.locator("table.fleet tbody tr", has_text="z-lobby")).to_have_count(0)
    for text in ("Chrome", "MB", "×", "秒前"):
        expect(reporting).to_contain_text(text)
    page.context.close()


@pytest.mark.usefixtures("wall")
def test_the_pages_fit_a_thumb(browser: Browser, city: str) -> None:
    """Targets of at least 44 px, nothing wider than the phone, no console error, nothing axe calls serious in either theme."""
    page = browser.new_context(viewport=PHONE).new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    for path in ("/remote", "/remote?name=hall-1", "/walls", "/remote?name=hall-1&lang=en"):
        page.goto(f"{city}{path}")
        expect(page.locator("main.page-fleet")).to_be_visible()
        wrong += [f"{path}: small: {target}" for target in page.evaluate(SMALL_TARGETS, LEAST_TOUCH)]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{path}: scrolls sideways by {wide}"] if wide > 0 else []
        for theme in ("light", "dark"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            wrong += [
                f"{path} {theme}: {found['id']}"
                for found in Axe().run(page).response["violations"]
                if found["impact"] in {"serious", "critical"}
            ]
    page.context.close()

    assert wrong == []
