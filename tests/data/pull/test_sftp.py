"""SFTP: a server whose key is known, entered with a password or a key; nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest

from data.pull import FeedState
from data.store import Store
from tests.data.pull.conftest import Clock, Feeds, pulled, report

BY_PASSWORD = {"password": '{env = "SFTP_PASSWORD"}'}
PASSWORD = "Quiet-River-29"  # noqa: S105 - of the server of this test


@dataclass
class Server:
    """A server with a folder of files, and what a feed needs to enter it."""

    port: int
    known_hosts: Path
    key: Path
    folder: Path


class Gate(asyncssh.SSHServer):
    """Lets one user in, by password; keys are looked up in a file."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("cockpit", PASSWORD)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server, on a thread of this process."""
    folder = tmp_path_factory.mktemp("sftp")
    host, user = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    user.write_private_key(folder / "key")
    (folder / "authorized").write_bytes(user.export_public_key())
    (folder / "files").mkdir()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Gate,
            server_host_keys=[host],
            authorized_client_keys=str(folder / "authorized"),
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder / "files").encode()),
        )

    running = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    port = running.get_port()
    known = folder / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {host.export_public_key().decode()}", encoding="utf-8")
    yield Server(port, known, folder / "key", folder / "files")

    async def close() -> None:
        running.close()
        await running.wait_closed()

    asyncio.run_coroutine_threadsafe(close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def common(server: Server, time: Clock, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the stanzas of these tests have in common."""
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    for each in server.folder.iterdir():
        each.unlink()
    report(server.folder / "a.csv")
    (server.folder / "a.csv.done").touch()
    return {
        "kind": '"sftp"',
        "host": '"127.0.0.1"',
        "port": server.port,
        "user": '"cockpit"',
        "known_hosts": f'"{server.known_hosts}"',
        "folder": '"/"',
        "glob": '"*.csv"',
        "complete": '"done"',
    }


def test_a_file_is_fetched_with_a_password(
    store: Store, feed: Feeds, common: dict[str, object], tmp_path: Path
) -> None:
    """Once: the next look finds nothing new."""
    found = feed(**common, **BY_PASSWORD)

    done = pulled(store, found, tmp_path)

    assert done.state is FeedState.LOADED, done.message
    assert pulled(store, found, tmp_path).state is FeedState.NOTHING


def test_a_file_is_fetched_with_a_key(
    store: Store, feed: Feeds, common: dict[str, object], server: Server, tmp_path: Path
) -> None:
    """The private key is in a file."""
    done = pulled(store, feed(**common, key=f'"{server.key}"'), tmp_path)

    assert done.state is FeedState.LOADED, done.message


def test_a_wrong_password_is_not_tried_again_soon(
    store: Store, feed: Feeds, common: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account would be locked; the message names the user and never the password."""
    monkeypatch.setenv("SFTP_PASSWORD", "Loud-Lake-31")

    done = pulled(store, feed(**common, **BY_PASSWORD), tmp_path)

    assert done.state is FeedState.FAILED
    assert "不接受用户 cockpit" in done.message
    assert "Loud-Lake-31" not in done.message


def test_an_unknown_server_is_not_entered(store: Store, feed: Feeds, common: dict[str, object], tmp_path: Path) -> None:
    """A server with another key than the known one is not sent the password."""
    other = tmp_path / "known_hosts"
    key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    other.write_text(f"[127.0.0.1]:{common['port']} {key}", encoding="utf-8")

    done = pulled(store, feed(**{**common, "known_hosts": f'"{other}"'}, **BY_PASSWORD), tmp_path)

    assert done.state is FeedState.FAILED
    assert "主机密钥不在" in done.message


def test_a_server_that_is_away_is_tried_again(
    store: Store, feed: Feeds, common: dict[str, object], tmp_path: Path
) -> None:
    """A port that nothing listens on."""
    done = pulled(store, feed(**{**common, "port": 1}, **BY_PASSWORD), tmp_path)

    assert done.state is FeedState.RETRYING
    assert "127.0.0.1:1" in done.message
