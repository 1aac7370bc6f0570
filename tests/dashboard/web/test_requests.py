"""Who may send requests, how large they may be, and that every error is a sentence with the right status."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.web.incoming.gate import MOST_BYTES
from dashboard.web.incoming.same_origin import is_own, is_served, served_names
from dashboard.web.request import Body
from data.store import Store
from layouts.words.language import load_language
from tests.dashboard.test_firm import CALLBACKS, genuine, refresh
from tests.product import copy_database, page_client, signed_client

TASK = {"title": "值守补岗", "owner": "市局信息处", "due": "2026-11-27", "place": "330900"}
LIST = "/tasks/330900"
REPORT = {"wall": "", "scene": "overview", "version": 1}
READING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def server(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Zhoushan's cockpit on a database of its own, open for editing, with a task."""
    folder = tmp_path_factory.mktemp("requests")
    server = cockpit(city_store, folder / "cockpit.db")
    page_client(server).post(f"{LIST}/new", data=TASK)
    return server


@pytest.fixture
def sender(server: Flask) -> FlaskClient:
    """A page of that cockpit."""
    return page_client(server)


def cockpit(store: Store, path: Path) -> Flask:
    """Make a cockpit that may be edited on a copy of a store."""
    url = copy_database(store, path)
    server: Flask = create_app(Settings(database_url=url, root="330900", exports=path.parent)).server
    return server


def writing_routes(server: Flask) -> list[tuple[str, str]]:
    """Return an address of each route that takes more than reading, with the method."""
    return [
        (re.sub("<[^>]+>", "1", str(rule)), method)
        for rule in server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - READING)
    ]


def shapes(of: type[Body]) -> Iterator[type[Body]]:
    """Yield every shape of JSON that a client sends."""
    for shape in of.__subclasses__():
        yield shape
        yield from shapes(shape)


def reason(answer: Any) -> str:
    """Return what an answer says went wrong."""
    return str(answer.json["detail"]) if answer.is_json else answer.text


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_field_of_a_body_has_its_refusal_in_words(server: Flask, tongue: str) -> None:
    """No shape that is sent has a field whose refusal would have no text."""
    words = load_language(tongue)

    missing = [
        f"{shape.topic}.{name}"
        for shape in shapes(Body)
        for name, field in shape.model_fields.items()
        if field.annotation is not object and f"request.wanted.{shape.topic}.{name}" not in words.messages
    ]

    assert missing == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "//[x"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.example"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_nothing_is_written_from_elsewhere(server: Flask, headers: dict[str, str]) -> None:
    """Every route that writes has the one rule, forms, API, exports and callbacks alike."""
    client, routes = signed_client(server), writing_routes(server)
    statuses = {
        (path, method): client.open(path, method=method, headers=headers).status_code for path, method in routes
    }

    assert statuses == dict.fromkeys(routes, 403)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_own_pages_write(server: Flask, headers: dict[str, str]) -> None:
    """One of the two headers is enough, as old browsers send only one."""
    client = signed_client(server)

    assert client.post(f"{LIST}/new", data=TASK, headers=headers).status_code == 303
    assert client.post("/api/v1/walls/hall-1", json=REPORT, headers=headers).status_code == 200
    assert client.post(CALLBACKS, json=genuine()[0], headers=headers).status_code == 200


def test_every_desk_is_among_the_routes_that_write(server: Flask) -> None:
    """They are taken from the map of addresses, so that a new one is tried from elsewhere too."""
    written = {path.split("/")[1] for path, _ in writing_routes(server)}

    pages = {"account", "accounts", "brands-admin", "intake", "rights", "scenes", "sign-in", "sign-out", "tasks"}
    assert written == {"_dash-update-component", "api", "exports", *pages}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "localhost.evil.example", "a b", "[::1", "127.0.0.1.nip.io"]
)
def test_a_foreign_name_is_refused(server: Flask, host: str) -> None:
    """A foreign host name that points to this machine can neither read nor write, even with a fitting `Origin`."""
    client = server.test_client()
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}

    assert client.get("/", headers=headers).status_code == 400
    assert client.get("/api/v1/version", headers=headers).status_code == 400
    assert "COCKPIT_ALLOWED_HOSTS" in reason(client.post("/api/v1/walls/hall-1", json=REPORT, headers=headers))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8050", "[::1]:8050", "10.1.2.3", "LOCALHOST", "localhost.", "cockpit.example", "Jsc.Example:8443"],
)
def test_own_names_are_served(host: str) -> None:
    """Addresses in digits, localhost and what the settings name, with any port, in any letters."""
    names = served_names(Settings(allowed_hosts="cockpit.example, jsc.example"))

    assert is_served(host, names)
    assert is_own(f"https://{host}", None, host)


