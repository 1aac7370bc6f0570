"""The ids that the shell gives its components and the callbacks find them by."""

from __future__ import annotations

from typing import Any

URL = "url"
VERSION = "version"
PULSE = "pulse"
SCREEN = "screen"
DRAWER = "drawer-slot"
HEADLINE = "headline"
FRESHNESS = "freshness"
WATERMARK = "watermark"
SEARCH = "search"
SUGGESTIONS = "suggestions"
ASKED = "asked"

DRAWN = "data-drawn"
TITLE = "data-title"
AGE = "data-age"

PartId = dict[str, Any]


def panel(key: object) -> PartId:
    """Return the id of a panel's body, which a refresh draws again."""
    return {"part": "panel", "key": key}


def note(key: object) -> PartId:
    """Return the id of the quiet note at the right of a panel's head."""
    return {"part": "note", "key": key}


def veil(key: object) -> PartId:
    """Return the id of the line that says how old a panel's picture is when a refresh failed."""
    return {"part": "veil", "key": key}
