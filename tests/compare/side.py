"""One side of the comparison: some code, run with its own copy of the database and a clock that shows one moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.compare import camera, files
from tests.compare.shots import NAMED_WALL, OWN_WALL, PROVINCE, shots
from tests.product import COCKPIT, cookie_of, running

MINUTE_IS_OVER = 75  # seconds; alerts are judged by the clock every minute
CLOCK = Path(__file__).with_name("clock")
WALL_FORM = {"name": OWN_WALL, "from": "command", "title_zh": "大厅", "title_en": "Hall"}
REPORT = f'{{"region": "{PROVINCE}", "wall": "command", "scene": "overview", "version": 3, "build": "{"0" * 12}", ' + (
    '"heap_mb": 60, "painted_seconds": 0, "browser": "Chrome 120 Linux", "screen": "1920×1080@1", "held": false, "dark": false}'
)


def render(code: Path, database: Path, moment: datetime, names: Sequence[str], folder: Path) -> None:
    """Render what is named with the code of a checkout, a folder each; raises RuntimeError when other code would run."""
    with TemporaryDirectory() as place, _serving(code, database, moment, Path(place)) as (address, environment):
        _prepare(address)
        wanted = [shot for shot in shots() if shot.name in names]
        camera.take(address, moment, wanted, folder)
        files.write([name for name in files.NAMES if name in names], address, environment, folder)


def fill(code: Path, database: Path, moment: datetime) -> None:
    """Fill a new database with the demo's figures, in the form that a checkout's code keeps them."""
    variables = environment(code, database, moment, database.parent)
    subprocess.run([COCKPIT, "demo"], env=variables, cwd=database.parent, check=True, stdout=subprocess.DEVNULL)


def settle(code: Path, database: Path, moment: datetime) -> None:
    """Let the product do what is due at a moment, so that nothing changes while pictures are taken of copies."""
    with TemporaryDirectory() as place:
        variables = environment(code, database, moment, Path(place))
        subprocess.run([COCKPIT, "review", "freeze"], env=variables, cwd=place, check=True, stdout=subprocess.DEVNULL)
        with running(variables["COCKPIT_DATABASE_URL"], variables=variables, folder=Path(place)):
            time.sleep(MINUTE_IS_OVER)
    with closing(sqlite3.connect(database)) as settled:
        settled.execute("PRAGMA journal_mode = DELETE")


def environment(code: Path, database: Path, moment: datetime, place: Path) -> dict[str, str]:
    """Return the variables under which a process runs a checkout's code at a moment with a database."""
    return {
        **os.environ,
        "PYTHONPATH": f"{CLOCK}{os.pathsep}{code}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # what is in no order comes in the same one
        "COMPARE_MOMENT": str(moment.timestamp()),
        "COCKPIT_DATABASE_URL": f"sqlite:///{database}",
        "COCKPIT_FREEZE_LEVEL": "province",
        "COCKPIT_EDIT": "true",  # of a side from before the accounts
        "COCKPIT_EXPORTS": str(place / "exports"),
        "COCKPIT_WEEKLY": str(place / "weekly"),
        "COLUMNS": "160",
    }


@contextmanager
def _serving(code: Path, database: Path, moment: datetime, place: Path) -> Iterator[tuple[str, dict[str, str]]]:
    own = shutil.copy(database, place / "cockpit.db")
    variables = environment(code, Path(own), moment, place)
    _check(code, variables, place)
    with running(variables["COCKPIT_DATABASE_URL"], poll_seconds=3600, variables=variables, folder=place) as address:
        yield address, variables


def _check(code: Path, variables: dict[str, str], place: Path) -> None:
    """Make sure that the code of this checkout runs, and not what is installed."""
    asked = "import dashboard, callbacks, layouts, data, time; print(dashboard.__file__, data.__file__, time.time())"
    found = subprocess.check_output([sys.executable, "-c", asked], env=variables, cwd=place, text=True).split()
    if not all(Path(file).is_relative_to(code) for file in found[:2]) or found[2] != variables["COMPARE_MOMENT"]:
        raise RuntimeError(f"{code} was asked for at {variables['COMPARE_MOMENT']}, but this would run: {found}")


def _prepare(address: str) -> None:
    """Make a wall of the province's own and let another report, so that their pages have something to show."""
    cookie = cookie_of(address)
    _post(f"{address}/scenes", urlencode(WALL_FORM), "application/x-www-form-urlencoded", cookie)
    _post(f"{address}/api/v1/walls/{NAMED_WALL}", REPORT, "application/json", cookie)


def _post(url: str, body: str, kind: str, cookie: str) -> None:
    origin = {"Sec-Fetch-Site": "same-origin", "Host": camera.HOST, "Origin": camera.ADDRESS}
    headers = {**origin, "Content-Type": kind, "Cookie": cookie}
    urlopen(Request(url, body.encode(), headers, method="POST")).close()  # noqa: S310 - our own server