def test_a_health_check_may_name_no_host(server: Flask) -> None:
    """Plain checks of load balancers send no `Host`."""
    answer = server.test_client().get("/healthz", environ_overrides={"HTTP_HOST": ""})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", list(MOST_BYTES))
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_bounded(sender: FlaskClient, path: str, is_chunked: bool) -> None:
    """Too large a body is refused by every kind of route, also one that does not say how large it is."""
    target = {"/": "/api/v1/walls/hall-1", "/tasks": f"{LIST}/import", "/scenes": "/scenes/import"}.get(path, path)
    target = {"/brands-admin": "/brands-admin/330902/1", "/api/v1/alerts": "/api/v1/alerts/ack"}.get(path, target)
    target = f"{path}/330900/2026-W40/notes/signals" if "review" in path else target
    is_form = path in {"/tasks", "/scenes", "/brands-admin"}
    body = b"zh=" + b"x" * MOST_BYTES[path] if is_form else b'{"a":"' + b"x" * MOST_BYTES[path] + b'"}'
    kind = "application/x-www-form-urlencoded" if is_form else "application/json"
    chunked = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    answer = sender.post(
        target, input_stream=BytesIO(body), content_type=kind,
        environ_overrides=chunked if is_chunked else {"CONTENT_LENGTH": str(len(body))},
    )  # fmt: skip

    assert answer.status_code == 413


def test_a_long_address_is_refused(sender: FlaskClient) -> None:
    """A path or a query longer than any page has."""
    assert sender.get("/" + "a" * 1001).status_code == 414
    assert sender.get("/overview?period=" + "9" * 4000).status_code == 414


