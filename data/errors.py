"""The errors a caller may catch; every message is Chinese prose for the person at the screen or the terminal."""


class DataError(Exception):
    """Something about the data or the question is wrong; the message says what, where and what to do."""


class CatalogueError(DataError):
    """A metric or measure file is wrong; the message lists every finding with file, key and reason."""


class UnknownRegion(DataError):
    """A region code or name that the tree does not hold."""


class UnknownPeriod(DataError):
    """A period that cannot be read, or lies outside what the calendar covers."""


class UnknownMetric(DataError):
    """A metric key that the catalogue does not hold."""


class OutOfScope(DataError):
    """A viewer asked for a region outside the scope of the account."""


class LoadError(DataError):
    """A file that cannot be read as a feed at all; nothing of it was stored."""


class StoreError(DataError):
    """The database is absent, empty, or of another schema version."""
