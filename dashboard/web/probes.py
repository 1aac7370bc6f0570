"""What a load balancer or supervisor asks without signing in: whether the process answers, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from callbacks.cockpit import Cockpit
from data.store.migrations import check_current


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return /healthz and /readyz over one cockpit."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @routes.get("/readyz")
    def ready() -> Response:
        check_current(cockpit.store.engine)
        cockpit.store.version()
        return jsonify(status="ready")

    return routes
