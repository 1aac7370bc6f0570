"""What is edited on /scenes: a wall in the form of its TOML file, the steps that change it, and what is wrong with it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from itertools import count
from typing import Any

from data.errors import DataError
from data.text.free import names_a_person
from layouts.pages import PAGES
from layouts.walls.grids import MOST_PLACES, OTHERS, WallGrid, grid_of, grids, unsound
from layouts.walls.wall import WALLS, known_panels
from layouts.words.language import Language

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")
KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
LEAST_SECONDS, MOST_SECONDS = 8, 600
MOST_SCENES = 12
LONGEST_LINE = 1000  # of a file: reading a key of very many parts takes more memory than there is
LONGEST_TITLE, LONGEST_TITLE_EN = 20, 60
LONGEST_SCENE, LONGEST_SCENE_EN = 14, 40
ROW_ROOM = 46.0  # em for the names of the scenes in a wall's head on 16:9, 1.5 em between two
MOST_MAPS = 8
MOST_BRANDS = 20
HEADLINES = tuple(
    key for key in PAGES if key not in {"dictionary", "published", "library", "quality", "ranking", "intake"}
)
# Tables to scroll and cards to press are for desks, and no wall shows anything below county level.
NOT_FOR_WALLS = frozenset(
    {
        "brands/brand-wall",
        "brands/brand-beside",
        "library/library-table",
        "published/published",
        "quality/feed_breaks",
        "quality/feed_late",
        "quality/feed_refusals",
    }
)
SPARE = "spare"  # of a draft alone: panels that a smaller grid has no place for, so that a larger one has them again
FIRST = ("overview/map", "overview/levels", "overview/alerts")

Body = dict[str, Any]


class Unreadable(DataError):
    """A file or form that is no wall at all; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a wall from being saved: message `scenes.fault.<key>`, of the `scene` counted from 0 and its field.

    Faults of the wall itself have no scene.
    """

    key: str
    scene: int | None = None
    where: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)

    def text(self, words: Language) -> str:
        """Return what is wrong and the way out."""
        return words(f"scenes.fault.{self.key}", **self.fields)

    def with_place(self, content: Mapping[str, Any], words: Language) -> str:
        """Return the same with the scene of the wall that it is in."""
        if self.scene is None:
            return self.text(words)
        title = title_of(content["scenes"][self.scene], words)
        return words("scenes.in_scene", number=self.scene + 1, title=title) + self.text(words)


def title_of(of: Mapping[str, Any], words: Language) -> str:
    """Return the title of a wall or scene."""
    title = of["title"]
    return str(title.get(words.tongue) or title.get("zh") or words("scenes.unnamed"))


@cache
def wall_panels() -> Mapping[str, tuple[str, ...]]:
    """Return the panels fit for a wall as `page/panel`, with the metrics each can turn through."""
    return {
        named: panel.choices
        for named, panel in known_panels().items()
        if named not in NOT_FOR_WALLS and not named.startswith(("dictionary/", "intake/"))
    }


# ---- the parts of a scene


def grid_and_panels(scene: Body) -> tuple[WallGrid, list[str]]:
    """Return the grid of a sound scene, that of the list where it is one, and its panels by place."""
    own, names = grid_of(scene)
    known = next((grid for grid in grids().values() if grid.is_like(own)), own)
    return known, [scene["panels"].get(name, "") for name in names]


def on_grid(scene: Body, grid: WallGrid, panels: Sequence[str]) -> Body:
    """Return a scene on a grid, its panels in the order of the places; what has no place is kept beside."""
    size = len(grid.places)
    placed = [*panels[:size], *([""] * (size - len(panels)))]
    names = area_names(placed)
    kept = {key: part for key, part in scene.items() if key not in {"areas", "columns", "rows", *OTHERS, SPARE}}
    spare = [panel for panel in panels[size:] if panel]
    made = {**kept, **grid.body(names), "panels": dict(zip(names, placed, strict=True))}
    return {**made, SPARE: spare} if spare else made


def area_names(panels: Sequence[str]) -> list[str]:
    """Return a name for each place: that which the shipped walls call its panel by, a number where there are two."""
    names: list[str] = []
    for number, panel in enumerate(panels, start=1):
        wanted = _shipped_areas().get(panel) or panel.rpartition("/")[2] or f"place-{number}"
        names.append(wanted if wanted not in names else f"{wanted}-{number}")
    return names


@cache
def _shipped_areas() -> Mapping[str, str]:
    """Return the area that each panel has on the shipped walls: style sheets know some by it."""
    found = {named: "map" for named, panel in known_panels().items() if panel.choices}
    for path in sorted(WALLS.glob("*.toml")):
        for scene in tomllib.loads(path.read_text("utf-8"))["scenes"]:
            found = {panel: area for area, panel in scene["panels"].items()} | found
    return found


def maps_of(panels: Sequence[str]) -> list[str]:
    """Return the metrics that a scene of these panels can turn through."""
    return list(dict.fromkeys(metric for panel in panels for metric in wall_panels().get(panel, ())))


def has_brands(panels: Sequence[str]) -> bool:
    """Say whether a scene of these panels shows one brand after another."""
    return "brands/brand-card" in panels


# ---- the steps of an editor


def new_scene(scenes: Sequence[Body], words: Language) -> Body:
    """Return a scene to begin with, under a key of its own."""
    title = {"zh": "新场景", "en": "New scene"}
    begun = {"key": _free_key(scenes, "scene"), "title": title, "seconds": 30, "headline": "overview"}
    return on_grid(begun, grids()["main-two"], FIRST)


def moved(scenes: Sequence[Body], at: int, step: int) -> tuple[list[Body], int]:
    """Return the scenes with one moved by a step, and its new place; at an end nothing moves."""
    to = min(max(at + step, 0), len(scenes) - 1)
    order = [scene for index, scene in enumerate(scenes) if index != at]
    order.insert(to, scenes[at])
    return order, to


def doubled(scenes: Sequence[Body], at: int) -> list[Body]:
    """Return the scenes with a copy of one behind it."""
    copy = {**scenes[at], "key": _free_key(scenes, scenes[at]["key"])}
    return [*scenes[: at + 1], copy, *scenes[at + 1 :]]


def _free_key(scenes: Sequence[Body], stem: str) -> str:
    taken = {scene["key"] for scene in scenes}
    stem = stem[:30]
    return next(key for number in count(2 if stem in taken else 1) if (key := f"{stem}-{number}") not in taken)


def saved_form(content: Body) -> Body:
    """Return a wall as it is kept: without what only a draft has."""
    scenes = [{key: part for key, part in scene.items() if key != SPARE} for scene in content["scenes"]]
    return {"title": content["title"], "scenes": scenes}


# ---- what is wrong


def faults(content: Body) -> list[Fault]:
    """Return everything that keeps a sound wall from being saved, the wall's own first."""
    return [*_wall_faults(content), *(f for at, scene in enumerate(content["scenes"]) for f in scene_faults(scene, at))]


