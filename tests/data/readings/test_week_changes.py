"""What is kept of a closed week that a load makes another: for the county and the regions above it."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.periods import Grain, Period
from data.readings.feed.week_changes import MOST_WEEKS, closed_weeks, watched_weeks
from data.store import Store
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, XIXING, binjiang_store, load, write_csv

CITY, SHANGCHENG = "330100", "330102001"
WEEK = Period.parse("2026-W46")


def put(store: Store, folder: Path, *rows: Sequence[object]) -> None:
    """Load rows of check-ins: day, office, due and done."""
    report = load(store, write_csv(folder / "监督.csv", [HEADER, *rows]))
    assert report.ok, report.text()


def changes(store: Store) -> list[tuple[Any, ...]]:
    """Return region, week, metric, before and after of every change that is kept."""
    table = store.schema.week_changes.c
    columns = (table.region_code, table.first_day, table.metric, table.before_value, table.after_value)
    with store.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(*columns)))


def test_a_correction_is_kept_for_the_county_and_those_above(tmp_path: Path) -> None:
    """40 of 50 becomes 50 of 50: 80 % in the county; with 45 of 50 of another one the city goes from 85 to 95 %."""
    store = binjiang_store(tmp_path, CITY)
    put(store, tmp_path, [WEEK.first, XIXING, 50, 40], [WEEK.first, SHANGCHENG, 50, 45], [DAY, XIXING, 50, 50])

    put(store, tmp_path, [WEEK.first, XIXING, 50, 50])

    assert changes(store) == [
        (CITY, WEEK.first, "checkin_completion_rate", pytest.approx(85), pytest.approx(95)),
        (BINJIANG, WEEK.first, "checkin_completion_rate", pytest.approx(80), pytest.approx(100)),
    ]


def test_a_figure_that_is_taken_back_is_kept_as_gone(tmp_path: Path) -> None:
    """When nothing was due after all, there is no rate: not a rate of zero."""
    store = binjiang_store(tmp_path)
    put(store, tmp_path, [WEEK.first, XIXING, 50, 40], [DAY, XIXING, 50, 50])

    put(store, tmp_path, [WEEK.first, XIXING, 0, 0])

    assert changes(store) == [(BINJIANG, WEEK.first, "checkin_completion_rate", pytest.approx(80), None)]


def test_filling_a_gap_reports_only_what_was_known(tmp_path: Path) -> None:
    """A week without any report had no figure; one with a late office had one, and it moves."""
    store = binjiang_store(tmp_path)
    put(store, tmp_path, [WEEK.first, XIXING, 50, 40], [DAY, XIXING, 50, 50])
    empty = WEEK.previous().first

    put(store, tmp_path, [empty, XIXING, 50, 10], [WEEK.first, CHANGHE, 50, 50])

    assert changes(store) == [(BINJIANG, WEEK.first, "checkin_completion_rate", pytest.approx(80), pytest.approx(90))]


def test_a_change_that_is_not_shown_is_none(tmp_path: Path) -> None:
    """80.00 % and 80.02 % are the same figure at one decimal."""
    store = binjiang_store(tmp_path)
    put(store, tmp_path, [WEEK.first, XIXING, 5000, 4000], [DAY, XIXING, 50, 50])

    put(store, tmp_path, [WEEK.first, XIXING, 5000, 4001])

    assert changes(store) == []


def test_only_the_newest_closed_weeks_are_watched(tmp_path: Path) -> None:
    """A week is closed when a day after it is held; of many the newest are looked at."""
    days = [DAY - timedelta(weeks=back) for back in range(9)]

    assert closed_weeks(days, None) == ()
    assert Period.holding(DAY, Grain.WEEK) not in closed_weeks(days, DAY)
    assert Period.holding(DAY, Grain.WEEK) in closed_weeks(days, DAY + timedelta(days=1))
    assert [week.last for week in closed_weeks(days, DAY)] == sorted(days[1:])
    store = binjiang_store(tmp_path)
    watch = watched_weeks(store, dict.fromkeys(days, frozenset({XIXING})), DAY)
    assert [week.last for week in watch.weeks] == sorted(days[1 : MOST_WEEKS + 1])


def test_one_row_of_a_new_week_does_not_close_the_one_before(tmp_path: Path) -> None:
    """While most of Monday is still to come, a late report of Sunday completes the week rather than corrects it."""
    store, monday = binjiang_store(tmp_path), WEEK.next().first
    rows = [[day, office, 50, 40] for day in (WEEK.first, WEEK.last) for office in (XIXING, CHANGHE, PUYAN)]
    put(store, tmp_path, *rows, [monday, XIXING, 50, 50])
    put(store, tmp_path, [WEEK.last, XIXING, 50, 50])
    assert changes(store) == []

    put(store, tmp_path, [monday, CHANGHE, 50, 50])
    put(store, tmp_path, [WEEK.last, CHANGHE, 50, 50])
    assert [change[:3] for change in changes(store)] == [(BINJIANG, WEEK.first, "checkin_completion_rate")]
