"""The cockpit of some settings."""

from __future__ import annotations

from callbacks.cockpit import Cockpit, Watermark
from callbacks.memory import Memory
from dashboard.opening import open_configured_store
from dashboard.settings import CHECKOUT, Settings
from data.known import KnownStores
from data.regions.boundaries import load_boundaries
from data.statistics.rules import BOOKS
from data.store import Store

MAP_FILE = CHECKOUT / "assets" / "maps" / "330000.geojson"


def open_cockpit(settings: Settings, memory: Memory) -> Cockpit:
    """Return the cockpit of some settings; raises DataError when catalogue, regions, map or database are wrong."""
    return cockpit_over(open_configured_store(settings), settings, memory)


def cockpit_over(store: Store, settings: Settings, memory: Memory) -> Cockpit:
    """Return the cockpit of some settings over a store that is open; raises DataError when the map is wrong."""
    return Cockpit(
        store,
        load_boundaries(settings.map_file or MAP_FILE),
        memory,
        settings.title,
        BOOKS[settings.rule_book],
        settings.weekly,
        settings.coverage_shown / 100,
        Watermark(settings.watermark),
        settings.freeze_moment,
        KnownStores(store, settings.known),
    )
