"""Takes a load back: what it touched is again as it would be without it, as a load of its own with a new data version."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from data.audit import Action, record
from data.audit.actor import acting_now
from data.catalogue.reference_tables import Row
from data.clock import shanghai
from data.errors import DataError, LaterLoad, LaterLoads, OutOfScope
from data.load.load import judge_areas
from data.load.replay import GIVEN, Key, replayed, replayed_rows, touched_days, touched_rows
from data.load.writing import LogKey, changing
from data.reasons import Reason
from data.regions.owners import region_of
from data.regions.scope import is_within
from data.store import LoadEntry, Store
from data.store.fact_rows import OfficeDays, count, put, runs_of_days, take_out
from data.store.history import (
    LoadPart,
    PartKind,
    Undone,
    parts_of,
    parts_on,
    put_reference_rows,
    reference_loads,
    undone,
    write_parts,
)
from data.store.loads import NO_FIGURES, Loaded, LogLine, newest_load, write_log
from data.text.free import checked
from data.viewer import Viewer

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Touched:
    """What a load touched: office-days by fact table, rows by reference table; with the undoings before it is undone."""

    number: int
    first: int
    source: str
    undone: Undone
    days: Mapping[str, OfficeDays]
    rows: Mapping[str, Mapping[Key, Row]]

    @property
    def office_days(self) -> dict[date, frozenset[str]]:
        """The owners by day of all tables together."""
        found: dict[date, frozenset[str]] = {}
        for which in self.days.values():
            for day, owners in which.items():
                found[day] = found.get(day, frozenset()).union(owners)
        return found


def undo(
    store: Store, viewer: Viewer, number: int, *, reason: str, keep_later: bool = False, dry_run: bool = False
) -> Loaded:
    """Take a load back, as a load of its own: all that it touched is as if it had never been; returns what was restored.

    To undo an undoing brings its load back. Loads after it that touched the same office-days or rows stay, and are applied
    again over what is restored, with `keep_later`; without, raises LaterLoads, which names them. A dry run rolls all back.
    Raises DataError for a load that is not there, is undone already or replaced what is not kept any more, OutOfScope where
    it touched regions outside the viewer's, StoreError while another load is writing.
    """
    started = time.perf_counter()
    why = checked(reason, "撤回的原因", LONGEST_REASON)
    if not why:
        raise DataError(Reason("undo.no_reason"))
    with store.writing(is_trial=dry_run) as connection:
        before, new = newest_load(connection, store.schema), store.next_version(connection)
        touched = _touched(store, connection, number)
        _check(store, touched, viewer, before)
        later = [*_later(store, connection, touched)]
        if later and not keep_later:
            raise LaterLoads(number, later)
        rows, as_of = _restore(store, connection, touched, before, new)
        source, office_days = f"撤回第 {number} 次装载（{touched.source}）", count(touched.office_days)
        line = LogLine(new, source, rows, office_days, as_of, region=_region(store, touched), post=viewer.signature)
        line = replace(line, reason=why, undoes=number, account=acting_now().account)
        write_log(connection, store.schema, line)
        about = {"version": new, "undoes": number, "rows": rows, "reason": why}
        was = {"version": new - 1}
        record(store, connection, Action.WITHDRAW, source, region=line.region, before=was, after=about)
    if not dry_run:
        judge_areas(store, None)
    return Loaded(new, rows, office_days, time.perf_counter() - started)


def _touched(store: Store, connection: Connection, number: int) -> Touched:
    """Return what a load touched; raises DataError where it is not there, undone already, or not kept any more."""
    loads, undoings = store.schema.loads.c, undone(connection, store.schema)
    source = connection.execute(select(loads.source).where(loads.load_no == number)).scalar()
    if source is None:
        raise DataError(Reason("undo.unknown", {"number": number}))
    if by := undoings.by(number):
        raise DataError(Reason("undo.undone", {"number": number, "by": by}))
    first = undoings.first(number)
    parts = parts_of(connection, store.schema, first)
    if not parts:
        raise DataError(Reason("undo.not_kept", {"number": number, "days": store.history_days}))
    days: dict[str, list[date]] = defaultdict(list)
    for part in parts:
        if part.kind in GIVEN:
            days[part.table].append(part.day)
    return Touched(
        number,
        first,
        source,
        undoings,
        {table: touched_days(connection, store, first, table, on) for table, on in days.items()},
        {
            part.table: touched_rows(connection, store, first, part.table)
            for part in parts
            if part.kind is PartKind.REFERENCE
        },
    )


def _check(store: Store, touched: Touched, viewer: Viewer, before: LoadEntry | None) -> None:
    """Raise OutOfScope or DataError where a viewer may not undo what a load touched, or its days are not kept any more."""
    if not all(is_within(store.regions, place, viewer.scope) for place in _places(touched)):
        scope = store.regions.get(viewer.scope)
        raise OutOfScope(Reason("scope.edited", {"scope": scope, "code": scope.code}))
    floor = before.retained_from if before else None
    if floor is not None and (first := min(touched.office_days, default=floor)) < floor:
        raise DataError(Reason("undo.trimmed", {"number": touched.number, "day": first, "floor": floor}))


def _places(touched: Touched) -> set[str]:
    """Return the regions of what a load touched; "" for a row of no region."""
    owners = {region_of(owner) for on_day in touched.office_days.values() for owner in on_day}
    rows = (row for by_key in touched.rows.values() for row in by_key.values())
    return owners | {str(row.get("county") or row.get("region") or "") for row in rows}


def _region(store: Store, touched: Touched) -> str:
    """Return the smallest region that all that a load touched is within."""
    regions, root = store.regions, store.regions.root.code
    places = [code for code in _places(touched) if code in regions.by_code]
    wider = [region.code for region in regions.above(places[0])] if places else []
    lines = [*wider, *places[:1]]
    return next((line for line in reversed(lines) if all(regions.within(each, line) for each in places)), root)


def _later(store: Store, connection: Connection, touched: Touched) -> Iterator[LaterLoad]:
    """Yield the loads after the undone one that count and touched the same office-days or rows."""
    days: dict[int, set[tuple[date, str]]] = defaultdict(set)
    rows: dict[int, int] = defaultdict(int)
    for table, which in touched.days.items():
        for load, on in _later_days(store, connection, touched, table).items():
            shared = touched_days(connection, store, load, table, on)
            days[load] |= {
                (day, owner)
                for day, owners in shared.items()
                for owner in which.get(day, frozenset())
                if owner in owners
            }
    for table, by_key in touched.rows.items():
        for load, kind in reference_loads(connection, store.schema, table).items():
            if kind is PartKind.REFERENCE and load > touched.number and touched.undone.applies(load):
                rows[load] += len(by_key.keys() & touched_rows(connection, store, load, table).keys())
    log = store.schema.loads.c
    for load in sorted(number for number in {*days, *rows} if days[number] or rows[number]):
        source, made = connection.execute(select(log.source, log.loaded_at).where(log.load_no == load)).one()
        owners = sorted({owner for _, owner in days[load]})
        first = min((day for day, _ in days[load]), default=None)
        names = tuple(map(store.regions.owner_name, owners))
        yield LaterLoad(load, source, shanghai(made), len(days[load]), rows[load], first, names)


def _later_days(store: Store, connection: Connection, touched: Touched, table: str) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for some in runs_of_days(touched.days[table]):
        for part in parts_on(connection, store.schema, table, some):
            if part.load > touched.number and part.kind in GIVEN and touched.undone.applies(part.load):
                found[part.load].append(part.day)
    return found


def _restore(
    store: Store, connection: Connection, touched: Touched, before: LoadEntry | None, new: int
) -> tuple[int, date]:
    """Write what there is without the load; return the number of rows, and the last day with data then."""
    after = touched.undone.and_by(new, touched.number)
    rows = sum(_restore_rows(store, connection, table, touched, after, new) for table in touched.rows)
    as_of = _as_of(store, connection, touched, before, after)
    if touched.days:
        with changing(store, connection, LogKey(new, as_of), {*touched.days}, touched.office_days, before):
            for table, which in touched.days.items():
                rows += _restore_days(store, connection, table, which, touched.first, after, new)
    return rows, as_of


def _restore_rows(store: Store, connection: Connection, table: str, touched: Touched, after: Undone, new: int) -> int:
    kept = reference_loads(connection, store.schema, table)
    counted = {load for load, kind in kept.items() if kind is PartKind.REFERENCE and after.applies(load)}
    found = replayed_rows(connection, store, table, {*touched.rows[table]}, {*kept}, counted)
    rows = [row for row in found.values() if row is not None]
    gone = [key for key, row in found.items() if row is None]
    put_reference_rows(connection, store.schema, table, rows, new, gone)
    write_parts(connection, store.schema, [LoadPart(new, table, NO_FIGURES, PartKind.UNDO, len(found))])
    return len(rows)


def _restore_days(
    store: Store, connection: Connection, table: str, which: OfficeDays, first: int, after: Undone, new: int
) -> int:
    facts, rows = store.catalogue.tables[table], 0
    undone_ever = {first, *map(after.first, after.targets)}
    for some in runs_of_days(which):
        parts = parts_on(connection, store.schema, table, some)
        since = min(part.load for part in parts if part.load in undone_ever)
        counted = [part for part in parts if part.load >= since and part.kind in GIVEN and after.applies(part.load)]
        frame = replayed(connection, store, facts, some, counted, since)
        take_out(connection, store.schema, table, some, new)
        rows += put(connection, store.schema, facts, frame, new)
        write_parts(
            connection,
            store.schema,
            (LoadPart(new, table, day, PartKind.UNDO, len(owners)) for day, owners in some.items()),
        )
    return rows


def _as_of(store: Store, connection: Connection, touched: Touched, before: LoadEntry | None, after: Undone) -> date:
    """Return the last day with data once some loads are undone: of what came before what is kept, and what counts."""
    held = before.as_of if before else NO_FIGURES
    last = max(touched.office_days, default=NO_FIGURES)
    if last < held:
        return held
    parts, log = store.schema.load_parts.c, store.schema.loads.c
    given = select(parts.load_no, func.max(parts.day)).where(parts.kind == PartKind.PUT.value).group_by(parts.load_no)
    days = [day for load, day in connection.execute(given) if after.applies(load)]
    first = connection.execute(select(func.min(parts.load_no))).scalar_one()
    undoing = max((load for load in after.targets if load < first), default=0)
    older = select(func.max(log.as_of)).where(log.load_no < first, log.load_no >= undoing)
    earlier: date | None = connection.execute(older).scalar()
    newest: date = max([earlier or NO_FIGURES, *days])
    return newest
