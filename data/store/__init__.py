"""The database: opened once, read in moments, written to by one at a time."""

from data.store.loads import LoadEntry
from data.store.opening import open_store
from data.store.partitions import Partition
from data.store.store import Store, Vault

__all__ = ["SHANGHAI", "LoadEntry", "Partition", "Store", "Vault", "open_store"]
