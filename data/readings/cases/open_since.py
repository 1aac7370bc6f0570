"""The days on which something happened that must not happen, and since which day without a break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, literal, select, union_all

from data.catalogue.formula import Atom
from data.periods import ONE_DAY, Grain, Period, days_between
from data.readings.cases.last_cases import DAYS_BACK, CaseOf, happened, may_be_shown
from data.schema.figures import rollup_columns
from data.store import Store

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class DaysOf:
    """The days of a period up to the last of a count."""

    case: CaseOf
    period: Period


@dataclass(frozen=True, slots=True)
class _Run:
    """What one part of a statement finds: the days from a first one to a last on which a column was not zero.

    Only regions in which it was not zero in `within` are searched: the period, or the last day.
    """

    atom: Atom
    first: date
    last: date
    within: Period


def open_since(
    connection: Connection, store: Store, wanted: Iterable[CaseOf], *, shows_small_cells: bool
) -> Mapping[CaseOf, date]:
    """Return since which day each count has been above zero every day up to its last day, in two statements at most.

    Both days count: 11-14 to 11-28 are fifteen days. A day of which nothing is known ends the run, and so does the day
    a year before the last. With several open cases it is the day since which there was always one. A count is left out
    where it is zero on the last day, where its small cells are hidden, and where it is more than one column.
    """
    cases = dict(enumerate(wanted))
    found = case_days(connection, store, {}, cases, shows_small_cells=shows_small_cells)[1]
    return {cases[at]: first for at, first in found.items()}


def case_days(
    connection: Connection,
    store: Store,
    within: Mapping[Key, DaysOf],
    still_open: Mapping[Key, CaseOf],
    *,
    shows_small_cells: bool,
) -> tuple[Mapping[Key, Mapping[date, int]], Mapping[Key, date]]:
    """Return the counts on the days above zero, in order, and since when cases are open (`open_since`).

    Both are by the keys they were asked with, in one statement, and one more where any case is open on the last day.
    For a stock they are the days that ended above zero. A count is left out of either where there is no such day, where
    its small cells are hidden, and where it is more than one column.
    """
    days = {
        key: (_within(each), each.case.region.code)
        for key, each in within.items()
        if may_be_shown(each.case, shows_small_cells=shows_small_cells)
    }
    last_days = {
        key: (_last_day(case), case.region.code)
        for key, case in still_open.items()
        if may_be_shown(case, shows_small_cells=shows_small_cells)
    }
    found = _read(connection, store, (*days.values(), *last_days.values()))
    runs = {key: (_up_to(still_open[key]), at[1]) for key, at in last_days.items() if at in found}
    before = _read(connection, store, runs.values())
    firsts = {key: _first_of_run(before[at], at[0].last) for key, at in runs.items()}
    return (
        {key: dict(sorted(found[at].items())) for key, at in days.items() if at in found},
        {key: first for key, first in firsts.items() if first is not None},
    )


def _within(days: DaysOf) -> _Run:
    return _Run(days.case.metric.primary, days.period.first, days.case.last, days.period)


def _last_day(case: CaseOf) -> _Run:
    return _Run(case.metric.primary, case.last, case.last, Period(Grain.DAY, case.last))


def _up_to(case: CaseOf) -> _Run:
    first = case.last - timedelta(days=DAYS_BACK)
    return _Run(case.metric.primary, first, case.last, Period(Grain.DAY, case.last))


def _read(
    connection: Connection, store: Store, wanted: Iterable[tuple[_Run, str]]
) -> Mapping[tuple[_Run, str], dict[date, int]]:
    regions: dict[_Run, list[str]] = defaultdict(list)
    for run, code in wanted:
        regions[run].append(code)
    found: dict[tuple[_Run, str], dict[date, int]] = defaultdict(dict)
    runs = list(regions)
    queries = [_above_zero(store, run, at, regions[run]) for at, run in enumerate(runs)]
    for at, code, day, amount in connection.execute(union_all(*queries)) if queries else ():
        found[runs[at], code][day] = amount
    return found


def _above_zero(store: Store, run: _Run, at: int, codes: Collection[str]) -> Select[Any, Any, Any]:
    """Select the days of a run on which regions' counts of a column were not zero, with the counts."""
    measure = store.catalogue.measures[run.atom.measure]
    table = store.schema.slices if run.atom.slice else store.schema.rollups[measure.table]
    amount = table.c.amount if run.atom.slice else table.c[rollup_columns(measure)[0]]
    grain, within = run.within.grain, run.within.first
    some = select(table.c.region_code).where(
        table.c.grain == grain.value,
        table.c.first_day == within,
        table.c.region_code.in_(codes),
        *happened(store, run.atom, grain),
    )
    # each day is named, so that every one of them is looked up by the table's key
    return select(literal(at), table.c.region_code, table.c.first_day, amount).where(
        table.c.grain == Grain.DAY.value,
        table.c.first_day.in_(days_between(run.first, run.last)),
        table.c.region_code.in_(some),
        *happened(store, run.atom, Grain.DAY),
    )


def _first_of_run(above: Collection[date], last: date) -> date | None:
    """Return the first of the days above zero that follow one another up to the last; None where the last is not among them."""
    first = None
    while last in above:
        first, last = last, last - ONE_DAY
    return first
