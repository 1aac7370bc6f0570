"""The HTTP API: the version that screens ask for, and readings."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dashboard.build import build_id
from data.periods import Period
from data.readings import Figures, read
from data.store import Store
from data.viewer import Viewer

KEYS = {
    "id", "metric", "region", "period", "value", "numerator", "denominator", "coverage", "status", "previous", "change", "previous_coverage", "is_comparable",
}  # fmt: skip


def test_the_version_is_small(client: FlaskClient, city_store: Store) -> None:
    """Version, last day, load time, server time and build, in less than a kilobyte."""
    answer = client.get("/api/v1/version")

    assert set(answer.json or {}) == {"version", "as_of", "loaded_at", "server_time", "build"}
    assert (answer.json or {})["version"] == city_store.version()
    assert len(answer.data) < 1024


def test_an_unchanged_version_is_not_sent_again(client: FlaskClient) -> None:
    """The tag of the last answer brings 304 without a body."""
    tag = client.get("/api/v1/version").headers["ETag"]

    again = client.get("/api/v1/version", headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""


def test_the_build_is_the_same_in_every_process() -> None:
    """It is made of the files, not of the moment: two processes must not make screens load again in turn."""
    first = build_id()
    build_id.cache_clear()

    assert build_id() == first


def test_an_empty_store_has_version_0(empty_client: FlaskClient) -> None:
    """A screen may wait for the first load."""
    assert (empty_client.get("/api/v1/version").json or {})["version"] == 0


def test_readings_are_what_the_page_shows(client: FlaskClient, city_store: Store) -> None:
    """The API answers from the same function as the page."""
    period, metric = Period.parse("2026-W46"), "checkin_completion_rate"
    question = Figures((metric,), ("330902",), (period,), compare=True)
    shown = read(city_store, [question], viewer=Viewer("chief", "330900")).one(metric, "330902", period)

    found = client.get(f"/api/v1/readings?metric={metric}&region=330902&period=2026-W46").get_json()["items"]

    assert [set(row) for row in found] == [KEYS]
    assert found[0]["value"] == shown.value
    assert found[0]["id"] == shown.id
    assert found[0]["change"] == shown.value - shown.previous if shown.value and shown.previous else None


def test_a_level_lists_the_regions_below(client: FlaskClient) -> None:
    """The counties of the root, for each metric."""
    path = "/api/v1/readings?metric=registered_count&metric=received_count&level=county"

    assert len((client.get(path).json or {})["items"]) == 8


def test_a_map_is_played_from_one_small_answer(client: FlaskClient) -> None:
    """Twelve periods, the newest last, and a look of each county in each; a duty of the month by months."""
    weeks = client.get("/api/v1/map/330900?map=checkin_completion_rate&lang=en").json or {}
    months = client.get("/api/v1/map/330900?map=education_met_rate").json or {}

    assert weeks["labels"] == sorted(weeks["labels"])
    assert len(weeks["labels"]) == 12
    assert set(weeks["looks"]) == {"330902", "330903", "330921", "330922"}
    assert all(len(looks.split()) == 12 for looks in weeks["looks"].values())
    assert months["labels"][-1] == "2026 年 10 月"
    assert client.get("/api/v1/map/330100").status_code in {403, 404}
    assert client.get("/api/v1/map/330900?map=nothing").status_code == 404


def test_errors_are_words(client: FlaskClient, empty_client: FlaskClient) -> None:
    """A wrong parameter is 400, unknown or outside the root 404, no data 503, each with its reason."""
    cases = {
        "metric=nonsense": 404,
        "metric=registered_count&region=999999": 404,
        "metric=registered_count&period=2026-W60": 404,
        "metric=registered_count&level=street": 400,
        "metric=registered_count&compare=yesterday": 400,
        "metric=registered_count&region=330100": 404,
        "": 400,
    }

    answers = {query: client.get(f"/api/v1/readings?{query}") for query in cases}

    assert {query: answer.status_code for query, answer in answers.items()} == cases
    assert all((answer.json or {})["detail"] for answer in answers.values())
    assert empty_client.get("/api/v1/readings?metric=registered_count").status_code == 503


def test_the_addresses_offered_are_there(client: FlaskClient) -> None:
    """The error for an unknown address offers addresses that are known, in either language."""
    for tongue in ("zh", "en"):
        said = client.get(f"/api/v1/panels?lang={tongue}").get_json()["detail"]
        offered = [each for each in re.findall(r"/api/[\w./-]*\w", said) if not each.endswith("panels")]

        assert len(offered) > 7
        assert all(
            "no address" not in client.get(f"{each}?lang=en").text for each in offered if "snapshots" not in each
        )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/v1/readings?metric=supervised_count&peroid=2026-W46", "是不是“period”"),
        ("/api/v1/readings?metric=supervised_count&Region=330902", "是不是“region”"),
        ("/api/v1/readings?metric=supervised_count&region=330902&region=330903", "不止一次"),
        ("/api/v1/version?utm=1", "没有“utm”"),
        ("/api/v1/map/330900?peroid=2026-W46", "是不是“period”"),
        ("/api/v1/map/330900?grain=decade", "decade"),
        ("/api/v1/picture/wall/330900?peroid=2026-W46", "是不是“period”"),
        ("/api/v1/panels/trend.svg/overview/330900?peroid=2026-W46", "是不是“period”"),
        ("/api/v1/alerts?regoin=330900", "是不是“region”"),
        ("/api/v1/walls/hall-1/alive?wihtin=60", "是不是“within”"),
    ],
)
def test_a_key_that_is_not_known_is_refused(client: FlaskClient, address: str, said: str) -> None:
    """400 with the nearest key: a misspelt period must not become the newest one."""
    answer = client.get(address)

    assert answer.status_code == 400
    assert said in (answer.json or {})["detail"]
