"""A real browser before a real server on the province's demo data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.settings import Settings
from data.store import Store
from tests.product import copy_database, serving


@pytest.fixture(scope="session")
def server(province_path: Path) -> Iterator[str]:
    """The address of a cockpit of the whole province."""
    with serving(Settings(database_url=f"sqlite:///{province_path}")) as address:
        yield address


@pytest.fixture
def editable(city_store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a cockpit of Zhoushan where everything may be edited."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    with serving(Settings(database_url=url, root="330900", edit=True, exports=tmp_path / "exports")) as address:
        yield address


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
