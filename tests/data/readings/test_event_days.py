"""The days of rare events, beside plain sums over the days' figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from data.errors import DataError
from data.readings.cases import event_days
from data.store import Store
from tests.data.feeds import BINJIANG, DAY, HEADER, XIXING, binjiang_store, load, write_csv

LAST = date(2026, 11, 22)


@pytest.mark.parametrize("code", ["330900", "330902"])
def test_each_event_has_its_day(city_store: Store, code: str) -> None:
    """Every day with new re-offenders is listed once for each person, in order."""
    asked = text(
        "select first_day, reoffend_n from rollup_supervision "
        "where grain = 'day' and region_code = :code and reoffend_n > 0 order by first_day"
    )
    with city_store.engine.connect() as connection:
        plain = [date.fromisoformat(str(day)) for day, n in connection.execute(asked, {"code": code}) for _ in range(n)]

    assert list(event_days(city_store, "reoffend_n", city_store.regions.get(code), LAST) or ()) == plain
    assert len(plain) > 0 or code != "330900"


def test_days_after_the_last_are_left_out(city_store: Store) -> None:
    """Only what was known by then counts."""
    city = city_store.regions.get("330900")
    every = event_days(city_store, "reoffend_n", city, LAST) or ()
    cut = every[len(every) // 2]
    assert all(day <= cut for day in event_days(city_store, "reoffend_n", city, cut) or ())


def test_an_office_and_a_stock_have_none(city_store: Store) -> None:
    """An office's days are not kept; a stock is refused in words."""
    office = next(iter(city_store.regions.children("330902", LAST)))
    assert event_days(city_store, "reoffend_n", office, LAST) is None
    with pytest.raises(DataError, match="算不出间隔天数"):
        event_days(city_store, "absconded_eod", city_store.regions.get("330900"), LAST)


def test_the_days_of_a_guarded_flow_are_for_cities(city_store: Store) -> None:
    """A day with one of them would be a small count of a county."""
    measures = city_store.catalogue.measures
    guarded = {**measures, "reoffend_n": replace(measures["reoffend_n"], guarded=True)}
    store = replace(city_store, catalogue=replace(city_store.catalogue, measures=guarded))

    assert event_days(store, "reoffend_n", store.regions.get("330902"), LAST) is None
    assert event_days(store, "reoffend_n", store.regions.get("330900"), LAST)


def test_what_was_never_reported_is_no_zero(tmp_path: Path) -> None:
    """A county that sends check-ins alone has said nothing of who re-offended; a zero it sends is one."""
    store = binjiang_store(tmp_path)
    county = store.regions.get(BINJIANG)
    load(store, write_csv(tmp_path / "a.csv", [HEADER, [DAY, XIXING, 10, 9]]))
    silent = event_days(store, "reoffend_n", county, DAY)
    load(store, write_csv(tmp_path / "b.csv", [["day", "office_code", "reoffend_n"], [DAY, XIXING, 0]]))

    assert silent is None
    assert event_days(store, "reoffend_n", county, DAY) == ()
