"""Cuts: a fact table's column summed by its dimensions, from the facts, where the roll-up keeps fewer of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from data.catalogue import Kind
from data.periods import Span
from data.regions import Region
from data.store import Store

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A column by some of its table's dimensions; of a stock the last day counts, of a flow all days of the period."""

    measure: str
    by: tuple[str, ...]


def cut_of(connection: Connection, store: Store, cut: Cut, region: Region, span: Span) -> Mapping[Cell, int] | None:
    """Return the amounts of a region by the cut's dimensions, a statement or two.

    None where nobody has brought the table for any of the days (not fed is not zero), or where they are no longer
    held. A cell that is not among them is zero.
    """
    measure, kept = store.catalogue.measures[cut.measure], store.retained_from()
    facts = store.schema.facts[measure.table]
    first = span.last if measure.kind is Kind.STOCK else span.first
    if kept is not None and first < kept:
        return None
    days = facts.c.day.between(first, span.last)
    keys = [facts.c[name] for name in cut.by]
    query = select(*keys, func.sum(facts.c[measure.key])).where(days).group_by(*keys)
    if region.code != store.regions.root.code:
        query = query.where(facts.c.office_code.in_(_owners(store, region)))
    cells = {tuple(cell): int(amount) for *cell, amount in connection.execute(query) if amount}
    is_fed = cells or connection.execute(select(exists().where(days))).scalar()
    return cells if is_fed else None


def _owners(store: Store, region: Region) -> Iterable[str]:
    return [*store.regions.offices(region.code), *map(store.regions.bureau, store.regions.counties(region.code))]
