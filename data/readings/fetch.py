"""Fetches roll-up rows: one statement for tables of like width, for any questions, and one for the parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Table, bindparam, func, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, Metric
from data.catalogue.catalogue import Owner
from data.catalogue.formula import Atom, Operator
from data.periods import Grain, Period
from data.readings.spans import Pieces
from data.regions.owners import is_owner
from data.rollup.office_days import SHORT, exclusion_cell
from data.schema import Schema
from data.schema.figures import COUNTS, KEYS, rollup_columns

At = tuple[str, str, date]  # region, grain and first day of a roll-up row
Part = tuple[str, list[date], tuple[str, ...]]  # grain, first days and regions of a part of a statement
NOTHING = (0, 0)
KEPT = 512  # statements remembered: some dozens a page and level
MOST_EMPTY = 2000  # empty cells of a table that shares a statement: about the time of a statement of its own
MOST_PARTS = 200  # of tables that share a statement: SQLite takes 500
COUNTED = {  # the columns with the office-days of a period, and with those of its last day
    Owner.OFFICE: (("office_days",), ("offices_eod",)),
    Owner.BUREAU: (("bureau_days",), ("bureaus_eod",)),
    Owner.BOTH: (("office_days", "bureau_days"), ("offices_eod", "bureaus_eod")),
}


@dataclass(slots=True)
class TableNeeds:
    """What one table is asked for: its columns, and for each group of regions the periods."""

    columns: set[str] = field(default_factory=set)
    periods: dict[tuple[str, ...], set[Period]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What one table is asked for: its key, its columns in order, and the parts."""

    key: str
    names: tuple[str, ...]
    parts: Sequence[Part]

    @property
    def most_rows(self) -> int:
        """How many rows there can be."""
        return sum(len(firsts) * len(regions) for _, firsts, regions in self.parts)


