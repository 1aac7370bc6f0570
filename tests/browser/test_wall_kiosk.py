"""The kiosk brings the same wall back: after its browser was killed, and after the page's renderer crashed.

Without a window: what a compositor adds is left out, the wrapper, its watchdog and Chromium are the real ones.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Error, Page, Playwright

from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts.tokens import add_token
from data.store import Store
from data.viewer import Role
from tests.product import QUIET, add_person, copy_database, serving

KIOSK = Path("scripts/kiosk")
BACK_SECONDS = 30
WATCH_SECONDS = 8


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """Zhoushan, which gave nobody an account but a wall."""
    found = Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root="330900")
    add_person(open_configured_store(found), Role.WALL, name="kiosk-1")
    return found


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """Its address."""
    with serving(settings) as found:
        yield found


@pytest.fixture
def token(settings: Settings, tmp_path: Path) -> Path:
    """The file of the wall's token."""
    file = tmp_path / "token"
    file.write_text(add_token(open_configured_store(settings), "kiosk-1", None)[1] + "\n")
    return file


@pytest.fixture
def address(server: str) -> str:
    """A wall's address with the name it reports under."""
    return f"{server}/wall/330900?wall=command&scene=centres&name=kiosk-1"


@pytest.fixture
def profile(address: str, token: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of the browser that a running kiosk holds before a wall."""
    flags = " ".join((*QUIET, "--headless=new", "--remote-debugging-port=0", "--window-size=1280,720"))
    own = {"KIOSK_PROFILE": str(tmp_path / "kiosk"), "KIOSK_FLAGS": flags}
    own |= {"WATCH_SECONDS": str(WATCH_SECONDS), "CHECK_SECONDS": "1"}
    kiosk = subprocess.Popen([KIOSK, address, token], env={**os.environ, **own}, stderr=subprocess.DEVNULL)
    yield tmp_path / "kiosk"
    kiosk.terminate()
    kiosk.wait(20)


def port_of(profile: Path) -> str:
    """Return the port of the browser's tools, waiting until the browser says it."""
    said = profile / "DevToolsActivePort"
    wait(lambda: said.exists() and said.read_text().strip() != "")
    return said.read_text().split()[0]


def browser_pid(profile: Path) -> int:
    """Return the process that holds the profile, as its lock names it."""
    return int((profile / "SingletonLock").readlink().name.rsplit("-", 1)[1])


def wait(holds: Callable[[], bool]) -> None:
    """Wait until something holds; raises TimeoutError."""
    deadline = time.monotonic() + BACK_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.2)


@contextlib.contextmanager
def shown(playwright: Playwright, profile: Path) -> Iterator[Page]:
    """The page that the kiosk's browser shows, once its panels are there."""
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port_of(profile)}")
    page = browser.contexts[0].pages[0]
    page.wait_for_selector(".page-wall .panel")
    yield page
    browser.close()


def test_a_killed_browser_comes_back_to_its_wall(playwright: Playwright, profile: Path, address: str) -> None:
    """A new process, the same address, the panels drawn, and no question about the crash."""
    with shown(playwright, profile) as page:
        assert "name=kiosk-1" in page.url
    killed = browser_pid(profile)
    (profile / "DevToolsActivePort").unlink()

    os.kill(killed, signal.SIGKILL)

    with shown(playwright, profile) as page:
        assert page.url == address
        assert len(page.context.pages) == 1
    assert browser_pid(profile) != killed


def test_a_crashed_renderer_is_seen_by_its_silence(
    playwright: Playwright, profile: Path, address: str, server: str, token: Path
) -> None:
    """The browser lives on before a dead page; the watchdog finds no reports and starts it again."""
    with shown(playwright, profile) as page:
        first = browser_pid(profile)
        wait(lambda: reports(server, token))
        (profile / "DevToolsActivePort").unlink()
        with contextlib.suppress(Error):
            page.context.new_cdp_session(page).send("Page.crash")
        assert browser_pid(profile) == first

    with shown(playwright, profile) as page:
        assert page.url == address
    assert browser_pid(profile) != first


def reports(server: str, token: Path) -> bool:
    """Say whether the wall has reported."""
    try:
        headers = {"Authorization": f"Bearer {token.read_text().strip()}"}
        asked = Request(f"{server}/api/v1/walls/kiosk-1/alive", headers=headers)  # noqa: S310 - our own server
        urlopen(asked, timeout=5).close()  # noqa: S310 - our own server
    except OSError:
        return False
    return True
