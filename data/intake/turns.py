"""The line of those who want to write a draft's figures: one after the other, in the order they came, and visible to all.

The database has one writer, which it does not choose in order. A ticket is a file that its owner keeps locked: the system
opens the lock when a process ends, however it ends, so that a dead one's ticket keeps nobody waiting. It is right for every
process that shares the folder of uploads, which is every one that can confirm a draft.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data import clock
from data.errors import StoreError
from data.reasons import Reason

LONGEST_WAIT = 120.0  # seconds: what a person and a proxy in front would still wait for
LOOKS = 0.03  # seconds between two looks at the line
SUFFIX = ".turn"


def places(folder: Path) -> list[int]:
    """Return the numbers of the drafts that are being written or wait for it, in their order."""
    return [_draft(ticket) for ticket in _line(folder) if _is_held(ticket)]


@contextmanager
def turn(folder: Path, draft: int, most: float = LONGEST_WAIT) -> Iterator[None]:
    """Wait until everybody who came before has finished; the block is then this draft's turn.

    Raises StoreError where that takes more than `most` seconds or the folder cannot be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ticket, held = _taken(folder, draft)
    except OSError as error:
        raise StoreError(Reason("draft.no_folder", {"folder": str(folder), "why": error.strerror})) from error
    try:
        until = time.monotonic() + most
        while before := sum(map(_is_held, _before(folder, ticket))):
            if time.monotonic() > until:
                raise StoreError(Reason("draft.queue", {"count": before, "seconds": int(most)}))
            time.sleep(LOOKS)
        yield
    finally:
        ticket.unlink(missing_ok=True)
        os.close(held)


def _taken(folder: Path, draft: int) -> tuple[Path, int]:
    """Return a new ticket at the end of the line, and its open file that holds the lock."""
    ticket = folder / f"{clock.utc_now():%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}-{draft}{SUFFIX}"
    hidden = ticket.with_suffix(".new")
    held = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    hidden.rename(ticket)  # it is locked before others see it
    return ticket, held


def _line(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _before(folder: Path, ticket: Path) -> list[Path]:
    return [each for each in _line(folder) if each.name < ticket.name]


def _is_held(ticket: Path) -> bool:
    """Say whether a ticket's owner is alive; that of a dead one is removed."""
    try:
        looked = os.open(ticket, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(looked, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with suppress(FileNotFoundError):
            ticket.unlink()
        return False
    finally:
        os.close(looked)


def _draft(ticket: Path) -> int:
    return int(ticket.stem.rpartition("-")[2])
