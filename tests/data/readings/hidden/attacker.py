"""An attacker with an integer program: which values can a hidden count have, beside everything that is published?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Attacker:
    """Counts that are not shown, each with the least it can be, and what is known of their sums.

    `truth` is what the counts are. The attacker does not know it; it is one solution, and where another has a different
    count, that count is not certain.
    """

    truth: dict[Hashable, int] = field(default_factory=dict)
    lowest: dict[Hashable, int] = field(default_factory=dict)
    _sums: list[tuple[dict[Hashable, int], float, float]] = field(default_factory=list)

    def hide(self, key: Hashable, truth: int, lowest: int) -> None:
        """Add a count that is not shown."""
        if truth < lowest:
            raise ValueError(f"{key} is {truth}, less than {lowest}")
        self.truth[key], self.lowest[key] = truth, lowest

    def know(self, times: dict[Hashable, int], total: int, *, at_most: bool = False) -> None:
        """Add that some counts, each so many times, add up to a total, or to no more than it; raises ValueError if untrue."""
        found = sum(self.truth[key] * count for key, count in times.items())
        if found > total or (found < total and not at_most):
            raise ValueError(f"{times} add up to {found}, not {total}")
        if times:
            self._sums.append((times, -np.inf if at_most else total, total))

    def learn(self, name: str, other: Attacker) -> None:
        """Take over what another one knows, each of whose counts gets a name before its own."""
        self.truth |= {(name, key): amount for key, amount in other.truth.items()}
        self.lowest |= {(name, key): amount for key, amount in other.lowest.items()}
        for times, low, high in other._sums:
            self._sums.append(({(name, key): each for key, each in times.items()}, low, high))

    def certain(self, wanted: Iterable[Key]) -> dict[Key, int]:
        """Return those of some counts that can have one value alone, with it."""
        keys = list(self.truth)
        at = {key: step for step, key in enumerate(keys)}
        rules = self._rules(at)
        bounds = Bounds(np.array([self.lowest[key] for key in keys]), np.full(len(keys), np.inf))
        found: dict[Key, int] = {}
        varied: set[Hashable] = set()
        for key in wanted:
            for sign in (1, -1):
                if key in varied:
                    break
                goal = np.zeros(len(keys))
                goal[at[key]] = sign
                result = milp(goal, integrality=np.ones(len(keys)), bounds=bounds, constraints=rules)
                if result.x is None:  # no end to it: the truth is a solution, so there is one
                    varied.add(key)
                else:
                    varied |= {each for each in keys if round(result.x[at[each]]) != self.truth[each]}
            if key not in varied:
                found[key] = self.truth[key]
        return found

    def _rules(self, at: dict[Hashable, int]) -> Sequence[LinearConstraint]:
        if not self._sums:
            return ()
        rows = np.zeros((len(self._sums), len(at)))
        for row, (times, _, _) in zip(rows, self._sums, strict=True):
            for key, count in times.items():
                row[at[key]] += count
        return [LinearConstraint(rows, [low for _, low, _ in self._sums], [high for _, _, high in self._sums])]
