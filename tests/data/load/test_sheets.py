"""Sheets in memory are loaded by the code that loads files, and can be looked at before a trial is rolled back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from data.load import load_sheets
from data.load.files.sheet import Sheet
from data.load.reading import Read, interpreted, known_of, sheets_of, without_owners
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import (
    BINJIANG,
    CHANGHE,
    DAY,
    HEADER,
    SUPERVISION,
    TODAY,
    XIXING,
    binjiang_store,
    held,
    write_csv,
    write_xlsx,
)

CLERK = Viewer("clerk", BINJIANG)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def sheets(folder: Path) -> list[Sheet]:
    """Return the sheets of a day of two offices, under a name of its own."""
    path = write_csv(folder / "key", [HEADER, [DAY, XIXING, 120, 118], [DAY, CHANGHE, 80, 90]])
    return sheets_of(path, Path("日报.csv"))


def read(store: Store, folder: Path) -> Read:
    """Return the day as it was read."""
    known = known_of(store, BINJIANG, TODAY)
    return Read(known, interpreted(sheets(folder), known))


def test_good_rows_are_loaded_and_the_others_reported(store: Store, tmp_path: Path) -> None:
    """Under the name that its sender gave it; no file of refused rows is written."""
    report = load_sheets(store, read(store, tmp_path), source="日报.csv", viewer=CLERK)

    assert report.version == 1
    assert [(error.file, error.row, error.at) for error in report.errors] == [("日报.csv", 3, 3)]
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 120, "checkin_done_n": 118}}
    assert not list(tmp_path.glob("*拒收*"))


def test_a_trial_can_be_looked_at_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """Inside its transaction the figures are there."""
    facts, seen = store.schema.facts[SUPERVISION], list[int]()

    def look(connection: Connection, *_: object) -> None:
        seen.append(connection.execute(select(func.count()).select_from(facts)).scalar_one())

    report = load_sheets(store, read(store, tmp_path), source="a", viewer=CLERK, is_trial=True, inspect=look)

    assert seen == [1]
    assert (report.version, store.version(), held(store)) == (None, 0, {})


def test_rows_of_owners_left_out_are_not_looked_at(store: Store, tmp_path: Path) -> None:
    """Nor is what is wrong with them."""
    whole = read(store, tmp_path)
    left = Read(whole.known, [without_owners(each, {CHANGHE}) for each in whole.found])

    assert load_sheets(store, left, source="a", viewer=CLERK).ok
    assert {office for _, office in held(store)} == {XIXING}


def test_the_sheets_of_a_workbook_are_numbered(tmp_path: Path) -> None:
    """From 0, in their order, hidden ones with them."""
    path = write_xlsx(tmp_path / "a.xlsx", {"甲": [HEADER], "乙": [HEADER]})

    assert [(sheet.number, sheet.name) for sheet in sheets_of(path, path)] == [(0, "甲"), (1, "乙")]
