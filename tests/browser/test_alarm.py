"""A new red area alert on a wall: it comes before the scenes, makes room after a while, and stays until acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.alerts import AlertLevel, evaluate, open_alerts
from data.load import put_partitions
from data.readings.shown_day import shown_day
from data.store import Partition, Store
from tests.product import copy_database, resize, serving, wait_until_drawn
from tests.viewers import root

FEWEST_PIXELS = 20  # of a sign at 1920×1080, so that it is read from five metres
# Texts of the alarm that are smaller than that, are outside the screen, or are cut.
UNREADABLE = """(least) => [...document.querySelectorAll('.wall-alarm *')]
  .filter((e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && e.getClientRects().length)
  .filter((e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e), room = e.closest('.alarm-list, .alarm-card');
    const isCut = style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
    return parseFloat(style.fontSize) < least * innerHeight / 1080 || isCut
      || box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || (room && box.bottom > room.getBoundingClientRect().bottom + 1);
  }).map((e) => `${e.className} ${getComputedStyle(e).fontSize} ${e.textContent.slice(0, 20)}`)"""

APART = """() => document.documentElement.dataset.alarm === 'strip'
  && document.querySelector('.wall').getBoundingClientRect().bottom
    <= document.querySelector('.wall-alarm').getBoundingClientRect().top + 3"""


@pytest.fixture(scope="module")
def own_store(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Zhoushan's figures, which this module may change."""
    url = copy_database(city_store, Path(tmp_path_factory.mktemp("alarm")) / "cockpit.db")
    store = open_configured_store(Settings(database_url=url, root="330900"))
    evaluate(store)
    return store


@pytest.fixture(scope="module")
def city(own_store: Store) -> Iterator[str]:
    """The address of its cockpit."""
    with serving(Settings(database_url=str(own_store.engine.url), root="330900")) as address:
        yield address


@pytest.fixture
def wall(browser: Browser, city: str) -> Iterator[Page]:
    """A wall that knows what was red when it began."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    with page.expect_response("**/api/v1/alerts/alarm?*"):
        page.goto(f"{city}/wall/330900?name=alarm-1")
    wait_until_drawn(page)
    expect(page.locator(".wall-alarm")).to_have_count(0)
    yield page
    page.context.close()


def go_red(store: Store, county: str = "330903") -> str:
    """Load the last day twice: a county's offices miss no check-in, so that what was red is over, then nearly all; return its name."""
    as_of = shown_day(store)
    assert as_of is not None
    for done in (100, 1):
        rows = [(as_of, office, 100, done) for office in store.regions.offices(county)]
        frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
        types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
        put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test")
        evaluate(store)
    return store.regions.get(county).zh


def test_a_red_alert_interrupts_and_a_key_ends_it(wall: Page, own_store: Store) -> None:
    """Rotation waits before it; A acknowledges under the acting post; it does not come again. All of it is read from afar."""
    county = go_red(own_store)
    panel = wall.locator(".wall-alarm")

    expect(panel).to_contain_text(county)
    expect(panel).to_contain_text("红")
    assert wall.evaluate("document.querySelector('.wall-alarm').getBoundingClientRect().width") == 1920
    assert wall.evaluate(UNREADABLE, FEWEST_PIXELS) == []
    wall.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")
    address = wall.url
    wall.wait_for_timeout(2500)
    assert wall.url == address

    with wall.expect_response("**/api/v1/alerts/ack"):
        wall.keyboard.press("a")
    expect(panel).to_have_count(0)
    wall.wait_for_function("(address) => location.href !== address", arg=address)
    taken = [
        alert for alert in open_alerts(own_store, root(own_store), AlertLevel.RED) if alert.acknowledged_by is not None
    ]
    assert {alert.acknowledged_by for alert in taken} == {"演示"}
    assert county in {own_store.regions.get(alert.region[:6]).zh for alert in taken}


def test_the_remote_ends_it(wall: Page, own_store: Store, browser: Browser, city: str) -> None:
    """With its one button, within two seconds and the wall's next beat."""
    county = go_red(own_store)
    expect(wall.locator(".wall-alarm")).to_contain_text(county)
    remote = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    remote.goto(f"{city}/remote?name=alarm-1")

    remote.get_by_role("button", name="签收预警，回到轮播").click()

    expect(wall.locator(".wall-alarm")).to_have_count(0)
    remote.context.close()


def test_one_key_acknowledges_what_the_screen_lists(wall: Page, own_store: Store, browser: Browser, city: str) -> None:
    """With Shift+A, or the second button of the remote: the alarm and the rows below it that wait, each with its step."""
    for county in ("330902", "330903"):
        go_red(own_store, county)
    panel = wall.locator(".wall-alarm")
    expect(panel).to_contain_text("普陀区")
    numbers = wall.eval_on_selector_all(
        "li[data-numbers]", "(rows) => rows.flatMap((row) => row.dataset.numbers.split(' ').map(Number))"
    )
    assert len(numbers) > 1
    remote = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    remote.goto(f"{city}/remote?name=alarm-1")

    with wall.expect_response("**/api/v1/alerts/ack"):
        remote.get_by_role("button", name="签收预警和屏上所列各件").click()

    expect(panel).to_have_count(0)
    taken = {alert.number for alert in open_alerts(own_store, root(own_store)) if alert.acknowledged_by == "演示"}
    assert set(numbers) <= taken
    remote.context.close()


def test_it_is_read_on_every_screen(wall: Page, own_store: Store) -> None:
    """Nothing small, cut or outside, in front of the scenes and as a strip."""
    go_red(own_store, "330922")
    expect(wall.locator(".wall-alarm")).to_be_visible()

    for size in ((3840, 2160), (3840, 1080), (1080, 1920), (1366, 768)):
        resize(wall, size)
        least = FEWEST_PIXELS if size[0] > size[1] else 13  # an upright screen is read from nearer
        for way in ("true", "strip"):
            wall.evaluate("(way) => { document.documentElement.dataset.alarm = way; }", way)
            assert wall.evaluate(UNREADABLE, least) == [], (size, way)


def test_an_alarm_makes_room_and_stays_until_acknowledged(wall: Page, own_store: Store) -> None:
    """After two minutes it is a strip at the foot, above which the scenes turn; it outlives a clean load, and A ends it."""
    county = go_red(own_store)
    panel = wall.locator(".wall-alarm")
    expect(panel).to_contain_text(county)
    wall.clock.install()
    wall.reload()
    expect(panel).to_contain_text(county)

    wall.clock.fast_forward(130_000)
    strip = wall.locator(".alarm-strip")
    expect(strip).to_be_visible()
    expect(strip).to_contain_text(county)
    wall.wait_for_function(APART)  # also after the clean load that a jump of the clock brings
    address = wall.url
    wall.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")
    wall.clock.run_for(12_000)
    wall.wait_for_function("(address) => location.href !== address", arg=address)
    expect(strip).to_be_visible()

    wall.keyboard.press("A")
    expect(panel).to_have_count(0)
    wall.clock.run_for(11_000)
    expect(panel).to_have_count(0)
