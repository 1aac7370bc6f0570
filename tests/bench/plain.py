"""The plain alternative to readings: fact rows into pandas, grouped by region; nothing is rolled up beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd
from sqlalchemy import select

from data.catalogue import Measure, Metric
from data.catalogue.catalogue import Kind, Owner
from data.catalogue.formula import Atom, Operator
from data.periods import Span, days_between
from data.regions.owners import is_bureau
from data.store import Store

OVER_DAYS = {Operator.S}
ONE_DAY = timedelta(days=1)
Figures = dict[tuple[str, str], float | None]


def plain_figures(store: Store, metrics: Sequence[str], codes: Sequence[str], span: Span) -> Figures:
    """Return values by metric and region, from the facts of a span and of the days a stock is carried over."""
    wanted = [store.catalogue.metric(key) for key in metrics]
    levels = _owners_by_region(store, codes)
    facts = _Facts(store, span, sorted({owner for owners in levels for owner in owners}))
    figures: Figures = dict.fromkeys((metric.key, code) for metric in wanted for code in codes)
    for metric in wanted:
        for owners in levels:
            amounts = {atom: facts.amounts(metric, atom, owners) for atom in metric.atoms}
            for code in set(owners.values()):
                figures[metric.key, code] = _value(metric, {atom: each.get(code) for atom, each in amounts.items()})
    return figures


def _owners_by_region(store: Store, codes: Sequence[str]) -> list[dict[str, str]]:
    """Return for each level among `codes` the region of every owner (office or bureau row) below it."""
    levels: dict[str, dict[str, str]] = {}
    for code in codes:
        levels.setdefault(store.regions.get(code).level, {}).update(dict.fromkeys(store.regions.owners(code), code))
    return list(levels.values())


def _value(metric: Metric, amounts: Mapping[Atom, float | None]) -> float | None:
    known = {atom: None if amount is None or pd.isna(amount) else float(amount) for atom, amount in amounts.items()}
    numerator = metric.numerator.evaluate(known)
    denominator = metric.denominator.evaluate(known) if metric.denominator else 1.0
    return numerator / denominator * metric.scale if numerator is not None and denominator else None


@dataclass(eq=False)
class _Facts:
    store: Store
    span: Span
    owners: list[str]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    grids: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    def amounts(self, metric: Metric, atom: Atom, owners: Mapping[str, str]) -> dict[str, float]:
        """Return what an atom amounts to by region, leaving out office-days on which a column is lacking."""
        grid = self._grid(atom.measure, atom.slice)
        partners = [each for each in metric.atoms if (each.operator in OVER_DAYS) == (atom.operator in OVER_DAYS)]
        for partner in partners:
            known = self._grid(partner.measure, "").notna().reindex(columns=grid.columns, fill_value=True)
            grid = grid.where(known)
        last = self.span.first - ONE_DAY if atom.operator is Operator.B else self.span.last
        if atom.operator is Operator.A:  # the mean of a region's daily totals, over the days that have one
            by_day = grid.loc[self.span.first : last].T
            return dict(by_day.groupby(by_day.index.map(owners)).sum(min_count=1).mean(axis=1))
        first = self.span.first if atom.operator in OVER_DAYS else last
        by_owner = grid.loc[first:last].sum(min_count=1)
        return dict(by_owner.groupby(by_owner.index.map(owners)).sum(min_count=1))

    def _grid(self, measure: str, cell: str) -> pd.DataFrame:
        """Return a column as days × owners, stocks carried over gaps."""
        if (measure, cell) not in self.grids:
            self.grids[measure, cell] = self._made(self.store.catalogue.measures[measure], cell)
        return self.grids[measure, cell]

    def _made(self, measure: Measure, cell: str) -> pd.DataFrame:
        frame = self._frame(measure.table)
        keys = ["day", "office_code"]
        whole = frame.groupby(keys)[measure.key].sum(skipna=False)
        if cell:
            dimension, member = cell.split("=")
            part = frame[frame[dimension] == member].groupby(keys)[measure.key].sum()
            whole = part.reindex(whole.index, fill_value=0.0).where(whole.notna())
        grid = whole.unstack("office_code").reindex(index=self._days, columns=self._owing(measure.owner))
        return grid.ffill(limit=self.store.stale_days) if measure.kind is Kind.STOCK else grid

    def _frame(self, table: str) -> pd.DataFrame:
        if table not in self.frames:
            facts = self.store.schema.facts[table]
            inside = facts.c.day.between(self._days[0], self._days[-1]) & facts.c.office_code.in_(self.owners)
            with self.store.engine.connect() as connection:
                frame = pd.read_sql(select(facts).where(inside), connection)
            measures = [measure.key for measure in self.store.catalogue.tables[table].measures]
            self.frames[table] = frame.astype(dict.fromkeys(measures, float))
        return self.frames[table]

    def _owing(self, owner: Owner) -> list[str]:
        owing = {Owner.OFFICE: (False,), Owner.BUREAU: (True,), Owner.BOTH: (False, True)}[owner]
        return [code for code in self.owners if is_bureau(code) in owing]

    @property
    def _days(self) -> list[object]:
        return [*days_between(self.span.first - (self.store.stale_days + 1) * ONE_DAY, self.span.last)]
