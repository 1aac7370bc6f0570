"""The register by correction type and management level: from the facts, as the roll-up keeps single dimensions only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from data.regions import Level, Region
from data.store import Store

TABLE, MEASURE = "fact_roster_day", "registered_eod"
DIMENSIONS = ("correction_type", "management_level")
SMALL_CELL = 5
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Composition:
    """Persons on the register on a day by (correction type, management level).

    None is a small cell that is hidden, a cell not among them has nobody.
    """

    day: date
    cells: Mapping[Cell, int | None]

    def whole(self, key: str) -> int | None:
        """Return the persons of one type or level; None where a cell of it is hidden."""
        amounts = [amount for cell, amount in self.cells.items() if key in cell]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None


def compose(
    connection: Connection, store: Store, region: Region, day: date, *, shows_small_cells: bool
) -> Composition | None:
    """Read the composition of a region on a day; None where the facts of that day are no longer, or not yet, held.

    An office that lacks the day counts with its last one, for as long as stocks are carried. One statement.
    """
    rows = connection.execute(_query(store, region, day)).all()
    if not rows:
        return None
    cells: dict[Cell, int] = {(kind, level): int(amount) for kind, level, amount in rows if amount}
    is_guarded = region.level is Level.OFFICE and not shows_small_cells
    return Composition(day, without_small(cells) if is_guarded else cells)


def without_small(cells: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Hide cells of 1–4, and beside a cell hidden alone in its type or level the next smallest."""
    hidden = {cell for cell, amount in cells.items() if 0 < amount < SMALL_CELL}
    while extra := {found for line in _lines(cells) if (found := _companion(line, hidden))}:
        hidden |= extra
    return {cell: None if cell in hidden else amount for cell, amount in cells.items()}


def _lines(cells: Mapping[Cell, int]) -> Iterable[dict[Cell, int]]:
    """Return the cells of each type and of each level, and all of them: every sum that may be known elsewhere."""
    yield dict(cells)
    for key in sorted({key for cell in cells for key in cell}):
        yield {cell: amount for cell, amount in cells.items() if key in cell}


def _companion(line: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    if len(hidden & line.keys()) != 1:
        return None
    return min((cell for cell in line if cell not in hidden), key=lambda cell: (line[cell], cell), default=None)


def _query(store: Store, region: Region, day: date) -> Select[Any]:
    facts = store.schema.facts[TABLE]
    office, measure = facts.c.office_code, facts.c[MEASURE]
    inside = [
        facts.c.day.between(day - timedelta(days=store.stale_days), day),
        office.in_(store.regions.offices(region.code)),
    ]
    complete = (
        select(office, facts.c.day)
        .where(*inside)
        .group_by(office, facts.c.day)
        .having(func.count(measure) == func.count())
    ).subquery()
    last = (
        select(complete.c.office_code, func.max(complete.c.day).label("day")).group_by(complete.c.office_code)
    ).subquery()
    keys = [facts.c[name] for name in DIMENSIONS]
    on = and_(office == last.c.office_code, facts.c.day == last.c.day)
    return select(*keys, func.sum(measure)).join_from(facts, last, on).group_by(*keys)
