"""What a monitoring system reads, and where."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from datetime import UTC, date, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from prometheus_client import generate_latest

from dashboard.outlets import metrics
from dashboard.outlets.metrics import Gauges, registry
from data.store import LoadEntry, Store
from data.walls.reports import put_report
from tests.conftest import opened
from tests.data.walls.test_reports import HALL, NOW
from tests.viewers import staff


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store without data to which one wall has reported long ago."""
    found = opened(tmp_path / "walls.db")
    put_report(found, staff(found), HALL)
    return found


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def text_of(store: Store) -> str:
    """Return what is answered over a store."""
    return generate_latest(registry(store, ())).decode()


def test_they_are_prometheus_text(store: Store) -> None:
    """Each sample has its meaning and kind."""
    text = text_of(store)

    assert "cockpit_database_up 1.0\n" in text
    assert "cockpit_data_version 0.0\n" in text
    assert "cockpit_walls_silent 1.0\n" in text
    samples = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    assert samples == {line.split(" ")[2] for line in text.splitlines() if line.startswith("# TYPE")}


def test_a_database_away_is_a_gauge(store: Store, tmp_path: Path) -> None:
    """The monitor is answered all the same."""
    with closing(sqlite3.connect(tmp_path / "walls.db")) as connection:
        connection.execute("DROP TABLE load_log")

    assert "cockpit_database_up 0.0\n" in text_of(store)


def test_they_are_answered_on_a_port_of_the_machine_alone(store: Store, port: int) -> None:
    """Not on its other addresses."""
    metrics.serve(store, (), port)

    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"cockpit_data_version 0.0" in answer.read()
    with pytest.raises(URLError):
        urlopen(f"http://127.0.0.2:{port}/metrics")


def test_a_port_in_use_stops_nothing(store: Store, port: int, caplog: pytest.LogCaptureFixture) -> None:
    """The log says which, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        metrics.serve(store, (), port)

    assert f"127.0.0.1:{port}" in caplog.text
    assert "COCKPIT_METRICS_PORT" in caplog.text


def test_the_public_server_has_none(client: FlaskClient) -> None:
    """They name walls of all regions."""
    answer = client.get("/metrics")

    assert answer.status_code == 404
    assert "cockpit_" not in answer.text.replace("cockpit_n", "")


def test_metrics_count_silent_walls_and_the_datas_age() -> None:
    """By the clock given."""
    entry = LoadEntry(
        7, (NOW - timedelta(hours=2)).replace(tzinfo=UTC), date(2026, 11, 22), False, None, date(2026, 11, 22)
    )

    text = generate_latest(Gauges(entry, [HALL], NOW + timedelta(minutes=3))).decode()

    assert "cockpit_data_version 7.0\n" in text
    assert f"cockpit_data_age_seconds {2 * 3600 + 180}.0\n" in text
    assert "cockpit_walls_seen 0.0\n" in text
    assert "cockpit_walls_silent 1.0\n" in text
    assert 'cockpit_wall_seen_seconds{wall="hall-1"} 180.0\n' in text
    assert 'cockpit_wall_heap_bytes{wall="hall-1"} 1.2e+08\n' in text


@pytest.mark.parametrize(("minutes", "said"), [(-4, "0.0"), (-6, "+Inf"), (-60 * 24 * 365 * 5, "+Inf")])
def test_the_datas_age_is_never_negative(minutes: int, said: str) -> None:
    """Clocks of servers may differ by minutes; a load dated later than that is of unknown age, for which an alarm rings."""
    made = (NOW - timedelta(minutes=minutes)).replace(tzinfo=UTC)
    entry = LoadEntry(7, made, date(2026, 11, 22), False, None, date(2026, 11, 22))

    assert f"cockpit_data_age_seconds {said}\n" in generate_latest(Gauges(entry, [], NOW)).decode()
