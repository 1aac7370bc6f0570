"""Of how many owners a stock is known: what the change of a stock is based on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.periods import Grain, Period
from data.readings import Reading
from data.readings.reading import Compare
from data.readings.reports import Reports
from data.store import Store
from tests.data.readings.test_readings import BINJIANG, ROSTER, C, P, X, empty, one, put

SUNDAY = date(2026, 11, 22)
LAST, BEFORE = Period.holding(SUNDAY, Grain.WEEK), Period.holding(SUNDAY, Grain.WEEK).previous()
SOCIAL = ["day", "office_code", "social_worker_eod"]


def register(store: Store, folder: Path, days: dict[str, range]) -> None:
    """Load the register of offices on some days, counted back from the last Sunday: a hundred persons each."""
    rows = [(SUNDAY - timedelta(days=back), code, "缓刑", "普管", 100) for code, some in days.items() for back in some]
    put(store, folder, ROSTER[:5], *rows)


def total(store: Store, period: Period = LAST) -> Reading:
    """Return the county's register, compared with the week before."""
    return one(store, "registered_count", BINJIANG, period, compare=True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three offices of one county, whose register of a hundred each is known at the end of both weeks."""
    return empty(tmp_path, BINJIANG)


def test_an_office_that_reports_once_a_month_is_no_loss_of_its_register(store: Store, tmp_path: Path) -> None:
    """On the eighth day its register is no longer known: 300 and 200 are not compared, although as many reports came."""
    register(store, tmp_path, {X: range(14), C: range(14), P: range(8, 9)})

    found = total(store)

    assert (found.value, found.previous) == (200, 300)
    assert (found.reports, found.base_reports[Compare.PREVIOUS]) == (Reports(2, 3), Reports(3, 3))
    assert found.change(Compare.PREVIOUS) is None


def test_a_register_carried_over_is_known(store: Store, tmp_path: Path) -> None:
    """An office silent on Sunday counts with Saturday's: the change is one of all three."""
    register(store, tmp_path, {X: range(14), C: range(14), P: range(1, 14)})

    found = total(store)

    assert (found.value, found.reported, found.reports) == (300, 2, Reports(3, 3))
    assert found.change(Compare.PREVIOUS) == 0


@pytest.mark.parametrize("period", [LAST, BEFORE, Period.holding(SUNDAY, Grain.MONTH), Period(Grain.DAY, SUNDAY)])
def test_an_office_that_never_reported_lacks_at_every_grain(store: Store, tmp_path: Path, period: Period) -> None:
    register(store, tmp_path, {X: range(21), C: range(21)})
    assert total(store, period).reports == Reports(2, 3)


def test_it_is_the_figure_s_sparsest_part_that_counts(store: Store, tmp_path: Path) -> None:
    """The bureau counts its social workers, two of three offices the register they are divided by."""
    register(store, tmp_path, {X: range(14), C: range(14)})
    put(store, tmp_path, SOCIAL, *((SUNDAY - timedelta(days=back), f"{BINJIANG}000", 4) for back in range(14)))

    found = one(store, "social_worker_per_100", BINJIANG, LAST)

    assert (found.value, found.coverage, found.reports) == (2, 1, Reports(2, 3))
