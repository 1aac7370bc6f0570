"""The facts of some owners (offices and bureau rows) over a run of days, as the roll-up counts them.

Arrays are owners × days, float64 with NaN for "no data".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue, Measure, Metric
from data.catalogue.catalogue import Kind
from data.catalogue.formula import Atom, Operator
from data.regions.owners import is_bureau

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)
SHORT = "reported"
FLOWS, STOCKS = {Operator.S}, {Operator.E, Operator.B, Operator.A}


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """Facts read for `owners` × `days`; `cells` by (measure, cell), the first `lead` days serve carrying only.

    `is_bureau` flags the owners that are bureau rows.
    """

    owners: tuple[str, ...]
    days: tuple[date, ...]
    lead: int
    present: Mapping[str, Flags]
    values: Mapping[str, Values]
    cells: Mapping[tuple[str, str], Values]
    valid: Flags
    is_bureau: Flags = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_bureau", np.array([is_bureau(owner) for owner in self.owners]))


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One row of `rollup_slice` at day grain: a part of a measure, or what a metric must leave out of it."""

    day: date
    owner: str
    measure: str
    cell: str
    amount: int
    closing: int


def carried(values: Values, stale_days: int) -> Values:
    """Fill each gap with the last known value, for at most `stale_days` days."""
    return _filled(values, values, stale_days, np.nan)


def carried_parts(parts: NDArray[Number], values: Values, stale_days: int) -> NDArray[Number]:
    """Return parts of a stock by day, carried as the stock's `values` are; 0 where nothing is known."""
    return _filled(parts, values, stale_days, 0)


def _filled(parts: NDArray[Number], values: Values, stale_days: int, nothing: float) -> NDArray[Number]:
    at = last_known(values)
    filled = np.take_along_axis(parts, np.maximum(at, 0), axis=1)
    filled[(at < 0) | (np.arange(values.shape[1]) - at > stale_days)] = nothing
    return filled


def last_known(values: Values) -> NDArray[np.int64]:
    """Return for each day the index of the last day with a value, −1 before the first."""
    steps = np.where(np.isnan(values), -1, np.arange(values.shape[1]))
    return np.maximum.accumulate(steps, axis=1)


def counted(facts: OfficeDays, measures: Sequence[Measure], stale_days: int) -> dict[str, Values]:
    """Return the values that count: flows as reported, stocks carried over gaps; nothing where an owner is not valid."""
    out = {}
    is_valid = bool(facts.valid.all())
    for measure in measures:
        values = facts.values[measure.key]
        known = carried(values, stale_days) if measure.kind is Kind.STOCK and np.isnan(values).any() else values
        out[measure.key] = known if is_valid else np.where(facts.valid, known, np.nan)
    return out


def cell_rows(facts: OfficeDays, catalogue: Catalogue, stale_days: int) -> Iterator[SliceRow]:
    """Yield the parts of the measures that are kept by a dimension; zero parts are left out."""
    for (key, cell), values in facts.cells.items():
        held = values
        if catalogue.measures[key].kind is Kind.STOCK:
            held = carried_parts(values, facts.values[key], stale_days)
        yield from _rows(facts, np.where(facts.valid, held, 0), key, cell)


def exclusion_rows(facts: OfficeDays, catalogue: Catalogue, stale_days: int) -> Iterator[SliceRow]:
    """Yield what each metric must leave out because an office reported only some of its columns.

    An office-day that lacks one column of a metric counts as not reported for that metric: the columns it does have
    are left out of the metric's sums (cell `x:<metric>`), and it is taken off the reported count (measure `reported`).
    """
    filled = counted(facts, [measure for table in catalogue.rolled for measure in table.measures], stale_days)
    for metric in catalogue.metrics.values():
        for bureau in (False, True):
            rows = facts.is_bureau == bureau
            needed = [atom for atom in metric.atoms if catalogue.measures[atom.measure].owner.includes(bureau=bureau)]
            if needed and rows.any():
                yield from _excluded(facts, metric, needed, rows, filled, catalogue)


def _excluded(
    facts: OfficeDays,
    metric: Metric,
    atoms: Sequence[Atom],
    rows: Flags,
    filled: Mapping[str, Values],
    catalogue: Catalogue,
) -> Iterator[SliceRow]:
    inside = facts.valid & rows[:, None]
    for group in (FLOWS, STOCKS):
        members = [atom for atom in atoms if atom.operator in group]
        known = {atom.measure: ~np.isnan(filled[atom.measure]) for atom in members}
        if not known:
            continue
        lacking = inside & ~np.logical_and.reduce(list(known.values()))
        for atom in members:
            left_out = lacking & known[atom.measure]
            if left_out.any():
                values = _atom_values(facts, atom, filled)
                cell = exclusion_cell(metric.key, atom)
                yield from _rows(facts, np.where(left_out, values, 0), atom.measure, cell)
    if all(atom.measure != metric.primary.measure for atom in atoms):
        return  # coverage counts the reports of others: of social workers a head those of the bureau
    fresh = np.logical_and.reduce([~np.isnan(facts.values[atom.measure]) for atom in atoms])
    present = facts.present[catalogue.measures[metric.primary.measure].table]
    short = inside & present & ~fresh
    if short.any():
        yield from _rows(facts, short.astype(float), SHORT, f"x:{metric.key}")


def exclusion_cell(metric: str, atom: Atom) -> str:
    """Return the cell under which the amounts a metric leaves out of an atom are kept."""
    return f"x:{metric}:{atom.slice}" if atom.slice else f"x:{metric}"


def _atom_values(facts: OfficeDays, atom: Atom, filled: Mapping[str, Values]) -> Values:
    if atom.slice:
        empty = np.zeros_like(filled[atom.measure])
        return np.nan_to_num(facts.cells.get((atom.measure, atom.slice), empty))
    return np.nan_to_num(filled[atom.measure])


def _rows(facts: OfficeDays, values: Values, measure: str, cell: str) -> Iterator[SliceRow]:
    inside = values[:, facts.lead :]
    at_owner, at_day = np.nonzero(inside)
    amounts = inside[at_owner, at_day].astype(int).tolist()
    for owner, day, amount in zip(at_owner.tolist(), at_day.tolist(), amounts, strict=True):
        yield SliceRow(facts.days[day + facts.lead], facts.owners[owner], measure, cell, amount, amount)
