"""Stores as they were known: read-only copies in a folder, each made once and kept while it is used."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from data.errors import StoreError
from data.known.copying import copy_of
from data.known.moment import Knowledge
from data.reasons import Reason
from data.store import Store
from data.store.outage import reason_of
from data.store.sqlite_file import make_private
from data.store.time_limit import watch

MOST = 4  # copies that are kept, by when they were last used


class CopyFailed(StoreError):
    """A copy that could not be made or opened."""


Opened = tuple[tuple[int, int], Store]  # what distinguishes the file, and the store over it


@dataclass(frozen=True, slots=True)
class KnownStores:
    """The copies of one store in a folder, which all processes on the machine share."""

    present: Store
    folder: Path
    _opened: dict[Path, Opened] = field(default_factory=dict, repr=False, compare=False)

    def store(self, known: Knowledge) -> Store:
        """Return the store as it was known, the present one where nothing happened since.

        The first who asks makes the copy, others wait for it. Raises UnknownMoment where what was known is not kept any more,
        CopyFailed where the copy cannot be written.
        """
        if known.until is None and known.later == 0:
            return self.present
        path = self.folder / _name(self.present, known)
        try:
            if not path.exists():
                with self._locked():
                    if not path.exists():
                        self._make(path, known)
            os.utime(path)
            return self._open(path)
        except OSError as error:
            raise CopyFailed(
                Reason("known.no_folder", {"folder": str(self.folder), "why": str(error.strerror)})
            ) from error

    def _make(self, path: Path, known: Knowledge) -> None:
        """Make a copy complete under another name, then give it its own; the one used longest ago goes."""
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        make_private(part)
        try:
            copy_of(self.present, known, part)
            part.rename(path)
        except DatabaseError as error:
            raise CopyFailed(Reason("known.not_made", {"why": reason_of(error)})) from error
        finally:
            for left in self.folder.glob(f"{part.name}*"):
                left.unlink()
        kept = sorted(self.folder.glob(f"{self.present.address}-*.db"), key=lambda each: each.stat().st_mtime)
        for old in [each for each in kept if each != path][: max(len(kept) - MOST, 0)]:
            old.unlink(missing_ok=True)
            self._opened.pop(old, None)

    def _open(self, path: Path) -> Store:
        found = path.stat()
        mark = (found.st_dev, found.st_ino)
        held = self._opened.get(path)
        if held is None or held[0] != mark:
            held = self._opened[path] = mark, _over(self.present, _engine(path))
        return held[1]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process and thread of the machine make copies at a time."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):  # a folder that somebody else made may not be ours to change
            self.folder.chmod(0o700)
        with os.fdopen(os.open(self.folder / "making.lock", os.O_CREAT | os.O_WRONLY, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _over(present: Store, engine: Engine) -> Store:
    return replace(present, engine=engine, present=present, _since={})


def _name(store: Store, known: Knowledge) -> str:
    """Return the name of a copy's file; the time of the load is in it since its number may be given again after a backup was restored."""
    until = f"{known.until:%Y%m%dT%H%M%S}" if known.until else "now"
    return f"{store.address}-v{known.version}-{known.loaded_at:%Y%m%dT%H%M%S%f}-{until}.db"


def _engine(path: Path) -> Engine:
    """Return the engine of a file that nobody writes any more."""
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=query), hide_parameters=True
    )
    watch(engine)

    @event.listens_for(engine, "connect")
    def made(connection: Connection, _record: ConnectionPoolEntry) -> None:
        for pragma in ("query_only=ON", "cache_size=-65536", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[call-overload]  # a connection of the driver

    return engine
