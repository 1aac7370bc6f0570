"""The area alerts' part of the HTTP API: listed, shown on a wall, acknowledged by the acting post."""

from __future__ import annotations

import logging
import re
import threading
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from callbacks.alerts import open_notices, unseen_red, wall_view
from callbacks.cockpit import Cockpit
from dashboard.web.request import Refusal, asked_keys, json_object
from data import clock
from data.alerts import Notice, open_alerts
from data.alerts.alerts import LONGEST_REASON, acknowledge
from data.alerts.clock_rules import judge_by_clock
from data.alerts.escalation import escalate
from data.alerts.rules import load_area_rules
from data.errors import OutOfScope
from data.store import Store
from layouts.view import View, only_known
from layouts.walls.fleet import REMOTE

logger = logging.getLogger(__name__)
EVERY_SECONDS = 60
MOST_NUMBERS = 10_000
MOMENT = re.compile(r"\d{20}")


def blueprint(cockpit: Cockpit, *, post: str) -> Blueprint:
    """Return the routes over one cockpit; `post` is who acknowledges. Raises CatalogueError for wrong rules."""
    routes = Blueprint("alerts", __name__)
    store, rules = cockpit.store, load_area_rules(cockpit.store.catalogue)

    @routes.get("/api/v1/alerts")
    def listed() -> Response:
        only_known(asked_keys(), ("region",))
        found = open_notices(cockpit, rules, _region(cockpit))
        return jsonify(notices=[_as_row(notice) for notice in found])

    @routes.get("/api/v1/alerts/alarm")
    def alarm() -> Response:
        only_known(asked_keys(), ("region", "lang", "after", "name", "origin"))
        lang = "en" if request.args.get("lang") == "en" else "zh"
        view = wall_view(_region(cockpit), lang)
        return jsonify(unseen_red(cockpit, cockpit.viewer, rules, view, _after(), clock.utc_now(), _remote(lang)))

    @routes.post("/api/v1/alerts/<int:number>/ack")
    def one(number: int) -> Response:
        (alert,) = acknowledge(store, [number], post=post, reason=_reason(json_object()))
        return jsonify(number=alert.number, acknowledged_by=alert.acknowledged_by)

    @routes.post("/api/v1/alerts/ack")
    def several() -> Response:
        given = json_object()
        wanted = given.get("numbers")
        if not isinstance(wanted, list) or len(wanted) > MOST_NUMBERS or not all(type(each) is int for each in wanted):
            raise Refusal(400, "numbers：应为预警编号的列表。")
        still_open = {alert.number for alert in open_alerts(store)}
        done = acknowledge(store, sorted(still_open & set(wanted)), post=post, reason=_reason(given))
        return jsonify(acknowledged=[alert.number for alert in done])

    return routes


def keep_judging(cockpit: Cockpit) -> threading.Thread:
    """Judge by the clock and escalate what nobody acknowledged in time, every minute, on a thread that ends with the process.

    Several processes may do so at once: what another has judged or escalated stays as it is.
    """

    def work() -> None:
        rest = threading.Event()
        while not rest.wait(EVERY_SECONDS):
            judge_minute(cockpit.store)

    thread = threading.Thread(target=work, name="alerts", daemon=True)
    thread.start()
    return thread


def judge_minute(store: Store, now: datetime | None = None) -> None:
    """Do what a minute asks for: judge what grows worse with time alone, then escalate; `now` in UTC without a zone."""
    try:
        for step in judge_by_clock(store, now):
            logger.info("area alert %d %s by the clock", step.number, step.what)
        for step in escalate(store, now=now):
            logger.info("area alert %d escalated to %s", step.number, step.reason)
    except Exception:  # the boundary: while a load is writing, or without a database, the next minute tries again
        logger.exception("alerts of the minute")


def _region(cockpit: Cockpit) -> str:
    """Return the asked region's code, the root's for none; raises UnknownRegion, OutOfScope."""
    region = cockpit.store.regions.get(request.args.get("region") or cockpit.viewer.scope)
    if not cockpit.store.regions.within(region.code, cockpit.viewer.scope):
        raise OutOfScope(f"{region.zh}（{region.code}）不在本驾驶舱的范围之内。")
    return region.code


def _after() -> str | None:
    after = request.args.get("after")
    if after and not MOMENT.fullmatch(after):
        raise Refusal(400, "after：应为上次回答里的 newest，或留空。")
    return after


def _remote(lang: str) -> str:
    """Return the address of the asking wall's remote by the name it asks this server under, none where no phone reaches that."""
    name, origin = request.args.get("name", ""), request.args.get("origin", "")
    host = urlsplit(f"//{request.host}").hostname or ""
    is_near = host == "localhost" or host.startswith("127.") or host == "::1"
    if not name or is_near or origin not in {f"http://{request.host}", f"https://{request.host}"}:
        return ""
    return origin + View(page=REMOTE, name=name, lang=lang).href


def _reason(given: Any) -> str:
    reason = given.get("reason", "")
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise Refusal(400, f"reason：应为不超过 {LONGEST_REASON} 个字符的文字。")
    return reason


def _as_row(notice: Notice) -> dict[str, object]:
    return {
        "region": notice.county.code,
        "level": notice.level.value,
        "opened": notice.opened.isoformat(),
        "acknowledged": notice.is_acknowledged,
        "numbers": list(notice.numbers),
        "causes": [
            {
                "rule": cause.rule.key,
                "metric": cause.rule.metric or None,
                "period": cause.period,
                "offices": cause.offices or None,
                "figure": None if cause.offices else cause.figure,
                "limit": cause.limit,
                "since": cause.since.isoformat() if cause.since else None,
                "raised_at": f"{cause.reached_at.isoformat()}Z",
                "told": cause.told or None,
            }
            for cause in notice.causes
        ],
    }
