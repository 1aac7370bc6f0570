"""Cuts: a column by its dimensions, straight from the facts; details that nobody feeds are not zero."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data.cuts import Cut
from data.periods import Period
from data.readings import Question, read
from data.store import Store
from data.viewer import Viewer

WEEK = Period.parse("2026-W46")
VIEWER = Viewer("chief", "330900")


def cells(store: Store, cut: Cut, region: str, period: Period = WEEK) -> dict[tuple[str, ...], int] | None:
    """Read one cut."""
    answers = read(store, [Question(("alert_count",), (region,), (period,), cuts=(cut,))], viewer=VIEWER)
    found = answers.cut(cut, region, period)
    return None if found is None else dict(found)


def facts(store: Store, table: str) -> pd.DataFrame:
    """Return a fact table by the keys of its columns."""
    held = store.schema.facts[table]
    with store.engine.connect() as connection:
        return pd.DataFrame(connection.execute(select(held)).all(), columns=[column.key for column in held.c])


def test_a_flow_is_summed_over_the_days(city_store: Store) -> None:
    """Alerts by rule and level of one county equal a plain group-by."""
    rows = facts(city_store, "fact_alert_day")
    mine = rows[rows["office_code"].str.startswith("330902") & rows["day"].between(WEEK.first, WEEK.last)]
    sums = mine.groupby(["alert_type", "alert_level"])["alert_n"].sum()

    assert cells(city_store, Cut("alert_n", ("alert_type", "alert_level")), "330902") == sums[sums > 0].to_dict()


def test_a_stock_counts_on_the_last_day(city_store: Store) -> None:
    """Open alerts of the city are those of the week's last day."""
    rows = facts(city_store, "fact_alert_day")
    sums = rows[rows["day"] == WEEK.last].groupby("alert_level")["alert_open_eod"].sum()

    assert cells(city_store, Cut("alert_open_eod", ("alert_level",)), "330900") == {
        (level,): amount for level, amount in sums[sums > 0].items()
    }


def test_hours_and_services_add_up(city_store: Store) -> None:
    """The details' sums are those of the tables that tell the same in all, county by county."""
    for county in city_store.regions.counties("330900"):
        hours = cells(city_store, Cut("alert_hour_n", ("alert_hour",)), county) or {}
        raised = cells(city_store, Cut("alert_n", ()), county) or {}
        assert sum(hours.values()) == sum(raised.values())
        kinds = cells(city_store, Cut("attendance_n", ("service_type",)), county) or {}
        served = cells(city_store, Cut("brand_served_n", ()), county) or {}
        assert sum(kinds.values()) == sum(served.values())


def test_days_past_their_keeping_are_not_zero(city_store: Store) -> None:
    """A period whose first day is gone has no cut, however much of it is left."""
    assert cells(city_store, Cut("alert_n", ("alert_type",)), "330900", Period.parse("2026")) is None
