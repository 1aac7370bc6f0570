"""Which files of a folder are whole and new: of a folder of this machine and of one over SFTP alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

from data import clock
from data.pull.feeds import FolderFeed, SftpFeed
from data.pull.sources.source import MEGABYTE, Seen, too_large

DONE = ".done"
LOOKS = "looks.json"
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a folder: its name, size in bytes, and when it was changed, in nanoseconds or what the other side says."""

    name: str
    size: int
    changed: int

    @property
    def mark(self) -> str:
        """What it is known by, without being read: another content has another time or size."""
        return sha256(f"{self.name}\n{self.size}\n{self.changed}".encode()).hexdigest()


def choose(
    entries: Iterable[ListedFile], feed: FolderFeed | SftpFeed, seen: Seen, folder: Path
) -> tuple[list[ListedFile], int]:
    """Return the files that are whole and were not dealt with, the oldest first, and how many are not whole yet.

    What was seen is kept in `folder` from one look to the next. Raises SourceRefused for a file that is too large.
    """
    known = {entry.name: entry for entry in entries}
    data = [entry for name, entry in known.items() if not name.endswith(DONE) and fnmatchcase(name, feed.glob)]
    new = [entry for entry in data if entry.mark not in seen.marks]
    if any(entry.size > feed.max_mb * MEGABYTE for entry in new):
        raise too_large(feed.max_mb)
    if feed.complete == "done":
        whole = [entry for entry in new if f"{entry.name}{DONE}" in known]
    else:
        whole = _unchanged(new, folder / LOOKS, timedelta(seconds=feed.settle))
    return sorted(whole, key=lambda entry: (entry.changed, entry.name))[:MOST_AT_ONCE], len(new) - len(whole)


def _unchanged(new: Sequence[ListedFile], looks: Path, settle: timedelta) -> list[ListedFile]:
    """Return the files that an earlier look saw as they are now, and keep for the next look since when."""
    now = clock.utc_now()
    try:
        since = {mark: datetime.fromisoformat(at) for mark, at in json.loads(looks.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):  # none yet, or cut off: all are looked at a second time
        since = {}
    first = {entry.mark: min(since.get(entry.mark, now), now) for entry in new}
    looks.write_text(json.dumps({mark: at.isoformat() for mark, at in first.items()}), encoding="utf-8")
    return [entry for entry in new if now - first[entry.mark] >= settle]


def local_name(name: str, feed: FolderFeed | SftpFeed) -> str:
    """Return what a file is called here: where its figures do not say their day, its name does."""
    if not feed.day:
        return name
    day = clock.today() - timedelta(days=feed.day == "yesterday")
    return f"{Path(name).stem} {day}{Path(name).suffix}"
