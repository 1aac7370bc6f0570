"""Fetches roll-up rows: one statement a table, whatever was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, Metric, Owner
from data.formula import Atom, Operator
from data.office_days import SHORT, exclusion_cell, primary
from data.periods import Grain, Period
from data.schema import COUNTS, KEYS, Schema, rollup_columns
from data.spans import Pieces

Row = Any  # a SQLAlchemy row mapping: column name → value
At = tuple[str, str, Any]  # region, grain and first day of a roll-up row
NOTHING = (0, 0)
COUNTED = {  # the columns with the office-days of a period, and with those of its last day
    Owner.OFFICE: (("office_days",), ("offices_eod",)),
    Owner.BUREAU: (("bureau_days",), ("bureaus_eod",)),
    Owner.BOTH: (("office_days", "bureau_days"), ("offices_eod", "bureaus_eod")),
}
OFFICE_CODE = 9  # an office's code has as many digits, codes above have fewer


@dataclass(slots=True)
class Wanted:
    """What one table is asked for: its columns, and for each group of regions the periods."""

    columns: set[str] = field(default_factory=set)
    periods: dict[tuple[str, ...], set[Period]] = field(default_factory=lambda: defaultdict(set))


class Rows:
    """Roll-up rows by table, and parts by measure and cell; `kept_from` is the first day that offices' days are kept of."""

    def __init__(self, catalogue: Catalogue, kept_from: date | None = None) -> None:
        self._catalogue = catalogue
        self._kept_from = kept_from
        self._wide: dict[str, dict[At, Row]] = defaultdict(dict)
        self._slices: dict[tuple[str, str], dict[At, tuple[int, int]]] = defaultdict(dict)

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
            for row in connection.execute(union_all(*branches)).mappings().all():
                self._wide[key][row["region_code"], row["grain"], row["first_day"]] = row

    def _fetch_slices(self, connection: Connection, schema: Schema, wanted: Wanted, cells: set[str]) -> None:
        table = schema.slices
        # coalesce keeps the two off the index, whose every (measure, cell) pair would else be looked up for each region
        measure, cell = func.coalesce(table.c.measure, ""), func.coalesce(table.c.cell, "")
        which = and_(measure.in_({*wanted.columns, SHORT}), cell.in_(cells))
        branches = [select(table).where(where, which) for where in _wheres(table.c, wanted)]
        for row in connection.execute(union_all(*branches)).all() if branches else ():
            at = (row.region_code, row.grain, row.first_day)
            self._slices[row.measure, row.cell][at] = (row.amount, row.closing)

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
        if is_flow and self._is_gone(region, pieces):
            return 0
        counts = COUNTED[measure.owner][0 if is_flow else 1]
        rows, short = self._wide[measure.table], self._slices[SHORT, f"x:{metric.key}"]
        total = 0
        for period in pieces.summed if is_flow else (pieces.closing,):
            at = (region, period.grain, period.first)
            if (row := rows.get(at)) is not None:
                total += sum(row[name] for name in counts) - short.get(at, NOTHING)[0 if is_flow else 1]
        return total

    def _closing(self, metric: Metric, atom: Atom, region: str, period: Period) -> float | None:
        return self._amount(metric, atom, (region, period.grain, period.first), atom.measure, part=1)

    def _summed(self, metric: Metric, atom: Atom, region: str, pieces: Pieces, column: str) -> float | None:
        if self._is_gone(region, pieces):
            return None
        amounts = [
            amount
            for period in pieces.summed
            if (amount := self._amount(metric, atom, (region, period.grain, period.first), column, part=0)) is not None
        ]
        return sum(amounts) if amounts else None

    def _amount(self, metric: Metric, atom: Atom, at: At, column: str, *, part: int) -> float | None:
        """Return one row's amount (part 0) or closing value (part 1), without what the metric must leave out."""
        row = self._wide[self._catalogue.measures[atom.measure].table].get(at)
        whole: float | None = None if row is None else row[column]
        if whole is None:
            return None
        if atom.slice:
            whole = self._slices[atom.measure, atom.slice].get(at, NOTHING)[part]
        return whole - self._slices[atom.measure, exclusion_cell(metric.key, atom)].get(at, NOTHING)[part]

    def _is_gone(self, region: str, pieces: Pieces) -> bool:
        """Say whether single days are needed of an office that are not kept any more: the rest would be too little."""
        if self._kept_from is None or len(region) < OFFICE_CODE:
            return False
        return any(piece.grain is Grain.DAY and piece.first < self._kept_from for piece in pieces.summed)


def _wheres(columns: Any, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for regions, periods in wanted.periods.items():
        by_grain: dict[str, list[Any]] = defaultdict(list)
        for period in periods:
            by_grain[period.grain.value].append(period.first)
        for grain, firsts in by_grain.items():
            yield and_(columns.grain == grain, columns.first_day.in_(firsts), columns.region_code.in_(regions))
