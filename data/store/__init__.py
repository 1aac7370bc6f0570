"""The database: opened once, read in moments, written to by one at a time."""

from data.store.loads import LoadEntry
from data.store.opening import open_store
from data.store.store import Store

__all__ = ["SHANGHAI", "LoadEntry", "Store", "open_store"]
