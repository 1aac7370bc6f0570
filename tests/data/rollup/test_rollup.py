"""Rolling up only what was touched gives what rolling up everything gives."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert, select

from data.catalogue import load_catalogue
from data.load import put_partitions
from data.load.writing import withdraw_office_days
from data.periods import Grain, Period
from data.rollup import SUMMED
from data.rollup.sums import summed_from
from data.store import Partition, Store
from data.store.rebuilding import rebuild
from tests.conftest import opened

PLACES = Path("data/places")
FIRST = date(2026, 10, 26)
OWNERS = ("330108001", "330108002", "330108003", "330108000")
COLUMNS = {
    "fact_roster_day": ["registered_eod", "received_n", "team_set_eod"],
    "fact_supervision_day": ["checkin_due_n", "checkin_done_n", "abscond_new_n"],
    "fact_psych_day": ["code_none_eod", "screen_due_n", "screen_ontime_n"],
    "fact_social_day": ["paired_eod", "county_eod", "purchase_active_eod"],
}
CELLS: dict[str, list[tuple[str, ...]]] = {
    "fact_roster_day": [("probation", "strict"), ("probation", "ordinary")],
    "fact_supervision_day": [()],
    "fact_psych_day": [()],
    "fact_social_day": [("NA",)],
}


def rollups(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every roll-up table, rows that say nothing left out."""
    out = {}
    tables: list[Table] = [*store.schema.rollups.values(), store.schema.slices]
    with store.engine.connect() as connection:
        for table in tables:
            rows = connection.execute(select(table).where(table.c.grain != "")).all()
            out[table.name] = sorted(tuple(row) for row in rows if any(row[3:]))
    return out


def fresh_store(folder: Path, name: str) -> Store:
    return opened(folder / name, "330108")


@pytest.fixture
def two_stores(tmp_path: Path) -> tuple[Store, Store]:
    """Two stores for all examples of a test: opening them again costs more than using them."""
    return fresh_store(tmp_path, "a.db"), fresh_store(tmp_path, "b.db")


def _empty(store: Store) -> None:
    """Take all that loads put into a store out of it."""
    schema = store.schema
    with store.engine.begin() as connection:
        tables = (*schema.facts.values(), *schema.rollups.values(), *schema.histories.values())
        for table in (*tables, schema.references["duty_post"], schema.slices, schema.week_changes, schema.load_parts):
            connection.execute(delete(table))
        connection.execute(delete(schema.loads))


@st.composite
def loads(draw: st.DrawFn) -> list[Partition]:
    """Draw a load: some tables, some owners on some days, some columns, with gaps."""
    partitions = []
    for table in draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=3, unique=True)):
        columns = draw(st.lists(st.sampled_from(COLUMNS[table]), min_size=1, unique=True))
        keys = draw(
            st.lists(st.tuples(st.sampled_from(OWNERS), st.integers(0, 20)), min_size=1, max_size=6, unique=True)
        )
        rows = []
        for owner, step in keys:
            for cell in draw(st.lists(st.sampled_from(CELLS[table]), min_size=1, unique=True)):
                amounts = [draw(st.none() | st.integers(0, 50)) for _ in columns]
                rows.append([FIRST + timedelta(days=step), owner, *cell, *amounts])
        names = ["day", "office_code", *_dimensions(table), *columns]
        frame = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(columns, "Int64"))
        partitions.append(Partition(table, frame))
    return partitions


def _dimensions(table: str) -> tuple[str, ...]:
    return load_catalogue().tables[table].dimensions


@given(st.lists(loads(), min_size=1, max_size=5))
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_incremental_equals_rebuilt(two_stores: tuple[Store, Store], batches: list[list[Partition]]) -> None:
    """After any loads, corrections, gaps and re-loads the roll-ups equal a rebuild from the facts alone."""
    store, rebuilt = two_stores
    for each in two_stores:
        _empty(each)
    for batch in batches:
        put_partitions(store, batch, source="test")
    _copy_facts(store, rebuilt)

    rebuild(rebuilt)

    assert rollups(store) == rollups(rebuilt)


@given(st.lists(loads(), min_size=1, max_size=3), st.integers(0, 8), st.sets(st.integers(0, 5), min_size=1))
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_withdrawn_equals_rebuilt(
    two_stores: tuple[Store, Store], batches: list[list[Partition]], at: int, positions: set[int]
) -> None:
    """After any office-days are withdrawn the roll-ups equal a rebuild from the facts that are left."""
    store, rebuilt = two_stores
    for each in two_stores:
        _empty(each)
    for batch in batches:
        put_partitions(store, batch, source="test")
    partitions = [partition for batch in batches for partition in batch]
    partition = partitions[at % len(partitions)]
    rows = [tuple(row) for row in partition.frame[["day", "office_code"]].itertuples(index=False)]
    wrong = {rows[position % len(rows)] for position in positions}
    which: dict[date, set[str]] = {}
    for day, owner in wrong:
        which.setdefault(day, set()).add(owner)

    withdraw_office_days(store, partition.table, which, source="test", region="330108", post="测试", reason="误报")
    _copy_facts(store, rebuilt)
    rebuild(rebuilt)

    assert rollups(store) == rollups(rebuilt)
    facts = store.schema.facts[partition.table]
    with store.engine.connect() as connection:
        left = {tuple(row) for row in connection.execute(select(facts.c.day, facts.c.office_code))}
    assert not left & wrong


def _copy_facts(source: Store, target: Store) -> None:
    with source.engine.connect() as reading, target.engine.begin() as writing:
        for table in [*source.schema.facts.values(), source.schema.loads]:
            rows = [dict(row._mapping) for row in reading.execute(select(table))]
            if rows:
                writing.execute(insert(table), rows)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.sampled_from(SUMMED))
def test_a_period_is_summed_from_rows_that_hold_each_of_its_days_once(day: date, grain: Grain) -> None:
    """No week reaches over a month's edge, no day is in two runs, and a month needs fifteen rows at most."""
    period = Period.holding(day, grain)
    rows = set()
    for run in summed_from(period):
        at = Period.holding(run.first, run.grain)
        while at.first <= run.last:
            rows.add(at)
            at = at.next()
    days = sorted(row.first + timedelta(days=step) for row in rows for step in range((row.last - row.first).days + 1))
    assert days == [period.first + timedelta(days=step) for step in range((period.last - period.first).days + 1)]
    assert len(rows) <= (15 if grain is Grain.MONTH else 7)


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    """The same file loaded again leaves every roll-up as it was."""
    store = fresh_store(tmp_path, "a.db")
    frame = pd.DataFrame(
        [[FIRST, "330108001", 10, 9], [FIRST, "330108002", 7, 7]],
        columns=["day", "office_code", "checkin_due_n", "checkin_done_n"],
    )
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="once")
    before = rollups(store)

    put_partitions(store, [Partition("fact_supervision_day", frame)], source="twice")

    assert rollups(store) == before
