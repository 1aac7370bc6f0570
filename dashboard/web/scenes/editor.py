"""What the page of one wall shows: its scenes, the open one with what there is to choose from, what is wrong, a preview."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callbacks.cockpit import Cockpit
from dashboard.web.scenes.walls import built_in_names, free_name
from data.catalogue import Metric
from data.errors import DataError
from data.regions import Level, Regions
from data.viewer import Right, Viewer
from data.walls import SavedWall
from layouts.context import Context, Panel
from layouts.view import View
from layouts.walls.draft import (
    HEADLINES,
    MOST_SCENES,
    Body,
    faults,
    grid_and_panels,
    has_brands,
    maps_of,
    title_of,
    wall_panels,
)
from layouts.walls.grids import grids
from layouts.walls.wall import known_panels
from layouts.words.language import Language

SHAPES = {"plain": (1920, 1080), "wide": (3840, 1080), "tall": (1080, 1920)}


@dataclass(frozen=True, slots=True)
class WallForm:
    """A wall as it is being edited: its draft, the open scene, the edition it was read from, and a message above it.

    `saved_meanwhile` is what somebody else saved after that edition.
    """

    name: str
    content: Body
    at: int
    edition: int
    is_changed: bool = False
    message: str = ""
    saved_meanwhile: SavedWall | None = None
    status: int = 200


def editor_fields(cockpit: Cockpit, viewer: Viewer, form: WallForm, mark: str, words: Language) -> dict[str, object]:
    """Return the fields of `scenes_edit.html`; `mark` is the name that the draft is kept under, empty for none."""
    scenes, is_built_in = form.content["scenes"], form.name in built_in_names()
    at = min(max(form.at, 0), max(len(scenes) - 1, 0))
    wrong, now = faults(form.content), form.saved_meanwhile
    return {
        "form": form,
        "at": at,
        "mark": mark,
        "is_shipped": is_built_in,
        "is_open": viewer.may(Right.EDIT_WALLS) and not is_built_in,
        "scenes": [(scene, json.dumps(scene, ensure_ascii=False)) for scene in scenes],
        "scene": _open_scene(cockpit, viewer, scenes[at], words) if scenes else None,
        "wrong": [(fault, fault.with_place(form.content, words)) for fault in wrong],
        "marked": {fault.where: fault.text(words) for fault in reversed(wrong) if fault.scene in {None, at}},
        "full": len(scenes) >= MOST_SCENES,
        "now": now,
        "now_scenes": "、".join(title_of(scene, words) for scene in now.content["scenes"]) if now else "",
        "preview": View(
            page="wall",
            region=viewer.scope,
            wall=mark or form.name,
            scene=scenes[at]["key"] if scenes else "",
            lang=words.tongue,
        ).href,
        "regions": _regions(cockpit.store.regions, viewer.scope, words),
        "shapes": SHAPES,
        "free": free_name(cockpit.store, form.name),
    }


def _open_scene(cockpit: Cockpit, viewer: Viewer, scene: Body, words: Language) -> dict[str, object]:
    """Return the fields of the scene that is open, with what there is to choose from."""
    grid, panels = grid_and_panels(scene)
    return {
        "body": scene,
        "grid": grid,
        "grids": ([] if grid.key else [grid]) + list(grids().values()),
        "panels": panels,
        "elsewhere": [letter in grid.only_elsewhere for letter in grid.places],
        "choices": _panel_choices(cockpit, viewer, words),
        "known": wall_panels(),
        "maps": _map_choices(scene, panels, cockpit.store.catalogue.metrics, words),
        "has_brands": has_brands(panels),
        "headlines": HEADLINES,
    }


def _map_choices(
    scene: Body, panels: Sequence[str], metrics: Mapping[str, Metric], words: Language
) -> list[tuple[str, str, bool]]:
    """Return the metrics that a scene's map can show by key and name, and whether each is chosen."""
    chosen = [metric for metric in scene.get("maps", []) if isinstance(metric, str)]
    offered = dict.fromkeys([*maps_of(panels), *chosen])
    return [(key, words.name(metrics[key]) if key in metrics else key, key in chosen) for key in offered]


def _panel_choices(
    cockpit: Cockpit, viewer: Viewer, words: Language
) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the panels to choose from by page, with their titles as the page of the viewer's region has them."""
    known = known_panels()
    try:
        scene = cockpit.context(viewer, View(region=viewer.scope, lang=words.tongue))
    except DataError:  # an empty store has no titles, the panels are known all the same
        scene = None
    groups: dict[str, list[tuple[str, str]]] = {}
    for named, choices in wall_panels().items():
        page = words(f"pages.{named.partition('/')[0]}")
        title = words("scenes.map_of", page=page) if choices else _panel_title(known[named], scene, named)
        groups.setdefault(page, []).append((named, title))
    return list(groups.items())


def _panel_title(panel: Panel, scene: Context | None, named: str) -> str:
    try:
        return str(panel.title(scene)) if scene else named
    except DataError:
        return named


def _regions(regions: Regions, scope: str, words: Language) -> list[tuple[str, str]]:
    """Return the regions that the preview can be of: that of the scope and those below it that walls show."""
    shown = [regions.get(scope), *(r for r in regions.children(scope) if r.level.depth <= Level.COUNTY.depth)]
    return [(region.code, words.name(region)) for region in shown]
