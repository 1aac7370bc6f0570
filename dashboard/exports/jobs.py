"""Exports made beside the server: two at once, the others wait; the state of each is kept in files.

Any process of the server sees the same: a folder a job, `order.json` what was asked for, `step.json` how far it is,
`end.json` how it ended. A job that is being made holds a lock on `alive`, which goes with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import Any

from dashboard.settings import PREFIX, Settings
from data import clock
from data.errors import DataError, StoreError

logger = logging.getLogger(__name__)

AT_ONCE = 2
MOST_WAITING = 20
KEPT_SECONDS = 24 * 3600
ENDS_WITHIN = 5.0  # seconds for a killed process to be gone
NUMBER = re.compile(r"[A-Za-z0-9_-]{16}")
DIED = "做这份文件的进程中途停了（可能是服务器重启或内存不足）。请再导出一次；再次出现请告知维护人员。"


class UnknownJob(DataError):
    """A job that is not there, or no longer."""


class QueueFull(DataError):
    """More waits to be exported than may."""


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Order:
    """An export to make: the address of a view, the kind of file, the paper, for whom, and since when it waits."""

    address: str
    suffix: str
    size: str
    account: str
    ordered_at: float


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a job; `place` is its place among those that wait, from 1, `page` of `pages` is being set."""

    number: str
    order: Order
    state: State
    place: int = 0
    page: int = 0
    pages: int = 0
    title: str = ""
    name: str = ""
    reason: str = ""


class Jobs:
    """The jobs of one cockpit, whichever of its processes asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.exports

    def place_order(self, address: str, suffix: str, size: str, account: str, number: str = "") -> Job:
        """Take an order, once for each number its sender gave it; raises QueueFull, StoreError where the folder cannot be written."""
        with self._lock():
            if number and (self._folder / number).exists():
                return self._job(number)
            waiting = [number for number in self._numbers() if self._state(number) is State.WAITING]
            if len(waiting) >= MOST_WAITING:
                raise QueueFull(f"已有 {len(waiting)} 份在排队，暂不再收。请过几分钟再导出。")
            number = number or secrets.token_urlsafe(12)
            place = self._folder / number
            place.mkdir(mode=0o700)
            write(place / "order.json", asdict(Order(address, suffix, size, account, clock.now().timestamp())))
            self._advance()
            return self._job(number)

    def find(self, number: str) -> Job:
        """Return what is known of a job; raises UnknownJob."""
        with self._lock():
            self._advance()
            return self._job(number)

    def cancel(self, number: str) -> Job:
        """Stop a job at once, whether it waits or is being made; one that has ended stays as it is. Raises UnknownJob."""
        with self._lock():
            job = self._job(number)
            if job.state not in ENDED:
                self._kill(number)
                self._end(number, State.CANCELLED, "")
            self._advance()
            return self._job(number)

    def file(self, number: str) -> tuple[Path, str]:
        """Return the path and the name of a job's file; raises UnknownJob while there is none."""
        job = self.find(number)
        path = self._folder / number / "file"
        if job.state is not State.DONE or not path.exists():
            raise UnknownJob("这份文件还没有做好，或已经删去。请看导出的进度，或再导出一次。")
        return path, job.name

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the queue: one process and one thread at a time."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            held = (self._folder / ".queue").open("w")
        except OSError as error:
            raise StoreError(
                f"不能写入存放导出文件的文件夹 {self._folder}：{error.strerror}。请检查 COCKPIT_EXPORTS 和文件夹权限。"
            ) from error
        with held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _numbers(self) -> list[str]:
        """Return the jobs there are, the oldest order first."""
        known = [each.name for each in self._folder.iterdir() if NUMBER.fullmatch(each.name)]
        ordered = {number: read(self._folder / number / "order.json").get("ordered_at", 0.0) for number in known}
        return sorted(known, key=lambda number: float(ordered[number]))

    def _state(self, number: str) -> State:
        place = self._folder / number
        if (place / "end.json").exists():
            return State(read(place / "end.json")["state"])
        if is_held(place / "alive"):
            return State.RUNNING
        if not (place / "pid").exists():
            return State.WAITING
        self._end(number, State.FAILED, DIED)
        return State.FAILED

    def _job(self, number: str) -> Job:
        place = self._folder / number
        if not NUMBER.fullmatch(number) or not (place / "order.json").exists():
            raise UnknownJob("没有这次导出。导出的文件只留一天，请再导出一次。")
        state, order = self._state(number), Order(**read(place / "order.json"))
        found = {**read(place / "step.json"), **read(place / "end.json")}
        return Job(
            number=number,
            order=order,
            state=state,
            place=self._place(number) if state is State.WAITING else 0,
            page=int(found.get("page", 0)),
            pages=int(found.get("pages", 0)),
            title=str(found.get("title", "")),
            name=str(found.get("name", "")),
            reason=str(found.get("reason", "")),
        )

    def _place(self, number: str) -> int:
        waiting = [each for each in self._numbers() if self._state(each) is State.WAITING]
        return waiting.index(number) + 1

    def _advance(self) -> None:
        """Delete what is too old, and start those that waited longest while there is room."""
        states = {}
        for number in self._numbers():
            if self._age(number) > KEPT_SECONDS:
                self._kill(number)
                shutil.rmtree(self._folder / number, ignore_errors=True)
            else:
                states[number] = self._state(number)
        room = AT_ONCE - sum(state is State.RUNNING for state in states.values())
        for number in [number for number, state in states.items() if state is State.WAITING][: max(room, 0)]:
            self._start(number)

    def _age(self, number: str) -> float:
        return clock.now().timestamp() - float(read(self._folder / number / "order.json").get("ordered_at", 0.0))

    def _start(self, number: str) -> None:
        """Start a job in a process of its own, which inherits the lock on `alive`."""
        place = self._folder / number
        with (place / "alive").open("w") as alive, (place / "trouble.txt").open("w") as trouble:
            fcntl.flock(alive, fcntl.LOCK_EX)
            process = subprocess.Popen(  # noqa: S603 - our own module, the folder's name is ours
                [sys.executable, "-m", "dashboard.exports.run", str(place)],
                env={**os.environ, **_environment(self._settings)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=trouble,
                pass_fds=(alive.fileno(),),
                start_new_session=True,
            )
            (place / "pid").write_text(str(process.pid))
        Thread(target=self._follow, args=(process,), daemon=True).start()

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for a process of ours, then start those that waited for its place."""
        process.wait()
        try:
            with self._lock():
                self._advance()
        except DataError:
            logger.exception("the queue of exports cannot go on")

    def _kill(self, number: str) -> None:
        """Kill a job's process and wait until it is gone; the lock says whether the number is still that process's."""
        place = self._folder / number
        if not is_held(place / "alive"):
            return
        os.killpg(int((place / "pid").read_text()), signal.SIGKILL)
        deadline = time.monotonic() + ENDS_WITHIN
        while is_held(place / "alive") and time.monotonic() < deadline:
            time.sleep(0.01)

    def _end(self, number: str, state: State, reason: str) -> None:
        place = self._folder / number
        write(place / "end.json", {"state": state, "reason": reason})
        (place / "file").unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any]:
    """Return what a file of a job says, nothing while it is not there."""
    try:
        entry: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return entry


def write(path: Path, entry: Mapping[str, object]) -> None:
    """Put a file of a job in one step, so that no reader sees half of it."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def is_held(path: Path) -> bool:
    """Say whether a living process holds the lock on a file."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the variables they are read from."""
    given = settings.model_dump(mode="json")
    return {f"{PREFIX}{key.upper()}": str(value) for key, value in given.items() if value is not None}
