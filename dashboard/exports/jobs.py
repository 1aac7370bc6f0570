"""Exports made beside the server: two at once, the others wait; any process of the server sees, stops and delivers them.

huey keeps the queue and what is known of each job, in a file of the folder of exports or in the Redis of the settings.
A job is made in a process of its own, which gives signs of life until it has recorded how the job ended.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from huey import Huey, RedisHuey, SqliteHuey
from huey.api import Task, TaskWrapper
from redis import ConnectionPool
from redis.exceptions import RedisError

from dashboard.build import build_id
from dashboard.exports.making import Step
from dashboard.settings import PREFIX, Settings
from data import clock
from data.errors import DataError, StoreError
from data.reasons import Reason
from data.viewer import Viewer

logger = logging.getLogger(__name__)

MOST_WAITING = 20
KEPT_SECONDS = 24 * 3600
SILENT_SECONDS = 30.0  # without a sign of life a process is gone: one that is alive gives one every BEAT_SECONDS
BEAT_SECONDS = 0.3
ENDS_WITHIN = 5.0  # seconds for a cancelled process to be gone
REDIS_SECONDS = {"socket_connect_timeout": 0.5, "socket_timeout": 5}
UNKNOWN = Reason("export.unknown")
DIED = Reason("export.died")


class UnknownJob(DataError):
    """A job that is not there, or no longer."""


class QueueFull(DataError):
    """Too many exports are waiting."""


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
    """An export to make: the address of a view, the kind of file, the paper, and the viewer it is made for."""

    address: str
    suffix: str
    size: str
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended: the name of its file, or the reason why there is none."""

    state: State
    name: str = ""
    reason: Reason | str = ""


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
    reason: Reason | str = ""


@dataclass(frozen=True, slots=True)
class _Queue:
    """The queue with its two tasks: making an order, and forgetting it a day later."""

    huey: Huey
    make: TaskWrapper
    forget: TaskWrapper

    def get(self, number: str, what: str) -> Any:
        return self.huey.get(f"{number}.{what}", peek=True)

    def put(self, number: str, what: str, value: object) -> None:
        self.huey.put(f"{number}.{what}", value)

    def put_first(self, number: str, what: str, value: object) -> bool:
        """Store a value unless there is one already; say whether it was stored."""
        return bool(self.huey.put_if_empty(f"{number}.{what}", value))

    def waiting(self) -> list[str]:
        """Return those that wait and are not cancelled, the oldest order first."""
        tasks = cast("list[Task]", self.huey.pending())
        numbers = [str(task.args[0]) for task in tasks if isinstance(task, self.make.task_class)]
        return [number for number in numbers if self.get(number, "end") is None]


