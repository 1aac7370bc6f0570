"""Remembers answers between requests; a cache that is down costs time, never a page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, Protocol, TypeVar

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
LANES = 64
PAUSE = 30  # seconds without the cache after it failed: one that never answers holds up one page, not every one


class Cache(Protocol):
    """What a cache must do, as Flask-Caching does it."""

    def get(self, key: str) -> Any:
        """Return what was kept under `key`, None when nothing was."""

    def set(self, key: str, value: Any) -> object:
        """Keep `value` under `key`."""


class Memory:
    """A cache in which a miss, an outage and an entry that cannot be read are treated alike.

    Requests that ask the same at once wait for the first of them: new data is read once, not once a viewer.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache
        self._lanes = [Lock() for _ in range(LANES)]
        self._down_until = 0.0

    def recall(self, key: str, compute: Callable[[], Answer]) -> Answer:
        """Return the answer kept under `key`, or compute and keep it."""
        if self._cache is None:
            return compute()
        with self._lanes[hash(key) % LANES]:
            kept: Answer | None = self._attempt(lambda cache: cache.get(key))
            if kept is not None:
                return kept
            answer = compute()
            self._attempt(lambda cache: cache.set(key, answer))
            return answer

    def _attempt(self, action: Callable[[Cache], Any]) -> Any:
        if self._cache is None or monotonic() < self._down_until:
            return None
        try:
            return action(self._cache)
        except Exception as error:  # the boundary: every cache library raises its own kinds
            logger.warning("cache unavailable, reading from the database for %s s: %s", PAUSE, error)
            self._down_until = monotonic() + PAUSE
            return None
