"""The editor of walls, as a bureau uses it: copy, move, choose, see it, save it, and the wall that is shown takes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from dashboard.settings import Settings
from data.store import Store
from layouts.walls.draft import wall_panels
from layouts.walls.wall import load_walls
from tests.product import copy_database, serving, settle, wait_until_drawn

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
LEAST_TOUCH = 38
SMALL_TARGETS = """(least) => [...document.querySelectorAll('main :is(button, select, input:not([type=hidden]), a.pill)')]
  .filter((e) => e.checkVisibility() && !e.closest('.visually-hidden, label'))
  .filter((e) => e.getBoundingClientRect().height < least).map((e) => e.id || e.textContent.trim())"""


@pytest.fixture(scope="module")
def city(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cockpit of Zhoushan that may be edited."""
    url = copy_database(city_store, Path(tmp_path_factory.mktemp("desk")) / "cockpit.db")
    with serving(Settings(database_url=url, root="330900", poll_seconds=1)) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk's browser, in which nothing may go wrong unseen."""
    page = browser.new_context(viewport=DESK).new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.context.close()
    assert [text for text in wrong if "42" not in text and "409" not in text] == []  # refusals are answers


def copied(page: Page, city: str, name: str) -> None:
    """Copy the wall for special periods under a name and open it."""
    page.goto(f"{city}/scenes/special")
    page.locator("#copy-zh").fill(f"大厅{name}")
    page.locator("#copy-name").fill(name)
    page.get_by_role("button", name="复制成自己的").click()
    page.wait_for_url(f"**/scenes/{name}?**")


def test_a_bureau_makes_its_own_wall(page: Page, browser: Browser, city: str) -> None:
    """By keyboard: the second scene goes first, a panel is exchanged, the preview shows it, and a wall on screen takes it."""
    first, second = load_walls()["special"].scenes[:2]
    panel = next(
        named for named in wall_panels() if named.replace("/", "-") not in {p.key for p in second.panels.values()}
    )
    copied(page, city, "hall")
    hanging = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    hanging.goto(f"{city}/wall/330900?wall=hall&name=hall-9")
    wait_until_drawn(hanging)
    preview = page.frame_locator(".scenes-frame")
    expect(preview.locator(".wall-scenes li").first).to_have_text(first.zh, timeout=20_000)

    page.locator(f"#do-up-{second.key}").focus()
    page.keyboard.press("Enter")
    expect(preview.locator(".wall-scenes li").first).to_have_text(second.zh, timeout=10_000)
    expect(page.locator(f"#do-down-{second.key}")).to_be_focused()

    expect(page.locator("#open-scene")).to_have_text(f"场景 1 · {second.zh}")
    page.locator("#f-panel-0").select_option(panel)
    page.locator("#f-scene_title_zh").fill("今日预警")
    expect(preview.locator(".wall-scenes li").first).to_have_text("今日预警", timeout=10_000)
    expect(preview.locator(f"#title-{panel.replace('/', '-')}")).to_be_visible(timeout=10_000)
    expect(hanging.locator(".wall-scenes li").first).to_have_text(first.zh)

    page.locator("#do-save").click()
    expect(page.locator(".desk-saved")).to_contain_text("已保存为第 2 版")
    expect(page.locator(".scenes-unsaved")).to_have_count(0)
    expect(hanging.locator(".wall-scenes li").first).to_have_text("今日预警", timeout=20_000)
    hanging.goto(f"{city}/wall/330900?wall=hall")
    expect(hanging.locator(f"#title-{panel.replace('/', '-')}")).to_be_visible(timeout=20_000)
    hanging.context.close()


def test_nothing_typed_is_lost(page: Page, city: str) -> None:
    """A wrong value stays in its field with its reason, typing goes on while answers come, and a reload brings it all back."""
    copied(page, city, "typed")

    page.locator("#f-seconds").fill("2")
    expect(page.locator("#wrong-seconds")).to_contain_text("应为 8 到 600")
    page.locator("#do-save").click()
    expect(page.get_by_role("alert")).to_contain_text("没有保存")
    expect(page.locator("#f-seconds")).to_have_value("2")

    title = page.locator("#f-scene_title_zh")
    title.fill("")
    title.press_sequentially("九个字的场景名称", delay=160)
    expect(title).to_have_value("九个字的场景名称")
    expect(title).to_be_focused()
    page.wait_for_url("**draft=draft.**")
    expect(page.locator(".scenes-order .is-open")).to_contain_text("九个字的场景名称")
    page.wait_for_timeout(700)

    page.reload()
    expect(title).to_have_value("九个字的场景名称")
    expect(page.locator("#f-seconds")).to_have_value("2")
    expect(page.locator(".scenes-unsaved")).to_be_visible()


def test_the_second_of_two_sees_it(page: Page, browser: Browser, city: str) -> None:
    """Two windows on the same wall: the later one is warned, keeps what it has, and saves knowingly."""
    copied(page, city, "both")
    other = browser.new_context(viewport=DESK).new_page()
    other.goto(f"{city}/scenes/both")
    other.locator("#f-seconds").fill("33")
    other.locator("#do-save").click()
    expect(other.locator(".desk-saved")).to_contain_text("第 2 版")

    page.locator("#f-scene_title_zh").fill("我的")
    page.locator("#do-save").click()
    expect(page.get_by_role("alert")).to_contain_text("第 2 版")
    expect(page.locator("#f-scene_title_zh")).to_have_value("我的")

    page.locator("#do-save").click()
    expect(page.locator(".desk-saved")).to_contain_text("第 3 版")
    other.context.close()


@pytest.mark.parametrize("path", ["/scenes", "/scenes/special", "/scenes/looked?lang=en"])
def test_the_pages_can_be_used(browser: Browser, city: str, path: str) -> None:
    """On desk and phone, light and dark: nothing wider than the screen, targets that can be hit, nothing axe calls serious."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    if "looked" in path:
        context.request.post(
            f"{city}/scenes", form={"name": "looked", "title_zh": "看", "from": "command"}, headers={"Origin": city}
        )
    page.goto(city + path)
    expect(page.locator("main.page-scenes")).to_be_visible()

    wrong: list[str] = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        settle(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{size}: scrolls sideways by {wide}"] if wide > 0 else []
        wrong += [f"{size}: small: {target}" for target in page.evaluate(SMALL_TARGETS, LEAST_TOUCH)]
        for theme in ("light", "dark"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            wrong += [
                f"{size} {theme}: {found['id']}"
                for found in Axe().run(page).response["violations"]
                if found["impact"] in {"serious", "critical"}
            ]
    context.close()

    assert wrong == []


def test_the_remote_sends_a_screen_there(page: Page, browser: Browser, city: str) -> None:
    """The own wall is among those a screen can be sent to; it follows within two seconds, and the buttons with it."""
    copied(page, city, "sent")
    hanging = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    with hanging.expect_response("**/api/v1/walls/hall-8/order?after=*"):
        hanging.goto(f"{city}/wall/330900?wall=command&name=hall-8")
    wait_until_drawn(hanging)

    page.goto(f"{city}/remote?name=hall-8")
    page.locator("form[data-order=wall] select").select_option("sent")
    page.locator("form[data-order=wall] button").click()

    hanging.wait_for_url("**wall=sent**")
    first = load_walls()["special"].scenes[0].zh
    expect(hanging.locator(".wall-scenes li").first).to_have_text(first, timeout=10_000)
    expect(page.get_by_role("button", name=first, exact=True)).to_be_visible(timeout=10_000)
    hanging.context.close()
