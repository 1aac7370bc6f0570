"""The command: renders a commit and the working tree, lists what differs and ends with 1 when anything does."""

from __future__ import annotations

import argparse
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.settings import CHECKOUT
from tests.compare import files
from tests.compare.folders import whole_folder
from tests.compare.pictures import differences
from tests.compare.shots import shots
from tests.compare.side import fill, render, settle

AFTER_LOAD = timedelta(hours=1)
FOLDER = CHECKOUT / "var" / "compare"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare what the arguments choose; return 1 when anything differs, else 0."""
    chosen = _arguments(arguments)
    began, commit = time.monotonic(), _git("rev-parse", f"{chosen.base}^{{commit}}").strip()
    names = [name for name in _names() if all(word in name for word in chosen.words)]
    if not names:
        print(f"Nothing that is compared has {' and '.join(chosen.words)} in its name.")
        return 2
    folder = chosen.folder.resolve()
    with TemporaryDirectory() as place:
        code = _unpacked(commit, Path(place).resolve())
        database = _database(folder, code)
        moment = _moment(database)
        base = folder / f"{commit[:12]}-{_digest(database)}-{moment:%Y%m%d%H%M%S}"
        missing = [name for name in names if not (base / name).exists()]
        if missing:
            print(f"{len(missing)} of {commit[:12]}", flush=True)
            _compare_dependencies(commit)
            render(code, database, moment, missing, base)
    after, result = FOLDER / "after", FOLDER / "result"
    shutil.rmtree(after, ignore_errors=True)
    print(f"{len(names)} of the working tree", flush=True)
    render(CHECKOUT, database, moment, names, after)
    found = differences(base, after, names, result)
    for one in found:
        print(f"{one.name}: {one.said}")
    print(f"{len(names)} compared, {len(found)} differ, {time.monotonic() - began:.0f} s: {result / 'index.html'}")
    return 1 if found else 0


def _names() -> list[str]:
    return [*(shot.name for shot in shots()), *files.NAMES]


def _database(folder: Path, code: Path) -> Path:
    """Return the database that every comparison of a folder begins with, filled once by the older side."""
    database = folder / "cockpit.db"
    if not database.exists():
        print("Filling a database and letting the product settle, once", flush=True)
        with whole_folder(folder / "copy") as place:
            fill(code, place / "cockpit.db", datetime.now(UTC))
            settle(code, place / "cockpit.db", _moment(place / "cockpit.db"))
            (place / "cockpit.db").rename(database)
        (folder / "copy").rmdir()
    return database


def _moment(database: Path) -> datetime:
    """Return the moment that all clocks show: an hour after the newest load."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        ((loaded_at,),) = connection.execute("SELECT max(loaded_at) FROM load_log")
    return datetime.fromisoformat(loaded_at).replace(tzinfo=UTC, microsecond=0) + AFTER_LOAD


def _digest(database: Path) -> str:
    with database.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:12]


def _unpacked(commit: str, place: Path) -> Path:
    packed = subprocess.check_output(["git", "archive", commit], cwd=CHECKOUT)
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")
    return place


def _compare_dependencies(commit: str) -> None:
    """Say where the two sides want other packages: both run with those that are installed."""
    for name in ("constraints.txt", "pyproject.toml"):
        if _git("diff", commit, "--", name):
            print(f"{name} differs from that of {commit[:12]}; both run with the packages installed here", flush=True)


def _git(*arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=CHECKOUT, text=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.compare", description="Compare the product with a commit's.")
    parser.add_argument("base", help="the commit before the change")
    parser.add_argument(
        "words", nargs="*", help="compare only what has all these words in its name, such as overview phone"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where database and pictures of commits are kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # the servers end with the command
    sys.exit(main())
