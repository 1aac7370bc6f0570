"""An account sees its region and below, its ancestors' totals, and of the regions beside it a place among them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from plotly.utils import PlotlyJSONEncoder

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from callbacks.memory import Memory
from callbacks.search import answered
from callbacks.show import navigate, renamed, show
from dashboard.app import configured_cache
from dashboard.settings import Settings
from data.regions.boundaries import load_boundaries
from data.regions.scope import sees_totals
from data.store import Store, open_store
from data.viewer import Viewer
from layouts.charts.drawn import shown_readings
from layouts.pages import PAGES, meeting
from layouts.view import View
from layouts.walls import wall
from layouts.words.language import load_language
from tests.callbacks.conftest import MAP_FILE
from tests.product import copy_database

CITY, COUNTY, SIBLING, OTHER, OFFICE, NEIGHBOUR = "330900", "330902", "330921", "330922", "330902002", "330902003"
FOREIGN = "330921001"
AT = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - as it is kept
ACCOUNTS = {
    "county": (Viewer("county", COUNTY), COUNTY, OFFICE),
    "office": (Viewer("office", OFFICE), OFFICE, OFFICE),
}
SCENES = [(name, scene.key) for name, each in wall.load_walls().items() for scene in each.scenes]
DRAWERS = ("checkin_completion_rate", "registered_count", "minor_count", "education_met_rate")


def addresses(region: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of every page of a region in both languages, of every drawer kind, and of every scene of a wall."""
    for page in [*PAGES, meeting.KEY]:
        yield f"/{page}/{region}", ""
        yield f"/{page}/{region}", "?lang=en&grain=month"
    for each in meeting.AGENDA:
        yield f"/{meeting.KEY}/{region}", f"?agenda={each.key}"
    for metric in DRAWERS:
        yield f"/overview/{region}", f"?explain={metric}"
    for name, scene in SCENES if len(region) == len(COUNTY) else ():
        yield f"/wall/{region}", f"?wall={name}&scene={scene}"


def seen(cockpit: Cockpit, viewer: Viewer, region: str) -> dict[str, str]:
    """Return everything that an account is sent of a region, by address."""
    return {path + search: sent_to(cockpit, viewer, path, search) for path, search in addresses(region)}


@pytest.fixture(scope="module")
def own_pages(cockpit: Cockpit) -> Callable[[str], dict[str, str]]:
    """Return everything that one of the accounts is sent of its own region, by address; it is drawn once."""

    @cache
    def own_pages(account: str) -> dict[str, str]:
        viewer, region, _ = ACCOUNTS[account]
        return seen(cockpit, viewer, region)

    return own_pages


def sent_to(cockpit: Cockpit, viewer: Viewer, path: str, search: str = "") -> str:
    """Return what the browser of an account is sent for an address."""
    return json.dumps(show(cockpit, viewer, path, search, None), cls=PlotlyJSONEncoder, ensure_ascii=False)


@pytest.mark.parametrize("account", list(ACCOUNTS))
def test_every_page_of_the_own_region_and_below_is_whole(
    cockpit: Cockpit, own_pages: Callable[[str], dict[str, str]], account: str
) -> None:
    """No panel fails or says that something may not be seen."""
    viewer, own, below = ACCOUNTS[account]
    for address, sent in (own_pages(account) | ({} if below == own else seen(cockpit, viewer, below))).items():
        assert "不在查看范围" not in sent, address
        assert "只能查看" not in sent, address
        assert "panel-failed" not in sent, address
        assert "这里画不出来" not in sent, address


@pytest.mark.parametrize(
    ("viewer", "asked"),
    [(Viewer("county", COUNTY), each) for each in (CITY, SIBLING, FOREIGN, "330106", "999999", "岱山县", "330000")]
    + [(Viewer("office", OFFICE), each) for each in (CITY, COUNTY, NEIGHBOUR, SIBLING, FOREIGN, "nothing")],
)
@pytest.mark.parametrize("page", ["overview", "ranking", "review", "wall", "published"])
def test_any_other_region_is_refused_alike(cockpit: Cockpit, page: str, viewer: Viewer, asked: str) -> None:
    """Parent, sibling and one that does not exist: the answer names what the account sees and leads there."""
    own = cockpit.store.regions.get(viewer.scope)

    sent = sent_to(cockpit, viewer, f"/{page}/{asked}").replace(cockpit.title_in(load_language("zh")), "")

    assert f"当前账号只能查看{own.zh}及其下级" in sent
    assert f"/{viewer.scope}" in sent
    assert asked not in re.sub(own.code, "", sent)
    region = cockpit.store.regions.by_code.get(asked)
    assert region is None or region.zh not in sent or region.zh in own.zh


def test_a_refusal_is_in_the_readers_language(cockpit: Cockpit) -> None:
    """English where the page is."""
    sent = sent_to(cockpit, Viewer("county", COUNTY), f"/overview/{SIBLING}", "?lang=en")

    assert "This account sees Dinghai" in sent


def test_an_address_without_a_region_is_of_the_own_one(cockpit: Cockpit) -> None:
    """Not of the root."""
    mark = show(cockpit, Viewer("county", COUNTY), "/", "", None)[3]

    assert "定海区" in mark


