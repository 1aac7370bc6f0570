"""Simulated facts as owner × day arrays, and as the rows a feed would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue import Catalogue, Measure
from data.regions.owners import is_bureau

Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class DemoFacts:
    """Facts of `owners` (offices, then bureau rows) over `days`.

    `totals` holds by (table, column) the owner × day sums; `parts` by (table, column) the sums by a dimension's value
    where the roll-up keeps them; `cells` the newest days by dimension cell for the tables that have dimensions, as
    rows (owner index, day index, dimension values…, columns…); `reported` flags the office-days that were reported.
    """

    catalogue: Catalogue
    days: list[date]
    owners: list[str]
    reported: Flags
    totals: Mapping[tuple[str, str], Counts]
    parts: Mapping[tuple[str, str], Mapping[str, Counts]]
    cells: Mapping[str, pd.DataFrame]
    notes: list[tuple[str, str, date]] = field(default_factory=list)

    @cached_property
    def is_bureau(self) -> Flags:
        """Which owners are bureau rows."""
        return np.array([is_bureau(owner) for owner in self.owners])

    def owes(self, measure: Measure) -> Flags:
        """Which owners owe a column, as owners × 1."""
        of_office, of_bureau = (measure.owner.includes(bureau=bureau) for bureau in (False, True))
        return np.where(self.is_bureau, of_bureau, of_office)[:, None]

    def present(self, table: str) -> Flags:
        """Which (owner, day) have a row in a table."""
        owed = np.logical_or.reduce([self.owes(measure) for measure in self.catalogue.tables[table].measures])
        return np.asarray(self.reported & owed)

    def values(self, table: str, column: str) -> Counts:
        """Return a column's owner × day sums; zero where nothing happened."""
        return self.totals.get((table, column), np.zeros(self.reported.shape, np.int32))

    def parts_of(self, table: str, column: str) -> Mapping[str, Counts]:
        """Return a column's owner × day sums by the value of the dimension it is kept by."""
        return self.parts.get((table, column), {})

    def frame(self, table: str, first: date, last: date) -> pd.DataFrame:
        """Return the rows of a table that a feed would bring for some days; empty columns are None."""
        start, end = self.days.index(first), self.days.index(last) + 1
        measures = self.catalogue.tables[table].measures
        day, owner = np.nonzero(self.present(table)[:, start:end].T)
        keys = {
            "day": [self.days[start + step] for step in day],
            "office_code": [self.owners[step] for step in owner],
        }
        if table in self.cells:
            return self._celled(table, start, end)
        columns = {}
        for measure in measures:
            values = self.values(table, measure.key)[:, start:end][owner, day].astype(object)
            values[~self.owes(measure)[owner, 0]] = None
            columns[measure.key] = values
        return pd.DataFrame({**keys, **columns})

    def _celled(self, table: str, start: int, end: int) -> pd.DataFrame:
        cells = self.cells[table]
        inside = cells[(cells["day_at"] >= start) & (cells["day_at"] < end)]
        inside = inside[self.present(table)[inside["owner_at"], inside["day_at"]]]
        inside = inside.sort_values(["day_at", "owner_at"]).reset_index(drop=True)
        frame = pd.DataFrame(
            {
                "day": [self.days[step] for step in inside["day_at"]],
                "office_code": [self.owners[step] for step in inside["owner_at"]],
            }
        )
        for dimension in self.catalogue.tables[table].dimensions:
            frame[dimension] = inside[dimension]
        for measure in self.catalogue.tables[table].measures:
            values = (
                inside[measure.key].to_numpy(np.int64).astype(object)
                if measure.key in inside
                else np.zeros(len(inside), int).astype(object)
            )
            values[~self.owes(measure)[inside["owner_at"], 0]] = None
            frame[measure.key] = values
        return frame
