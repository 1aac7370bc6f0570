"""Walls: what their files hold, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import CatalogueError, DataError
from layouts.view import View
from layouts.wall import WALLS, load_walls, wall_of, wall_page

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
        for scene in wall.scenes:
            placed = set().union(*(shape.names for shape in scene.shapes.values()))
            assert placed == set(scene.panels), (wall.key, scene.key)
            assert scene.seconds >= 8


def test_a_wall_is_a_file(tmp_path: Path) -> None:
    """A scene names panels of pages and says where they stand."""
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
