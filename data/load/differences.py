"""What a load changed: the figures and rows of reference tables before it and after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from data.catalogue.catalogue import FactTable
from data.errors import DataError, OutOfScope
from data.load.replay import images_of, touched_days, touched_rows
from data.reasons import Reason
from data.regions.owners import region_of
from data.regions.scope import is_within
from data.store import Store
from data.store.fact_rows import OfficeDays, runs_of_days
from data.store.history import PartKind, parts_of
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CellChange:
    """A figure that a load changed: of which table, day, owner and part of a split, in which column; None where there was none."""

    table: str
    day: date
    owner: str
    part: tuple[str, ...]
    measure: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class LoadOutline:
    """What a load touched within a viewer's scope: office-days by fact table, the columns it gave of it, and rows by reference table."""

    number: int
    office_days: Mapping[str, OfficeDays]
    measures: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]


def outline(store: Store, viewer: Viewer, number: int) -> LoadOutline:
    """Return what a load touched.

    Raises DataError for a load that is not there or of which nothing is kept, OutOfScope where it touched nothing in the
    viewer's scope.
    """
    with store.reading() as connection:
        return _outline(store, connection, viewer, number)


def changes(store: Store, viewer: Viewer, number: int) -> list[CellChange]:
    """Return the figures that a load changed within a viewer's scope, by table, day and owner; raises as `outline` does."""
    with store.reading() as connection:
        touched = _outline(store, connection, viewer, number)
        return [
            each
            for key, which in touched.office_days.items()
            for some in runs_of_days(which)
            for each in _changes(store, connection, store.catalogue.tables[key], some, number)
        ]


def _outline(store: Store, connection: Connection, viewer: Viewer, number: int) -> LoadOutline:
    loads = store.schema.loads.c
    if connection.execute(select(loads.load_no).where(loads.load_no == number)).scalar() is None:
        raise DataError(Reason("undo.unknown", {"number": number}))
    parts = parts_of(connection, store.schema, number)
    if not parts:
        raise DataError(Reason("undo.no_parts", {"number": number}))
    days: dict[str, list[date]] = defaultdict(list)
    measures: dict[str, dict[str, None]] = defaultdict(dict)
    for part in parts:
        if part.table in store.catalogue.tables:
            days[part.table].append(part.day)
            all_of_it = tuple(each.key for each in store.catalogue.tables[part.table].measures)
            measures[part.table] |= dict.fromkeys(part.measures or (all_of_it if part.kind is PartKind.PUT else ()))
    found = {key: _own(store, viewer, touched_days(connection, store, number, key, on)) for key, on in days.items()}
    own = {key: which for key, which in found.items() if which}
    rows = {
        part.table: len(touched_rows(connection, store, number, part.table))
        for part in parts
        if part.table not in store.catalogue.tables and viewer.scope == store.regions.root.code
    }
    if not own and not rows:
        scope = store.regions.get(viewer.scope)
        raise OutOfScope(Reason("scope.edited", {"scope": scope, "code": scope.code}))
    return LoadOutline(number, own, {key: tuple(measures[key]) for key in own}, rows)


def _own(store: Store, viewer: Viewer, which: OfficeDays) -> OfficeDays:
    """Return those office-days that are within a viewer's scope."""
    inside = {
        owner for owner in set[str]().union(*which.values()) if is_within(store.regions, region_of(owner), viewer.scope)
    }
    return {day: some for day, owners in which.items() if (some := inside.intersection(owners))}


def _changes(
    store: Store, connection: Connection, table: FactTable, which: OfficeDays, number: int
) -> Iterator[CellChange]:
    """Yield the changed figures of some office-days; a withdrawn one has none after the load."""
    frame = images_of(connection, store, table, which)
    frame = frame[frame["load_no"] < frame["until_no"]]
    keys, measures = list(table.keys), [measure.key for measure in table.measures]
    before = frame[(frame["load_no"] < number) & (frame["until_no"] >= number)][[*keys, *measures]]
    after = frame[(frame["load_no"] <= number) & (frame["until_no"] > number)][[*keys, *measures]]
    both = before.merge(after, on=keys, how="outer", suffixes=("", ":after")).sort_values(keys)
    for measure in measures:
        was, now = both[measure].astype("Int64"), both[f"{measure}:after"].astype("Int64")
        differs = (was.isna() != now.isna()) | (was.fillna(0) != now.fillna(0))
        named = zip(*(both.loc[differs, name] for name in keys), strict=True)
        for key, old, new in zip(named, was[differs], now[differs], strict=True):
            of_row = dict(zip(keys, key, strict=True))
            part = tuple(str(of_row[name]) for name in table.dimensions)
            yield CellChange(table.key, of_row["day"], of_row["office_code"], part, measure, _number(old), _number(new))


def _number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]  # a number of pandas
