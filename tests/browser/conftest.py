"""A real browser before a real server on the province's demo data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.demo import assign_tasks
from data.store import Store
from tests.conftest import LAST_DAY
from tests.product import QUIET, copy_database, exporting, installed_browser, serving, signed_in

expect.set_options(
    timeout=20_000
)  # what is awaited comes later on a busy machine; nothing here measures how long it takes


@pytest.fixture(scope="session")
def server(province_path: Path) -> Iterator[str]:
    """The address of a cockpit of the whole province."""
    with serving(Settings(database_url=f"sqlite:///{province_path}")) as address:
        yield address


@pytest.fixture(scope="session")
def browser(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose windows are signed in as the demonstration's account: this checkout's secret signs all cookies."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sign_in')}/empty.db"
    with serving(Settings(database_url=url)) as address, pytest.MonkeyPatch.context() as patch:
        kept = signed_in(address)
        patch.setattr(browser, "new_context", partial(browser.new_context, storage_state=kept))
        patch.setattr(browser, "new_page", partial(browser.new_page, storage_state=kept))
        yield browser


Opened = Callable[[tuple[int, int], str], Page]


@pytest.fixture(scope="session")
def kept_scripts(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all pages that are only read: it loads the scripts once a run, without moving pictures."""
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def opened(kept_scripts: BrowserContext) -> Iterator[Opened]:
    """Opens a page of a size in a theme, and closes it after the test, once it asks the server for nothing more."""
    pages: list[Page] = []

    def page(size: tuple[int, int], theme: str) -> Page:
        page = kept_scripts.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.add_init_script(f"for (const kept of ['theme', 'wall-theme']) localStorage.setItem(kept, '{theme}')")
        pages.append(page)
        return page

    yield page
    for each in pages:
        leave(each)


def leave(page: Page) -> None:
    """Close a page once the scripts of its screen wait for no answer: the server would send it to no one."""
    page.wait_for_function("() => !document.querySelector('[data-dash-is-loading=true]')")
    page.close()


@pytest.fixture
def editable(city_store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a cockpit of Zhoushan where everything may be edited, for tests that change what others read."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    settings = Settings(database_url=url, root="330900", exports=tmp_path / "exports")
    with serving(settings) as address, exporting(settings):
        yield address


@pytest.fixture(scope="session")
def city(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cockpit of Zhoushan with the demo's tasks; tests may add to it but change nothing that others read."""
    folder = tmp_path_factory.mktemp("tasks")
    settings = Settings(
        database_url=copy_database(city_store, folder / "cockpit.db"),
        root="330900",
        exports=folder / "exports",
    )
    assign_tasks(open_configured_store(settings), LAST_DAY)
    with serving(settings) as address, exporting(settings):
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium."""
    return {**browser_type_launch_args, "executable_path": installed_browser(), "args": [*QUIET]}
