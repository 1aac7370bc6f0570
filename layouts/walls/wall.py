"""The wall: scenes out of TOML files, each a page of panels that other pages have too, and the frame around them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any

from dash import html
from dash.development.base_component import Component

from data.errors import CatalogueError, DataError
from data.readings import Reading
from data.reasons import Reason
from data.references import Brand
from data.regions import Level
from layouts import ids
from layouts.context import Context, Panel
from layouts.pages import PAGES, Page, Placed
from layouts.panels.brands.choice import counties, shown_brands
from layouts.screen import shell
from layouts.screen.freshness import freshness
from layouts.screen.watermark import watermark
from layouts.view import HOME, View
from layouts.walls import today
from layouts.walls.hands import hands

WALLS = Path(__file__).parent / "built_in"
KEY = "wall"
BEZEL = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?")
SHAPES = ("plain", "county", "wide", "tall")  # 16:9, the same for a county, wider than 2:1, higher than wide
REACH = (Level.CITY, Level.COUNTY, Level.OFFICE)
HINTS = ("map.note", "brand_map.note", "alerts.note", "duties.note", "steps.hint")  # of panels: what a pointer could do


@dataclass(frozen=True, slots=True)
class SceneShape:
    """The layout of a scene's panels on one shape of screen, as the values of CSS's grid-template properties."""

    areas: str
    columns: str
    rows: str

    @property
    def names(self) -> set[str]:
        """The areas that have a place."""
        return set(self.areas.replace('"', " ").split()) - {"."}


@dataclass(frozen=True, slots=True)
class WallScene:
    """One scene of a wall: panels by their area, and the seconds each of its pictures stays.

    `maps` are the metrics its map turns through, a picture each; `brands` is how many brands it shows at a visit, one
    after the other, going on where the last visit ended; where it `plays`, its map goes through its last twelve
    periods once.
    """

    key: str
    zh: str
    en: str
    seconds: int
    headline: str  # the page whose opening sentences it shows
    panels: Mapping[str, Panel]
    shapes: Mapping[str, SceneShape]
    maps: tuple[str, ...]
    brands: int
    plays: bool = False

    def placed_on(self, area: str) -> str:
        """Return the shapes of screen on which an area has a place, as words."""
        return " ".join(name for name, shape in self.shapes.items() if area in shape.names)


@dataclass(frozen=True, slots=True)
class Wall:
    """A named sequence of scenes; a bureau's own has an edition, and may lose a scene while a screen shows it."""

    key: str
    zh: str
    en: str
    scenes: tuple[WallScene, ...]
    is_own: bool = False
    edition: int = 0

    def scene(self, key: str) -> WallScene:
        """Return a scene by its key, the first for an empty one or one taken out of an own wall; raises DataError."""
        for scene in self.scenes:
            if scene.key == key:
                return scene
        if not key or self.is_own:
            return self.scenes[0]
        known = tuple(scene.key for scene in self.scenes)
        raise DataError(Reason("view.no_scene", {"wall": self, "name": key, "known": known}))


OwnWalls = Callable[[str], Wall | None]  # a bureau's own walls by name
PanelOf = Callable[[str, str, str], Panel]  # out of the place in the file, area and the panel's name


@cache
def load_walls(folder: Path = WALLS) -> Mapping[str, Wall]:
    """Return the walls of a folder by their file's name; raises CatalogueError with file, key and reason."""
    return {path.stem: _wall(path) for path in sorted(folder.glob("*.toml"))}


def wall_of(view: View, own: OwnWalls = lambda name: None) -> Wall:
    """Return the wall a view names, shipped or a bureau's own, the first for none; raises DataError."""
    walls = load_walls()
    if not view.wall:
        return next(iter(walls.values()))
    found = walls.get(view.wall) or own(view.wall)
    if found is None:
        raise DataError(Reason("view.no_wall", {"wall": view.wall, "known": tuple(walls)}))
    return found


def wall_page(view: View, own: OwnWalls = lambda name: None) -> Page:
    """Return the shown scene of a wall as a page; raises DataError for an unknown wall or scene."""
    scene = wall_of(view, own).scene(view.scene)
    says, asks = PAGES[scene.headline].headline, PAGES[scene.headline].headline_needs
    if scene.headline == HOME:
        says, asks = today.headline, today.needs  # the overview's own sentences are in its panel of points
    return Page(
        key=KEY,
        title=lambda shown: scene.en if shown.view.lang == "en" else scene.zh,
        headline=says,
        headline_needs=asks,
        placed=tuple(Placed(area, panel, shapes=scene.placed_on(area)) for area, panel in scene.panels.items()),
    )


