"""Since which day a count has been above zero without a break, as the days themselves say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, literal, select, union_all

from data.formula import Atom
from data.last_cases import DAYS_BACK, CaseOf, happened, may_be_told
from data.office_days import days_between
from data.periods import ONE_DAY, Grain
from data.store import Store


def open_since(
    connection: Connection, store: Store, wanted: Iterable[CaseOf], *, shows_small_cells: bool
) -> Mapping[CaseOf, date]:
    """Return since which day each count has been above zero every day up to its last day, in one statement.

    Both days count: 11-14 to 11-28 are fifteen days. A day of which nothing is known ends the run, and so does the day
    a year before the last. Of several open cases it is the day since which there was always one. A count is not among
    them where it is zero on the last day, where small cells of it are hidden, and where it is more than one column.
    """
    asked = [each for each in wanted if may_be_told(each, shows_small_cells=shows_small_cells)]
    by_atom: dict[Atom, list[CaseOf]] = defaultdict(list)
    for each in asked:
        by_atom[each.metric.primary].append(each)
    atoms = list(by_atom)
    queries = [_above_zero(store, atom, at, by_atom[atom]) for at, atom in enumerate(atoms)]
    above: dict[tuple[Atom, str], set[date]] = defaultdict(set)
    for at, code, day in connection.execute(union_all(*queries)) if queries else ():
        above[atoms[at], code].add(day)
    runs = {each: _first_of_run(above[each.metric.primary, each.region.code], each.last) for each in asked}
    return {each: first for each, first in runs.items() if first is not None}


def _above_zero(store: Store, atom: Atom, at: int, asked: Collection[CaseOf]) -> Select[Any, Any, Any]:
    """Select the days of the year before the last ones on which the regions' counts of a column were not zero."""
    table = store.schema.slices if atom.slice else store.schema.rollups[store.catalogue.measures[atom.measure].table]
    lasts = {each.last for each in asked}
    codes = {each.region.code for each in asked}
    is_day, is_above = table.c.grain == Grain.DAY.value, happened(store, atom, Grain.DAY)
    still = select(table.c.region_code).where(is_day, table.c.first_day.in_(lasts), table.c.region_code.in_(codes))
    # each day is named, so that every one of them is looked up by the table's key
    days = days_between(min(lasts) - timedelta(days=DAYS_BACK), max(lasts))
    inside = (is_day, table.c.first_day.in_(days), table.c.region_code.in_(still.where(*is_above)))
    return select(literal(at), table.c.region_code, table.c.first_day).where(*inside, *is_above)


def _first_of_run(above: Collection[date], last: date) -> date | None:
    """Return the first of the days above zero that follow one another up to the last; None where the last is none."""
    first = None
    while last in above:
        first, last = last, last - ONE_DAY
    return first
