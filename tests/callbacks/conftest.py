"""A cockpit of one city, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from data.regions.boundaries import load_boundaries
from data.store import Store

MAP_FILE = Path("assets/maps/330000.geojson")


@pytest.fixture(scope="session")
def cockpit(city_store: Store) -> Cockpit:
    """Zhoushan's cockpit, remembering nothing."""
    return Cockpit(city_store, load_boundaries(MAP_FILE), Memory())
