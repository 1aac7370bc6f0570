"""Webhooks as a receiver gets them: signed, at the address of the settings alone, and again until they are taken."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from prometheus_client import generate_latest

from dashboard.outlets.metrics import registry
from dashboard.outlets.webhooks import Receiver, deliver, receivers
from dashboard.settings import Settings, SettingsError, load_settings
from data import clock
from data.errors import DataError
from data.meetings import Edition
from data.meetings.frozen import freeze
from data.periods import Period
from data.store import Store
from data.webhooks.outbox import count
from tests.conftest import opened
from tests.dashboard.conftest import Run
from tests.data.audit.conftest import with_vault

SECRET = "a secret of at least thirty-two characters"  # noqa: S105 - of a test


@dataclass
class Hub:
    """A receiver: what it got, and what it answers."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    address: str = ""


@contextmanager
def listening(hub: Hub) -> Iterator[Hub]:
    """Let a receiver listen on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hub.got.append((self.path, {key.lower(): text for key, text in self.headers.items()}, body))
            self.send_response(hub.status)
            for key, text in hub.headers.items():
                self.send_header(key, text)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    hub.address = f"http://127.0.0.1:{server.server_port}/hooks"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A receiver that takes everything."""
    with listening(Hub()) as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A city without figures, opened with its secret."""
    return with_vault(opened(tmp_path / "cockpit.db"), tmp_path, SECRET)


def named(store: Store, *hubs: Hub) -> list[Receiver]:
    """Return receivers as the settings name them."""
    return receivers(store, Settings(webhook_urls=",".join(hub.address for hub in hubs)))


def freeze_week(store: Store, week: str = "2026-W47") -> None:
    """Freeze a week with an empty body."""
    moment = clock.utc_now().replace(microsecond=0)
    freeze(store, Edition("330902", Period.parse(week), 1, moment, 7, "test", "值班员"), {})


def test_a_receiver_checks_the_signature(store: Store, hub: Hub) -> None:
    """Over number, moment and body by the key that `cockpit webhooks` prints, as Standard Webhooks says."""
    (receiver,) = named(store, hub)
    deliver(store, [receiver])
    freeze_week(store)
    deliver(store, [receiver])

    ((path, headers, body),) = hub.got
    key = base64.b64decode(receiver.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    wanted = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert path == "/hooks"
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert json.loads(body)["id"] == headers["webhook-id"]


def test_each_receiver_has_a_key_of_its_own(store: Store, hub: Hub) -> None:
    """One cannot sign for another."""
    other = Hub(address="http://127.0.0.1:9/hooks")

    assert len({receiver.key for receiver in named(store, hub, other)}) == 2


def test_a_receiver_is_sent_the_events_of_its_region(store: Store, hub: Hub) -> None:
    """The one that names a region in front of its address, those of the region; the one that names none, all."""
    with listening(Hub()) as own, listening(Hub()) as beside:
        urls = f"{hub.address},330902={own.address}, 330903 = {beside.address}"
        named_so = receivers(store, Settings(webhook_urls=urls))
        deliver(store, named_so)
        freeze_week(store)
        deliver(store, named_so)

        assert [len(each.got) for each in (hub, own, beside)] == [1, 1, 0]


def test_a_receiver_whose_region_is_changed_gets_nothing_that_waited(store: Store, hub: Hub) -> None:
    """What was put into its outbox under the wider region is dropped."""
    hub.status = 503
    deliver(store, named(store, hub))
    freeze_week(store)
    deliver(store, named(store, hub))
    hub.status, hub.got = 204, []

    deliver(store, receivers(store, Settings(webhook_urls=f"330903={hub.address}")))

    assert hub.got == []
    assert list(count(store).values()) == [(0, 0)]


@pytest.mark.parametrize("region", ["330106", "330999"])
def test_a_region_that_is_not_of_the_cockpit_is_named(store: Store, region: str) -> None:
    """One elsewhere and one that does not exist, with the setting."""
    with pytest.raises(DataError, match=f"COCKPIT_WEBHOOK_URLS：“{region}”"):
        receivers(store, Settings(webhook_urls=f"{region}=https://hub.example/hooks"))


def test_one_that_is_away_gets_it_when_it_is_back(store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number and body, so that it can leave out what it has; nothing is sent twice once it was taken."""
    receiver, hub.status = named(store, hub), 503
    deliver(store, receiver)
    freeze_week(store)
    deliver(store, receiver)
    later = clock.now()
    hub.status = 200
    for minutes in (2, 3):
        monkeypatch.setattr(clock, "now", lambda by=minutes: later + timedelta(minutes=by))
        deliver(store, receiver)

    assert len(hub.got) == 2
    assert hub.got[0][1]["webhook-id"] == hub.got[1][1]["webhook-id"]
    assert hub.got[0][2] == hub.got[1][2]


def test_a_redirection_is_not_followed(store: Store, hub: Hub) -> None:
    """No address is called that the settings do not name."""
    with listening(Hub()) as elsewhere:
        hub.status, hub.headers = 307, {"Location": elsewhere.address}
        deliver(store, named(store, hub))
        freeze_week(store)
        deliver(store, named(store, hub))

        assert (len(hub.got), elsewhere.got) == (1, [])
    assert list(count(store).values()) == [(1, 0)]


def test_one_receiver_keeps_no_other_waiting(store: Store, hub: Hub) -> None:
    """What one does not take is a matter of its own."""
    with listening(Hub(status=500)) as broken:
        deliver(store, named(store, broken, hub))
        freeze_week(store, "2026-W46")
        freeze_week(store)
        deliver(store, named(store, broken, hub))

        assert (len(broken.got), len(hub.got)) == (1, 2)


def test_what_is_given_up_is_logged_and_counted(store: Store, hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    """410 says that the receiver wants no more of it; the log has no address, which may hold a token."""
    hub.status = 410
    receiver = named(store, hub)
    deliver(store, receiver)
    freeze_week(store)
    deliver(store, receiver)

    text = generate_latest(registry(store, receiver)).decode()
    assert f'cockpit_webhooks_failed{{host="127.0.0.1",receiver="{receiver[0].name}"}} 1.0' in text
    assert "given up: 410" in caplog.text
    assert "/hooks" not in caplog.text


def test_without_addresses_nothing_is_sent_or_kept(store: Store) -> None:
    """None by default."""
    assert receivers(store, Settings()) == []

    deliver(store, [])
    freeze_week(store)
    deliver(store, [])

    assert count(store) == {}


@pytest.mark.parametrize(
    "url",
    [
        "hub.example",
        "ftp://hub.example",
        "http://",
        "https://me:pw@hub.example",
        "http://h:x",
        "3309=https://hub.example",
    ],
)
def test_an_address_that_cannot_be_called_is_refused_at_the_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting."""
    monkeypatch.setenv("COCKPIT_WEBHOOK_URLS", url)

    with pytest.raises(SettingsError, match="COCKPIT_WEBHOOK_URLS"):
        load_settings()


def test_the_command_prints_the_keys(run: Run, store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the region, what waits and what was given up."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", str(store.engine.url))

    status, said, _ = run("webhooks", webhook_urls=f"330902={hub.address}", secret=SECRET)

    assert status == 0
    assert named(store, hub)[0].secret in said
    assert "330902 定海区" in said
    assert hub.address in said
