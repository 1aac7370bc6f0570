"""What a load does to a wall on screen: a load that is late, and one in the middle of a scene."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.clock import shanghai
from data.load import put_partitions
from data.readings.shown_day import shown_day
from data.store import Partition, Store
from tests.product import copy_database, serving, wait_until_drawn

ROOT = "330900"
AGE_HOURS = 26
MOST_FRAMES = 60  # a second of them: the counting takes 36 where none is dropped
FIGURE = "[data-area=supervision] .tile:has-text('信息化核查完成率') .figure"

# Keeps each text that a figure shows, with the number of frames that it stays unchanged for.
RECORD = """(figure) => {
  window.seen = [];
  const note = () => {
    const text = document.querySelector('[data-area=supervision] .tiles')?.textContent && find()?.textContent;
    if (text && seen.at(-1)?.text !== text) seen.push({ text, frames: 0 });
    else if (seen.length) seen.at(-1).frames += 1;
    requestAnimationFrame(note);
  };
  const find = () => [...document.querySelectorAll('[data-area=supervision] .tile')]
    .find((tile) => tile.textContent.includes('信息化核查完成率'))?.querySelector('.figure');
  note();
}"""


@pytest.fixture
def own(city_store: Store, tmp_path: Path) -> Store:
    """Zhoushan's figures, which a test may change."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    return open_configured_store(Settings(database_url=url, root=ROOT))


@contextmanager
def named_wall(browser: Browser, store: Store) -> Iterator[Page]:
    """A wall before a cockpit of a store that asks for a new version every second."""
    settings = Settings(database_url=str(store.engine.url), root=ROOT, poll_seconds=1, data_age_hours=AGE_HOURS)
    with serving(settings) as address:
        page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        page.goto(f"{address}/wall/{ROOT}?wall=command&scene=overview")
        wait_until_drawn(page)
        yield page
        page.context.close()


def load(store: Store, done: int) -> None:
    """Load the check-ins of the last day again: so many done of a hundred at each office."""
    day = shown_day(store)
    rows = [(day, office, 100, done) for office in store.regions.offices(ROOT)]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test")


def age(store: Store, hours: int) -> datetime:
    """Let the newest load be so many hours old; return its moment by the clock of the province."""
    log, moment = store.schema.loads, datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(hours=hours)
    with store.engine.begin() as connection:
        connection.execute(update(log).values(loaded_at=moment))
    return shanghai(moment)


def test_a_stale_load_is_seen_on_every_panel_and_heals(browser: Browser, own: Store) -> None:
    """Grey, hatched and with since when, past the limit of hours; the next load clears it without a reload."""
    since = age(own, AGE_HOURS + 4)
    with named_wall(browser, own) as page:
        expect(page.locator("#alarm")).to_contain_text(str(AGE_HOURS + 4))
        panels = page.locator(".page-wall .panel:visible")
        bodies = panels.locator(".panel-body")
        for at in range(bodies.count()):
            style = bodies.nth(at).evaluate("e => [getComputedStyle(e).filter, getComputedStyle(e).backgroundImage]")
            assert style[0].startswith("grayscale")
            assert "repeating-linear-gradient" in style[1]
        said = panels.locator(".veil").evaluate_all("all => all.map((e) => getComputedStyle(e, '::before').content)")
        assert len(said) == panels.count()
        assert all(f"{since:%H:%M}" in text for text in said)
        page.evaluate("window.kept = true")

        load(own, 99)

        expect(page.locator("#alarm")).to_be_empty(timeout=10_000)
        expect(page.locator("html")).not_to_have_attribute("data-old", "true")
        assert bodies.first.evaluate("e => getComputedStyle(e).filter") == "none"
        assert page.evaluate("window.kept")


def test_a_load_dated_later_than_now_is_old(browser: Browser, own: Store) -> None:
    """The age of its figures is unknown: the wall says so in words and is grey, until the next load."""
    since = age(own, -24 * 365 * 5)
    with named_wall(browser, own) as page:
        expect(page.locator("#alarm")).to_contain_text(
            f"{since.year} 年 {since.month} 月 {since.day} 日 {since:%H:%M}，晚于现在"
        )
        expect(page.locator("html")).to_have_attribute("data-old", "true")

        load(own, 99)

        expect(page.locator("#alarm")).to_be_empty(timeout=10_000)
        expect(page.locator("html")).not_to_have_attribute("data-old", "true")


def test_a_load_in_the_middle_of_a_scene_changes_figures_alone(browser: Browser, own: Store) -> None:
    """No reload, no jump: the scene and its time go on, the figure counts up or down for a moment."""
    with named_wall(browser, own) as page:
        figure = page.locator(FIGURE)
        before, address = figure.inner_text(), page.url
        page.evaluate("window.kept = true")
        page.evaluate(RECORD)
        passed = "Number(getComputedStyle(document.getElementById('wall-progress')).getPropertyValue('--passed'))"
        page.wait_for_function(f"() => {passed} > 0")
        reached = page.evaluate(passed)

        load(own, 40)

        expect(figure).not_to_have_text(before, timeout=10_000)
        page.wait_for_function("(least) => seen.length > 1 && seen.at(-1).frames > least", arg=MOST_FRAMES)
        seen = page.evaluate("seen")
        assert page.evaluate("window.kept")
        assert page.url == address
        assert page.evaluate(passed) > reached > 0
        values = [float(each["text"]) for each in seen]
        assert len(values) > 4
        assert values == sorted(values, reverse=True)
        assert values[-1] < float(before)
        assert sum(1 + each["frames"] for each in seen[1:-1]) <= MOST_FRAMES
