"""What a monitoring system asks for at /metrics, in Prometheus' text form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from math import inf

from flask import Blueprint, Response

from callbacks.cockpit import Cockpit
from dashboard.build import build_id
from data import clock
from data.readings.shown_day import latest_load
from data.store import LoadEntry
from data.walls import Report
from data.walls.reports import reports

Sample = tuple[Mapping[str, str], float]


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return /metrics over one cockpit."""
    routes = Blueprint("monitor", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        text = exposition(latest_load(cockpit.store), reports(cockpit.store), clock.utc_now())
        return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")

    return routes


def exposition(entry: LoadEntry | None, walls: Iterable[Report], now: datetime) -> str:
    """Return build, data version, age of the data and the walls as text; `now` is in UTC without a zone.

    Source of the form: prometheus.io, Exposition formats, text-based format 0.0.4.
    """
    return "".join(f"{line}\n" for line in _lines(entry, list(walls), now))


def _lines(entry: LoadEntry | None, walls: list[Report], now: datetime) -> Iterator[str]:
    silent = sum(wall.is_silent(now) for wall in walls)
    yield from _gauge("cockpit_build_info", "The program's build.", [({"build": build_id()}, 1)])
    yield from _gauge(
        "cockpit_data_version", "Number of the newest load, 0 before the first.", [({}, entry.version if entry else 0)]
    )
    if entry:
        age = entry.age(now.replace(tzinfo=UTC))
        seconds = (
            inf if age is None else age.total_seconds()
        )  # so that an alarm on old data rings for a wrong clock too
        yield from _gauge(
            "cockpit_data_age_seconds", "Seconds since the newest load, +Inf if its time is to come.", [({}, seconds)]
        )
    yield from _gauge("cockpit_walls_seen", "Walls that reported within two minutes.", [({}, len(walls) - silent)])
    yield from _gauge("cockpit_walls_silent", "Walls that have not reported for two minutes.", [({}, silent)])
    seen = [({"wall": wall.name}, (now - wall.seen_at).total_seconds()) for wall in walls]
    yield from _gauge("cockpit_wall_seen_seconds", "Seconds since a wall's last report.", seen)
    heaps = [({"wall": wall.name}, wall.heap_mb * 1e6) for wall in walls if wall.heap_mb is not None]
    yield from _gauge("cockpit_wall_heap_bytes", "A wall's JavaScript heap.", heaps)


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        said = ",".join(f'{key}="{text}"' for key, text in labels.items())  # names and builds need no escaping
        shown = "+Inf" if value == inf else f"{value:.10g}"
        yield f"{name}{{{said}}} {shown}" if said else f"{name} {shown}"
