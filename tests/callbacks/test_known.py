"""Pages as they were known at an earlier version: what they show, what they carry on and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from callbacks import show
from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from data.known import KnownStores
from data.regions.boundaries import load_boundaries
from data.store import Store
from data.viewer import EVERYTHING, Viewer
from layouts.view import View
from tests.callbacks.conftest import MAP_FILE
from tests.conftest import opened
from tests.data.feeds import HEADER, load, write_csv
from tests.product import copy_database

OPERATOR = Viewer("operator", "330900", EVERYTHING)
OFFICE = "330902050"


@pytest.fixture(scope="module")
def later(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    """A cockpit into whose store one office's day was loaded again."""
    folder = tmp_path_factory.mktemp("known")
    copy_database(city_store, folder / "cockpit.db")
    store = opened(folder / "cockpit.db")
    load(store, write_csv(folder / "one.csv", [HEADER, ["2026-11-22", OFFICE, 60, 3]]))
    loads, newest = store.schema.loads, store.version()
    before = datetime(2026, 11, 22, 20, tzinfo=UTC).replace(tzinfo=None)  # the last load came after the meeting
    with store.engine.begin() as connection:
        connection.execute(update(loads).where(loads.c.load_no < newest).values(loaded_at=before))
    past = KnownStores(store, folder / "known")
    return Cockpit(store, load_boundaries(MAP_FILE), Memory(), past=past)


def shown(cockpit: Cockpit, address: str) -> str:
    """Return what a page shows, as the text of its components."""
    path, _, query = address.partition("?")
    screen, *_ = show.show(cockpit, OPERATOR, path, query, None)
    return str(screen)


def test_the_past_is_marked_with_its_version_and_the_loads_it_does_not_count(later: Cockpit) -> None:
    """按第 N 版所知 and how many loads are not counted are on the page, in the reader's language."""
    before = later.version() - 1

    assert f"按第 {before} 版所知" in shown(later, f"/overview?version={before}")
    assert "此后 1 次装载未计入" in shown(later, f"/overview?known={before}")
    assert "1 later load is not counted" in shown(later, f"/overview?known={before}&lang=en")
    assert "所知" not in shown(later, "/overview")


def test_links_of_a_page_carry_the_past_on_and_one_leads_back(later: Cockpit) -> None:
    """Every link within the cockpit keeps `known`, but for the one back to the present."""
    before = later.version() - 1

    page = shown(later, f"/overview/330902?known={before}")

    assert f"/supervision/330902?known={before}" in page
    assert "href='/overview/330902'" in page
    assert "href='/supervision/330902'" not in page


def test_nothing_can_be_changed_in_the_past(later: Cockpit) -> None:
    """Freezing, notes and tasks are offered in the present alone; exports in both."""
    before = later.version() - 1
    view = View(page="review", region="330900")

    now, then = shown(later, view.href), shown(later, replace(view, known=str(before)).href)

    assert "review-note" in now
    assert "/freeze" in now
    assert "/freeze" not in then
    assert "<textarea" not in then
    assert "export-menu" in then


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/wall/330900?known=1", "大屏只显示当前的数据"),
        ("/overview?version=99", "没有数据第 99 版"),
        ("/overview?known=2020-01-01", "那时库里还没有数据"),
        ("/overview?known=2099-01-01", "还没有到"),
    ],
)
def test_what_cannot_be_known_is_said_in_words(later: Cockpit, address: str, said: str) -> None:
    """A wall, a version that is not there, a day before the first figures and one to come."""
    assert said in shown(later, address)


def test_the_newest_version_is_the_present_store(later: Cockpit) -> None:
    """No copy is made of what nothing happened after."""
    assert later.at(View(known=str(later.version()))).store is later.store


def test_a_week_that_was_never_frozen_is_offered_as_known_then_and_compared_with_now(later: Cockpit) -> None:
    """At the minute of freezing; what is different now is listed with both figures."""
    page = "/review/330900?period=2026-W47"

    assert "known=2026-11-23T08%3A00" in shown(later, page)
    then = shown(later, f"{page}&agenda=quality&known=2026-11-23T08:00")
    assert "与现在对照" in then
    assert "信息化核查完成率：第 47 周当时" in then
