"""The two pages about walls themselves: /walls lists those that report, /remote controls one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from data.clock import shanghai
from data.errors import DataError
from data.regions import Level, Region, Regions
from data.walls import Report
from data.walls.reports import Forgotten
from layouts.screen import shell
from layouts.screen.markup import Markup
from layouts.screen.templating import template
from layouts.view import View
from layouts.walls.wall import OwnWalls, Wall, load_walls, wall_of
from layouts.words.language import Language

WALLS, REMOTE = "walls", "remote"
KEYS = (WALLS, REMOTE)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All walls that report, the data version they should show, and the moment: UTC without a zone.

    `tabs` are windows without a name that show a wall now, `forgotten` the walls last taken off the list.
    """

    reports: Sequence[Report]
    version: int
    regions: Regions
    now: datetime
    own_wall: OwnWalls = lambda name: None
    tabs: Sequence[Report] = ()
    forgotten: Sequence[Forgotten] = ()


@dataclass(frozen=True, slots=True)
class RedAlerts:
    """A region with red alerts that are still open, and how many."""

    region: Region
    count: int


@dataclass(frozen=True, slots=True)
class WallLine:
    """One wall in words."""

    name: str
    href: str
    wall: str
    is_silent: bool
    state: str
    place: str
    scene: str
    version: str
    is_behind: bool
    memory: str
    painted: str
    browser: str
    screen: str
    seen: str
    build: str


def is_fleet(view: View) -> bool:
    """Say whether an address is of one of these pages, which have no region."""
    return view.page in KEYS and not view.region


def title(view: View, words: Language) -> str:
    """Return the name of the page."""
    return words(f"fleet.{view.page}.title")


def page(cockpit_title: str, view: View, words: Language, body: str) -> list[Component]:
    """Return the screen: top bar, and the body made by `table` or `remote`."""
    main = html.Main(
        [
            html.Div(
                [
                    html.H1(title(view, words)),
                    html.A(words(f"fleet.{view.page}.other"), href=_other(view), className="pill"),
                    html.A(words("scenes.title"), href=f"/scenes?lang={view.lang}", className="pill"),
                ],
                className="fleet-head",
            ),
            Markup(body),
        ],
        id="main",
        className="page page-fleet",
    )
    return [shell.top_bar(cockpit_title, view, words, is_demo=False), main]


def table(fleet: Fleet, words: Language) -> str:
    """Return the table of walls as markup, those that fell silent first."""
    reports = sorted(fleet.reports, key=lambda report: (not report.is_silent(fleet.now), report.name))
    silent = sum(report.is_silent(fleet.now) for report in reports)
    summed = words("fleet.walls.sum", count=len(reports), silent=silent)
    return template("walls.html").render(
        lines=[line(report, fleet, words) for report in reports],
        sum=summed,
        silent=silent,
        tabs=[line(report, fleet, words) for report in fleet.tabs],
        forgotten=[
            words(
                "fleet.forgotten",
                name=each.name,
                time=words.moment(shanghai(each.at)),
                post=each.by,
            )
            for each in fleet.forgotten
        ],
        words=words,
    )


def live_table(fleet: Fleet, words: Language) -> str:
    """Return the table in the frame that refreshes it."""
    return template("walls_live.html").render(
        table=table(fleet, words),
        href=f"/api/v1/walls?lang={words.tongue}",
        lost=words("fleet.lost"),
        unsent=words("fleet.remote.unsent"),
    )


def state(report: Report, fleet: Fleet, words: Language, unsigned: int) -> str:
    """Return what a wall shows now as markup; `unsigned` is the number of unacknowledged red notices of its region."""
    return template("remote_state.html").render(line=line(report, fleet, words), unsigned=unsigned, words=words)


def choices(fleet: Fleet, words: Language, unknown: str = "") -> str:
    """Return the walls to choose from as markup; `unknown` is the name asked for that no wall has."""
    lines = [line(report, fleet, words) for report in fleet.reports]
    return template("remote_choices.html").render(lines=lines, unknown=unknown, words=words)


def remote(
    report: Report,
    fleet: Fleet,
    red: Sequence[RedAlerts],
    scope: str,
    own: Sequence[tuple[str, str]],
    words: Language,
    unsigned: int,
) -> str:
    """Return the buttons for one wall as markup; `scope` is the widest region it may be sent to.

    `own` are names and titles of the bureau's own walls, which it can be sent to beside those that are shipped.
    """
    cities = fleet.regions.descendants(scope, Level.CITY) or [fleet.regions.get(scope)]
    root = fleet.regions.get(scope)
    groups = [(city, fleet.regions.descendants(city.code, Level.COUNTY)) for city in cities if city is not root]
    wall = _wall(report, fleet)
    shipped = [(each.key, each.en if words.tongue == "en" else each.zh) for each in load_walls().values()]
    return template("remote.html").render(
        name=report.name,
        is_named=report.is_named,
        state=state(report, fleet, words, unsigned),
        scenes=[(scene.key, scene.en if words.tongue == "en" else scene.zh) for scene in wall.scenes] if wall else [],
        walls=[(key, title, wall is not None and key == wall.key) for key, title in (*shipped, *own)],
        root=root,
        groups=groups or [(root, fleet.regions.descendants(root.code, Level.COUNTY))],
        red=red,
        words=words,
    )


def line(report: Report, fleet: Fleet, words: Language) -> WallLine:
    """Return one wall's report in words."""
    is_silent = report.is_silent(fleet.now)
    state = "silent" if is_silent else "dark" if report.is_dark else "held" if report.is_held else "turning"
    silence = _span(fleet.now - report.seen_at, words)
    return WallLine(
        name=report.name,
        href=View(page=REMOTE, name=report.name, lang=words.tongue).href,
        wall=report.wall,
        is_silent=is_silent,
        state=words(f"fleet.state.{state}", span=silence),
        place=words.name(fleet.regions.by_code[report.region]) if report.region in fleet.regions.by_code else "—",
        scene=_scene(report, fleet, words),
        version=words("shell.version", version=words.number(report.version)) if report.version else "—",
        is_behind=bool(report.version) and report.version < fleet.version,
        memory=f"{words.number(report.heap_mb)} MB" if report.heap_mb is not None else "—",
        painted=_ago(fleet.now - report.painted_at, words) if report.painted_at else "—",
        browser=report.browser or "—",
        screen=report.screen or "—",
        seen=_ago(fleet.now - report.seen_at, words),
        build=report.build or "—",
    )


def _wall(report: Report, fleet: Fleet) -> Wall | None:
    try:
        return wall_of(View(wall=report.wall), fleet.own_wall)
    except DataError:
        return None


def _scene(report: Report, fleet: Fleet, words: Language) -> str:
    wall = _wall(report, fleet)
    for scene in wall.scenes if wall else ():
        if scene.key == report.scene:
            return scene.en if words.tongue == "en" else scene.zh
    return report.scene or "—"


def _other(view: View) -> str:
    return View(page=WALLS if view.page == REMOTE else REMOTE, lang=view.lang).href


def _ago(span: timedelta, words: Language) -> str:
    return words("fleet.ago", span=_span(span, words))


def _span(span: timedelta, words: Language) -> str:
    seconds = max(int(span.total_seconds()), 0)
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= length:
            return words(f"fleet.span.{unit}", count=seconds // length)
    return words("fleet.span.seconds", count=seconds)
