"""The walls' part of the HTTP API: they report here and ask for orders, a remote gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache, partial
from typing import Any

from flask import Blueprint, Response, jsonify, request
from plotly.io.json import to_json_plotly

from callbacks import show
from callbacks.cockpit import Cockpit
from callbacks.walls import remote_state, wall_table
from dashboard.web.request import Refusal, asked_keys, json_object, whole
from data import clock
from data.errors import OutOfScope, UnknownRegion
from data.free_text import person_number
from data.regions import Level
from data.walls import Report
from data.walls.reports import (
    TAB,
    StillReporting,
    WallOrder,
    forget,
    give_order,
    orders_after,
    put_report,
    report_of,
    reports,
)
from layouts.view import View, only_known, understood
from layouts.walls.wall import wall_of

LONGEST_ORDER = 10
ALIVE_WITHIN = 45  # seconds, unless asked otherwise: three reports
NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
WORDS: Mapping[str, tuple[str, str]] = {
    "region": (r"(\d{6})?", "6 位区划代码，或留空"),
    "wall": (r"[A-Za-z0-9_.-]{0,40}", "大屏文件名，字母、数字、点、横线，不超过 40 个字符"),
    "scene": (r"[A-Za-z0-9_.-]{0,40}", "场景代码，字母、数字、点、横线，不超过 40 个字符"),
    "build": (r"[0-9a-f]{0,16}", "程序版本，不超过 16 个十六进制字符"),
    "browser": (r"[\w .()/;-]{0,80}", "浏览器名称，不超过 80 个字符"),
    "screen": (r"(\d{1,5}×\d{1,5}(@\d{1,2}(\.\d{1,2})?)?)?", "屏幕大小，例如 3840×2160@1.5"),
}
NUMBERS: Mapping[str, tuple[int, bool]] = {  # the most a number may be, and whether it may be unknown
    "version": (2_000_000_000, False),
    "heap_mb": (1_000_000, True),
    "painted_seconds": (100_000_000, True),
}


def blueprint(cockpit: Cockpit, *, post: str) -> Blueprint:
    """Return the walls' routes over one cockpit; `post` is the post that acts here."""
    routes = Blueprint("walls", __name__)
    store = cockpit.store

    @routes.post("/api/v1/walls/<name>")
    def report(name: str) -> Response:
        given = json_object()
        root = store.regions.root.code
        return jsonify(kept=put_report(store, read_report(_named(name), given, root, cockpit)))

    @routes.get("/api/v1/walls/<name>/order")
    def orders(name: str) -> Response:
        only_known(asked_keys(), ("after",))
        after = request.args.get("after", "")
        newest, found = orders_after(store, _named(name), whole(after, 0, what="after"), clock.utc_now())
        asked = found[:LONGEST_ORDER] if after else []
        said = [{"number": each.number, "what": each.what, "argument": each.argument} for each in asked]
        return jsonify(newest=newest, orders=said)

    @routes.post("/api/v1/walls/<name>/order")
    def order(name: str) -> Response:
        given = json_object()
        wanted = report_of(store, _named(name))
        what, argument = read_order(given, wanted, cockpit)
        return jsonify(number=give_order(store, wanted.name, what, argument, clock.utc_now()))

    @routes.post("/api/v1/walls/<name>/forget")
    def leave(name: str) -> Response:
        json_object()
        try:
            forget(store, _named(name), post, clock.utc_now())
        except StillReporting as error:
            raise Refusal(409, str(error)) from error
        return jsonify(forgotten=name)

    @routes.get("/api/v1/walls/<name>/alive")
    def alive(name: str) -> Response:
        only_known(asked_keys(), ("within",))
        seen = clock.utc_now() - report_of(store, _named(name)).seen_at
        within = whole(request.args.get("within"), ALIVE_WITHIN, what="within")
        if seen > timedelta(seconds=within):
            raise Refusal(404, f"大屏“{name}”已 {int(seen.total_seconds())} 秒没有报到。")
        return jsonify(seen_seconds=int(seen.total_seconds()))

    @routes.get("/api/v1/walls/<name>/state")
    def state(name: str) -> Response:
        return Response(
            remote_state(cockpit, cockpit.viewer, _named(name), request.args.get("lang", ""), clock.utc_now())
        )

    @routes.get("/api/v1/picture/wall")
    @routes.get("/api/v1/picture/wall/<code>")
    def picture(code: str = "") -> Response:
        query = request.query_string.decode(errors="replace")
        return Response(picture_of(cockpit, code, query), mimetype="application/json")

    @routes.get("/api/v1/walls")
    def table() -> Response:
        return Response(wall_table(cockpit, cockpit.viewer, request.args.get("lang", ""), clock.utc_now()))

    return routes


