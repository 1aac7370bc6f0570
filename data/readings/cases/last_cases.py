"""The last day on which something happened that must not happen, or its week where an office's days are no longer kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Metric
from data.catalogue.catalogue import Kind
from data.catalogue.formula import Atom, Operator
from data.periods import ONE_DAY, Grain, Period, days_between
from data.readings.privacy import is_guarded
from data.regions import Level, Region
from data.schema.figures import rollup_columns
from data.store import Store

DAYS_BACK = 371  # a year, and the rest of the week it begins in


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A count of one region, and the day up to which its last case is looked for."""

    metric: Metric
    region: Region
    last: date


def last_cases(
    connection: Connection,
    store: Store,
    wanted: Iterable[CaseOf],
    *,
    kept_from: date | None,
    shows_small_cells: bool,
) -> Mapping[CaseOf, Period]:
    """Return the last day within the year before `last` that a count was not zero, in one statement.

    For a stock it is the last day that ended above zero. For an office it is the last week before `kept_from`, the
    first day of which offices' days are kept, unless a later day is known. A count is left out where there is neither,
    where its small cells are hidden, and where it is more than one column.
    """
    asked = [each for each in wanted if may_be_shown(each, shows_small_cells=shows_small_cells)]
    branches = [query for at, each in enumerate(asked) for query in _queries(store, each, at, kept_from)]
    found = connection.execute(union_all(*branches)).all() if branches else ()
    known = [(asked[at], Period(Grain(grain), first)) for at, grain, first in found if first is not None]
    # a later one replaces an earlier one, a day replaces its week
    return dict(sorted(known, key=lambda each: (each[1].first, each[1].grain is Grain.DAY)))


def may_be_shown(asked: CaseOf, *, shows_small_cells: bool) -> bool:
    """Say whether the days of a count may be shown: it is one column, and no small cells of it are hidden here."""
    return _is_one_column(asked.metric) and (shows_small_cells or not is_guarded(asked.metric, asked.region))


def happened(store: Store, atom: Atom, grain: Grain) -> list[ColumnElement[bool]]:
    """Say in SQL: a row of the roll-ups of a column in which it was not zero."""
    if atom.slice:
        slices = store.schema.slices.c
        return [slices.measure == atom.measure, slices.cell == atom.slice, slices.amount > 0]
    measure = store.catalogue.measures[atom.measure]
    # the sum over the days of a week: a stock that closes at zero may have been above it
    column = rollup_columns(measure)[0 if grain is Grain.DAY or measure.kind is Kind.FLOW else 1]
    return [store.schema.rollups[measure.table].c[column] > 0]


def _is_one_column(metric: Metric) -> bool:
    return not metric.is_ratio and len(metric.atoms) == 1 and metric.primary.operator in {Operator.S, Operator.E}


def _queries(store: Store, asked: CaseOf, at: int, kept_from: date | None) -> Iterator[Select[Any, Any, Any]]:
    atom = asked.metric.primary
    table = store.schema.slices if atom.slice else store.schema.rollups[store.catalogue.measures[atom.measure].table]
    since = asked.last - timedelta(days=DAYS_BACK)
    # each period is named, so that every one of them is looked up by the table's key
    named: dict[Grain, Iterable[date]] = {Grain.DAY: days_between(since, asked.last)}
    if asked.region.level is Level.OFFICE and kept_from is not None and since < kept_from:
        before = days_between(since, min(asked.last, kept_from - ONE_DAY))
        named[Grain.WEEK] = {Period.holding(day, Grain.WEEK).first for day in before}
    for grain, firsts in named.items():
        inside = (table.c.grain == grain.value, table.c.first_day.in_(firsts), table.c.region_code == asked.region.code)
        newest = func.max(table.c.first_day)
        yield select(literal(at), literal(grain.value), newest).where(*inside, *happened(store, atom, grain))
