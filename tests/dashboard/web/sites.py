"""The forms and the HTTP API of a cockpit as one account meets them, without signing in."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from callbacks.cockpit import Cockpit
from dashboard.settings import Settings
from dashboard.web import alerts, api, brands, exports, meetings, refusals, scenes, tasks, walls
from dashboard.web.addresses import Number
from data.viewer import Viewer
from tests.product import unsigned_client


def site(cockpit: Cockpit, settings: Settings, viewer: Viewer) -> FlaskClient:
    """Return a client of the routes about daily work, whose every request is the viewer's."""
    server = Flask(__name__)
    server.url_map.converters["int"] = Number
    refusals.answer_in_words(server, cockpit)
    for routes in (alerts, api, brands, meetings, scenes, tasks, walls):
        server.register_blueprint(routes.blueprint(cockpit, lambda: viewer))
    server.register_blueprint(exports.blueprint(cockpit, lambda: viewer, settings))
    return unsigned_client(server)
