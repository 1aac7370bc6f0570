"""The watermark over a screen: account and minute, slanted and repeated, so faint that every figure stays as it is read."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts import ids
from layouts.charts.geometry.labels import text_width
from layouts.screen.markup import Markup
from layouts.screen.templating import template

GAP = 3.5  # ems between two copies on a line


def watermark(text: str) -> Component:
    """Return the layer over a screen, empty where the text is; it takes no click and is silent for screen readers."""
    return html.Div(tiles(text), id=ids.WATERMARK, className="watermark", **{"aria-hidden": "true"})


def tiles(text: str) -> list[Component]:
    """Return what is in the layer: who on one line, the minute under it."""
    if not text:
        return []
    who, _, minute = text.rpartition(" · ")
    width = max(text_width(who), text_width(minute)) + GAP
    return [Markup(html=template("watermark.html").render(who=who, minute=minute, width=round(width, 1)))]
