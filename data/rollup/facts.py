"""Reads facts of office-days from the store into arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, Measure
from data.catalogue.catalogue import FactTable, Kind
from data.periods import ONE_DAY, days_between
from data.regions import Regions
from data.regions.owners import is_bureau
from data.rollup.blocks import OfficeDayBlock
from data.rollup.office_days import (
    Flags,
    OfficeDays,
    Values,
)
from data.schema import Schema
from data.schema.bulk import MOST_NAMED

KEPT = 128  # statements of a kind: for each table of the store, some columns of it


@dataclass(frozen=True, slots=True)
class _Grid:
    """Facts as they are read, owners × days from `first` on; arrays are float64 with NaN for "no data"."""

    first: date
    at_owner: Mapping[str, int]
    shape: tuple[int, int]
    present: dict[str, Flags] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    cells: dict[tuple[str, str], Values] = field(default_factory=dict)

    def put(self, table: str, measures: Sequence[Measure], rows: Sequence[Sequence[Any]]) -> None:
        """Take in rows of day, owner and the measures."""
        here = [self.at_owner[row[1]] for row in rows], [(row[0] - self.first).days for row in rows]
        self.present[table][here] = True
        amounts = np.array([row[2:] for row in rows], float).reshape(len(rows), len(measures))
        for step, measure in enumerate(measures):
            self.values[measure.key][here] = amounts[:, step]

    def put_part(self, measure: str, cell: str, owner: str, day: date, amount: int) -> None:
        """Take in one part of a measure."""
        grid = self.cells.setdefault((measure, cell), np.zeros(self.shape))
        grid[self.at_owner[owner], (day - self.first).days] = amount

    def lacking(self, stocks: Sequence[Measure], lead: int) -> tuple[str, ...]:
        """Return the owners that lack some of the stocks on some day after the first `lead`."""
        unknown = np.zeros(self.shape[0], bool)
        for measure in stocks:
            unknown |= np.isnan(self.values[measure.key][:, lead:]).any(axis=1)
        return tuple(owner for owner, is_unknown in zip(self.at_owner, unknown, strict=True) if is_unknown)


@dataclass(frozen=True, slots=True)
class FactReader:
    """Reads the facts of blocks, of all tables that are rolled up."""

    connection: Connection
    schema: Schema
    catalogue: Catalogue
    regions: Regions
    stale_days: int

    def read(self, block: OfficeDayBlock) -> OfficeDays:
        """Return the facts of a block, and of the days before it that stocks are carried over."""
        first = block.first - timedelta(days=self.stale_days)
        days = days_between(first, block.last)
        shape = (len(block.owners), len(days))
        grid = _Grid(first, {owner: step for step, owner in enumerate(block.owners)}, shape)
        for table in self.catalogue.rolled:
            grid.present[table.key] = np.zeros(shape, bool)
            grid.values.update({measure.key: np.full(shape, np.nan) for measure in table.measures})
            self._fill(grid, table, table.measures, block)
            stocks = [measure for measure in table.measures if measure.kind is Kind.STOCK]
            lacking = grid.lacking(stocks, self.stale_days)
            if lacking:  # values carried over to them come from the days before
                self._fill(grid, table, stocks, OfficeDayBlock(lacking, first, block.first - ONE_DAY))
        valid = np.array([[self._is_valid(owner, day) for day in days] for owner in block.owners])
        return OfficeDays(block.owners, days, self.stale_days, grid.present, grid.values, grid.cells, valid)

    def _is_valid(self, owner: str, day: date) -> bool:
        return is_bureau(owner) or self.regions.get(owner).is_valid(day)

    def _fill(self, grid: _Grid, table: FactTable, measures: Sequence[Measure], block: OfficeDayBlock) -> None:
        """Read some columns of a table over a block, and the parts of those that have any."""
        facts, is_named = self.schema.facts[table.key], self._are_named(block.owners)
        which = {"first": block.first, "last": block.last, **({"owners": block.owners} if is_named else {})}
        query = _amounts(facts, tuple(m.key for m in measures), is_summed=bool(table.dimensions), is_named=is_named)
        rows = self.connection.execute(query, which).all()
        grid.put(table.key, measures, [row for row in rows if row[1] in grid.at_owner])
        for measure in measures:
            for dimension in measure.by:
                parts = _parts(facts, measure.key, dimension, is_named=is_named)
                for day, owner, value, amount in self.connection.execute(parts, which):
                    if amount and owner in grid.at_owner:
                        grid.put_part(measure.key, f"{dimension}={value}", owner, day, amount)

    def _are_named(self, owners: Collection[str]) -> bool:
        return not are_all(self.regions, owners) and len(owners) <= MOST_NAMED


@lru_cache(maxsize=KEPT)
def _amounts(facts: Table, measures: tuple[str, ...], *, is_summed: bool, is_named: bool) -> Select[Any]:
    """Return the statement that reads some columns by office-day; of a table with dimensions they are summed."""
    columns: list[ColumnElement[Any]] = [facts.c[measure] for measure in measures]
    if is_summed:  # a column that one cell leaves empty is empty for the office-day
        columns = [case((func.count(c) == func.count(), func.sum(c))).label(c.key) for c in columns]
    query = select(facts.c.day, facts.c.office_code, *columns).where(*_inside(facts, is_named=is_named))
    return query.group_by(facts.c.day, facts.c.office_code) if is_summed else query


@lru_cache(maxsize=KEPT)
def _parts(facts: Table, measure: str, dimension: str, *, is_named: bool) -> Select[Any]:
    """Return the statement that reads a column by office-day and one dimension."""
    keys = (facts.c.day, facts.c.office_code, facts.c[dimension])
    query = select(*keys, func.sum(facts.c[measure]))
    return query.where(*_inside(facts, is_named=is_named)).group_by(*keys)


def _inside(facts: Table, *, is_named: bool) -> list[ColumnElement[bool]]:
    """Say in SQL: from `:first` to `:last`, of `:owners` where they are named."""
    days = facts.c.day.between(bindparam("first"), bindparam("last"))
    return [days, facts.c.office_code.in_(bindparam("owners", expanding=True))] if is_named else [days]


def are_all(regions: Regions, codes: Collection[str]) -> bool:
    """Say whether there are as many codes as owners, so that to name them in a statement would leave nothing out."""
    return len(codes) >= len(regions.owners(regions.root.code))
