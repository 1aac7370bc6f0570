"""The grids of scenes: how many places there are and where they are on each shape of screen, apart from what fills them.

A grid's places are lettered in reading order. The same grid with its places named after panels is what a scene's body
carries in the form of its TOML table: `areas`, `columns`, `rows`, and of other shapes `wide`, `tall` and `county`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from layouts.walls.wall import WALLS

GRIDS = Path(__file__).with_name("grids.toml")
OTHERS = ("wide", "tall", "county")
EMPTY = "."
MOST_LINES = 8
MOST_PLACES = 12
STRIP = 0.2  # of the height, how a line that takes the height of its panel is drawn
PLACE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
TRACKS = re.compile(r"[a-z0-9 .,()%-]{1,160}")
TRACK = re.compile(r"repeat\((\d+), *((?:minmax\([^()]*\)|[\w.%-]+))\)|minmax\([^()]*\)|[\w.%-]+")
SHARE = re.compile(r"([\d.]+)fr")


@dataclass(frozen=True, slots=True)
class GridForm:
    """Where the places are on one shape of screen: lines of cells, and CSS's tracks."""

    areas: tuple[tuple[str, ...], ...]
    columns: str
    rows: str

    @property
    def names(self) -> list[str]:
        """The places in reading order."""
        return list(dict.fromkeys(cell for line in self.areas for cell in line if cell != EMPTY))

    def named(self, names: Mapping[str, str]) -> GridForm:
        """Return this form with its places named otherwise."""
        lines = tuple(tuple(names.get(cell, cell) for cell in line) for line in self.areas)
        return GridForm(lines, self.columns, self.rows)

    @property
    def table(self) -> dict[str, Any]:
        """The form as a TOML table."""
        return {"areas": [" ".join(line) for line in self.areas], "columns": self.columns, "rows": self.rows}


@dataclass(frozen=True, slots=True)
class GridPlace:
    """A place in a drawing of a grid, in shares of its width and height; `number` counts from 1."""

    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class WallGrid:
    """A grid with lettered places; `wide`, `tall` and that of a `county`'s wall are None where they equal `plain`."""

    key: str
    zh: str
    en: str
    plain: GridForm
    wide: GridForm | None
    tall: GridForm | None
    county: GridForm | None

    @property
    def forms(self) -> tuple[GridForm | None, ...]:
        """Its form on each shape of screen."""
        return (self.plain, self.wide, self.tall, self.county)

    @property
    def places(self) -> list[str]:
        """The letters of all places, those of the first shape first."""
        return list(dict.fromkeys(name for form in self.forms if form for name in form.names))

    @property
    def only_elsewhere(self) -> set[str]:
        """The places that the first shape does not show."""
        return set(self.places) - set(self.plain.names)

    def body(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the part of a scene's body that says where panels are, the places named in their order."""
        given = dict(zip(self.places, names, strict=True))
        others = {key: form.named(given).table for key in OTHERS if (form := getattr(self, key))}
        return {**self.plain.named(given).table, **others}

    @property
    def boxes(self) -> list[GridPlace]:
        """The places of the first shape as they are drawn small."""
        return list(_boxes(self.plain, self.places))

    def is_like(self, other: WallGrid) -> bool:
        """Say whether another grid is the same on every shape of screen."""
        return self.forms == other.forms


def grid_of(body: Mapping[str, Any], key: str = "", zh: str = "", en: str = "") -> tuple[WallGrid, list[str]]:
    """Return the grid of a scene's body and the names of its places; the body must be sound (see `unsound`)."""
    plain = _form(body)
    others = {name: _form(body[name]) if "areas" in body.get(name, {}) else None for name in OTHERS}
    named = list(dict.fromkeys(each for form in (plain, *others.values()) if form for each in form.names))
    letters = dict(zip(named, ascii_lowercase, strict=False))
    return WallGrid(
        key, zh, en, plain.named(letters), *(form.named(letters) if form else None for form in others.values())
    ), named


@cache
def grids() -> Mapping[str, WallGrid]:
    """Return the grids to choose from by key: those of the file, then those that only a shipped scene has."""
    given = tomllib.loads(GRIDS.read_text("utf-8"))["grids"]
    found = [grid_of(each, each["key"], each["title"]["zh"], each["title"]["en"])[0] for each in given]
    for path in sorted(WALLS.glob("*.toml")):
        wall = tomllib.loads(path.read_text("utf-8"))
        for scene in wall["scenes"]:
            names = (f"{wall['title'][tongue]} · {scene['title'][tongue]}" for tongue in ("zh", "en"))
            grid, _ = grid_of(scene, f"{path.stem}-{scene['key']}", *names)
            if not any(grid.is_like(other) for other in found):
                found.append(grid)
    return {grid.key: grid for grid in found}


def unsound(form: object) -> str:
    """Return the key of the fault in a table that should say where places are, empty for none."""
    if not isinstance(form, Mapping):
        return "areas"
    areas = form.get("areas")
    if not isinstance(areas, list) or not 1 <= len(areas) <= MOST_LINES or not all(isinstance(a, str) for a in areas):
        return "areas"
    lines = [line.split() for line in areas]
    if not lines[0] or len({len(line) for line in lines}) > 1 or len(lines[0]) > MOST_LINES:
        return "uneven"
    if any(cell != EMPTY and not PLACE.fullmatch(cell) for line in lines for cell in line):
        return "place"
    if any(not TRACKS.fullmatch(str(form.get(key, "none"))) for key in ("columns", "rows")):
        return "tracks"
    return "" if all(_is_box(lines, name) for line in lines for name in line if name != EMPTY) else "box"


def _is_box(lines: list[list[str]], name: str) -> bool:
    """Say whether a place is one rectangle of cells."""
    cells = {(y, x) for y, line in enumerate(lines) for x, cell in enumerate(line) if cell == name}
    ys, xs = sorted({y for y, _ in cells}), sorted({x for _, x in cells})
    return len(cells) == (ys[-1] - ys[0] + 1) * (xs[-1] - xs[0] + 1)


def _form(table: Mapping[str, Any]) -> GridForm:
    lines = tuple(tuple(line.split()) for line in table["areas"])
    return GridForm(lines, table.get("columns", "none"), table.get("rows", "none"))


def _boxes(form: GridForm, places: list[str]) -> Iterator[GridPlace]:
    across, down = _edges(form.columns, len(form.areas[0])), _edges(form.rows, len(form.areas))
    for name in form.names:
        cells = [(x, y) for y, line in enumerate(form.areas) for x, cell in enumerate(line) if cell == name]
        left, right = across[min(x for x, _ in cells)], across[max(x for x, _ in cells) + 1]
        top, bottom = down[min(y for _, y in cells)], down[max(y for _, y in cells) + 1]
        yield GridPlace(places.index(name) + 1, left, top, right - left, bottom - top)


def _edges(tracks: str, count: int) -> list[float]:
    """Return where tracks begin and end, as shares; one of unknown size is drawn as a strip."""
    spoken = [t for found in TRACK.finditer(tracks) for t in [found[2] or found[0]] * int(found[1] or 1)]
    spoken = (spoken if tracks != "none" else []) + ["1fr"] * count
    shares = [SHARE.search(track) for track in spoken[:count]]
    strips = sum(share is None for share in shares)
    whole = sum(float(share[1]) for share in shares if share) or 1
    room = 1 - STRIP * strips if strips < count else 1
    edges = [0.0]
    for share in shares:
        size = room * float(share[1]) / whole if share else (STRIP if strips < count else 1 / count)
        edges.append(edges[-1] + size)
    return edges
