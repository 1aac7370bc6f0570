"""Duties that are booked once a month: which reports their coverage counts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.periods import Period
from data.readings import Status
from data.readings.reading import Compare
from data.store import Store
from tests.data.readings.test_readings import BINJIANG, C, P, X, empty, one, put

EDUCATION = ["day", "office_code", "edu_due_n", "edu_met_n"]
METRIC = "education_met_rate"
ASSESSED = {9: date(2026, 9, 30), 10: date(2026, 10, 30)}
AUTUMN = [date(2026, 9, 1) + timedelta(days=step) for step in range(61)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three offices that report each day of September and October and book ten subjects; one is silent as October is booked."""
    store = empty(tmp_path, BINJIANG)
    rows = [
        (day, office, *((10, 9) if day in ASSESSED.values() else (0, 0)))
        for day in AUTUMN
        for office in (X, C, P)
        if office != P or day != ASSESSED[10]
    ]
    put(store, tmp_path, EDUCATION, *rows)
    return store


def test_coverage_is_that_of_the_assessment_day(store: Store) -> None:
    """Ninety-two of ninety-three reports are there, and a third of what should be booked is missing."""
    found = one(store, METRIC, BINJIANG, Period.parse("2026-10"))

    assert (found.value, found.denominator) == (90, 20)
    assert (found.reported, found.due, found.status) == (2, 3, Status.PARTIAL)


def test_it_is_not_compared_with_a_whole_month(store: Store) -> None:
    """Nor is its base of thirty taken for a change to twenty."""
    found = one(store, METRIC, BINJIANG, Period.parse("2026-10"), compare=True)
    assert (found.previous, found.change(Compare.PREVIOUS)) == (90, None)


def test_a_longer_period_counts_each_of_its_assessment_days(store: Store) -> None:
    found = one(store, METRIC, BINJIANG, Period.parse("2026-Q4"))
    year = one(store, METRIC, BINJIANG, Period.parse("2026"))

    assert (found.reported, found.due) == (2, 3)
    assert (year.reported, year.due) == (5, 30)


def test_who_was_silent_on_the_day_has_nothing_booked(store: Store) -> None:
    """That is 未上报 and not 无应办, although all other days of the month were reported."""
    found = one(store, METRIC, P, Period.parse("2026-10"))
    assert (found.value, found.status) == (None, Status.MISSING)


def test_a_month_before_its_assessment_day_counts_its_days(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, EDUCATION, (date(2026, 11, 1), X, 0, 0), (date(2026, 11, 1), C, 0, 0))

    found = one(store, METRIC, BINJIANG, Period.parse("2026-11"))

    assert (found.reported, found.due, found.status) == (2, 3, Status.UNDEFINED)
