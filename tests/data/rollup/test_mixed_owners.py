"""A figure of the bureau's over one of its offices' (每百人社工): whose reports its coverage counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import insert, select, text

from data.load import put_partitions
from data.periods import Grain, Period
from data.readings import Figures, Reading, Status, read
from data.rollup.office_days import SHORT
from data.store import Partition, Store
from data.store.migrations import migrate
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, PUYAN, XIXING, binjiang_store

METRIC, CELL = "social_worker_per_100", "x:social_worker_per_100"
BUREAU_ROW = f"{BINJIANG}000"
WEEK = Period.holding(DAY, Grain.WEEK)


def whole_numbers(rows: list[tuple[object, ...]], *columns: str) -> pd.DataFrame:
    """Return rows by day and office, their counts whole numbers that may be missing."""
    keys = [column for column in columns if not column.endswith("_eod")]
    return pd.DataFrame(rows, columns=list(columns)).astype(dict.fromkeys(set(columns) - set(keys), "Int64"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three offices count their volunteers and the bureau its four social workers; one office sends its register of 50."""
    store = binjiang_store(tmp_path)
    social = [(DAY, office, "NA", None, 5) for office in (XIXING, CHANGHE, PUYAN)]
    columns = ("day", "office_code", "brand", "social_worker_eod", "volunteer_eod")
    register = [(DAY, XIXING, "probation", "ordinary", 50)]
    keys = ("day", "office_code", "correction_type", "management_level")
    put_partitions(
        store,
        [
            Partition("fact_social_day", whole_numbers([*social, (DAY, BUREAU_ROW, "NA", 4, None)], *columns)),
            Partition("fact_roster_day", whole_numbers(list(register), *keys, "registered_eod")),
        ],
        source="test",
    )
    return store


def of(store: Store, period: Period) -> Reading:
    """Return the county's figure."""
    question = Figures((METRIC,), (BINJIANG,), (period,))
    return read(store, [question], viewer=Viewer("test", BINJIANG)).one(METRIC, BINJIANG, period)


@pytest.mark.parametrize("period", [Period(Grain.DAY, DAY), WEEK, Period.holding(DAY, Grain.MONTH)])
def test_offices_without_a_register_take_nothing_from_the_bureau_s_reports(store: Store, period: Period) -> None:
    """One bureau is due and one has reported, however many offices are silent."""
    found = of(store, period)

    assert (found.value, found.status, found.reported, found.due) == (8, Status.OK, 1, 1)


def test_a_bureau_that_lacks_the_column_has_not_reported_it(store: Store) -> None:
    """It sent something, but not its social workers: there is no figure, not a zero."""
    day = date(2026, 11, 21)
    rows = [(day, BUREAU_ROW, "NA", None, 9)]
    volunteers = whole_numbers(list(rows), "day", "office_code", "brand", "social_worker_eod", "volunteer_eod")
    put_partitions(store, [Partition("fact_social_day", volunteers)], source="test")

    found = of(store, Period(Grain.DAY, day))

    assert (found.value, found.reported, found.due) == (None, 0, 1)


def test_an_upgrade_takes_off_what_offices_were_short_of(store: Store) -> None:
    """Two offices had been counted against the bureau, day by day and in the sums; a bureau that was short itself stays so."""
    slices = store.schema.slices
    columns = ("grain", "first_day", "region_code", "measure", "cell", "amount", "closing")
    rows = [
        ("day", DAY, CHANGHE, 1, 1),
        ("day", DAY, PUYAN, 1, 1),
        ("day", DAY, BINJIANG, 2, 2),
        ("week", WEEK.first, CHANGHE, 1, 1),
        ("week", WEEK.first, PUYAN, 1, 1),
        ("week", WEEK.first, BINJIANG, 3, 2),
        ("day", WEEK.first, BUREAU_ROW, 1, 0),
    ]
    with store.engine.begin() as connection:
        for grain, first, code, amount, closing in rows:
            values = (grain, first, code, SHORT, CELL, amount, closing)
            connection.execute(insert(slices).values(dict(zip(columns, values, strict=True))))
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))

    migrate(store.engine)

    with store.engine.connect() as connection:
        left = connection.execute(
            select(slices.c.grain, slices.c.region_code, slices.c.amount, slices.c.closing).where(slices.c.cell == CELL)
        ).all()
    assert sorted(tuple(row) for row in left) == [("day", BUREAU_ROW, 1, 0), ("week", BINJIANG, 1, 0)]
