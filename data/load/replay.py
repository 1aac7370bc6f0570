"""What office-days would hold if some loads did not count: what each load gave, laid over one another again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
from sqlalchemy import Connection, or_, select

from data.catalogue.catalogue import FactTable
from data.catalogue.reference_tables import Row, reference_table
from data.store import Store
from data.store.fact_rows import (
    OfficeDays,
    held,
    merged,
    of_office_days,
    office_days,
    runs_of_days,
    without_office_days,
)
from data.store.history import LoadPart, PartKind, reference_images

NEVER = 2**31 - 1  # until when the rows are there that no load has replaced
GIVEN = (PartKind.PUT, PartKind.OUT)

Key = tuple[object, ...]  # the unique columns of a reference row


def touched_days(connection: Connection, store: Store, number: int, table: str, days: Iterable[date]) -> OfficeDays:
    """Return the office-days of a table that a load gave, took out or restored, of some days."""
    facts, images = store.schema.facts[table].c, store.schema.histories[table].c
    found: dict[date, frozenset[str]] = {}
    for some in runs_of_days(dict.fromkeys(days, ())):
        on = sorted(some)
        given = select(facts.day, facts.office_code).where(facts.day.in_(on), facts.load_no == number)
        kept = select(images.day, images.office_code).where(
            images.day.in_(on), or_(images.load_no == number, images.until_no == number)
        )
        for day, owner in connection.execute(given.union(kept)):
            found[day] = found.get(day, frozenset()) | {owner}
    return found


def replayed(
    connection: Connection, store: Store, table: FactTable, which: OfficeDays, parts: Sequence[LoadPart], since: int
) -> pd.DataFrame:
    """Return the rows that office-days hold after what loads gave is laid over what was known before load `since`.

    `which` are of a month at most, `parts` in the order of their loads, none before `since`.
    """
    images = images_of(connection, store, table, which)
    is_real = images["load_no"] < images["until_no"]
    real, given = images[is_real], images[~is_real]
    state = real[(real["load_no"] < since) & (real["until_no"] >= since)]
    for (load, kind, measures), some in groupby(parts, key=lambda part: (part.load, part.kind, part.measures)):
        days = {part.day: part.offices for part in some}
        if kind is PartKind.OUT:
            state = without_office_days(state, office_days([_of_parts(real[real["until_no"] == load], days)]))
            continue
        before_merging = _of_parts(given[given["load_no"] == load], days)
        after = _of_parts(real[real["load_no"] == load], days)
        rows = pd.concat([before_merging, without_office_days(after, office_days([before_merging]))])
        of_load = office_days([rows])
        if measures:
            kept = [measure.key for measure in table.measures if measure.key not in measures]
            rows = merged(rows, of_office_days(state, of_load), list(table.keys), list(measures), kept)
        state = pd.concat([without_office_days(state, of_load), rows])
    return state[[*table.keys, *(measure.key for measure in table.measures)]]


def images_of(connection: Connection, store: Store, table: FactTable, which: OfficeDays) -> pd.DataFrame:
    """Return all that was ever held of office-days, with the loads from and until which it was."""
    measures = [measure.key for measure in table.measures]
    names = [*table.keys, *measures, "load_no"]
    now = held(connection, store.schema.facts[table.key], which, names).assign(until_no=NEVER)
    then = held(connection, store.schema.histories[table.key], which, [*names, "until_no"])
    types = dict.fromkeys([*measures, "load_no", "until_no"], "Int64")
    return pd.concat([now.astype(types), then.astype(types)], ignore_index=True)


def _of_parts(frame: pd.DataFrame, days: dict[date, tuple[str, ...]]) -> pd.DataFrame:
    """Return the rows of some days, of some offices only where these are named."""
    rows = zip(frame["office_code"], frame["day"], strict=True)
    return frame[np.array([day in days and (not days[day] or office in days[day]) for office, day in rows], bool)]


def touched_rows(connection: Connection, store: Store, number: int, table: str) -> dict[Key, Row]:
    """Return the rows of a reference table that a load gave or restored, by their unique columns."""
    key_of = reference_table(table).key_of
    images = reference_images(connection, store.schema, table)
    return {key_of(image.row): image.row for image in images if number in (image.load, image.until)}


def replayed_rows(
    connection: Connection,
    store: Store,
    table: str,
    keys: Collection[Key],
    kept: Collection[int],
    counted: Collection[int],
) -> dict[Key, Row | None]:
    """Return the row of each key that the newest of the loads that count gave, None where there was none.

    `kept` are the loads of which images are kept: a row of another is what was there before them.
    """
    found: dict[Key, tuple[int, Row]] = {}
    for image in reference_images(connection, store.schema, table):
        key, is_counted = reference_table(table).key_of(image.row), image.load in counted
        if key in keys and (is_counted or image.load not in kept):
            rank = image.load if is_counted else -1
            if key not in found or rank > found[key][0]:
                found[key] = rank, image.row
    return {key: found[key][1] if key in found else None for key in keys}
