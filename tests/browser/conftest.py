"""A real browser before a real server on the province's demo data."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.settings import Settings
from data.store import Store
from tests.product import copy_database


@pytest.fixture(scope="session")
def server(province_path: Path) -> Iterator[str]:
    """The address of a cockpit of the whole province."""
    app = create_app(Settings(database_url=f"sqlite:///{province_path}"))
    running = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


@pytest.fixture
def editable(city_store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a cockpit of Zhoushan where everything may be edited."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    app = create_app(Settings(database_url=url, root="330900", edit=True, exports=tmp_path / "exports"))
    running = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    return {**browser_type_launch_args, "executable_path": chromium, "args": quiet}
