"""Keeps what was hidden of a day before a load corrects it: once hidden, always hidden."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from data.readings.hidden.days import Lookup, counts_of
from data.readings.hidden.earlier import put_earlier
from data.readings.hidden.families import (
    Amounts,
    CityCounts,
    CountOf,
    Earlier,
    Family,
    family_of,
    hidden_of,
    is_hidden_first,
    trees_of,
)
from data.readings.privacy import decided_in
from data.regions.owners import region_of
from data.store import Store
from data.store.fact_rows import OfficeDays

AT_ONCE = 50  # lookups read in one go
UNKNOWN = -1

Packed = Mapping[str, "array[int]"]  # amounts by metric in the order of the regions: a long load has many


@dataclass(frozen=True, slots=True)
class CountWatch:
    """The guarded counts that a load may correct, read before it and after it in its own transaction."""

    store: Store
    lookups: Sequence[Lookup]

    def counts(self, connection: Connection, newest: date) -> Mapping[Lookup, Packed]:
        """Return the counts as they are now, none of a day without any; `newest` is the last day with any figure."""
        read = ((lookup, _packed(each)) for lookup, each in self._read(connection, self.lookups, newest))
        return {
            lookup: packed
            for lookup, packed in read
            if any(max(each, default=UNKNOWN) >= 0 for each in packed.values())
        }

    def keep(self, connection: Connection, before: Mapping[Lookup, Packed], newest: date) -> None:
        """Keep what was hidden before the load of each day and city where it changed some count."""
        for lookup, now in self._read(connection, [*before], newest):
            if _packed(now) != before[lookup]:
                then = replace(now, amounts=_unpacked(before[lookup], now))
                put_earlier(connection, self.store.schema, lookup.day, kept_of(then, now))

    def _read(
        self, connection: Connection, lookups: Sequence[Lookup], newest: date
    ) -> Iterator[tuple[Lookup, CityCounts]]:
        for start in range(0, len(lookups), AT_ONCE):
            yield from counts_of(connection, self.store, lookups[start : start + AT_ONCE], newest)


def correction_of(store: Store, tables: Collection[str], touched: OfficeDays, held_to: date | None) -> CountWatch:
    """Return the counts that a load of some tables may correct.

    They are those of the touched days and of the days after them that a stock is carried over to, up to `held_to`, the
    last day with any figure before the load: a day after that is opened by it.
    """
    families = [each for each in _families(store) if _tables(store, each).intersection(tables)]
    if held_to is None or not families:
        return CountWatch(store, ())
    cities: dict[date, set[str]] = defaultdict(set)
    above: dict[str, str] = {}
    for day, owners in touched.items():
        above |= {owner: _city(store, owner) for owner in owners if owner not in above}
        inside = {above[owner] for owner in owners}
        for step in range(store.stale_days + 1):
            if (carried_to := day + timedelta(days=step)) <= held_to:
                cities[carried_to] |= inside
    return CountWatch(
        store,
        [Lookup(family, code, day) for day in sorted(cities) for code in sorted(cities[day]) for family in families],
    )


def kept_of(then: CityCounts, now: CityCounts) -> dict[CountOf, Earlier]:
    """Return what is to be kept of counts as they were then, together with what was kept before, where it is not the same.

    That a count was hidden is kept where it is not hidden of itself now, what could be true of it where more could be
    true of it now.
    """
    hidden, new, found = hidden_of(then), trees_of(now), {}
    for key, tree in trees_of(then).items():
        for code, count in tree.counts.items():
            after, is_hidden = new[key].counts.get(code), code in hidden[key]
            is_lost = is_hidden and not (after and is_hidden_first(after))
            is_freer = after is not None and after.own & count.own != after.own
            held, each = then.earlier.get((key, code)), Earlier(is_hidden, count.freedom)
            if (held is not None or is_lost or is_freer) and each != held:
                found[key, code] = each
    return found


def _city(store: Store, owner: str) -> str:
    return decided_in(store.regions, store.regions.get(region_of(owner))).code


def _families(store: Store) -> list[Family]:
    return list(dict.fromkeys(family_of(key) for key, metric in store.catalogue.metrics.items() if metric.guarded))


def _tables(store: Store, family: Family) -> set[str]:
    """Return the tables that the counts of a family and of its whole are in."""
    metrics, measures = store.catalogue.metrics, store.catalogue.measures
    return {measures[atom.measure].table for key in family.all_of(metrics) for atom in metrics[key].atoms}


def _packed(counts: CityCounts) -> Packed:
    return {
        key: array("i", [amounts.get(code, UNKNOWN) for code in counts.parents])
        for key, amounts in counts.amounts.items()
    }


def _unpacked(packed: Packed, like: CityCounts) -> Amounts:
    return {
        key: {code: amount for code, amount in zip(like.parents, amounts, strict=True) if amount != UNKNOWN}
        for key, amounts in packed.items()
    }
