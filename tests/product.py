"""The product as it is delivered, started for tools that look at it from outside: a server and a browser."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, StorageState, StorageStateCookie, sync_playwright
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.exports.jobs import Jobs
from dashboard.opening import open_configured_store
from dashboard.schedule import make_exports
from dashboard.settings import Settings, load_settings
from data.accounts import Account
from data.accounts.account import DEMO
from data.accounts.accounts import add_account
from data.readings.shown_day import latest_load
from data.store import Store
from data.viewer import Role

COCKPIT = Path(sys.executable).with_name("cockpit")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")  # the first without anything that draws a window
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
START_SECONDS = 60
PASSWORD = "Quiet-River-29"  # noqa: S105 - of every account in tests
LEVELS = {"province": "330000", "city": "330100", "county": "330108", "office": "330108001"}

# Every panel has its body, every chart its picture, the typeface is there and no callback is under way.
IS_DRAWN = """() => document.querySelector('main.page')
  && !document.querySelector('[data-dash-is-loading=true]')
  && [...document.querySelectorAll('.panel-body')].every((body) => body.childElementCount)
  && [...document.querySelectorAll('.graph')].every((graph) => graph.querySelector('.main-svg'))
  && document.fonts.status === 'loaded'"""

IS_FITTED = """() => [...document.querySelectorAll('.js-plotly-plot')].every((plot) => {
  const drawing = plot.querySelector('.main-svg');
  return !plot.clientWidth || (drawing && Math.abs(drawing.clientWidth - plot.clientWidth) < 2);
})"""
HAS_OTHER_TYPE = """() => [...document.querySelectorAll('.js-plotly-plot')].some((plot) => {
  const drawn = 16 * plot.layout.font.size / plot.cockpitFigure.layout.font.size;
  return Math.abs(drawn - parseFloat(getComputedStyle(document.documentElement).fontSize)) > 0.1;
})"""


def copy_database(store: Store, path: Path) -> str:
    """Copy a store's database without its free pages, what is still in its journal too, and return the copy's address."""
    with closing(sqlite3.connect(str(store.engine.url.database))) as old:
        old.execute("VACUUM INTO ?", (str(path),))
    return f"sqlite:///{path}"


def copy_without_log(store: Store, path: Path) -> str:
    """As `copy_database`, but with an empty audit log: that of a shared store is sealed with the secret of the run."""
    url = copy_database(store, path)
    with closing(sqlite3.connect(path)) as copied:
        copied.execute("DELETE FROM audit_entry")
        copied.commit()
    return url


def search_body(value: object, path: object = "/", query: object = "") -> dict[str, Any]:
    """Return what the search box of a page sends while somebody types."""
    return {
        "output": "suggestions.children",
        "outputs": {"id": "suggestions", "property": "children"},
        "inputs": [{"id": "search", "property": "value", "value": value}],
        "state": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": query},
        ],
        "changedPropIds": ["search.value"],
    }


@contextmanager
def filled_database() -> Iterator[str]:
    """The URL of the configured database, or of a temporary one filled with demo data while that one is empty."""
    settings = load_settings()
    store = open_configured_store(settings)
    is_filled = latest_load(store) is not None
    store.engine.dispose()
    if is_filled:
        yield settings.database_url
        return
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/cockpit.db"
        subprocess.run([COCKPIT, "demo"], env={**os.environ, "COCKPIT_DATABASE_URL": url}, check=True)
        yield url


@contextmanager
def running(
    database_url: str,
    poll_seconds: int = 15,
    root: str = "330000",
    variables: Mapping[str, str] = os.environ,
    folder: Path | None = None,
) -> Iterator[str]:
    """The address of the product serving a database on a free port; raises TimeoutError when it does not start.

    `variables` are the environment it starts in, `folder` the one it is started in: the present one without.
    """
    port = _free_port()
    own = {
        "COCKPIT_DATABASE_URL": database_url,
        "COCKPIT_HOST": "127.0.0.1",
        "COCKPIT_PORT": str(port),
        "COCKPIT_METRICS_PORT": "0",
        "COCKPIT_ROOT": root,
        "COCKPIT_POLL_SECONDS": str(poll_seconds),
        "COCKPIT_FREEZE_LEVEL": "province",
    }
    process = subprocess.Popen([COCKPIT, "run"], env={**variables, **own}, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a cockpit served by a thread of this process."""
    running = make_server("127.0.0.1", 0, create_app(settings).server, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        thread.join()


@contextmanager
def exporting(settings: Settings) -> Iterator[None]:
    """Make the exports ordered from a cockpit, on threads of this process; unfinished ones are cancelled at the end."""
    jobs, workers = Jobs(settings), make_exports(settings)
    try:
        yield
    finally:
        workers.stop()
        for key in jobs.queue.all_results():
            number = str(key).partition(".")[0]
            jobs.cancel(jobs.order(number).viewer, number)
        workers.stop(graceful=True)


def signed_client(server: Flask, name: str = DEMO, password: str = DEMO) -> FlaskClient:
    """Return a client that is signed in; raises PermissionError where the account cannot sign in."""
    client: FlaskClient = server.test_client()
    answer = client.post("/sign-in", data={"account": name, "password": password})
    if answer.status_code != 303:
        raise PermissionError(f"{name} cannot sign in: {answer.status}")
    return client


def page_client(server: Flask, name: str = DEMO, password: str = DEMO) -> FlaskClient:
    """Return a client that is signed in and sends requests like a page of the cockpit, with the headers of one."""
    client = signed_client(server, name, password)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def unsigned_client(server: Flask) -> FlaskClient:
    """Return a client that sends requests like a page of the cockpit and is not signed in."""
    client: FlaskClient = server.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def signed_in(address: str, name: str = DEMO, password: str = DEMO) -> StorageState:
    """Sign in to a running product and return what a browser keeps of it; nothing where it knows no sign-in yet.

    Browsers send a cookie to every port of its host. Raises PermissionError where the account cannot sign in.
    """
    asked = HTTPConnection(urlsplit(address).netloc)
    form = urlencode({"account": name, "password": password})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    asked.request("POST", "/sign-in", form, headers)
    answer = asked.getresponse()
    asked.close()
    if answer.status not in {303, 404, 405}:
        raise PermissionError(f"{name} cannot sign in to {address}: {answer.status}")
    kept = SimpleCookie(answer.getheader("Set-Cookie", ""))
    cookies = [
        StorageStateCookie(name=key, value=each.value, domain="127.0.0.1", path="/", expires=-1, httpOnly=True)
        for key, each in kept.items()
    ]
    return StorageState(cookies=cookies, origins=[])


def cookie_of(address: str) -> str:
    """Sign in to a running product and return the header with which a request is signed in."""
    return "; ".join(f"{each['name']}={each['value']}" for each in signed_in(address)["cookies"])


def add_person(store: Store, *roles: Role, name: str = "reader", region: str = "", post: str = "") -> None:
    """Give somebody an account in a store, by default on all of it, which closes the demonstration's."""
    add_account(store, Account(name, region or store.regions.root.code, frozenset(roles), post), PASSWORD)


def installed_browser() -> str | None:
    """Return the path of the system's Chromium, of the program without windows where it is installed: it takes half the time."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIET)
        yield browser
        browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait for the last panel of a page; raises Playwright's TimeoutError after 30 seconds."""
    page.wait_for_function(IS_DRAWN)


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give a page another size and wait until it is laid out in it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)


def reopen(page: Page, size: tuple[int, int]) -> None:
    """Give a page another size; one whose figures have type of the size before is loaded again, since they keep it."""
    if page.viewport_size == {"width": size[0], "height": size[1]}:
        return
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if page.evaluate(HAS_OTHER_TYPE):
        page.reload()
        wait_until_drawn(page)
    settle(page)


def settle(page: Page) -> None:
    """Wait until a page is laid out in the size that it was given: two frames later, its figures as wide as their panels."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))")
    page.wait_for_function(IS_FITTED)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"cockpit run ended with status {process.returncode}")
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - our own server
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {START_SECONDS} s")
