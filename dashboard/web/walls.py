"""The walls' part of the HTTP API: they report here and ask for orders, and a remote gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

from flask import Blueprint, Response, jsonify, request
from plotly.io.json import to_json_plotly
from pydantic import Field

from callbacks import show
from callbacks.cockpit import Cockpit
from callbacks.walls import remote_state, wall_table
from dashboard.web.request import (
    Body,
    CurrentViewer,
    Refusal,
    Whole,
    WordedRefusal,
    asked_keys,
    json_body,
    json_object,
    language,
    whole,
)
from data import clock
from data.errors import StillReporting, UnknownRegion
from data.reasons import Reason
from data.regions import Level, Regions
from data.regions.scope import region_in_scope
from data.text.free import person_number
from data.viewer import Right, Viewer
from data.walls import Report
from data.walls.reports import (
    TAB,
    WallOrder,
    check_name,
    forget,
    give_order,
    is_taken,
    orders_after,
    put_report,
    report_of,
)
from layouts.view import View, only_known, understood
from layouts.walls.wall import wall_of

LONGEST_ORDER = 10
ALIVE_WITHIN = 45  # seconds, unless asked otherwise: three reports
NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


class ReportSent(Body):
    """A wall's report."""

    topic: ClassVar[str] = "wall_report"

    region: str = Field("", pattern=r"^([0-9]{6})?$")
    wall: str = Field("", pattern=r"^[A-Za-z0-9_.-]{0,40}$")
    scene: str = Field("", pattern=r"^[A-Za-z0-9_.-]{0,40}$")
    build: str = Field("", pattern=r"^[0-9a-f]{0,16}$")
    browser: str = Field("", pattern=r"^[\w .()/;-]{0,80}$")
    screen: str = Field("", pattern=r"^([0-9]{1,5}×[0-9]{1,5}(@[0-9]{1,2}(\.[0-9]{1,2})?)?)?$")
    version: Whole
    heap_mb: int | None = Field(None, ge=0, le=1_000_000)
    painted_seconds: int | None = Field(None, ge=0, le=100_000_000)
    held: object = False  # anything but true is false
    dark: object = False


class OrderSent(Body):
    """An order to a wall, with its argument."""

    topic: ClassVar[str] = "wall_order"

    what: str
    argument: str = Field("", max_length=60)


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the walls' routes over one cockpit."""
    routes = Blueprint("walls", __name__)
    answers = Walls(cockpit, current_viewer)
    routes.get("/api/v1/walls")(answers.list_page)
    routes.post("/api/v1/walls/<name>")(answers.report)
    routes.get("/api/v1/walls/<name>/order")(answers.list_orders)
    routes.post("/api/v1/walls/<name>/order")(answers.create_order)
    routes.post("/api/v1/walls/<name>/forget")(answers.delete)
    routes.get("/api/v1/walls/<name>/alive")(answers.alive)
    routes.get("/api/v1/walls/<name>/state")(answers.detail)
    routes.get("/api/v1/picture/wall")(answers.picture)
    routes.get("/api/v1/picture/wall/<code>")(answers.picture)
    return routes


@dataclass(frozen=True, slots=True)
class Walls:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer

    def list_page(self) -> Response:
        """Return the table of the walls within the viewer's scope as markup."""
        return Response(wall_table(self.cockpit, self.current_viewer(), language().tongue, clock.utc_now()))

    def report(self, name: str) -> Response:
        """Save a wall's report."""
        viewer, sent = self.current_viewer(), json_body(ReportSent)
        report = read_report(_named(name, viewer), sent, viewer.scope)
        return jsonify(kept=put_report(self.cockpit.store, viewer, report))

    def list_orders(self, name: str) -> Response:
        """Return the number of a wall's newest order, and the orders after the number asked for."""
        only_known(asked_keys(), ("after",))
        viewer, after = self.current_viewer(), request.args.get("after", "")
        since = whole(after, 0, what="after")
        newest, found = orders_after(self.cockpit.store, viewer, _named(name, viewer), since, clock.utc_now())
        asked = found[:LONGEST_ORDER] if after else []
        orders = [{"number": each.number, "what": each.what, "argument": each.argument} for each in asked]
        return jsonify(newest=newest, orders=orders)

    def create_order(self, name: str) -> Response:
        """Save an order for a wall."""
        viewer, sent = self.current_viewer(), json_body(OrderSent)
        wall = report_of(self.cockpit.store, viewer.scope, _named(name, viewer))
        what, argument = read_order(sent, wall, self.cockpit, viewer)
        return jsonify(number=give_order(self.cockpit.store, wall, what, argument, clock.utc_now()))

    def delete(self, name: str) -> Response:
        """Take a wall that is silent off the list."""
        viewer, _ = self.current_viewer(), json_object()
        try:
            forget(self.cockpit.store, viewer, _named(name, viewer), clock.utc_now())
        except StillReporting as error:
            raise Refusal(409, error.reason) from error
        return jsonify(forgotten=name)

    def alive(self, name: str) -> Response:
        """Return how many seconds ago a wall reported; raises Refusal for one that is silent."""
        only_known(asked_keys(), ("within",))
        viewer = self.current_viewer()
        seen = clock.utc_now() - report_of(self.cockpit.store, viewer.scope, _named(name, viewer)).seen_at
        within = whole(request.args.get("within"), ALIVE_WITHIN, what="within")
        if seen > timedelta(seconds=within):
            raise WordedRefusal(404, language()("request.says.silent", name=name, count=int(seen.total_seconds())))
        return jsonify(seen_seconds=int(seen.total_seconds()))

    def detail(self, name: str) -> Response:
        """Return what a wall shows as markup."""
        viewer, lang = self.current_viewer(), language().tongue
        return Response(remote_state(self.cockpit, viewer, _named(name, viewer), lang, clock.utc_now()))

    def picture(self, code: str = "") -> Response:
        """Return the whole screen of a wall's address as JSON."""
        query = request.query_string.decode(errors="replace")
        found = picture_of(self.cockpit, self.current_viewer(), code, query)
        return Response(found, mimetype="application/json")


