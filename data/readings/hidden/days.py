"""Which guarded counts of a day are hidden: found for a city as a whole, once a load, whoever asks and whatever is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data.catalogue import Metric
from data.periods import Grain, Period, Span
from data.readings.fetch import RollupRows
from data.readings.hidden.branches import Branches, Count
from data.readings.privacy import decided_in, is_below_cities, is_small
from data.readings.spans import Pieces
from data.store import LoadEntry, Store

CountOn = tuple[str, str, date]  # metric, region and day


@dataclass(frozen=True, slots=True)
class Family:
    """Guarded counts of the same persons, each person in one of them at most: together no more than the numerator of `whole`.

    With `guards_rest` the persons of the whole who are in none of them are a guarded count too, though it is not shown.
    """

    metrics: tuple[str, ...]
    whole: str = ""
    guards_rest: bool = False

    def all_of(self, metrics: Container[str]) -> list[str]:
        """Return the counts and their whole, those of them that there are."""
        return [key for key in (*self.metrics, self.whole) if key in metrics]


FAMILIES = (
    Family(("female_count",), "registered_count"),
    Family(("minor_count",), "registered_count"),
    Family(("mood_blue_count", "mood_yellow_count", "red_orange_count"), "screening_coverage_rate", guards_rest=True),
)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What is found at once: the counts of a family below a region on a day."""

    family: Family
    above: str
    day: date


def hidden_counts(
    connection: Connection, store: Store, entry: LoadEntry, wanted: Iterable[CountOn]
) -> Collection[CountOn]:
    """Return those of some guarded counts of counties and offices that are hidden.

    A count is that at the end of a day, by whatever period it was asked for. What is hidden of a city on a day is looked
    up once a load, in one statement a table and one more.
    """
    counts = set(wanted)
    above = {code: decided_in(store.regions, store.regions.get(code)).code for code in {code for _, code, _ in counts}}
    asked = {
        (metric, code, day): _Lookup(family_of(metric), above[code], min(day, entry.newest))
        for metric, code, day in counts
    }
    known = store.since(entry).hidden
    new = {each for each in asked.values() if (each.family.metrics[0], each.above, each.day) not in known}
    for lookup, parents, amounts in _amounts(connection, store, entry, new):
        for metric, hidden in hidden_of(lookup.family, amounts, parents, lookup.above).items():
            known[metric, lookup.above, lookup.day] = frozenset(hidden)
    return {each for each, lookup in asked.items() if each[1] in known[each[0], lookup.above, lookup.day]}


def family_of(metric: str) -> Family:
    """Return the counts that a guarded one is found together with, itself alone where none are."""
    return next((family for family in FAMILIES if metric in family.metrics), Family((metric,)))


def _regions(store: Store, above: str, day: date) -> dict[str, str | None]:
    """Return the counties and offices of a day below a region, itself among them if it is one, with the region above each."""
    root, regions = store.regions.get(above), store.regions
    first = [root] if is_below_cities(root) else filter(is_below_cities, regions.children(above))
    every = [each for county in first for each in (county, *regions.children(county.code))]
    return {each.code: None if each is root else each.parent for each in every if each.is_valid(day)}


def _amounts(
    connection: Connection, store: Store, entry: LoadEntry, lookups: Collection[_Lookup]
) -> Iterator[tuple[_Lookup, Mapping[str, str | None], Mapping[str, Mapping[str, int]]]]:
    """Yield for each lookup its regions, and what is known of their counts and those of the whole, by metric and region."""
    rows, metrics = RollupRows(store.catalogue), store.catalogue.metrics
    needs: dict[tuple[str, tuple[str, ...]], list[Pieces]] = defaultdict(list)
    every = [(each, _regions(store, each.above, each.day), _ends(each.day, entry.newest)) for each in lookups]
    for each, parents, ends in every:
        for key in each.family.all_of(metrics):
            needs[key, tuple(parents)] += ends
    rows.fetch(connection, store.schema, [(metrics[key], codes, some) for (key, codes), some in needs.items()])
    for each, parents, ends in every:
        yield (
            each,
            parents,
            {key: _known(rows, metrics[key], parents, ends) for key in each.family.all_of(metrics)},
        )


def _ends(day: date, newest: date) -> list[Pieces]:
    """Return every roll-up row that ends on a day: an office may have its week when the day itself is no longer kept."""
    periods = [Period.holding(day, grain) for grain in Grain]
    return [
        Pieces(Span(day, day), (), each, each) for each in periods if each.last == day or newest == day <= each.last
    ]


def _known(rows: RollupRows, metric: Metric, regions: Collection[str], ends: Iterable[Pieces]) -> dict[str, int]:
    """Return the counts of the regions of which one is known, by the shortest period that has it."""
    found: dict[str, int] = {}
    for pieces in ends:
        left = [code for code in regions if code not in found]
        atoms = {atom: rows.closings(metric, atom, left, pieces.closing) for atom in metric.atoms}
        known = set(left).intersection(*atoms.values())
        for code in known:
            amount = metric.numerator.evaluate({atom: amounts[code] for atom, amounts in atoms.items()})
            found[code] = round(amount or 0)
    return found


def hidden_of(
    family: Family, amounts: Mapping[str, Mapping[str, int]], parents: Mapping[str, str | None], above: str
) -> dict[str, set[str]]:
    """Return the regions that are hidden by metric of a family, from the amounts by metric and region."""
    of_all, own = amounts.get(family.whole, {}), {key: amounts[key] for key in family.metrics if key in amounts}
    rest = {code: of_all[code] - sum(each.get(code, 0) for each in own.values()) for code in parents if code in of_all}
    few = {code for code, amount in of_all.items() if 0 < amount <= len(own)}
    trees = {key: _branches(each, of_all, parents, rest, few, above) for key, each in own.items()}
    first = {
        key: {code for code, count in tree.counts.items() if is_small(count.amount) or count.hides_zero}
        for key, tree in trees.items()
    }
    found = {key: tree.hidden(first[key]) for key, tree in trees.items()}
    while family.guards_rest and (given := list(_given_by_rest(own, rest, found))):
        for key, code in given:
            first[key].add(code)
        found |= {key: trees[key].hidden(first[key]) for key, _ in given}
    return found


def _branches(
    amounts: Mapping[str, int],
    of_all: Mapping[str, int],
    parents: Mapping[str, str | None],
    rest: Mapping[str, int],
    few: Collection[str],
    above: str,
) -> Branches:
    known = {code: parent for code, parent in parents.items() if code in amounts}
    is_some = {above: any(amounts[code] for code in known)}  # where all is zero, so is each of them
    counts: dict[str, Count] = {}
    for code, parent in known.items():  # counties before their offices
        hides_zero = code in few and is_some.get(parent or above, True)
        is_some[code] = amounts[code] > 0 or hides_zero
        room = max(rest[code], 0) if code in rest else None
        counts[code] = Count(amounts[code], room, of_all.get(code, 0), hides_zero)
    return Branches(counts, known, None if None in known.values() else above)


def _given_by_rest(
    amounts: Mapping[str, Mapping[str, int]], rest: Mapping[str, int], hidden: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """Yield, where all counts of a family are shown beside a small rest, the smallest of them."""
    for code, amount in rest.items():
        shown = [(amounts[key][code], key) for key in hidden if amounts[key].get(code) and code not in hidden[key]]
        if is_small(amount) and shown and all(code not in some for some in hidden.values()):
            yield min(shown)[1], code
