"""The days of a period on which something that must not happen did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, literal, select, union_all

from data.formula import Atom
from data.last_cases import CaseOf, happened, may_be_told
from data.office_days import days_between
from data.periods import Grain
from data.store import Store


def case_days(
    connection: Connection, store: Store, wanted: Iterable[tuple[CaseOf, date]], *, shows_small_cells: bool
) -> Mapping[tuple[CaseOf, date], tuple[date, ...]]:
    """Return, by a count and a first day, the days from that one up to its last on which it was not zero, in one statement.

    Of a stock they are the days that ended with some. A count is not among them where there is no such day, where small
    cells of it are hidden, and where it is more than one column.
    """
    asked = [pair for pair in wanted if may_be_told(pair[0], shows_small_cells=shows_small_cells)]
    regions: dict[tuple[Atom, date, date], list[str]] = defaultdict(list)
    for case, first in asked:
        regions[case.metric.primary, first, case.last].append(case.region.code)
    runs = list(regions)
    queries = [_days(store, run, at, regions[run]) for at, run in enumerate(runs)]
    found: dict[tuple[Atom, date, date, str], list[date]] = defaultdict(list)
    for at, code, day in connection.execute(union_all(*queries)) if queries else ():
        found[*runs[at], code].append(day)
    days = {each: found[each[0].metric.primary, each[1], each[0].last, each[0].region.code] for each in asked}
    return {each: tuple(sorted(known)) for each, known in days.items() if known}


def _days(store: Store, run: tuple[Atom, date, date], at: int, codes: Iterable[str]) -> Select[Any, Any, Any]:
    atom, first, last = run
    table = store.schema.slices if atom.slice else store.schema.rollups[store.catalogue.measures[atom.measure].table]
    inside = (
        table.c.grain == Grain.DAY.value,
        table.c.first_day.in_(days_between(first, last)),
        table.c.region_code.in_(codes),
    )
    found = select(literal(at), table.c.region_code, table.c.first_day)
    return found.where(*inside, *happened(store, atom, Grain.DAY))
