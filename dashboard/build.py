"""Which build of the program this is: the same on every process and machine that runs the same files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

from dashboard.settings import CHECKOUT

FLOORS = ("dashboard", "callbacks", "layouts", "data", "assets")
STYLES = sorted(file.name for file in (CHECKOUT / "assets").glob("*.css"))
KINDS = {".py", ".toml", ".csv", ".html", ".js", ".css"}


@cache
def build_id() -> str:
    """Return a short hash over the program's files; screens load themselves again when it changes."""
    digest = hashlib.sha256()
    for floor in FLOORS:
        for path in sorted((CHECKOUT / floor).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.relative_to(CHECKOUT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def program_version() -> str:
    """Return the program's release and build, as exported files show it."""
    return f"{version('county-cockpit')} · {build_id()}"
