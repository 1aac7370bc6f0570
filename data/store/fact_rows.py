"""Reads, writes and takes out the rows of office-days: some days at a time, in statements of bounded size."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, and_, delete, select
from sqlalchemy.sql.elements import ColumnElement

from data import clock
from data.catalogue.catalogue import FactTable
from data.schema.bulk import MOST_NAMED, bulk_insert, named

OFFICE_DAY = ["office_code", "day"]
AT_ONCE = 10_000  # rows of a frame that are written together

OfficeDays = Mapping[date, Collection[str]]  # owners by day


def office_days(frames: Iterable[pd.DataFrame]) -> dict[date, frozenset[str]]:
    """Return the owners by day that some frames have rows of; days with the same owners share one set."""
    found: dict[date, frozenset[str]] = {}
    known: dict[frozenset[str], frozenset[str]] = {}
    for frame in frames:
        for day, rows in _rows_by_day(frame):
            owners = found.get(day, frozenset()).union(frame["office_code"].take(rows).unique())
            found[day] = known.setdefault(owners, owners)
    return found


def count(which: OfficeDays) -> int:
    """Return how many office-days there are."""
    return sum(len(owners) for owners in which.values())


def put(connection: Connection, facts: Table, table: FactTable, frame: pd.DataFrame, number: int) -> int:
    """Replace the columns that a frame has of its office-days; return the number of rows written.

    Columns that are not in the frame keep their values. `number` is the load's.
    """
    given = [measure.key for measure in table.measures if measure.key in frame]
    kept = [measure.key for measure in table.measures if measure.key not in frame]
    keys = list(table.keys)
    stamp: object = clock.utc_now()
    if connection.dialect.name == "sqlite":
        stamp = str(stamp)
    written = 0
    for part in some_days(frame):
        rows, which = part, office_days([part])
        if kept:
            rows = _merged(part, held(connection, facts, which, [*keys, *given, *kept]), keys, given, kept)
        take_out(connection, facts, which)
        columns: dict[str, list[Any]] = {
            name: rows[name].to_numpy(object, na_value=None).tolist()  # type: ignore[call-overload]  # pandas takes None
            for name in [*keys, *given, *kept]
        }
        columns |= {"loaded_at": [stamp] * len(rows), "load_no": [number] * len(rows)}
        bulk_insert(connection, facts, columns)
        written += len(rows)
    return written


def take_out(connection: Connection, facts: Table, which: OfficeDays) -> int:
    """Delete the rows of some office-days; return how many there were."""
    return sum(
        connection.execute(delete(facts).where(facts.c.day == day, facts.c.office_code.in_(some))).rowcount
        for day, owners in which.items()
        for some in named(owners)
    )


def held(connection: Connection, facts: Table, which: OfficeDays, names: Sequence[str]) -> pd.DataFrame:
    """Return what the store holds of some office-days: `names`, the day and the office among them."""
    rows = [
        tuple(row)
        for some in runs_of_days(which)
        for row in connection.execute(select(*(facts.c[name] for name in names)).where(within(facts, some)))
    ]
    frame = pd.DataFrame(rows, columns=[*names])
    is_asked = [office in which.get(day, ()) for office, day in zip(frame["office_code"], frame["day"], strict=True)]
    return frame[np.array(is_asked, bool)]


def within(facts: Table, which: OfficeDays) -> ColumnElement[bool]:
    """Say in SQL: the days of some office-days, and their offices where there are few enough to be named."""
    owners = set[str]().union(*which.values())
    days = facts.c.day.between(min(which), max(which))
    return and_(days, facts.c.office_code.in_(sorted(owners))) if len(owners) <= MOST_NAMED else days


def some_days(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield a frame by whole days in order, about `AT_ONCE` rows at a time."""
    some: list[NDArray[np.intp]] = []
    for _, rows in _rows_by_day(frame):
        some.append(rows)
        if sum(map(len, some)) >= AT_ONCE:
            yield frame.take(np.concatenate(some))
            some.clear()
    if some:
        yield frame.take(np.concatenate(some))


def _rows_by_day(frame: pd.DataFrame) -> list[tuple[date, NDArray[np.intp]]]:
    """Return the days of a frame in order, each with the positions of its rows."""
    codes, days = pd.factorize(frame["day"])  # -1 where there is no day
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(days) + 1)).tolist()
    each = ((day, order[first:end]) for day, (first, end) in zip(days, pairwise(bounds), strict=True))
    return sorted(each, key=lambda of_day: of_day[0])


def runs_of_days(which: OfficeDays) -> Iterator[dict[date, Collection[str]]]:
    """Yield office-days in order of their days, at most a month and about `AT_ONCE` office-days at a time."""
    some: dict[date, Collection[str]] = {}
    for day in sorted(which):
        if some and ((day - min(some)).days > 31 or count(some) >= AT_ONCE):
            yield some
            some = {}
        some[day] = which[day]
    if some:
        yield some


def _merged(new: pd.DataFrame, old: pd.DataFrame, keys: list[str], given: list[str], kept: list[str]) -> pd.DataFrame:
    """Lay a file's columns over what a partition had.

    A cell that only one side names counts as zero on the other, unless that side has no figure for the office-day.
    """
    if old.empty:
        return new.reindex(columns=[*keys, *given, *kept])
    merged = old[[*keys, *kept]].merge(new[[*keys, *given]], on=keys, how="outer")
    merged = merged.astype(dict.fromkeys([*given, *kept], "Int64"))
    if len(keys) == len(OFFICE_DAY):  # an office-day is one row: no cell is named by one side only
        return merged
    partition = [merged["day"], merged["office_code"]]
    for name in [*given, *kept]:
        known = merged[name].notna().groupby(partition).transform("any")
        merged[name] = merged[name].mask(merged[name].isna() & known, 0)
    return merged
