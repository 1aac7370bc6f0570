"""The area alerts' part of the HTTP API: listed, shown on a wall, acknowledged by the acting post."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

from flask import Blueprint, Response, jsonify, request

from callbacks.alarms import open_notices, unseen_red
from callbacks.cockpit import Cockpit
from dashboard.asked import Refusal, asked_keys, json_object
from data.area_alerts import LONGEST_REASON, acknowledge, open_alerts
from data.area_escalation import escalate
from data.area_rules import load_area_rules
from data.errors import OutOfScope
from data.notices import Notice
from layouts.view import only_known

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
        only_known(asked_keys(), ("region", "lang", "after"))
        lang = "en" if request.args.get("lang") == "en" else ""
        return jsonify(unseen_red(cockpit, rules, _region(cockpit), lang, _after()))

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


def keep_escalating(cockpit: Cockpit) -> threading.Thread:
    """Escalate what nobody acknowledged in time, every minute, on a thread that ends with the process.

    Several processes may do so at once: what another has escalated stands.
    """

    def work() -> None:
        rest = threading.Event()
        while not rest.wait(EVERY_SECONDS):
            _escalate(cockpit)

    thread = threading.Thread(target=work, name="escalating", daemon=True)
    thread.start()
    return thread


def _escalate(cockpit: Cockpit) -> None:
    try:
        for step in escalate(cockpit.store):
            logger.info("area alert %d escalated to %s", step.number, step.reason)
    except Exception:  # the boundary: while a load is writing, or without a database, the next minute tries again
        logger.exception("escalating")


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


def _reason(given: Any) -> str:
    reason = given.get("reason", "")
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise Refusal(400, f"reason：应为不超过 {LONGEST_REASON} 个字符的文字。")
    return reason


def _as_row(notice: Notice) -> dict[str, object]:
    return {
        "region": notice.county.code,
        "level": notice.level.value,
        "since": notice.since.isoformat(),
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
                "since": cause.since.isoformat(),
                "told": cause.told or None,
            }
            for cause in notice.causes
        ],
    }
