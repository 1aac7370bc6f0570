"""The days of rare events, beside plain sums over the days' figures."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from data.errors import DataError
from data.event_days import event_days
from data.store import Store

LAST = date(2026, 11, 22)


@pytest.mark.parametrize("code", ["330900", "330902"])
def test_each_event_has_its_day(city_store: Store, code: str) -> None:
    """Every day with new re-offenders comes once for each of them, in order."""
    asked = text(
        "select first_day, reoffend_n from rollup_supervision "
        "where grain = 'day' and region_code = :code and reoffend_n > 0 order by first_day"
    )
    with city_store.engine.connect() as connection:
        plain = [date.fromisoformat(str(day)) for day, n in connection.execute(asked, {"code": code}) for _ in range(n)]

    assert list(event_days(city_store, "reoffend_n", city_store.regions.get(code), LAST)) == plain
    assert len(plain) > 0 or code != "330900"


def test_days_after_the_last_are_left_out(city_store: Store) -> None:
    """Only what was known by then counts."""
    city = city_store.regions.get("330900")
    every = event_days(city_store, "reoffend_n", city, LAST)
    cut = every[len(every) // 2]
    assert all(day <= cut for day in event_days(city_store, "reoffend_n", city, cut))


def test_an_office_and_a_stock_have_none(city_store: Store) -> None:
    """An office's days are not kept; a stock is refused in words."""
    office = next(iter(city_store.regions.children("330902", LAST)))
    assert event_days(city_store, "reoffend_n", office, LAST) == ()
    with pytest.raises(DataError, match="算不出间隔天数"):
        event_days(city_store, "absconded_eod", city_store.regions.get("330900"), LAST)
