"""Offices that are due count whether or not their bureau's row, which counts them, arrived."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.alerts import AlertLevel, evaluate, open_alerts
from data.alerts.rules import load_area_rules
from data.catalogue import load_catalogue
from data.load import put_partitions
from data.periods import Grain, Period
from data.readings import Figures, Reading, Status, read
from data.regions.owners import bureau_of
from data.store import Partition, Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.viewers import root

CITY, DINGHAI, PUTUO, DAISHAN, SHENGSI = "330900", "330902", "330903", "330921", "330922"
MONDAY = date(2026, 11, 16)
RATE = "office_reporting_rate"
REPORTING = {
    key: rule for key, rule in load_area_rules(load_catalogue()).items() if key in {"reporting", "reporting_none"}
}


def send(store: Store, step: int, *counties: str, bureaus: bool = True, lacking: int = 0) -> None:
    """Load rosters of all offices of some counties on a day, and their bureaus' rows; the last `lacking` send nothing."""
    day = MONDAY + timedelta(days=step)
    sent = [office for code in counties for office in [*store.regions.offices(code)][: -lacking or None]]
    rows = [(day, office, "probation", "ordinary", 10) for office in sent]
    keys = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
    parts = [Partition("fact_roster_day", pd.DataFrame(rows, columns=keys).astype({"registered_eod": "Int64"}))]
    if bureaus:
        counts = [(len(store.regions.offices(c)), len(store.regions.offices(c)) - lacking) for c in counties]
        said = [(day, bureau_of(code), due, came) for code, (due, came) in zip(counties, counts, strict=True)]
        frame = pd.DataFrame(said, columns=["day", "office_code", "office_due_n", "office_reported_n"])
        types = {"office_due_n": "Int64", "office_reported_n": "Int64"}
        parts.append(Partition("fact_ops_day", frame.astype(types)))
    put_partitions(store, parts, source="test")


def reporting(store: Store, code: str, step: int, grain: Grain = Grain.DAY) -> Reading:
    """Return how many offices of a region reported."""
    period = Period.holding(MONDAY + timedelta(days=step), grain)
    (found,) = read(store, [Figures((RATE,), (code,), (period,))], viewer=Viewer("test", CITY))
    return found


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All four counties for a week, then Putuo sends nothing for three days; it is only read."""
    store = opened(tmp_path_factory.mktemp("silent") / "cockpit.db", CITY)
    for step in range(-7, 0):
        send(store, step, DINGHAI, PUTUO, DAISHAN, SHENGSI)
        evaluate(store, REPORTING)
    for step in range(3):
        send(store, step, DINGHAI, DAISHAN, SHENGSI)
    return store


def test_the_offices_of_a_silent_county_are_due(silent: Store) -> None:
    """None of its offices reported, and the city's rate falls by that number."""
    putuo, all_offices = len(silent.regions.offices(PUTUO)), len(silent.regions.offices(CITY))

    county, city = reporting(silent, PUTUO, 2), reporting(silent, CITY, 2)

    assert (county.numerator, county.denominator, county.value) == (0, putuo, 0)
    assert county.status is Status.PARTIAL
    assert (city.numerator, city.denominator) == (all_offices - putuo, all_offices)


def test_so_they_are_over_a_week(silent: Store) -> None:
    """Three days of thirty-six offices are due, and of three counties have come."""
    putuo, all_offices = len(silent.regions.offices(PUTUO)), len(silent.regions.offices(CITY))

    city = reporting(silent, CITY, 2, Grain.WEEK)

    assert (city.numerator, city.denominator) == (3 * (all_offices - putuo), 3 * all_offices)


def test_a_silent_county_raises_its_alert_and_keeps_it_until_it_reports(store: Store) -> None:
    """Yellow on the first day, red after twenty-four hours, closed by its own report."""
    for step in range(-7, 0):
        send(store, step, DINGHAI, PUTUO, DAISHAN, SHENGSI)
    assert evaluate(store, REPORTING) == []
    levels = []
    for step in range(3):
        send(store, step, DINGHAI, DAISHAN, SHENGSI)
        evaluate(store, REPORTING)
        levels.append({alert.level for alert in open_alerts(store, root(store)) if alert.rule == "reporting_none"})
        assert {alert.region for alert in open_alerts(store, root(store))} == {PUTUO}

    assert levels == [{AlertLevel.YELLOW}, {AlertLevel.RED}, {AlertLevel.RED}]
    send(store, 3, DINGHAI, PUTUO, DAISHAN, SHENGSI)
    evaluate(store, REPORTING)
    assert open_alerts(store, root(store)) == []


def test_three_of_four_counties_that_fall_silent_raise_theirs(store: Store) -> None:
    """Less than half of a day arrives then, so the city's day waits; silence is still noticed."""
    for step in range(-7, 0):
        send(store, step, DINGHAI, PUTUO, DAISHAN, SHENGSI)
    for step in range(5):
        send(store, step, SHENGSI)
        evaluate(store, REPORTING)

    red = {alert.region for alert in open_alerts(store, root(store), AlertLevel.RED) if alert.rule == "reporting_none"}
    assert red == {DINGHAI, PUTUO, DAISHAN}


def test_a_county_that_never_reported_raises_nothing(store: Store) -> None:
    """One county has begun to report; nothing is expected of the others yet."""
    for step in range(3):
        send(store, step, SHENGSI)
        evaluate(store, REPORTING)

    assert open_alerts(store, root(store)) == []
    assert reporting(store, DINGHAI, 2).status is Status.MISSING


def test_where_only_the_bureau_is_silent_its_offices_have_reported(store: Store) -> None:
    """Their own rows are there: that is no silence."""
    for step in range(-7, 0):
        send(store, step, DINGHAI, PUTUO, DAISHAN, SHENGSI)
    send(store, 0, DINGHAI, DAISHAN, SHENGSI)
    send(store, 0, PUTUO, bureaus=False)

    assert reporting(store, PUTUO, 0).value == reporting(store, CITY, 0).value == 100
    assert evaluate(store, REPORTING) == []


def test_what_a_bureau_says_counts_where_it_says_it(store: Store) -> None:
    """Two offices are missing by the bureau's own count: blue, as before."""
    send(store, 0, DINGHAI, PUTUO, DAISHAN, SHENGSI)
    send(store, 1, DINGHAI, PUTUO, DAISHAN)
    send(store, 1, SHENGSI, lacking=2)
    evaluate(store, REPORTING)

    ((alert, figure),) = [(alert.region, alert.figure) for alert in open_alerts(store, root(store))]
    assert (alert, figure) == (SHENGSI, 2)
