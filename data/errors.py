"""The errors a caller may catch; every message is Chinese prose for the person at the screen or the terminal."""


class DataError(Exception):
    """Something about the data or the question is wrong; the message says what, where and what to do."""


class CatalogueError(DataError):
    """A metric or measure file is wrong; the message lists every finding with file, key and reason."""


class UnknownRegion(DataError):
    """A region code or name that is not in the tree."""


class UnknownPeriod(DataError):
    """A period that cannot be read, or is outside what the calendar covers."""


class UnknownMetric(DataError):
    """A metric key that is not in the catalogue."""


class OutOfScope(DataError):
    """A viewer asked for a region outside the scope of the account."""


class LoadError(DataError):
    """A file that cannot be read as a feed; nothing from it was stored."""


class StoreError(DataError):
    """The database is absent, empty, or of another schema version."""