class Jobs:
    """The jobs of one cockpit, whichever of its processes asks. Each method raises StoreError without the queue.

    A process that makes a job is given the queue's `name`: the program's files may have changed since the server started.
    """

    def __init__(self, settings: Settings, name: str = "") -> None:
        self._settings = settings
        self._name = name or _name(settings)

    def place_order(self, order: Order, number: str = "") -> Job:
        """Take an order, once for each number its sender gave it; raises QueueFull, UnknownJob for a number of another's."""
        number = number or secrets.token_urlsafe(12)
        with self._reached() as queue:
            if queue.get(number, "order") is None:
                if len(waiting := queue.waiting()) >= MOST_WAITING:
                    raise QueueFull(Reason("export.queue_full", {"count": len(waiting)}))
                if queue.put_first(number, "order", order):
                    queue.make(number)
                    queue.huey.add_schedule(queue.forget.s(number, delay=KEPT_SECONDS))
        return self.find(order.viewer, number)

    def order(self, number: str) -> Order:
        """Return the order of a number, to make it; raises UnknownJob."""
        with self._reached() as queue:
            order: Order | None = queue.get(number, "order")
        if order is None:
            raise UnknownJob(UNKNOWN)
        return order

    def find(self, viewer: Viewer, number: str) -> Job:
        """Return what is known of a viewer's job.

        Raises UnknownJob, for what another account ordered, or the same with another scope, as for what is not there.
        """
        order = self.order(number)
        if (order.viewer.account, order.viewer.sight) != (viewer.account, viewer.sight):
            raise UnknownJob(UNKNOWN)
        with self._reached() as queue:
            alive_at: float | None = queue.get(number, "alive")
            if alive_at is not None and _now() - alive_at > SILENT_SECONDS:
                queue.put_first(number, "end", End(State.FAILED, reason=DIED))
            step: Step = queue.get(number, "step") or Step(0, 0)
            job = Job(number, order, State.RUNNING, page=step.page, pages=step.pages, title=step.title)
            end: End | None = queue.get(number, "end")
            if end is not None:
                return replace(job, state=end.state, name=end.name, reason=end.reason)
            if alive_at is not None:
                return job
            waiting = queue.waiting()
            place = waiting.index(number) + 1 if number in waiting else 1
            return replace(job, state=State.WAITING, place=place)

    def cancel(self, viewer: Viewer, number: str) -> Job:
        """Stop a viewer's job at once, whether it waits or is being made; one that has ended stays as it is. Raises UnknownJob."""
        self.find(viewer, number)
        self.end(number, End(State.CANCELLED))
        deadline = time.monotonic() + ENDS_WITHIN
        with self._reached() as queue:
            while queue.get(number, "alive") is not None and time.monotonic() < deadline:
                time.sleep(BEAT_SECONDS / 10)
        return self.find(viewer, number)

    def file(self, viewer: Viewer, number: str) -> tuple[bytes, str]:
        """Return the file of a viewer's job and what it is called; raises UnknownJob while there is none."""
        job = self.find(viewer, number)
        with self._reached() as queue:
            content: bytes | None = queue.get(number, "file")
        if job.state is not State.DONE or content is None:
            raise UnknownJob(Reason("export.not_made"))
        return content, job.name

    def beat(self, number: str) -> bool:
        """Record that a job's process is alive; return whether it may go on: it was not cancelled or given up."""
        with self._reached() as queue:
            queue.put(number, "alive", _now())
            return queue.get(number, "end") is None

    def show(self, number: str, step: Step) -> None:
        """Record how far a job is."""
        with self._reached() as queue:
            queue.put(number, "step", step)

    def end(self, number: str, end: End, content: bytes = b"") -> None:
        """Record how a job ended, with its file; what was recorded first stays."""
        with self._reached() as queue:
            if end.state is State.DONE:
                queue.put(number, "file", content)
            queue.put_first(number, "end", end)

    def leave(self, number: str) -> None:
        """Record that a job's process has ended."""
        with self._reached() as queue:
            queue.huey.delete(f"{number}.alive")

    @property
    def queue(self) -> Huey:
        """The queue, to be worked off."""
        with self._reached() as queue:
            return queue.huey

    @property
    def folder(self) -> Path:
        """The folder of a server with these settings, on any port; raises StoreError where it cannot be made."""
        folder = self._settings.exports / self._name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            named = {"folder": self._settings.exports, "why": error.strerror}
            raise StoreError(Reason("export.no_folder", named)) from error
        return folder

    @contextmanager
    def _reached(self) -> Iterator[_Queue]:
        """Hold the queue; raises StoreError where its file or its Redis cannot be reached."""
        try:
            yield self._queue
        except sqlite3.Error as error:
            named = {"folder": self._settings.exports, "why": error}
            raise StoreError(Reason("export.no_queue", named)) from error
        except RedisError as error:
            raise StoreError(Reason("export.no_redis", {"why": error})) from error

    @cached_property
    def _queue(self) -> _Queue:
        if self._settings.redis_url:
            pool = ConnectionPool.from_url(self._settings.redis_url, **REDIS_SECONDS)
            huey = RedisHuey(f"exports{self._name}", results=False, connection_pool=pool)
        else:
            huey = SqliteHuey("exports", results=False, filename=str(self.folder / "queue.db"))
        return _Queue(huey, huey.task(name="make")(self._make), huey.task(name="forget")(self._forget))

    def _make(self, number: str) -> None:
        """Make an order in a process of its own, and record a failure where that ended without a result."""
        if not self.beat(number):
            self.leave(number)
            return
        try:
            subprocess.run(  # noqa: S603 - our own module, the number is ours
                [sys.executable, "-m", "dashboard.exports.run", self._name, number],
                env={**os.environ, **_environment(self._settings)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                check=False,
            )
        finally:
            self.end(number, End(State.FAILED, reason=DIED))
            self.leave(number)

    def _forget(self, number: str) -> None:
        with self._reached() as queue:
            for what in ("order", "step", "end", "file", "alive"):
                queue.huey.delete(f"{number}.{what}")


def _name(settings: Settings) -> str:
    """Return a queue's name: servers of other builds, or of other settings and so other figures, have queues of their own."""
    own = settings.model_dump_json(exclude={"host", "port", "workers", "token"})
    return sha256(f"{build_id()} {own}".encode()).hexdigest()[:16]


def _now() -> float:
    return clock.now().timestamp()


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the variables they are read from, without the secrets, which no export needs."""
    given = settings.model_dump(mode="json", exclude={"secret", "oidc_client_secret", "token"})
    return {f"{PREFIX}{key.upper()}": str(value) for key, value in given.items() if value is not None}
