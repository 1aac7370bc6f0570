"""Rows for programs: pages, tags, forms and rights, each by who asks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.cockpit import Cockpit
from callbacks.meetings import freeze_week
from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from dashboard.web import api
from dashboard.web.refusals import answer_in_words
from data.alerts.alerts import acknowledge
from data.periods import Period
from data.store import Store
from data.viewer import RIGHTS, Role, Viewer
from tests.data.webhooks.test_outbox import DAY, put_day
from tests.product import copy_database
from tests.viewers import CITY_CHIEF

READINGS = "/api/v1/readings?metric=registered_count&metric=received_count&level=county"
PATHS = tuple(listing.path for listing in api.LISTINGS if "{" not in listing.path)
ANALYST = Viewer("analyst", "330900", RIGHTS[Role.ANALYST])
COUNTY = Viewer("county", "330902", RIGHTS[Role.ANALYST])
As = Callable[[Viewer], FlaskClient]


@pytest.fixture(scope="module")
def cockpit(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    """Zhoushan with a frozen week of the city, and of a county with its alerts."""
    url = copy_database(city_store, tmp_path_factory.mktemp("listing") / "cockpit.db")
    found = open_cockpit(Settings(database_url=url, root="330900"), Memory())
    put_day(found.store, DAY, 66)
    for region in ("330900", "330902"):
        freeze_week(found, CITY_CHIEF, region, Period.parse("2026-W46"), program="test")
    return found


@pytest.fixture(scope="module")
def of(cockpit: Cockpit) -> As:
    """Make a client of an account."""

    def client_of(viewer: Viewer) -> FlaskClient:
        server = Flask(__name__)
        server.register_blueprint(api.blueprint(cockpit, lambda: viewer))
        answer_in_words(server, cockpit)
        return server.test_client()

    return client_of


def with_path(path: str) -> str:
    """Return an address with what it needs."""
    return f"{path}?metric=registered_count" if "readings" in path else path


def test_pages_together_are_all_rows(of: As) -> None:
    """Followed by `next`, none is left out or comes twice; the last page has no next one."""
    client, whole = of(ANALYST), of(ANALYST).get(READINGS).get_json()
    address, found = f"{READINGS}&limit=3", []
    while address:
        page = client.get(address).get_json()
        found += page["items"]
        address = page["next"]

    assert whole["total"] == len(whole["items"]) == 8
    assert found == whole["items"]


def test_links_lead_to_the_pages_around(of: As) -> None:
    """First, previous, next and last, by RFC 8288."""
    answer = of(ANALYST).get(f"{READINGS}&limit=3&offset=3")

    links = {
        name: re.findall(r"offset=(\d+)", url)[0]
        for url, name in re.findall(r'<(.+?)>; rel="(\w+)"', answer.headers["Link"])
    }
    assert links == {"first": "0", "prev": "0", "next": "6", "last": "6"}
    assert answer.headers["X-Total-Count"] == "8"


def test_periods_are_answered_together(of: As) -> None:
    """In the order in which they were asked for."""
    rows = (
        of(ANALYST).get("/api/v1/readings?metric=registered_count&period=2026-W46&period=2026-10").get_json()["items"]
    )

    assert [row["period"] for row in rows] == ["2026-W46", "2026-10"]


@pytest.mark.parametrize("path", PATHS)
def test_csv_has_the_same_rows(of: As, path: str) -> None:
    """Under the names of the fields, by `format` as by `Accept`."""
    client = of(ANALYST)
    rows = client.get(with_path(path)).get_json()["items"]
    asked = client.get(with_path(path), headers={"Accept": "text/csv"})
    named = client.get(f"{with_path(path)}{'&' if '?' in with_path(path) else '?'}format=csv")

    lines = list(csv.DictReader(io.StringIO(asked.text)))
    assert asked.mimetype == named.mimetype == "text/csv"
    assert asked.text == named.text
    assert len(lines) == len(rows) > 0
    assert all(set(line) == set(row) for line, row in zip(lines, rows, strict=True))


@pytest.mark.parametrize("path", PATHS)
def test_rights_are_asked_for(of: As, path: str) -> None:
    """Who may only view gets no file."""
    viewer = of(Viewer("v", "330900", RIGHTS[Role.VIEWER]))

    assert viewer.get(with_path(path)).status_code == 200
    refused = viewer.get(with_path(path), headers={"Accept": "text/csv", "Accept-Language": "en"})
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert refused.get_json()["type"].endswith(":not-allowed")


@pytest.mark.parametrize("path", PATHS)
def test_a_tag_is_of_one_sight(of: As, path: str) -> None:
    """An answer is not sent again to the same sight, and the tag of another account's scope brings the whole."""
    address = with_path(path)
    answer = of(ANALYST).get(address)
    tag = {"If-None-Match": answer.headers["ETag"]}

    same, other = of(ANALYST).get(address, headers=tag), of(COUNTY).get(address, headers=tag)

    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert other.status_code == 200
    for each in (answer, same):
        assert each.headers["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie"} <= set(each.headers["Vary"].split(", "))


