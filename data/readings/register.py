"""The register by correction type and management level: from the facts, as the roll-up keeps single dimensions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from data.readings.hidden.tables import SummedTable
from data.readings.last_reports import last_reports
from data.readings.privacy import is_small
from data.regions import Level, Region
from data.store import Store
from data.viewer import Viewer

TABLE, MEASURE = "fact_roster_day", "registered_eod"
DIMENSIONS = ("correction_type", "management_level")
STRICT = "strict"  # the one level of which a metric gives each office's persons
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Composition:
    """Persons on the register on a day by (correction type, management level).

    None is a small cell that is hidden, a cell not among them has no one.
    """

    day: date
    cells: Mapping[Cell, int | None]

    def whole(self, key: str) -> int | None:
        """Return the persons of one type or level; None where a cell of it is hidden."""
        amounts = [amount for cell, amount in self.cells.items() if key in cell]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None


def compose(connection: Connection, store: Store, region: Region, day: date, viewer: Viewer) -> Composition | None:
    """Read the composition of a region on a day; None where the facts of that day are no longer, or not yet, held.

    An office without the day counts with its newest day before, for as long as stocks are carried and the office exists. Where
    an office's small cells are hidden, the others of its county are read too. One statement.
    """
    if region.level is Level.OFFICE and not viewer.sees_small_cells:
        offices = [each.code for each in store.regions.children(region.parent or region.code)] or [region.code]
        shown = without_small(_cells_of_each(connection, store, offices, day))
        return Composition(day, shown[region.code]) if region.code in shown else None
    offices = [office for code in store.regions.lineage(region.code) for office in store.regions.offices(code)]
    rows = connection.execute(_query(store, offices, day)).all()
    cells: dict[Cell, int | None] = {(kind, level): int(amount) for kind, level, amount in rows if amount}
    return Composition(day, cells) if rows else None


def without_small(offices: Mapping[str, Mapping[Cell, int]]) -> dict[str, dict[Cell, int | None]]:
    """Hide cells of 1–4 of all the offices of a county, and cells beside them, so that no sum reveals one.

    Shown are what each office has under strict management and in all, and the composition of the county. A hidden cell
    may be zero: one that only hides another.
    """
    amounts = {(code, cell): amount for code, cells in offices.items() for cell, amount in cells.items() if amount}
    shown: dict[str, dict[Cell, int | None]] = {code: dict(cells) for code, cells in offices.items()}
    for is_strict in (True, False):
        table = SummedTable({at: amount for at, amount in amounts.items() if (at[1][1] == STRICT) is is_strict})
        for code, (kind, level) in table.hidden([at for at, amount in table.amounts.items() if is_small(amount)]):
            shown[code][kind, level] = None
    return shown


def _cells_of_each(
    connection: Connection, store: Store, offices: Sequence[str], day: date
) -> dict[str, dict[Cell, int]]:
    """Return the cells that are not zero of each office whose register is known."""
    found: dict[str, dict[Cell, int]] = {}
    for code, kind, level, amount in connection.execute(_query(store, offices, day, by_office=True)):
        cells = found.setdefault(code, {})
        if amount:
            cells[kind, level] = int(amount)
    return found


def _query(store: Store, offices: Sequence[str], day: date, *, by_office: bool = False) -> Select[Any]:
    """Return the sums of the offices that exist on a day, each with its last report."""
    facts = store.schema.facts[TABLE]
    office, measure = facts.c.office_code, facts.c[MEASURE]
    last = last_reports(store, store.catalogue.measures[MEASURE], offices, day)
    keys = [*([office] if by_office else []), *(facts.c[name] for name in DIMENSIONS)]
    on = and_(office == last.c.office_code, facts.c.day == last.c.day)
    return select(*keys, func.sum(measure)).join_from(facts, last, on).group_by(*keys)
