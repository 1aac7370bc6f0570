"""The application: one Dash app over one store."""

from __future__ import annotations

import re
import secrets
from typing import Any

from dash import Dash
from flask import Flask, Response, g, redirect, request
from flask_caching import Cache
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as WerkzeugResponse

import callbacks
from callbacks import show
from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard.build import build_id
from dashboard.opening import open_configured_store
from dashboard.settings import CHECKOUT, Settings
from dashboard.web import (
    alerts,
    api,
    brands,
    exports,
    gate,
    handbook,
    meetings,
    metrics,
    refusals,
    scenes,
    tasks,
    walls,
)
from data.errors import DataError, StoreError
from data.regions.boundaries import load_boundaries
from data.statistics.rules import BOOKS
from data.viewer import Viewer
from layouts.screen import shell
from layouts.view import View
from layouts.walls import fleet
from layouts.words.language import load_language

ONE_DAY = 24 * 3600
ONE_YEAR = 365 * ONE_DAY
REDIS_SECONDS = 0.5
KEPT = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")  # by browsers, as they carry no figures
DOCUMENTS = {"/", "/<path:path>"}  # the routes of Dash's one document
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'none'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; object-src 'none'"
)
MAP_FILE = CHECKOUT / "assets" / "maps" / "330000.geojson"
TABLES_SCRIPT = re.compile(r'<script src="([^"]*/dash_ag_grid\.[^"]*\.js)"></script>')
INDEX = """<!DOCTYPE html>
<html lang="zh-CN" data-theme="light">
<head>
{%metas%}
<title>{%title%}</title>
<script src="/assets/0-older.js?m=@build@"></script>
<script src="/assets/0-theme.js?m=@build@"></script>
<script src="/assets/0-styles.js?m=@build@" nonce="@nonce@"></script>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg?m=@build@">
{%css%}
</head>
<body data-age-hours="@age@" data-tables="@tables@">
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


class CockpitDash(Dash):  # type: ignore[misc]
    """Dash with our document: the theme before the first paint, the nonce that styles made at run time need.

    The tables' script is half of all scripts and few pages have a table: `assets/grid.js` fetches it with the first.
    """

    def interpolate_index(self, **fields: Any) -> str:
        """Return the document with this response's nonce, and the address of the tables' script instead of it."""
        scripts = str(fields["scripts"])
        tables = TABLES_SCRIPT.search(scripts)
        if tables is None:
            raise LookupError("Dash names no script of dash_ag_grid")
        fields["scripts"] = scripts.replace(tables[0], "")
        document = str(super().interpolate_index(**fields))
        return document.replace("@nonce@", nonce()).replace("@tables@", tables[1])


class Number(IntegerConverter):
    """A number in an address, as long as every database keeps one."""

    regex = r"[0-9]{1,9}"


def nonce() -> str:
    """Return this response's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def open_cockpit(settings: Settings, memory: Memory) -> Cockpit:
    """Return the cockpit of some settings; raises DataError when catalogue, regions, map or database are wrong."""
    store = open_configured_store(settings)
    return Cockpit(
        store,
        load_boundaries(settings.map_file or MAP_FILE),
        Viewer(settings.viewer_role, settings.root, settings.small_cells),
        memory,
        settings.title,
        BOOKS[settings.rule_book],
        settings.weekly,
        settings.coverage_shown / 100,
        is_editable=settings.edit,
    )


def create_app(settings: Settings) -> Dash:
    """Return the application of some settings; raises DataError when catalogue, regions, map or database are wrong."""
    server = Flask(__name__)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR
    server.url_map.converters["int"] = Number
    cockpit = open_cockpit(settings, Memory(configured_cache(server, settings)))
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
        index_string=INDEX.replace("@age@", str(settings.data_age_hours)).replace("@build@", build_id()),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = lambda: shell.document(title, cockpit.version(), settings.poll_seconds)
    callbacks.register(app, cockpit)
    gate.install(server, settings, app.callback_map)
    refusals.answer_in_words(server, cockpit)
    for routes in (api, metrics):
        server.register_blueprint(routes.blueprint(cockpit))
    server.register_blueprint(walls.blueprint(cockpit, post=settings.post))
    server.register_blueprint(alerts.blueprint(cockpit, post=settings.post))
    server.register_blueprint(meetings.blueprint(cockpit, settings))
    server.register_blueprint(brands.blueprint(cockpit, is_editable=settings.edit))
    server.register_blueprint(scenes.blueprint(cockpit, is_editable=settings.edit, post=settings.post))
    server.register_blueprint(tasks.blueprint(cockpit, is_editable=settings.edit, post=settings.post))
    server.register_blueprint(exports.blueprint(cockpit, settings))
    server.register_blueprint(handbook.blueprint(cockpit))
    _secure(server, app)
    _answer_unknown(server, cockpit)  # Flask calls what comes last first: the headers go by the status
    return app


def configured_cache(server: Flask, settings: Settings) -> Cache:
    """Return the cache that the settings name; a Redis that does not answer at once is given up, not asked again."""
    kind: dict[str, object] = {"CACHE_TYPE": "SimpleCache"}
    if settings.redis_url:
        once = Retry(NoBackoff(), 0)
        waits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS, "retry": once}
        kind = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": settings.redis_url, "CACHE_OPTIONS": waits}
    common = {"CACHE_DEFAULT_TIMEOUT": ONE_DAY, "CACHE_THRESHOLD": 500, "CACHE_KEY_PREFIX": build_id()}
    return Cache(server, config={**kind, **common})


def _answer_unknown(server: Flask, cockpit: Cockpit) -> None:
    """Lead an address that names a region to that of its code; answer 404 for one that means nothing."""

    @server.before_request
    def lead() -> WerkzeugResponse | None:
        is_page = request.method == "GET" and request.url_rule is not None and request.url_rule.rule in DOCUMENTS
        meant = show.renamed(cockpit, request.path, request.query_string.decode(errors="replace")) if is_page else ""
        return redirect(meant) if meant else None

    @server.after_request
    def status(response: Response) -> Response:
        is_document = request.url_rule is not None and request.url_rule.rule in DOCUMENTS
        if is_document and response.status_code == 200:
            response.status_code = _status(cockpit)
        return response


def _status(cockpit: Cockpit) -> int:
    try:
        view = View.from_url(request.path, request.query_string.decode(errors="replace"))
        if not fleet.is_fleet(view):
            cockpit.scene(view)
    except StoreError:
        return 200  # the page that says how to bring data
    except SQLAlchemyError:
        return 503
    except DataError:
        return 404
    return 200


def _secure(server: Flask, app: Dash) -> None:
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
