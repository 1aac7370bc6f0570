"""Whoever reads English gets no Chinese from an address for programs but names and what people wrote, whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboard.web.problem import MIME
from data.viewer import RIGHTS, Role, Viewer
from tests.dashboard.web.places import COUNTY, FOREIGN_COUNTY, PROVINCE, Places, filled, wall_account
from tests.dashboard.web.sites import site

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PROGRAMS = ("/api/", "/exports")
WHOLE = "whole"
VIEWERS = (
    *(Viewer(f"{role}1", COUNTY, RIGHTS[role]) for role in Role if role is not Role.WALL),
    wall_account(f"wall-{COUNTY}", COUNTY),
    Viewer(WHOLE, PROVINCE, frozenset(right for role in Role for right in RIGHTS[role])),
)
VALUES = {  # of the variables of addresses: one that is right, and those that are wrong in each way
    "region": (COUNTY, FOREIGN_COUNTY, "999999", "nowhere"),
    "code": (COUNTY, FOREIGN_COUNTY, "999999", "nowhere"),
    "week": ("2026-W46", "2026-W99", "2026-11", "2026-W52"),
    "name": (f"wall-{COUNTY}", "wall-nobody", "a b", "tab-1"),
    "number": ("1", "7700102", "99999999"),
    "agenda": ("quality", "nothing"),
    "metric": ("checkin_completion_rate", "nothing"),
    "page": ("overview", "nothing"),
    "panel": ("standing", "nothing"),
    "kind": ("csv", "docx"),
    "key": ("standing", "nothing"),
    "unknown": ("v1/nothing",),
}
QUERIES = (
    "",
    f"?region={FOREIGN_COUNTY}",
    "?region=999999",
    "?period=someday",
    "?period=2099-W01",
    "?nothing=1",
    "?limit=x",
    "?limit=1&limit=2",
    "?within=x",
    "?after=x",
    "?wall=nothing",
    "?metric=nothing",
    "?week=2026-11",
)
BODIES: tuple[dict[str, Any], ...] = (
    {"data": b"{", "content_type": "application/json"},
    {"data": b'{"a": 1, "a": 2}', "content_type": "application/json"},
    {"data": b'{"a": NaN}', "content_type": "application/json"},
    {"data": b"[" * 20 + b"]" * 20, "content_type": "application/json"},
    {"data": b"x=1", "content_type": "application/x-www-form-urlencoded"},
    {"json": []},
    {"json": {}},
    {"json": {"text": "\x00", "seen": 0}},
    {"json": {"text": "13812345678", "seen": 0}},
    {"json": {"text": "late", "seen": 99}},
    {"json": {"reason": ""}},
    {"json": {"reason": "call 13812345678"}},
    {"json": {"reason": "r" * 500}},
    {"json": {"numbers": [1], "reason": "seen"}},
    {"json": {"numbers": "x"}},
    {"json": {"version": 1, "region": FOREIGN_COUNTY}},
    *({"json": {"what": what, "argument": "nothing"}} for what in ("jump", "next", "scene", "wall", "region", "name")),
    {"json": {"address": "/nothing", "format": "pdf"}},
    {"json": {"address": "/overview?period=someday", "format": "pdf"}},
    {"json": {"address": "/overview", "format": "nothing"}},
    {"json": {"address": "/overview", "format": "csv", "number": "?"}},
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The province with one of everything."""
    return filled(tmp_path_factory.mktemp("english"))


def addresses(rule: Rule) -> list[str]:
    """Return the addresses of a route: the right one, then one wrong value at a time."""
    right = {name: VALUES[name][0] for name in sorted(rule.arguments)}
    wrong = [{**right, name: value} for name in right for value in VALUES[name][1:]]
    return [_filled(rule, values) for values in (right, *wrong)]


def _filled(rule: Rule, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: values[found[1]].replace(" ", "%20"), rule.rule)


def requests(rule: Rule, *, is_whole: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, address and content of requests to a route, in English.

    All that may be wrong with a request is sent to the right address alone, and only for the one that may do everything.
    """
    right, *wrong = addresses(rule)
    methods = rule.methods or set()
    lang = "" if rule.rule.startswith("/api/") else "lang=en"  # programs say it by their header
    for query in QUERIES if is_whole else QUERIES[:3]:
        if "GET" in methods:
            yield "GET", f"{right}{query}{'&' if query else '?'}{lang}", {}
    for body in BODIES if is_whole else BODIES[:1]:
        if "POST" in methods:
            yield "POST", f"{right}?{lang}", body
    for address, method in product(wrong, {"GET", "POST"} & methods):
        yield method, f"{address}?{lang}", {"json": {}} if method == "POST" else {}


def answers(client: FlaskClient, rule: Rule, *, is_whole: bool) -> Iterator[tuple[str, TestResponse]]:
    """Send a route what may be wrong with a request, as a page whose reader reads English."""
    headers = {"Accept-Language": "en", "Sec-Fetch-Site": "same-origin"}
    for method, address, content in requests(rule, is_whole=is_whole):
        yield f"{method} {address} {content}", client.open(address, method=method, headers=headers, **content)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.account)
def test_nothing_is_said_in_chinese_to_a_reader_of_english(places: Places, viewer: Viewer) -> None:
    """Neither a problem nor a piece of a page: every route for programs, with everything that may be wrong, as every role."""
    client = site(places.cockpit, places.settings, viewer)
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith(PROGRAMS)]

    said = {
        asked: answer.get_data(as_text=True)
        for rule in rules
        for asked, answer in answers(client, rule, is_whole=viewer.account == WHOLE)
        if answer.mimetype in {MIME, "text/html"}
    }

    assert said
    assert [(asked, text) for asked, text in said.items() if CHINESE.search(text)][:3] == []
