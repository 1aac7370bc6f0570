"""Fills an empty store with years of simulated facts at once.

The roll-ups are computed from whole owner × day arrays in memory; a test holds them equal to what `data.rollup` makes
of the same facts. Office-day facts and roll-ups are kept for the newest days only, closed roll-ups for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, insert

from data.catalogue import FactTable, Kind, Measure
from data.demo import DemoFacts
from data.demo.facts import Counts
from data.errors import StoreError
from data.formula import Operator
from data.office_days import Flags, carried, last_known
from data.periods import Grain, Period
from data.rollup import bulk_insert
from data.schema import COUNTS, KEYS, days_column
from data.store import Store

AT_ONCE = 40_000  # rows written in one go

Progress = Callable[[str, float], None]
Ints = NDArray[np.int64]


def fill(store: Store, facts: DemoFacts, *, fact_days: int, progress: Progress) -> int:
    """Write simulated facts and their roll-ups into an empty store; returns the data version.

    Office-days are kept from the first of the month that lies `fact_days` back. Raises StoreError when the store
    already holds data.
    """
    if store.latest() is not None:
        raise StoreError("库里已有数据，演示数据不会覆盖它。确要清空重来，请用 cockpit demo --replace。")
    as_of = facts.days[-1]
    floor = max(facts.days[0], (as_of - timedelta(days=fact_days)).replace(day=1))
    kept = max(facts.days[0], floor - timedelta(days=floor.weekday() + store.stale_days))
    tables = list(store.catalogue.tables.values())
    with store.writing() as connection:
        version = store.next_version(connection)
        filler = Filler(connection, store, facts, kept, version)
        rows = 0
        for step, table in enumerate(tables):
            progress(table.zh, step / len(tables))
            rows += filler.write_facts(table)
            if not table.is_detail:
                filler.write_rollups(table)
        connection.execute(
            insert(store.schema.loads).values(
                load_no=version,
                loaded_at=filler.stamp,
                source="演示数据",
                is_demo=1,
                fact_rows=rows,
                office_days=int(facts.reported.sum()),
                as_of=as_of,
                retained_from=floor if floor > facts.days[0] else None,
            )
        )
    progress("完成", 1.0)
    return version


@dataclass(frozen=True)
class Filler:
    """One filling: where to, from what, the first day whose office-days are kept, and the data version."""

    connection: Connection
    store: Store
    facts: DemoFacts
    kept: date
    version: int

    @cached_property
    def stamp(self) -> datetime:
        """When the filling was made."""
        return datetime.now(UTC).replace(tzinfo=None)

    @cached_property
    def groups(self) -> list[tuple[str, Ints]]:
        """Every region above the owners, with the rows of the owners in it."""
        regions, members = self.store.regions, dict[str, list[int]]()
        for step, owner in enumerate(self.facts.owners):
            start = owner[:-3] if owner.endswith("000") else owner
            chain = [region.code for region in regions.ancestors(start)] + [start] * (start != owner)
            for code in chain:
                if regions.within(code, regions.root.code):
                    members.setdefault(code, []).append(step)
        return [(code, np.array(rows)) for code, rows in members.items()]

    @cached_property
    def codes(self) -> list[str]:
        """The code of every row of a stacked array: owners, then the regions above."""
        return [*self.facts.owners, *(code for code, _ in self.groups)]

    @cached_property
    def cuts(self) -> dict[Grain, tuple[list[date], Ints, Ints]]:
        """Each grain's periods: their first days, and the columns their days begin and end at."""
        return {grain: _cuts(self.facts.days, grain) for grain in Grain}

    def write_facts(self, table: FactTable) -> int:
        """Write the kept office-days of a table; returns the number of rows."""
        frame = self.facts.frame(table.key, self.kept, self.facts.days[-1])
        names = ["day", "office_code", *table.dimensions, *(measure.key for measure in table.measures)]
        stamp = str(self.stamp) if self.connection.dialect.name == "sqlite" else self.stamp
        columns = [*(frame[name].tolist() for name in names), [stamp] * len(frame), [self.version] * len(frame)]
        rows = list(zip(*columns, strict=True))
        bulk_insert(self.connection, self.store.schema.facts[table.key], [*names, "loaded_at", "load_no"], rows)
        return len(rows)

    def write_rollups(self, table: FactTable) -> None:
        """Write a table's roll-ups at every grain, and the parts that are kept of it."""
        present = self.facts.present(table.key)
        is_bureau = self.facts.is_bureau[:, None]
        office, bureau = self._stack(present & ~is_bureau), self._stack(present & is_bureau)
        series = {measure.key: self._series(table, measure, present) for measure in table.measures}
        anything = np.logical_or.reduce([office + bureau > 0, *(known for _, known in series.values())])
        for grain, (_, starts, ends) in self.cuts.items():
            columns = {
                "office_days": np.add.reduceat(office, starts, axis=1),
                "offices_eod": office[:, ends],
                "bureau_days": np.add.reduceat(bureau, starts, axis=1),
                "bureaus_eod": bureau[:, ends],
            }
            for measure in table.measures:
                columns |= _measure_columns(measure, *series[measure.key], starts, ends)
            rollup = self.store.schema.rollups[table.key]
            names = [*COUNTS, *(name for name in columns if name not in COUNTS)]
            self._write(rollup, grain, np.logical_or.reduceat(anything, starts, axis=1), names, columns, ())
        for measure in table.measures:
            for cell, values in self._parts(table, measure):
                self._write_part(measure, cell, self._stack(values))

    def _stack(self, values: NDArray[np.generic]) -> Counts:
        """Add below the owners' rows those of every region above them."""
        plain = np.asarray(values, np.int32)
        above = [plain[members].sum(axis=0, dtype=np.int32)[None, :] for _, members in self.groups]
        return np.vstack([plain, *above])

    def _series(self, table: FactTable, measure: Measure, present: Flags) -> tuple[Counts, Flags]:
        """Return a measure's amounts and where they are known, stocks carried over gaps."""
        values = self._reported(table, measure, present)
        known = ~np.isnan(values)
        return self._stack(np.nan_to_num(values)), self._stack(known) > 0

    def _reported(self, table: FactTable, measure: Measure, present: Flags) -> NDArray[np.float64]:
        plain = self.facts.values(table.key, measure.key).astype(float)
        values = np.where(present & self.facts.owes(measure), plain, np.nan)
        return carried(values, self.store.stale_days) if measure.kind is Kind.STOCK else values

    def _parts(self, table: FactTable, measure: Measure) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Yield the cells a measure is kept by, and what daily means leave out on days without a report."""
        present = self.facts.present(table.key)
        for value, grid in self.facts.parts_of(table.key, measure.key).items():
            held = np.where(present, grid, 0)
            if measure.kind is Kind.STOCK:
                held = _carried_cells(grid, present, self.store.stale_days)
            yield f"{measure.by[0]}={value}", held
        for metric in self.store.catalogue.metrics.values():
            operators = {atom.operator for atom in metric.atoms}
            if Operator.S in operators and any(
                a.operator is Operator.A and a.measure == measure.key for a in metric.atoms
            ):
                kept_over = np.nan_to_num(self._reported(table, measure, present))
                yield f"x:{metric.key}", np.where(present, 0, kept_over)

    def _write_part(self, measure: Measure, cell: str, values: Counts) -> None:
        slices = self.store.schema.slices
        for grain, (_, starts, ends) in self.cuts.items():
            amount = np.add.reduceat(values, starts, axis=1, dtype=np.int64)
            columns = {"amount": amount, "closing": values[:, ends]}
            self._write(
                slices, grain, amount != 0, ["measure", "cell", "amount", "closing"], columns, (measure.key, cell)
            )

    def _write(
        self,
        table: Table,
        grain: Grain,
        wanted: Flags,
        names: Sequence[str],
        columns: dict[str, NDArray[np.generic]],
        fixed: tuple[str, ...],
    ) -> None:
        """Write the wanted (row, period) of some columns in the order of the primary key."""
        firsts = self.cuts[grain][0]
        is_owner = np.array([len(code) == 9 for code in self.codes])[:, None]
        is_bureau = np.array([len(code) == 9 and code.endswith("000") for code in self.codes])[:, None]
        forgotten = is_owner & np.array([first < self.kept for first in firsts]) if grain is Grain.DAY else is_bureau
        by_code = np.argsort(self.codes)
        periods, ranks = np.nonzero((wanted & ~forgotten)[by_code].T)
        rows_at = by_code[ranks]
        for start in range(0, len(periods), AT_ONCE):
            at, when = rows_at[start : start + AT_ONCE], periods[start : start + AT_ONCE]
            keys = ([grain.value] * len(at), [firsts[step] for step in when], [self.codes[step] for step in at])
            constants = [[value] * len(at) for value in fixed]
            amounts = [_plain(columns[name][at, when]) for name in names[len(fixed) :]]
            bulk_insert(self.connection, table, [*KEYS, *names], list(zip(*keys, *constants, *amounts, strict=True)))


def _cuts(days: Sequence[date], grain: Grain) -> tuple[list[date], Ints, Ints]:
    firsts = [Period.holding(day, grain).first for day in days]
    starts = [step for step, first in enumerate(firsts) if step == 0 or first != firsts[step - 1]]
    ends = [*(start - 1 for start in starts[1:]), len(days) - 1]
    return [firsts[start] for start in starts], np.array(starts), np.array(ends)


def _measure_columns(
    measure: Measure, values: Counts, known: Flags, starts: Ints, ends: Ints
) -> dict[str, NDArray[np.generic]]:
    """Return the roll-up columns of a measure; NaN where nothing is known."""
    total = np.add.reduceat(values, starts, axis=1, dtype=np.int64)
    summed = np.where(np.logical_or.reduceat(known, starts, axis=1), total, np.nan)
    if measure.kind is Kind.FLOW:
        return {measure.key: summed}
    return {measure.key: np.where(known[:, ends], values[:, ends], np.nan), days_column(measure.key): summed}


def _plain(values: NDArray[np.generic]) -> list[int | None]:
    if values.dtype.kind == "i":
        return [int(value) for value in values.tolist()]
    return [None if unknown else int(value) for value, unknown in zip(values.tolist(), np.isnan(values), strict=True)]


def _carried_cells(grid: Counts, present: Flags, stale_days: int) -> Counts:
    at = last_known(np.where(present, 0.0, np.nan))
    held = np.take_along_axis(grid, np.maximum(at, 0), axis=1)
    return np.where((at < 0) | (np.arange(grid.shape[1]) - at > stale_days), 0, held).astype(np.int32)
