"""The walls that the editor lists and opens, those of the program and a bureau's own, and the names that are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data import clock
from data.store import Store
from data.walls import SavedWall, own_walls
from data.walls.custom import own_wall
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


def every_name(store: Store) -> list[str]:
    """Return the names that are taken."""
    return [*built_in_names(), *(wall.name for wall in own_walls(store))]


def free_name(store: Store, stem: str) -> str:
    """Return a name that no wall has, made of another."""
    taken, stem = every_name(store), stem[:26].rstrip("-")
    return next(name for number in range(2, 1000) if (name := f"{stem}-{number}") not in taken)


def name_faults(store: Store, name: str) -> list[Fault]:
    """Return why a new wall cannot have a name, nothing where it can."""
    if not NAME.fullmatch(name):
        key = "name"
    elif name in built_in_names():
        key = "name_shipped"
    elif own_wall(store, name):
        key = "name_taken"
    else:
        return []
    return [Fault(key, where="name", fields={"given": name})]


def content_of(store: Store, name: str, words: Language) -> Body | None:
    """Return what a wall holds, None for an unknown name."""
    if name in built_in_names():
        return _built_in(name, words)
    saved = own_wall(store, name)
    return read_content(saved.content, words) if saved else None


def lines(store: Store, words: Language) -> list[WallEntry]:
    """Return the walls of the list, those of the program first."""
    built_in = [_line(store, name, _built_in(name, words), None, words) for name in built_in_names()]
    return [*built_in, *(_line(store, wall.name, dict(wall.content), wall, words) for wall in own_walls(store))]


def screens_of(store: Store, name: str) -> list[str]:
    """Return the screens that show a wall now; one that names none shows the first of the program."""
    now, first = clock.utc_now(), built_in_names()[0]
    return [each.name for each in reports(store) if (each.wall or first) == name and not each.is_silent(now)]


def _built_in(name: str, words: Language) -> Body:
    return read_toml((WALLS / f"{name}.toml").read_text("utf-8"), words)


def _line(store: Store, name: str, content: Body, saved: SavedWall | None, words: Language) -> WallEntry:
    scenes = content["scenes"]
    seconds = sum(each.get("seconds", 30) * max(len(each.get("maps", ())), each.get("brands", 0), 1) for each in scenes)
    span = words("scenes.minutes", count=round(seconds / 60)) if seconds >= 90 else words("scenes.secs", count=seconds)
    return WallEntry(
        name,
        title_of(content, words),
        [(title_of(each, words), words("scenes.seconds_short", seconds=each.get("seconds", 30))) for each in scenes],
        words("scenes.round", span=span),
        saved,
        "、".join(screens_of(store, name)),
        len(faults(content)) if saved else 0,
    )
