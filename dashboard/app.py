"""The application: one Dash app over one store."""

from __future__ import annotations

import secrets
from typing import Any

from dash import Dash
from flask import Flask, Response, g, request
from flask_caching import Cache

import callbacks
from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard import api
from dashboard.settings import CHECKOUT, Settings
from data.boundaries import load_boundaries
from data.catalogue import load_catalogue
from data.errors import DataError, StoreError
from data.regions import load_regions
from data.store import Store, open_store
from data.viewer import Viewer
from layouts import shell
from layouts.view import View
from layouts.words import load_language

ONE_YEAR = 365 * 24 * 3600
MAP_FILE = CHECKOUT / "assets" / "maps" / "330000.geojson"
INDEX = """<!DOCTYPE html>
<html lang="zh-CN" data-theme="light">
<head>
{%metas%}
<title>{%title%}</title>
<script src="/assets/0-theme.js"></script>
<script src="/assets/0-styles.js" nonce="@nonce@"></script>
{%favicon%}
{%css%}
</head>
<body data-age-hours="@age@">
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


class CockpitDash(Dash):  # type: ignore[misc]
    """Dash with our document: the theme before the first paint, the nonce that styles made at run time need."""

    def interpolate_index(self, **fields: Any) -> str:
        """Return the document with this response's nonce."""
        return str(super().interpolate_index(**fields)).replace("@nonce@", nonce())


def nonce() -> str:
    """Return this response's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def open_configured_store(settings: Settings) -> Store:
    """Open the store that the settings name; raises DataError."""
    return open_store(
        settings.database_url,
        catalogue=load_catalogue(),
        regions=load_regions(settings.places, settings.root),
        stale_days=settings.stale_days,
        keep_days=settings.keep_days,
    )


def create_app(settings: Settings) -> Dash:
    """Return the application of some settings; raises DataError when catalogue, regions, map or database are wrong."""
    store = open_configured_store(settings)
    server = Flask(__name__)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR
    viewer = Viewer(settings.viewer_role, settings.root, settings.small_cells)
    cockpit = Cockpit(
        store,
        load_boundaries(settings.map_file or MAP_FILE),
        viewer,
        Memory(_cache(server, settings)),
        settings.title,
    )
    title = cockpit.title_in(load_language("zh"))
    app = CockpitDash(
        __name__,
        server=server,
        assets_folder=str(CHECKOUT / "assets"),
        assets_ignore=r"0-.*\.js",
        compress=True,
        title=title,
        update_title="",
        suppress_callback_exceptions=True,
        index_string=INDEX.replace("@age@", str(settings.data_age_hours)),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = lambda: shell.document(title, store.version(), settings.poll_seconds)
    callbacks.register(app, cockpit)
    server.register_blueprint(api.blueprint(cockpit))
    _answer_unknown(server, cockpit)
    _secure(server, app)
    return app


def _cache(server: Flask, settings: Settings) -> Cache:
    kind = (
        {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": settings.redis_url}
        if settings.redis_url
        else {"CACHE_TYPE": "SimpleCache"}
    )
    return Cache(server, config={**kind, "CACHE_DEFAULT_TIMEOUT": 24 * 3600, "CACHE_THRESHOLD": 500})


def _answer_unknown(server: Flask, cockpit: Cockpit) -> None:
    """Answer 404 with the document for an address that means nothing, so that links can be checked."""

    @server.after_request
    def status(response: Response) -> Response:
        if (
            response.mimetype == "text/html"
            and response.status_code == 200
            and request.endpoint is not None
            and "dash" not in request.path[1:6]
        ):
            try:
                cockpit.scene(View.from_url(request.path, request.query_string.decode()))
            except StoreError:
                pass
            except DataError:
                response.status_code = 404
        return response


def _secure(server: Flask, app: Dash) -> None:
    known: list[str] = []

    @server.after_request
    def headers(response: Response) -> Response:
        if not known:
            known.append(" ".join(app.csp_hashes()))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "no-cache"
            response.headers["Content-Security-Policy"] = (
                f"default-src 'none'; script-src 'self' {known[0]}; style-src-elem 'self' 'nonce-{nonce()}'; style-src-attr 'none'; "
                "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
                "frame-ancestors 'self'; object-src 'none'"
            )
        return response
