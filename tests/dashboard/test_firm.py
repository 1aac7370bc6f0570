"""Any address or callback answers any request in words: never a 5xx, never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from dashboard.app import create_app
from dashboard.settings import Settings
from data.store import Store
from layouts import ids
from tests.product import copy_database, page_client, search_body

LEFT_OUT = "(left out)"
CALLBACKS = "/_dash-update-component"
FUZZ = settings(
    derandomize=True,
    deadline=None,
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ODD = (
    "", "0", "1", "330900", "330902", "330902001", "999999", "2026-W47", "2026-11", "hall", "hall-1", "registered_count",
    "²", "１２", "-1", "1e9", "99999999999999999999", "9" * 5000, "up:" + "9" * 5000, "NaN", "\x00", "a\x00b", "\x1b[31m",
    "\ud800", "\ufffe", "\u202e", "//[x/overview", "../../etc/passwd", "%2e%2e%2f", "%ff", "'; DROP TABLE tasks --",
    "=1+1", "长" * 300, "a" * 900, "99999999999999999999-1-1", "0000-00-00", "true", "null", "[]", "{", "\r\nSet-Cookie: a=b",
)  # fmt: skip
NAMES = (
    "region", "period", "week", "wall", "lang", "after", "within", "open", "seen", "alert", "place", "metric", "level",
    "compare", "due", "title", "owner", "do", "scene", "name", "from", "title_zh", "number", "numbers", "what", "argument",
    "reason", "text", "address", "format", "size", "version", "heap_mb", "painted_seconds", "explain", "map", "grain",
    "edition", "agenda", "below", "status", "draft", "note", "evidence", "zh", "county", "saved",
)  # fmt: skip
HEADERS = (
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "If-Range",
    "Accept",
    "Accept-Encoding",
    "Cookie",
    "X-Forwarded-Host",
)
texts = st.one_of(st.sampled_from(ODD), st.text(max_size=12))
values = st.recursive(
    st.one_of(texts, st.integers(-(10**30), 10**30), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
fields = st.dictionaries(st.sampled_from(NAMES), texts, max_size=6)


@pytest.fixture(scope="module")
def server(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Zhoushan's cockpit on a database of its own, open for editing; it has no folder to write files into, and says so."""
    folder = tmp_path_factory.mktemp("firm")
    url = copy_database(city_store, folder / "cockpit.db")
    server: Flask = create_app(Settings(database_url=url, root="330900", exports=Path("/dev/null/none"))).server
    return server


@pytest.fixture(scope="module")
def sender(server: Flask) -> FlaskClient:
    """A page of that cockpit."""
    return page_client(server)


