"""A store as it was known after each of its loads says what it said then: facts, sums, readings and reference tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from data.known import KnownStores, known_at
from data.load.writing import withdraw_office_days
from data.store import Store
from tests.data.feeds import CHANGHE, HEADER, PUYAN, XIXING, binjiang_store, load, write_csv

Loading = Callable[[Store, Path], object]


def sheet(name: str, *rows: list[Any], heading: list[Any] = HEADER) -> Loading:
    """Return what loads a file of some rows."""
    return lambda store, folder: load(store, write_csv(folder / f"{name}.csv", [heading, *rows]))


def withdrawn(day: date, office: str) -> Loading:
    """Return what withdraws an office's day."""
    return lambda store, folder: withdraw_office_days(
        store, "fact_supervision_day", {day: {office}}, source="撤回", region=office, post="", reason="重报"
    )


REGISTER = ["day", "office_code", "registered_eod"]
LOADS: list[Loading] = [
    sheet("a", ["2026-11-16", XIXING, 10, 9], ["2026-11-16", CHANGHE, 8, 8], ["2026-11-16", PUYAN, 5, 1]),
    sheet("b", ["2026-11-17", XIXING, 11, 9], ["2026-11-17", CHANGHE, 8, 2]),
    sheet("stock", ["2026-11-15", XIXING, 40], ["2026-11-16", CHANGHE, 31], heading=REGISTER),
    sheet("again", ["2026-11-16", XIXING, 10, 4]),
    sheet("other columns", ["2026-11-16", XIXING, 41], heading=REGISTER),
    withdrawn(date(2026, 11, 16), CHANGHE),
    sheet("later", ["2026-11-22", XIXING, 7, 7], ["2026-11-20", PUYAN, 3, 3]),
    sheet("back", ["2026-11-16", CHANGHE, 8, 7]),
    sheet("stock again", ["2026-11-15", XIXING, 50], heading=REGISTER),
]


def said(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of facts, sums and reference tables of a store, without when it was written."""
    schema = store.schema
    tables = (
        *schema.facts.values(),
        *schema.rollups.values(),
        schema.slices,
        *schema.references.values(),
        schema.loads,
    )
    unsaid = {"loaded_at", "load_no", "row_no", "judged_day"}
    with store.reading() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(*(c for c in table.c if c.key not in unsaid)))),
                key=str,
            )
            for table in tables
        }


def test_each_version_says_what_it_said_when_it_was_the_newest(tmp_path: Path) -> None:
    """Corrections, other columns, withdrawals, carried stocks and new last days are all taken back."""
    store, then = binjiang_store(tmp_path), {}
    for step in LOADS:
        step(store, tmp_path)
        then[store.version()] = said(store)

    past = KnownStores(store, tmp_path / "known")

    for version, expected in then.items():
        assert said(past.store(known_at(store, str(version)))) == expected, version
