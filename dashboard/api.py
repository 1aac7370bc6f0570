"""The HTTP API: the data version that screens ask for, readings as the command line prints them, and a health check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from callbacks.cockpit import Cockpit
from data.errors import DataError, StoreError
from data.periods import Grain, Period
from data.readings import Compare, Question, Reading, read
from data.regions import Level
from data.store import SHANGHAI

BUILD = f"{datetime.now(SHANGHAI):%Y%m%d%H%M}"


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return the API over one cockpit."""
    routes = Blueprint("api", __name__)

    @routes.get("/api/v1/version")
    def version() -> Response:
        entry = cockpit.store.latest()
        answer = jsonify(
            version=entry.version if entry else 0,
            as_of=entry.as_of.isoformat() if entry else None,
            loaded_at=entry.loaded_at.isoformat() if entry else None,
            build=BUILD,
        )
        answer.set_etag(f"{entry.version if entry else 0}-{BUILD}")
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer

    @routes.get("/api/v1/readings")
    def readings() -> Any:
        asked = request.args
        try:
            found = asked_readings(
                cockpit,
                asked.getlist("metric"),
                region=asked.get("region", ""),
                period=asked.get("period", ""),
                level=asked.get("level", ""),
                compare=asked.get("compare", ""),
            )
        except StoreError as error:
            return jsonify(error=str(error)), 503
        except DataError as error:
            return jsonify(error=str(error)), 404
        return jsonify(found)

    @routes.get("/healthz")
    def health() -> Any:
        return jsonify(status="ok", version=cockpit.store.version())

    return routes


def asked_readings(
    cockpit: Cockpit, metrics: list[str], *, region: str, period: str, level: str, compare: str
) -> list[dict[str, object]]:
    """Return readings as plain values with the keys of `as_row`; raises DataError for anything unknown."""
    store = cockpit.store
    code = store.regions.named(region) if region else store.regions.root.code
    entry = store.latest()
    if entry is None:
        raise StoreError("库里还没有数据。先用 cockpit load 装载文件，或用 cockpit demo 生成演示数据。")
    when = Period.parse(period) if period else Period.holding(entry.as_of, Grain.WEEK)
    if level and level not in set(Level):
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(Level)}。")
    codes = tuple(r.code for r in store.regions.descendants(code, Level(level))) if level else (code,)
    if level and store.regions.get(code).level == level:
        codes = (code,)
    if compare and compare not in set(Compare):
        raise DataError(f"没有“{compare}”这种比较。可用：{'、'.join(Compare)}。")
    keys = tuple(store.catalogue.metric(key).key for key in metrics)
    answers = read(store, [Question(keys, codes, (when,), compare=True)], viewer=cockpit.viewer)
    against = Compare(compare) if compare else Compare.PREVIOUS
    return [as_row(answers.one(key, each, when), against) for key in keys for each in codes]


def as_row(reading: Reading, compare: Compare) -> dict[str, object]:
    """Return a reading as plain values, the way `cockpit read --format json` prints it."""
    return {
        "id": reading.id,
        "metric": reading.metric.key,
        "region": reading.region.code,
        "period": reading.period.key,
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "coverage": reading.coverage,
        "status": reading.status.value,
        "previous": reading.base(compare),
        "change": reading.change(compare),
    }
