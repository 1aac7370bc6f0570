"""What is odd about a file as a whole is said first: the wrong period, the same file, figures that are there already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from data.intake import Checked, Corrections, DraftState, Origin, check
from data.intake.repeats import RepeatKind
from data.schema.intake import DraftRow
from data.store import Store
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, TODAY, XIXING, binjiang_store, load, write_csv
from tests.data.intake.drafting import CLERK, DRAFT, MOMENT, checked

OFFICES = (XIXING, CHANGHE, PUYAN)
TITLES = [*HEADER, "visit_due_n", "visit_done_n"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def file_of(folder: Path, day: date, first: int = 10) -> Path:
    """Write a day of three offices whose twelve figures begin with one."""
    rows: list[list[Any]] = [
        [day, office, first + at + 50, first + at, first + at + 5, first + at + 3] for at, office in enumerate(OFFICES)
    ]
    return write_csv(folder / "日报.csv", [TITLES, *rows])


def kinds(found: Checked) -> list[RepeatKind]:
    """Return what is said of a file."""
    return [repeat.kind for repeat in found.repeats]


def test_nothing_is_said_of_the_next_day(store: Store, tmp_path: Path) -> None:
    """New figures of the day that is due."""
    load(store, file_of(tmp_path, DAY - timedelta(days=1)))

    assert kinds(checked(store, file_of(tmp_path, DAY, 20))) == []


def test_a_day_to_come_is_said(store: Store, tmp_path: Path) -> None:
    """Its cells are faults as well."""
    found = checked(store, file_of(tmp_path, TODAY + timedelta(days=1)))

    assert kinds(found) == [RepeatKind.FUTURE]
    assert found.faults == 3


@pytest.mark.parametrize("is_loaded", [True, False])
def test_last_year_s_file_wants_a_reason(store: Store, tmp_path: Path, is_loaded: bool) -> None:
    """Whether or not the store holds this year's days."""
    if is_loaded:
        load(store, file_of(tmp_path, DAY))
    path = file_of(tmp_path, DAY.replace(year=2025), 30)
    found = checked(store, path)

    assert kinds(found) == [RepeatKind.LAST_YEAR]
    assert not found.is_ready
    assert checked(store, path, Corrections(reasons={found.repeats[0].key: "补报"})).is_ready


def test_a_day_long_ago_wants_a_reason(store: Store, tmp_path: Path) -> None:
    """Three months, where nothing later was reported."""
    found = checked(store, file_of(tmp_path, DAY - timedelta(days=92)))

    assert kinds(found) == [RepeatKind.LONG_AGO]
    assert found.doubts == 1


def test_a_day_before_those_reported_is_said(store: Store, tmp_path: Path) -> None:
    """It may be a late report: it is said, and stops nothing."""
    load(store, file_of(tmp_path, DAY))
    found = checked(store, file_of(tmp_path, DAY - timedelta(days=2), 30))

    assert kinds(found) == [RepeatKind.OLDER]
    assert str(DAY) in str(found.repeats[0].reason)
    assert found.is_ready


def test_figures_that_are_in_already_are_said(store: Store, tmp_path: Path) -> None:
    """With the version that they are of."""
    load(store, file_of(tmp_path, DAY))
    found = checked(store, file_of(tmp_path, DAY))

    assert kinds(found) == [RepeatKind.ALREADY_IN]
    assert "100%" in str(found.repeats[0].reason)
    assert "第 1 版" in str(found.repeats[0].reason)


def corrected_by(steps: int) -> Corrections:
    """Return corrections of so many of twelve figures."""
    cells = [(0, row, column) for row in (1, 2, 3) for column in (2, 4, 3, 5)]
    return Corrections({cell: str(90 - cell[2]) for cell in cells[:steps]})


def test_nine_in_ten_are_the_same_file(store: Store, tmp_path: Path) -> None:
    """One of twelve figures differs: said; two: a correction."""
    load(store, file_of(tmp_path, DAY))
    path = file_of(tmp_path, DAY)

    assert kinds(checked(store, path, corrected_by(1))) == [RepeatKind.ALREADY_IN]
    assert kinds(checked(store, path, corrected_by(2))) == []


@pytest.mark.parametrize("step", [1, 7])
def test_old_figures_under_a_new_date_want_a_reason(store: Store, tmp_path: Path, step: int) -> None:
    """Yesterday's, or those of the same day last week."""
    before = DAY - timedelta(days=step)
    load(store, file_of(tmp_path, before))
    found = checked(store, file_of(tmp_path, DAY))

    assert kinds(found) == [RepeatKind.EARLIER_FIGURES]
    assert str(before) in str(found.repeats[0].reason)
    assert not found.is_ready


def test_days_on_which_nothing_happens_are_alike(store: Store, tmp_path: Path) -> None:
    """Zeros and ones of two days say nothing."""
    for day in (DAY - timedelta(days=1), DAY):
        path = write_csv(tmp_path / f"{day}.csv", [TITLES, *([day, office, 1, 1, 0, 0] for office in OFFICES)])
        found = checked(store, path)
        load(store, path)

    assert kinds(found) == []


def given_before(store: Store, **changed: Any) -> None:
    """Keep a draft of the same file."""
    row: dict[str, Any] = {
        "draft_no": 7,
        "edition": 1,
        "region_code": BINJIANG,
        "account": "colleague",
        "post": "滨江内勤",
        "state": DraftState.CONFIRMED,
        "origin": Origin.FILE,
        "title": "a.csv",
        "file_key": "f" * 32,
        "sha256": DRAFT.sha256,
        "body": "{}",
        "checked_no": 0,
        "made_at": MOMENT,
        "saved_at": MOMENT,
        "load_no": 1284,
    }
    with store.writing() as connection, Session(connection) as session:
        session.add(DraftRow(**{**row, **changed}))
        session.flush()


def test_the_same_file_again_is_said(store: Store, tmp_path: Path) -> None:
    """By whom and when it was given, and which version it is."""
    given_before(store)
    (repeat,) = checked(store, file_of(tmp_path, DAY)).repeats

    assert repeat.kind is RepeatKind.SAME_FILE
    assert all(word in str(repeat.reason) for word in ("滨江内勤", "2026-11-23 09:00", "1284"))


def test_a_file_that_waits_is_said_by_its_draft(store: Store, tmp_path: Path) -> None:
    """Nobody has confirmed it yet."""
    given_before(store, state=DraftState.WAITING, load_no=None)

    assert "第 7 号草稿" in str(checked(store, file_of(tmp_path, DAY)).repeats[0].reason)


@pytest.mark.parametrize("changed", [{"state": DraftState.DISCARDED}, {"sha256": "1" * 64}, {"draft_no": 1}])
def test_other_drafts_are_not_said(store: Store, tmp_path: Path, changed: dict[str, Any]) -> None:
    """A discarded one, another file, this draft itself."""
    given_before(store, **changed)

    assert kinds(checked(store, file_of(tmp_path, DAY))) == []


def test_the_same_file_of_a_county_is_named_to_nobody_below_another(tmp_path: Path) -> None:
    """A draft of one county in a city: the clerk of another does not learn of it."""
    city = binjiang_store(tmp_path, "330100")
    given_before(city, region_code="330106")
    path = file_of(tmp_path, DAY)
    draft = replace(DRAFT, title=path.name)

    assert check(city, draft, path, viewer=CLERK, today=TODAY).repeats == ()
