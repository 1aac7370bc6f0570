"""What a monitoring system asks for, in Prometheus' text form, on a port of the machine's own.

Every gauge is read from the store when it is asked for, so whichever of several processes answers says the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from dashboard.build import build_id
from dashboard.outlets.webhooks import Receiver
from data import clock
from data.errors import DataError
from data.pull import FeedStatus, statuses
from data.pull.runs import IN_TROUBLE
from data.readings.shown_day import latest_load
from data.store import LoadEntry, Store
from data.walls import Report
from data.walls.reports import reports
from data.webhooks.outbox import count

logger = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"


def serve(store: Store, named: Sequence[Receiver], port: int) -> None:
    """Answer at /metrics of a port of this machine, on threads that end with the process; without a port not at all."""
    if not port:
        return
    try:
        start_http_server(port, LOOPBACK, registry(store, named))
    except OSError as error:
        logger.error(
            "metrics are not served: 127.0.0.1:%d cannot be used (%s); choose another COCKPIT_METRICS_PORT, or 0",
            port,
            error.strerror,
        )


def registry(store: Store, named: Sequence[Receiver]) -> CollectorRegistry:
    """Return what is answered, read each time it is asked for."""
    found = CollectorRegistry()
    found.register(_FromStore(store, named))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _FromStore(Collector):
    store: Store
    named: Sequence[Receiver]

    def collect(self) -> Iterator[Gauge]:
        """Yield every gauge; without the database only that it is away."""
        build = Gauge("cockpit_build_info", "The program's build.", labels=["build"])
        build.add_metric([build_id()], 1)
        yield build
        try:
            with self.store.reading():
                known = Gauges(
                    latest_load(self.store), reports(self.store, self.store.regions.root.code), clock.utc_now()
                )
                deliveries = count(self.store) if self.named else {}
                feeds = statuses(self.store)
        except (DataError, SQLAlchemyError) as error:
            logger.warning("metrics: %s", error)
            yield Gauge("cockpit_database_up", "Whether the database answers.", 0)
            return
        yield Gauge("cockpit_database_up", "Whether the database answers.", 1)
        yield from known.collect()
        if self.named:
            yield from _deliveries(self.named, deliveries)
        if feeds:
            yield from _feeds(feeds)


@dataclass(frozen=True, slots=True)
class Gauges(Collector):
    """The data's version and age, and the walls; `now` is in UTC without a zone."""

    entry: LoadEntry | None
    walls: Sequence[Report]
    now: datetime

    def collect(self) -> Iterator[Gauge]:
        """Yield each gauge with its samples."""
        silent = sum(wall.is_silent(self.now) for wall in self.walls)
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


def _deliveries(named: Sequence[Receiver], found: Mapping[str, tuple[int, int]]) -> Iterator[Gauge]:
    labels = ["receiver", "host"]
    waiting = Gauge("cockpit_webhooks_waiting", "Deliveries that a receiver has not taken yet.", labels=labels)
    failed = Gauge("cockpit_webhooks_failed", "Deliveries that were given up.", labels=labels)
    for receiver in named:
        counted = found.get(receiver.name, (0, 0))
        waiting.add_metric([receiver.name, receiver.host], counted[0])
        failed.add_metric([receiver.name, receiver.host], counted[1])
    yield from (waiting, failed)


def _feeds(found: Sequence[FeedStatus]) -> Iterator[Gauge]:
    late = Gauge("cockpit_feed_late", "Whether figures of a new day should be there and are not.", labels=["feed"])
    failing = Gauge("cockpit_feed_failing", "Whether the last run failed or was refused.", labels=["feed"])
    for feed in found:
        late.add_metric([feed.name], feed.is_late)
        failing.add_metric([feed.name], feed.state in IN_TROUBLE)
    yield from (late, failing)


def _age(entry: LoadEntry, now: datetime) -> float:
    """Return the data's age in seconds, infinite for a wrong clock, so that an alarm on old data rings for that too."""
    age = entry.age(now.replace(tzinfo=UTC))
    return inf if age is None else age.total_seconds()