class RollupRows:
    """Roll-up rows by table, and parts by measure and cell; `kept_from` is the first day that offices' days are kept of."""

    def __init__(self, catalogue: Catalogue, kept_from: date | None = None) -> None:
        self._catalogue = catalogue
        self._kept_from = kept_from
        self._wide: dict[str, dict[At, Sequence[Any]]] = defaultdict(dict)
        self._at: dict[str, dict[str, int]] = {}  # where a column is in the rows of a table
        self._slices: dict[tuple[str, str], dict[At, tuple[int, int]]] = defaultdict(dict)

    def fetch(
        self, connection: Connection, schema: Schema, needs: Iterable[tuple[Metric, tuple[str, ...], Sequence[Pieces]]]
    ) -> None:
        """Read every row that some metrics need for some regions over some pieces."""
        tables: dict[str, TableNeeds] = defaultdict(TableNeeds)
        slices = TableNeeds()
        cells: set[str] = set()
        for metric, regions, several in needs:
            periods = {period for pieces in several for period in (*pieces.summed, pieces.closing, pieces.opening)}
            for atom in metric.atoms:
                measure = self._catalogue.measures[atom.measure]
                tables[measure.table].columns.update(rollup_columns(measure))
                tables[measure.table].periods[regions] |= periods
                slices.columns.add(atom.measure)
                cells |= {exclusion_cell(metric.key, atom)} | ({atom.slice} if atom.slice else set())
            tables[self._catalogue.measures[metric.primary.measure].table].periods[regions] |= periods
            slices.periods[regions] |= periods
        self._fetch_wide(connection, schema, tables)
        self._fetch_slices(connection, schema, slices, cells)

    def _fetch_wide(self, connection: Connection, schema: Schema, tables: Mapping[str, TableNeeds]) -> None:
        asked = [
            TableQuery(key, (*KEYS, *COUNTS, *sorted(wanted.columns)), _parts(wanted)) for key, wanted in tables.items()
        ]
        for group in together(asked):
            query = _query(tuple((schema.rollups[each.key], each.names, len(each.parts)) for each in group))
            parts = [part for each in group for part in each.parts]
            rows = [self._wide[each.key] for each in group]
            for row in connection.execute(query, _parameters(parts)).all():
                rows[row[0]][row[3], row[1], row[2]] = row
            for each in group:
                self._at[each.key] = {name: step for step, name in enumerate(each.names, start=1)}

    def _fetch_slices(self, connection: Connection, schema: Schema, wanted: TableNeeds, cells: set[str]) -> None:
        parts = _parts(wanted)
        if not parts:
            return
        which = {"measures": [*wanted.columns, SHORT], "cells": [*cells]}
        query = _sliced(schema.slices, len(parts))
        for grain, first, region, key, part, amount, closing in connection.execute(
            query, {**_parameters(parts), **which}
        ).all():
            self._slices[key, part][region, grain, first] = (amount, closing)

    def atom(self, metric: Metric, atom: Atom, region: str, pieces: Pieces) -> float | None:
        """Return the amount of an atom of a metric; None is "no data"."""
        match atom.operator:
            case Operator.E:
                return self._closing(metric, atom, region, pieces.closing)
            case Operator.B:
                return self._closing(metric, atom, region, pieces.opening)
            case Operator.S:
                return self._summed(metric, atom, region, pieces, atom.measure)
            case Operator.A:
                column = rollup_columns(self._catalogue.measures[atom.measure])[1]
                total = self._summed(metric, atom, region, pieces, column)
                return None if total is None else total / self.days_known(atom, region, pieces)

    def arrived(self, table: str, region: str, pieces: Pieces) -> int:
        """Return how many office-days of a table that was fetched are there, filled or not."""
        rows, at_column = self._wide[table], self._at[table]["office_days"]
        periods = ((region, piece.grain, piece.first) for piece in pieces.summed)
        return sum(rows[at][at_column] for at in periods if at in rows)

    def days_known(self, atom: Atom, region: str, pieces: Pieces) -> int:
        """Return on how many days of the pieces a stock has a value."""
        measure = self._catalogue.measures[atom.measure]
        rows, at_column = self._wide[measure.table], self._at[measure.table][rollup_columns(measure)[2]]
        periods = ((region, piece.grain, piece.first) for piece in pieces.summed)
        return sum(rows[at][at_column] or 0 for at in periods if at in rows)

    def owners_known(self, atom: Atom, region: str, pieces: Pieces) -> int | None:
        """Return for how many owners a stock is known at the end of the pieces, or before them; None where that is not known."""
        measure = self._catalogue.measures[atom.measure]
        key, *_, owners = rollup_columns(measure)
        period = pieces.opening if atom.operator is Operator.B else pieces.closing
        row, at_column = self._wide[measure.table].get((region, period.grain, period.first)), self._at[measure.table]
        if row is None or row[at_column[key]] is None:
            return 0
        count: int | None = row[at_column[owners]]
        return count

    def reported(self, metric: Metric, region: str, pieces: Pieces) -> int:
        """Return how many office-days reported all that the metric needs; for a stock, on the last day."""
        if metric.primary.operator in {Operator.S, Operator.A}:
            return 0 if self.is_gone(region, pieces) else self._counted(metric, region, pieces.summed, is_flow=True)
        return self._counted(metric, region, (pieces.closing,), is_flow=False)

    def _counted(self, metric: Metric, region: str, periods: Iterable[Period], *, is_flow: bool) -> int:
        measure = self._catalogue.measures[metric.primary.measure]
        counts = [self._at[measure.table][name] for name in COUNTED[measure.owner][0 if is_flow else 1]]
        rows, short = self._wide[measure.table], self._slices.get((SHORT, f"x:{metric.key}"), {})
        total = 0
        for period in periods:
            at = (region, period.grain, period.first)
            if (row := rows.get(at)) is not None:
                total += sum(row[count] for count in counts) - short.get(at, NOTHING)[0 if is_flow else 1]
        return total

    def _closing(self, metric: Metric, atom: Atom, region: str, period: Period) -> float | None:
        return next(self._amounts(metric, atom, region, (period,), atom.measure, part=1), None)

    def closings(self, metric: Metric, atom: Atom, regions: Iterable[str], period: Period) -> dict[str, int]:
        """Return a stock at the end of a period, as `atom` does, of all those of some regions of which it is known."""
        table = self._catalogue.measures[atom.measure].table
        rows, at_column = self._wide[table], self._at[table][atom.measure]
        outside = self._slices.get((atom.measure, exclusion_cell(metric.key, atom)), {})
        found = {}
        for region in regions:
            at = (region, period.grain, period.first)
            row = rows.get(at)
            if row is not None and row[at_column] is not None:
                found[region] = row[at_column] - outside[at][1] if at in outside else row[at_column]
        return found

    def _summed(self, metric: Metric, atom: Atom, region: str, pieces: Pieces, column: str) -> float | None:
        if self.is_gone(region, pieces):
            return None
        amounts = [*self._amounts(metric, atom, region, pieces.summed, column, part=0)]
        return sum(amounts) if amounts else None

    def _amounts(
        self, metric: Metric, atom: Atom, region: str, periods: Iterable[Period], column: str, *, part: int
    ) -> Iterator[float]:
        """Yield the known amounts (part 0) or closing values (part 1), without what the metric must leave out."""
        table = self._catalogue.measures[atom.measure].table
        rows, at_column = self._wide[table], self._at[table][column]
        inside = self._slices.get((atom.measure, atom.slice), {})
        outside = self._slices.get((atom.measure, exclusion_cell(metric.key, atom)), {})
        for period in periods:
            at = (region, period.grain, period.first)
            row = rows.get(at)
            whole: float | None = None if row is None else row[at_column]
            if whole is not None:
                amount = inside.get(at, NOTHING)[part] if atom.slice else whole
                yield amount - outside.get(at, NOTHING)[part] if outside else amount

    def is_gone(self, region: str, pieces: Pieces) -> bool:
        """Say whether an office's single days are needed and no longer kept: without them the sum would be too small."""
        if self._kept_from is None or not is_owner(region):
            return False
        return any(piece.grain is Grain.DAY and piece.first < self._kept_from for piece in pieces.summed)