@pytest.mark.parametrize("account", list(ACCOUNTS))
@pytest.mark.parametrize("page", [*PAGES, meeting.KEY])
def test_a_document_holds_no_figure_of_a_region_beside(cockpit: Cockpit, account: str, page: str) -> None:
    """Neither drawn nor among the figures that an export lists."""
    viewer, region, _ = ACCOUNTS[account]

    document = document_of(cockpit, viewer, View(page=page, region=region), program="test", at=AT)

    drawn = [r for leaf in document.leaves for each in leaf.drawn for r in shown_readings(each.drawing)]
    beside = {
        reading.region.code
        for reading in (*drawn, *document.readings)
        if not sees_totals(cockpit.store.regions, reading.region.code, viewer)
    }
    assert not beside


@pytest.mark.parametrize(("account", "one", "two"), [("county", SIBLING, OTHER), ("office", NEIGHBOUR, "330902004")])
def test_two_siblings_may_exchange_all_their_figures(
    cockpit: Cockpit,
    own_pages: Callable[[str], dict[str, str]],
    tmp_path: Path,
    account: str,
    one: str,
    two: str,
) -> None:
    """The totals above do not change, nor does anything that the account is sent: nothing in it is of one sibling."""
    viewer, region, _ = ACCOUNTS[account]
    path = tmp_path / "cockpit.db"
    url = copy_database(cockpit.store, path)
    root, page = Viewer("chief", CITY), ("/overview/" + region, "")

    exchange(path, one, two)

    after = opened(url, cockpit.store)
    assert changed(own_pages(account), seen(after, viewer, region)) == {}
    assert sent_to(after, root, *page) != sent_to(cockpit, root, *page)  # who sees both by name sees the exchange
    after.store.engine.dispose()


def opened(url: str, like: Store) -> Cockpit:
    """Return a cockpit of a database that remembers nothing."""
    store = open_store(url, catalogue=like.catalogue, regions=like.regions)
    return Cockpit(store, load_boundaries(MAP_FILE), Memory())


def changed(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses whose pages differ, with what is around the first difference."""
    found = {}
    for address, text in first.items():
        if text != second[address]:
            at = next(i for i, (a, b) in enumerate(zip(text, second[address], strict=False)) if a != b)
            found[address] = f"{text[max(at - 60, 0) : at + 40]} | {second[address][at - 20 : at + 40]}"
    return found


def exchange(path: Path, one: str, two: str) -> None:
    """Give all figures of one region and its offices to another, and the other's to it."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            column = next((each for each in ("region_code", "office_code") if each in columns), "")
            if not table.startswith(("rollup_", "fact_", "area_alert", "week_change", "load_reject")) or not column:
                continue
            sides = ((one, "#"), (two, one), ("#", two))
            for old, new in sides:
                database.execute(
                    f"UPDATE {table} SET {column} = ? || substr({column}, ?) WHERE substr({column}, 1, ?) = ?",  # noqa: S608
                    (new, len(old) + 1, len(old), old),
                )
        database.commit()


def test_what_one_account_was_answered_is_not_given_to_another(city_store: Store) -> None:
    """Also where the cache is shared: a page of the county is the same after the root asked for the same."""
    server = Flask(__name__)
    memory = Memory(configured_cache(server, Settings()))
    fresh = opened_with(city_store, Memory())
    shared = opened_with(city_store, memory)
    county = Viewer("county", COUNTY)
    address = (f"/screening/{COUNTY}", "")
    sent_to(shared, Viewer("chief", CITY), *address)

    assert sent_to(shared, county, *address) == sent_to(fresh, county, *address)


def opened_with(store: Store, memory: Memory) -> Cockpit:
    """Return a cockpit of a store with a memory."""
    return Cockpit(store, load_boundaries(MAP_FILE), memory)


def test_names_may_be_opened(cockpit: Cockpit) -> None:
    """Then the siblings are dots again, each with its name, though their pages stay closed."""
    named = Viewer("county", COUNTY, names_siblings=True)
    path = f"/screening/{COUNTY}"

    sent = sent_to(cockpit, named, path)

    assert "swarm-dot" in sent
    assert "岱山" in sent
    assert f"/screening/{SIBLING}" not in sent


@pytest.mark.parametrize("text", ["普陀区 脱管", "岱山", "330921", "舟山 在册", "Daishan"])
def test_the_search_knows_no_region_outside(cockpit: Cockpit, text: str) -> None:
    """Neither by name nor by code: an answer is about the own region or there is none."""
    found = answered(cockpit, Viewer("county", COUNTY), text, View(region=COUNTY))

    assert all(SIBLING not in each.href and "330903" not in each.href for each in found.answers)
    assert all(f"/{CITY}" not in each.href for each in found.answers)
    said: Any = navigate(cockpit, Viewer("county", COUNTY), {"text": text}, f"/overview/{COUNTY}", "")
    assert not isinstance(said, str) or COUNTY in said


def test_a_name_outside_leads_nowhere(cockpit: Cockpit) -> None:
    """An address by name is that of a code for a region that is seen alone."""
    viewer = Viewer("county", COUNTY)

    assert renamed(cockpit, viewer, "/overview/定海区", "") == f"/overview/{COUNTY}"
    assert renamed(cockpit, viewer, "/overview/岱山县", "") == ""
