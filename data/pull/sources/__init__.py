"""Where feeds come from: a module a kind, each of which turns what is new there into files of our own."""

# Each is imported where it is needed: most commands fetch nothing, and some kinds need heavy libraries.
from pathlib import Path

from data.pull.feeds import AnyFeed, DatabaseFeed, FolderFeed, HttpsFeed, SftpFeed
from data.pull.sources.source import Fetched, FetchedFile, Seen, SourceDown, SourceRefused

__all__ = ["Fetched", "FetchedFile", "Seen", "SourceDown", "SourceRefused", "fetch"]


def fetch(feed: AnyFeed, seen: Seen, to: Path) -> Fetched:
    """Return what is new at a source as files in a folder of our own.

    Raises SourceDown where it may answer later, SourceRefused where it will not before somebody changes something, and
    DataError for a secret that is not there.
    """
    match feed:
        case DatabaseFeed():
            from data.pull.sources import database  # noqa: PLC0415

            return database.fetch(feed, seen, to)
        case FolderFeed():
            from data.pull.sources import folder  # noqa: PLC0415

            return folder.fetch(feed, seen, to)
        case SftpFeed():
            from data.pull.sources import sftp  # noqa: PLC0415

            return sftp.fetch(feed, seen, to)
        case HttpsFeed():
            from data.pull.sources import https  # noqa: PLC0415

            return https.fetch(feed, seen, to)