@pytest.mark.parametrize(
    ("panels", "status"), [(["kpis", "trend"], 200), ([f"p{n}" for n in range(61)], 400), (["kpis"] * 2, 400)]
)
def test_a_refresh_names_the_panels_of_a_page(
    server: Flask, sender: FlaskClient, panels: list[str], status: int
) -> None:
    """A thousand panels, or one twice, are no page of ours."""
    assert sender.post(CALLBACKS, json=refresh(server, panels)).status_code == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/walls/hall-1/alive?within=99999999999999999999", 400),
        ("/api/v1/walls/hall-1/alive?within=abc", 400),
        ("/api/v1/walls/hall-1/order?after=99999999999999999999", 400),
        (f"{LIST}/99999999999999999999", 404),
        (f"{LIST}/{'9' * 900}", 404),
        (f"{LIST}/new?alert=²", 400),
        (f"{LIST}/new?alert={'9' * 3000}", 400),
        (f"{LIST}?week={'9' * 3000}", 404),
        ("/scenes/command?open=99999999999999999999", 400),
        ("/scenes/command?seen=²", 400),
        ("/overview?period=%00", 400),
        ("/overview/%00", 400),
        ("/assets/%00", 400),
        ("/_dash-component-suites/nothing/a.js", 404),
        ("/_dash-component-suites/dash/nothing.js", 404),
        ("/api/nothing", 404),
        ("/api/v1/version/", 404),
        ("/healthz/", 404),
    ],
)
def test_an_odd_address_is_refused_in_words(sender: FlaskClient, address: str, status: int) -> None:
    """Numbers too long, signs that are no digits, NUL: a 4xx with a sentence."""
    sender.post("/api/v1/walls/hall-1", json=REPORT)

    answer = sender.get(address)

    assert answer.status_code == status
    assert len(reason(answer)) > 8


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        (f"{LIST}/new", {**TASK, "due": "99999999999999999999-1-1"}, 422),
        (f"{LIST}/new", {**TASK, "due": "9" * 5000}, 422),
        (f"{LIST}/new", {**TASK, "alert": "²"}, 400),
        (f"{LIST}/new", {**TASK, "title": "a\x00b"}, 400),
        (f"{LIST}/1", {**TASK, "seen": "²"}, 400),
        (f"{LIST}/1", {**TASK, "seen": "9" * 5000}, 400),
        (f"{LIST}/1", {**TASK, "seen": "99999999999999999999"}, 400),
        (f"{LIST}/99999999999999999999", TASK, 405),
        ("/brands-admin/330902/99999999999999999999", {"zh": "站"}, 405),
        ("/scenes/hall-9", {"do": f"up:{'9' * 5000}"}, 400),
        ("/scenes/hall-9", {"do": "up:²"}, 400),
        ("/scenes/hall-9", {"scene": "[" * 5000}, 400),
        ("/scenes/hall-9/remove", {"seen": "99999999999999999999"}, 400),
    ],
)
def test_an_odd_form_is_refused_in_words(sender: FlaskClient, path: str, form: dict[str, str], status: int) -> None:
    """A form that no page of ours sends gets a 4xx with a sentence, and nothing is written."""
    sender.post(f"{LIST}/new", data=TASK)

    assert sender.post(path, data=form).status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/v1/alerts/1/ack", b'{"reason":"\\ud800"}', 400),
        ("/api/v1/alerts/1/ack", b'{"reason":"a\\u0000b"}', 400),
        ("/api/v1/alerts/1/ack", b'{"reason":"a","reason":"b"}', 400),
        ("/api/v1/alerts/1/ack", b"[" * 4000, 400),
        ("/api/v1/alerts/1/ack", b'{"a":' * 500 + b"1" + b"}" * 500, 400),
        ("/api/v1/alerts/1/ack", b"\xff", 400),
        ("/api/v1/alerts/1/ack", b"NaN", 400),
        ("/api/v1/alerts/1/ack", b"", 400),
        ("/api/v1/alerts/ack", b'{"numbers":[' + b"9" * 5000 + b"]}", 400),
        ("/api/v1/alerts/ack", b'{"numbers":[1e400]}', 400),
        ("/api/v1/alerts/99999999999999999999/ack", b"{}", 405),
        ("/api/v1/walls/hall-1/order", b'{"what":{}}', 400),
        ("/api/v1/walls/hall-1/order", b'{"what":["next"]}', 400),
        ("/api/v1/review/330900/2026-W40/notes/signals", b'{"text":"a","seen":99999999999999}', 400),
        ("/exports", b'{"address":"//[x/overview","format":"csv"}', 400),
        ("/exports", b'{"address":"/overview","format":"csv","number":"../../../etc/cron"}', 400),
        ("/exports", b'{"address":["/overview"],"format":{}}', 400),
    ],
)
def test_odd_json_is_refused_in_words(sender: FlaskClient, path: str, body: bytes, status: int) -> None:
    """A request that no page of ours sends gets a 4xx with a sentence."""
    sender.post("/api/v1/walls/hall-1", json=REPORT)

    answer = sender.post(path, data=body, content_type="application/json")

    assert answer.status_code == status
    assert reason(answer)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/alerts/ack", "text/plain"),
        ("/api/v1/alerts/ack", ""),
        (CALLBACKS, "text/plain"),
        (f"{LIST}/new", "application/json"),
    ],
)
def test_the_wrong_kind_of_content_is_refused(sender: FlaskClient, path: str, kind: str) -> None:
    """The API takes JSON, the pages take forms."""
    assert sender.post(path, data=b"{}", content_type=kind).status_code == 415


def test_unknown_methods_are_refused_on_every_route(server: Flask, sender: FlaskClient) -> None:
    """405 in words with the methods there are; HEAD and OPTIONS are answered."""
    for rule in server.url_map.iter_rules():
        address = str(rule).replace("<int:number>", "1").replace("<any(zip, svg, png):kind>", "svg")
        answer = sender.open(address, method="PROPFIND")
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]
        assert "不接受这种请求" in reason(answer)
        assert sender.open(address, method="HEAD").status_code < 500
        assert sender.open(address, method="OPTIONS").status_code in {200, 403, 404}


@pytest.mark.parametrize("text", ['"', "W/", "*", "a" * 900, '"1-\xff"'])
def test_an_odd_etag_is_no_match(sender: FlaskClient, text: str) -> None:
    """A wrong `If-None-Match` is answered as if there were none."""
    assert sender.get("/api/v1/version", headers={"If-None-Match": text}).status_code in {200, 304}


