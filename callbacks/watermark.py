"""The watermark: whose screen or file it is, and of which minute."""

from __future__ import annotations

from datetime import datetime

from callbacks.cockpit import Cockpit, Watermark
from data import clock
from data.regions import Level
from data.viewer import Viewer
from layouts.context import Context
from layouts.view import WALL


def file_mark(cockpit: Cockpit, viewer: Viewer, at: datetime) -> str:
    """Return what is written on every sheet of a file made for a viewer at a moment, "" where files have none."""
    return _mark(viewer, at) if cockpit.watermark is not Watermark.OFF else ""


def screen_mark(cockpit: Cockpit, context: Context) -> str:
    """Return what is written over a screen that is drawn now, "" where it has none.

    A wall below the province has none by any setting: a hall reads it, and its account is no person.
    """
    is_lower_wall = context.view.page == WALL and context.region.level is not Level.PROVINCE
    return _mark(context.viewer, clock.now()) if cockpit.watermark is Watermark.ALL and not is_lower_wall else ""


def _mark(viewer: Viewer, at: datetime) -> str:
    """Return account, post where there is one, and minute."""
    return " · ".join(filter(None, (viewer.account, viewer.post, f"{at:%Y-%m-%d %H:%M}")))
