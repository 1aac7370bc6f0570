"""What an address shows, and where controls lead."""

from __future__ import annotations

import logging
from typing import Any

from dash import ctx, html, no_update
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit, page_of
from data.errors import DataError
from data.periods import Period
from data.readings import Question, Readings
from layouts import ids, screen, shell
from layouts.drawer import drawer, drawer_questions
from layouts.panel import Panel, Scene
from layouts.view import View
from layouts.words import load_language

logger = logging.getLogger(__name__)
ROLL_CALL = "registered_count"


def show(cockpit: Cockpit, pathname: str, search: str, drawn: str | None) -> tuple[Any, Any, Any]:
    """Return screen, drawer and the address without its drawer; the screen only when that address moved."""
    try:
        view = View.from_url(pathname, search)
        scene = cockpit.scene(view)
        page = page_of(view)
        mark = f"{view.on().href}#{scene.version}"
        asked = [] if mark == drawn else [*page.needs(scene), roll_call(scene)]
        readings = cockpit.read(scene, [*asked, *drawer_questions(scene)])
    except DataError as error:
        return not_found(cockpit, pathname, search, error), [], pathname
    opened: Any = drawer(readings, scene) if view.explain else []
    if mark == drawn:
        return no_update, opened, no_update
    return whole_screen(cockpit, scene, readings), opened, mark


def whole_screen(cockpit: Cockpit, scene: Scene, readings: Readings) -> list[Component]:
    """Return a page with every panel drawn."""
    page = page_of(scene.view)
    headline = screen.draw(page.headline(readings, scene), scene)
    headline.className = "headline"
    sections = [
        shell.panel_section(place.area, place.panel, scene, body_of(place.panel, readings, scene))
        for place in page.placed
    ]
    roll = readings.one(ROLL_CALL, scene.region.code, scene.period)
    return shell.frame(cockpit.title_in(scene.words), scene, roll, [headline, html.Div(sections, className="grid")])


def body_of(panel: Panel, readings: Readings, scene: Scene) -> Component:
    """Draw one panel; a panel that cannot be drawn says why and does not take the page with it."""
    try:
        return screen.draw(panel.draw(readings, scene), scene)
    except DataError as error:
        return shell.failed_panel(str(error), scene.view, scene.words)
    except Exception:  # the one boundary: whatever a panel raises, the others stand
        logger.exception("panel %s of %s", panel.key, scene.view.href)
        return shell.failed_panel(scene.words("not_found.lead"), scene.view, scene.words)


def roll_call(scene: Scene) -> Question:
    """Ask how many offices reported, for the freshness line."""
    return Question((ROLL_CALL,), (scene.region.code,), (scene.period,))


def not_found(cockpit: Cockpit, pathname: str, search: str, error: DataError) -> list[Component]:
    """Return the helpful page for an address that means nothing."""
    words = load_language("en" if "lang=en" in search else "zh")
    last = pathname.rstrip("/").rsplit("/", 1)[-1]
    near = cockpit.store.regions.find(last[:6], limit=4) if last else []
    return shell.not_found(cockpit.title_in(words), str(error), near, View(lang=words.tongue), words)


def navigate(
    cockpit: Cockpit, day: str | None, submitted: int | None, text: str | None, pathname: str, search: str
) -> Any:
    """Return the address a control leads to, `no_update` when it leads nowhere new."""
    try:
        view = View.from_url(pathname, search)
        scene = cockpit.scene(view)
    except DataError:
        return no_update
    if ctx.triggered_id == ids.SEARCH and submitted:
        found = answers(cockpit, text or "", view)
        return found[0][2] if found else no_update
    if ctx.triggered_id != ids.DATE or not day:
        return no_update
    try:
        period = Period.holding(Period.parse(day).first, scene.period.grain)
    except DataError:
        return no_update
    return no_update if period == scene.period or period.first > scene.as_of else view.on(period=period).href


def suggest(cockpit: Cockpit, text: str | None, pathname: str, search: str) -> list[Component]:
    """Return links to the regions and metrics that a search may mean."""
    try:
        view = View.from_url(pathname, search)
    except DataError:
        view = View()
    wanted = (text or "").strip()
    return shell.suggestions(answers(cockpit, wanted, view), wanted, load_language(view.lang))


def answers(cockpit: Cockpit, text: str, view: View) -> list[tuple[str, str, str]]:
    """Return (name, where, address) of what a search may mean, regions first."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    words, regions = load_language(view.lang), cockpit.store.regions
    found = [
        (words.name(r), shell.path_of(r, regions, words), view.on(region=r.code).href) for r in regions.find(wanted)
    ]
    metrics = [
        m
        for m in cockpit.store.catalogue.metrics.values()
        if wanted in m.zh or wanted in m.en.lower() or wanted in m.key
    ]
    return found + [(words.name(m), m.unit, view.on(explain=m.key).href) for m in metrics[:4]]