@pytest.mark.parametrize("text", ["bytes=9-1", "bytes=a-b", "bytes=999999999-", "bytes=" + "0-0," * 300, "lines=1-2"])
def test_an_odd_range_is_answered(sender: FlaskClient, text: str) -> None:
    """The whole file, or 416."""
    assert sender.get("/assets/favicon.svg", headers={"Range": text}).status_code in {200, 206, 416}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/readings?metric=registered_count", "/api/v1/alerts", "/api/v1/alerts/alarm", "/api/v1/walls", "/readyz",
        "/api/v1/panels/kpis.zip/overview", "/api/v1/picture/wall", "/healthz", "/_dash-layout", "/brands-admin/brands.csv",
        f"{LIST}/tasks.xlsx", "/api/nothing", "/assets/nothing.css",
    ],
)  # fmt: skip
def test_figures_are_not_kept_by_caches(sender: FlaskClient, address: str) -> None:
    """What carries figures, and what says that there is nothing, is asked for each time."""
    control = sender.get(address).headers["Cache-Control"]

    assert control in {"no-store", "private, no-cache"}


def test_the_version_is_asked_again_each_time(sender: FlaskClient) -> None:
    """It has an ETag: a second request with it gets a short answer."""
    first = sender.get("/api/v1/version")

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert sender.get("/api/v1/version", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/", {}),
    ("GET", "/overview/330902", {}),
    ("GET", LIST, {}),
    ("GET", "/scenes", {}),
    ("GET", "/brands-admin", {}),
    ("GET", "/readyz", {}),
    ("GET", "/api/v1/version", {}),
    ("GET", "/api/v1/readings?metric=registered_count", {}),
    ("GET", "/api/v1/panels/kpis.svg/overview", {}),
    ("POST", f"{LIST}/new", {"data": TASK}),
    ("POST", "/exports", {"json": {"address": "/overview", "format": "csv"}}),
    ("POST", CALLBACKS, {"json": genuine()[1]}),
)


@pytest.mark.parametrize(("method", "address", "sent"), ASKED)
def test_a_database_away_is_said(
    city_store: Store, tmp_path: Path, method: str, address: str, sent: dict[str, Any]
) -> None:
    """503 in words for pages, forms, API, exports and callbacks, with when to ask again."""
    path = tmp_path / "cockpit.db"
    sender = page_client(cockpit(city_store, path))
    with closing(sqlite3.connect(path)) as connection:
        for table in ("load_log", "task", "own_wall", "ref_brand"):
            connection.execute(f"DROP TABLE {table}")

    answer = sender.open(address, method=method, **sent)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"].isdigit()
    assert "Traceback" not in answer.text


def test_the_handbook_needs_no_database(city_store: Store, tmp_path: Path) -> None:
    """Help opens while the database is away, and before anything was loaded."""
    path = tmp_path / "cockpit.db"
    sender = page_client(cockpit(city_store, path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE load_log")

    answer = sender.get("/handbook")

    assert (answer.status_code, "<h1>看屏手册</h1>" in answer.text) == (200, True)


def test_it_is_not_ready_when_the_file_was_moved(city_store: Store, tmp_path: Path) -> None:
    """An open file that was moved away still answers; what is written to it would be lost."""
    path = tmp_path / "cockpit.db"
    sender = page_client(cockpit(city_store, path))
    assert sender.get("/readyz").status_code == 200
    path.rename(path.with_name("moved.db"))

    answer = sender.get("/readyz")

    assert (answer.status_code, "移走" in reason(answer)) == (503, True)


@contextmanager
def full_disk() -> Iterator[None]:
    """Databases that are opened here on have no room for another page."""

    def stop_growing(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "connect", stop_growing)
    try:
        yield
    finally:
        event.remove(Engine, "connect", stop_growing)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/api/v1/review/330900/2026-W40/notes/signals", {"json": {"text": "长" * 4000, "seen": 0}}),
        ("/scenes", {"data": {"name": "hall-9", "from": "command", "title_zh": "大厅"}}),
    ],
)
def test_a_full_disk_is_said(city_store: Store, tmp_path: Path, address: str, sent: dict[str, Any]) -> None:
    """503 with the advice to make room, not to wait for a load."""
    with full_disk():
        sender = page_client(cockpit(city_store, tmp_path / "cockpit.db"))

        answer = sender.post(address, **sent)

    assert (answer.status_code, "磁盘已满" in reason(answer)) == (503, True)


def test_what_a_forged_body_says_is_not_logged(sender: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """A body that no page sends leaves no trace of its content."""
    body = genuine()[0]
    body["inputs"][0]["value"] = "/" + "x" * 5000

    assert sender.post(CALLBACKS, data=json.dumps(body), content_type="application/json").status_code == 400
    assert "xxx" not in caplog.text
