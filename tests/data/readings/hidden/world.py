"""The guarded counts of one city on one day, and an attacker who knows all of them that are shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from data.readings.hidden.families import Family
from tests.data.readings.hidden.attacker import Attacker

Hidden = Mapping[str, set[str]]  # regions by metric


@dataclass(frozen=True, slots=True)
class World:
    """The counts of a family in a city, its counties and their offices, by metric and region, with those of their whole."""

    family: Family
    amounts: Mapping[str, Mapping[str, int]]
    parents: Mapping[str, str]
    city: str

    @property
    def rest(self) -> Mapping[str, int]:
        """The persons of each region who are in none of the counts."""
        whole = self.amounts[self.family.whole]
        return {code: whole[code] - sum(self.amounts[key][code] for key in self.family.metrics) for code in whole}

    @property
    def few(self) -> set[str]:
        """The regions in which everybody knows that a zero is hidden too."""
        return {code for code, amount in self.amounts[self.family.whole].items() if amount <= len(self.family.metrics)}

    @property
    def offices(self) -> list[str]:
        """The regions that no other is in."""
        return [code for code in self.parents if code not in self.parents.values()]

    def attacker(self, hidden: Hidden) -> Attacker:
        """Return an attacker who knows what is shown; the rest of each region is a count that nobody shows.

        A hidden count is not zero, as they know, where the region has enough persons and beside it no zero is hidden.
        """
        found = Attacker()
        for key in self.family.metrics:
            loose = {self._shown_above(code, hidden[key]) for code in self._plain_zeros(key, hidden[key])}
            for code in hidden[key]:
                may_be_zero = code in self.few or self._shown_above(code, hidden[key]) in loose
                found.hide((key, code), self.amounts[key][code], 0 if may_be_zero else 1)
            for above in dict.fromkeys(self.parents.values()):
                found.know(*self._sum(key, above, hidden[key]))
        for code in self.parents:
            found.hide(("rest", code), self.rest[code], 0)
            shown = sum(self.amounts[key][code] for key in self.family.metrics if code not in hidden[key])
            own: dict[Hashable, int] = {(key, code): 1 for key in self.family.metrics if code in hidden[key]}
            found.know({**own, ("rest", code): 1}, self.amounts[self.family.whole][code] - shown)
        return found

    def _sum(self, key: str, above: str, hidden: set[str]) -> tuple[dict[Hashable, int], int]:
        amounts, below = self.amounts[key], [code for code, parent in self.parents.items() if parent == above]
        left: dict[Hashable, int] = {(key, code): 1 for code in below if code in hidden}
        rest = -sum(amounts[code] for code in below if code not in hidden)
        return ({**left, (key, above): -1}, rest) if above in hidden else (left, amounts[above] + rest)

    def _plain_zeros(self, key: str, hidden: set[str]) -> Iterator[str]:
        return (code for code in hidden if not self.amounts[key][code] and code not in self.few)

    def _shown_above(self, code: str, hidden: set[str]) -> str:
        while code in hidden:
            code = self.parents[code]
        return code

    def is_guardable(self, key: str) -> bool:
        """Say whether there is something to hide a count behind: two offices with one more to count, and two with one less."""
        amounts = {code: self.amounts[key][code] for code in self.offices}
        least = 0 if any(not amount and code not in self.few for code, amount in amounts.items()) else 1
        fewer = [code for code, amount in amounts.items() if amount > (0 if code in self.few else least)]
        more = [code for code in amounts if self.rest[code] > 0]
        return len(more) > 1 and len(fewer) > 1


def summed(family: Family, city: str, offices: Mapping[str, Mapping[str, int]]) -> World:
    """Return the world of some offices' counts, by metric: an office's county is the first letter of its name."""
    counties = sorted({office[0] for office in offices[family.whole]})
    amounts = {
        key: {
            city: sum(each.values()),
            **{county: sum(each[code] for code in each if code[0] == county) for county in counties},
            **each,
        }
        for key, each in offices.items()
    }
    parents = dict.fromkeys(counties, city) | {office: office[0] for office in offices[family.whole]}
    return World(family, amounts, parents, city)
