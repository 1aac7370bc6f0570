"""The HTTP API for other programs: what it answers at which address, and its own description.

`LISTINGS` are the addresses that answer with rows; requests are checked, answered and described by them alone.
"""

from __future__ import annotations

import json
from functools import partial, update_wrapper

from flask import Blueprint, Response

from callbacks.cockpit import Cockpit
from dashboard.web.api import screens, version
from dashboard.web.api.alerts import ALERTS
from dashboard.web.api.due import DUE
from dashboard.web.api.listing import Listing, listed
from dashboard.web.api.openapi import description
from dashboard.web.api.readings import READINGS
from dashboard.web.api.reference import METRICS, REGIONS
from dashboard.web.api.signals import SIGNALS
from dashboard.web.api.snapshots import SNAPSHOT, SNAPSHOTS
from dashboard.web.request import CurrentViewer, WordedRefusal, language

LISTINGS = (READINGS, METRICS, REGIONS, SIGNALS, ALERTS, DUE, SNAPSHOTS, SNAPSHOT)
DESCRIPTION = "/api/openapi.json"


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the API over one cockpit."""
    routes = Blueprint("api", __name__)

    def rows(listing: Listing, **variables: str) -> Response:
        return listed(cockpit, current_viewer(), listing, variables)

    for listing in LISTINGS:
        view = update_wrapper(partial(rows, listing), rows)  # the limits of requests go by a view's name
        routes.add_url_rule(listing.rule, listing.name, view)

    @routes.get(version.PATH)
    def data_version() -> Response:
        return version.version(cockpit, current_viewer())

    @routes.get(DESCRIPTION)
    def openapi() -> Response:
        return Response(json.dumps(description(LISTINGS), ensure_ascii=False), mimetype="application/json")

    @routes.get("/api/<path:unknown>")
    def nothing(unknown: str) -> Response:
        words = language()
        known = words("problem.comma").join((version.PATH, *(each.path for each in LISTINGS)))
        raise WordedRefusal(404, words("problem.says.address", given=unknown[:100], known=known))

    screens.add_routes(routes, cockpit, current_viewer)
    return routes
