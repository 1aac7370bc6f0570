"""The last day on which something that must not happen did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select, union_all

from data.catalogue import Metric
from data.formula import Atom, Operator
from data.office_days import days_between, primary
from data.periods import Grain
from data.regions import Level, Region
from data.store import Store

DAYS_BACK = 371  # a year, and the rest of the week it begins in


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A count of one region, and the day up to which its last case is looked for."""

    metric: Metric
    region: Region
    last: date


def last_cases(
    connection: Connection, store: Store, wanted: Iterable[CaseOf], *, shows_small_cells: bool
) -> Mapping[CaseOf, date]:
    """Return the last day within the year before `last` that a count was not zero, in one statement.

    Of a stock it is the last day that ended with some. A count is not among them where there is no such day, where an
    office's single days are no longer held, where small cells of it are hidden, and where it is more than one column.
    """
    asked = [each for each in wanted if _is_one_column(each.metric) and (shows_small_cells or not _is_guarded(each))]
    if not asked:
        return {}
    found = connection.execute(union_all(*(_query(store, each, at) for at, each in enumerate(asked))))
    return {asked[at]: day for at, day in found if day is not None}


def _is_one_column(metric: Metric) -> bool:
    return not metric.is_ratio and len(metric.atoms) == 1 and primary(metric).operator in {Operator.S, Operator.E}


def _is_guarded(asked: CaseOf) -> bool:
    return asked.metric.guarded and asked.region.level.depth > Level.CITY.depth


def _query(store: Store, asked: CaseOf, at: int) -> Select[Any, Any]:
    atom = primary(asked.metric)
    table = store.schema.slices if atom.slice else store.schema.rollups[store.catalogue.measures[atom.measure].table]
    # each day is named, so that every one of them is looked up by the table's key
    days: Sequence[date] = days_between(asked.last - timedelta(days=DAYS_BACK), asked.last)
    of_region = (
        table.c.grain == Grain.DAY.value,
        table.c.first_day.in_(days),
        table.c.region_code == asked.region.code,
    )
    return select(literal(at), func.max(table.c.first_day)).where(*of_region, *_happened(store, atom))


def _happened(store: Store, atom: Atom) -> list[Any]:
    if atom.slice:
        slices = store.schema.slices.c
        amount = slices.amount if atom.operator is Operator.S else slices.closing
        return [slices.measure == atom.measure, slices.cell == atom.slice, amount > 0]
    return [store.schema.rollups[store.catalogue.measures[atom.measure].table].c[atom.measure] > 0]
