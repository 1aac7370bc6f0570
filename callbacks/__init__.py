"""What happens: the whole wiring of the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks import refresh, show
from callbacks.cockpit import Cockpit
from data.viewer import Viewer
from layouts import ids

Asked = Callable[[Callable[..., Any]], Callable[..., Any]]  # a handler as Dash calls it, for who asks


def register(app: Dash, cockpit: Cockpit, viewer: Callable[[], Viewer]) -> None:
    """Wire address, controls, search, refresh and tick; `viewer` returns the viewer of the current request."""

    def asked(handler: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: handler(cockpit, viewer(), *given)

    _wire_clicks(app, asked)
    _wire_refresh(app, asked)


def _wire_clicks(app: Dash, asked: Asked) -> None:
    seen = (State(ids.URL, "pathname"), State(ids.URL, "search"))
    app.callback(
        Output(ids.SCREEN, "children"),
        Output(ids.DRAWER, "children"),
        Output(ids.SCREEN, ids.DRAWN),
        Output(ids.SCREEN, ids.TITLE),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
        State(ids.SCREEN, ids.DRAWN),
    )(asked(show.show))
    app.callback(
        Output(ids.URL, "href"),
        Input(ids.ASKED, "data"),
        *seen,
        prevent_initial_call=True,
    )(asked(show.navigate))
    app.callback(Output(ids.SUGGESTIONS, "children"), Input(ids.SEARCH, "value"), *seen, prevent_initial_call=True)(
        asked(show.suggest)
    )
    app.clientside_callback(ClientsideFunction("cockpit", "entitle"), Input(ids.SCREEN, ids.TITLE))


def _wire_refresh(app: Dash, asked: Asked) -> None:
    app.callback(
        Output(ids.panel(ALL), "children"),
        Output(ids.note(ALL), "children"),
        Output(ids.veil(ALL), "children"),
        Output(ids.veil(ALL), ids.AGE),
        Output(ids.HEADLINE, "children"),
        Output(ids.FRESHNESS, "children"),
        Output(ids.DRAWER, "children", allow_duplicate=True),
        Output(ids.SCREEN, ids.DRAWN, allow_duplicate=True),
        Output(ids.WATERMARK, "children"),
        Input(ids.VERSION, "data"),
        State(ids.panel(ALL), "id"),
        State(ids.veil(ALL), ids.AGE),
        State(ids.SCREEN, ids.DRAWN),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )(asked(refresh.fill))
    app.clientside_callback(
        ClientsideFunction("cockpit", "tick"),
        Output(ids.VERSION, "data"),
        Input(ids.PULSE, "n_intervals"),
        State(ids.SCREEN, ids.DRAWN),
    )
