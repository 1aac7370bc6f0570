"""Notes for the audit log what a request saw, took out or was refused; a change is recorded where it is saved.

What is not listed here as silent is a view: a route written tomorrow is in the log the day it is written.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlencode

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from callbacks.cockpit import Cockpit
from dashboard.web.gate import CALLBACKS
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
    "/sign-",  # which records what happened by itself
    "/api/openapi.json",
    "/api/v1/version",
)
SILENT_ROUTES = frozenset({"walls.list_page", "walls.list_orders", "walls.alive", "walls.detail", "exports.detail"})
DOCUMENTS = frozenset({"/", "/<path:path>"})  # Dash's empty document, whose content comes by its callback
OF_WALLS = ("/wall", "/api/v1/picture/", "/api/v1/alerts/alarm")  # turning by themselves: a view a day
ORDER_PLACED = "exports.create"
NOT_SHOWN = re.compile(rb'"data-drawn"\s*:\s*"title"')  # a page in words that says why an address is not shown
REGION = re.compile(r"\d{6}(\d{3})?")
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
        noted = self._noted(response)
        if noted is None:
            return
        actor = self.actor()
        if noted.action not in {Action.VIEW, Action.REFUSED} or self.lately.is_new(_mark(noted, actor)):
            note(self.cockpit.store, noted.action, noted.about, region=noted.region, actor=actor)

    def _noted(self, response: Response) -> Noted | None:
        """Return what a response is noted as, None for nothing."""
        status, path = response.status_code, request.path
        if status in REFUSED:
            return (
                None
                if path.startswith("/sign-")
                else self._of_address(Action.REFUSED, f"{request.method} {path} {status}")
            )
        if status >= 300 and status != 304:
            return None
        if path == CALLBACKS:
            return self._of_callback(response)
        if request.endpoint == ORDER_PLACED:
            return _of_order()
        if "attachment" in response.headers.get("Content-Disposition", ""):
            return self._of_address(Action.DOWNLOAD, _address())
        return self._of_address(Action.VIEW, _address()) if _is_view() else None

    def _of_address(self, action: Action, about: str) -> Noted:
        parts = [*request.path.split("/"), request.args.get("region", "")]
        return Noted(action, about, next((part for part in reversed(parts) if REGION.fullmatch(part)), ""))

    def _of_callback(self, response: Response) -> Noted | None:
        """Return the view of the page that a callback drew, or that it was refused for its region."""
        body = request.get_json(silent=True) or {}
        if f"{ids.SCREEN}." not in str(body.get("output", "")):
            return None
        given = {
            each.get("property"): each.get("value")
            for each in (*body.get("inputs", ()), *body.get("state", ()))
            if isinstance(each, dict) and each.get("id") == ids.URL
        }
        path, search = str(given.get("pathname") or "/"), str(given.get("search") or "")
        view, viewer = View.from_url(path, search), self.current_viewer()
        region = view.region or viewer.scope
        if not NOT_SHOWN.search(response.get_data()):
            return Noted(Action.VIEW, f"{path}{search}", region)
        try:
            region_in_scope(self.cockpit.store.regions, region, viewer)
        except OutOfScope:
            return Noted(Action.REFUSED, f"{path}{search}", region)
        except DataError:
            pass  # an address that means nothing
        return None


def _is_view() -> bool:
    rule = request.url_rule.rule if request.url_rule else ""
    is_silent = request.path.startswith(SILENT) or request.endpoint in SILENT_ROUTES or rule in DOCUMENTS
    return request.method == "GET" and not is_silent


def _of_order() -> Noted:
    body = request.get_json(silent=True) or {}
    address = str(body.get("address", ""))
    return Noted(Action.EXPORT, f"{body.get('format', '')} {address}", _region_in(address))


def _region_in(address: str) -> str:
    return next(filter(REGION.fullmatch, re.split("[/?&=]", address)), "")


def _address() -> str:
    """Return the address of the request without the language, which changes no figure."""
    asked = [(key, text) for key, text in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


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
