"""The files beside the log, out of reach of whoever writes the database: how far it goes, and what waits to be written."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from data.audit.entry import GENESIS, AuditEntry, UnreadableEntry, entry_from
from data.errors import StoreError
from data.reasons import Reason
from data.store import Store


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log goes, as it is known outside the database.

    `number` and `seal` are those of the last entry, `shipped` the last one sent as syslog. `checked` is the entry up to
    which the whole chain was verified last, at `checked_at` (ISO, UTC), and `fault` the key of what was found then first, ""
    for nothing, with its `fields`. `begun` is the last entry there was when this was first written: 0 for a new database.
    """

    number: int = 0
    seal: str = GENESIS
    begun: int = 0
    shipped: int = 0
    checked: int = 0
    checked_at: str = ""
    fault: str = ""
    fields: Mapping[str, int] = field(default_factory=dict)

    @property
    def finding(self) -> Reason | None:
        """What was wrong when the whole chain was verified last."""
        return Reason(self.fault, self.fields) if self.fault else None

    @property
    def checked_moment(self) -> datetime:
        """When the whole chain was verified last, UTC without a zone; long ago where it never was."""
        return datetime.fromisoformat(self.checked_at or "1900-01-01")


@dataclass(frozen=True, slots=True)
class Beside:
    """The files of one database: `<address>.head`, `<address>.waiting`, `<address>.settings` and locks."""

    folder: Path
    address: str

    @property
    def settings(self) -> Path:
        """The file of the settings that the server last started with."""
        return self._file("settings")

    def head(self) -> Head | None:
        """Return how far the log goes, None where no file says so; raises StoreError for one that cannot be read."""
        file = self._file("head")
        try:
            return Head(**json.loads(file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(
                f"审计的库外记录 {file} 读不出来：{error}。请检查磁盘和权限；文件确已损坏的，请另行保存后删去，再运行 cockpit audit verify。"
            ) from error

    def put_head(self, head: Head) -> None:
        """Write how far the log goes, in one step; raises OSError."""
        draft = self._file(f"head.{os.getpid()}")
        draft.write_text(json.dumps(asdict(head), ensure_ascii=False), "utf-8")
        draft.replace(self._file("head"))

    @contextmanager
    def locked(self, name: str = "lock", mode: int = fcntl.LOCK_EX) -> Iterator[None]:
        """Hold a lock that all processes of the machine share; raises OSError, BlockingIOError where `mode` does not wait."""
        handle = os.open(self._file(name), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, mode)
            yield
        finally:
            os.close(handle)

    def put_waiting(self, entry: AuditEntry) -> None:
        """Add an entry at the end of what waits, in one write that no other process comes between; raises OSError."""
        with self.locked("spool", fcntl.LOCK_SH):
            handle = os.open(self._file("waiting"), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            try:
                os.write(handle, f"{entry.line}\n".encode())
            finally:
                os.close(handle)

    @contextmanager
    def taken(self) -> Iterator[tuple[list[AuditEntry], bool]]:
        """Give what waits, and whether it was taken before and may be written already; it is forgotten after the block.

        Where the block raises it is taken again the next time. Raises OSError, BlockingIOError while another process takes.
        """
        with self.locked("taking", fcntl.LOCK_EX | fcntl.LOCK_NB):
            file, is_again = self._file("taken"), self._file("taken").exists()
            if not is_again and self._file("waiting").exists():
                with self.locked("spool"):
                    self._file("waiting").rename(file)
            found, unreadable = _entries_in(file)
            yield found, is_again
            if unreadable:
                with self._file("unreadable").open("a", encoding="utf-8") as kept:
                    kept.writelines(f"{line}\n" for line in unreadable)
            file.unlink(missing_ok=True)

    def waiting(self) -> int:
        """Return how many entries wait to be written; raises OSError."""
        files = (self._file("taken"), self._file("waiting"))
        return sum(file.read_bytes().count(b"\n") for file in files if file.exists())

    def unreadable(self) -> int:
        """Return how many waiting lines could not be read, as a full disk cuts them off; raises OSError."""
        file = self._file("unreadable")
        return file.read_bytes().count(b"\n") if file.exists() else 0

    def _file(self, name: str) -> Path:
        return self.folder / f"{self.address}.{name}"


def beside(store: Store) -> Beside | None:
    """Return the files beside a store's log, None for a store without a vault."""
    return Beside(store.vault.folder, store.address) if store.vault else None


def _entries_in(file: Path) -> tuple[list[AuditEntry], list[str]]:
    """Return the entries that a file's lines hold, and the lines that hold none."""
    found: list[AuditEntry] = []
    unreadable: list[str] = []
    text = file.read_text("utf-8", errors="replace") if file.exists() else ""
    for line in filter(None, text.split("\n")):
        try:
            found.append(entry_from(line))
        except UnreadableEntry:
            unreadable.append(line)
    return found, unreadable
