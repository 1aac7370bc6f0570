"""Walls as they are edited: grids, what is where, files, and what is shown although something is wrong with it."""

from __future__ import annotations

import tomllib

import pytest

from layouts.charts.chart import Nothing
from layouts.walls.custom import drawable
from layouts.walls.draft import (
    Body,
    area_names,
    doubled,
    faults,
    grid_and_panels,
    moved,
    new_scene,
    on_grid,
    read_content,
    read_toml,
    saved_form,
    sound_scene,
    toml_of,
    wall_panels,
)
from layouts.walls.grids import OTHERS, WallGrid, grids, unsound
from layouts.walls.wall import SHAPES, WALLS, build_wall
from layouts.words.language import load_language
from tests.layouts.fabricate import context as fabricated

ZH = load_language("zh")


def shipped(name: str) -> Body:
    """Return a shipped wall as its file holds it."""
    return tomllib.loads((WALLS / f"{name}.toml").read_text("utf-8"))


def small(**changes: object) -> Body:
    """Return a wall of one scene with two panels."""
    scene = {
        "key": "one",
        "title": {"zh": "一", "en": "One"},
        "seconds": 20,
        "areas": ["kpis map"],
        "panels": {"kpis": "overview/kpis", "map": "overview/map"},
    }
    return {"title": {"zh": "试", "en": "Try"}, "scenes": [{**scene, **changes}]}


@pytest.mark.parametrize("grid", grids().values(), ids=grids().keys())
def test_a_grid_can_be_filled_and_found_again(grid: WallGrid) -> None:
    """Every place takes a panel, no two share a cell, and a scene on it is known to be on it."""
    panels = list(wall_panels())[: len(grid.places)]
    scene = on_grid(small()["scenes"][0], grid, panels)

    assert sound_scene(scene) == ""
    assert grid_and_panels(scene) == (grid, panels)
    assert all(unsound(scene[shape]) == "" for shape in OTHERS if shape in scene)
    assert 0.7 < sum(box.width * box.height for box in grid.boxes) <= 1.0001


@pytest.mark.parametrize("grid", ["one", "main-two"])
def test_a_shipped_scene_is_shown_on_another_grid(grid: str) -> None:
    """Its places on the other shapes, a county's too, go with the grid they belong to."""
    for path in WALLS.glob("*.toml"):
        content = shipped(path.stem)
        on_it = [on_grid(scene, grids()[grid], grid_and_panels(scene)[1]) for scene in content["scenes"]]

        assert [sound_scene(scene) for scene in on_it] == [""] * len(on_it)
        assert len(build_wall("own", "own", saved_form({**content, "scenes": on_it})).scenes) == len(on_it)


def test_another_panel_keeps_its_place_on_a_county_s_wall() -> None:
    """A place is named after its panel, on every shape."""
    scene = shipped("command")["scenes"][0]
    grid, panels = grid_and_panels(scene)

    changed = on_grid(scene, grid, ["overview/who_acts" if panel == "overview/alerts" else panel for panel in panels])

    assert "who_acts" in " ".join(changed["county"]["areas"]).split()


def test_a_shape_without_its_panels_is_replaced() -> None:
    """A wall that an older program saved with a county's places left over is shown as on other screens."""
    scene = {**small()["scenes"][0], "county": {"areas": ["gone map"]}}

    wall = drawable("own", {"title": {}, "scenes": [scene]}, edition=1)

    shapes = wall.scenes[0].shapes
    assert shapes["county"] == shapes["plain"]


def test_a_smaller_grid_keeps_the_rest_beside() -> None:
    """What has no place is kept in the draft, not in what is saved."""
    scene = on_grid(small()["scenes"][0], grids()["one"], ["overview/map", "overview/kpis"])

    assert scene["spare"] == ["overview/kpis"]
    assert list(scene["panels"]) == ["map"]
    assert "spare" not in saved_form({"title": {}, "scenes": [scene]})["scenes"][0]


def test_places_are_named_as_style_sheets_know_them() -> None:
    """A map is in `map` whichever page it is of; a second one gets a number; an empty place too."""
    assert area_names(["education/map", "overview/map", "", "overview/kpis"]) == ["map", "map-2", "place-3", "kpis"]


