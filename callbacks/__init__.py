"""What happens: the whole wiring of the product."""

from __future__ import annotations

from functools import partial

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State

from callbacks import clicks, refresh
from callbacks.cockpit import Cockpit
from layouts import ids


def register(app: Dash, cockpit: Cockpit) -> None:
    """Wire address, controls, search, refresh and tick."""
    address = (Input(ids.URL, "pathname"), Input(ids.URL, "search"))
    seen = (State(ids.URL, "pathname"), State(ids.URL, "search"))
    app.callback(
        Output(ids.SCREEN, "children"),
        Output(ids.DRAWER, "children"),
        Output(ids.SCREEN, ids.DRAWN_HREF),
        *address,
        State(ids.SCREEN, ids.DRAWN_HREF),
    )(partial(clicks.show, cockpit))
    app.callback(
        Output(ids.URL, "href"),
        Input(ids.DATE, "value"),
        Input(ids.SEARCH, "n_submit"),
        State(ids.SEARCH, "value"),
        *seen,
        prevent_initial_call=True,
    )(partial(clicks.navigate, cockpit))
    app.callback(Output(ids.SUGGESTIONS, "children"), Input(ids.SEARCH, "value"), *seen, prevent_initial_call=True)(
        partial(clicks.suggest, cockpit)
    )
    app.callback(
        Output({"part": "panel", "key": MATCH}, "children"),
        Output({"part": "veil", "key": MATCH}, "children"),
        Input(ids.VERSION, "data"),
        State({"part": "panel", "key": MATCH}, "id"),
        *seen,
        prevent_initial_call=True,
    )(partial(refresh.fill, cockpit))
    app.callback(Output(ids.FRESHNESS, "children"), Input(ids.VERSION, "data"), *seen, prevent_initial_call=True)(
        partial(refresh.freshen, cockpit)
    )
    app.clientside_callback(
        ClientsideFunction("cockpit", "tick"),
        Output(ids.VERSION, "data"),
        Input(ids.PULSE, "n_intervals"),
        State(ids.VERSION, "data"),
    )
