"""A store of Zhoushan with an audit log, and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data.audit import Action, record
from data.audit.vault import open_vault
from data.store import Store
from data.store.secret import load_secret
from tests.conftest import opened

SECRET = "a secret of the tests, long enough for one"  # noqa: S105


def with_vault(store: Store, folder: Path, secret: str = SECRET) -> Store:
    """Return a store that keeps an audit log, as a deployment opens it."""
    vault = open_vault(load_secret(secret, folder / "secret"), folder / "audit")
    audited = replace(store, vault=vault)
    vault.written(audited)
    return audited


@pytest.fixture
def audited(tmp_path: Path) -> Store:
    """A store of one test with an empty audit log."""
    return with_vault(opened(tmp_path / "cockpit.db"), tmp_path)


@pytest.fixture
def filled(audited: Store) -> Store:
    """A store with ten entries in its audit log."""
    for number in range(1, 11):
        write(audited, f"change {number}")
    return audited


Write = Callable[[Store, str], None]


def write(store: Store, about: str) -> None:
    """Record a change in a transaction of its own."""
    with store.writing_briefly() as connection:
        record(store, connection, Action.TASK, about, region="330902", before={"title": "a"}, after={"title": "b"})
