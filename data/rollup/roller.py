"""Rolls office-day facts up into region × period sums; only touched days and regions are computed again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

from sqlalchemy import Connection, Table, delete

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable
from data.periods import Grain, Period, days_between
from data.regions import Level, Regions
from data.regions.owners import region_of
from data.rollup.blocks import MOST_DAYS, OfficeDayBlock, chunks, runs
from data.rollup.day_rows import day_columns, slice_columns
from data.rollup.facts import FactReader, are_all
from data.rollup.office_days import (
    OfficeDays,
    cell_rows,
    exclusion_rows,
)
from data.rollup.sums import SUMMED, rows_of_days, rows_of_period, summed_from, sums_of_parents, sums_of_runs
from data.schema import Schema
from data.schema.bulk import bulk_insert, named

AT_ONCE = 10_000  # rows written in one go
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Roller:
    """What rolling up needs to know besides what was touched; `tables` are those whose sums change, usually all."""

    connection: Connection
    schema: Schema
    catalogue: Catalogue
    regions: Regions
    stale_days: int
    tables: tuple[FactTable, ...]

    def roll_up(
        self, blocks: Sequence[OfficeDayBlock], as_of: date, progress: Progress = lambda what, share: None
    ) -> None:
        """Compute the roll-ups of some office-days again, and of every region and period that holds them.

        `as_of` is the last day with data in the whole store.
        """
        parts = [part for block in blocks for part in chunks(block)]
        for step, part in enumerate(parts):
            progress(f"{part.first} 至 {part.last}", 0.6 * step / len(parts))
            self._roll_office_days(part)
        days = sorted({day for block in blocks for day in days_between(block.first, block.last)})
        touched = {owner for block in blocks for owner in block.owners}
        for at in range(0, len(days), MOST_DAYS):
            self._roll_parents(touched, days[at : at + MOST_DAYS])
        codes = self.touched_regions(touched)
        periods = [period for grain in SUMMED for period in sorted({Period.holding(day, grain) for day in days})]
        for step, period in enumerate(periods):
            progress(period.key, 0.7 + 0.3 * step / len(periods))
            self._roll_period(period, codes, as_of)

    def close_after(self, as_of: date) -> None:
        """Delete the roll-ups of all days and periods that begin after the last day with data."""
        for table in (*self.schema.rollups.values(), self.schema.slices):
            later = table.c.grain.in_([grain.value for grain in Grain]), table.c.first_day > as_of
            self.connection.execute(delete(table).where(*later))

    def blocks(self, touched: Mapping[date, Collection[str]], before: date | None, as_of: date) -> list[OfficeDayBlock]:
        """Return what to roll up again after some office-days changed; `touched` are owners by day.

        Those are the days changed, as many after them as a stock is carried over, and every day up to `as_of` that is
        new since the store held data to `before`.
        """
        opened = min(touched) if before is None else before + timedelta(days=1)
        blocks = [OfficeDayBlock(self.regions.owners(self.regions.root.code), opened, as_of)] if opened <= as_of else []
        by_day: dict[date, frozenset[str]] = {}
        known: dict[frozenset[str], frozenset[str]] = {}  # days with the same owners share one set
        for touched_day, owners in touched.items():
            for day in (touched_day + timedelta(days=step) for step in range(self.stale_days + 1)):
                if day < opened and day <= as_of:
                    every = by_day.get(day, frozenset()).union(owners)
                    by_day[day] = known.setdefault(every, every)
        for first, last in runs(sorted(by_day)):
            some = set[str]().union(*(owners for day, owners in by_day.items() if first <= day <= last))
            blocks.append(OfficeDayBlock(tuple(sorted(some)), first, last))
        return blocks

    def _roll_office_days(self, block: OfficeDayBlock) -> None:
        facts = FactReader(self.connection, self.schema, self.catalogue, self.regions, self.stale_days).read(block)
        for table in self.tables:
            self._write_days(table, facts, block)
        slices = self.schema.slices
        self._forget_days(slices, block.owners, days_between(block.first, block.last))
        rows = chain(
            cell_rows(facts, self.catalogue, self.stale_days), exclusion_rows(facts, self.catalogue, self.stale_days)
        )
        while some := list(islice(rows, AT_ONCE)):
            bulk_insert(self.connection, slices, slice_columns(some))

    def _forget_days(self, table: Table, codes: Sequence[str], days: Sequence[date]) -> None:
        """Delete the day rows of some regions."""
        for some in named(codes):
            self.connection.execute(rows_of_days(table), {"codes": some, "days": days})

    def _write_days(self, table: FactTable, facts: OfficeDays, block: OfficeDayBlock) -> None:
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
            self._put_parents(self.schema.slices, codes, days)

    def _put_parents(self, table: Table, codes: Sequence[str], days: Sequence[date]) -> None:
        """Replace the rows of some regions on some days by the sums of the regions below them."""
        self._forget_days(table, codes, days)
        self.connection.execute(sums_of_parents(table, self.schema.regions), {"codes": codes, "days": days})

    def touched_regions(self, touched: Collection[str]) -> list[str]:
        """Return the touched offices and every region above them up to the root, bureau rows aside."""
        codes: dict[str, None] = {}
        for owner in sorted(touched):
            start = region_of(owner)
            codes |= dict.fromkeys([start, *(region.code for region in self.regions.above(start))])
        return list(codes)

    def _roll_period(self, period: Period, codes: Sequence[str], as_of: date) -> None:
        """Replace the rows of some regions in a period by the sums of what is in it."""
        runs = summed_from(period)
        newest = min(period.last, as_of)
        end = next(Period.holding(newest, run.grain) for run in runs if run.first <= newest <= run.last)
        is_whole = are_all(self.regions, codes)
        of_period = {"of_grain": period.grain.value, "of_first": period.first}
        summed: dict[str, object] = {**of_period, "end_grain": end.grain.value, "end_first": end.first}
        for at, run in enumerate(runs):
            summed |= {f"grain_{at}": run.grain.value, f"firsts_{at}": run.firsts}
        for table in (*(self.schema.rollups[table.key] for table in self.tables), self.schema.slices):
            for some in [self.regions.bureaus(self.regions.root.code)] if is_whole else named(codes):
                chosen = {"codes": some}
                self.connection.execute(rows_of_period(table, is_whole=is_whole), of_period | chosen)
                self.connection.execute(sums_of_runs(table, len(runs), is_whole=is_whole), summed | chosen)
