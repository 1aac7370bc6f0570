"""What a load balancer asks: open to everybody, and nothing else said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from tests.conftest import opened


def cockpit(folder: Path, statement: str) -> FlaskClient:
    """Return a client of a cockpit to whose database something was done after the start."""
    opened(folder / "cockpit.db").engine.dispose()
    client: FlaskClient = create_app(
        Settings(database_url=f"sqlite:///{folder}/cockpit.db", root="330900")
    ).server.test_client()
    with closing(sqlite3.connect(folder / "cockpit.db")) as connection, connection:
        connection.execute(statement)
    return client


def test_a_server_that_can_serve_says_only_so(client: FlaskClient) -> None:
    """No version, no build."""
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_a_process_is_alive_without_its_database(tmp_path: Path) -> None:
    """It need not be started again; it is not ready, and says why."""
    client = cockpit(tmp_path, "DROP TABLE load_log")

    refused = client.get("/readyz")
    assert client.get("/healthz").status_code == 200
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert refused.headers["Retry-After"].isdigit()


def test_a_database_of_another_schema_is_not_ready(tmp_path: Path) -> None:
    """One that a newer program upgraded while this one runs."""
    client = cockpit(tmp_path, "UPDATE alembic_version SET version_num = '9999'")

    assert client.get("/readyz").status_code == 503
    assert "9999" in client.get("/readyz").get_json()["detail"]
