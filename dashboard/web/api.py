"""The HTTP API: the data version that screens ask for, readings as the command line prints them, and a health check."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from callbacks.cockpit import Cockpit
from dashboard.build import build_id
from dashboard.web.request import CurrentViewer, Refusal, asked_keys
from data import clock
from data.errors import DataError
from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.plain import as_row
from data.readings.reading import Compare
from data.readings.shown_day import latest_load, shown_load
from data.regions import Level
from data.store import LoadEntry
from data.viewer import Viewer
from data.walls.custom import edition_of
from layouts.panels import map_play
from layouts.panels.map import CHOICES, shown_metric
from layouts.view import HOME, View, only_known, understood

MOST_READINGS = 6_000


def blueprint(cockpit: Cockpit, current_viewer: CurrentViewer) -> Blueprint:
    """Return the API over one cockpit."""
    routes = Blueprint("api", __name__)
    answers = Api(cockpit, current_viewer)
    routes.get("/api/v1/version")(answers.version)
    routes.get("/api/v1/readings")(answers.readings)
    routes.get("/api/v1/map/<code>")(answers.played_map)
    routes.get("/api/<path:unknown>")(answers.unknown)
    routes.get("/healthz")(answers.health)
    return routes


@dataclass(frozen=True, slots=True)
class Api:
    """The answers, over one cockpit."""

    cockpit: Cockpit
    current_viewer: CurrentViewer

    def version(self) -> Response:
        """Return the version of the data, of the program and of the wall that asks."""
        only_known(asked_keys(), ("wall",))
        entry, wall = latest_load(self.cockpit.store), request.args.get("wall", "")
        edition = edition_of(self.cockpit.store, self.current_viewer().scope, wall) if wall else None
        of_wall = {"wall": edition} if wall else {}
        answer = jsonify(
            version=entry.version if entry else 0,
            as_of=entry.as_of.isoformat() if entry else None,
            loaded_at=entry.loaded_at.isoformat() if entry else None,
            server_time=clock.now().isoformat(timespec="seconds"),
            build=build_id(),
            **_coming(entry),
            **of_wall,
        )
        answer.set_etag(f"{entry.version if entry else 0}-{build_id()}{f'-{edition}' if wall else ''}")
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.make_conditional(request)
        return answer

    def readings(self) -> Response:
        """Return the readings that the query names."""
        asked = request.args
        only_known(asked_keys(), ("metric", "region", "period", "level", "compare"), repeated=("metric",))
        return jsonify(
            asked_readings(
                self.cockpit,
                self.current_viewer(),
                asked.getlist("metric"),
                region=asked.get("region", ""),
                period=asked.get("period", ""),
                level=asked.get("level", ""),
                compare=asked.get("compare", ""),
                most=MOST_READINGS,
            )
        )

    def played_map(self, code: str) -> Response:
        """Return how a region's map looks in each of the periods it plays."""
        with self.cockpit.store.reading():
            view = understood(View.from_url(f"/{HOME}/{code}", request.query_string.decode(errors="replace")))
            context = self.cockpit.context(self.current_viewer(), view)
            metric = shown_metric(context, (context.view.map,) if context.view.map else CHOICES)
            found = map_play.played(self.cockpit.read(context, map_play.needs(context, metric)), context, metric)
        return jsonify(labels=found.labels, looks={code: " ".join(looks) for code, looks in found.looks.items()})

    def unknown(self, unknown: str) -> Response:
        """Refuse an address of the API that means nothing, naming those that do."""
        raise Refusal(
            404,
            f"没有 /api/{unknown} 这个接口。可用：/api/v1/version、/api/v1/readings?metric=registered_count、"
            "/api/v1/panels/kpis.svg/overview、/api/v1/alerts、/api/v1/walls。",
        )

    def health(self) -> Response:
        """Return that the server answers, with the version of its data."""
        return jsonify(status="ok", version=self.cockpit.store.version())


def _coming(entry: LoadEntry | None) -> dict[str, object]:
    """Return, while a day is still coming in, that day with the reports of it that are there and those due."""
    if entry is None or entry.coming is None:
        return {}
    coming = entry.coming
    return {"coming": {"day": coming.day.isoformat(), "arrived": coming.arrived, "due": coming.due}}


def asked_readings(
    cockpit: Cockpit,
    viewer: Viewer,
    metrics: list[str],
    *,
    region: str,
    period: str,
    level: str,
    compare: str,
    most: int | None = None,
) -> list[dict[str, object]]:
    """Return readings as plain values with the keys of `as_row`, all of one moment and one shown day, the region's.

    A period that begins after that day is read up to the newest day, which is still coming in. Raises DataError for
    anything unknown.
    """
    store = cockpit.store
    with store.reading():
        code = store.regions.named(region) if region else store.regions.root.code
        entry = shown_load(store, code)
        if not metrics:
            raise DataError("请写出至少一个指标代码，例如 metric=registered_count。全部指标见 cockpit metrics。")
        when = Period.parse(period) if period else Period.holding(entry.as_of, Grain.WEEK)
        codes = _codes(cockpit, code, level)
        against = comparison(compare)
        keys = tuple(store.catalogue.metric(key).key for key in metrics)
        if most and len(keys) * len(codes) > most:
            raise DataError(f"一次最多读 {most} 个数，这次是 {len(keys) * len(codes)} 个。请分几次读。")
        question, as_of = Figures(keys, codes, (when,), compare=True), entry.as_of_in(when)
        answers = read(store, [question], viewer=viewer, as_of=as_of)
        return [as_row(answers.one(key, each, when), against) for key in keys for each in codes]


def comparison(text: str) -> Compare:
    """Return what `text` asks a reading to be compared with, the previous period for an empty one."""
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
