"""What a monitoring system asks for at /metrics, in Prometheus' text form.

Every gauge is read from the store when it is asked for, so whichever of several processes answers says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector

from callbacks.cockpit import Cockpit
from dashboard.build import build_id
from data import clock
from data.readings.shown_day import latest_load
from data.store import LoadEntry
from data.walls import Report
from data.walls.reports import reports


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return /metrics over one cockpit."""
    routes = Blueprint("monitor", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        gauges = Gauges(latest_load(cockpit.store), reports(cockpit.store), clock.utc_now())
        return Response(generate_latest(gauges), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


@dataclass(frozen=True, slots=True)
class Gauges(Collector):
    """The build, the data's version and age, and the walls; `now` is in UTC without a zone."""

    entry: LoadEntry | None
    walls: Sequence[Report]
    now: datetime

    def collect(self) -> Iterator[Gauge]:
        """Yield each gauge with its samples."""
        silent = sum(wall.is_silent(self.now) for wall in self.walls)
        build = Gauge("cockpit_build_info", "The program's build.", labels=["build"])
        build.add_metric([build_id()], 1)
        yield build
        yield Gauge(
            "cockpit_data_version",
            "Number of the newest load, 0 before the first.",
            self.entry.version if self.entry else 0,
        )
        if self.entry:
            yield Gauge(
                "cockpit_data_age_seconds",
                "Seconds since the newest load, +Inf if its time is to come.",
                _age(self.entry, self.now),
            )
        yield Gauge("cockpit_walls_seen", "Walls that reported within two minutes.", len(self.walls) - silent)
        yield Gauge("cockpit_walls_silent", "Walls that have not reported for two minutes.", silent)
        seen = Gauge("cockpit_wall_seen_seconds", "Seconds since a wall's last report.", labels=["wall"])
        heap = Gauge("cockpit_wall_heap_bytes", "A wall's JavaScript heap.", labels=["wall"])
        for wall in self.walls:
            seen.add_metric([wall.name], (self.now - wall.seen_at).total_seconds())
            if wall.heap_mb is not None:
                heap.add_metric([wall.name], wall.heap_mb * 1e6)
        yield from (seen, heap)


def _age(entry: LoadEntry, now: datetime) -> float:
    """Return the data's age in seconds, infinite for a wrong clock, so that an alarm on old data rings for that too."""
    age = entry.age(now.replace(tzinfo=UTC))
    return inf if age is None else age.total_seconds()
