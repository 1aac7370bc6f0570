"""Which guarded counts of a day are hidden: found for a city as a whole, once a load, whoever asks and whatever is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data.catalogue import Metric
from data.periods import Grain, Period, Span
from data.readings.fetch import RollupRows
from data.readings.hidden.earlier import earlier_counts
from data.readings.hidden.families import CityCounts, Family, family_of, hidden_of
from data.readings.privacy import decided_in, is_below_cities
from data.readings.spans import Pieces
from data.store import LoadEntry, Store

CountOn = tuple[str, str, date]  # metric, region and day


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is found at once: the counts of a family below a region on a day."""

    family: Family
    above: str
    day: date


def hidden_counts(
    connection: Connection, store: Store, entry: LoadEntry, wanted: Iterable[CountOn]
) -> Collection[CountOn]:
    """Return those of some guarded counts of counties and offices that are hidden.

    A count is that at the end of a day, by whatever period it was asked for. What is hidden of a city on a day is looked
    up once a load, in one statement a table and two more. In an earlier state of a store what is hidden by now is hidden too.
    """
    counts = set(wanted)
    above = {code: decided_in(store.regions, store.regions.get(code)).code for code in {code for _, code, _ in counts}}
    asked = {
        (metric, code, day): Lookup(family_of(metric), above[code], min(day, entry.newest))
        for metric, code, day in counts
    }
    known = store.since(entry).hidden
    new = {each for each in asked.values() if (each.family.metrics[0], each.above, each.day) not in known}
    for lookup, found in counts_of(connection, store, new, entry.newest, entry.retained_from):
        for metric, hidden in hidden_of(found).items():
            known[metric, lookup.above, lookup.day] = frozenset(hidden)
    own = {each for each, lookup in asked.items() if each[1] in known[each[0], lookup.above, lookup.day]}
    return own if store.present is None else own.union(_hidden_by_now(store.present, counts - own))


def _hidden_by_now(present: Store, counts: Collection[CountOn]) -> Collection[CountOn]:
    with present.reading() as connection:
        entry = present.newest_load()
        return hidden_counts(connection, present, entry, counts) if entry and counts else ()


def counts_of(
    connection: Connection,
    store: Store,
    lookups: Collection[Lookup],
    newest: date,
    kept_from: date | None = None,
) -> Iterator[tuple[Lookup, CityCounts]]:
    """Yield what is known of the counts of each lookup.

    `newest` is the last day with any figure, `kept_from` the first that offices' days are kept of (None: all).
    """
    rows, metrics = RollupRows(store.catalogue), store.catalogue.metrics
    needs: dict[tuple[str, tuple[str, ...]], list[Pieces]] = defaultdict(list)
    every = [(each, _regions(store, each.above, each.day), _end(each.day, newest, kept_from)) for each in lookups]
    for each, parents, end in every:
        for key in each.family.all_of(metrics):
            needs[key, tuple(parents)].append(end)
    rows.fetch(connection, store.schema, [(metrics[key], codes, some) for (key, codes), some in needs.items()])
    earlier = earlier_counts(
        connection,
        store.schema,
        {code for _, parents, _ in every for code in parents},
        {each.day for each in lookups},
        {key for each in lookups for key in each.family.metrics},
    )
    known: dict[CountOn, Mapping[str, int]] = {}  # two families may have one whole
    for each, parents, end in every:
        for key in each.family.all_of(metrics):
            if (key, each.above, each.day) not in known:
                known[key, each.above, each.day] = _known(rows, metrics[key], parents, end)
        amounts = {key: known[key, each.above, each.day] for key in each.family.all_of(metrics)}
        kept = {
            (key, code): found
            for (key, code), found in earlier.get(each.day, {}).items()
            if code in parents and key in each.family.metrics
        }
        yield each, CityCounts(each.family, each.above, parents, amounts, kept)


def _regions(store: Store, above: str, day: date) -> dict[str, str | None]:
    """Return the counties and offices of a day below a region, itself among them if it is one, with the region above each."""
    root, regions = store.regions.get(above), store.regions
    first = [root] if is_below_cities(root) else filter(is_below_cities, regions.children(above))
    every = [each for county in first for each in (county, *regions.children(county.code))]
    return {each.code: None if each is root else each.parent for each in every if each.is_valid(day)}


def _end(day: date, newest: date, kept_from: date | None) -> Pieces:
    """Return the roll-up row that says a count at the end of a day.

    It is the day's own, or where offices' days are not kept the shortest that ends on it.
    """
    periods = [Period.holding(day, grain) for grain in Grain]
    own, *longer = [each for each in periods if each.last == day or newest == day <= each.last]
    row = longer[0] if longer and kept_from is not None and day < kept_from else own
    return Pieces(Span(day, day), (), row, row)


def _known(rows: RollupRows, metric: Metric, regions: Collection[str], end: Pieces) -> dict[str, int]:
    """Return the counts of the regions of which one is known."""
    atoms = {atom: rows.closings(metric, atom, regions, end.closing) for atom in metric.atoms}
    if len(atoms) == 1 and metric.numerator in atoms:  # the count is a column
        return atoms[metric.primary]
    found: dict[str, int] = {}
    for code in set(regions).intersection(*atoms.values()):
        amount = metric.numerator.evaluate({atom: amounts[code] for atom, amounts in atoms.items()})
        found[code] = round(amount or 0)
    return found