def picture_of(cockpit: Cockpit, code: str, query: str) -> str:
    """Return the whole screen of a wall's address as JSON, for a wall that has it ready before its turn.

    Raises Refusal where there is no picture but words: the wall then keeps the one it shows.
    """
    understood(View.from_url("/wall", query))
    screen, _, drawn, title = show.show(
        cockpit, cockpit.viewer, f"/wall/{code}" if code else "/wall", f"?{query}", None
    )
    if "#" not in drawn:
        raise Refusal(404 if drawn in show.UNKNOWN else 503, "现在画不出这个地址的画面，请稍后再试。")
    return str(to_json_plotly({"children": screen, "drawn": drawn, "title": title}))


def read_report(name: str, given: Mapping[str, Any], root: str, cockpit: Cockpit) -> Report:
    """Return a wall's report out of what it sent; raises Refusal naming the field, UnknownRegion."""
    words = {key: _word(given, key) for key in WORDS}
    numbers = {key: _number(given, key) for key in NUMBERS}
    now, painted = clock.utc_now(), numbers["painted_seconds"]
    return Report(
        name=name,
        region=cockpit.store.regions.get(words.pop("region") or root).code,
        **words,
        version=numbers["version"] or 0,
        heap_mb=numbers["heap_mb"],
        painted_at=None if painted is None else now - timedelta(seconds=painted),
        is_held=given.get("held") is True,
        is_dark=given.get("dark") is True,
        seen_at=now,
    )


def read_order(given: Mapping[str, Any], wanted: Report, cockpit: Cockpit) -> tuple[WallOrder, str]:
    """Return an order and its argument; raises Refusal, and DataError for a scene or region that is not there."""
    what, argument = given.get("what"), given.get("argument", "")
    if not isinstance(what, str) or what not in set(WallOrder):
        raise Refusal(400, f"没有“{what}”这种指令。可用：{'、'.join(WallOrder)}。")
    if not isinstance(argument, str) or len(argument) > 60:
        raise Refusal(400, "argument：应为不超过 60 个字符的文字。")
    if what == WallOrder.SCENE:
        return WallOrder.SCENE, wall_of(View(wall=wanted.wall), partial(cockpit.own_wall, cockpit.viewer)).scene(
            argument
        ).key
    if what == WallOrder.WALL:
        return WallOrder.WALL, wall_of(View(wall=argument), partial(cockpit.own_wall, cockpit.viewer)).key
    if what in {WallOrder.REGION, WallOrder.ALERT}:
        return WallOrder(what), _shown_region(argument, cockpit)
    if what == WallOrder.NAME:
        return WallOrder.NAME, _free_name(argument, cockpit)
    if argument:
        raise Refusal(400, f"指令“{what}”不带 argument，这次写了“{argument}”。")
    return WallOrder(what), ""


def _shown_region(code: str, cockpit: Cockpit) -> str:
    """Return the code of a region a wall may show; raises a DataError that says why not."""
    region = cockpit.store.regions.get(code)
    if not cockpit.store.regions.within(code, cockpit.viewer.scope):
        raise OutOfScope(f"{region.zh}（{code}）不在本驾驶舱的范围之内。")
    if region.level.depth > Level.COUNTY.depth:
        raise UnknownRegion(f"大屏只到县（市、区）一级，不能去{region.zh}。")
    return region.code


def _free_name(name: str, cockpit: Cockpit) -> str:
    """Return a name that a wall may be given; raises Refusal that says why not."""
    if _named(name).startswith(TAB):
        raise Refusal(400, f"“{TAB}”开头的名称是浏览器自己起的，请换一个，例如 hall-1。")
    if name in {report.name for report in reports(cockpit.store)}:
        raise Refusal(409, f"已经有一块名为“{name}”的大屏。请换一个名称；那块屏不用了，可在 /walls 移除。")
    return name


def _named(name: str) -> str:
    if not NAME.fullmatch(name) or person_number(name):
        raise Refusal(400, "大屏的名称只能用字母、数字、点、横线和下划线，不超过 40 个字符，不能是证件号或电话。")
    return name


def _word(given: Mapping[str, Any], key: str) -> str:
    text = given.get(key, "")
    if not isinstance(text, str) or not _pattern(key).fullmatch(text):
        raise Refusal(400, f"{key}：应为{WORDS[key][1]}。")
    return text


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(WORDS[key][0])


def _number(given: Mapping[str, Any], key: str) -> int | None:
    most, may_lack = NUMBERS[key]
    number = given.get(key)
    if number is None and may_lack:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most:
        raise Refusal(400, f"{key}：应为 0 到 {most} 的整数{'，或不写' if may_lack else ''}。")
    return number
