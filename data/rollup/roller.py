"""Rolls office-day facts up into region × period sums; only touched days and regions are computed again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import Any, cast

import numpy as np
from sqlalchemy import (
    Connection,
    Date,
    Select,
    String,
    Table,
    TextClause,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, Measure
from data.catalogue.catalogue import FactTable, Kind
from data.periods import ONE_DAY, Grain, Period, days_between
from data.regions import Level, Regions
from data.rollup.office_days import (
    Flags,
    OfficeDays,
    SliceRow,
    Values,
    cell_rows,
    counted,
    exclusion_rows,
)
from data.schema import Schema
from data.schema.bulk import MOST_NAMED, bulk_insert, named
from data.schema.figures import COUNTS, days_column, known_column, owners_column

AT_END = ("_eod", "_owners", "closing")  # what columns end with that are not summed over days
ALWAYS = frozenset({*COUNTS, "closing"})  # columns that are 0 where nothing is there
KNOWN = "_known"  # what the columns end with that count days with a value
KEPT = 64  # texts of sums: two a table of the store
SUMMED = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)  # from those before them
CHUNK_DAYS = 31
CHUNK_OFFICE_DAYS = 20_000  # that are held in memory at a time, the days that stocks are carried over aside
AT_ONCE = 10_000  # rows written in one go
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Office-days to be rolled up again: some owners over a run of days."""

    owners: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Run:
    """The roll-up rows of one grain for a run of days."""

    grain: Grain
    first: date
    last: date

    def holds(self, table: Table) -> ColumnElement[bool]:
        """Say in SQL: the rows of the run; by each first day, so that a few regions' rows are found by their key."""
        return and_(table.c.grain == self.grain, table.c.first_day.in_(self.firsts))

    @property
    def firsts(self) -> list[date]:
        """The first days of its rows."""
        days = days_between(self.first, self.last)
        return sorted({Period.holding(day, self.grain).first for day in days})


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
class Roller:
    """All that rolling up needs to know beside what was touched; `tables` are those whose sums change, as a rule all."""

    connection: Connection
    schema: Schema
    catalogue: Catalogue
    regions: Regions
    stale_days: int
    tables: tuple[FactTable, ...]

    def roll_up(self, blocks: Sequence[Block], as_of: date, progress: Progress = lambda what, share: None) -> None:
        """Compute the roll-ups of some office-days again, and of every region and period that holds them.

        `as_of` is the last day with data in the whole store.
        """
        parts = [part for block in blocks for part in _chunks(block)]
        for step, part in enumerate(parts):
            progress(f"{part.first} 至 {part.last}", 0.6 * step / len(parts))
            self._roll_office_days(part)
        days = sorted({day for block in blocks for day in days_between(block.first, block.last)})
        touched = {owner for block in blocks for owner in block.owners}
        for at in range(0, len(days), CHUNK_DAYS):
            self._roll_parents(touched, days[at : at + CHUNK_DAYS])
        codes = self.touched_regions(touched)
        periods = [period for grain in SUMMED for period in sorted({Period.holding(day, grain) for day in days})]
        for step, period in enumerate(periods):
            progress(period.key, 0.7 + 0.3 * step / len(periods))
            self._roll_period(period, codes, as_of)

    def blocks(self, touched: Mapping[date, Collection[str]], before: date | None, as_of: date) -> list[Block]:
        """Return what is to be rolled up again once some office-days changed; `touched` are owners by day.

        Those are the days changed, as many after them as a stock is carried over, and every day up to `as_of` that is
        new since the store held data to `before`.
        """
        opened = min(touched) if before is None else before + timedelta(days=1)
        blocks = [Block(self.owners(), opened, as_of)] if opened <= as_of else []
        by_day: dict[date, frozenset[str]] = {}
        known: dict[frozenset[str], frozenset[str]] = {}  # days with the same owners share one set
        for touched_day, owners in touched.items():
            for day in (touched_day + timedelta(days=step) for step in range(self.stale_days + 1)):
                if day < opened and day <= as_of:
                    every = by_day.get(day, frozenset()).union(owners)
                    by_day[day] = known.setdefault(every, every)
        for first, last in runs(sorted(by_day)):
            some = set[str]().union(*(owners for day, owners in by_day.items() if first <= day <= last))
            blocks.append(Block(tuple(sorted(some)), first, last))
        return blocks

    def owners(self) -> tuple[str, ...]:
        """Return every office and bureau row below the root."""
        return (*self.regions.offices(self.regions.root.code), *self._bureaus())

    def _bureaus(self) -> list[str]:
        return [self.regions.bureau(county) for county in self.regions.counties(self.regions.root.code)]

    def _roll_office_days(self, block: Block) -> None:
        facts = self._read(block)
        for table in self.tables:
            self._write_days(table, facts, block)
        slices = self.schema.slices
        self._forget_days(slices, block.owners, days_between(block.first, block.last))
        rows = chain(
            cell_rows(facts, self.catalogue, self.stale_days), exclusion_rows(facts, self.catalogue, self.stale_days)
        )
        while some := list(islice(rows, AT_ONCE)):
            bulk_insert(self.connection, slices, _slice_columns(some))

    def _read(self, block: Block) -> OfficeDays:
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
            if lacking:  # what is carried over to them is known from the days before
                self._fill(grid, table, stocks, Block(lacking, first, block.first - ONE_DAY))
        valid = np.array([[self._is_valid(owner, day) for day in days] for owner in block.owners])
        return OfficeDays(block.owners, days, self.stale_days, grid.present, grid.values, grid.cells, valid)

    def _is_valid(self, owner: str, day: date) -> bool:
        if owner.endswith("000"):
            return True
        region = self.regions.get(owner)
        return region.valid_from <= day and (region.valid_to is None or day <= region.valid_to)

    def _fill(self, grid: _Grid, table: FactTable, measures: Sequence[Measure], block: Block) -> None:
        """Read some columns of a table over a block, and the parts of those that have any."""
        rows = self.connection.execute(self._facts(table, measures, block.owners, block.first, block.last)).all()
        grid.put(table.key, measures, [row for row in rows if row[1] in grid.at_owner])
        for measure in measures:
            for dimension in measure.by:
                for day, owner, value, amount in self.connection.execute(self._parts(table, measure, dimension, block)):
                    if amount and owner in grid.at_owner:
                        grid.put_part(measure.key, f"{dimension}={value}", owner, day, amount)

    def _facts(
        self, table: FactTable, measures: Sequence[Measure], owners: Collection[str], first: date, last: date
    ) -> Select[Any]:
        facts = self.schema.facts[table.key]
        columns: list[ColumnElement[Any]] = [facts.c[measure.key] for measure in measures]
        if table.dimensions:  # a column that one cell leaves empty is empty for the office-day
            columns = [case((func.count(c) == func.count(), func.sum(c))).label(c.key) for c in columns]
        query = select(facts.c.day, facts.c.office_code, *columns).where(*self._range(facts, owners, first, last))
        return query.group_by(facts.c.day, facts.c.office_code) if table.dimensions else query

    def _range(self, facts: Table, owners: Collection[str], first: date, last: date) -> list[ColumnElement[bool]]:
        inside: list[ColumnElement[bool]] = [facts.c.day.between(first, last)]
        is_named = not self._is_all(owners) and len(owners) <= MOST_NAMED
        return [*inside, facts.c.office_code.in_(owners)] if is_named else inside

    def _parts(self, table: FactTable, measure: Measure, dimension: str, block: Block) -> Select[Any]:
        facts = self.schema.facts[table.key]
        keys = (facts.c.day, facts.c.office_code, facts.c[dimension])
        query = select(*keys, func.sum(facts.c[measure.key]))
        return query.where(*self._range(facts, block.owners, block.first, block.last)).group_by(*keys)

    def _is_all(self, owners: Collection[str]) -> bool:
        return len(owners) >= len(self.owners())

    def _forget_days(self, table: Table, codes: Sequence[str], days: Sequence[date]) -> None:
        """Delete the day rows of some regions."""
        for some in named(codes):
            which = (table.c.grain == Grain.DAY, table.c.first_day.in_(days), table.c.region_code.in_(some))
            self.connection.execute(delete(table).where(*which))

    def _write_days(self, table: FactTable, facts: OfficeDays, block: Block) -> None:
        rollup = self.schema.rollups[table.key]
        self._forget_days(rollup, block.owners, days_between(block.first, block.last))
        bulk_insert(self.connection, rollup, day_columns(table, facts, self.stale_days))

    def _roll_parents(self, touched: Collection[str], days: Sequence[date]) -> None:
        for level in (Level.COUNTY, Level.CITY, Level.PROVINCE, Level.NATION):
            codes = [code for code in self.touched_regions(touched) if self.regions.get(code).level is level]
            if not codes:
                continue
            for table in self.tables:
                rollup = self.schema.rollups[table.key]
                self._put_parents(rollup, codes, days)
            slices = self.schema.slices
            self._put_parents(slices, codes, days, (slices.c.measure, slices.c.cell))

    def _put_parents(
        self, table: Table, codes: Sequence[str], days: Sequence[date], keys: Sequence[ColumnElement[Any]] = ()
    ) -> None:
        """Replace the rows of some regions on some days by the sums of the regions below them."""
        self._forget_days(table, codes, days)
        parent = self.schema.regions.c.parent_code
        query = (
            select(literal(Grain.DAY.value), table.c.first_day, parent, *keys, _sums_of_children(table))
            .join_from(table, self.schema.regions, self.schema.regions.c.code == table.c.region_code)
            .where(table.c.grain == Grain.DAY, table.c.first_day.in_(days), parent.in_(codes))
            .group_by(table.c.first_day, parent, *keys)
        )
        self.connection.execute(insert(table).from_select([column.key for column in table.c], query))

    def touched_regions(self, touched: Collection[str]) -> list[str]:
        """Return the touched offices and every region above them up to the root, bureau rows aside."""
        codes: dict[str, None] = {}
        for owner in sorted(touched):
            start = owner[:-3] if owner.endswith("000") else owner
            above = [region.code for region in self.regions.ancestors(start)]
            codes |= dict.fromkeys(
                [start, *(code for code in above if self.regions.within(code, self.regions.root.code))]
            )
        return list(codes)

    def _roll_period(self, period: Period, codes: Sequence[str], as_of: date) -> None:
        runs = summed_from(period)
        newest = min(period.last, as_of)
        end = next(Period.holding(newest, run.grain) for run in runs if run.first <= newest <= run.last)
        for table in self.tables:
            self._replace_period(self.schema.rollups[table.key], period, runs, codes, end)
        slices = self.schema.slices
        self._replace_period(slices, period, runs, codes, end, (slices.c.measure, slices.c.cell))

    def _replace_period(
        self,
        table: Table,
        period: Period,
        runs: Sequence[Run],
        codes: Sequence[str],
        end: Period,
        keys: Sequence[ColumnElement[Any]] = (),
    ) -> None:
        if self._is_all(codes):
            self._replace_rows(table, period, runs, table.c.region_code.not_in(self._bureaus()), end, keys)
            return
        for some in named(codes):
            self._replace_rows(table, period, runs, table.c.region_code.in_(some), end, keys)

    def _replace_rows(
        self,
        table: Table,
        period: Period,
        runs: Sequence[Run],
        which: ColumnElement[bool],
        end: Period,
        keys: Sequence[ColumnElement[Any]],
    ) -> None:
        self.connection.execute(
            delete(table).where(table.c.grain == period.grain, table.c.first_day == period.first, which)
        )
        query = (
            select(
                literal(period.grain.value),
                literal(period.first, type_=table.c.first_day.type),
                table.c.region_code,
                *keys,
                _sums_of_days(table).bindparams(end_grain=end.grain.value, end_first=end.first),
            )
            .where(or_(*(run.holds(table) for run in runs)), which)
            .group_by(table.c.region_code, *keys)
        )
        self.connection.execute(insert(table).from_select([column.key for column in table.c], query))


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


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each unbroken run of sorted days."""
    start = previous = None
    for day in days:
        if previous is not None and day - previous > timedelta(days=1):
            yield start, previous  # type: ignore[misc]
            start = day
        start, previous = start or day, day
    if start is not None and previous is not None:
        yield start, previous


def _chunks(block: Block) -> Iterator[Block]:
    first = block.first
    days = max(1, min(CHUNK_DAYS, CHUNK_OFFICE_DAYS // len(block.owners)))
    while first <= block.last:
        last = min(block.last, first + timedelta(days=days - 1))
        yield Block(block.owners, first, last)
        first = last + timedelta(days=1)


def _slice_columns(rows: Sequence[SliceRow]) -> dict[str, list[Any]]:
    return {
        "grain": [Grain.DAY.value] * len(rows),
        "first_day": [row.day for row in rows],
        "region_code": [row.owner for row in rows],
        "measure": [row.measure for row in rows],
        "cell": [row.cell for row in rows],
        "amount": [row.amount for row in rows],
        "closing": [row.closing for row in rows],
    }


def summed_from(period: Period) -> list[Run]:
    """Return the roll-up rows that a period is summed from: of a month the weeks that lie in it, and the days around."""
    if period.grain is not Grain.MONTH:
        source = {Grain.WEEK: Grain.DAY, Grain.QUARTER: Grain.MONTH, Grain.YEAR: Grain.QUARTER}[period.grain]
        return [Run(source, period.first, period.last)]
    monday = period.first + timedelta(days=-period.first.weekday() % 7)
    sunday = period.last - timedelta(days=(period.last.weekday() + 1) % 7)
    return [
        Run(Grain.WEEK, monday, sunday),
        Run(Grain.DAY, period.first, monday - ONE_DAY),
        Run(Grain.DAY, sunday + ONE_DAY, period.last),
    ]


@lru_cache(maxsize=KEPT)
def _sums_of_days(table: Table) -> TextClause:
    """Return in SQL the columns of a roll-up summed over rows of one region, those AT_END as they are in the last of them.

    One text rather than an expression a column, of which there are up to a hundred: to put those into SQL takes longer than to run it.
    """
    last = "SUM(CASE WHEN {0}.grain = :end_grain AND {0}.first_day = :end_first THEN {0}.{1} END)"
    sums = []
    for name in _amounts(table):
        at_end = last.format(table.name, name) if name.endswith(AT_END) else f"SUM({table.name}.{name})"
        sums.append(f"COALESCE({at_end}, 0)" if name in ALWAYS else at_end)
    return text(", ".join(sums)).bindparams(bindparam("end_grain", type_=String), bindparam("end_first", type_=Date))


@lru_cache(maxsize=KEPT)
def _sums_of_children(table: Table) -> TextClause:
    """Return in SQL the columns of a roll-up summed over the rows of regions; a day with a value of some office is one day."""
    return text(
        ", ".join(f"{'MAX' if name.endswith(KNOWN) else 'SUM'}({table.name}.{name})" for name in _amounts(table))
    )


def _amounts(table: Table) -> list[str]:
    """Return the names of the columns of a roll-up that are no keys."""
    return [column.name for column in table.c if not column.primary_key]