def _wall_faults(content: Body) -> Iterator[Fault]:
    title, scenes = content["title"], content["scenes"]
    yield from _title_faults(title, None, "title", LONGEST_TITLE, LONGEST_TITLE_EN)
    if not scenes:
        yield Fault("none")
    if len(scenes) > MOST_SCENES:
        yield Fault("many", fields={"count": len(scenes), "most": MOST_SCENES})
    width = sum(_width(str(scene["title"].get("zh", ""))) + 1.5 for scene in scenes) - 1.5
    if width > ROW_ROOM:
        yield Fault("row", fields={"count": round(width), "most": round(ROW_ROOM)})
    keys = [scene["key"] for scene in scenes]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            yield Fault("key_twice", at, "key", {"given": key})


def scene_faults(scene: Body, at: int) -> Iterator[Fault]:
    """Yield what is wrong with one sound scene."""
    _, panels = grid_and_panels(scene)
    yield from _title_faults(scene["title"], at, "scene_title", LONGEST_SCENE, LONGEST_SCENE_EN)
    seconds = scene.get("seconds", 30)
    if not _is_whole(seconds, LEAST_SECONDS, MOST_SECONDS):
        limits = {"least": LEAST_SECONDS, "most": MOST_SECONDS}
        yield Fault("seconds", at, "seconds", {"given": seconds, **limits})
    if scene.get("headline", "overview") not in PAGES:
        yield Fault("headline", at, "headline", {"given": scene["headline"]})
    yield from _panel_faults(panels, at)
    can, maps = maps_of(panels), scene.get("maps", [])
    for metric in maps:
        if metric not in can:
            yield Fault("metric", at, "maps", {"given": metric})
    if len(maps) > MOST_MAPS:
        yield Fault("metrics", at, "maps", {"count": len(maps), "most": MOST_MAPS})
    if not _is_whole(scene.get("brands", 0), 0, MOST_BRANDS):
        yield Fault("brands", at, "brands", {"given": scene["brands"], "most": MOST_BRANDS})


