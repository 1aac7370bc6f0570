"""What an address shows, and where the controls lead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dash import no_update
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit
from callbacks.drawing import opened, page_questions, panel_body
from callbacks.show import navigate, show, suggest
from data.errors import StoreError
from data.readings import Readings
from data.store import open_store
from layouts.context import Context, Panel
from layouts.pages import PAGES
from layouts.view import View
from tests.callbacks.broken import without_rosters
from tests.viewers import CITY_CHIEF

HOME = "/overview/330900"


def texts(of: Any) -> str:
    """Return everything said in some components, their markup included."""
    if isinstance(of, Component):
        own = [getattr(of, name, None) for name in ("children", "html")]
        return " ".join(texts(part) for part in own if part is not None)
    if isinstance(of, list | tuple):
        return " ".join(map(texts, of))
    return str(of)


def sections(of: Any) -> list[Component]:
    """Return all panels' sections."""
    if isinstance(of, list | tuple):
        return [each for part in of for each in sections(part)]
    if not isinstance(of, Component):
        return []
    return ([of] if type(of).__name__ == "Section" else []) + sections(getattr(of, "children", None))


def test_an_address_shows_its_page(cockpit: Cockpit) -> None:
    """Every panel of the page is on the screen, and the title names page and region."""
    screen, drawer, mark, title = show(cockpit, CITY_CHIEF, HOME, "?period=2026-W47", None)

    assert len(sections(screen)) == len(PAGES["overview"].placed)
    assert drawer == []
    assert mark == f"{HOME}?period=2026-W47#{cockpit.store.version()}"
    assert title == "总览 · 舟山市 · 舟山市社区矫正驾驶舱"


def test_the_root_address_is_the_overview_of_the_root(cockpit: Cockpit) -> None:
    """/ shows the root region's overview."""
    screen, _, mark, _ = show(cockpit, CITY_CHIEF, "/", "", None)

    assert mark.startswith("/overview#")
    assert "舟山市" in texts(screen)


def test_opening_a_drawer_leaves_the_screen_alone(cockpit: Cockpit) -> None:
    """Only the drawer changes when only `explain` did."""
    mark = show(cockpit, CITY_CHIEF, HOME, "", None)[2]

    screen, drawer, again, _ = show(cockpit, CITY_CHIEF, HOME, "?explain=registered_count", mark)

    assert screen is no_update
    assert "registered_count:330900" in texts(drawer)
    assert again == mark


def test_closing_a_drawer_leaves_the_screen_alone(cockpit: Cockpit) -> None:
    """The drawer is emptied, nothing else is drawn and nothing read."""
    mark = show(cockpit, CITY_CHIEF, HOME, "?explain=registered_count", None)[2]

    screen, drawer, _, _ = show(cockpit, CITY_CHIEF, HOME, "", mark)

    assert screen is no_update
    assert drawer == []


def test_english_is_a_way_of_showing(cockpit: Cockpit) -> None:
    """The same address with lang=en speaks English."""
    screen, _, _, title = show(cockpit, CITY_CHIEF, HOME, "?lang=en", None)

    assert title == "Overview · Zhoushan · Zhoushan community corrections"
    assert "演示数据" not in texts(screen)


@pytest.mark.parametrize(
    ("path", "search", "said", "heading"),
    [
        ("/overview/999999", "", "999999", "title"),
        ("/overview/330100", "", "只能查看舟山市", "scope"),
        ("/overview/330900", "?period=2026-W60", "2026-W60", "period"),
        ("/overview/330900", "?period=2027-W20", "还没有数据", "period"),
        ("/overview/330900", "?explain=nonsense", "nonsense", "title"),
        ("/nowhere", "", "/nowhere", "title"),
        ("/a/b/c", "", "/a/b/c", "title"),
    ],
)
def test_an_unknown_address_says_what_is_unknown(
    cockpit: Cockpit, path: str, search: str, said: str, heading: str
) -> None:
    """A page in words with the reason and a way on, never a blank; a region may be searched for."""
    screen, drawer, mark, _ = show(cockpit, CITY_CHIEF, path, search, None)

    assert said in texts(screen)
    assert "打开总览" in texts(screen)
    assert ("搜索框" in texts(screen)) == (heading == "title")
    assert (drawer, mark) == ([], heading)


def test_an_empty_store_says_what_to_do(cockpit: Cockpit, tmp_path: Path) -> None:
    """Without data the page names the two commands that bring some."""
    store = open_store(
        f"sqlite:///{tmp_path}/empty.db", catalogue=cockpit.store.catalogue, regions=cockpit.store.regions
    )

    screen, _, mark, _ = show(Cockpit(store, cockpit.boundaries, cockpit.memory), CITY_CHIEF, HOME, "", None)

    assert mark == "empty"
    assert "cockpit demo" in texts(screen)


def test_a_database_that_fails_is_said(cockpit: Cockpit, tmp_path: Path) -> None:
    """An error of the database is a page in words too."""
    screen, _, mark, _ = show(without_rosters(cockpit, tmp_path), CITY_CHIEF, HOME, "", None)

    assert mark == "broken"
    assert "暂时读不到数据" in texts(screen)


