"""Cuts: a fact table's column summed by its dimensions, from the facts, where the roll-up keeps fewer of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, select, union_all

from data.catalogue import Catalogue
from data.catalogue.catalogue import Kind
from data.periods import Span, days_between
from data.readings.last_reports import last_reports
from data.readings.privacy import is_guarded
from data.regions import Level, Region
from data.store import Store
from data.viewer import Viewer

Cell = tuple[str, ...]
LOOKED_UP = 500  # up to so many offices, looking up each is faster than scanning the days


@dataclass(frozen=True, slots=True)
class Cut:
    """A column by some of its table's dimensions; of a flow all days of the period count, of a stock the last.

    `only` are the values of the first dimension that are wanted, all where it is empty.
    """

    measure: str
    by: tuple[str, ...]
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CutOf:
    """A cut of one region over a span."""

    cut: Cut
    region: Region
    span: Span


@dataclass(frozen=True, slots=True)
class Cuts:
    """The amounts of some cuts by cell, a cell not among them is zero; and the cuts whose small cells are hidden.

    A cut that was not fed for its region and span, or is no longer held, is in neither: not fed is not zero.
    """

    known: Mapping[CutOf, Mapping[Cell, int]]
    hidden: frozenset[CutOf] = frozenset()


def read_cuts(
    connection: Connection, store: Store, wanted: Sequence[CutOf], viewer: Viewer, *, kept_from: date | None
) -> Cuts:
    """Read cuts of facts kept since `kept_from` (None: all), in one statement.

    For a stock an office without the last day counts with its newest day before, for as long as stocks are carried and
    the office exists. A cut with anything in it is hidden as a whole where its column is guarded.
    """
    held = [each for each in wanted if kept_from is None or _first_day(store, each) >= kept_from]
    if not held:
        return Cuts({})
    scans = _scans(store, held)
    keys_n = max(len(scan.by) for scan in scans)
    amounts_n = max(len(scan.measures) for scan in scans)
    branches = [_query(store, scan, at, keys_n, amounts_n) for at, scan in enumerate(scans)]
    found: dict[CutOf, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for at, owner, *rest in connection.execute(union_all(*branches)):
        cell = tuple(rest[: len(scans[at].by)])
        for measure, amount in zip(scans[at].measures, rest[keys_n:], strict=False):
            if amount is not None:
                for each in scans[at].asked[owner, measure]:
                    found[each][cell] += int(amount)
    known = {each: {cell: amount for cell, amount in cells.items() if amount} for each, cells in found.items()}
    if viewer.sees_small_cells:
        return Cuts(known)
    hidden = frozenset(each for each, cells in known.items() if is_hidden_cut(store.catalogue, each, cells))
    return Cuts({each: cells for each, cells in known.items() if each not in hidden}, hidden)


def is_hidden_cut(catalogue: Catalogue, asked: CutOf, cells: Mapping[Cell, int]) -> bool:
    """Say whether a cut is hidden: of a guarded column as soon as there is anything in it.

    One that shows some of a year's cells would show, less those of its months, a small one.
    """
    return is_guarded(catalogue.measures[asked.cut.measure], asked.region) and any(cells.values())


def _first_day(store: Store, asked: CutOf) -> date:
    is_stock = store.catalogue.measures[asked.cut.measure].kind is Kind.STOCK
    return asked.span.last if is_stock else asked.span.first


@dataclass(frozen=True, slots=True)
class _Scan:
    """One pass over a table: of a region, or of offices side by side, kept separate by owner; else that is ""."""

    by: Cell
    only: Cell
    span: Span
    measures: tuple[str, ...]
    owners: tuple[str, ...]
    is_by_owner: bool
    asked: Mapping[tuple[str, str], Sequence[CutOf]]  # by owner and measure


def _scans(store: Store, held: Iterable[CutOf]) -> list[_Scan]:
    """Put together the cuts that one pass answers: flows by the same dimensions and span, of a region or a county's offices."""
    groups: dict[object, list[CutOf]] = defaultdict(list)
    for each in held:
        measure = store.catalogue.measures[each.cut.measure]
        own = measure.key if measure.kind is Kind.STOCK else ""
        is_office = each.region.level is Level.OFFICE
        place = (is_office, each.region.parent if is_office else each.region.code)
        groups[measure.table, each.cut.by, each.cut.only, place, each.span, own].append(each)
    return [_scan(store, group) for group in groups.values()]


def _scan(store: Store, group: Sequence[CutOf]) -> _Scan:
    first = group[0]
    is_by_owner = first.region.level is Level.OFFICE
    owners = {each.region.code: _owners(store, each) for each in group}
    asked: dict[tuple[str, str], list[CutOf]] = defaultdict(list)
    for each in group:
        for owner in owners[each.region.code] if is_by_owner else [""]:
            asked[owner, each.cut.measure].append(each)
    measures = tuple(dict.fromkeys(each.cut.measure for each in group))
    every = tuple(dict.fromkeys(owner for some in owners.values() for owner in some))
    return _Scan(first.cut.by, first.cut.only, first.span, measures, every, is_by_owner, asked)


def _query(store: Store, scan: _Scan, at: int, keys_n: int, amounts_n: int) -> Select[Any]:
    """Return one pass: its number, the owner, `keys_n` keys and `amounts_n` sums, those it has none for left blank."""
    measure = store.catalogue.measures[scan.measures[0]]
    facts = store.schema.facts[measure.table]
    keys = [facts.c[name] for name in scan.by]
    sums = [func.sum(facts.c[key]).label(key) for key in scan.measures]
    blanks = [literal("").label(f"key_{step}") for step in range(keys_n - len(keys))]
    empty = [literal(0).label(f"sum_{step}") for step in range(amounts_n - len(sums))]
    owner = facts.c.office_code if scan.is_by_owner else literal("").label("owner")
    query = select(literal(at), owner, *keys, *blanks, *sums, *empty)
    query = query.group_by(*([owner] if scan.is_by_owner else []), *keys)
    if scan.only:
        query = query.where(keys[0].in_(scan.only))
    if measure.kind is Kind.FLOW:
        inside = facts.c.office_code.in_(scan.owners)
        days = days_between(scan.span.first, scan.span.last)
        is_few = len(scan.owners) <= LOOKED_UP  # each day is named, so that rows are looked up by the table's key
        return query.where(facts.c.day.in_(days) if is_few else facts.c.day.between(days[0], days[-1]), inside)
    last = last_reports(store, measure, scan.owners, scan.span.last)
    return query.join_from(facts, last, and_(facts.c.office_code == last.c.office_code, facts.c.day == last.c.day))


def _owners(store: Store, asked: CutOf) -> list[str]:
    """Return the codes of the offices and bureau rows of a region and of those merged into it."""
    return [owner for code in store.regions.lineage(asked.region.code) for owner in store.regions.owners(code)]
