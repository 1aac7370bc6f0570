"""The figures of the same offices a week before those of a draft, to fill in and check beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from data.load.rows.rows import TableRows
from data.store import Store
from data.store.fact_rows import OFFICE_DAY, held, office_days

WEEK = timedelta(days=7)


def week_ago(store: Store, sheets: Sequence[TableRows]) -> dict[tuple[int, int], int]:
    """Return what the store holds seven days before each row of the tables of one sheet, by (row, column) of the sheet."""
    found: dict[tuple[int, int], int] = {}
    with store.reading() as connection:
        for rows in sheets:
            keys, measures = rows.keys, rows.measures
            asked = rows.frame[["position", *keys]].dropna()
            if asked.empty or not measures:
                continue
            asked = asked.assign(day=asked["day"].map(lambda day: day - WEEK))
            facts = store.schema.facts[rows.layout.table.key]
            old = held(connection, facts, office_days([asked[OFFICE_DAY]]), [*keys, *measures])
            if old.empty:
                continue
            both = asked.merge(old, on=keys)
            for key in measures:
                at = rows.layout.measures[key].at
                values = zip(both["position"], both[key], strict=True)
                found |= {(int(row), at): int(value) for row, value in values if not pd.isna(value)}
    return found