@pytest.mark.parametrize("name", ["command", "special"])
def test_shipped_walls_are_without_fault(name: str) -> None:
    """A copy of one can be saved as it comes, and its file reads back as it was."""
    content = read_content(shipped(name), ZH)

    assert faults(content) == []
    assert tomllib.loads(toml_of(content)) == shipped(name)


@pytest.mark.parametrize("text", ['引号"与\\反斜', "换行\n", "制表\t", "<b>"])
def test_any_text_survives_the_file(text: str) -> None:
    """Quotes, backslashes and signs that cannot be seen are written so that they are read again."""
    content = small(title={"zh": text, "en": text})

    assert read_toml(toml_of(content), ZH) == content


def test_scenes_move_within_their_ends() -> None:
    """At an end nothing moves; the new place is returned."""
    scenes = [{"key": key} for key in "abc"]

    assert moved(scenes, 0, -1) == (scenes, 0)
    assert moved(scenes, 0, 1) == ([scenes[1], scenes[0], scenes[2]], 1)


def test_new_scenes_have_keys_of_their_own() -> None:
    """However often one is added or copied."""
    scenes = [new_scene([], ZH)]
    for _ in range(3):
        scenes = [*scenes, new_scene(scenes, ZH)]
    for _ in range(2):
        scenes = doubled(scenes, 0)

    assert len({scene["key"] for scene in scenes}) == len(scenes) == 6
    assert [fault.key for fault in faults({"title": {"zh": "试"}, "scenes": scenes})] == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"seconds": 7}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"seconds": 601}, "seconds"),
        ({"brands": 21}, "brands"),
        ({"maps": ["pairing_rate"] * 9}, "metrics"),
        ({"maps": ["legal_docs_ontime_rate"]}, "metric"),
        ({"title": {"zh": "一\n"}}, ""),
        ({"title": {"zh": "一\n二"}}, "unprintable"),
        ({"title": {"zh": "一", "en": "x" * 41}}, "scene_title_long"),
    ],
)
def test_faults(changes: Body, key: str) -> None:
    """Each with the scene it is in; every one has words in both languages."""
    found = faults(read_content(small(**changes), ZH))

    assert [fault.key for fault in found] == ([key] if key else [])
    for fault in found:
        assert fault.scene == 0
        assert fault.text(ZH) != fault.text(load_language("en"))


def test_names_that_do_not_fit_the_head_are_a_fault() -> None:
    """The row of names has its room, and a wall its number of scenes."""
    many = [{**small()["scenes"][0], "key": f"s{at}", "title": {"zh": "十个字的场景名称呀呀"}} for at in range(13)]

    assert [fault.key for fault in faults({"title": {"zh": "试"}, "scenes": many})] == ["many", "row"]


def test_a_draft_is_shown_with_all_its_faults() -> None:
    """An empty place, a repeated panel and a missing one are marked in their place; impossible parts are left out."""
    panels = {"a": "overview/kpis", "b": "overview/kpis", "c": "", "d": "overview/gone"}
    broken = small(
        areas=["a b", "c d"], panels=panels, seconds="半分", maps=["nothing"], headline="nowhere", brands="x"
    )

    scene = drawable("draft.x", broken, 0).scenes[0]

    drawn = [panel.draw(None, fabricated()) for area, panel in scene.panels.items() if area != "a"]  # type: ignore[arg-type]
    assert [type(each) for each in drawn] == [Nothing, Nothing, Nothing]
    assert "overview/gone" in str(drawn[2])
    assert len({panel.key for panel in scene.panels.values()}) == 4
    assert (scene.seconds, scene.maps, scene.headline, scene.brands) == (30, (), "overview", 0)
    assert set(scene.shapes) == set(SHAPES)


def test_a_scene_taken_out_is_replaced_by_the_first() -> None:
    """A screen that showed it goes on; a draft that says otherwise than its edition is none."""
    wall = drawable("hall", small(), 3)

    assert wall.scene("gone") is wall.scenes[0]
    assert (wall.edition, wall.is_own) == (3, True)
