"""The form of the editor: the whole draft as it was sent, and what a button changes in it."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from dashboard.web.request import Refusal, read_json, whole
from layouts.walls.draft import (
    SPARE,
    Body,
    Unreadable,
    doubled,
    grid_and_panels,
    has_brands,
    maps_of,
    moved,
    new_scene,
    on_grid,
    sound_scene,
)
from layouts.walls.grids import grids
from layouts.words.language import Language

Sent = MultiDict[str, str]


def read_form(form: Sent, words: Language) -> tuple[Body, int]:
    """Return the draft that a form holds and which of its scenes is open; raises Unreadable."""
    try:
        scenes = [read_json(text.encode()) for text in form.getlist("scene")]
    except Refusal as error:
        raise Unreadable(words("scenes.fault.lost_form")) from error
    if any(sound_scene(scene) for scene in scenes):
        raise Unreadable(words("scenes.fault.lost_form"))
    at = min(whole(form.get("open"), 0, what="open"), max(len(scenes) - 1, 0))
    if scenes and "scene_title_zh" in form:
        scenes[at] = _read_scene(form, scenes[at])
    return {"title": read_title(form, "title"), "scenes": scenes}, at


def read_title(form: Sent, name: str) -> dict[str, str]:
    """Return a title in both languages, the Chinese one where no English is given."""
    zh = form.get(f"{name}_zh", "").strip()
    return {"zh": zh, "en": form.get(f"{name}_en", "").strip() or zh}


def _read_scene(form: Sent, scene: Body) -> Body:
    """Return the open scene as its fields say; a place with two panels keeps both, one a line, to be refused."""
    grid, before = grid_and_panels(scene)
    panels = ["\n".join(filter(None, form.getlist(f"panel-{index}"))) for index in range(len(before))]
    made = {
        **scene,
        "title": read_title(form, "scene_title"),
        "seconds": _number(form.get("seconds", "")),
        "headline": form.get("headline", "overview"),
    }
    spare = [panel for panel in scene.get(SPARE, []) if panel not in panels]
    made = on_grid(made, grids().get(form.get("grid", ""), grid), [*panels, *spare])
    placed = list(made["panels"].values())
    maps, brands = form.getlist("maps"), _number(form.get("brands", "0"))
    if sorted(placed) != sorted(before):
        maps = [metric for metric in maps if metric in maps_of(placed)]
    parts = {"maps": maps, "brands": brands if has_brands(placed) else 0}
    return {**{key: part for key, part in made.items() if key not in parts}, **{k: p for k, p in parts.items() if p}}


def _number(text: str) -> int | str:
    """Return a whole number, or what was written instead."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def after_step(content: Body, at: int, step: str, which: int, words: Language) -> tuple[Body, int]:
    """Return a draft after a step, and the scene that is open then; an unknown step changes nothing.

    `which` is the scene that the step is about.
    """
    scenes = content["scenes"]
    which = min(which, max(len(scenes) - 1, 0))
    if step == "add":
        scenes, at = [*scenes, new_scene(scenes, words)], len(scenes)
    elif step in {"up", "down"} and scenes:
        scenes, at = moved(scenes, which, -1 if step == "up" else 1)
    elif step == "double" and scenes:
        scenes, at = doubled(scenes, which), which + 1
    elif step == "remove" and scenes:
        scenes = scenes[:which] + scenes[which + 1 :]
        at = min(at - (which < at), max(len(scenes) - 1, 0))
    elif step == "open":
        at = which
    return {**content, "scenes": scenes}, at
