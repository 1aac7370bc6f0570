"""The rows of a roll-up at day grain, by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from data.catalogue.catalogue import FactTable, Kind
from data.periods import Grain
from data.rollup.office_days import (
    OfficeDays,
    SliceRow,
    Values,
    counted,
)
from data.schema.figures import COUNTS, days_column, known_column, owners_column


def day_columns(table: FactTable, facts: OfficeDays, stale_days: int) -> dict[str, list[Any]]:
    """Return a table's roll-up at day grain by column; an owner with nothing known has no row."""
    measures = list(table.measures)
    values = counted(facts, measures, stale_days)
    present = facts.present[table.key] & facts.valid
    grids = {m.key: values[m.key] for m in measures}
    stocks = [m.key for m in measures if m.kind is Kind.STOCK]
    grids |= {days_column(key): values[key] for key in stocks}
    once = {key: np.where(np.isnan(values[key]), np.nan, 1.0) for key in stocks}
    grids |= {column(key): once[key] for key in stocks for column in (known_column, owners_column)}
    known = present | ~np.logical_and.reduce([np.isnan(grid) for grid in grids.values()])
    known[:, : facts.lead] = False
    at_owner, at_day = np.nonzero(known)
    office = (present & ~facts.is_bureau[:, None])[at_owner, at_day].astype(int).tolist()
    bureau = (present & facts.is_bureau[:, None])[at_owner, at_day].astype(int).tolist()
    return {
        "grain": [Grain.DAY.value] * len(at_owner),
        "first_day": [facts.days[step] for step in at_day],
        "region_code": [facts.owners[step] for step in at_owner],
        **dict(zip(COUNTS, (office, office, bureau, bureau), strict=True)),
        **{name: nullable(grid[at_owner, at_day]) for name, grid in grids.items()},
    }


def nullable(values: Values) -> list[int | None]:
    """Return whole numbers, None where there is NaN."""
    unknown = np.isnan(values)
    plain = np.where(unknown, 0, values).astype(np.int64).astype(object)
    plain[unknown] = None
    return cast(list[int | None], plain.tolist())


def slice_columns(rows: Sequence[SliceRow]) -> dict[str, list[Any]]:
    """Return the columns of the parts of a day."""
    return {
        "grain": [Grain.DAY.value] * len(rows),
        "first_day": [row.day for row in rows],
        "region_code": [row.owner for row in rows],
        "measure": [row.measure for row in rows],
        "cell": [row.cell for row in rows],
        "amount": [row.amount for row in rows],
        "closing": [row.closing for row in rows],
    }
