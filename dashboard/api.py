"""The HTTP API: the data version that screens ask for, readings as the command line prints them, and a health check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from callbacks.cockpit import EMPTY_STORE, Cockpit
from dashboard.build import build_id
from data.errors import DataError, OutOfScope, StoreError
from data.own_walls import edition_of
from data.periods import Grain, Period
from data.readings import Compare, Question, Reading, read
from data.regions import Level
from data.store import SHANGHAI
from layouts.panels import county_play
from layouts.panels.county_map import CHOICES, shown_metric
from layouts.view import HOME, UnknownKey, View, only_known, understood

MOST_READINGS = 20_000


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return the API over one cockpit."""
    routes = Blueprint("api", __name__)

    @routes.get("/api/v1/version")
    @spoken
    def version() -> Response:
        only_known(asked_keys(), ("wall",))
        entry, wall = cockpit.store.latest(), request.args.get("wall", "")
        edition = edition_of(cockpit.store, wall) if wall else None
        of_wall = {"wall": edition} if wall else {}
        answer = jsonify(
            version=entry.version if entry else 0,
            as_of=entry.as_of.isoformat() if entry else None,
            loaded_at=entry.loaded_at.isoformat() if entry else None,
            server_time=datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            build=build_id(),
            **of_wall,
        )
        answer.set_etag(f"{entry.version if entry else 0}-{build_id()}{f'-{edition}' if wall else ''}")
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer

    @routes.get("/api/v1/readings")
    @spoken
    def readings() -> Response:
        asked = request.args
        only_known(asked_keys(), ("metric", "region", "period", "level", "compare"), repeated=("metric",))
        return jsonify(
            asked_readings(
                cockpit,
                asked.getlist("metric"),
                region=asked.get("region", ""),
                period=asked.get("period", ""),
                level=asked.get("level", ""),
                compare=asked.get("compare", ""),
                most=MOST_READINGS,
            )
        )

    @routes.get("/api/v1/map/<code>")
    @spoken
    def played_map(code: str) -> Response:
        scene = cockpit.scene(
            understood(View.from_url(f"/{HOME}/{code}", request.query_string.decode(errors="replace")))
        )
        metric = shown_metric(scene, (scene.view.map,) if scene.view.map else CHOICES)
        found = county_play.played(cockpit.read(scene, county_play.needs(scene, metric)), scene, metric)
        return jsonify(labels=found.labels, looks={code: " ".join(looks) for code, looks in found.looks.items()})

    @routes.get("/api/<path:unknown>")
    def nothing(unknown: str) -> tuple[Response, int]:
        return jsonify(
            error=f"没有 /api/{unknown} 这个接口。可用：/api/v1/version、/api/v1/readings、/api/v1/panels、/api/v1/walls。"
        ), 404

    @routes.get("/healthz")
    @spoken
    def health() -> Response:
        return jsonify(status="ok", version=cockpit.store.version())

    return routes


def asked_keys() -> list[str]:
    """Return the keys of this request, each as often as it was given."""
    return [key for key, _ in request.args.items(multi=True)]


def spoken(answer: Callable[..., Response]) -> Callable[..., Any]:
    """Turn known errors into JSON with their message: 404 unknown, 403 out of scope, 503 no data or no database."""

    @wraps(answer)
    def answered(**path: str) -> Any:
        try:
            return answer(**path)
        except UnknownKey as error:
            return jsonify(error=str(error)), 400
        except OutOfScope as error:
            return jsonify(error=str(error)), 403
        except StoreError as error:
            return jsonify(error=str(error)), 503
        except DataError as error:
            return jsonify(error=str(error)), 404
        except SQLAlchemyError:
            return jsonify(error="数据库没有应答，请稍后再试；持续如此请检查 COCKPIT_DATABASE_URL。"), 503

    return answered


def asked_readings(
    cockpit: Cockpit,
    metrics: list[str],
    *,
    region: str,
    period: str,
    level: str,
    compare: str,
    most: int | None = None,
) -> list[dict[str, object]]:
    """Return readings as plain values with the keys of `as_row`; raises DataError for anything unknown."""
    store = cockpit.store
    code = store.regions.named(region) if region else store.regions.root.code
    entry = store.latest()
    if entry is None:
        raise StoreError(EMPTY_STORE)
    if not metrics:
        raise DataError("请写出至少一个指标代码，例如 metric=registered_count。全部指标见 cockpit metrics。")
    when = Period.parse(period) if period else Period.holding(entry.as_of, Grain.WEEK)
    codes = _codes(cockpit, code, level)
    against = comparison(compare)
    keys = tuple(store.catalogue.metric(key).key for key in metrics)
    if most and len(keys) * len(codes) > most:
        raise DataError(f"一次最多读 {most} 个数，这次是 {len(keys) * len(codes)} 个。请分几次读。")
    answers = read(store, [Question(keys, codes, (when,), compare=True)], viewer=cockpit.viewer)
    return [as_row(answers.one(key, each, when), against) for key in keys for each in codes]


def comparison(text: str) -> Compare:
    """Return what `text` asks a reading to be held against, the previous period for an empty one."""
    if text and text not in set(Compare):
        raise DataError(f"没有“{text}”这种比较。可用：{'、'.join(Compare)}。")
    return Compare(text) if text else Compare.PREVIOUS


def _codes(cockpit: Cockpit, code: str, level: str) -> tuple[str, ...]:
    regions = cockpit.store.regions
    if level and level not in set(Level):
        raise DataError(f"没有“{level}”这一级。可用：{'、'.join(Level)}。")
    if not level or regions.get(code).level == level:
        return (code,)
    found = tuple(region.code for region in regions.descendants(code, Level(level)))
    if not found:
        raise DataError(f"{regions.get(code).zh}之下没有 {level} 这一级的地区。")
    return found


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
