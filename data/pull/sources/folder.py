"""Takes files out of a folder of this machine, and leaves them there."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from data.pull.feeds import FolderFeed
from data.pull.sources.files import ListedFile, choose, local_name
from data.pull.sources.source import Fetched, FetchedFile, Seen, SourceDown, SourceRefused, private_file


def fetch(feed: FolderFeed, seen: Seen, folder: Path) -> Fetched:
    """Return copies of the files that are whole and new; raises SourceDown where the folder cannot be read."""
    source = Path(feed.folder)
    try:
        ready, waiting = choose([*_entries(source)], feed, seen, folder.parent)
        arrivals = []
        for number, entry in enumerate(ready):
            path = folder / str(number) / local_name(entry.name, feed)
            path.parent.mkdir(mode=0o700)
            if _copied(source / entry.name, entry, path):
                arrivals.append(FetchedFile(path, entry.mark))
            else:
                waiting += 1
    except PermissionError as error:
        raise SourceRefused(f"没有读 {error.filename} 的权限。请让服务的用户能读它。") from None
    except OSError as error:
        raise SourceDown(
            f"读不了文件夹 {feed.folder}（{error.strerror}）。请核对路径，共享盘请核对是否已挂上。"
        ) from None
    return Fetched(arrivals, waiting)


def _entries(source: Path) -> Iterator[ListedFile]:
    """Yield the files of a folder; links are no files, since they could point to anything."""
    with os.scandir(source) as found:
        for each in found:
            known = each.stat(follow_symlinks=False)
            if stat.S_ISREG(known.st_mode):
                yield ListedFile(each.name, known.st_size, known.st_mtime_ns)


def _copied(source: Path, entry: ListedFile, path: Path) -> bool:
    """Copy a file; say whether it was not changed meanwhile."""
    with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file, private_file(path) as copy:
        shutil.copyfileobj(file, copy)
        known = os.fstat(file.fileno())
    return (known.st_size, known.st_mtime_ns, path.stat().st_size) == (entry.size, entry.changed, entry.size)
