"""What the screens themselves ask for beside pages; not part of what is promised to other programs."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from callbacks.cockpit import Cockpit
from dashboard.web.request import CurrentViewer
from layouts.panels import map_play
from layouts.panels.map import CHOICES, shown_metric
from layouts.view import HOME, View, understood


def add_routes(routes: Blueprint, cockpit: Cockpit, current_viewer: CurrentViewer) -> None:
    """Add the addresses that only the screens ask for."""

    @routes.get("/api/v1/map/<code>")
    def played_map(code: str) -> Response:
        view = understood(View.from_url(f"/{HOME}/{code}", request.query_string.decode(errors="replace")))
        at = cockpit.at(view)
        with at.store.reading():
            context = at.context(current_viewer(), view)
            metric = shown_metric(context, (context.view.map,) if context.view.map else CHOICES)
            found = map_play.played(at.read(context, map_play.needs(context, metric)), context, metric)
        return jsonify(labels=found.labels, looks={code: " ".join(looks) for code, looks in found.looks.items()})
