"""Every metric computed straight from the fact tables with plain pandas: another way than the code under test.

Nothing of the roll-up, the parsed formulas or the readings is used; the formulas are in formulas.csv.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

CALL = re.compile(r"([SEBA])\((\w+)(?:\[(\w+)=(\w+)\])?\)")
SCALES = {"%": 100.0}
STALE_DAYS = 7


@cache
def formulas() -> pd.DataFrame:
    """Return numerator, denominator and unit by metric."""
    return pd.read_csv(Path(__file__).with_name("formulas.csv"), keep_default_na=False).set_index("metric")


@dataclass(eq=False)
class Plain:
    """Facts as data frames by table, with `table_of` and `owners_of` ('office', 'bureau', 'both') by column."""

    facts: Mapping[str, pd.DataFrame]
    table_of: Mapping[str, str]
    owners_of: Mapping[str, str]

    def value(self, metric: str, offices: set[str], first: date, last: date) -> float | None:
        """Compute a metric over some owners (offices and bureau rows) and days; None is no data or no base."""
        row = {name: str(text) for name, text in formulas().loc[metric].items()}
        text = f"{row['numerator']} {row['denominator']}"
        calls = CALL.findall(text)
        numerator = self._part(row["numerator"], calls, offices, first, last)
        if numerator is None:
            return None
        if not row["denominator"]:
            return numerator
        denominator = self._part(row["denominator"], calls, offices, first, last)
        return numerator / denominator * SCALES.get(row["unit"], 1.0) if denominator else None

    def _part(
        self, formula: str, calls: list[tuple[str, ...]], offices: set[str], first: date, last: date
    ) -> float | None:
        amounts: dict[str, float | None] = {}

        def replaced(match: re.Match[str]) -> str:
            name = f"x{len(amounts)}"
            amounts[name] = self._atom(match, calls, offices, first, last)
            return name

        expression = CALL.sub(replaced, formula)
        if any(amount is None for amount in amounts.values()):
            return None
        return float(eval(expression, {}, amounts))  # noqa: S307 - the test's own formulas

    def _atom(
        self,
        match: re.Match[str],
        calls: list[tuple[str, ...]],
        offices: set[str],
        first: date,
        last: date,
    ) -> float | None:
        operator, column, dimension, member = match.groups()
        owed = {owner for owner in offices if self._owes(owner, column)}
        group = "S" if operator == "S" else "EBA"  # stocks are carried, even if other columns came that day
        partners = {name for kind, name, *_ in calls if kind in group}
        days = {
            "S": (first, last),
            "A": (first, last),
            "E": (last, last),
            "B": (first - timedelta(days=1),) * 2,
        }[operator]
        total, known = 0.0, set[date]()
        for owner in sorted(owed):
            needed = [name for name in partners if self._owes(owner, name)]
            for step in range((days[1] - days[0]).days + 1):
                day = days[0] + timedelta(days=step)
                if all(self._cell(owner, day, name) is not None for name in needed):
                    total += self._cell(owner, day, column, dimension, member) or 0
                    known.add(day)
        if not known:
            return None
        return total / len(known) if operator == "A" else total

    def _owes(self, owner: str, column: str) -> bool:
        return self.owners_of[column] in {"both", "bureau" if owner.endswith("000") else "office"}

    def _cell(
        self, owner: str, day: date, column: str, dimension: str | None = None, member: str | None = None
    ) -> float | None:
        if not column.endswith("_eod"):
            return self._reported(column, dimension, member).get((owner, day))
        whole = self._reported(column, None, None)
        for back in range(STALE_DAYS + 1):
            if (at := (owner, day - timedelta(days=back))) in whole:
                return self._reported(column, dimension, member).get(at, 0.0)
        return None

    @cache  # noqa: B019 - lives as long as one test's facts
    def _reported(self, column: str, dimension: str | None, member: str | None) -> dict[tuple[str, date], float]:
        frame = self.facts[self.table_of[column]]
        whole = frame.groupby(["office_code", "day"])[column].agg(["sum", "count", "size"])
        whole = whole[whole["count"] == whole["size"]]
        if dimension is None:
            return self._keyed(whole["sum"])
        part = frame[frame[dimension] == member].groupby(["office_code", "day"])[column].sum()
        known = self._keyed(part)
        return {key: known.get(key, 0.0) for key in self._keyed(whole["sum"])}

    @staticmethod
    def _keyed(column: pd.Series[Any]) -> dict[tuple[str, date], float]:
        keys: list[Any] = list(column.index)
        return {(str(owner), day): float(amount) for (owner, day), amount in zip(keys, column, strict=True)}
