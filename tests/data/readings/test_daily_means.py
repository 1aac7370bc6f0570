"""A(x) is the mean of a region's daily totals, each carried as at the end of a period, over the days that have one."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import inspect, select, text

from data.load import put_partitions
from data.periods import Grain, Period
from data.readings import Figures, read
from data.schema.figures import known_column, owners_column
from data.store import Partition, Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.data.rollup.test_rollup import rollups

COUNTY = "330922"
RATE = "admonition_per_1000"


def register(store: Store, day: date, registered: dict[str, int]) -> None:
    """Load the register of some offices on a day."""
    keys = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
    rows = [(day, office, "probation", "ordinary", count) for office, count in registered.items()]
    frame = pd.DataFrame(rows, columns=keys).astype({"registered_eod": "Int64"})
    put_partitions(store, [Partition("fact_roster_day", frame)], source="test")


def admonish(store: Store, day: date, admonished: dict[str, int]) -> None:
    """Load the admonitions of some offices on a day."""
    rows = [(day, office, count) for office, count in admonished.items()]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "admonish_n"]).astype({"admonish_n": "Int64"})
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="test")


def rate(store: Store, period: str, code: str = COUNTY) -> tuple[float | None, float | None]:
    """Return the admonitions per thousand and the mean register behind them."""
    question = Figures((RATE,), (code,), (Period.parse(period),))
    (found,) = read(store, [question], viewer=Viewer("test", "330900"))
    return found.value, found.denominator


@pytest.mark.parametrize("period", ["2026-03-31", "2026-W14", "2026-03", "2026-Q1", "2026"])
def test_one_day_is_the_mean_of_one_day(store: Store, period: str) -> None:
    """100 registered and one admonition on one day only: 10 per thousand of the day, the month and the year."""
    office = store.regions.offices(COUNTY)[0]
    register(store, date(2026, 3, 31), {office: 100})
    admonish(store, date(2026, 3, 31), {office: 1})

    assert rate(store, period) == (10, 100)


def test_a_region_that_began_within_the_month_is_not_divided_by_all_its_days(store: Store) -> None:
    """Registered from the 16th on: the mean of fifteen days, not of thirty."""
    office = store.regions.offices(COUNTY)[0]
    for step in range(15):
        register(store, date(2026, 11, 16) + timedelta(days=step), {office: 40 + step})
        admonish(store, date(2026, 11, 16) + timedelta(days=step), {office: int(step == 3)})

    value, register_mean = rate(store, "2026-11")
    assert value == pytest.approx(1000 / 47)
    assert register_mean == pytest.approx(47)


def test_a_day_is_carried_for_seven_days_and_no_longer(store: Store) -> None:
    """Registered on the 1st and the 20th: eight days and eleven have a value."""
    office = store.regions.offices(COUNTY)[0]
    register(store, date(2026, 11, 1), {office: 10})
    register(store, date(2026, 11, 20), {office: 20})
    admonish(store, date(2026, 11, 20), {office: 1})
    register(store, date(2026, 11, 30), {office: 30})

    # 1–8 carry 10, 20–27 carry 20, 28 and 29 are unknown, 30 has 30
    assert rate(store, "2026-11")[1] == pytest.approx((8 * 10 + 8 * 20 + 30) / 17)


def test_a_days_total_is_of_all_offices_that_have_a_value(store: Store) -> None:
    """One office of two is known on the first day: 10; both on the second: 30; the mean of the two days is 20."""
    first, second = store.regions.offices(COUNTY)[:2]
    register(store, date(2026, 11, 16), {first: 10})
    register(store, date(2026, 11, 17), {first: 10, second: 20})
    admonish(store, date(2026, 11, 17), {first: 1, second: 0})

    assert rate(store, "2026-W47")[1] == 20


def test_an_office_without_a_report_of_the_day_is_carried_in_the_mean(store: Store) -> None:
    """It is on the register although it said nothing that day, as the register of the day has it."""
    first, second = store.regions.offices(COUNTY)[:2]
    for step in range(2):
        register(store, date(2026, 11, 16) + timedelta(days=step), {first: 10, second: 20})
    admonish(store, date(2026, 11, 16), {first: 0, second: 0})
    admonish(store, date(2026, 11, 17), {first: 3})

    value, register_mean = rate(store, "2026-W47")
    assert value == pytest.approx(100)
    assert register_mean == 30


def test_the_mean_agrees_with_plain_sums_of_the_facts(city_store: Store) -> None:
    """Every week that is kept, of the city and a county, by pandas over the fact rows."""
    table = city_store.schema.facts["fact_roster_day"].c
    with city_store.engine.connect() as connection:
        rows = connection.execute(select(table.day, table.office_code, table.registered_eod)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["day", "office", "count"])
    grid = frame.groupby(["day", "office"])["count"].sum().unstack().sort_index().ffill(limit=city_store.stale_days)
    for code in ("330900", "330902"):
        offices = [*city_store.regions.offices(code)]
        for week in Period.holding(date(2026, 11, 22), Grain.WEEK).back(5):
            expected = grid.loc[week.first : week.last, offices].sum(axis=1).mean()
            question = Figures((RATE,), (code,), (week,))
            (found,) = read(city_store, [question], viewer=Viewer("test", "330900"))
            assert found.denominator == pytest.approx(expected)


def test_an_older_database_counts_its_days_when_it_is_opened(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so, and has then what a new one has: counts at every grain, and nothing left out of a mean."""
    first, second = store.regions.offices(COUNTY)[:2]
    for step in (0, 1, 2, 11, 19):
        register(store, date(2026, 10, 26) + timedelta(days=step), {first: 10 + step})
    register(store, date(2026, 11, 3), {second: 5})
    admonish(store, date(2026, 11, 3), {first: 1, second: 1})
    expected = rollups(store)
    _make_old(store)

    with caplog.at_level(logging.WARNING):
        upgraded = opened(tmp_path / "cockpit.db")

    assert "补算" in caplog.text
    assert rollups(upgraded) == expected
    assert rate(upgraded, "2026-11") == rate(store, "2026-11")


def _make_old(store: Store) -> None:
    """Take the columns out again, and put in what an older program left out of a mean."""
    with store.engine.begin() as connection:
        for table in store.catalogue.rolled:
            name = store.schema.rollups[table.key].name
            there = {column["name"] for column in inspect(connection).get_columns(name)}
            stocks = [m.key for m in table.measures if m.key.endswith("_eod")]
            for column in there & {name(key) for key in stocks for name in (known_column, owners_column)}:
                connection.execute(text(f"ALTER TABLE {name} DROP COLUMN {column}"))
        connection.execute(
            store.schema.slices.insert().values(
                grain="day",
                first_day=date(2026, 11, 2),
                region_code=COUNTY,
                measure="registered_eod",
                cell=f"x:{RATE}",
                amount=10,
                closing=10,
            )
        )
        connection.execute(text("UPDATE alembic_version SET version_num = '0010'"))
