"""The area alerts' part of the HTTP API: they are shown on a wall, and acknowledged by the acting post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from callbacks.alerts import unseen_red, wall_view
from callbacks.cockpit import Cockpit
from dashboard.web.request import Body, CurrentViewer, WordedRefusal, asked_keys, json_body, language
from data import clock
from data.alerts import open_alerts
from data.alerts.alerts import LONGEST_REASON, acknowledge
from data.alerts.rules import AreaRule, load_area_rules
from data.regions.scope import region_in_scope
from data.viewer import Right, Viewer
from data.walls.reports import WallOrder, orders_after
from layouts.view import View, only_known
from layouts.walls.fleet import REMOTE

MOST_NUMBERS = 10_000
ACKNOWLEDGING = {WallOrder.ACKNOWLEDGE, WallOrder.ACKNOWLEDGE_LISTED}
MOMENT = re.compile(r"\d{20}")


class Acknowledgement(Body):
    """The reason an alert is acknowledged with."""

    topic: ClassVar[str] = "acknowledgement"

    reason: str = Field("", max_length=LONGEST_REASON)


class SeveralAcknowledged(Acknowledgement):
    """The alerts that are acknowledged together."""

    numbers: list[int] = Field(max_length=MOST_NUMBERS)


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the routes over one cockpit. Raises CatalogueError for wrong rules."""
    routes = Blueprint("alerts", __name__)
    answers = Alerts(cockpit, current_viewer, load_area_rules(cockpit.store.catalogue))
    routes.get("/api/v1/alerts/alarm")(answers.alarm)
    routes.post("/api/v1/alerts/<int:number>/ack")(answers.acknowledge)
    routes.post("/api/v1/alerts/ack")(answers.acknowledge_several)
    return routes


@dataclass(frozen=True, slots=True)
class Alerts:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer
    rules: Mapping[str, AreaRule]

    def alarm(self) -> Response:
        """Return the red alerts that a wall has not shown yet."""
        only_known(asked_keys(), ("region", "lang", "after", "name", "origin"))
        viewer, lang, now = self.current_viewer(), language().tongue, clock.utc_now()
        view = wall_view(_region(self.cockpit, viewer), lang)
        return jsonify(unseen_red(self.cockpit, viewer, self.rules, view, _after(), now, _remote(lang)))

    def acknowledge(self, number: int) -> Response:
        """Acknowledge one alert."""
        reason = json_body(Acknowledgement).reason
        (alert,) = acknowledge(self.cockpit.store, self.current_viewer(), [number], reason=reason)
        return jsonify(number=alert.number, acknowledged_by=alert.acknowledged_by)

    def acknowledge_several(self) -> Response:
        """Acknowledge those of several alerts that are open and within the viewer's scope."""
        sent, viewer = json_body(SeveralAcknowledged), self._acting()
        still_open = {alert.number for alert in open_alerts(self.cockpit.store, viewer.scope)}
        wanted = sorted(still_open & set(sent.numbers))
        done = acknowledge(self.cockpit.store, viewer, wanted, reason=sent.reason)
        return jsonify(acknowledged=[alert.number for alert in done])

    def _acting(self) -> Viewer:
        """Return who acknowledges: of a wall the one who ordered it to a moment ago; raises NotAllowed."""
        viewer, ordered = self.current_viewer(), []
        if viewer.is_wall:
            _, orders = orders_after(self.cockpit.store, viewer, viewer.account, 0, clock.utc_now())
            ordered = [each.argument for each in orders if each.what in ACKNOWLEDGING]
        if not ordered:
            viewer.require(Right.ACKNOWLEDGE)
        return replace(viewer, post=ordered[-1]) if ordered else viewer


def _region(cockpit: Cockpit, viewer: Viewer) -> str:
    """Return the code of the region asked for, the viewer's own for none; raises UnknownRegion, OutOfScope."""
    return region_in_scope(cockpit.store.regions, request.args.get("region") or viewer.scope, viewer).code


def _after() -> str | None:
    after = request.args.get("after")
    if after and not MOMENT.fullmatch(after):
        raise WordedRefusal(400, language()("request.says.after"))
    return after


def _remote(lang: str) -> str:
    """Return the address of the wall's remote under the host name that the wall uses, empty where no phone can reach it."""
    name, origin = request.args.get("name", ""), request.args.get("origin", "")
    host = urlsplit(f"//{request.host}").hostname or ""
    is_near = host == "localhost" or host.startswith("127.") or host == "::1"
    if not name or is_near or origin not in {f"http://{request.host}", f"https://{request.host}"}:
        return ""
    return origin + View(page=REMOTE, name=name, lang=lang).href
