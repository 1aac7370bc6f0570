"""The folder of uploaded files: each kept under a key of its own, private, and limited by size."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data.errors import DataError, StoreError
from data.reasons import Reason

PART = 1024 * 1024
KEY = re.compile(r"[0-9a-f]{32}\.[a-z]{1,8}")
KINDS = ("xlsx", "xls", "ods", "csv", "tsv", "txt", "parquet", "zip")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files that senders gave, in a folder that is never served; none is larger than `most_mb`."""

    folder: Path
    most_mb: int = 64

    def keep(self, stream: IO[bytes], name: str, account: str) -> str:
        """Keep what a stream holds, which its sender called `name`, and return its key.

        Raises DataError for one that is too large, StoreError where the folder cannot be written to.
        """
        suffix = name.rpartition(".")[2].lower()
        key = f"{secrets.token_hex(16)}.{suffix if suffix in KINDS else 'bin'}"
        path = self.folder / key
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("xb") as file:
                os.chmod(path, 0o600)
                while part := stream.read(PART):
                    if file.tell() + len(part) > self.most_mb * 2**20:
                        raise DataError(Reason("uploads.large", {"most": self.most_mb}))
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            path.unlink(missing_ok=True)
            raise StoreError(Reason("uploads.folder", {"why": error.strerror})) from error
        except DataError:
            path.unlink(missing_ok=True)
            raise
        return key

    def path(self, key: str) -> Path:
        """Return where a file is kept; raises DataError for what is no key."""
        if not KEY.fullmatch(key):
            raise DataError(Reason("draft.no_file"))
        return self.folder / key

    def discard(self, key: str) -> None:
        """Remove a file; one that is gone already is no matter."""
        self.path(key).unlink(missing_ok=True)
