"""The headers of every response: what may run, what may be kept, when to try again."""

from __future__ import annotations

from dash import Dash
from flask import Flask, Response, request

from dashboard.web import (
    refusals,
)
from dashboard.web.document import nonce

KEPT = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")  # by browsers, as they carry no figures
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'none'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; object-src 'none'"
)


def add_headers(server: Flask, app: Dash) -> None:
    """Add to every response the headers that keep it safe and say who may keep it."""
    hashes = " ".join(app.csp_hashes())

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["Content-Security-Policy"] = POLICY.format(hashes=hashes, nonce=nonce())
        elif not response.cache_control.private and (response.status_code >= 400 or not request.path.startswith(KEPT)):
            response.headers["Cache-Control"] = "no-store"
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", refusals.RETRY_SECONDS)
        return response
