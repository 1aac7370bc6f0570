"""The band under the top bar that says that the past is shown."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.context import Context
from layouts.words.known import known_words


def known_band(context: Context) -> list[Component]:
    """Return the band with the way back to the present; nothing for the present itself."""
    if context.known is None:
        return []
    words = context.words
    back = html.A(words("known.back"), href=context.view.on(known="").href)
    return [
        html.Div([html.Strong(known_words(context.known, words)), " · ", back], className="known-band", role="status")
    ]
