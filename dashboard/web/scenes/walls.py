"""The walls that the editor lists and opens, those of the program and a bureau's own, and the names that are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data import clock
from data.regions.scope import is_within
from data.store import Store
from data.viewer import Viewer
from data.walls import Report, SavedWall, own_walls
from data.walls.custom import own_wall, taken_names
from data.walls.reports import reports
from layouts.walls.draft import NAME, Body, Fault, faults, read_content, read_toml, title_of
from layouts.walls.wall import WALLS
from layouts.words.language import Language


@dataclass(frozen=True, slots=True)
class WallEntry:
    """One wall in the list; `saved` is None for a wall of the program."""

    name: str
    title: str
    scenes: Sequence[tuple[str, str]]
    round: str
    saved: SavedWall | None
    screens: str
    broken: int


def built_in_names() -> list[str]:
    """Return the names of the walls that come with the program."""
    return sorted(path.stem for path in WALLS.glob("*.toml"))


def free_name(store: Store, stem: str) -> str:
    """Return a name that no wall has, made of another."""
    taken, stem = {*built_in_names(), *taken_names(store)}, stem[:26].rstrip("-")
    return next(name for number in range(2, 1000) if (name := f"{stem}-{number}") not in taken)


def name_faults(store: Store, name: str) -> list[Fault]:
    """Return why a new wall cannot have a name, nothing where it can."""
    if not NAME.fullmatch(name):
        key = "name"
    elif name in built_in_names():
        key = "name_shipped"
    elif name in taken_names(store):
        key = "name_taken"
    else:
        return []
    return [Fault(key, where="name", fields={"given": name})]


def content_of(store: Store, viewer: Viewer, name: str, words: Language) -> Body | None:
    """Return what a wall of the program or within the viewer's scope holds, None for an unknown name."""
    if name in built_in_names():
        return _built_in(name, words)
    saved = own_wall(store, viewer.scope, name)
    return read_content(saved.content, words) if saved else None


def lines(store: Store, viewer: Viewer, words: Language) -> list[WallEntry]:
    """Return the walls of the list, those of the program first, then those within the viewer's scope."""
    own, now = own_walls(store, viewer.scope), clock.utc_now()
    shown = [each for each in reports(store, viewer.scope) if not each.is_silent(now)]
    built_in = [_line(shown, name, _built_in(name, words), None, words) for name in built_in_names()]
    return [*built_in, *(_line(shown, wall.name, dict(wall.content), wall, words) for wall in own)]


def screens_of(store: Store, viewer: Viewer, name: str, words: Language) -> list[str]:
    """Return the screens that show a wall now; those outside the viewer's scope have no name here."""
    now, root = clock.utc_now(), store.regions.root.code
    shown = [each for each in reports(store, root) if not each.is_silent(now)]
    own = [report for report in shown if is_within(store.regions, report.region, viewer.scope)]
    elsewhere = len(_showing(shown, name)) - len(_showing(own, name))
    return [*_showing(own, name), *([words("scenes.elsewhere", count=elsewhere)] if elsewhere else [])]


def _showing(reports: Sequence[Report], name: str) -> list[str]:
    """Return the screens that show a wall; one that names none shows the first of the program."""
    first = built_in_names()[0]
    return [each.name for each in reports if (each.wall or first) == name]


def _built_in(name: str, words: Language) -> Body:
    return read_toml((WALLS / f"{name}.toml").read_text("utf-8"), words)


def _line(shown: Sequence[Report], name: str, content: Body, saved: SavedWall | None, words: Language) -> WallEntry:
    scenes = content["scenes"]
    seconds = sum(each.get("seconds", 30) * max(len(each.get("maps", ())), each.get("brands", 0), 1) for each in scenes)
    span = words("scenes.minutes", count=round(seconds / 60)) if seconds >= 90 else words("scenes.secs", count=seconds)
    return WallEntry(
        name,
        title_of(content, words),
        [(title_of(each, words), words("scenes.seconds_short", seconds=each.get("seconds", 30))) for each in scenes],
        words("scenes.round", span=span),
        saved,
        "、".join(_showing(shown, name)),
        len(faults(content)) if saved else 0,
    )
