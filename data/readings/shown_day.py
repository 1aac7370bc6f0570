"""Which day a region is shown on: the last on which at least half of what is due has arrived.

One office that sends today's figures at noon does not make today the province's day. Due on a day are, table by table,
all offices and bureaus that exist; for a table that fewer than half of them ever send, as many as usually send it. So a
province in which one county has begun is shown on the days of that county.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select, union_all

from data.errors import StoreError
from data.periods import Grain, Span, days_between
from data.reasons import Reason
from data.regions import Regions
from data.schema import Schema
from data.store import LoadEntry, Store
from data.store.loads import Coming, ShownDay

HALF = 0.5  # under it the greater part of a day is still to come, and a sum would say more about the hour than the day
LOOK_BACK = 14  # days looked at: longer than the longest holiday (8 days), over which little may come in
USUAL = 4  # what usually comes is reached on one day in four, so that neither a holiday nor one late report moves it
MOST_NAMED = 500  # regions named in a statement; of more all are read

EMPTY_STORE = Reason("database.empty")
OWNERS = ("office", "bureau")

Counts = Mapping[date, Mapping[tuple[str, str], int]]  # by day, then by table and owner


def latest_load(store: Store, code: str | None = None) -> LoadEntry | None:
    """Return the newest load with the day that a region, or the root, is shown on; None without figures.

    A region that was silent for longer than a stock is carried has the day of the root, for which it has nothing.
    """
    with store.reading() as connection:
        entry = store.newest_load()
        if entry is None:
            return None
        root = store.regions.root.code
        days = _looked_up(store, connection, {root, code or root}, entry)
    whole = days[root] or ShownDay(entry.newest, None)
    own = days[code or root] or whole
    is_silent = own.day < whole.day - timedelta(days=store.stale_days)
    day = whole.day if is_silent else own.day
    coming = own.coming if own.coming is not None and own.coming.day > day else None
    return replace(entry, as_of=day, coming=coming, behind=max((whole.day - day).days, 0))


def shown_load(store: Store, code: str | None = None) -> LoadEntry:
    """Return the newest load as `latest_load` does; raises StoreError while the store is empty."""
    entry = latest_load(store, code)
    if entry is None:
        raise StoreError(EMPTY_STORE)
    return entry


def shown_day(store: Store) -> date | None:
    """Return the day the root is shown on; None without figures."""
    entry = latest_load(store)
    return entry.as_of if entry else None


def _looked_up(
    store: Store, connection: Connection, codes: Collection[str], entry: LoadEntry
) -> Mapping[str, ShownDay | None]:
    """Return the shown day of regions since a load, looked up once; None for one that sent nothing lately."""
    known = store.since(entry).shown_days
    unknown = [code for code in codes if code not in known]
    if unknown:
        found = shown_days(connection, store.schema, store.regions, unknown, entry.newest)
        known.update((code, found.get(code)) for code in unknown)
    return known


def shown_days(
    connection: Connection, schema: Schema, regions: Regions, codes: Sequence[str], newest: date
) -> dict[str, ShownDay]:
    """Return the shown day of each region that sent anything in the `LOOK_BACK` days up to `newest`."""
    days = days_between(newest - timedelta(days=LOOK_BACK - 1), newest)
    found = {}
    for code, counts in _counts(connection, schema, codes, days).items():
        found[code] = _shown(regions, code, counts)
    return found


def arrived_to(store: Store, connection: Connection, before: LoadEntry) -> date:
    """Return the day the root is shown on: one office that sends Monday's row does not close the week."""
    root = store.regions.root.code
    found = shown_days(connection, store.schema, store.regions, (root,), before.as_of)
    return found[root].day if root in found else before.as_of


def ahead(
    connection: Connection, schema: Schema, regions: Regions, after: date, newest: date, within: Collection[str] | None
) -> dict[str, date]:
    """Return the counties and offices whose own shown day is later than `after`, the day of the root, and that day.

    Only those `within` some are looked at where these are given.
    """
    days = days_between(after + timedelta(days=1), newest)
    if not days:
        return {}
    inside = {*regions.counties(regions.root.code), *regions.offices(regions.root.code)}
    looked_at = inside if within is None else inside.intersection(within)
    begun = sorted(looked_at.intersection(_counts(connection, schema, (), days)))
    shown = shown_days(connection, schema, regions, begun, newest)
    return {code: each.day for code, each in shown.items() if each.day > after}


def _counts(connection: Connection, schema: Schema, codes: Collection[str], days: Sequence[date]) -> dict[str, Counts]:
    """Return how many reports of each table came from some regions, or from all without codes, on some days."""
    kinds = [(key, owner) for key in schema.rollups for owner in OWNERS]
    named = codes if len(codes) <= MOST_NAMED else ()
    found: dict[str, dict[date, dict[tuple[str, str], int]]] = defaultdict(dict)
    for code, day, *counts in connection.execute(_reports(schema, named, days)):
        if any(counts):
            found[code][day] = {kind: count for kind, count in zip(kinds, counts, strict=True) if count}
    return {code: found[code] for code in codes if code in found} if codes else {**found}


def _reports(schema: Schema, codes: Collection[str], days: Sequence[date]) -> Select[Any]:
    """Ask for one row a region and day: of each table the reports of offices and of bureaus."""
    queries = []
    for key, table in schema.rollups.items():
        rollup = table.c
        counts = [
            (rollup[f"{owner}_days"] if each == key else literal_column("0")).label(f"{each}_{owner}")
            for each in schema.rollups
            for owner in OWNERS
        ]
        query = select(rollup.region_code, rollup.first_day, *counts)
        query = query.where(rollup.grain == Grain.DAY.value, rollup.first_day.in_(days))
        queries.append(query.where(rollup.region_code.in_(codes)) if codes else query)
    region, day, *reports = union_all(*queries).subquery().c
    return select(region, day, *map(func.sum, reports)).group_by(region, day)


def _shown(regions: Regions, code: str, counts: Counts) -> ShownDay:
    newest = max(counts)
    usual = _usual(counts.values() if len(counts) == 1 else [held for day, held in counts.items() if day < newest])
    for day in sorted(counts, reverse=True):
        arrived, due = sum(counts[day].values()), _due(regions, code, day, usual)
        if arrived >= HALF * due:
            return ShownDay(day, None if day == newest else _coming(regions, code, newest, counts, usual))
    return ShownDay(newest, None)


def _coming(regions: Regions, code: str, day: date, counts: Counts, usual: Mapping[tuple[str, str], int]) -> Coming:
    return Coming(day, sum(counts[day].values()), round(_due(regions, code, day, usual)))


def _usual(days: Iterable[Mapping[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    """Return how many reports of each table there were on the fullest quarter of some days."""
    known = list(days)
    kinds = {kind for day in known for kind in day}
    return {kind: sorted((day.get(kind, 0) for day in known), reverse=True)[len(known) // USUAL] for kind in kinds}


def _due(regions: Regions, code: str, day: date, usual: Mapping[tuple[str, str], int]) -> int:
    """Return the reports due on a day: of all who exist, or as many as usually come where that is less than half."""
    whole = {owner: regions.due(code, Span(day, day), owner) for owner in OWNERS}
    return sum(whole[owner] if count >= HALF * whole[owner] else count for (_, owner), count in usual.items())
