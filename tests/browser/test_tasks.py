"""Tasks, as a meeting uses them: assigned from the review, acted on, closed; on desk and phone, light and dark."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.product import settle, wait_until_drawn

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
LIST = "/tasks/330900?week=2026-W47"


def opened(browser: Browser, size: ViewportSize) -> Page:
    """Return a page of a browser of its own."""
    return browser.new_context(viewport=size).new_page()


def test_from_the_meeting_to_its_end(browser: Browser, city: str) -> None:
    """The review leads to a new task; it is filled in, acted on, reported, closed, and is in the review's table."""
    page = opened(browser, DESK)
    page.goto(f"{city}/review/330900?week=2026-W47&agenda=tasks")
    wait_until_drawn(page)
    page.get_by_role("link", name="＋ 新交办").click()
    page.get_by_label("事项").fill("嵊泗县设备电量排查")
    page.get_by_label("承办单位").fill("嵊泗县司法局")
    page.get_by_label("期限").fill("2026-12-11")
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_role("status")).to_contain_text("已交办，编号 T")

    page.get_by_role("button", name="开始办理").click()
    expect(page.locator(".tasks-head .row-word")).to_have_text("办理中")
    page.get_by_role("button", name="反馈结果").click()
    expect(page.locator("#wrong-note")).to_contain_text("反馈须有佐证")
    page.get_by_label("佐证").fill("巡检记录")
    page.get_by_role("button", name="反馈结果").click()
    page.get_by_role("button", name="销号").click()

    expect(page.locator(".tasks-head .row-word")).to_have_text("已销号")
    expect(page.locator(".tasks-steps li")).to_have_count(5)
    page.goto(f"{city}/review/330900?week=2026-W47&agenda=tasks")
    wait_until_drawn(page)
    expect(page.locator("main")).to_contain_text("嵊泗县设备电量排查")
    page.context.close()


def test_fits_and_can_be_read(browser: Browser, city: str) -> None:
    """List, form and a task with its chart, on desk and phone, light and dark: no wider than the screen, nothing axe calls serious."""
    page = opened(browser, DESK)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(city) else wrong.append(asked.url))
    for path in (LIST, "/tasks/330900/new?metric=checkin_completion_rate&week=2026-W47", "/tasks/330900/1?lang=en"):
        page.goto(f"{city}{path}")
        page.evaluate("() => document.fonts.ready.then(() => null)")
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            settle(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [f"{path} {size}: scrolls sideways by {wide}"] if wide > 0 else []
            for theme in ("light", "dark"):
                page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
                wrong += [
                    f"{path} {size} {theme}: {each['id']}: {each['nodes'][0]['html'][:200]}"
                    for each in Axe().run(page).response["violations"]
                    if each["impact"] in {"serious", "critical"}
                ]
    page.context.close()

    assert wrong == []