def frame(
    title: str, wall: Wall, context: Context, roll: Reading, body: Sequence[Component], mark: str = ""
) -> list[Component]:
    """Return a wall's screen: title, names of the scenes, the clock and the data's time, the panels, the progress line.

    Over them is the watermark `mark`, which may be empty.
    """
    shown = wall.scene(context.view.scene)
    style = {
        f"--{shape}-{part}": getattr(form, part)
        for shape, form in shown.shapes.items()
        for part in ("areas", "columns", "rows")
    }
    style |= _bezel(context.view.bezel)
    parts = [
        _header(title, wall, shown, context, roll),
        html.Main(
            [*shell.misread(context.view, context.words), *body],
            id="main",
            className="page page-wall",
            **{"data-scene": shown.key},
        ),
        *_carousel(shown, context),
        html.Div(html.Span(), className="wall-progress", id="wall-progress", **_turns(wall, shown, context)),
    ]
    kind = "wall is-county" if context.region.level is Level.COUNTY else "wall"
    return [html.Div(parts, className=kind, style=style), hands(context.words), watermark(mark)]


def _bezel(asked: str) -> dict[str, str]:
    """Return the room asked for at the edges and between panels, nothing for what cannot be read."""
    found = BEZEL.fullmatch(asked)
    if not found:
        return {}
    edge, gap = found[1], found[2] or "0"
    return {"--bezel": f"{edge}px", "--seam": f"{gap}px"}


def _header(title: str, wall: Wall, shown: WallScene, context: Context, roll: Reading) -> Component:
    is_en = context.view.lang == "en"
    names = [
        html.Li(each.en if is_en else each.zh, **({"aria-current": "true"} if each is shown else {}))
        for each in wall.scenes
    ]
    marks = [html.Span(context.words("fleet.wall.held"), className="wall-held")]
    marks += [html.Span(context.words("shell.demo"), className="demo-mark")] if context.is_demo else []
    return html.Header(
        [
            html.Div(
                [shell.seal(), html.Div([html.H1(title), html.P(_whose(context))])],
                className="wall-title",
            ),
            html.Ul(names, className="wall-scenes"),
            html.Div(
                [
                    html.P([*marks, html.Span(id="wall-date"), html.Span(id="wall-clock", className="wall-clock")]),
                    html.Div(freshness(context, roll), id=ids.FRESHNESS, className="freshness"),
                ],
                className="wall-time",
            ),
        ],
        className="wall-head",
    )


def _whose(context: Context) -> list[Component | str]:
    """Say whose wall it is where the title does not, and how many cities, counties and offices it covers."""
    words, regions, here = context.words, context.regions, context.region
    found = {level: len(context.within(here.code, level)) for level in REACH}
    counts = [words(f"fleet.wall.reach.{level}", count=words.number(count)) for level, count in found.items() if count]
    name = [] if here == regions.root else [f"{words.name(here)} "]
    return [*name, html.Span(" · ".join(counts), className="wall-reach")]


def _carousel(shown: WallScene, context: Context) -> list[Component]:
    """Return which of the brands is read and which follows; nothing where a scene has none to turn through."""
    brands = _turned(context) if shown.brands else []
    if len(brands) < 2:
        return []
    at, words = _at(brands, context), context.words
    following = brands[(at + 1) % len(brands)]
    place = words.short(context.regions.get(following.county))
    said = (
        words("fleet.wall.brand", number=at + 1, count=len(brands)),
        words("fleet.wall.following", place=place, brand=following.zh),
    )
    return [html.P([html.Span(each) for each in said], className="wall-carousel")]


def _turned(context: Context) -> list[Brand]:
    """Return the brands of the region that are read one after the other: the real ones, placeholders where there are no others."""
    brands = shown_brands(context, counties(context))
    return [brand for brand in brands if not brand.is_example] or brands


def _at(brands: Sequence[Brand], context: Context) -> int:
    return next((at for at, brand in enumerate(brands) if brand.county == context.view.brand), 0)


