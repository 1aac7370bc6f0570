"""Fills an empty store with years of simulated facts at once.

The roll-ups are computed from whole owner × day arrays in memory; a test checks that they equal what `data.rollup`
computes from the same facts. Office-day facts and roll-ups are kept for the newest days only, closed roll-ups for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, insert

from data import clock
from data.catalogue import Measure
from data.catalogue.catalogue import FactTable, Kind
from data.demo.facts import Counts, DemoFacts
from data.errors import StoreError
from data.periods import Grain, Period
from data.regions.owners import is_bureau, is_owner, region_of
from data.rollup.office_days import Flags, carried, carried_parts
from data.schema.bulk import bulk_insert
from data.schema.figures import KEYS, days_column, known_column, owners_column
from data.store import Store

AT_ONCE = 40_000  # rows written in one go

Progress = Callable[[str, float], None]
Ints = NDArray[np.int64]


def fill(store: Store, facts: DemoFacts, *, fact_days: int, progress: Progress) -> int:
    """Write simulated facts and their roll-ups into an empty store; returns the data version.

    Office-days are kept from the first of the month `fact_days` ago. Raises StoreError when the store
    already holds data.
    """
    if store.newest_load() is not None:
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
        filler.write_parts()
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
        return clock.utc_now()

    @cached_property
    def groups(self) -> list[tuple[str, Ints]]:
        """Every region above the owners, with the rows of the owners in it."""
        regions, members = self.store.regions, dict[str, list[int]]()
        for step, owner in enumerate(self.facts.owners):
            start = region_of(owner)
            for code in [region.code for region in regions.above(start)] + [start] * (start != owner):
                members.setdefault(code, []).append(step)
        return [(code, np.array(rows)) for code, rows in members.items()]

    @cached_property
    def codes(self) -> list[str]:
        """The code of every row of a stacked array: owners, then the regions above."""
        return [*self.facts.owners, *(code for code, _ in self.groups)]

    @cached_property
    def cuts(self) -> dict[Grain, PeriodBounds]:
        """How the days are cut into the periods of each grain, in the order of the roll-ups' keys."""
        return {grain: _cut(self.facts.days, grain) for grain in sorted(Grain, key=lambda grain: grain.value)}

    def write_facts(self, table: FactTable) -> int:
        """Write the kept office-days of a table; returns the number of rows."""
        frame = self.facts.frame(table.key, self.kept, self.facts.days[-1])
        names = ["day", "office_code", *table.dimensions, *(measure.key for measure in table.measures)]
        stamp = str(self.stamp) if self.connection.dialect.name == "sqlite" else self.stamp
        columns = {name: frame[name].tolist() for name in names}
        columns |= {"loaded_at": [stamp] * len(frame), "load_no": [self.version] * len(frame)}
        bulk_insert(self.connection, self.store.schema.facts[table.key], columns)
        return len(frame)

    def write_rollups(self, table: FactTable) -> None:
        """Write a table's roll-ups at every grain."""
        present = self.facts.present(table.key)
        is_bureau = self.facts.is_bureau[:, None]
        office, bureau = self._stack(present & ~is_bureau), self._stack(present & is_bureau)
        series = {measure: self._series(table, measure, present) for measure in table.measures}
        anything = np.logical_or.reduce([office + bureau > 0, *(owners > 0 for _, owners in series.values())])
        for grain, cut in self.cuts.items():
            columns = {
                "office_days": Amounts(cut.summed(office)),
                "offices_eod": Amounts(office[:, cut.ends]),
                "bureau_days": Amounts(cut.summed(bureau)),
                "bureaus_eod": Amounts(bureau[:, cut.ends]),
            }
            for measure, (values, owners) in series.items():
                known = owners > 0
                total = Amounts(cut.summed(values), cut.any(known))
                if measure.kind is Kind.STOCK:
                    columns[measure.key] = Amounts(values[:, cut.ends], known[:, cut.ends])
                    columns[days_column(measure.key)] = total
                    columns[known_column(measure.key)] = Amounts(cut.summed(known.astype(np.int32)), cut.any(known))
                    columns[owners_column(measure.key)] = Amounts(owners[:, cut.ends], known[:, cut.ends])
                else:
                    columns[measure.key] = total
            self._write(self.store.schema.rollups[table.key], grain, cut.any(anything), columns)

    def write_parts(self) -> None:
        """Write the parts that are kept of all tables: in the order of their key, which is the order they are stored in."""
        parts = sorted(
            ((measure.key, cell, self._stack(values)) for measure, cell, values in self._parts()),
            key=lambda part: part[:2],
        )
        if not parts:
            return
        for grain, cut in self.cuts.items():
            amounts = np.stack([cut.summed(values) for *_, values in parts], axis=-1)
            closings = np.stack([values[:, cut.ends] for *_, values in parts], axis=-1)
            self._write_cells(grain, parts, amounts, closings)

    def _write_cells(
        self, grain: Grain, parts: Sequence[tuple[str, str, Counts]], amounts: Ints, closings: Counts
    ) -> None:
        wanted = (amounts != 0) & ~self._forgotten(grain)[:, :, None]
        periods, ranks, parts_at = np.nonzero(wanted[self.by_code].transpose(1, 0, 2))
        for chunk in _chunks(len(periods)):
            when, rows, kinds = periods[chunk], self.by_code[ranks[chunk]], parts_at[chunk]
            columns = {
                **self._keys(grain, when, rows),
                "measure": [parts[at][0] for at in kinds],
                "cell": [parts[at][1] for at in kinds],
                "amount": amounts[rows, when, kinds].tolist(),
                "closing": closings[rows, when, kinds].tolist(),
            }
            bulk_insert(self.connection, self.store.schema.slices, columns)

    def _stack(self, values: NDArray[np.generic]) -> Counts:
        """Add below the owners' rows those of every region above them."""
        plain = np.asarray(values, np.int32)
        above = [plain[members].sum(axis=0, dtype=np.int32)[None, :] for _, members in self.groups]
        return np.vstack([plain, *above])

    def _series(self, table: FactTable, measure: Measure, present: Flags) -> tuple[Counts, Counts]:
        """Return a measure's amounts and of how many owners they are known, stocks carried over gaps."""
        values = self._reported(table, measure, present)
        return self._stack(np.nan_to_num(values)), self._stack(~np.isnan(values))

    def _reported(self, table: FactTable, measure: Measure, present: Flags) -> NDArray[np.float64]:
        plain = self.facts.values(table.key, measure.key).astype(float)
        values = np.where(present & self.facts.owes(measure), plain, np.nan)
        return carried(values, self.store.stale_days) if measure.kind is Kind.STOCK else values

    def _parts(self) -> Iterator[tuple[Measure, str, NDArray[np.generic]]]:
        for table in self.store.catalogue.rolled:
            for measure in table.measures:
                for cell, values in self._parts_of(table, measure):
                    yield measure, cell, values

    def _parts_of(self, table: FactTable, measure: Measure) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Yield the cells a measure is kept by."""
        present = self.facts.present(table.key)
        for value, grid in self.facts.parts_of(table.key, measure.key).items():
            known = np.where(present, 0.0, np.nan)
            is_stock = measure.kind is Kind.STOCK
            held = carried_parts(grid, known, self.store.stale_days) if is_stock else np.where(present, grid, 0)
            yield f"{measure.by[0]}={value}", held

    @cached_property
    def by_code(self) -> Ints:
        """The rows of a stacked array in the order of their codes."""
        return np.argsort(self.codes)

    def _forgotten(self, grain: Grain) -> Flags:
        """Which rows × periods are not kept: offices' days before the kept ones, bureaus at every longer grain."""
        are_owners = np.array([is_owner(code) for code in self.codes])[:, None]
        are_bureaus = np.array([is_bureau(code) for code in self.codes])[:, None]
        firsts = self.cuts[grain].firsts
        if grain is Grain.DAY:
            return np.asarray(are_owners & np.array([first < self.kept for first in firsts]))
        return np.broadcast_to(are_bureaus, (len(self.codes), len(firsts)))

    def _keys(self, grain: Grain, when: Ints, rows: Ints) -> dict[str, list[Any]]:
        firsts = self.cuts[grain].firsts
        keys = [grain.value] * len(when), [firsts[at] for at in when], [self.codes[at] for at in rows]
        return dict(zip(KEYS, keys, strict=True))

    def _write(self, table: Table, grain: Grain, wanted: Flags, columns: Mapping[str, Amounts]) -> None:
        """Write the wanted (row, period) of some columns in the order of the primary key."""
        periods, ranks = np.nonzero((wanted & ~self._forgotten(grain))[self.by_code].T)
        for chunk in _chunks(len(periods)):
            when, rows = periods[chunk], self.by_code[ranks[chunk]]
            amounts = {name: amounts.at(rows, when) for name, amounts in columns.items()}
            bulk_insert(self.connection, table, {**self._keys(grain, when, rows), **amounts})


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column of a roll-up as rows × periods; with `known`, cells outside it have no value."""

    values: NDArray[np.integer]
    known: Flags | None = None

    def at(self, rows: Ints, periods: Ints) -> list[int | None]:
        """Return the amounts of some rows and periods; None where nothing is known."""
        amounts: NDArray[Any] = self.values[rows, periods]
        if self.known is not None and not (known := self.known[rows, periods]).all():
            amounts = amounts.astype(object)
            amounts[~known] = None
        return cast(list[int | None], amounts.tolist())


@dataclass(frozen=True, slots=True)
class PeriodBounds:
    """The periods of a grain: their first days, and the columns that their days begin and end at."""

    firsts: Sequence[date]
    starts: Ints
    ends: Ints

    def summed(self, values: Counts) -> NDArray[np.integer]:
        """Return the sums of rows × days over each period."""
        return values if self._is_daily else np.add.reduceat(values, self.starts, axis=1, dtype=np.int64)

    def any(self, flags: Flags) -> Flags:
        """Return where a flag is set on some day of the period."""
        return flags if self._is_daily else np.logical_or.reduceat(flags, self.starts, axis=1)

    @property
    def _is_daily(self) -> bool:
        return bool((self.starts == self.ends).all())


def _cut(days: Sequence[date], grain: Grain) -> PeriodBounds:
    firsts = [Period.holding(day, grain).first for day in days]
    starts = [step for step, first in enumerate(firsts) if step == 0 or first != firsts[step - 1]]
    ends = [*(start - 1 for start in starts[1:]), len(days) - 1]
    return PeriodBounds([firsts[start] for start in starts], np.array(starts), np.array(ends))


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE))
