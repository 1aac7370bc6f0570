"""A cockpit whose database loses a table while it runs."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, text

from callbacks.cockpit import Cockpit


def without_rosters(cockpit: Cockpit, folder: Path) -> Cockpit:
    """Return a cockpit over a copy of the database in which the roster's roll-up is gone."""
    path = folder / "broken.db"
    shutil.copy(str(cockpit.store.engine.url.database), path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE rollup_roster"))
    return replace(cockpit, store=replace(cockpit.store, engine=engine))