def _turns(wall: Wall, shown: WallScene, context: Context) -> dict[str, str]:
    """Return what the browser needs to move on by itself: seconds, the next address, and those of every scene."""
    at = wall.scenes.index(shown)
    here = context.view.on(scene=shown.key)
    return {
        "data-seconds": str(shown.seconds),
        "data-next": _ahead(wall, shown, context).href,
        "data-scenes": " ".join(here.on(scene=each.key, map="").href for each in wall.scenes),
        "data-at": str(at),
        "data-edition": str(wall.edition),
        **({"data-play": "true"} if shown.plays else {}),
    }


def _ahead(wall: Wall, shown: WallScene, context: Context) -> View:
    """Return the view that follows: the scene's next map or brand, or the next scene."""
    view = context.view.on(scene=shown.key)
    leaving = {"scene": wall.scenes[(wall.scenes.index(shown) + 1) % len(wall.scenes)].key, "map": ""}
    if shown.brands and (brands := _turned(context)):
        ahead = (_at(brands, context) + 1) % len(brands)
        view = view.on(brand=brands[ahead].county) if len(brands) > 1 else view
        return view if ahead % shown.brands else view.on(**leaving)
    at = shown.maps.index(view.map) if view.map in shown.maps else 0
    return view.on(map=shown.maps[at + 1]) if at + 1 < len(shown.maps) else view.on(**leaving)


def _wall(path: Path) -> Wall:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}：不是能读的 TOML 文件：{error}。") from error
    return build_wall(path.name, path.stem, content)


def build_wall(
    file: str, key: str, content: Mapping[str, Any], panel_of: PanelOf | None = None, edition: int | None = None
) -> Wall:
    """Return a wall from the content of its file, a bureau's own with an edition; raises CatalogueError with the place."""
    scenes, title = content.get("scenes", []), content.get("title", {})
    if not scenes:
        raise CatalogueError(f"{file}：scenes：一个场景也没有，请至少写一个 [[scenes]]。")
    made = tuple(_scene(file, each, panel_of or shown_panel) for each in scenes)
    return Wall(key, title.get("zh", key), title.get("en", key), made, edition is not None, edition or 0)


def _scene(file: str, given: Mapping[str, Any], panel_of: PanelOf) -> WallScene:
    key = given.get("key", "")
    where = f"{file}：{key or 'scenes'}"
    for name in ("key", "title", "panels", "areas"):
        if name not in given:
            raise CatalogueError(f"{where}：缺少 {name}。")
    plain = _shape(given)
    shapes = {name: _shape(given.get(name, {}), plain) for name in SHAPES}
    panels = {area: panel_of(where, area, named) for area, named in given["panels"].items()}
    for shape, form in shapes.items():
        if lost := sorted(form.names - panels.keys()):
            raise CatalogueError(f"{where}：{shape} 的 areas 里有 {'、'.join(lost)}，panels 里没有。")
    return WallScene(
        key=key,
        zh=given["title"].get("zh", key),
        en=given["title"].get("en", key),
        seconds=int(given.get("seconds", 30)),
        headline=given.get("headline", "overview"),
        panels=panels,
        shapes=shapes,
        maps=tuple(given.get("maps", ())),
        brands=int(given.get("brands", 0)),
        plays=bool(given.get("play", False)),
    )


def _shape(given: Mapping[str, Any], plain: SceneShape | None = None) -> SceneShape:
    if "areas" not in given and plain is not None:
        return plain
    areas: Iterable[str] = given["areas"]
    return SceneShape(
        " ".join(f'"{line}"' for line in areas),
        given.get("columns", "none"),
        given.get("rows", "none"),
    )


def known_panels() -> dict[str, Panel]:
    """Return the panels of all pages, and those that only walls show, as `page/panel`."""
    found = ((page, panel) for page in PAGES.values() for panel in (*(p.panel for p in page.placed), *page.for_walls))
    return {f"{page.key}/{panel.key}": panel for page, panel in found}


def shown_panel(where: str, area: str, named: str) -> Panel:
    """Return the panel written as `page/panel`, under a key of its own on the wall; raises CatalogueError."""
    known = known_panels()
    if named not in known:
        near = get_close_matches(named, known, n=1)
        hint = f"最接近的是 {near[0]}。" if near else f"可用：{'、'.join(known)}。"
        raise CatalogueError(f"{where}：{area}：没有面板“{named}”。{hint}")
    return replace(known[named], key=named.replace("/", "-"), note=partial(_note, known[named]))


def _note(panel: Panel, context: Context) -> str:
    """Return a panel's note without hints that need a pointer."""
    hints = {context.words(f"panels.{hint}") for hint in HINTS}
    return " · ".join(part for part in panel.note(context).split(" · ") if part not in hints)
