"""Facts being simulated: arrays of offices × days, and the ways in which events are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.demo.facts import Counts
from data.demo.simulate.subjects import Ints

SEED = 330000


@dataclass
class Simulation:
    """Facts being simulated: offices × days arrays by (table, column)."""

    rng: np.random.Generator
    days: list[date]
    offices: int
    counties: int
    county_of: Ints
    totals: dict[tuple[str, str], Counts]
    quality: NDArray[np.float64]
    county_codes: list[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Offices × days."""
        return self.offices, len(self.days)

    def poisson(self, base: Counts, a_year: float, weights: NDArray[np.float64] | float = 1.0) -> Counts:
        """Draw events at a yearly rate a head, with a mean-one shape over the days."""
        shape = np.asarray(weights) / np.mean(weights)
        return np.asarray(self.rng.poisson(base * (a_year / 365.0) * shape), np.int32)

    def done(self, due: Counts, level: float) -> Counts:
        """Draw how many of the due were done, at about `level` bent by each office's quality."""
        share = np.clip(1 - (1 - level) * self.quality, 0.0, 1.0)
        return self.rng.binomial(due, share).astype(np.int32)

    def put(self, table: str, **columns: Counts) -> None:
        """Keep columns of a table, rows of offices first."""
        self.totals |= {(table, column): _small(values) for column, values in columns.items()}

    def put_counties(self, table: str, **columns: Counts) -> None:
        """Keep columns of which only the bureaus have figures, counties × days."""
        offices = np.zeros((self.offices, len(self.days)), np.int32)
        self.put(table, **{column: np.vstack([offices, values.astype(np.int32)]) for column, values in columns.items()})


def _small(values: Counts) -> Counts:
    """Keep counts in the narrowest whole numbers that hold them: two years of every office are many."""
    return values.astype(np.int16) if values.size and values.max() < np.iinfo(np.int16).max else values


def padded(values: Counts, owners: int) -> Counts:
    """Add rows of zeros for the bureaus where there are rows of offices only."""
    lacking = owners - len(values)
    return np.vstack([values, np.zeros((lacking, values.shape[1]), values.dtype)]) if lacking else values


def overdispersed(draft: Simulation, registered: Counts, a_year: float) -> Counts:
    """Draw rare events at a yearly rate a head that differs from county to county more than chance makes it."""
    county = draft.rng.gamma(1.5, 1 / 1.5, draft.counties)[draft.county_of]
    return draft.rng.poisson(registered * county[:, None] * a_year / 365.0).astype(np.int32)


def shifted(values: Counts, days: int) -> Counts:
    """Book events some days later; what would have begun before the first day repeats the first days."""
    return np.concatenate([values[:, :days], values[:, :-days]], axis=1) if values.shape[1] > days else values


def adopted(since: Mapping[str, date], days: list[date]) -> Counts:
    """Return 0/1 a county and day: 1 from the county's day on."""
    return np.array([[day >= first for day in days] for first in since.values()], np.int32)
