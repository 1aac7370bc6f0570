"""The application: one Dash app over one store."""

from __future__ import annotations

from dash import Dash
from flask import Flask
from flask_caching import Cache
from redis.backoff import NoBackoff
from redis.retry import Retry

import callbacks
from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard.build import build_id
from dashboard.cockpit import cockpit_over
from dashboard.opening import open_configured_store
from dashboard.settings import CHECKOUT, Settings
from dashboard.web import (
    alerts,
    api,
    audit,
    brands,
    exports,
    handbook,
    intake,
    meetings,
    probes,
    refusals,
    scenes,
    tasks,
    urging,
    walls,
)
from dashboard.web.accounts import administration, arrival, oidc, pages, rights
from dashboard.web.accounts.session import Sessions
from dashboard.web.addresses import Number, answer_unknown
from dashboard.web.document import INDEX, CockpitDash
from dashboard.web.headers import add_headers
from dashboard.web.incoming import gate, limits
from dashboard.web.incoming.proxies import believe_proxies
from dashboard.web.request import CurrentViewer
from data.store import Store
from layouts.screen import shell
from layouts.words.language import load_language

ONE_DAY = 24 * 3600
ONE_YEAR = 365 * ONE_DAY
REDIS_SECONDS = 0.5


def create_app(settings: Settings) -> Dash:
    """Return the application of some settings; raises DataError when catalogue, regions, map or database are wrong."""
    return app_over(open_configured_store(settings), settings)


def app_over(store: Store, settings: Settings) -> Dash:
    """Return the application of some settings over a store that is open; raises DataError when the map is wrong."""
    server = Flask(__name__)
    server.config.update(SEND_FILE_MAX_AGE_DEFAULT=ONE_YEAR, PROPAGATE_EXCEPTIONS=False)
    server.url_map.converters["int"] = Number
    cockpit = cockpit_over(store, settings, Memory(configured_cache(server, settings)))
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

    current_viewer = install_entrance(server, cockpit, settings)
    gate.check_bodies(server, app.callback_map)
    callbacks.register(app, cockpit, current_viewer)
    refusals.answer_in_words(server, cockpit)
    for administrators in administration.blueprints(cockpit, current_viewer):
        server.register_blueprint(administrators)
    audit.install(server, cockpit, current_viewer)
    for readers in (api, brands):
        server.register_blueprint(readers.blueprint(cockpit, current_viewer))
    for writers in (alerts, meetings, scenes, tasks, urging, walls):
        server.register_blueprint(writers.blueprint(cockpit, current_viewer))
    server.register_blueprint(exports.blueprint(cockpit, current_viewer, settings))
    server.register_blueprint(intake.blueprint(cockpit, current_viewer, settings))
    for public in (handbook, probes):
        server.register_blueprint(public.blueprint(cockpit))
    add_headers(server, app, settings)
    rights.check_all_named(server.url_map.iter_rules(), app.callback_map)
    answer_unknown(server, cockpit, current_viewer)  # Flask calls what comes last first: the headers go by the status
    return app


def install_entrance(server: Flask, cockpit: Cockpit, settings: Settings) -> CurrentViewer:
    """Let a server check who may come in, in this order of hooks, and sign people in; return what names who sends a request."""
    sessions = Sessions(cockpit.store, settings)
    sessions.install(server)
    believe_proxies(server, settings)
    gate.install(server, settings)
    limits.install(server, settings)
    current_viewer = arrival.install(server, sessions, settings)
    server.register_blueprint(pages.blueprint(cockpit, sessions, settings))
    if settings.oidc_issuer:
        server.register_blueprint(oidc.blueprint(server, cockpit.store, sessions, settings))
    return current_viewer


def configured_cache(server: Flask, settings: Settings) -> Cache:
    """Return the cache that the settings name; a Redis that does not answer at once is given up, not asked again."""
    kind: dict[str, object] = {"CACHE_TYPE": "SimpleCache"}
    if settings.redis_url:
        once = Retry(NoBackoff(), 0)
        waits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS, "retry": once}
        kind = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": settings.redis_url, "CACHE_OPTIONS": waits}
    common = {"CACHE_DEFAULT_TIMEOUT": ONE_DAY, "CACHE_THRESHOLD": 500, "CACHE_KEY_PREFIX": build_id()}
    return Cache(server, config={**kind, **common})
