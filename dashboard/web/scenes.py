"""The editor of walls: a list, a page a wall with its draft beside it as a real wall, and walls as files.

A page is one form: the whole draft goes to the server with each step and comes back mended or marked, so that nothing is
lost and everything works without a mouse. A draft is kept for a day under the mark in the page's address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from callbacks.cockpit import Cockpit
from dashboard.build import STYLES, build_id
from dashboard.web.gate import KB, MOST_BYTES
from dashboard.web.request import Refusal, read_json, whole
from data import clock
from data.errors import DataError, StoreError
from data.regions import Level
from data.walls import OwnWall, own_walls
from data.walls.custom import NameTaken, WallChanged, add_wall, draft, keep_draft, own_wall, remove_wall, save_wall
from data.walls.reports import reports
from layouts.scene import Scene
from layouts.screen.templating import template
from layouts.view import View
from layouts.walls.draft import (
    HEADLINES,
    MOST_SCENES,
    NAME,
    SPARE,
    Body,
    Fault,
    Unreadable,
    doubled,
    faults,
    grid_and_panels,
    has_brands,
    maps_of,
    moved,
    new_scene,
    read_content,
    read_toml,
    saved_form,
    sound_scene,
    stood,
    title_of,
    toml_of,
    wall_panels,
)
from layouts.walls.grids import grids
from layouts.walls.wall import WALLS, known_panels
from layouts.words.language import Language, load_language
from layouts.words.moments import clock_time

PATH = "/scenes"
SHAPES = {"plain": (1920, 1080), "wide": (3840, 1080), "tall": (1080, 1920)}


@dataclass(frozen=True, slots=True)
class Line:
    """One wall in the list; `saved` is None for a shipped one."""

    name: str
    title: str
    scenes: Sequence[tuple[str, str]]
    round: str
    saved: OwnWall | None
    screens: str
    broken: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the page of a wall: the draft, the scene that is open, the edition it began with, what is said."""

    name: str
    content: Body
    at: int
    seen: int
    is_changed: bool = False
    is_marked: bool = False
    said: str = ""
    now: OwnWall | None = None
    status: int = 200


