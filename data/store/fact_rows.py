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
from data.schema import Schema
from data.schema.bulk import MOST_NAMED, bulk_insert, named
from data.store.history import keep_images

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


def put(connection: Connection, schema: Schema, table: FactTable, frame: pd.DataFrame, number: int) -> int:
    """Replace the columns that a frame has of its office-days; return the number of rows written.

    Columns that are not in the frame keep their values. `number` is the load's, until which images of what is replaced
    are kept; a load writes an office-day of a table once.
    """
    facts, images = schema.facts[table.key], schema.histories[table.key]
    given = [measure.key for measure in table.measures if measure.key in frame]
    kept = [measure.key for measure in table.measures if measure.key not in frame]
    keys = list(table.keys)
    stamp: object = clock.utc_now()
    if connection.dialect.name == "sqlite":
        stamp = str(stamp)
    written = 0
    for part in some_days(frame):
        rows, which = part, office_days([part])
        stamps: dict[str, object] = {"loaded_at": stamp, "load_no": number}
        if kept:
            old = held(connection, facts, which, [*keys, *given, *kept])
            rows = merged(part, old, keys, given, kept)
            if table.dimensions:
                both = of_office_days(part, office_days([old]))
                bulk_insert(connection, images, _columns(both, [*keys, *given], {**stamps, "until_no": number}))
        take_out(connection, schema, table.key, which, number)
        bulk_insert(connection, facts, _columns(rows, [*keys, *given, *kept], stamps))
        written += len(rows)
    return written


def _columns(rows: pd.DataFrame, names: Sequence[str], stamps: Mapping[str, object]) -> dict[str, list[Any]]:
    columns = {
        name: rows[name].to_numpy(object, na_value=None).tolist()  # type: ignore[call-overload]  # pandas takes None
        for name in names
    }
    return columns | {name: [stamp] * len(rows) for name, stamp in stamps.items()}


def take_out(connection: Connection, schema: Schema, key: str, which: OfficeDays, number: int) -> int:
    """Delete the rows of some office-days and keep them as images until load `number`; return how many there were."""
    facts, taken = schema.facts[key], 0
    for day, owners in which.items():
        for some in named(owners):
            rows = facts.c.day == day, facts.c.office_code.in_(some)
            keep_images(connection, facts, schema.histories[key], number, rows)
            taken += connection.execute(delete(facts).where(*rows)).rowcount
    return taken


def of_office_days(frame: pd.DataFrame, which: OfficeDays) -> pd.DataFrame:
    """Return the rows of a frame that are of some office-days."""
    return frame[_are_of(frame, which)]


def without_office_days(frame: pd.DataFrame, which: OfficeDays) -> pd.DataFrame:
    """Return the rows of a frame that are not of some office-days."""
    return frame[~_are_of(frame, which)]


def _are_of(frame: pd.DataFrame, which: OfficeDays) -> NDArray[np.bool_]:
    rows = zip(frame["office_code"], frame["day"], strict=True)
    return np.array([office in which.get(day, ()) for office, day in rows], bool)


def held(connection: Connection, facts: Table, which: OfficeDays, names: Sequence[str]) -> pd.DataFrame:
    """Return what the store holds of some office-days: `names`, the day and the office among them."""
    rows = [
        tuple(row)
        for some in runs_of_days(which)
        for row in connection.execute(select(*(facts.c[name] for name in names)).where(within(facts, some)))
    ]
    return of_office_days(pd.DataFrame(rows, columns=[*names]), which)


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


def merged(new: pd.DataFrame, old: pd.DataFrame, keys: list[str], given: list[str], kept: list[str]) -> pd.DataFrame:
    """Lay a file's columns over what a partition had.

    A cell that only one side names counts as zero on the other, unless that side has no figure for the office-day.
    """
    if old.empty:
        return new.reindex(columns=[*keys, *given, *kept])
    rows = old[[*keys, *kept]].merge(new[[*keys, *given]], on=keys, how="outer", indicator=True)
    rows = rows.astype(dict.fromkeys([*given, *kept], "Int64"))
    sides = (given, rows["_merge"] == "left_only"), (kept, rows["_merge"] == "right_only")
    partition = [rows["day"], rows["office_code"]]
    for names, is_unnamed in sides if len(keys) > len(OFFICE_DAY) else ():  # else an office-day is one row
        for name in names:
            known = rows[name].notna().groupby(partition).transform("any")
            rows[name] = rows[name].mask(is_unnamed & known, 0)
    return rows.drop(columns="_merge")
