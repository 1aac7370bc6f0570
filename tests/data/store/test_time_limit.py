"""A reader's statement ends after its time; what writes takes as long as it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from data.store import Store, time_limit
from data.store.outage import reason_of
from tests.conftest import opened

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT count(*) FROM n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store whose readers have a tenth of a second a statement."""
    store = opened(tmp_path / "cockpit.db")
    monkeypatch.setattr(time_limit, "STATEMENT_SECONDS", 0.1)
    yield store
    store.engine.dispose()


def test_a_long_question_is_ended(store: Store) -> None:
    """It is said why, and what to do."""
    with store.reading() as connection, pytest.raises(OperationalError) as error:
        connection.exec_driver_sql(COUNT.format(100_000_000))

    assert "已经中止" in str(reason_of(error.value))


def test_each_statement_has_the_time(store: Store) -> None:
    """A long visit of many short questions is not ended."""
    with store.reading() as connection:
        time.sleep(0.2)
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_writer_is_not_limited(store: Store) -> None:
    """A load on a connection that a reader had before takes what it needs."""
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT 1")

    with store.writing() as connection:
        assert connection.exec_driver_sql(COUNT.format(3_000_000)).scalar() == 3_000_000
