"""Tables share statements; what is the same since a load is looked up once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import event

from data.load import put_partitions
from data.periods import Grain, Period
from data.readings import Figures, Reading, Status, read
from data.readings.fetch import MOST_EMPTY, MOST_PARTS, TableQuery, together
from data.readings.shown_day import latest_load
from data.store import Partition, Store
from data.viewer import Viewer
from tests.conftest import LAST_DAY

CITY, DINGHAI = "330900", "330902"
MONDAY = date(2026, 11, 16)
WEEK = Period.holding(LAST_DAY, Grain.WEEK)
VIEWER = Viewer("chief", CITY, sees_small_cells=True)


@contextmanager
def sent(store: Store) -> Iterator[list[str]]:
    """Note the statements that are sent to a store."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def asked(key: str, width: int, rows: int, parts: int = 1) -> TableQuery:
    """Return a table that is asked for some columns of a number of rows in each of its parts."""
    regions = tuple(map(str, range(rows)))
    return TableQuery(key, tuple(map(str, range(width))), [("week", [MONDAY], regions)] * parts)


def test_tables_of_like_width_share_a_statement() -> None:
    """The widest comes first; a narrow one with few rows joins it, one with many does not."""
    wide, like, few, many = asked("wide", 40, 500), asked("like", 39, 500), asked("few", 10, 2), asked("many", 10, 500)

    assert together([many, like, few, wide]) == [[wide, like, few], [many]]


def test_no_statement_has_more_parts_than_a_database_takes() -> None:
    """Tables that would be too many parts together have a statement each."""
    tables = [asked(key, 10, 1, MOST_PARTS - 1) for key in "ab"]

    assert together(tables) == [[tables[0]], [tables[1]]]
    assert together([asked("a", 10, MOST_EMPTY), *tables]) == [[asked("a", 10, MOST_EMPTY), tables[0]], [tables[1]]]


def test_figures_are_the_same_together_and_apart(city_store: Store) -> None:
    """All metrics of the city and its counties in one question, and each in its own."""
    codes = (CITY, *(region.code for region in city_store.regions.children(CITY)))
    keys = tuple(city_store.catalogue.metrics)

    with sent(city_store) as statements:
        at_once = read(city_store, [Figures(keys, codes, (WEEK,), compare=True)], viewer=VIEWER)
    apart = [read(city_store, [Figures((key,), codes, (WEEK,), compare=True)], viewer=VIEWER) for key in keys]

    assert [*at_once] == [reading for readings in apart for reading in readings]
    assert 1 <= sum(".offices_eod" in statement for statement in statements) < len(city_store.schema.rollups)


def test_the_newest_load_is_looked_up_once_a_moment(city_store: Store) -> None:
    """However often it is asked for within one reading."""
    with sent(city_store) as statements, city_store.reading():
        assert latest_load(city_store) == latest_load(city_store)
        read(city_store, [Figures(("registered_count",), (CITY,), (WEEK,))], viewer=VIEWER)

    assert sum("load_log" in statement for statement in statements) == 1


def send_roster(store: Store, day: date) -> None:
    """Load the register of one office of Dinghai."""
    keys = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
    rows = [(day, store.regions.offices(DINGHAI)[0], "probation", "ordinary", 10)]
    frame = pd.DataFrame(rows, columns=keys).astype({"registered_eod": "Int64"})
    put_partitions(store, [Partition("fact_roster_day", frame)], source="test")


def reporting(store: Store) -> Reading:
    """Return how many offices of Dinghai reported in the week."""
    week = Period.holding(MONDAY, Grain.WEEK)
    (found,) = read(store, [Figures(("office_reporting_rate",), (DINGHAI,), (week,))], viewer=VIEWER)
    return found


def test_since_when_a_county_reports_is_looked_up_once_a_load(store: Store) -> None:
    """Until a load brings an earlier day: its offices are due from there on."""
    offices = len(store.regions.offices(DINGHAI))
    send_roster(store, MONDAY + timedelta(days=2))
    assert reporting(store).denominator == offices
    with sent(store) as statements:
        assert reporting(store).denominator == offices
    assert not any("min(" in statement for statement in statements)

    send_roster(store, MONDAY)

    assert reporting(store).denominator == 3 * offices


def test_since_when_a_stock_is_known_is_looked_up_once_a_load(store: Store) -> None:
    """A register carried too long is stale, one that never came is missing until a load brings it."""
    later, before = Period.holding(MONDAY, Grain.DAY), Period.holding(MONDAY - timedelta(days=20), Grain.DAY)
    question = Figures(("registered_count",), (store.regions.offices(DINGHAI)[0],), (later,))
    frame = pd.DataFrame([(MONDAY, store.regions.offices(DINGHAI)[1], 5)], columns=["day", "office_code", "warn_n"])
    put_partitions(store, [Partition("fact_supervision_day", frame.astype({"warn_n": "Int64"}))], source="test")
    for _ in range(2):
        with sent(store) as statements:
            (found,) = read(store, [question], viewer=VIEWER)
        assert found.status is Status.MISSING
    assert not any("min(" in statement for statement in statements)

    send_roster(store, before.first)

    (found,) = read(store, [question], viewer=VIEWER)
    assert found.status is Status.STALE
