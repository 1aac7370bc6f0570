"""JSON over HTTPS: from the server that is named alone, whose certificate is checked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from data.pull import FeedState
from data.pull.runs import status
from data.store import Store
from tests.data.feeds import SUPERVISION, held
from tests.data.pull.conftest import OFFICES, Clock, Feeds, pulled

TOKEN = "quiet-river-token-29"  # noqa: S105 - of the server of this test
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server over HTTPS: its address, the certificate of who signed its own, what it answers and was asked."""

    url: str
    ca: Path
    answer: Callable[[str], Answer] = lambda path: (404, {}, b"")
    asked: list[tuple[str, str]] = field(default_factory=list)


def listed(*rows: dict[str, Any], **more: object) -> Answer:
    """Return an answer with a list of objects."""
    return 200, {}, json.dumps({"data": {"items": rows}, **more}).encode()


def day(text: str, **more: object) -> list[dict[str, Any]]:
    """Return the reports of all offices for a day."""
    return [
        {"day": text, "office_code": office, "checkin_due_n": 10, "checkin_done_n": 9.0, **more} for office in OFFICES
    ]


def certificates(folder: Path) -> tuple[Path, Path]:
    """Make the certificate of an authority and one with its key that it signed for 127.0.0.1; return their files."""
    now = datetime.now(UTC)

    def made(name: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey) -> Any:
        is_ca = name == issuer
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.KeyUsage(True, False, False, False, False, is_ca, is_ca, False, False), critical=True)
            .sign(signer, hashes.SHA256())
        )

    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca, server = folder / "ca.pem", folder / "server.pem"
    pem = serialization.Encoding.PEM
    ca.write_bytes(made("authority", authority, "authority", authority).public_bytes(pem))
    private = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server.write_bytes(private + made("server", own, "authority", authority).public_bytes(pem))
    return ca, server


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A running server, on a thread of this process."""
    monkeypatch.setenv("JZ_TOKEN", TOKEN)
    ca, own = certificates(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers.get("Authorization", "")))
            code, headers, content = found.answer(self.path)
            self.send_response(code)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found = Site(f"https://127.0.0.1:{server.server_port}", ca)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def common(site: Site, time: Clock) -> dict[str, object]:
    """What the stanzas of these tests have in common."""
    return {
        "kind": '"https"',
        "url": f'"{site.url}/daily"',
        "rows": '"/data/items"',
        "ca": f'"{site.ca}"',
        "token": '{env = "JZ_TOKEN"}',
    }


def test_objects_are_loaded(store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path) -> None:
    """With the token in the header."""
    site.answer = lambda path: listed(*day("2026-11-22"))

    done = pulled(store, feed(**common), tmp_path)

    assert done.state is FeedState.LOADED, done.message
    assert len(held(store, SUPERVISION)) == 3
    assert site.asked == [("/daily", f"Bearer {TOKEN}")]


def test_the_watermark_is_sent(
    store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path
) -> None:
    """First where it begins, then the largest so far."""
    site.answer = lambda path: listed(*day("2026-11-22", seq=7))
    since = feed(**common, watermark='"seq"', since="1")

    pulled(store, since, tmp_path)
    pulled(store, since, tmp_path)

    assert [path for path, _ in site.asked] == ["/daily?since=1", "/daily?since=7"]
    assert status(store, since.name).watermark == "number 7"


def test_all_pages_are_one_file(
    store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path
) -> None:
    """Each says where the next is."""
    one, *others = day("2026-11-22")
    site.answer = lambda path: listed(*others) if "page=2" in path else listed(one, next="/daily?page=2")

    done = pulled(store, feed(**common, next='"/next"'), tmp_path)

    assert "3 个单位·日" in done.message


@pytest.mark.parametrize("where", ["redirect", "next"])
def test_another_server_is_not_asked(
    store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path, where: str
) -> None:
    """It would be sent the token."""
    elsewhere = "https://localhost:1/daily"
    site.answer = lambda path: (
        (302, {"Location": elsewhere}, b"") if where == "redirect" else listed(*day("2026-11-22"), next=elsewhere)
    )

    done = pulled(store, feed(**common, next='"/next"'), tmp_path)

    assert done.state is FeedState.FAILED
    assert "另一台服务器 localhost:1" in done.message
    assert store.version() == 0


def test_a_certificate_of_somebody_else_is_refused(
    store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path
) -> None:
    """The token is not sent."""
    (tmp_path / "other").mkdir()
    other, _ = certificates(tmp_path / "other")

    done = pulled(store, feed(**{**common, "ca": f'"{other}"'}), tmp_path)

    assert done.state is FeedState.FAILED
    assert "证书不可信" in done.message
    assert site.asked == []


FAULTS: dict[str, tuple[Answer, FeedState, str]] = {
    "a wrong token": ((401, {}, b""), FeedState.FAILED, "不接受这个令牌"),
    "a server that is busy": ((503, {}, b""), FeedState.RETRYING, "HTTP 503"),
    "an answer that is cut off": (
        (200, {"Content-Length": "900"}, b'{"data": {"items": ['),
        FeedState.RETRYING,
        "再试",
    ),
    "half a JSON": ((200, {}, b'{"data": {"items": [{'), FeedState.RETRYING, "不是完整的 JSON"),
    "no list": ((200, {}, b'{"data": {"items": 3}}'), FeedState.FAILED, "不是列表"),
    "a nested value": (listed({"day": {"a": 1}}), FeedState.FAILED, "/data/items/1/day"),
    "too much": ((200, {}, b" " * (2**20 + 1)), FeedState.FAILED, "超过 1 MB"),
    "nothing": (listed(), FeedState.NOTHING, "没有新的"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_an_answer_that_cannot_be_used(
    store: Store, feed: Feeds, site: Site, common: dict[str, object], tmp_path: Path, case: str
) -> None:
    """What may pass is tried again, what will not is said; the token is in no message."""
    answer, state, said = FAULTS[case]
    site.answer = lambda path: answer

    done = pulled(store, feed(**common, max_mb="1"), tmp_path)

    assert done.state is state, done.message
    assert said in done.message
    assert TOKEN not in done.message
    assert store.version() == 0