def picture_of(cockpit: Cockpit, viewer: Viewer, code: str, query: str) -> str:
    """Return the whole screen of a wall's address as JSON, for a wall that has it ready before its turn.

    Raises Refusal where there is no picture but words: the wall then keeps the one it shows.
    """
    understood(View.from_url("/wall", query))
    screen, _, drawn, title = show.show(cockpit, viewer, f"/wall/{code}" if code else "/wall", f"?{query}", None)
    if "#" not in drawn:
        raise WordedRefusal(404 if drawn in {*show.UNKNOWN, "scope"} else 503, language()("request.says.no_picture"))
    return str(to_json_plotly({"children": screen, "drawn": drawn, "title": title}))


def read_report(name: str, sent: ReportSent, own: str) -> Report:
    """Return a wall's report out of what it sent; one that names no region shows its account's `own`."""
    now = clock.utc_now()
    return Report(
        name=name,
        region=sent.region or own,
        wall=sent.wall,
        scene=sent.scene,
        version=sent.version,
        build=sent.build,
        heap_mb=sent.heap_mb,
        browser=sent.browser,
        screen=sent.screen,
        painted_at=None if sent.painted_seconds is None else now - timedelta(seconds=sent.painted_seconds),
        is_held=sent.held is True,
        is_dark=sent.dark is True,
        seen_at=now,
    )


def read_order(sent: OrderSent, wall: Report, cockpit: Cockpit, viewer: Viewer) -> tuple[WallOrder, str]:
    """Return an order and its argument; raises Refusal, and DataError for a scene or region that is not there."""
    what, argument, own = sent.what, sent.argument, partial(cockpit.own_wall, viewer)
    match what:
        case WallOrder.SCENE:
            return WallOrder.SCENE, wall_of(View(wall=wall.wall), own).scene(argument).key
        case WallOrder.WALL:
            return WallOrder.WALL, wall_of(View(wall=argument), own).key
        case WallOrder.REGION | WallOrder.ALERT:
            return WallOrder(what), _shown_region(argument, cockpit.store.regions, viewer)
        case WallOrder.NAME:
            return WallOrder.NAME, _free_name(argument, cockpit, viewer)
        case WallOrder.ACKNOWLEDGE | WallOrder.ACKNOWLEDGE_LISTED if not argument:
            viewer.require(Right.ACKNOWLEDGE)  # beside leading walls: the wall acknowledges in this account's name
            return WallOrder(what), viewer.signature
    if what not in set(WallOrder):
        raise WordedRefusal(
            400, language()("request.says.order", what=what, known=language()("panels.comma").join(WallOrder))
        )
    if argument:
        raise WordedRefusal(400, language()("request.says.no_argument", what=what, argument=argument))
    return WallOrder(what), ""


def _shown_region(code: str, regions: Regions, viewer: Viewer) -> str:
    """Return the code of a region a wall may show; raises a DataError that says why not."""
    region = region_in_scope(regions, code, viewer)
    if region.level.depth > Level.COUNTY.depth:
        raise UnknownRegion(Reason("wall.too_low", {"region": region}))
    return region.code


def _free_name(name: str, cockpit: Cockpit, viewer: Viewer) -> str:
    """Return a name that a wall may be given; raises Refusal that says why not."""
    if _named(name, viewer).startswith(TAB):
        raise WordedRefusal(400, language()("request.says.tab_name", start=TAB))
    if is_taken(cockpit.store, name):
        raise WordedRefusal(409, language()("request.says.name_taken", name=name))
    return name


def _named(name: str, viewer: Viewer) -> str:
    """Return a wall's name; raises Refusal for one that none can have, OutOfScope where it is not that of a wall's account."""
    check_name(viewer, name)
    if not viewer.is_wall and (not NAME.fullmatch(name) or person_number(name)):
        raise WordedRefusal(400, language()("request.says.wall_name"))
    return name
