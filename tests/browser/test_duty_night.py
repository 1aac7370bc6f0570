"""The duty officer's night: at 02:00 no load comes, the wall raises the alarm by the clock and keeps it until acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.opening import open_configured_store
from dashboard.schedule import judge_minute
from dashboard.settings import Settings
from data import clock
from data.alerts import AlertLevel, evaluate, open_alerts
from data.alerts.alerts import acknowledge
from data.clock import SHANGHAI, shanghai, stored
from data.demo import references
from data.load import put_partitions
from data.readings.shown_day import shown_day
from data.references.duty_posts import TABLE
from data.store import Partition, Store
from tests.browser.test_alarm import FEWEST_PIXELS, UNREADABLE
from tests.product import copy_database, serving, signed_in, wait_until_drawn
from tests.viewers import root, staff

CITY, COUNTY = "330900", "330921"
TEN_DAYS = 10


def at(day: date, hour: int, minute: int) -> datetime:
    """Return a time of a day in Hangzhou, in UTC without a zone."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)
    return stored(local)


@pytest.fixture
def night(city_store: Store, tmp_path: Path) -> Store:
    """Zhoushan's figures: in Daishan one has been absconded for ten days, which somebody has acknowledged as yellow."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    store = open_configured_store(Settings(database_url=url, root=CITY))
    last = shown_day(store)
    assert last is not None
    office = store.regions.offices(COUNTY)[0]
    days = [last - timedelta(days=step) for step in range(TEN_DAYS)]
    rows = [(day, office, "probation", "strict", 1) for day in days]
    columns = ["day", "office_code", "correction_type", "management_level", "absconded_eod"]
    frame = pd.DataFrame(rows, columns=columns).astype({"absconded_eod": "Int64"})
    put_partitions(store, [Partition("fact_roster_day", frame)], source="test")
    store.put_reference(TABLE, references(store.regions, last)[TABLE], "test")
    evaluate(store, now=at(last + timedelta(days=1), 6, 0))
    acknowledge(
        store,
        staff(store),
        [each.number for each in open_alerts(store, root(store))],
        now=at(last + timedelta(days=1), 6, 5),
    )
    return store


@pytest.fixture
def two_at_night(night: Store, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Return 02:00 of the day after the eleventh, two nights after the last load; the server's clock says three minutes later."""
    last = shown_day(night)
    assert last is not None
    moment = at(last + timedelta(days=2), 2, 0)
    monkeypatch.setattr(clock, "now", lambda: shanghai(moment) + timedelta(minutes=3))
    return moment


@pytest.fixture
def wall(browser: Browser, night: Store, two_at_night: datetime) -> Iterator[Page]:
    """A wall at night, its clock at 02:03, that knows what was red before."""
    with serving(Settings(database_url=str(night.engine.url), root=CITY)) as address:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, storage_state=signed_in(address))
        page = context.new_page()
        page.add_init_script("localStorage.setItem('theme', 'dark')")
        page.clock.set_fixed_time((two_at_night + timedelta(minutes=3)).replace(tzinfo=UTC))
        with page.expect_response("**/api/v1/alerts/alarm?*"):
            page.goto(f"{address}/wall/{CITY}?scene=alerts&name=night")
        wait_until_drawn(page)
        expect(page.locator(".wall-alarm")).to_have_count(0)
        yield page
        page.context.close()


def test_the_duty_officers_night(wall: Page, night: Store, two_at_night: datetime) -> None:
    """By the clock alone: place, cause, since when, three limits counting down, post, telephone, steps; A; then the list."""
    version, last = night.version(), shown_day(night)
    assert last is not None
    first = last - timedelta(days=TEN_DAYS - 1)

    judge_minute(night, two_at_night)

    alarm = wall.locator(".wall-alarm")
    expect(alarm).to_be_visible()
    assert night.version() == version  # no load came
    said = alarm.inner_text().replace("\u2009", " ")
    for part in (
        "岱山县",
        f"脱管未查获 1 人，已 {TEN_DAYS + 1} 天",
        f"自 {first.month} 月 {first.day} 日起；满 11 天升红",
        "依据《社区矫正法》第三十条",
        "02:15",
        "还有 12 分钟",
        "03:00",
        "还有 57 分钟",
        "次日 02:00",
        "还有 23 小时",
        "岱山县司法局社区矫正科",
        "0580-0000-0000",
        "按 A 键签收",
    ):
        assert part in said
    assert "http" not in said
    assert "/remote" not in said
    assert wall.evaluate(UNREADABLE, FEWEST_PIXELS) == []
    listed = wall.locator(".alarm-list li", has_text="脱管未查获")
    expect(listed).to_contain_text("02:00 起")
    expect(listed).to_contain_text("签收 还有 12 分钟")

    with wall.expect_response("**/api/v1/alerts/alarm?*"):  # the next question to the server leaves it where it is
        pass
    expect(alarm).to_be_visible()
    with wall.expect_response("**/api/v1/alerts/ack"):
        wall.keyboard.press("a")
    expect(alarm).to_have_count(0)

    (red,) = [each for each in open_alerts(night, root(night), AlertLevel.RED) if each.rule == "absconded"]
    assert red.acknowledged_by == "演示"
    wall.reload()
    wait_until_drawn(wall)
    row = wall.locator("[data-area=red] .row", has_text="脱管未查获")
    expect(row).to_contain_text("办结")
    expect(row).to_contain_text("还有 23 小时")
