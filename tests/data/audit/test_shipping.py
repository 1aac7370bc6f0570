"""Entries are sent off the machine as syslog, each once."""

from __future__ import annotations

import json
import socket
from contextlib import closing

from data.audit.shipping import ship
from data.store import Store
from tests.data.audit.conftest import write


def received(listener: socket.socket, count: int) -> list[str]:
    listener.settimeout(5)
    return [listener.recv(100_000).decode() for _ in range(count)]


def test_each_entry_is_sent_once_and_in_order(filled: Store) -> None:
    """A collector gets each entry as one syslog message that ends with its line of JSON."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as listener:
        listener.bind(("127.0.0.1", 0))
        address = ("127.0.0.1", listener.getsockname()[1])

        assert ship(filled, address) == 10
        assert ship(filled, address) == 0
        write(filled, "one more")
        assert ship(filled, address) == 1

        messages = received(listener, 11)
    assert [json.loads(each[each.index("{") :])["number"] for each in messages] == list(range(1, 12))
    assert messages[0].startswith("<85>1 2")
    assert " cockpit - audit - {" in messages[0]


def test_an_address_that_is_not_there_loses_nothing(filled: Store) -> None:
    """What could not be sent is sent the next time."""
    assert ship(filled, ("no-such-host.invalid", 514)) == 0

    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as listener:
        listener.bind(("127.0.0.1", 0))
        assert ship(filled, ("127.0.0.1", listener.getsockname()[1])) == 10
