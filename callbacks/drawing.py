"""Draws a scene's page out of one read; a part that cannot be drawn does not take the others with it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit, page_of
from data.errors import DataError
from data.readings import Question, Reading, Readings
from data.regions import Level
from layouts import ids
from layouts.pages import meeting as review
from layouts.pages.document import reported_of
from layouts.scene import Panel, Scene
from layouts.screen import draw as screen
from layouts.screen import meeting_bar as meeting
from layouts.screen import shell
from layouts.screen.sections import failed_panel, grid, panel_section
from layouts.sentences.topics import REPORTED
from layouts.walls import wall

logger = logging.getLogger(__name__)
ROLL_CALL = "registered_count"


def page_questions(scene: Scene) -> list[Question]:
    """Return all that a page asks, for one read: its headline, its panels, and how many offices reported."""
    is_counted = scene.view.page == review.KEY and scene.region.level is not Level.OFFICE
    roll_call = Question((ROLL_CALL, *[REPORTED] * is_counted), (scene.region.code,), (scene.period,))
    return [*page_of(scene.view, scene.own_wall).needs(scene), roll_call]


def whole_screen(cockpit: Cockpit, scene: Scene, readings: Readings) -> list[Component]:
    """Return a page with every panel drawn."""
    sections = [
        (place, panel_section(place, scene, panel_body(place.panel, readings, scene)))
        for place in page_of(scene.view, scene.own_wall).placed
    ]
    headline = html.Div(headline_body(readings, scene), id=ids.HEADLINE, className="headline")
    body: list[Component] = [headline, *grid(sections, scene.words)]
    if scene.view.page == review.KEY:
        week = review.shown_week(scene)
        body = [meeting.bar(scene, reported_of(week.readings if week else readings, scene)), *body]
    if scene.view.page == wall.KEY:
        return wall.frame(cockpit.title_in(scene.words), scene, roll_call(readings, scene), body)
    return shell.frame(cockpit.title_in(scene.words), scene, roll_call(readings, scene), body)


def roll_call(readings: Readings, scene: Scene) -> Reading:
    """Return the reading whose coverage is in the freshness line."""
    return readings.one(ROLL_CALL, scene.region.code, scene.period)


def headline_body(readings: Readings, scene: Scene) -> Component:
    """Return the sentences a page opens with."""
    page = page_of(scene.view, scene.own_wall)
    return _drawn(lambda: screen.draw(page.headline(readings, scene), scene), "headline", scene)


def panel_body(panel: Panel, readings: Readings, scene: Scene) -> Component:
    """Return one panel's picture, or its reason for having none."""
    return _drawn(lambda: screen.draw(panel.draw(readings, scene), scene), panel.key, scene)


def _drawn(draw: Callable[[], Component], what: str, scene: Scene) -> Component:
    try:
        return draw()
    except DataError as error:
        return failed_panel(str(error), scene.view, scene.words)
    except Exception:  # the boundary: when one part fails, the others stay
        logger.exception("%s of %s", what, scene.view.href)
        return failed_panel(scene.words("panel.broken"), scene.view, scene.words)
