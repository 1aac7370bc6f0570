"""The day that is shown, and the newer one that is still coming in, on pages, walls and in the API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from callbacks.show import show
from dashboard.app import create_app
from dashboard.settings import Settings
from data.errors import UnknownPeriod
from data.load import put_partitions
from data.periods import Grain, Period
from data.regions.boundaries import load_boundaries
from data.store import Partition, Store
from data.store.backup import back_up
from layouts.pages import meeting
from layouts.view import View
from layouts.words.language import load_language
from tests.callbacks.conftest import MAP_FILE
from tests.callbacks.test_clicks import texts
from tests.conftest import LAST_DAY, opened
from tests.product import page_client
from tests.viewers import CITY_CHIEF

CITY, DINGHAI, SHENGSI = "330900", "330902", "330922"
NEXT = LAST_DAY + timedelta(days=1)  # a Monday


@pytest.fixture
def coming(city_store: Store, tmp_path: Path) -> Cockpit:
    """Zhoushan's cockpit to Sunday, with Monday's check-ins of one office of Dinghai."""
    back_up(city_store, tmp_path / "own.db")
    store = opened(tmp_path / "own.db")
    rows = [(NEXT, store.regions.offices(DINGHAI)[0], 10, 9)]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test")
    return Cockpit(store, load_boundaries(MAP_FILE), Memory())


def test_the_page_opens_on_the_shown_day_and_names_the_newer_one(coming: Cockpit) -> None:
    """The week is the one that ended on Sunday; Monday is coming in, with the way to it."""
    screen, _, mark, _ = show(coming, CITY_CHIEF, f"/overview/{CITY}", "", None)

    said = texts(screen)
    assert mark == f"/overview/{CITY}#{coming.store.version()}"
    words = load_language("zh")
    assert f"数据截至 {words.day(LAST_DAY)}" in said
    assert f"{words.day(NEXT)} 正在上报，已到" in said
    assert coming.context(CITY_CHIEF, View(region=CITY)).period.key == "2026-W47"


def test_a_region_that_has_sent_nothing_newer_says_nothing(coming: Cockpit) -> None:
    """Only Dinghai's office has begun."""
    assert "正在上报" not in texts(show(coming, CITY_CHIEF, f"/overview/{SHENGSI}", "", None)[0])
    assert "正在上报" in texts(show(coming, CITY_CHIEF, f"/overview/{DINGHAI}", "", None)[0])


def test_the_day_that_is_coming_in_has_a_page(coming: Cockpit) -> None:
    """The link to it shows what has arrived of that day; the day after has no page."""
    context = coming.context(CITY_CHIEF, View(region=CITY, period=Period(Grain.DAY, NEXT), grain=Grain.DAY))

    assert (context.as_of, context.coming) == (NEXT, None)
    with pytest.raises(UnknownPeriod):
        coming.context(CITY_CHIEF, View(region=CITY, period=Period(Grain.DAY, NEXT + timedelta(days=1))))


def test_a_meeting_is_about_the_week_of_the_root(coming: Cockpit) -> None:
    """That is so in a county that is behind or ahead of it, too."""
    periods = {
        coming.context(CITY_CHIEF, View(page=meeting.KEY, region=code)).period.key for code in (CITY, DINGHAI, SHENGSI)
    }

    assert periods == {"2026-W47"}


def test_the_api_says_what_is_shown_and_what_is_coming(coming: Cockpit) -> None:
    """`as_of` is the shown day; the newer one comes beside it."""
    server = create_app(Settings(database_url=str(coming.store.engine.url), root=CITY)).server

    answer = page_client(server).get("/api/v1/version").json or {}

    assert answer["as_of"] == LAST_DAY.isoformat()
    assert (answer["coming"]["day"], answer["coming"]["arrived"]) == (NEXT.isoformat(), 1)
