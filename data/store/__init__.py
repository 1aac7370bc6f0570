"""The database: opened once, read in moments, written to by one at a time."""

from data.store.loads import LoadEntry
from data.store.opening import open_store
from data.store.partitions import Partition
from data.store.store import Store

__all__ = ["SHANGHAI", "LoadEntry", "Partition", "Store", "open_store"]
