"""Which guarded counts of a city on a day are hidden: of one family of counts, whose whole is known too."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass

from data.readings.hidden.branches import ANY, Branches, Count, Freedom
from data.readings.privacy import is_small

CountOf = tuple[str, str]  # metric and region
Amounts = Mapping[str, Mapping[str, int]]  # by metric and region


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


def family_of(metric: str) -> Family:
    """Return the counts that a guarded one is found together with, itself alone where none are."""
    return next((family for family in FAMILIES if metric in family.metrics), Family((metric,)))


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is kept of a count's editions before corrections: whether it was hidden in one, and what could be true in all."""

    is_hidden: bool
    freedom: Freedom


@dataclass(frozen=True, slots=True)
class CityCounts:
    """What is known on a day of the counts of a family and of their whole, in the regions below `above`.

    `parents` are these regions, counties before their offices, each with the one above it; `earlier` is what is kept of
    counts that were corrected.
    """

    family: Family
    above: str
    parents: Mapping[str, str | None]
    amounts: Amounts
    earlier: Mapping[CountOf, Earlier]


def hidden_of(counts: CityCounts) -> dict[str, set[str]]:
    """Return the regions that are hidden by metric.

    What was hidden in an earlier edition stays hidden, also where the count is not known any more.
    """
    rest = _rest(counts)
    trees = trees_of(counts, rest)
    kept = {at for at, each in counts.earlier.items() if each.is_hidden}
    first = {
        key: {code for code, count in tree.counts.items() if is_hidden_first(count) or (key, code) in kept}
        for key, tree in trees.items()
    }
    found = {key: tree.hidden(first[key]) for key, tree in trees.items()}
    own = {key: counts.amounts[key] for key in trees}
    while counts.family.guards_rest and (given := list(_given_by_rest(own, rest, found))):
        for key, code in given:
            first[key].add(code)
        found |= {key: trees[key].hidden(first[key]) for key, _ in given}
    for key, code in kept:
        found.setdefault(key, set()).add(code)
    return found


def trees_of(counts: CityCounts, rest: Mapping[str, int] | None = None) -> dict[str, Branches]:
    """Return the counts by metric, as far as they are known, with what could be true of each.

    `rest` are the persons by region who are in none of the counts, where these are at hand.
    """
    family, amounts, above = counts.family, counts.amounts, counts.above
    of_all, own = amounts.get(family.whole, {}), {key: amounts[key] for key in family.metrics if key in amounts}
    few = {code for code, amount in of_all.items() if 0 < amount <= len(own)}
    rest, found = _rest(counts) if rest is None else rest, {}
    for key, each in own.items():
        known = {code: parent for code, parent in counts.parents.items() if code in each}
        is_some = {above: any(each[code] for code in known)}  # where all is zero, so is each of them
        tree: dict[str, Count] = {}
        for code, parent in known.items():
            hides_zero = code in few and is_some.get(parent or above, True)
            is_some[code] = each[code] > 0 or hides_zero
            room = max(rest[code], 0) if code in rest else None
            earlier = counts.earlier.get((key, code))
            tree[code] = Count(each[code], room, of_all.get(code, 0), hides_zero, earlier.freedom if earlier else ANY)
        found[key] = Branches(tree, known, None if None in known.values() else above)
    return found


def is_hidden_first(count: Count) -> bool:
    """Say whether a count is hidden of itself, and not beside another one."""
    return is_small(count.amount) or count.hides_zero


def _rest(counts: CityCounts) -> dict[str, int]:
    """Return by region the persons of the whole who are in none of the counts."""
    of_all = counts.amounts.get(counts.family.whole, {})
    own = [counts.amounts[key] for key in counts.family.metrics if key in counts.amounts]
    rest = {code: of_all[code] for code in counts.parents if code in of_all}
    for each in own:
        for code in rest.keys() & each.keys():
            rest[code] -= each[code]
    return rest


def _given_by_rest(
    amounts: Amounts, rest: Mapping[str, int], hidden: Mapping[str, Collection[str]]
) -> Iterator[CountOf]:
    """Yield, where all counts of a family are shown beside a small rest, the smallest of them."""
    for code, amount in rest.items():
        shown = [(amounts[key][code], key) for key in hidden if amounts[key].get(code) and code not in hidden[key]]
        if is_small(amount) and shown and all(code not in some for some in hidden.values()):
            yield min(shown)[1], code