def blueprint(cockpit: Cockpit, *, is_editable: bool, post: str) -> Blueprint:
    """Return the routes; without `is_editable` everything can be read and nothing changed. `post` is written down."""
    routes = Blueprint("scene_desk", __name__)
    pages = Pages(cockpit, is_editable, post)

    @routes.before_request
    def guard() -> Response | None:
        if request.method == "POST" and not is_editable:
            return pages.refused(pages.words("scenes.off"), 403)
        return None

    @routes.errorhandler(RequestEntityTooLarge)
    def too_big(error: RequestEntityTooLarge) -> Response:
        return pages.refused(pages.words("scenes.fault.file_size", most=MOST_BYTES["/scenes"] // KB), 413)

    routes.get(PATH)(pages.everything)
    routes.post(PATH)(pages.make)
    routes.post(f"{PATH}/import")(pages.take)
    routes.get(f"{PATH}/<name>.toml")(pages.file)
    routes.get(f"{PATH}/<name>")(pages.one)
    routes.post(f"{PATH}/<name>")(pages.step)
    routes.post(f"{PATH}/<name>/file")(pages.draft_file)
    routes.post(f"{PATH}/<name>/remove")(pages.remove)
    return routes


@dataclass(frozen=True, slots=True)
class Pages:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    is_editable: bool
    post: str

    @property
    def words(self) -> Language:
        """The language that was asked for."""
        return load_language("en" if request.args.get("lang") == "en" else "zh")

    def everything(self, said: str = "", status: int = 200, texts: Mapping[str, str] | None = None) -> Response:
        """Return all walls, and the forms that make one."""
        words, own = self.words, own_walls(self.cockpit.store)
        lines = [self._line(name, self._shipped(name), None) for name in _shipped_names()]
        lines += [self._line(wall.name, dict(wall.content), wall) for wall in own]
        removed = request.args.get("removed", "")
        return self._page(
            "scenes_list.html",
            status,
            lines=lines,
            said=said,
            done=words("scenes.removed", name=removed) if removed else "",
            texts=texts or {},
            free=_free_name([line.name for line in lines], "hall"),
        )

    def make(self) -> Answer:
        """Make a wall after another one, or a blank one, and open it."""
        form, words = request.form, self.words
        name, base = form.get("name", "").strip(), form.get("from", "")
        content = self._content(base) if base else {"title": {}, "scenes": [new_scene([], words)]}
        if content is None:
            return self.everything(words("scenes.fault.from", given=base), 422, form)
        zh = form.get("title_zh", "").strip()
        content = {**content, "title": {"zh": zh, "en": form.get("title_en", "").strip() or zh}}
        return self._add(name, content, "created")

    def take(self) -> Answer:
        """Make a wall of a TOML file, and open it."""
        words, given = self.words, request.files.get("file")
        text = given.read() if given else b""
        if not text:
            return self.everything(words("scenes.fault.no_file"), 422, request.form)
        try:
            content = read_toml(text.decode("utf-8-sig"), words)
        except UnicodeDecodeError:
            return self.everything(words("scenes.fault.file_text"), 422, request.form)
        except Unreadable as error:
            return self.everything(str(error), 422, request.form)
        return self._add(request.form.get("name", "").strip(), content, "imported")

    def _add(self, name: str, content: Body, done: str) -> Answer:
        words = self.words
        wrong = [fault.with_place(content, words) for fault in [*self._name_faults(name), *faults(content)]]
        if wrong:
            return self.everything("\n".join(wrong), 422, request.form)
        try:
            add_wall(self.cockpit.store, name, saved_form(content), self.post, clock.utc_now())
        except NameTaken:
            return self.everything(words("scenes.fault.name_taken", given=name), 409, request.form)
        except StoreError as error:
            return self.everything(str(error), 503, request.form)
        return redirect(f"{PATH}/{name}?done={done}&lang={words.tongue}", 303)

    def file(self, name: str) -> Answer:
        """Return a wall as its TOML file."""
        content = self._content(name)
        return self._unknown(name) if content is None else _download(name, saved_form(content))

    def one(self, name: str) -> Response:
        """Return the page of a wall, with the draft that its address names."""
        words, saved = self.words, own_wall(self.cockpit.store, name)
        content = self._content(name)
        if content is None:
            return self._unknown(name)
        kept = draft(self.cockpit.store, request.args.get("draft", "")) if saved and self.is_editable else None
        done = request.args.get("done", "")
        said = words("scenes.saved", edition=saved.edition) if saved and done == "saved" else ""
        if done in {"created", "imported"}:
            said = words(f"scenes.{done}", name=name)
        at = min(whole(request.args.get("open"), 1, what="open"), len(content["scenes"])) - 1
        edition = saved.edition if saved else 0
        seen = whole(request.args.get("seen"), edition, what="seen")
        opened = kept or content
        desk = Desk(name, dict(opened), max(at, 0), seen if kept else edition, bool(kept))
        return self._desk(desk, done=said)

    def step(self, name: str) -> Answer:
        """Take a step of the editor, or save."""
        words, form = self.words, request.form
        try:
            content, at = read_form(form, words)
        except Unreadable as error:
            return self.refused(str(error), 400)
        if name in _shipped_names() or not NAME.fullmatch(name):
            return self._unknown(name)
        seen = whole(form.get("seen"), 0, what="seen")
        what, _, which = form.get("do", "look").partition(":")
        if what == "save":
            return self._save(Desk(name, content, at, seen, is_changed=True))
        content, at = changed(content, at, what, whole(which, at, what="do"), words)
        return self._desk(Desk(name, content, at, seen, is_changed=True))

    def draft_file(self, name: str) -> Answer:
        """Return the draft as a TOML file."""
        try:
            content, _ = read_form(request.form, self.words)
        except Unreadable as error:
            return self.refused(str(error), 400)
        return _download(f"{name}-draft" if NAME.fullmatch(name) else "draft", saved_form(content))

    def remove(self, name: str) -> Answer:
        """Remove a wall that no screen shows."""
        words, screens = self.words, self._screens(name)
        if screens:
            return self.refused(words("scenes.on_air", name=name, screens="、".join(screens)), 409)
        try:
            remove_wall(self.cockpit.store, name, whole(request.form.get("seen"), 0, what="seen"))
        except WallChanged as error:
            return self.refused(str(error), 409)
        except StoreError as error:
            return self.refused(str(error), 503)
        return redirect(f"{PATH}?removed={name}&lang={words.tongue}", 303)

    def _save(self, desk: Desk) -> Answer:
        words, wrong = self.words, faults(desk.content)
        if wrong:
            at = next((fault.scene for fault in wrong if fault.scene is not None), desk.at)
            said = words("scenes.not_saved", count=len(wrong))
            return self._desk(_again(desk, said, 422, at=at, is_marked=True))
        content = saved_form(desk.content)
        try:
            save_wall(self.cockpit.store, desk.name, content, desk.seen, self.post, clock.utc_now())
        except WallChanged as error:
            said = str(error) if error.now else f"{error} {words('scenes.gone')}"
            seen = error.now.edition if error.now else desk.seen
            return self._desk(_again(desk, said, 409, seen=seen, now=error.now))
        except StoreError as error:
            return self._desk(_again(desk, str(error), 503))
        return redirect(f"{PATH}/{desk.name}?done=saved&open={desk.at + 1}&lang={words.tongue}", 303)

    def _desk(self, desk: Desk, done: str = "") -> Response:
        words, said, mark = self.words, desk.said, ""
        if desk.is_changed:
            try:
                mark = keep_draft(self.cockpit.store, desk.content, clock.utc_now())
            except StoreError as error:
                said = said or str(error)
        scenes, is_shipped = desk.content["scenes"], desk.name in _shipped_names()
        at = min(max(desk.at, 0), max(len(scenes) - 1, 0))
        wrong = faults(desk.content)
        return self._page(
            "scenes_edit.html",
            desk.status,
            desk=desk,
            at=at,
            mark=mark,
            said=said,
            done=done,
            is_shipped=is_shipped,
            is_open=self.is_editable and not is_shipped,
            scenes=[(scene, json.dumps(scene, ensure_ascii=False)) for scene in scenes],
            scene=self._open_scene(scenes[at]) if scenes else None,
            wrong=[(fault, fault.with_place(desk.content, words)) for fault in wrong],
            marked={fault.where: fault.text(words) for fault in reversed(wrong) if fault.scene in {None, at}},
            full=len(scenes) >= MOST_SCENES,
            now=desk.now,
            now_scenes="、".join(title_of(scene, words) for scene in desk.now.content["scenes"]) if desk.now else "",
            preview=self._preview(mark or desk.name, scenes[at]["key"] if scenes else ""),
            regions=self._regions(),
            root=self.cockpit.store.regions.root.code,
            shapes=SHAPES,
            screens=self._screens(desk.name),
            free=_free_name([*_shipped_names(), *(w.name for w in own_walls(self.cockpit.store))], desk.name),
        )

    def _open_scene(self, scene: Body) -> dict[str, Any]:
        """Return the fields of the scene that is open, with what there is to choose from."""
        words = self.words
        grid, panels = grid_and_panels(scene)
        metrics = self.cockpit.store.catalogue.metrics
        chosen = [metric for metric in scene.get("maps", []) if isinstance(metric, str)]
        offered = list(dict.fromkeys([*maps_of(panels), *chosen]))
        return {
            "body": scene,
            "grid": grid,
            "grids": ([] if grid.key else [grid]) + list(grids().values()),
            "panels": panels,
            "elsewhere": [letter in grid.only_elsewhere for letter in grid.places],
            "choices": self._panel_choices(),
            "known": wall_panels(),
            "maps": [(key, words.name(metrics[key]) if key in metrics else key, key in chosen) for key in offered],
            "has_brands": has_brands(panels),
            "headlines": HEADLINES,
        }

    def _panel_choices(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Return the panels to choose from by page, with their titles as the root region's page has them."""
        words, known = self.words, known_panels()
        try:
            scene = self.cockpit.scene(self.cockpit.viewer, View(lang=words.tongue))
        except DataError:  # an empty store has no titles, the panels are known all the same
            scene = None
        groups: dict[str, list[tuple[str, str]]] = {}
        for named, choices in wall_panels().items():
            page = named.partition("/")[0]
            titled = words("scenes.map_of", page=words(f"pages.{page}")) if choices else ""
            groups.setdefault(words(f"pages.{page}"), []).append(
                (named, titled or _panel_title(known[named], scene, named))
            )
        return list(groups.items())

    def _line(self, name: str, content: Body, saved: OwnWall | None) -> Line:
        words = self.words
        scenes = [
            (title_of(each, words), words("scenes.seconds_short", seconds=each.get("seconds", 30)))
            for each in content["scenes"]
        ]
        seconds = sum(
            each.get("seconds", 30) * max(len(each.get("maps", ())), each.get("brands", 0), 1)
            for each in content["scenes"]
        )
        span = (
            words("scenes.minutes", count=round(seconds / 60)) if seconds >= 90 else words("scenes.secs", count=seconds)
        )
        broken = len(faults(content)) if saved else 0
        return Line(
            name,
            title_of(content, words),
            scenes,
            words("scenes.round", span=span),
            saved,
            "、".join(self._screens(name)),
            broken,
        )

    def _screens(self, name: str) -> Sequence[str]:
        """Return the screens that show a wall now."""
        now, first = clock.utc_now(), _shipped_names()[0]
        return [
            each.name
            for each in reports(self.cockpit.store)
            if (each.wall or first) == name and not each.is_silent(now)
        ]

    def _shipped(self, name: str) -> Body:
        return read_toml((WALLS / f"{name}.toml").read_text("utf-8"), self.words)

    def _content(self, name: str) -> Body | None:
        if name in _shipped_names():
            return self._shipped(name)
        saved = own_wall(self.cockpit.store, name)
        return read_content(saved.content, self.words) if saved else None

    def _name_faults(self, name: str) -> Sequence[Fault]:
        if not NAME.fullmatch(name):
            return [Fault("name", where="name", fields={"given": name})]
        if name in _shipped_names():
            return [Fault("name_shipped", where="name", fields={"given": name})]
        taken = own_wall(self.cockpit.store, name)
        return [Fault("name_taken", where="name", fields={"given": name})] if taken else []

    def _preview(self, wall: str, scene: str) -> str:
        view = View(
            page="wall", region=self.cockpit.store.regions.root.code, wall=wall, scene=scene, lang=self.words.tongue
        )
        return view.href

    def _regions(self) -> Sequence[tuple[str, str]]:
        regions, words = self.cockpit.store.regions, self.words
        shown = [regions.root, *(r for r in regions.children(regions.root.code) if r.level.depth <= Level.COUNTY.depth)]
        return [(region.code, words.name(region)) for region in shown]

    def _unknown(self, name: str) -> Response:
        return self.refused(self.words("scenes.fault.from", given=name), 404)

    def refused(self, reason: str, status: int) -> Response:
        """Return a page that says why something was not done."""
        return self._page("scenes_refused.html", status, reason=reason)

    def _page(self, name: str, status: int = 200, **fields: object) -> Response:
        words = self.words
        about = {"words": words, "title": self.cockpit.title_in(words), "styles": STYLES, "build": build_id()}
        named = {
            "title_of": lambda each: title_of(each, words),
            "when": partial(clock_time, words=self.words),
            "path": PATH,
            "is_editable": self.is_editable,
        }
        return Response(template(name).render(**about, **named, **fields), status, mimetype="text/html")


def read_form(form: Any, words: Language) -> tuple[Body, int]:
    """Return the draft that a form holds and which scene is open in it; raises Unreadable."""
    try:
        scenes = [read_json(text.encode()) for text in form.getlist("scene")]
    except Refusal as error:
        raise Unreadable(words("scenes.fault.lost_form")) from error
    if any(sound_scene(scene) for scene in scenes):
        raise Unreadable(words("scenes.fault.lost_form"))
    at = min(max(whole(form.get("open"), 0, what="open"), 0), max(len(scenes) - 1, 0))
    if scenes and "scene_title_zh" in form:
        scenes[at] = _read_scene(form, scenes[at])
    zh = form.get("title_zh", "").strip()
    return {"title": {"zh": zh, "en": form.get("title_en", "").strip() or zh}, "scenes": scenes}, at


def _read_scene(form: Any, scene: Body) -> Body:
    """Return the open scene as its fields say; a place with two panels keeps both, one a line, to be refused."""
    grid, before = grid_and_panels(scene)
    panels = ["\n".join(filter(None, form.getlist(f"panel-{index}"))) for index in range(len(before))]
    zh = form.get("scene_title_zh", "").strip()
    made = {
        **scene,
        "title": {"zh": zh, "en": form.get("scene_title_en", "").strip() or zh},
        "seconds": _number(form.get("seconds", "")),
        "headline": form.get("headline", "overview"),
    }
    spare = [panel for panel in scene.get(SPARE, []) if panel not in panels]
    made = stood(made, grids().get(form.get("grid", ""), grid), [*panels, *spare])
    placed = list(made["panels"].values())
    maps, brands = form.getlist("maps"), _number(form.get("brands", "0"))
    if sorted(placed) != sorted(before):
        maps = [metric for metric in maps if metric in maps_of(placed)]
    parts = {"maps": maps, "brands": brands if has_brands(placed) else 0}
    return {**{key: part for key, part in made.items() if key not in parts}, **{k: p for k, p in parts.items() if p}}


def changed(content: Body, at: int, what: str, which: int, words: Language) -> tuple[Body, int]:
    """Return a draft after a step, and the scene that is open then; an unknown step changes nothing."""
    scenes = content["scenes"]
    which = min(which, max(len(scenes) - 1, 0))
    if what == "add":
        scenes, at = [*scenes, new_scene(scenes, words)], len(scenes)
    elif what in {"up", "down"} and scenes:
        scenes, at = moved(scenes, which, -1 if what == "up" else 1)
    elif what == "double" and scenes:
        scenes, at = doubled(scenes, which), which + 1
    elif what == "remove" and scenes:
        scenes = scenes[:which] + scenes[which + 1 :]
        at = min(at - (which < at), max(len(scenes) - 1, 0))
    elif what == "open":
        at = which
    return {**content, "scenes": scenes}, at


def _again(desk: Desk, said: str, status: int, **changes: Any) -> Desk:
    fields = {name: getattr(desk, name) for name in ("name", "content", "at", "seen", "is_changed", "is_marked", "now")}
    return Desk(**{**fields, **changes, "said": said, "status": status})


def _panel_title(panel: Any, scene: Scene | None, named: str) -> str:
    try:
        return str(panel.title(scene)) if scene else named
    except DataError:
        return named


def _number(text: str) -> int | str:
    """Return a whole number, or what was written instead."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _shipped_names() -> list[str]:
    return sorted(path.stem for path in WALLS.glob("*.toml"))


def _free_name(taken: Sequence[str], stem: str) -> str:
    stem = stem[:26].rstrip("-")
    return next(name for number in range(2, 1000) if (name := f"{stem}-{number}") not in taken)


def _download(name: str, content: Body) -> Response:
    named = {"Content-Disposition": f"attachment; filename={name}.toml"}
    return Response(toml_of(content), mimetype="application/toml", headers=named)