@FUZZ
@given(data=st.data())
def test_no_address_breaks(server: Flask, sender: FlaskClient, data: st.DataObject) -> None:
    """Every route, any method, any words in path, query, headers, form and JSON."""
    rules = sorted(server.url_map.iter_rules(), key=lambda rule: (rule.rule, str(sorted(rule.methods or ()))))
    rule: Rule = data.draw(st.sampled_from(rules))
    path = _path(rule, data)
    usual = sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
    method = data.draw(st.sampled_from([*usual * 4, "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "FOO"]))
    body: dict[str, Any] = {"query_string": {key: _sendable(text) for key, text in data.draw(fields).items()}}
    if method == "POST":
        body |= data.draw(_bodies())
    headers = data.draw(st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(_headers()), max_size=2))

    body["environ_overrides"] = {"PATH_INFO": path.encode("utf-8", "replace").decode("latin-1")}

    answer = sender.open("/", method=method, headers=headers, **body)

    assert answer.status_code < 500 or b"COCKPIT_EXPORTS" in answer.data, (method, path, body, answer.data[:300])
    assert b"Traceback" not in answer.data


def _path(rule: Rule, data: st.DataObject) -> str:
    path = rule.rule
    for argument in sorted(rule.arguments):
        start = path.rindex("<", 0, path.index(f"{argument}>"))
        word = data.draw(st.one_of(st.sampled_from(("330900", "330902", "2026-W40", "hall-1", "1")), texts))
        path = f"{path[:start]}{word}{path[path.index(f'{argument}>') + len(argument) + 1 :]}"
    return path + data.draw(st.sampled_from(("", "", "", "/", "//", "/\x00", "/..")))


def _sendable(text: str) -> str:
    """Return a text as a client can send it: half a character has no bytes."""
    return text.encode("utf-8", "replace").decode()


def _headers() -> list[str]:
    return [_sendable(text) for text in ODD if text.isprintable() and text.isascii()] + [
        '"',
        "W/",
        "bytes=9-1",
        "bytes=a-b",
    ]


def _bodies() -> st.SearchStrategy[dict[str, Any]]:
    raw = st.sampled_from([b"", b"{", b"[" * 3000, b'{"a":1,"a":2}', b"\xff\xfe", b'"\\ud800"', b"1" * 5000, b"null"])
    kinds = st.sampled_from(
        ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    return st.one_of(
        st.builds(lambda found: {"json": found}, st.dictionaries(st.sampled_from(NAMES), values, max_size=5)),
        st.builds(lambda found: {"data": {key: _sendable(text) for key, text in found.items()}}, fields),
        st.builds(lambda found, kind: {"data": found, "content_type": kind}, raw, kinds),
    )


def genuine() -> list[dict[str, Any]]:
    """What a page sends to each callback."""
    url = [
        {"id": ids.URL, "property": "pathname", "value": "/overview/330902"},
        {"id": ids.URL, "property": "search", "value": "?period=2026-W40"},
    ]
    drawn = {"id": ids.SCREEN, "property": ids.DRAWN, "value": None}
    show = ["screen.children", "drawer-slot.children", "screen.data-drawn", "screen.data-title"]
    return [
        {
            "output": f"..{'...'.join(show)}..",
            "outputs": [dict(zip(("id", "property"), each.split("."), strict=True)) for each in show],
            "inputs": url,
            "changedPropIds": ["url.pathname"],
            "state": [drawn],
        },
        {
            "output": "url.href",
            "outputs": {"id": ids.URL, "property": "href"},
            "inputs": [{"id": ids.ASKED, "property": "data", "value": {"text": "定海"}}],
            "changedPropIds": ["asked.data"],
            "state": url,
        },
        search_body("定海", "/overview/330902", "?period=2026-W40"),
    ]


def refresh(server: Flask, keys: Sequence[str]) -> dict[str, Any]:
    """What a page with some panels sends when the data version moved."""
    output = next(each["output"] for each in _dependencies(server) if "ALL" in each["output"])
    slots = [each.rpartition(".") for each in output.strip(".").split("...")]
    url, drawn = genuine()[1]["state"], genuine()[0]["state"][0]
    parts = {part: [{"key": key, "part": part} for key in keys] for part in ("panel", "note", "veil")}
    return {
        "output": output,
        "outputs": [
            [{"id": part, "property": name} for part in parts[json.loads(place)["part"]]]
            if place.startswith("{")
            else {"id": place, "property": name}
            for place, _, name in slots
        ],
        "inputs": [{"id": ids.VERSION, "property": "data", "value": 1}],
        "changedPropIds": ["version.data"],
        "state": [
            [{"id": part, "property": "id", "value": part} for part in parts["panel"]],
            [{"id": part, "property": ids.AGE, "value": "11-22 08:00"} for part in parts["veil"]],
            drawn,
            *url,
        ],
    }


def _dependencies(server: Flask) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page_client(server).get("/_dash-dependencies").json or []
    return found


def _places(body: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each part of a body."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [at, *(place for key, each in inner for place in _places(each, (*at, key)))]


def _changed(body: dict[str, Any], place: tuple[Any, ...], value: Any) -> Any:
    """Return a body with another value in one place, or without what was there where it is LEFT_OUT."""
    if not place:
        return value
    made = copy.deepcopy(body)
    inner: Any = made
    for step in place[:-1]:
        inner = inner[step]
    if value == LEFT_OUT:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return made


def test_what_a_page_sends_is_answered(server: Flask, sender: FlaskClient) -> None:
    """The bodies that the fuzz begins with are those of a real page."""
    bodies = [*genuine(), refresh(server, ["kpis", "trend"])]

    assert [sender.post(CALLBACKS, json=body).status_code for body in bodies] == [200] * 4


@settings(FUZZ, max_examples=150)
@given(data=st.data())
def test_no_callback_breaks(server: Flask, sender: FlaskClient, data: st.DataObject) -> None:
    """The body of a callback with one or two values that a page would not send."""
    body: Any = data.draw(st.sampled_from([*genuine(), refresh(server, ["kpis", "trend"])]))
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(_places(body)))
        body = _changed(body, place, data.draw(st.one_of(values, st.just(LEFT_OUT))))

    answer = sender.post(CALLBACKS, data=json.dumps(body), content_type="application/json")

    assert answer.status_code < 500, (body, answer.text[:300])
    assert b"Traceback" not in answer.data
