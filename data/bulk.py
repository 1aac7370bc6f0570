"""Fills an empty store with years of simulated facts at once.

The roll-ups are computed from whole owner × day arrays in memory; a test holds them equal to what `data.rollup` makes
of the same facts. Office-day facts and roll-ups are kept for the newest days only, closed roll-ups for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import Connection, insert

from data.catalogue import FactTable, Kind, Measure
from data.demo import DemoFacts
from data.errors import StoreError
from data.office_days import Flags, Values, carried, last_known
from data.periods import Grain, Period
from data.regions import Level, Regions
from data.rollup import bulk_insert
from data.schema import COUNTS, KEYS, days_column
from data.store import Store

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows and columns that arrays are summed into: owners sorted by code, counties, cities, root; days."""

    owners: tuple[str, ...]
    groups: tuple[tuple[str, np.ndarray], ...]
    days: tuple[date, ...]

    def upwards(self, values: np.ndarray) -> list[tuple[str, np.ndarray]]:
        """Return (region code, values a day) of every region above the owners, summed from below."""
        return [(code, values[members].sum(axis=0)) for code, members in self.groups]


def fill(store: Store, facts: DemoFacts, *, fact_days: int, progress: Progress) -> int:
    """Write simulated facts and their roll-ups into an empty store; returns the data version.

    Raises StoreError when the store already holds data.
    """
    if store.latest() is not None:
        raise StoreError("库里已有数据，演示数据不会覆盖它。确要清空重来，请用 cockpit demo --replace。")
    as_of = facts.days[-1]
    floor = max(facts.days[0], (as_of - timedelta(days=fact_days)).replace(day=1))
    kept = max(facts.days[0], floor - timedelta(days=floor.weekday() + store.stale_days))
    layout = _layout(facts, store.regions)
    tables = list(store.catalogue.tables.values())
    with store.writing() as connection:
        stamp = datetime.now(UTC).replace(tzinfo=None)
        rows = 0
        for step, table in enumerate(tables):
            progress(table.zh, step / len(tables))
            rows += _write_facts(connection, store, facts, table, kept, stamp)
            _write_rollups(connection, store, facts, table, layout, kept)
        connection.execute(
            insert(store.schema.loads).values(
                load_no=1, loaded_at=stamp, source="演示数据", is_demo=1, fact_rows=rows,
                office_days=int(facts.reported.sum()), as_of=as_of, retained_from=floor if floor > facts.days[0] else None,
            )
        )
    progress("完成", 1.0)
    return 1


def _layout(facts: DemoFacts, regions: Regions) -> Layout:
    members: dict[str, list[int]] = {}
    for step, owner in enumerate(facts.owners):
        start = owner[:-3] if owner.endswith("000") else owner
        chain = [start] if owner.endswith("000") else []
        chain += [region.code for region in regions.ancestors(start)]
        for code in chain:
            if regions.within(code, regions.root.code):
                members.setdefault(code, []).append(step)
    return Layout(
        tuple(facts.owners), tuple((c, np.array(m)) for c, m in members.items()), tuple(facts.days)
    )


def _write_facts(
    connection: Connection, store: Store, facts: DemoFacts, table: FactTable, kept: date, stamp: datetime
) -> int:
    frame = facts.frame(table.key, kept, facts.days[-1])
    names = ["day", "office_code", *table.dimensions, *(measure.key for measure in table.measures)]
    columns = [frame[name].tolist() for name in names]
    is_text = connection.dialect.name == "sqlite"
    stamps = [str(stamp) if is_text else stamp] * len(frame)
    rows = list(zip(*columns, stamps, [1] * len(frame), strict=True))
    bulk_insert(connection, store.schema.facts[table.key], [*names, "loaded_at", "load_no"], rows)
    return len(rows)


def _write_rollups(
    connection: Connection, store: Store, facts: DemoFacts, table: FactTable, layout: Layout, kept: date
) -> None:
    present = facts.present(table.key)
    is_bureau = np.array([owner.endswith("000") for owner in layout.owners])
    codes, counts = _with_parents(layout, [present & ~is_bureau[:, None], present & is_bureau[:, None]])
    known_any = counts[0] + counts[1] > 0
    cuts = {grain: _cuts(layout.days, grain) for grain in Grain}
    series: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for measure in table.measures:
        series[measure.key] = _measure_grid(facts, table, measure, present, layout, store.stale_days)
        known_any = known_any | series[measure.key][1]
    for grain in Grain:
        firsts, starts, ends = cuts[grain]
        rows = _period_rows(table, codes, counts, series, starts, ends)
        mask = np.add.reduceat(known_any, starts, axis=1) > 0
        if grain is Grain.DAY:
            is_owner = np.array([len(code) == 9 for code in codes])
            mask &= ~(is_owner[:, None] & np.array([first < kept for first in firsts])[None, :])
        else:
            mask &= ~np.array([code.endswith("000") and len(code) == 9 for code in codes])[:, None]
        names, columns = rows
        at_period, at_code = np.nonzero(mask.T)  # in the order of the primary key
        keys = (
            [grain.value] * len(at_code), [firsts[step] for step in at_period.tolist()], [codes[step] for step in at_code.tolist()]
        )
        values = [_plain(column[at_code, at_period]) for column in columns]
        bulk_insert(connection, store.schema.rollups[table.key], [*KEYS, *COUNTS, *names], list(zip(*keys, *values, strict=True)))
        _write_slices(connection, store, facts, table, layout, grain, kept)


