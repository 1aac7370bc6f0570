"""Draws a context's page out of one read; a part that cannot be drawn does not take the others with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from dash import html
from dash.development.base_component import Component

from callbacks.cockpit import Cockpit, shown_page
from callbacks.watermark import screen_mark
from data.errors import DataError
from data.readings import Figures, Reading, Readings
from data.regions import Level
from data.viewer import Viewer
from layouts import ids
from layouts.context import Context, Need, Panel, figures
from layouts.pages import meeting as review
from layouts.pages.document import reported_of
from layouts.screen import draw as screen
from layouts.screen import meeting_bar as meeting
from layouts.screen import shell
from layouts.screen.sections import failed_panel, grid, panel_section
from layouts.sentences.topics import REPORTED
from layouts.view import View
from layouts.walls import wall
from layouts.walls.custom import own_wall
from layouts.words.reasons import error_text

logger = logging.getLogger(__name__)
ROLL_CALL = "registered_count"


def opened(cockpit: Cockpit, viewer: Viewer, view: View) -> Context:
    """Return the context of a view, ready to be drawn; raises DataError."""
    return with_answers(cockpit, cockpit.context(viewer, view))


def with_answers(cockpit: Cockpit, context: Context) -> Context:
    """Return a context with the answers to the questions of its page beside figures."""
    return cockpit.ask(context, _needs)


def _needs(context: Context) -> list[Need]:
    is_meeting = context.view.page == review.KEY
    notes = [meeting.notes(context), meeting.known_then(context)] if is_meeting else []
    return [*filter(None, notes), *shown_page(context).needs(context)]


def page_questions(context: Context) -> list[Figures]:
    """Return the figures that a page asks for, in one read: its headline's, its panels', and how many offices reported."""
    is_counted = context.view.page == review.KEY and context.region.level is not Level.OFFICE
    roll_call = Figures((ROLL_CALL, *[REPORTED] * is_counted), (context.region.code,), (context.period,))
    return [*figures(shown_page(context).needs(context)), roll_call]


def whole_screen(cockpit: Cockpit, context: Context, readings: Readings) -> list[Component]:
    """Return a page with every panel drawn."""
    sections = [
        (place, panel_section(place, context, panel_body(place.panel, readings, context)))
        for place in shown_page(context).placed
    ]
    headline = html.Div(headline_body(readings, context), id=ids.HEADLINE, className="headline")
    body: list[Component] = [headline, *grid(sections, context.words)]
    if context.view.page == review.KEY:
        week = review.shown_week(context)
        body = [meeting.bar(context, reported_of(week.readings if week else readings, context)), *body]
    title, roll, mark = cockpit.title_in(context.words), roll_call(readings, context), screen_mark(cockpit, context)
    if context.view.page == wall.KEY:
        shown = wall.wall_of(context.view, partial(own_wall, context.answers))
        return wall.frame(title, shown, context, roll, body, mark)
    return shell.frame(title, context, roll, body, mark)


def roll_call(readings: Readings, context: Context) -> Reading:
    """Return the reading whose coverage is in the freshness line."""
    return readings.one(ROLL_CALL, context.region.code, context.period)


def headline_body(readings: Readings, context: Context) -> Component:
    """Return the sentences a page opens with."""
    page = shown_page(context)
    return _drawn(lambda: screen.draw(page.headline(readings, context), context), "headline", context)


def panel_body(panel: Panel, readings: Readings, context: Context) -> Component:
    """Return one panel's picture, or its reason for having none."""
    return _drawn(lambda: screen.draw(panel.draw(readings, context), context), panel.key, context)


def _drawn(draw: Callable[[], Component], what: str, context: Context) -> Component:
    try:
        return draw()
    except DataError as error:
        return failed_panel(error_text(error, context.words), context.view, context.words)
    except Exception:  # the boundary: when one part fails, the others stay
        logger.exception("%s of %s", what, context.view.href)
        return failed_panel(context.words("panel.broken"), context.view, context.words)
