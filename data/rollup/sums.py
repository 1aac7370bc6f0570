"""What longer periods and regions above are summed from, and the sums in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    Date,
    Delete,
    Insert,
    String,
    Table,
    TextClause,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.sql.elements import ColumnElement

from data.periods import ONE_DAY, Grain, Period, days_between
from data.schema.figures import COUNTS

AT_END = ("_eod", "_owners", "closing")  # what columns end with that are not summed over days
ALWAYS = frozenset({*COUNTS, "closing"})  # columns that are 0 where nothing is there
KNOWN = "_known"  # what the columns end with that count days with a value
KEPT = 64  # statements of a kind: for each table of the store, and a few shapes
SUMMED = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)  # from those before them


@dataclass(frozen=True, slots=True)
class RollupRun:
    """The roll-up rows of one grain for a run of days."""

    grain: Grain
    first: date
    last: date

    @property
    def firsts(self) -> list[date]:
        """The first days of its rows."""
        days = days_between(self.first, self.last)
        return sorted({Period.holding(day, self.grain).first for day in days})


def summed_from(period: Period) -> list[RollupRun]:
    """Return the roll-up rows that a period is summed from: for a month, the weeks inside it and the remaining days."""
    if period.grain is not Grain.MONTH:
        source = {Grain.WEEK: Grain.DAY, Grain.QUARTER: Grain.MONTH, Grain.YEAR: Grain.QUARTER}[period.grain]
        return [RollupRun(source, period.first, period.last)]
    monday = period.first + timedelta(days=-period.first.weekday() % 7)
    sunday = period.last - timedelta(days=(period.last.weekday() + 1) % 7)
    return [
        RollupRun(Grain.WEEK, monday, sunday),
        RollupRun(Grain.DAY, period.first, monday - ONE_DAY),
        RollupRun(Grain.DAY, sunday + ONE_DAY, period.last),
    ]


@lru_cache(maxsize=KEPT)
def sums_of_days(table: Table) -> TextClause:
    """Return in SQL the columns of a roll-up summed over rows of one region, those AT_END as they are in the last of them.

    One text rather than an expression a column, of which there are up to a hundred: to put those into SQL takes longer than to run it.
    """
    last = "SUM(CASE WHEN {0}.grain = :end_grain AND {0}.first_day = :end_first THEN {0}.{1} END)"
    sums = []
    for name in _amounts(table):
        at_end = last.format(table.name, name) if name.endswith(AT_END) else f"SUM({table.name}.{name})"
        sums.append(f"COALESCE({at_end}, 0)" if name in ALWAYS else at_end)
    return text(", ".join(sums)).bindparams(bindparam("end_grain", type_=String), bindparam("end_first", type_=Date))


@lru_cache(maxsize=KEPT)
def rows_of_days(table: Table) -> Delete:
    """Return the statement that deletes the rows of `:codes` on `:days`."""
    return delete(table).where(
        table.c.grain == Grain.DAY.value,
        table.c.first_day.in_(bindparam("days", expanding=True)),
        _chosen(table.c.region_code),
    )


@lru_cache(maxsize=KEPT)
def sums_of_parents(table: Table, regions: Table) -> Insert:
    """Return the statement that puts the rows of `:codes` on `:days`: the sums of the regions below them."""
    parent = regions.c.parent_code
    keys = (table.c.first_day, parent, *_more_keys(table))
    query = (
        select(literal(Grain.DAY.value), *keys, sums_of_children(table))
        .join_from(table, regions, regions.c.code == table.c.region_code)
        .where(
            table.c.grain == Grain.DAY.value,
            table.c.first_day.in_(bindparam("days", expanding=True)),
            _chosen(parent),
        )
        .group_by(*keys)
    )
    return insert(table).from_select([column.key for column in table.c], query)


@lru_cache(maxsize=KEPT)
def sums_of_children(table: Table) -> TextClause:
    """Return in SQL the columns of a roll-up summed over the rows of regions; a day with a value of some office is one day."""
    return text(
        ", ".join(f"{'MAX' if name.endswith(KNOWN) else 'SUM'}({table.name}.{name})" for name in _amounts(table))
    )


@lru_cache(maxsize=KEPT)
def rows_of_period(table: Table, *, is_whole: bool) -> Delete:
    """Return the statement that deletes the rows of `:of_grain` and `:of_first`, of `:codes` or, where whole, of all but those."""
    return delete(table).where(
        table.c.grain == bindparam("of_grain"),
        table.c.first_day == bindparam("of_first"),
        _chosen(table.c.region_code, is_whole=is_whole),
    )


@lru_cache(maxsize=KEPT)
def sums_of_runs(table: Table, runs: int, *, is_whole: bool) -> Insert:
    """Return the statement that puts those rows again: what is in so many runs, summed by region and what else is a key.

    Run 0 is `:grain_0` and `:firsts_0`; by each first day, so that a few regions' rows are found by their key. The
    statement is kept, since to build it takes longer than to run it.
    """
    keys = (table.c.region_code, *_more_keys(table))
    held = (
        and_(
            table.c.grain == bindparam(f"grain_{at}"), table.c.first_day.in_(bindparam(f"firsts_{at}", expanding=True))
        )
        for at in range(runs)
    )
    query = (
        select(
            bindparam("of_grain", type_=table.c.grain.type),
            bindparam("of_first", type_=table.c.first_day.type),
            *keys,
            sums_of_days(table),
        )
        .where(or_(*held), _chosen(table.c.region_code, is_whole=is_whole))
        .group_by(*keys)
    )
    return insert(table).from_select([column.key for column in table.c], query)


def _chosen(region: ColumnElement[str], *, is_whole: bool = False) -> ColumnElement[bool]:
    codes: BindParameter[str] = bindparam("codes", expanding=True)
    return region.not_in(codes) if is_whole else region.in_(codes)


def _more_keys(table: Table) -> list[ColumnElement[str]]:
    """Return the keys of a roll-up beside grain, first day and region: those of the parts that are kept."""
    return [column for column in table.primary_key if column.key not in {"grain", "first_day", "region_code"}]


def _amounts(table: Table) -> list[str]:
    """Return the names of the columns of a roll-up that are no keys."""
    return [column.name for column in table.c if not column.primary_key]