def _with_parents(layout: Layout, flags: Sequence[Flags]) -> tuple[list[str], list[np.ndarray]]:
    codes = [*layout.owners, *(code for code, _ in layout.groups)]
    return codes, [_stack(layout, flag.astype(np.int32)) for flag in flags]


def _stack(layout: Layout, values: np.ndarray) -> np.ndarray:
    return np.vstack([values, *(grid[None, :] for _, grid in layout.upwards(values))])


def _measure_grid(
    facts: DemoFacts, table: FactTable, measure: Measure, present: Flags, layout: Layout, stale_days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the measure's amounts and where it is known, for owners and every region above them."""
    values = np.where(present & facts.owes(measure), facts.values(table.key, measure.key).astype(float), np.nan)
    if measure.kind is Kind.STOCK:
        values = carried(values, stale_days)
    known = ~np.isnan(values)
    return _stack(layout, np.nan_to_num(values).astype(np.int32)), _stack(layout, known.astype(np.int32)) > 0


def _cuts(days: Sequence[date], grain: Grain) -> tuple[list[date], np.ndarray, np.ndarray]:
    firsts = [Period.holding(day, grain).first for day in days]
    starts = [step for step, first in enumerate(firsts) if step == 0 or first != firsts[step - 1]]
    ends = [*(start - 1 for start in starts[1:]), len(days) - 1]
    return [firsts[start] for start in starts], np.array(starts), np.array(ends)


def _period_rows(
    table: FactTable,
    codes: Sequence[str],
    counts: Sequence[np.ndarray],
    series: dict[str, tuple[np.ndarray, np.ndarray]],
    starts: np.ndarray,
    ends: np.ndarray,
) -> tuple[list[str], list[np.ndarray]]:
    office, bureau = counts
    columns: list[np.ndarray] = [
        np.add.reduceat(office, starts, axis=1), office[:, ends], np.add.reduceat(bureau, starts, axis=1), bureau[:, ends]
    ]
    names: list[str] = []
    for measure in table.measures:
        values, known = series[measure.key]
        total = np.where(np.add.reduceat(known, starts, axis=1) > 0, np.add.reduceat(values, starts, axis=1, dtype=np.int64), np.nan)
        if measure.kind is Kind.FLOW:
            names.append(measure.key)
            columns.append(total)
        else:
            names += [measure.key, days_column(measure.key)]
            columns += [np.where(known[:, ends], values[:, ends], np.nan), total]
    return names, columns


def _plain(values: np.ndarray) -> list[int | None]:
    if values.dtype.kind == "i":
        return values.tolist()  # type: ignore[no-any-return]
    unknown = np.isnan(values)
    whole = np.nan_to_num(values).astype(np.int64).astype(object)
    whole[unknown] = None
    return whole.tolist()  # type: ignore[no-any-return]


def _write_slices(
    connection: Connection, store: Store, facts: DemoFacts, table: FactTable, layout: Layout, grain: Grain, kept: date
) -> None:
    firsts, starts, ends = _cuts(layout.days, grain)
    codes = [*layout.owners, *(code for code, _ in layout.groups)]
    is_owner = np.array([len(code) == 9 for code in codes])
    forgotten = is_owner[:, None] & np.array([grain is Grain.DAY and first < kept for first in firsts])[None, :]
    for measure in table.measures:
        for dimension in measure.by:
            for value, grid in facts.parts_of(table.key, measure.key).items():
                if measure.kind is Kind.STOCK:
                    grid = _carried_cells(grid, facts.present(table.key), store.stale_days)
                whole = _stack(layout, grid.astype(np.int32))
                amount, closing = np.add.reduceat(whole, starts, axis=1, dtype=np.int64), whole[:, ends]
                at_period, at_code = np.nonzero(((amount != 0) & ~forgotten).T)
                rows = list(zip(
                    [grain.value] * len(at_code), [firsts[s] for s in at_period.tolist()], [codes[s] for s in at_code.tolist()],
                    [measure.key] * len(at_code), [f"{dimension}={value}"] * len(at_code),
                    amount[at_code, at_period].tolist(), closing[at_code, at_period].tolist(), strict=True,
                ))
                bulk_insert(connection, store.schema.slices, [c.key for c in store.schema.slices.c], rows)


def _carried_cells(grid: Values, present: Flags, stale_days: int) -> Values:
    at = last_known(np.where(present, 0.0, np.nan))
    held = np.take_along_axis(grid, np.maximum(at, 0), axis=1)
    return np.where((at < 0) | (np.arange(grid.shape[1]) - at > stale_days), 0, held)
