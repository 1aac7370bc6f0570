"""Walls: what their files hold, and the errors for a wrong one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from data.errors import CatalogueError, DataError
from data.readings import Status
from data.references import Brand
from layouts.context import Context, figures
from layouts.view import View
from layouts.walls import today
from layouts.walls.wall import WALLS, frame, load_walls, wall_of, wall_page
from tests.layouts.fabricate import answers, context, reading, region

SCENE = """
title = { zh = "一面墙" }
[[scenes]]
key = "one"
title = { zh = "一" }
areas = ["a b"]
panels = { a = "overview/kpis", b = "overview/map" }
"""


def written(folder: Path, text: str) -> Path:
    """Write a wall's file and return its folder."""
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_walls_are_whole() -> None:
    """Every scene has its panels placed on every shape of screen, and a picture stays eight seconds at least."""
    for wall in load_walls().values():
        for each in wall.scenes:
            placed = set().union(*(shape.names for shape in each.shapes.values()))
            assert placed == set(each.panels), (wall.key, each.key)
            assert each.seconds >= 8


def test_a_wall_is_a_file(tmp_path: Path) -> None:
    """A scene names panels of pages and says where they are."""
    wall = load_walls(written(tmp_path, SCENE))["mine"]

    assert [panel.key for panel in wall.scenes[0].panels.values()] == ["overview-kpis", "overview-map"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("overview/kpis", "overview/kpi", "最接近的是 overview/kpis"),
        ('"a b"', '"a b c"', "areas 里有 c"),
        ('key = "one"', "", "缺少 key"),
        ("[[scenes]]", "[scenes", "TOML"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """File, place and reason."""
    with pytest.raises(CatalogueError, match=r"mine\.toml") as refusal:
        load_walls(written(tmp_path, SCENE.replace(old, new, 1)))

    assert said in str(refusal.value)


def test_an_unknown_wall_or_scene_lists_the_known() -> None:
    """The way out is in the message."""
    with pytest.raises(DataError, match="command"):
        wall_of(View(page="wall", wall="nothing"))
    with pytest.raises(DataError, match="overview"):
        wall_page(View(page="wall", scene="nothing"))


def test_walls_are_found_by_file_name() -> None:
    """A wall is added by adding a file."""
    assert set(load_walls()) == {path.stem for path in WALLS.glob("*.toml")}


def brand(county: str, zh: str, since: str = "", *, is_example: bool = False) -> Brand:
    """Return a brand that is known by its county."""
    return Brand(f"{county}-1", county, zh, zh[:2], "专业+", since, "", "", "", is_example)


BRANDS = (
    brand("330108", "浙里连心", since="2021-07"),
    brand("330521", "晨曦", since="2013-03"),
    brand("330522", "亲亲家园", since="2019-07"),
    brand("330102", "示例品牌 01", is_example=True),
    brand("330105", "示例品牌 02", is_example=True),
)


def shown_on_wall(
    code: str, key: str = "brands", chosen: str = "", brands: tuple[Brand, ...] = BRANDS
) -> tuple[str, Context]:
    """Return a wall's screen as text, and its scene."""
    view = {"page": "wall", "wall": "command", "scene": key, "brand": chosen}
    here = replace(context(code, **view), brands={each.county: each for each in brands})
    return str(
        frame("驾驶舱", load_walls()["command"], here, reading("registered_count", here.region, value=12.0), [])
    ), here


def following(screen: str) -> dict[str, list[str]]:
    """Return what the address after this picture asks for."""
    address = re.findall("data-next='([^']*)'", screen)[0]
    return parse_qs(urlsplit(address).query)


def test_a_wall_says_whose_it_is_and_how_many_it_speaks_for() -> None:
    """The root's cities, counties and offices; of a city or county its name too."""
    assert "11 个设区市 · 90 个县（市、区） · 1\\u2009370 个司法所" in shown_on_wall("330000")[0]
    for code, name, counts in (
        ("330100", "杭州市", "13 个县（市、区） · 191 个司法所"),
        ("330108", "滨江区", "3 个司法所"),
    ):
        assert f"P(['{name} ', Span(children='{counts}'" in shown_on_wall(code)[0]


def test_brands_are_turned_through_by_age_and_announced() -> None:
    """Which of how many is read, and which follows, round and round."""
    first, _ = shown_on_wall("330000")
    last, _ = shown_on_wall("330000", chosen="330108")

    assert "轮播 1 / 3" in first
    assert "下一个 长兴 · 亲亲家园" in first
    assert following(first)["brand"] == ["330522"]
    assert "轮播 3 / 3" in last
    assert "下一个 德清 · 晨曦" in last


def test_a_visit_ends_after_the_last_brand() -> None:
    """The next visit begins with the first again; before it the scene stays."""
    assert following(shown_on_wall("330000", chosen="330522")[0])["scene"] == ["brands"]
    assert following(shown_on_wall("330000", chosen="330108")[0])["scene"] == ["centres"]


def test_a_citys_wall_turns_through_its_own_brands_alone() -> None:
    """One real brand is one picture; a city without any shows its placeholders."""
    one, _ = shown_on_wall("330100")
    none, _ = shown_on_wall("330100", brands=BRANDS[3:])

    assert "wall-carousel" not in one
    assert following(one)["scene"] == ["centres"]
    assert "轮播 1 / 2" in none


def test_a_county_has_panels_of_its_own_on_a_wide_screen() -> None:
    """A panel that only compares the regions below a county is left out, and the others take its room."""
    scene_of = load_walls()["command"].scene
    assert {"accepted", "rooms"} & scene_of("centres").shapes["county"].names == set()
    assert "why" not in scene_of("supervision").shapes["county"].names
    assert scene_of("education").shapes["county"] == scene_of("education").shapes["plain"]
    assert "wall is-county" in shown_on_wall("330108")[0]
    assert "wall is-county" not in shown_on_wall("330100")[0]


def test_a_walls_overview_opens_with_the_day() -> None:
    """Register, check-ins due and done, and red alerts of the last day with data; what is not known is a dash."""
    here = context("330000", page="wall")
    (question,) = figures(today.needs(here))
    (day,) = question.periods
    made = [reading(key, region("330000"), day, value=98.0, base=200) for key in question.metrics[:2]]
    unknown = reading(question.metrics[2], region("330000"), day, status=Status.MISSING)

    (line,) = today.headline(answers([question], lambda *asked: unknown, *made), here).lines

    said = "".join(part if isinstance(part, str) else part[0] for part in line)
    assert said == "11 月 22 日在册 98 人，应核查 200 人次，已核查 196 人次，红色对象预警未办结 — 条。"
