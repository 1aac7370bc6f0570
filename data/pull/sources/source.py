"""What every kind of source gives, and the two ways in which it fails."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data.errors import DataError

OWNER_ONLY = 0o600
MEGABYTE = 2**20
CONNECT_SECONDS = 15
FETCH_SECONDS = 300


class SourceDown(DataError):
    """A source that does not answer now, and may in a while."""


class SourceRefused(DataError):
    """A source that will not give anything before somebody changes something: a password, a key, a query."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a feed before it is fetched: its watermark, and the marks of the files that were dealt with."""

    watermark: str | None
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A fetched file in a folder of our own, with its mark, and the watermark once it is loaded."""

    path: Path
    mark: str | None = None
    watermark: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The files fetched, in the order in which they are to be loaded, and how many are still being written."""

    arrivals: Sequence[FetchedFile] = ()
    waiting: int = 0


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that nobody else can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        yield file


def write_rows(path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]], max_mb: int) -> None:
    """Write rows as a CSV that nobody else can read; raises SourceRefused for more than a feed may give at once."""
    with private_file(path) as file:
        lines = csv.writer(_Limited(file, max_mb), lineterminator="\r\n")
        lines.writerow(titles)
        lines.writerows(rows)


class _Limited:
    """A file for texts that refuses to grow beyond a size."""

    def __init__(self, file: IO[bytes], max_mb: int) -> None:
        self.file, self.max_mb, self.written = file, max_mb, 0

    def write(self, text: str) -> int:
        content = text.encode()
        self.written += len(content)
        if self.written > self.max_mb * MEGABYTE:
            raise too_large(self.max_mb)
        return self.file.write(content)


def too_large(max_mb: int) -> SourceRefused:
    """Return the error for more than a feed may give at once."""
    return SourceRefused(f"一次取到的超过 {max_mb} MB，没有读入。请缩小范围（查询、参数或文件），或调大 max_mb。")
