"""The headers of every response: what may run, what may be kept, when to try again."""

from __future__ import annotations

from functools import partial

from dash import Dash
from flask import Flask, Response, request

from dashboard.settings import Settings
from dashboard.web import refusals
from dashboard.web.document import nonce

KEPT = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")  # by browsers, as they carry no figures
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'none'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}; object-src 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
}
TLS_ONLY = "max-age=31536000"  # seconds; other servers of the bureau's domain may have no TLS
FRAME_OPTIONS = {"'self'": "SAMEORIGIN", "'none'": "DENY"}  # for what does not know frame-ancestors


def add_headers(server: Flask, app: Dash, settings: Settings) -> None:
    """Add to every response the headers that keep it safe and say who may keep it."""
    policy = partial(POLICY.format, hashes=" ".join(app.csp_hashes()), ancestors=settings.frame_ancestors)
    always = {**ALWAYS}
    if settings.frame_ancestors in FRAME_OPTIONS:
        always["X-Frame-Options"] = FRAME_OPTIONS[settings.frame_ancestors]

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.update(always)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = TLS_ONLY
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["Content-Security-Policy"] = policy(nonce=nonce())
        elif not response.cache_control.private and (response.status_code >= 400 or not request.path.startswith(KEPT)):
            response.headers["Cache-Control"] = "no-store"
        if response.status_code in refusals.RETRY_SECONDS:
            response.headers.setdefault("Retry-After", refusals.RETRY_SECONDS[response.status_code])
        return response
