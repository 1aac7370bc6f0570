"""What happens: the whole wiring of the product."""

from __future__ import annotations

from functools import partial

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks import refresh, show
from callbacks.cockpit import Cockpit
from layouts import ids


def register(app: Dash, cockpit: Cockpit) -> None:
    """Wire address, controls, search, refresh and tick."""
    _wire_clicks(app, cockpit)
    _wire_refresh(app, cockpit)


def _wire_clicks(app: Dash, cockpit: Cockpit) -> None:
    seen = (State(ids.URL, "pathname"), State(ids.URL, "search"))
    app.callback(
        Output(ids.SCREEN, "children"),
        Output(ids.DRAWER, "children"),
        Output(ids.SCREEN, ids.DRAWN),
        Output(ids.SCREEN, ids.TITLE),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
        State(ids.SCREEN, ids.DRAWN),
    )(partial(show.show, cockpit))
    app.callback(
        Output(ids.URL, "href"),
        Input(ids.ASKED, "data"),
        *seen,
        prevent_initial_call=True,
    )(partial(show.navigate, cockpit))
    app.callback(Output(ids.SUGGESTIONS, "children"), Input(ids.SEARCH, "value"), *seen, prevent_initial_call=True)(
        partial(show.suggest, cockpit)
    )
    app.clientside_callback(ClientsideFunction("cockpit", "entitle"), Input(ids.SCREEN, ids.TITLE))


def _wire_refresh(app: Dash, cockpit: Cockpit) -> None:
    app.callback(
        Output(ids.panel(ALL), "children"),
        Output(ids.note(ALL), "children"),
        Output(ids.veil(ALL), "children"),
        Output(ids.veil(ALL), ids.AGE),
        Output(ids.HEADLINE, "children"),
        Output(ids.FRESHNESS, "children"),
        Output(ids.DRAWER, "children", allow_duplicate=True),
        Output(ids.SCREEN, ids.DRAWN, allow_duplicate=True),
        Input(ids.VERSION, "data"),
        State(ids.panel(ALL), "id"),
        State(ids.veil(ALL), ids.AGE),
        State(ids.SCREEN, ids.DRAWN),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )(partial(refresh.fill, cockpit))
    app.clientside_callback(
        ClientsideFunction("cockpit", "tick"),
        Output(ids.VERSION, "data"),
        Input(ids.PULSE, "n_intervals"),
        State(ids.SCREEN, ids.DRAWN),
    )
