"""Fetches roll-up rows: one statement a table, whatever was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, Metric, Owner
from data.formula import Atom, Operator
from data.office_days import SHORT, exclusion_cell, primary
from data.periods import Period
from data.schema import COUNTS, KEYS, Schema, rollup_columns
from data.spans import Pieces

Row = Any  # a SQLAlchemy row mapping: column name → value


@dataclass(slots=True)
class Wanted:
    """What one table is asked for: its columns, and for each group of regions the periods."""

    columns: set[str] = field(default_factory=set)
    periods: dict[tuple[str, ...], set[Period]] = field(default_factory=lambda: defaultdict(set))


class Rows:
    """Roll-up rows by table, region and period, and parts by region, period, measure and cell."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._wide: dict[tuple[str, str, str, Any], Row] = {}
        self._slices: dict[tuple[str, str, Any, str, str], tuple[int, int]] = {}

    def fetch(
        self, connection: Connection, schema: Schema, needs: Iterable[tuple[Metric, tuple[str, ...], Pieces]]
    ) -> None:
        """Read every row that some metrics need for some regions over some pieces."""
        tables: dict[str, Wanted] = defaultdict(Wanted)
        slices = Wanted()
        cells: set[str] = set()
        for metric, regions, pieces in needs:
            periods = {*pieces.summed, pieces.closing, pieces.opening}
            for atom in metric.atoms:
                measure = self._catalogue.measures[atom.measure]
                tables[measure.table].columns.update(rollup_columns(measure))
                tables[measure.table].periods[regions] |= periods
                slices.columns.add(atom.measure)
                cells |= {exclusion_cell(metric.key, atom)} | ({atom.slice} if atom.slice else set())
            tables[self._catalogue.measures[primary(metric).measure].table].periods[regions] |= periods
            slices.periods[regions] |= periods
        self._fetch_wide(connection, schema, tables)
        self._fetch_slices(connection, schema, slices, cells)

    def _fetch_wide(self, connection: Connection, schema: Schema, tables: Mapping[str, Wanted]) -> None:
        for key, wanted in tables.items():
            rollup = schema.rollups[key]
            columns = [rollup.c[name] for name in (*KEYS, *COUNTS, *sorted(wanted.columns))]
            branches = [select(*columns).where(where) for where in _wheres(rollup.c, wanted)]
            for row in connection.execute(union_all(*branches)).mappings():
                self._wide[key, row["region_code"], row["grain"], row["first_day"]] = row

    def _fetch_slices(self, connection: Connection, schema: Schema, wanted: Wanted, cells: set[str]) -> None:
        table = schema.slices
        # coalesce keeps the two off the index, whose every (measure, cell) pair would else be looked up for each region
        measure, cell = func.coalesce(table.c.measure, ""), func.coalesce(table.c.cell, "")
        which = and_(measure.in_({*wanted.columns, SHORT}), cell.in_(cells))
        branches = [select(table).where(where, which) for where in _wheres(table.c, wanted)]
        for row in connection.execute(union_all(*branches)):
            self._slices[row.region_code, row.grain, row.first_day, row.measure, row.cell] = (
                row.amount,
                row.closing,
            )

    def atom(self, metric: Metric, atom: Atom, region: str, pieces: Pieces) -> float | None:
        """Return what an atom of a metric amounts to; None is "no data"."""
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
                return None if total is None else total / pieces.span.days

    def reported(self, metric: Metric, region: str, pieces: Pieces) -> int:
        """Return how many office-days reported all that the metric needs; for a stock, on the last day."""
        atom = primary(metric)
        measure = self._catalogue.measures[atom.measure]
        is_flow = atom.operator in {Operator.S, Operator.A}
        names = {
            Owner.OFFICE: ("office_days", "offices_eod"),
            Owner.BUREAU: ("bureau_days", "bureaus_eod"),
        }
        owners = [Owner.OFFICE, Owner.BUREAU] if measure.owner is Owner.BOTH else [measure.owner]
        total = 0
        for period in pieces.summed if is_flow else (pieces.closing,):
            row = self._wide.get((measure.table, region, period.grain, period.first))
            short = self._slices.get((region, period.grain, period.first, SHORT, f"x:{metric.key}"), (0, 0))
            if row is not None:
                total += sum(row[names[owner][0 if is_flow else 1]] for owner in owners) - short[0 if is_flow else 1]
        return total

    def _closing(self, metric: Metric, atom: Atom, region: str, period: Period) -> float | None:
        value = self._value(atom, region, period, atom.measure, part=1)
        return None if value is None else value - self._excluded(metric, atom, region, period, part=1)

    def _summed(self, metric: Metric, atom: Atom, region: str, pieces: Pieces, column: str) -> float | None:
        values = [
            value - self._excluded(metric, atom, region, period, part=0)
            for period in pieces.summed
            if (value := self._value(atom, region, period, column, part=0)) is not None
        ]
        return sum(values) if values else None

    def _value(self, atom: Atom, region: str, period: Period, column: str, *, part: int) -> float | None:
        row = self._wide.get((self._catalogue.measures[atom.measure].table, region, period.grain, period.first))
        whole = None if row is None else row[column]
        if whole is None or not atom.slice:
            return whole
        return self._slices.get((region, period.grain, period.first, atom.measure, atom.slice), (0, 0))[part]

    def _excluded(self, metric: Metric, atom: Atom, region: str, period: Period, *, part: int) -> int:
        cell = exclusion_cell(metric.key, atom)
        return self._slices.get((region, period.grain, period.first, atom.measure, cell), (0, 0))[part]


def _wheres(columns: Any, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for regions, periods in wanted.periods.items():
        by_grain: dict[str, list[Any]] = defaultdict(list)
        for period in periods:
            by_grain[period.grain.value].append(period.first)
        for grain, firsts in by_grain.items():
            yield and_(columns.grain == grain, columns.first_day.in_(firsts), columns.region_code.in_(regions))
