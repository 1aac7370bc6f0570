"""Zhoushan's cockpit for one module of tests, what its audit log gained, and who looks."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from callbacks.memory import Memory
from dashboard.app import create_app
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from data.accounts.tokens import add_token
from data.audit.chain import entries_after
from data.audit.entry import AuditEntry
from data.audit.recording import settle
from data.store import Store
from data.viewer import Role
from tests.product import PASSWORD, add_person, copy_without_log, page_client, unsigned_client


@dataclass
class Audited:
    """Clients of a cockpit: of staff, of a county and of the audit administrator; its store, and how many entries its log had."""

    client: FlaskClient
    county: FlaskClient
    administrator: FlaskClient
    store: Store
    settings: Settings
    seen: int = 0

    def gained(self) -> list[AuditEntry]:
        """Return the entries written since the last time."""
        settle(self.store)
        with self.store.engine.connect() as connection:
            found = list(entries_after(connection, self.seen))
        self.seen = found[-1].number if found else self.seen
        return found


@pytest.fixture(scope="module")
def cockpit(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """A cockpit of its own over a copy of Zhoushan's database."""
    folder = tmp_path_factory.mktemp("audited")
    url = copy_without_log(city_store, folder / "cockpit.db")
    settings = Settings(database_url=url, root="330900", secret_file=folder / "secret", exports=folder / "exports")
    server, store = create_app(settings).server, open_cockpit(settings, Memory()).store
    add_person(store, Role.ANALYST, Role.REVIEWER, Role.BRAND_EDITOR, name="staff")
    add_person(store, Role.VIEWER, name="county", region="330902")
    add_person(store, Role.AUDIT, name="auditor")
    staff, county = unsigned_client(server), unsigned_client(server)
    for client, name in ((staff, "staff"), (county, "county")):  # tokens outlast clocks that are moved
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {add_token(store, name, None)[1]}"
    return Audited(staff, county, page_client(server, "auditor", PASSWORD), store, settings)


@pytest.fixture
def audited(cockpit: Audited) -> Audited:
    """The cockpit, with nothing new in its log."""
    cockpit.gained()
    return cockpit
