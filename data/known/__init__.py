"""The store as it was known on a day: which version a day means, and a copy of the store that knows nothing later."""

from data.known.known import CopyFailed, KnownStores
from data.known.moment import Knowledge, UnknownMoment, known_at

__all__ = ["CopyFailed", "Knowledge", "KnownStores", "UnknownMoment", "known_at"]
