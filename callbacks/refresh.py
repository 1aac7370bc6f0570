"""New data: the page's parts drawn again when the data version moved, the last good picture kept where that fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import no_update
from dash.exceptions import PreventUpdate

from callbacks.cockpit import Cockpit, shown_page
from callbacks.drawing import headline_body, opened, page_questions, roll_call
from callbacks.show import address_of, mark_of
from callbacks.watermark import screen_mark
from data.errors import DataError
from data.readings import Readings
from data.viewer import Viewer
from layouts.charts.chart import Desk
from layouts.context import Context, Panel
from layouts.ids import PartId
from layouts.screen import draw
from layouts.screen.drawer import drawer, drawer_questions
from layouts.screen.freshness import age_of, freshness
from layouts.screen.watermark import tiles
from layouts.view import View
from layouts.words.language import load_language

logger = logging.getLogger(__name__)

Part = Any  # a component, a text, or Dash's no_update
Filled = tuple[list[Part], list[Part], list[Part], list[Part], Part, Part, Part, Part, Part]


@dataclass
class PanelParts:
    """The panels after a refresh, in their order on the page."""

    bodies: list[Part] = field(default_factory=list)
    notes: list[Part] = field(default_factory=list)
    veils: list[Part] = field(default_factory=list)
    ages: list[Part] = field(default_factory=list)


def fill(
    cockpit: Cockpit,
    viewer: Viewer,
    version: int,
    panel_ids: Sequence[PartId],
    ages: Sequence[str],
    drawn: str | None,
    pathname: str,
    search: str,
) -> Filled:
    """Return bodies, notes, veils and ages of all panels, then headline, freshness, drawer, the new mark and the watermark.

    One read for the page. A panel that cannot be drawn keeps its picture, and its veil says when it was drawn.
    """
    if (drawn or "").endswith(f"#{version}"):
        raise PreventUpdate
    try:
        view = View.from_url(pathname, search)
        cockpit = cockpit.at(view)
        with cockpit.store.reading():  # version, figures and names of one moment, even if a load runs meanwhile
            return _filled(cockpit, viewer, panel_ids, ages, drawn, view)
    except PreventUpdate:
        raise
    except Exception as error:  # the boundary: the last good pictures stay after any error
        _log(f"refresh of {pathname}{search} at version {version}", error)
        kept = [no_update] * len(panel_ids)
        veils = [_veil(age, search) for age in ages]
        return kept, kept, veils, kept, no_update, no_update, no_update, no_update, no_update


def _filled(
    cockpit: Cockpit, viewer: Viewer, panel_ids: Sequence[PartId], ages: Sequence[str], drawn: str | None, view: View
) -> Filled:
    context = opened(cockpit, viewer, view)
    if drawn and address_of(drawn) != address_of(mark_of(context)):
        raise PreventUpdate  # the screen still shows another address: its panels are not to be mixed with this one's
    readings = cockpit.read(context, [*page_questions(context), *drawer_questions(context)])
    headline = headline_body(readings, context)
    aside: Part = drawer(readings, context) if context.view.has_drawer else []
    parts = PanelParts()
    for panel_id, age in zip(panel_ids, ages, strict=True):
        _fill_one(parts, panel_id["key"], age, context, readings)
    fresh = freshness(context, roll_call(readings, context))
    over = tiles(screen_mark(cockpit, context))
    return parts.bodies, parts.notes, parts.veils, parts.ages, headline, fresh, aside, mark_of(context), over


def _fill_one(parts: PanelParts, key: str, age: str, context: Context, readings: Readings) -> None:
    try:
        panel = next(place.panel for place in shown_page(context).placed if place.panel.key == key)
        body, note = _picture(panel, readings, context)
    except Exception as error:  # the boundary: one panel breaks alone
        _log(f"panel {key} of {context.view.href}", error)
        body, note, veil = no_update, no_update, context.words("panel.kept", time=age)
    else:
        veil, age = "", age_of(context)
    parts.bodies.append(body)
    parts.notes.append(note)
    parts.veils.append(veil)
    parts.ages.append(age)


def _log(what: str, error: Exception) -> None:
    """Write a known refusal on one line, a fault of the program with its traceback."""
    if isinstance(error, DataError):
        logger.warning("%s: %s", what, error)
    else:
        logger.exception("%s", what)


def _picture(panel: Panel, readings: Readings, context: Context) -> tuple[Part, str]:
    """Return a panel's body and note; the desk, whose scripts hold what is being typed, is not drawn again."""
    drawing = panel.draw(readings, context)
    body = no_update if isinstance(drawing, Desk) else draw.draw(drawing, context)
    return body, panel.note(context)


def _veil(age: str, search: str) -> str:
    return load_language("en" if "lang=en" in (search or "") else "zh")("panel.kept", time=age)
