"""A load is taken back: what it touched is as if it had never been, whatever was loaded and undone before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.errors import DataError
from data.load import put_partitions, undo
from data.load.writing import withdraw_office_days
from data.store import Partition, Store
from data.store.history import Undone
from data.viewer import EVERYTHING, Viewer
from tests.data.rollup.test_rollup import COLUMNS, FIRST, OWNERS, _empty, fresh_store, loads, rollups

COUNTY = "330108"
VIEWER = Viewer("test", COUNTY, EVERYTHING, post="值班长")
STAMPS = {"loaded_at", "load_no"}
OfficeDays = dict[date, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Put:
    """Figures given."""

    partitions: Sequence[Partition]


@dataclass(frozen=True, slots=True)
class Out:
    """Office-days withdrawn: those of one of the partitions given before."""

    table: str
    owners: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a reference table given."""

    rows: Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Undo:
    """An undoing of one of the loads that are there, by its place among them."""

    at: int


def outs() -> st.SearchStrategy[Out]:
    owners = st.frozensets(st.sampled_from(OWNERS), min_size=1)
    return st.builds(Out, st.sampled_from(sorted(COLUMNS)), owners, st.integers(0, 20), st.integers(0, 20))


def rows() -> st.SearchStrategy[Rows]:
    row = st.builds(
        lambda post, telephone: {"region": COUNTY, "post": post, "unit": "滨江区司法局", "telephone": telephone},
        st.sampled_from(("duty", "chief", "technical")),
        st.sampled_from(("0571-10000000", "0571-10000001", "0571-10000002")),
    )
    return st.builds(Rows, st.lists(row, min_size=1, max_size=2, unique_by=lambda each: each["post"]))


def steps() -> st.SearchStrategy[list[Put | Out | Rows | Undo]]:
    undoings = st.builds(Undo, st.integers(0, 9))
    puts = st.builds(lambda some, more: Put([*some, *more]), loads(), st.just([]) | loads())
    return st.lists(st.one_of(puts, puts, undoings, undoings, outs(), rows()), min_size=2, max_size=9)


def taken(store: Store, step: Out) -> OfficeDays:
    """Return the office-days that a withdrawal finds."""
    facts, found = store.schema.facts[step.table].c, dict[date, frozenset[str]]()
    days = {FIRST + timedelta(days=each) for each in range(step.first, step.last + 1)}
    with store.engine.connect() as connection:
        for day, owner in connection.execute(select(facts.day, facts.office_code)):
            if day in days and owner in step.owners:
                found[day] = found.get(day, frozenset()) | {owner}
    return found


def done(store: Store, step: Put | Out | Rows) -> int | None:
    """Do a step; return the number of the load, None where there is nothing to do."""
    with suppress(DataError):
        match step:
            case Put(partitions):
                return put_partitions(store, partitions, source="装载").version
            case Rows(rows):
                return store.put_reference("duty_post", rows, "值班")
            case Out(table):
                which = taken(store, step)
                made = withdraw_office_days(store, table, which, source="撤", region=COUNTY, post="岗", reason="误报")
                return made.version
    return None


def exact(store: Store, step: Put | Out | Rows) -> Callable[[Store], object]:
    """Return what does a step again on another store: a withdrawal takes out the office-days that it took out here."""
    if not isinstance(step, Out):
        return lambda other: done(other, step)
    which, about = taken(store, step), {"source": "撤", "region": COUNTY, "post": "岗", "reason": "误报"}

    def again(other: Store) -> None:
        with suppress(DataError):
            withdraw_office_days(other, step.table, which, **about)

    return again


def state(store: Store) -> dict[str, object]:
    """Return all that a store holds but when and with which load it came: facts, reference rows and roll-ups."""
    found: dict[str, object] = {"rollups": rollups(store), "duty_post": store.reference("duty_post")}
    with store.engine.connect() as connection:
        for key, facts in store.schema.facts.items():
            columns = [column for column in facts.c if column.key not in STAMPS]
            found[key] = sorted(map(str, connection.execute(select(*columns))))
    newest = store.newest_load()
    return found | {"as_of": newest and newest.as_of}


@pytest.fixture
def two_stores(tmp_path: Path) -> tuple[Store, Store]:
    """Two stores for all examples of a test."""
    return fresh_store(tmp_path, "a.db"), fresh_store(tmp_path, "b.db")


@given(steps())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_loads_and_undoings_equal_the_loads_that_count(
    two_stores: tuple[Store, Store], given: list[Put | Out | Rows | Undo]
) -> None:
    """Facts, reference rows and every roll-up are those of a new store that was given only what is not undone."""
    store, other = two_stores
    for each in two_stores:
        _empty(each)
    again: dict[int, Callable[[Store], object]] = {}
    undone = Undone()
    for step in given:
        if isinstance(step, Undo):
            numbers = [number for number in {**again, **undone.targets} if undone.applies(number)]
            if numbers:
                number = numbers[step.at % len(numbers)]
                new = undo(store, VIEWER, number, reason="误报", keep_later=True).version
                undone = undone.and_by(new, number)
        else:
            replay = exact(store, step)
            made = done(store, step)
            if made is not None:
                again[made] = replay

    for number, replay in sorted(again.items()):
        if undone.applies(number):
            replay(other)

    assert state(store) == state(other)