@pytest.mark.parametrize(("error", "said"), [(StoreError("表不见了"), "表不见了"), (ZeroDivisionError(), "画图时出错")])
def test_a_broken_panel_breaks_alone(cockpit: Cockpit, error: Exception, said: str) -> None:
    """Any error that a panel raises is shown as a sentence in its place."""

    def draw(_readings: Readings, _scene: Context) -> Any:
        raise error

    context = opened(cockpit, CITY_CHIEF, View())
    panel = Panel("kpis", lambda _: "", lambda _: "", lambda _: [], draw)

    assert said in texts(panel_body(panel, Readings(()), context))


def test_a_page_is_read_in_one_go(cockpit: Cockpit) -> None:
    """All that the panels and the headline need is in one list of questions."""
    context = opened(cockpit, CITY_CHIEF, View())

    readings = cockpit.read(context, page_questions(context))

    assert len(readings) > 50


def test_a_picked_day_leads_to_its_period(cockpit: Cockpit) -> None:
    """The grain stays: a day picked on a week's page leads to its week."""
    assert navigate(cockpit, CITY_CHIEF, {"day": "2026-10-01"}, HOME, "") == f"{HOME}?period=2026-W40"
    assert navigate(cockpit, CITY_CHIEF, {"day": "2026-10-01"}, HOME, "?period=2026-11") == f"{HOME}?period=2026-10"


@pytest.mark.parametrize(
    "asked", [None, {}, {"day": ""}, {"day": "0002-01-01"}, {"day": "2026-11-21"}, {"day": "2027-05-01"}]
)
def test_a_control_that_leads_nowhere_new_moves_nothing(cockpit: Cockpit, asked: dict[str, str] | None) -> None:
    """Nothing asked, half a date, the week that is shown, and the future."""
    assert navigate(cockpit, CITY_CHIEF, asked, HOME, "?period=2026-W47") is no_update


def test_a_confirmed_search_leads_to_its_first_answer(cockpit: Cockpit) -> None:
    """Enter takes the first suggestion; nothing found moves nothing."""
    assert navigate(cockpit, CITY_CHIEF, {"text": "岱山"}, HOME, "") == "/overview/330921"
    assert navigate(cockpit, CITY_CHIEF, {"text": "没有这样的地方"}, HOME, "") is no_update


def test_search_suggests_regions_and_metrics(cockpit: Cockpit) -> None:
    """Initials find a county, a word finds a metric, each a link that keeps the period."""
    counties = suggest(cockpit, CITY_CHIEF, "dsx", HOME, "?period=2026-W40")
    metrics = suggest(cockpit, CITY_CHIEF, "报到", HOME, "")

    assert counties[0].href == "/overview/330921?period=2026-W40"
    assert "explain=" in metrics[-1].href


def test_search_says_when_it_finds_nothing(cockpit: Cockpit) -> None:
    """The sentence says what can be searched by; an empty box suggests nothing."""
    assert "没有找到" in texts(suggest(cockpit, CITY_CHIEF, "没有这样的地方", HOME, ""))
    assert suggest(cockpit, CITY_CHIEF, "", HOME, "") == []


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("/overview/%E5%AE%9A%E6%B5%B7", ["/overview/330902"]),
        ("/supervision/330920", ["/supervision/330902"]),
        ("/wal/330902", ["/overview/330902"]),
    ],
)
def test_an_address_that_means_nothing_offers_what_is_near(cockpit: Cockpit, path: str, codes: list[str]) -> None:
    """Regions of that name or of a code like it, on the page that was asked for."""
    page, _, mark, _ = show(cockpit, CITY_CHIEF, path, "", None)

    assert mark == "title"
    for code in codes:
        assert code in repr(page)


def test_a_misspelt_key_is_said_on_the_page(cockpit: Cockpit) -> None:
    """With the way to what was meant, and drawn again when the address is put right."""
    page, _, mark, _ = show(cockpit, CITY_CHIEF, "/overview/330902", "?peroid=2026-W46", None)
    clean, _, clean_mark, _ = show(cockpit, CITY_CHIEF, "/overview/330902", "", mark)

    assert "peroid=2026-W46”不认识" in repr(page)
    assert "/overview/330902?period=2026-W46" in repr(page)
    assert mark != clean_mark
    assert "misread" not in repr(clean)


@pytest.mark.parametrize(
    "asked", ["?peroid=2026-W99", "?Period=2026-W46&period=2026-W45", "?item=2", "?grian=decade"], ids=str
)
def test_no_way_is_offered_that_leads_nowhere(cockpit: Cockpit, asked: str) -> None:
    """Where the nearest key would not take the value, only the way without it."""
    page, _, _, _ = show(cockpit, CITY_CHIEF, "/overview/330902", asked, None)

    assert "去掉不认识的部分" in repr(page)
    assert "改为" not in repr(page)


def test_a_wall_says_it_too(cockpit: Cockpit) -> None:
    """Anyone who opens it sees the mistake at once; its scenes go on without the key."""
    page, _, _, _ = show(cockpit, CITY_CHIEF, "/wall/330900", "?sceen=brands", None)

    assert "是不是" not in repr(page)
    assert "sceen=brands”不认识" in repr(page)
    assert "scene=brands" in repr(page)
