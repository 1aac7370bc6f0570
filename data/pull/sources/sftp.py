"""Takes files out of a folder of another machine over SFTP, whose key must be known, and leaves them there."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh

from data.pull.feeds import SftpFeed
from data.pull.sources.files import ListedFile, choose, local_name
from data.pull.sources.source import (
    CONNECT_SECONDS,
    FETCH_SECONDS,
    Fetched,
    FetchedFile,
    Seen,
    SourceDown,
    SourceRefused,
    private_file,
)

PIECE = 2**18


def fetch(feed: SftpFeed, seen: Seen, folder: Path) -> Fetched:
    """Return copies of the files that are whole and new; raises SourceDown or SourceRefused, DataError without a secret."""
    options = _options(feed)
    try:
        return asyncio.run(asyncio.wait_for(_fetched(feed, options, seen, folder), FETCH_SECONDS))
    except asyncssh.HostKeyNotVerifiable:
        raise SourceRefused(
            f"{feed.host} 的主机密钥不在 {feed.known_hosts} 里，没有登录，也没有发出密码。"
            "请向对方核对密钥，核对无误后写进这个文件。"
        ) from None
    except asyncssh.PermissionDenied:
        raise SourceRefused(
            f"{feed.host} 不接受用户 {feed.user} 的密码或密钥。请核对 user 和 password、key 所指的内容。"
        ) from None
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied, asyncssh.SFTPNoSuchPath) as error:
        raise SourceRefused(f"{feed.host} 上的 {feed.folder} 打不开（{error.reason}）。请核对文件夹和权限。") from None
    except (OSError, TimeoutError, asyncssh.Error) as error:
        said = str(error) or type(error).__name__
        raise SourceDown(f"连不上 {feed.host}:{feed.port}（{said}）。请核对地址和网络，或等它恢复。") from None


def _options(feed: SftpFeed) -> Mapping[str, Any]:
    """Return how to enter: nothing of the settings, keys and agents of the user that the server runs as."""
    options: dict[str, Any] = {"known_hosts": str(feed.known_hosts), "client_keys": [], "username": feed.user}
    if not feed.known_hosts.is_file():
        raise SourceRefused(f"没有文件 {feed.known_hosts}（known_hosts）。请写入对方核对过的主机密钥。")
    if feed.password is not None:
        options["password"] = feed.password.value()
    if feed.key is not None:
        phrase = feed.passphrase.value() if feed.passphrase else None
        try:
            options["client_keys"] = [asyncssh.read_private_key(feed.key, phrase)]
        except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            raise SourceRefused(f"读不出私钥文件 {feed.key}。请核对路径、权限和 passphrase 所指的口令。") from None
    return options


async def _fetched(feed: SftpFeed, options: Mapping[str, Any], seen: Seen, folder: Path) -> Fetched:
    async with _entered(feed, options) as sftp:
        entries = [
            ListedFile(str(each.filename), each.attrs.size or 0, each.attrs.mtime or 0)
            for each in await sftp.readdir(feed.folder)
            if stat.S_ISREG(each.attrs.permissions or 0) and "/" not in str(each.filename)
        ]
        ready, waiting = choose(entries, feed, seen, folder.parent)
        arrivals = []
        for number, entry in enumerate(ready):
            path = folder / str(number) / local_name(entry.name, feed)
            path.parent.mkdir(mode=0o700)
            if await _copied(sftp, f"{feed.folder.rstrip('/')}/{entry.name}", entry, path):
                arrivals.append(FetchedFile(path, entry.mark))
            else:
                waiting += 1
        return Fetched(arrivals, waiting)


@asynccontextmanager
async def _entered(feed: SftpFeed, options: Mapping[str, Any]) -> AsyncIterator[asyncssh.SFTPClient]:
    async with (
        asyncssh.connect(
            feed.host,
            feed.port,
            config=None,
            agent_path=None,
            connect_timeout=CONNECT_SECONDS,
            login_timeout=CONNECT_SECONDS,
            **options,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        yield sftp


async def _copied(sftp: asyncssh.SFTPClient, source: str, entry: ListedFile, path: Path) -> bool:
    """Copy a file; say whether it was not changed meanwhile. No more is read than the listing said that there is."""
    copied = 0
    async with sftp.open(source, "rb") as file:
        with private_file(path) as copy:
            while piece := await file.read(PIECE):
                copied += len(piece)
                if copied > entry.size:
                    return False
                copy.write(piece)  # type: ignore[call-overload]  # bytes, as the file was opened
        known = await file.stat()
    return (copied, known.size, known.mtime) == (entry.size, entry.size, entry.changed)
