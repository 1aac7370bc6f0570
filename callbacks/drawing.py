"""Draws a scene's page out of one read; a part that cannot be drawn does not take the others with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from dash import html
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit, shown_page
from data.errors import DataError
from data.readings import Question, Reading, Readings
from data.regions import Level
from data.viewer import Viewer
from layouts import ids
from layouts.pages import meeting as review
from layouts.pages.document import reported_of
from layouts.scene import Need, Panel, Scene, figures
from layouts.screen import draw as screen
from layouts.screen import meeting_bar as meeting
from layouts.screen import shell
from layouts.screen.sections import failed_panel, grid, panel_section
from layouts.sentences.topics import REPORTED
from layouts.view import View
from layouts.walls import wall
from layouts.walls.custom import own_wall

logger = logging.getLogger(__name__)
ROLL_CALL = "registered_count"


def opened(cockpit: Cockpit, viewer: Viewer, view: View) -> Scene:
    """Return the scene of a view, ready to be drawn; raises DataError."""
    return with_answers(cockpit, cockpit.scene(viewer, view))


def with_answers(cockpit: Cockpit, scene: Scene) -> Scene:
    """Return a scene with the answers to all that its page needs beside figures."""
    return cockpit.ask(scene, _needs)


def _needs(scene: Scene) -> list[Need]:
    notes = [meeting.notes(scene)] if scene.view.page == review.KEY else []
    return [*notes, *shown_page(scene).needs(scene)]


def page_questions(scene: Scene) -> list[Question]:
    """Return the figures that a page asks for, in one read: its headline's, its panels', and how many offices reported."""
    is_counted = scene.view.page == review.KEY and scene.region.level is not Level.OFFICE
    roll_call = Question((ROLL_CALL, *[REPORTED] * is_counted), (scene.region.code,), (scene.period,))
    return [*figures(shown_page(scene).needs(scene)), roll_call]


def whole_screen(cockpit: Cockpit, scene: Scene, readings: Readings) -> list[Component]:
    """Return a page with every panel drawn."""
    sections = [
        (place, panel_section(place, scene, panel_body(place.panel, readings, scene)))
        for place in shown_page(scene).placed
    ]
    headline = html.Div(headline_body(readings, scene), id=ids.HEADLINE, className="headline")
    body: list[Component] = [headline, *grid(sections, scene.words)]
    if scene.view.page == review.KEY:
        week = review.shown_week(scene)
        body = [meeting.bar(scene, reported_of(week.readings if week else readings, scene)), *body]
    if scene.view.page == wall.KEY:
        shown = wall.wall_of(scene.view, partial(own_wall, scene.answers))
        return wall.frame(cockpit.title_in(scene.words), shown, scene, roll_call(readings, scene), body)
    return shell.frame(cockpit.title_in(scene.words), scene, roll_call(readings, scene), body)


def roll_call(readings: Readings, scene: Scene) -> Reading:
    """Return the reading whose coverage is in the freshness line."""
    return readings.one(ROLL_CALL, scene.region.code, scene.period)


def headline_body(readings: Readings, scene: Scene) -> Component:
    """Return the sentences a page opens with."""
    page = shown_page(scene)
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
