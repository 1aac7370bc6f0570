"""The map plays its last twelve periods: on the wall by key, by remote and by its scene's file, on a desk by a button."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.product import wait_until_drawn

PACE = 900
LOOKS = "() => [...document.querySelectorAll('.map-regions .region')].map((each) => each.getAttribute('class')).join()"


def open_at(browser: Browser, address: str, motion: str = "no-preference") -> Page:
    """Open a wall or page whose clock the test moves."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion=motion).new_page()  # type: ignore[arg-type]
    page.clock.install()
    page.goto(address)
    wait_until_drawn(page)
    return page


def record(page: Page) -> None:
    """Let the page write down label and looks of each period that its map comes to show."""
    page.evaluate(f"""() => {{
      const looks = {LOOKS};
      window.played = [];
      new MutationObserver(() => {{
        const week = document.querySelector('.map-week')?.textContent;
        if (week && window.played.at(-1)?.[0] !== week) window.played.push([week, looks()]);
      }}).observe(document.body, {{ childList: true, subtree: true }});
    }}""")


def played(page: Page) -> list[tuple[str, str]]:
    """Return what was recorded until the map is shown as before."""
    week = page.locator(".map-week")
    expect(week).to_be_visible()
    while week.count():
        page.clock.run_for(PACE)
    return [(label, looks) for label, looks in page.evaluate("window.played")]


def test_a_key_plays_twelve_weeks_and_ends_on_this_one(browser: Browser, server: str) -> None:
    """Twelve different labels with changing shades, ending on those shown before; the wall does not turn meanwhile."""
    page = open_at(browser, f"{server}/wall/330000?wall=command&scene=overview")
    before = page.evaluate(LOOKS)

    record(page)
    with page.expect_response("**/api/v1/map/330000**") as asked:
        page.keyboard.press("p")
    frames = played(page)

    assert len(asked.value.body()) < 20_000
    assert len(frames) == len({label for label, _ in frames}) == 12
    assert len({looks for _, looks in frames}) > 6
    assert frames[-1][1] == before == page.evaluate(LOOKS)
    assert "scene=overview" in page.url
    page.context.close()


def test_a_scene_may_play_by_itself(browser: Browser, server: str) -> None:
    """Soon after it is shown, once; not where motion must be reduced."""
    address = f"{server}/wall/330000?wall=command&scene=supervision"
    page = open_at(browser, address)
    page.clock.run_for(4000)
    expect(page.locator(".map-week")).to_be_visible()
    page.context.close()

    calm = open_at(browser, address, "reduce")
    calm.clock.run_for(4000)
    assert calm.locator(".map-week").count() == 0
    calm.keyboard.press("p")
    expect(calm.locator(".map-week")).to_be_visible()
    calm.context.close()


def test_a_desk_has_a_button_that_stops_it_too(browser: Browser, server: str) -> None:
    """Pressed again, or with Escape, the map is shown as before."""
    page = open_at(browser, f"{server}/overview/330100")
    button, before = page.locator(".map-play"), page.evaluate(LOOKS)

    button.click()
    expect(page.locator(".map-week")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(PACE)
    button.click()

    expect(page.locator(".map-week")).to_have_count(0)
    assert page.evaluate(LOOKS) == before
    page.context.close()
