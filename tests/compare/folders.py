"""Folders that are there with all their files or not at all, though several processes write them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write into, which takes its place at the end; one that is there by then is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    place = Path(mkdtemp(prefix=".new-", dir=path.parent))
    try:
        yield place
        if not path.exists():
            place.rename(path)
    finally:
        shutil.rmtree(place, ignore_errors=True)
