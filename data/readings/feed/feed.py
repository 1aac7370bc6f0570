"""The state of the data feed: which offices have not reported, what does not add up, what was refused and corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import CTE, Connection, Date, Row, Select, Subquery, exists, func, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue.catalogue import Owner
from data.clock import shanghai
from data.periods import Grain, Span
from data.readings.feed.first_reports import ROLL_CALL
from data.readings.privacy import check_scope, without_amounts
from data.regions import Level, Region
from data.regions.owners import region_of
from data.rollup.office_days import SHORT
from data.store import Store
from data.viewer import Viewer

DAYS = 14
SHOWN = 40  # of refusals and of balance breaks
CHANGES_READ = 400
STOCK, REGISTER = "registered_eod", "registered_count"
CAME = ("received_n", "transfer_in_n")
WENT = ("transfer_out_n", "released_n", "revoked_probation_n", "revoked_parole_n", "reimprisoned_n", "died_n")


@dataclass(frozen=True, slots=True)
class Late:
    """An office without a roster for some of the days it was due; `last` is the newest day with one."""

    office: str
    lacking: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Break:
    """An office-day on which the register is not the day before plus and minus the day's moves."""

    office: str
    day: date
    before: int
    moved: int
    after: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused row: its place and the reason. Its content is not shown, since it may name a person."""

    load_no: int
    loaded_at: datetime
    file: str
    table: str
    row: int
    column: str
    reason: str
    office: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of a closed week that a load changed; `week` is its Monday, `after` None where it is gone."""

    load_no: int
    loaded_at: datetime
    source: str
    region: str
    week: date
    metric: str
    before: float
    after: float | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Office-days that were taken back: what and when, of which region, by whom and why."""

    load_no: int
    made_at: datetime
    what: str
    office_days: int
    region: str
    post: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The state of the feed of one region: most missing, newest breaks, refusals and corrections first.

    `tables` are, for an office only, the days on which each of its tables was reported, by the table's key. Where
    `is_kept` is False, the days of offices are no longer kept: what was missing and what did not add up is not known
    any more.
    """

    late: tuple[Late, ...] = ()
    breaks: tuple[Break, ...] = ()
    refusals: tuple[RefusedRow, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    tables: Mapping[str, frozenset[date]] = field(default_factory=dict)
    is_kept: bool = True


def read_feed(store: Store, region: Region, last: date, *, viewer: Viewer) -> Feed:
    """Return the state of a region's feed in the `DAYS` days up to `last`, in four statements, five for an office.

    Refusals, corrections and withdrawals are the newest, of any day. Raises OutOfScope.
    """
    check_scope(store.regions, [region.code], viewer)
    span = Span(last - timedelta(days=DAYS - 1), last)
    with store.reading() as connection:
        is_kept = span.first >= (store.retained_from() or date.min)
        late, breaks = _rosters(connection, store, region, span) if is_kept else ((), ())
        return Feed(
            late=late,
            breaks=breaks,
            refusals=_refusals(connection, store, region),
            corrections=_corrections(connection, store, region),
            withdrawals=_withdrawals(connection, store, region),
            tables=_tables(connection, store, region, span) if is_kept else {},
            is_kept=is_kept,
        )


def balance_breaks(connection: Connection, store: Store, region: Region, span: Span) -> tuple[Break, ...]:
    """Return the office-days of a span that do not add up, the newest first; only days reported one after the other.

    A day without its register, or one of its moves, is not judged: empty is not zero.
    """
    return _breaks(connection.execute(_broken(store, _reported(store, region, span))))


def _rosters(
    connection: Connection, store: Store, region: Region, span: Span
) -> tuple[tuple[Late, ...], tuple[Break, ...]]:
    """Return which offices have rosters missing and which rosters do not add up: both from the same rows, read once."""
    rosters = _reported(store, region, span)
    days = func.count(rosters.c.first_day)
    counted = (
        select(rosters.c.region_code, func.max(rosters.c.first_day), *(null() for _ in range(4)), days)
        .where(rosters.c.first_day >= span.first)
        .group_by(rosters.c.region_code)
    )
    rows = connection.execute(union_all(_broken(store, rosters), counted)).all()
    known = {row.region_code: (row.days, row.first_day) for row in rows if row.days is not None}
    return _late(store, region, span, known), _breaks(row for row in rows if row.days is None)


def _broken(store: Store, rosters: CTE) -> Select[Any]:
    """Select the rosters whose register is not that of the roster before it and their own moves; `days` is empty."""
    of_office: dict[str, Any] = {"partition_by": rosters.c.region_code, "order_by": rosters.c.first_day}
    pairs = select(
        rosters,
        func.lag(rosters.c.after).over(**of_office).label("before"),
        func.lag(rosters.c.first_day, type_=Date()).over(**of_office).label("eve"),
    ).subquery()
    return select(pairs, null().label("days")).where(
        pairs.c.before + pairs.c.moved != pairs.c.after, ~_is_carried(store, pairs)
    )


def _breaks(rows: Iterable[Row[Any]]) -> tuple[Break, ...]:
    found = [
        Break(row.region_code, row.first_day, row.before, row.moved, row.after)
        for row in rows
        if row.eve == row.first_day - timedelta(days=1)
    ]
    return tuple(sorted(found, key=lambda each: (-each.day.toordinal(), each.office)))[:SHOWN]


def _sum(columns: Iterable[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(add, columns)


def _is_carried(store: Store, pairs: Subquery) -> ColumnElement[bool]:
    """Say in SQL: one of two rosters came without the register, which is carried from a day before."""
    slices = store.schema.slices.c
    return exists().where(
        slices.grain == Grain.DAY.value,
        slices.first_day.in_([pairs.c.first_day, pairs.c.eve]),
        slices.region_code == pairs.c.region_code,
        slices.measure == SHORT,
        slices.cell == f"x:{REGISTER}",
    )


def _reported(store: Store, region: Region, span: Span) -> CTE:
    """Select the office-days of a region, in a span and the day before, whose roster is there: register and moves."""
    rollup = store.schema.rollups[ROLL_CALL].c
    moved = _sum(rollup[name] for name in CAME) - _sum(rollup[name] for name in WENT)
    return (
        select(rollup.region_code, rollup.first_day, rollup[STOCK].label("after"), moved.label("moved"))
        .where(
            rollup.grain == Grain.DAY.value,
            rollup.first_day.between(span.first - timedelta(days=1), span.last),
            rollup.office_days > 0,
            rollup.region_code.in_(_offices(store, region)),
        )
        .cte("rosters")
    )


def _tables(connection: Connection, store: Store, region: Region, span: Span) -> dict[str, frozenset[date]]:
    if region.level is not Level.OFFICE:
        return {}
    owed = [
        key
        for key in store.schema.rollups
        if any(measure.owner is not Owner.BUREAU for measure in store.catalogue.tables[key].measures)
    ]
    query = union_all(*(_days_of(store, key, region, span) for key in owed))
    found: dict[str, set[date]] = {key: set() for key in owed}
    for row in connection.execute(query):
        found[row[0]].add(row[1])
    return {key: frozenset(days) for key, days in found.items()}


def _days_of(store: Store, key: str, region: Region, span: Span) -> Select[Any]:
    rollup = store.schema.rollups[key].c
    return select(literal(key), rollup.first_day).where(
        rollup.grain == Grain.DAY.value,
        rollup.first_day.between(span.first, span.last),
        rollup.region_code == region.code,
        rollup.office_days > 0,
    )


def _offices(store: Store, region: Region) -> tuple[str, ...]:
    return store.regions.offices(region.code)


def _late(store: Store, region: Region, span: Span, known: Mapping[str, tuple[int, date]]) -> tuple[Late, ...]:
    """Return the offices with rosters missing; `known` is how many each has, and the day of the newest."""
    found = []
    for office in _offices(store, region):
        days, last = known.get(office, (0, None))
        if lacking := store.regions.due(office, span, "office") - days:
            found.append(Late(office, lacking, last))
    return tuple(sorted(found, key=lambda late: (-late.lacking, late.office)))


def _refusals(connection: Connection, store: Store, region: Region) -> tuple[RefusedRow, ...]:
    """Return the newest refusals of a region's offices; of rows that name no known office only at the root."""
    loads, rejects = store.schema.loads.c, store.schema.rejects.c
    query = (
        select(store.schema.rejects, loads.loaded_at)
        .join(store.schema.loads, loads.load_no == rejects.load_no)
        .order_by(rejects.load_no.desc(), rejects.reject_no)
        .limit(SHOWN)
    )
    if region.code != store.regions.root.code:
        query = query.where(rejects.office_code.in_(store.regions.owners(region.code)))
    return tuple(
        RefusedRow(
            row.load_no,
            shanghai(row.loaded_at),
            row.file_name or "",
            row.fact_table or "",
            row.row_no,
            row.column_name or "",
            without_amounts(row.reason or ""),
            row.office_code or "",
        )
        for row in connection.execute(query)
    )


def _corrections(connection: Connection, store: Store, region: Region) -> tuple[Correction, ...]:
    changes, loads = store.schema.week_changes, store.schema.loads
    inside = [region.code, *(each.code for each in store.regions.inside if _is_shown_for(store, each, region))]
    query = (
        select(changes, loads.c.loaded_at, loads.c.source)
        .join(loads, loads.c.load_no == changes.c.load_no)
        .where(changes.c.region_code.in_(inside))
        .order_by(changes.c.load_no.desc(), changes.c.first_day.desc(), changes.c.region_code, changes.c.metric)
        .limit(CHANGES_READ)
    )
    return tuple(
        Correction(
            row.load_no,
            shanghai(row.loaded_at),
            row.source,
            row.region_code,
            row.first_day,
            row.metric,
            row.before_value,
            row.after_value,
        )
        for row in connection.execute(query)
    )


def _withdrawals(connection: Connection, store: Store, region: Region) -> tuple[Withdrawal, ...]:
    """Return the newest withdrawals from a region, from regions in it and from those it is in."""
    loads = store.schema.loads.c
    query = (
        select(store.schema.loads).where(loads.reason.is_not(None)).order_by(loads.load_no.desc()).limit(CHANGES_READ)
    )
    found = (
        Withdrawal(
            row.load_no,
            shanghai(row.loaded_at),
            row.source,
            row.office_days,
            row.region_code,
            row.post or "",
            row.reason or "",
        )
        for row in connection.execute(query)
    )
    return tuple(each for each in found if _concerns(store, each.region, region))[:SHOWN]


def _concerns(store: Store, code: str, region: Region) -> bool:
    place = region_of(code)
    if place not in store.regions.by_code:
        return False
    return store.regions.within(place, region.code) or store.regions.within(region.code, place)


def _is_shown_for(store: Store, inside: Region, region: Region) -> bool:
    return inside.level is not Level.OFFICE and store.regions.within(inside.code, region.code)
