"""New data: one panel drawn again when the data version moved, the old picture kept when that fails."""

from __future__ import annotations

import logging
from typing import Any

from dash import no_update

from callbacks.clicks import ROLL_CALL, roll_call
from callbacks.cockpit import Cockpit, page_of
from layouts import screen, shell
from layouts.view import View
from layouts.words import load_language

logger = logging.getLogger(__name__)


def fill(cockpit: Cockpit, version: int, panel_id: dict[str, str], pathname: str, search: str) -> tuple[Any, Any]:
    """Return a panel's body and its veil: the new picture, or the old one kept with its age said."""
    try:
        scene = cockpit.scene(View.from_url(pathname, search))
        panel = next(place.panel for place in page_of(scene.view).placed if place.panel.key == panel_id["key"])
        readings = cockpit.read(scene, panel.needs(scene))
        return screen.draw(panel.draw(readings, scene), scene), ""
    except Exception:  # the boundary: the last good picture stays, whatever went wrong
        logger.exception("panel %s at version %s", panel_id["key"], version)
        words = load_language("en" if "lang=en" in (search or "") else "zh")
        return no_update, words("panel.failed", reason=words("status.stale"))


def freshen(cockpit: Cockpit, version: int, pathname: str, search: str) -> Any:
    """Return the freshness line at a new data version."""
    scene = cockpit.scene(View.from_url(pathname, search))
    readings = cockpit.read(scene, [roll_call(scene)])
    return shell.freshness(scene, readings.one(ROLL_CALL, scene.region.code, scene.period))