def test_a_load_changes_the_tag(cockpit: Cockpit) -> None:
    """And an acknowledgement, which is no load, that of alerts."""
    server = Flask(__name__)
    server.register_blueprint(api.blueprint(cockpit, lambda: ANALYST))
    client = server.test_client()
    before = {path: client.get(with_path(path)).headers["ETag"] for path in PATHS}
    number = client.get("/api/v1/alerts").get_json()["items"][0]["numbers"][0]

    acknowledge(cockpit.store, ANALYST, [number])

    after = {path: client.get(with_path(path)).headers["ETag"] for path in PATHS}
    assert {path for path in PATHS if before[path] != after[path]} == {"/api/v1/alerts"}

    put_day(cockpit.store, DAY, 67)
    later = {path: client.get(with_path(path)).headers["ETag"] for path in PATHS}
    assert all(later[path] != after[path] for path in PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_a_region_outside_is_refused(of: As, path: str) -> None:
    """403 without its name or anything of it; no region is the account's own."""
    address = with_path(path)
    if "metrics-catalogue" in path:
        return
    refused = of(COUNTY).get(f"{address}{'&' if '?' in address else '?'}region=330903&lang=en")
    own = of(COUNTY).get(address).get_json()["items"]

    assert refused.status_code == 403
    assert refused.get_json()["type"].endswith(":out-of-scope")
    assert "普陀" not in refused.text
    assert {row.get("region") or row["code"] for row in own} >= {"330902"}
    assert not {row.get("region") or row["code"] for row in own} & {"330900", "330903", "330921", "330922"}


def test_a_frozen_week_is_cut_to_the_scope(of: As) -> None:
    """The figures of other counties in it are not given; the city's own week is outside."""
    rows = of(COUNTY).get("/api/v1/snapshots/330902/2026-W46").get_json()["items"]

    assert rows
    assert all(row["region"].startswith("330902") for row in rows)
    assert of(COUNTY).get("/api/v1/snapshots/330900/2026-W46").status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [("330902/2026-W40", 404), ("330902/2026-W46?edition=2", 404), ("330902/2026-10", 404), ("999999/2026-W46", 404)],
)
def test_a_week_that_was_never_frozen_is_said(of: As, address: str, status: int) -> None:
    """In words."""
    answer = of(ANALYST).get(f"/api/v1/snapshots/{address}", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert answer.status_code == status
    assert re.search("[A-Za-z]{4}", answer.get_json()["detail"])


def test_an_alert_of_offices_has_no_figure(of: As) -> None:
    """By county: how many offices, which numbers, since when."""
    rows = of(COUNTY).get("/api/v1/alerts").get_json()["items"]
    row = next(each for each in rows if (each["rule"], each["level"]) == ("checkin", "red"))

    assert (row["region"], row["figure"]) == ("330902", None)
    assert row["offices"] == len(row["numbers"]) > 1


def test_a_signal_is_the_verdict_of_the_pages(of: As) -> None:
    """One row for each metric of the level, judged by the deployment's rule book."""
    page = of(ANALYST).get("/api/v1/signals?limit=200").get_json()

    assert page["total"] == len(page["items"]) > 80
    assert {row["book"] for row in page["items"]} == {"nhs"}
    assert {row["variation"] for row in page["items"]} > {"common"}
    assert all(bool(row["rules"]) == (row["variation"] not in {"common", "unknown"}) for row in page["items"])


@pytest.mark.parametrize(
    ("header", "said"), [("en", "There is no metric"), ("zh-CN,en;q=0.5", "没有代码为"), ("fr", "没有代码为")]
)
def test_a_problem_is_in_the_readers_language(of: As, header: str, said: str) -> None:
    """By `Accept-Language`, which `lang` overrides; with the five parts of RFC 9457."""
    address = "/api/v1/readings?metric=nonsense"
    answer = of(ANALYST).get(address, headers={"Accept-Language": header})
    other = of(ANALYST).get(f"{address}&lang=en", headers={"Accept-Language": header})

    assert answer.mimetype == "application/problem+json"
    assert set(json.loads(answer.text)) == {"type", "title", "status", "detail", "instance"}
    assert said in answer.get_json()["detail"]
    assert "There is no metric" in other.get_json()["detail"]
