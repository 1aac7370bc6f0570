"""A new red area alert on a wall: it comes before the scenes once, and the wall goes on when it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.area_alerts import evaluate, open_alerts
from data.area_rules import AlertLevel
from data.partitions import Partition
from data.store import Store
from tests.product import copy_database, serving, wait_until_drawn

COMES_MS, GOES_MS = 12_000, 3000
COUNTIES = iter(("330902", "330903", "330921", "330922"))
SMALLEST = """() => [...document.querySelectorAll('.wall-alarm *')]
  .filter((e) => e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 0.013 * innerHeight).length"""


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


def go_red(store: Store) -> str:
    """Load the last day again, on which one more county's offices miss their check-ins; return the county's name."""
    county, as_of = next(COUNTIES), store.as_of()
    assert as_of is not None
    rows = [(as_of, office, 100, 1) for office in store.regions.offices(county)]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    store.replace([Partition("fact_supervision_day", frame.astype(types))], source="test")
    evaluate(store)
    return store.regions.get(county).zh


def test_a_red_alert_interrupts_once_and_a_key_ends_it(wall: Page, own_store: Store) -> None:
    """Rotation waits before it; A acknowledges under the acting post; it does not come again."""
    county = go_red(own_store)
    panel = wall.locator(".wall-alarm")

    expect(panel).to_contain_text(county, timeout=COMES_MS)
    expect(panel).to_contain_text("红")
    assert wall.evaluate("document.querySelector('.wall-alarm').getBoundingClientRect().width") == 1920
    assert wall.evaluate(SMALLEST) == 0
    wall.evaluate("document.getElementById('wall-progress').dataset.seconds = 1")
    address = wall.url
    wall.wait_for_timeout(2500)
    assert wall.url == address

    with wall.expect_response("**/api/v1/alerts/ack"):
        wall.keyboard.press("a")
    expect(panel).to_have_count(0, timeout=GOES_MS)
    wall.wait_for_function("(address) => location.href !== address", arg=address)
    taken = [alert for alert in open_alerts(own_store, AlertLevel.RED) if alert.acknowledged_by is not None]
    assert {alert.acknowledged_by for alert in taken} == {"值班员"}
    assert county in {own_store.regions.get(alert.region[:6]).zh for alert in taken}


def test_the_remote_ends_it(wall: Page, own_store: Store, browser: Browser, city: str) -> None:
    """With its one button, within two seconds and the wall's next beat."""
    county = go_red(own_store)
    expect(wall.locator(".wall-alarm")).to_contain_text(county, timeout=COMES_MS)
    remote = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    remote.goto(f"{city}/remote?name=alarm-1")

    remote.get_by_role("button", name="签收预警，回到轮播").click()

    expect(wall.locator(".wall-alarm")).to_have_count(0, timeout=GOES_MS)
    remote.context.close()


def test_an_alarm_outlives_a_clean_load_and_ends_by_itself(wall: Page, own_store: Store) -> None:
    """Though nobody acknowledged it; it does not come again then, only the next one does."""
    county = go_red(own_store)
    panel = wall.locator(".wall-alarm")
    expect(panel).to_contain_text(county, timeout=COMES_MS)
    wall.clock.install()
    wall.reload()
    expect(panel).to_contain_text(county, timeout=COMES_MS)

    wall.clock.fast_forward(130_000)
    expect(panel).to_have_count(0, timeout=COMES_MS)
    wall.clock.run_for(11_000)
    expect(panel).to_have_count(0)

    following = go_red(own_store)
    wall.clock.run_for(6000)
    expect(panel).to_contain_text(following, timeout=COMES_MS)
    expect(panel).not_to_contain_text(county)
