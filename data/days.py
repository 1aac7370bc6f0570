"""Which day a region is shown on: the last on which at least half of what is due has arrived.

One office that sends today's figures at noon does not make today the province's day. What is due of a day are, table by
table, the offices and bureaus that exist; of a table that fewer than half of them ever send, what usually comes: so a
province in which one county has begun is shown on the days of that county.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, literal, select, union_all

from data.office_days import days_between
from data.periods import Grain, Span
from data.regions import Regions
from data.schema import Schema

HALF = 0.5  # under it the greater part of a day is still to come, and a sum would say more about the hour than the day
LOOK_BACK = 14  # days looked at: longer than the longest holiday (8 days), over which little may come in
USUAL = 4  # what usually comes is reached on one day in four, so that neither a holiday nor one late report moves it
AT_ONCE = 500  # regions asked for in one statement

Counts = Mapping[date, Mapping[tuple[str, str], int]]  # by day, then by table and owner: "office" or "bureau"


@dataclass(frozen=True, slots=True)
class Coming:
    """A day of which less than half has arrived: reports there and reports due."""

    day: date
    arrived: int
    due: int


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The day a region is shown on, and the newest day if that is still coming in."""

    day: date
    coming: Coming | None


def shown_days(
    connection: Connection, schema: Schema, regions: Regions, codes: Sequence[str], newest: date
) -> dict[str, ShownDay]:
    """Return the shown day of each region that sent anything in the `LOOK_BACK` days up to `newest`."""
    days = days_between(newest - timedelta(days=LOOK_BACK - 1), newest)
    found = {}
    for code, counts in _counts(connection, schema, codes, days).items():
        found[code] = _shown(regions, code, counts)
    return found


def ahead(connection: Connection, schema: Schema, regions: Regions, after: date, newest: date) -> dict[str, date]:
    """Return the counties and offices whose own shown day is later than `after`, the day of the whole, and that day."""
    days = days_between(after + timedelta(days=1), newest)
    if not days:
        return {}
    inside = {*regions.counties(regions.root.code), *regions.offices(regions.root.code)}
    begun = sorted(inside & {*_counts(connection, schema, (), days)})
    shown = shown_days(connection, schema, regions, begun, newest)
    return {code: each.day for code, each in shown.items() if each.day > after}


def _counts(connection: Connection, schema: Schema, codes: Sequence[str], days: Sequence[date]) -> dict[str, Counts]:
    """Return how many reports of each table came from some regions, or from all without codes, on some days."""
    found: dict[str, dict[date, dict[tuple[str, str], int]]] = defaultdict(lambda: defaultdict(dict))
    for at in range(0, max(len(codes), 1), AT_ONCE):
        queries = []
        for key, table in schema.rollups.items():
            rollup = table.c
            query = select(
                literal(key), rollup.region_code, rollup.first_day, rollup.office_days, rollup.bureau_days
            ).where(rollup.grain == Grain.DAY.value, rollup.first_day.in_(days))
            queries.append(query.where(rollup.region_code.in_(codes[at : at + AT_ONCE])) if codes else query)
        for key, code, day, offices, bureaus in connection.execute(union_all(*queries)).all():
            for owner, count in (("office", offices), ("bureau", bureaus)):
                if count:
                    found[code][day][key, owner] = count
    return found  # type: ignore[return-value]


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
    due = 0
    for (_, owner), count in usual.items():
        whole = regions.due(code, Span(day, day), owner)
        due += whole if count >= HALF * whole else count
    return due
