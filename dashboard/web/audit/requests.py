"""Notes for the audit log what a request saw, took out or was refused; a change is recorded where it is saved.

What is not listed here as silent is a view: a route written tomorrow is in the log the day it is written.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from callbacks.cockpit import Cockpit
from dashboard.web.incoming.gate import CALLBACKS
from dashboard.web.request import CurrentViewer, Refusal
from data import clock
from data.audit import Action, Actor, acting, note
from data.audit.actor import NOBODY
from data.errors import DataError, OutOfScope
from data.regions.scope import region_in_scope
from layouts import ids
from layouts.view import View

REFUSED = frozenset({401, 403, 429})
SILENT = (  # without figures of a region, or asked again and again by a page that is open
    "/assets/",
    "/static/",
    "/_",
    "/healthz",
    "/livez",
    "/readyz",
    "/metrics",
    "/handbook",
    "/api/openapi.json",
    "/api/v1/version",
)
SIGN_IN = "/sign-"  # which records by itself what happened there
SILENT_ROUTES = frozenset({"walls.list_page", "walls.list_orders", "walls.alive", "walls.detail", "exports.detail"})
DOCUMENTS = frozenset({"/", "/<path:path>"})  # Dash's empty document, whose content comes by its callback
OF_WALLS = ("/wall", "/api/v1/picture/", "/api/v1/alerts/alarm")  # turning by themselves: a view a day
ORDER_PLACED = "exports.create"
NOT_SHOWN = re.compile(
    rb'"data-drawn"\s*:\s*"(title|scope|period|empty|broken)"'
)  # a page in words that says why no figure is
FIGURE_FOUND = re.compile(
    rb'"href"\s*:\s*("(?:[^"\\]|\\.)*explain=(?:[^"\\]|\\.)*")'
)  # what the search box answers with a figure, as JSON writes it
REGION = re.compile(r"\d{6}(\d{3})?")
SECRET = re.compile("token|code|state|secret|password|ticket|key", re.IGNORECASE)  # names of what is never kept
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Noted:
    """What a request is noted as."""

    action: Action
    about: str
    region: str = ""


@dataclass(slots=True)
class NotedLately:
    """What this process noted lately, so that the same is noted once in a while only."""

    _known: OrderedDict[tuple[str, ...], None] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def is_new(self, mark: tuple[str, ...]) -> bool:
        """Say whether something was not noted yet, and remember it."""
        with self._lock:
            is_new = mark not in self._known
            self._known[mark] = None
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
            return is_new


def install(server: Flask, cockpit: Cockpit, current_viewer: CurrentViewer) -> None:
    """Name the account and address of each request as those who act, and note what it saw, took out or was refused."""
    auditor = Auditor(cockpit, current_viewer)

    @server.before_request
    def begin() -> None:
        g.acting = acting(auditor.actor)
        g.acting.__enter__()

    @server.after_request
    def noticed(response: Response) -> Response:
        auditor.notice(response)
        return response

    @server.teardown_request
    def end(_: BaseException | None) -> None:
        if "acting" in g:
            g.pop("acting").__exit__(None, None, None)


@dataclass(frozen=True, slots=True)
class Auditor:
    """What is noted of the requests to one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer
    lately: NotedLately = field(default_factory=NotedLately)

    def actor(self) -> Actor:
        """Return who sends the request that is being answered, and from where."""
        try:
            account = self.current_viewer().account or NOBODY
        except (DataError, Refusal, HTTPException):
            account = NOBODY
        return Actor(account, request.remote_addr or NOBODY)

    def notice(self, response: Response) -> None:
        """Note a response, unless the same was noted a moment ago."""
        for noted in self._noted(response):
            actor = self.actor()
            if noted.action not in {Action.VIEW, Action.REFUSED} or self.lately.is_new(_mark(noted, actor)):
                note(self.cockpit.store, noted.action, noted.about, region=noted.region, actor=actor)

    def _noted(self, response: Response) -> list[Noted]:
        """Return what a response is noted as: nothing, one thing, or each figure that was found by a search."""
        status, path = response.status_code, request.path
        if status in REFUSED:
            said = f"{request.method} {_address(path, request.args.items(multi=True))} {status}"
            return [] if path.startswith(SIGN_IN) else [Noted(Action.REFUSED, said, _region())]
        if status >= 300 and status != 304:
            return []
        if path == CALLBACKS:
            return self._of_callback(response)
        if request.endpoint == ORDER_PLACED:
            return [_of_order()]
        is_file = "attachment" in response.headers.get("Content-Disposition", "")
        if not is_file and not _is_view():
            return []
        about = _address(path, request.args.items(multi=True))
        return [Noted(Action.DOWNLOAD if is_file else Action.VIEW, about, _region())]

    def _of_callback(self, response: Response) -> list[Noted]:
        """Return the view of the page that a callback drew, or that it was refused for its region.

        Of a search the addresses of the figures that it answered with are noted, not what was typed, which may be anything.
        """
        body = request.get_json(silent=True) or {}
        output = str(body.get("output", ""))
        if output.startswith(f"{ids.SUGGESTIONS}."):
            return _of_search(response)
        if f"{ids.SCREEN}." not in output:
            return []
        given = {
            each.get("property"): each.get("value")
            for each in (*body.get("inputs", ()), *body.get("state", ()))
            if isinstance(each, dict) and each.get("id") == ids.URL
        }
        path, search = str(given.get("pathname") or "/"), str(given.get("search") or "")
        about, viewer = _address(path, parse_qsl(search.removeprefix("?"))), self.current_viewer()
        try:
            region = View.from_url(path, search).region or viewer.scope
            if not NOT_SHOWN.search(response.get_data()):
                return [Noted(Action.VIEW, about, region)]
            region_in_scope(self.cockpit.store.regions, region, viewer)
        except OutOfScope:
            return [Noted(Action.REFUSED, about, region)]
        except DataError:
            pass  # an address that means nothing
        return []


