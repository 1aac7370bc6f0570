"""Keeps uploaded files in a private folder, within limits of size, number and age, until they are confirmed or discarded."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from data.errors import DataError, StoreError
from data.reasons import Reason
from data.text.free import person_number

MOST_OF_ONE = 200  # files that an account may have waiting
MOST_OF_ALL = 5000
LONGEST_NAME = 200
_AT_ONCE = 2**20
_KEY = re.compile(r"[a-z]{8}-[a-z]{24}")
_HALF = "half-"  # what is being written; no key begins so


class UploadRefused(DataError):
    """A file that was not taken; nothing of it is kept."""


class UploadGone(DataError):
    """A file that is no longer in the folder."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of uploaded files; a file is called by a random key and never by what its sender called it."""

    folder: Path
    most_mb: int = 64
    days: int = 30

    def keep(self, stream: IO[bytes], name: str, account: str) -> str:
        """Write a file, which its sender called `name`, to the disk and return its key, once it is safely there.

        Raises UploadRefused for one that is empty, too large or one too many, or whose name holds the number of a person;
        StoreError where the folder cannot be written.
        """
        if kind := person_number(name):
            raise UploadRefused(Reason("upload.personal", {"kind": kind}))
        mark = _mark(account)
        with self._writable():
            self._check_count(mark)
            key = f"{mark}-{_letters(secrets.token_hex(12))}"
            half = self.folder / f"{_HALF}{key}"
            try:
                self._write(stream, half)
                half.rename(self.folder / key)
            finally:
                half.unlink(missing_ok=True)
            _sync(self.folder)
        return key

    def path(self, key: str) -> Path:
        """Return where a file is; raises UploadGone where it is not, or the key is none."""
        path = self.folder / key
        if not _KEY.fullmatch(key) or not path.is_file():
            raise UploadGone(Reason("upload.gone", {"days": self.days}))
        return path

    def discard(self, key: str) -> None:
        """Remove a file at once; one that is gone already is no fault."""
        if _KEY.fullmatch(key):
            with self._writable():
                (self.folder / key).unlink(missing_ok=True)

    def trim(self, now: datetime) -> int:
        """Remove the files that are older than the limit, and halves that a stopped server left; return how many.

        `now` has its zone.
        """
        removed = 0
        for path in self.folder.glob("*"):
            limit = timedelta(days=1) if path.name.startswith(_HALF) else timedelta(days=self.days)
            with suppress(FileNotFoundError):
                is_ours = _KEY.fullmatch(path.name.removeprefix(_HALF))
                if is_ours and path.stat().st_mtime < (now - limit).timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _write(self, stream: IO[bytes], half: Path) -> None:
        size = 0
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := stream.read(_AT_ONCE):
                size += len(chunk)
                if size > self.most_mb * 2**20:
                    raise UploadRefused(Reason("upload.size", {"most": self.most_mb}))
                file.write(chunk)
            if not size:
                raise UploadRefused(Reason("upload.empty"))
            file.flush()
            os.fsync(file.fileno())

    def _check_count(self, mark: str) -> None:
        names = [path.name for path in self.folder.iterdir() if _KEY.fullmatch(path.name)]
        if sum(name.startswith(mark) for name in names) >= MOST_OF_ONE:
            raise UploadRefused(Reason("upload.count", {"most": MOST_OF_ONE}))
        if len(names) >= MOST_OF_ALL:
            raise UploadRefused(Reason("upload.full", {"most": MOST_OF_ALL}))

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise StoreError(Reason("upload.folder", {"folder": str(self.folder), "why": why})) from error


def display_name(name: str) -> str:
    """Return what a sender called a file as it may be shown: no folders, no control characters, at most 200 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 20]}…{plain[-19:]}"


def _mark(account: str) -> str:
    """Return what the keys of an account's files begin with: by it they are counted, and it says nothing of the account."""
    return _letters(sha256(account.encode()).hexdigest()[:8])


def _letters(digits: str) -> str:
    """Return a hexadecimal number in letters alone: digits could look like the number of a telephone."""
    return digits.translate(str.maketrans("0123456789", "ghjkmnpqrs"))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
