"""The ids that the shell gives its components and the callbacks find them by."""

from __future__ import annotations

URL = "url"
VERSION = "version"
PULSE = "pulse"
SCREEN = "screen"
DRAWER = "drawer-slot"
FRESHNESS = "freshness"
SEARCH = "search"
SUGGESTIONS = "suggestions"
DATE = "date"

DRAWN_HREF = "data-href"

PanelId = dict[str, str]


def panel(key: str) -> PanelId:
    """Return the id of a panel's body, which a refresh draws again."""
    return {"part": "panel", "key": key}


def veil(key: str) -> PanelId:
    """Return the id of the line that says how old a panel's picture is when a refresh failed."""
    return {"part": "veil", "key": key}