def _is_view() -> bool:
    rule = request.url_rule.rule if request.url_rule else ""
    is_silent = request.path.startswith((SIGN_IN, *SILENT)) or request.endpoint in SILENT_ROUTES or rule in DOCUMENTS
    return request.method == "GET" and not is_silent


def _of_search(response: Response) -> list[Noted]:
    """Return the figures that a search found, each by the address that explains it; what was typed is not kept."""
    found = [urlsplit(json.loads(href)) for href in FIGURE_FOUND.findall(response.get_data())]
    addresses = [_address(each.path, parse_qsl(each.query)) for each in found]
    return [Noted(Action.VIEW, about, _region_in(about)) for about in dict.fromkeys(addresses)]


def _of_order() -> Noted:
    body = request.get_json(silent=True) or {}
    parts = urlsplit(str(body.get("address", "")))
    about = _address(parts.path, parse_qsl(parts.query))
    return Noted(Action.EXPORT, f"{body.get('format', '')} {about}", _region_in(about))


def _region() -> str:
    """Return the region that the request's address names, "" for none."""
    return request.args.get("region", "") or _region_in(request.path)


def _region_in(address: str) -> str:
    return next((part for part in re.split("[/?&=]", address) if REGION.fullmatch(part)), "")


def _address(path: str, query: Iterable[tuple[str, str]]) -> str:
    """Return an address without the language, which changes no figure, and without what a token may be in."""
    asked = [(key, text) for key, text in query if key != "lang" and not SECRET.search(key)]
    return f"{path}?{urlencode(asked)}" if asked else path


def _mark(noted: Noted, actor: Actor) -> tuple[str, ...]:
    """Return by what something is noted once: a view a minute, that of a wall a day.

    A refusal of an account is noted once a minute for each address; of nobody once an hour for each route, since a window
    left open is refused every few seconds and a stranger may try any number of addresses.
    """
    now, who = clock.now(), (noted.action.value, actor.account, actor.address)
    minute, hour = f"{now:%Y-%m-%d %H:%M}", f"{now:%Y-%m-%d %H}"
    if noted.action is Action.REFUSED and actor.account == NOBODY:
        return (*who, request.url_rule.rule if request.url_rule else "", hour)
    if noted.action is Action.VIEW and noted.about.startswith(OF_WALLS):
        return (*who, noted.about.partition("?")[0], f"{now:%Y-%m-%d}")
    return (*who, noted.about, minute)
