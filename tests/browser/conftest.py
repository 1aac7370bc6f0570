"""A real browser before a real server on the province's demo data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.demo import hand_out
from data.store import Store
from tests.conftest import LAST_DAY
from tests.product import copy_database, serving


@pytest.fixture(scope="session")
def server(province_path: Path) -> Iterator[str]:
    """The address of a cockpit of the whole province."""
    with serving(Settings(database_url=f"sqlite:///{province_path}")) as address:
        yield address


Opened = Callable[[tuple[int, int], str], Page]


@pytest.fixture(scope="session")
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens a page of a size in a theme; those of one size and theme share the scripts their browser has kept."""
    contexts: dict[tuple[tuple[int, int], str], BrowserContext] = {}

    def page(size: tuple[int, int], theme: str) -> Page:
        if (size, theme) not in contexts:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]})
            context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
            contexts[size, theme] = context
        return contexts[size, theme].new_page()

    yield page
    for context in contexts.values():
        context.close()


@pytest.fixture
def editable(city_store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a cockpit of Zhoushan where everything may be edited."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    with serving(Settings(database_url=url, root="330900", edit=True, exports=tmp_path / "exports")) as address:
        yield address


@pytest.fixture(scope="module")
def city(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cockpit of Zhoushan with the demo's tasks, that may be edited."""
    settings = Settings(
        database_url=copy_database(city_store, Path(tmp_path_factory.mktemp("tasks")) / "cockpit.db"),
        root="330900",
        edit=True,
        post="指挥中心",
    )
    hand_out(open_configured_store(settings), LAST_DAY)
    with serving(settings) as address:
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