def _parts(wanted: TableNeeds) -> list[Part]:
    parts: list[Part] = []
    for regions, periods in wanted.periods.items():
        by_grain: dict[str, list[date]] = defaultdict(list)
        for period in periods:
            by_grain[period.grain.value].append(period.first)
        parts += [(grain, firsts, regions) for grain, firsts in by_grain.items()]
    return parts


def together(asked: Iterable[TableQuery]) -> list[list[TableQuery]]:
    """Return tables in groups for one statement each, the widest of a group first: those after it are filled up."""
    groups: list[list[TableQuery]] = []
    for each in sorted(asked, key=lambda each: (-len(each.names), each.key)):
        group = groups[-1] if groups else []
        parts = sum(len(other.parts) for other in [*group, each])
        if group and each.most_rows * (len(group[0].names) - len(each.names)) <= MOST_EMPTY and parts <= MOST_PARTS:
            group.append(each)
        else:
            groups.append([each])
    return groups


def _parameters(parts: Sequence[Part]) -> dict[str, object]:
    named: dict[str, object] = {}
    for step, (grain, firsts, regions) in enumerate(parts):
        named |= {f"grain_{step}": grain, f"firsts_{step}": firsts, f"regions_{step}": regions}
    return named


@lru_cache(maxsize=KEPT)
def _query(tables: tuple[tuple[Table, tuple[str, ...], int], ...]) -> CompoundSelect[Any]:
    """Return the statement for tables with their columns and how many parts each: making it costs more than running it.

    Each row begins with the place of its table among them.
    """
    width, step, branches = len(tables[0][1]), count(), []
    for place, (table, names, parts) in enumerate(tables):
        empty = [null()] * (width - len(names))
        chosen = select(literal(place), *(table.c[name] for name in names), *empty)
        branches += [chosen.where(*_inside(table, next(step))) for _ in range(parts)]
    return union_all(*branches)


@lru_cache(maxsize=KEPT)
def _sliced(table: Table, parts: int) -> CompoundSelect[Any]:
    """Return the statement for the parts of measures, of as many parts itself."""
    chosen = select(table)
    # coalesce keeps the two off the index, whose every (measure, cell) pair would else be looked up for each region
    for column, name in ((table.c.measure, "measures"), (table.c.cell, "cells")):
        chosen = chosen.where(func.coalesce(column, "").in_(bindparam(name, expanding=True)))
    return union_all(*(chosen.where(*_inside(table, step)) for step in range(parts)))


def _inside(table: Table, step: int) -> list[ColumnElement[bool]]:
    return [
        table.c.grain == bindparam(f"grain_{step}"),
        table.c.first_day.in_(bindparam(f"firsts_{step}", expanding=True)),
        table.c.region_code.in_(bindparam(f"regions_{step}", expanding=True)),
    ]
