"""A cockpit whose database loses a table while it runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, text

from callbacks.cockpit import Cockpit
from tests.product import copy_database


def without_rosters(cockpit: Cockpit, folder: Path) -> Cockpit:
    """Return a cockpit over a copy of the database in which the roster's roll-up is gone."""
    engine = create_engine(copy_database(cockpit.store, folder / "broken.db"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE rollup_roster"))
    return replace(cockpit, store=replace(cockpit.store, engine=engine))
