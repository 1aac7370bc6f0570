"""What a reverse proxy says of a request: believed from the named ones, taken off for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.settings import Settings

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def believe_proxies(server: Flask, settings: Settings) -> None:
    """Take client address, scheme and account from the headers of the proxies that the settings name, and of no one else."""
    direct: WsgiApp = server.wsgi_app
    proxied: WsgiApp = ProxyFix(direct, x_for=1, x_proto=1, x_host=0)
    gateway = settings.gateway_header.upper().replace("-", "_")

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get("REMOTE_ADDR") in settings.trusted_proxies:
            return proxied(environ, start)
        if gateway:
            environ.pop(f"HTTP_{gateway}", None)
        return direct(environ, start)

    server.wsgi_app = app  # type: ignore[method-assign, assignment]
