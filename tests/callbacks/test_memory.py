"""What is remembered, and that a cache that is down costs no page."""

from __future__ import annotations

import logging
import socket
import threading
import time
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask_caching import Cache

from callbacks.memory import Memory
from dashboard.app import configured_cache
from dashboard.settings import Settings


class DownCache:
    """A cache server that does not answer."""

    def get(self, key: str) -> Any:
        raise ConnectionError(f"no answer for {key}")

    def set(self, key: str, value: Any) -> object:
        raise ConnectionError(f"no answer for {key}")


def flask_cache() -> Cache:
    return Cache(Flask(__name__), config={"CACHE_TYPE": "SimpleCache"})


def test_an_answer_is_computed_once() -> None:
    """The second question of a key gets the first one's answer."""
    memory, fresh = Memory(flask_cache()), count(1)

    answers = [memory.recall("key", lambda: next(fresh)) for _ in range(3)]

    assert answers == [1, 1, 1]


def test_keys_do_not_share_answers() -> None:
    """Each key has its own answer."""
    memory = Memory(flask_cache())

    assert [memory.recall(key, key.upper) for key in ("a", "b", "a")] == ["A", "B", "A"]


def test_without_a_cache_everything_is_computed() -> None:
    """No cache is a cache that never knows."""
    memory, computed = Memory(), []

    for _ in range(2):
        memory.recall("key", lambda: computed.append(1))

    assert computed == [1, 1]


def test_a_cache_that_is_down_costs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    """The answer is computed each time, and the outage is logged once."""
    memory = Memory(DownCache())

    with caplog.at_level(logging.WARNING):
        answers = [memory.recall("key", lambda: 42) for _ in range(3)]

    assert answers == [42, 42, 42]
    assert len(caplog.records) == 1


def test_a_cache_that_never_answers_holds_up_one_page() -> None:
    """After a failure it is left alone for a while."""

    class SilentCache(DownCache):
        asked = 0

        def get(self, key: str) -> Any:
            SilentCache.asked += 1
            raise TimeoutError(key)

    memory = Memory(SilentCache())

    assert [memory.recall(f"key {step}", lambda: 42) for step in range(5)] == [42] * 5
    assert SilentCache.asked == 1


def test_a_redis_that_accepts_and_never_answers_is_given_up() -> None:
    """The connection is made and nothing comes: the answer is computed without it."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings = Settings(redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        memory = Memory(configured_cache(Flask(__name__), settings))
        ended = threading.Event()

        def ask() -> None:
            assert memory.recall("key", lambda: 42) == 42
            ended.set()

        threading.Thread(target=ask, daemon=True).start()

        assert ended.wait(timeout=10)


def test_the_same_question_at_once_is_answered_once() -> None:
    """Viewers who ask together wait for the first instead of reading again."""
    memory, computed = Memory(flask_cache()), []

    def compute() -> int:
        time.sleep(0.05)
        computed.append(1)
        return 1

    viewers = [threading.Thread(target=memory.recall, args=("key", compute)) for _ in range(6)]
    for viewer in viewers:
        viewer.start()
    for viewer in viewers:
        viewer.join()

    assert computed == [1]