def _title_faults(
    title: Mapping[str, Any], at: int | None, where: str, longest: int, longest_en: int
) -> Iterator[Fault]:
    zh, en = str(title.get("zh", "")).strip(), str(title.get("en", "")).strip()
    if not zh:
        yield Fault(f"{where}_empty", at, f"{where}_zh", {"most": longest})
    for key, text, most in (("zh", zh, longest), ("en", en, longest_en)):
        if len(text) > most:
            yield Fault(f"{where}_long", at, f"{where}_{key}", {"given": text, "count": len(text), "most": most})
        if not text.isprintable():
            yield Fault("unprintable", at, f"{where}_{key}")
        if names_a_person(text):
            yield Fault("person", at, f"{where}_{key}")


def _panel_faults(panels: Sequence[str], at: int) -> Iterator[Fault]:
    known, fit = known_panels(), wall_panels()
    for index, panel in enumerate(panels):
        about = {"number": index + 1, "given": panel}
        where = f"panel-{index}"
        if not panel:
            yield Fault("panel_empty", at, where, about)
        elif "\n" in panel:
            yield Fault("panel_two", at, where, {**about, "given": panel.replace("\n", "、")})
        elif panel not in known:
            near = get_close_matches(panel, fit, n=1)
            yield Fault("panel_near" if near else "panel_unknown", at, where, {**about, "near": "".join(near)})
        elif panel not in fit:
            yield Fault("panel_unfit", at, where, about)
        elif panel in panels[:index]:
            yield Fault("panel_twice", at, where, {**about, "first": panels.index(panel) + 1})


def _is_whole(given: object, least: int, most: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= most


def _width(text: str) -> float:
    """Return about how many em a text takes."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in text)


# ---- files and forms


def sound_scene(scene: object) -> str:
    """Return the key of the fault that makes a table unusable as a scene, empty where it can be shown and edited."""
    if not isinstance(scene, dict) or not KEY.fullmatch(str(scene.get("key", ""))):
        return "key"
    if not isinstance(scene.get("title"), dict) or not isinstance(scene.get("maps", []), list):
        return "form"
    panels = scene.get("panels")
    if not isinstance(panels, dict) or not all(isinstance(named, str) for named in panels.values()):
        return "panels"
    for table in (scene, *(scene[key] for key in OTHERS if key in scene)):
        if wrong := unsound(table):
            return wrong
    names = grid_of(scene)[1]
    if len(names) > MOST_PLACES or not names:
        return "places"
    return "" if set(names) == set(panels) else "unplaced"


def read_toml(text: str, words: Language) -> Body:
    """Return the wall of a TOML file; raises Unreadable with line or scene and reason."""
    long = next((at for at, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_LINE), None)
    if long:
        raise Unreadable(words("scenes.fault.toml_long", line=long, most=LONGEST_LINE))
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        key = "toml_twice" if re.search("overwrite|duplicate|declare", str(error), re.IGNORECASE) else "toml"
        raise Unreadable(words(f"scenes.fault.{key}", line=found[1] if found else "?", reason=error)) from error
    return read_content(content, words)


def read_content(content: Mapping[str, Any], words: Language) -> Body:
    """Return a wall that can be shown and edited; raises Unreadable with scene and reason."""
    scenes, title = content.get("scenes", []), content.get("title", {})
    if not isinstance(scenes, list) or not isinstance(title, dict):
        raise Unreadable(words("scenes.fault.form", where=""))
    for at, scene in enumerate(scenes, start=1):
        if wrong := sound_scene(scene):
            raise Unreadable(words(f"scenes.fault.{wrong}", where=words("scenes.nth", number=at)))
    made = {"zh": str(title.get("zh", "")), "en": str(title.get("en", "") or title.get("zh", ""))}
    return {"title": made, "scenes": scenes}


def toml_of(content: Mapping[str, Any]) -> str:
    """Return a wall as the text of its TOML file."""
    lines = [f"title = {_value(content['title'])}"]
    for scene in content["scenes"]:
        lines += ["", "[[scenes]]", *_pairs(scene)]
        for shape in OTHERS:
            lines += ["", f"[scenes.{shape}]", *_pairs(scene[shape])] if shape in scene else []
    return "\n".join([*lines, ""])


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items() if key not in OTHERS]


def _value(value: Any) -> str:
    """Write a text, number, list or table as TOML does; a JSON text is a TOML text."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
