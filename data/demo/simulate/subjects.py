"""Simulated subjects: when each came, where, at which level, and when each left; and the roster they make."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.calendar import office_weights
from data.demo.facts import Counts
from data.regions import Regions

WEIGHTS = Path(__file__).parents[2] / "places" / "demo_weights.csv"
TYPES = ("surveillance", "probation", "parole", "outside_prison")
TYPE_SHARES = (0.012, 0.950, 0.024, 0.014)
LEVELS = ("strict", "ordinary", "lenient")
TERMS, TERM_SHARES = (180, 365, 545, 730, 1095), (0.36, 0.35, 0.12, 0.12, 0.05)
KIND_WEIGHTS = {"street": 1.6, "town": 1.0, "rural": 0.4}
BURN_IN = 1100  # days before the first, so that the register starts in its steady state
STRICT_DAYS = 60
STAY_DAYS = 405.0  # mean stay, from stock ÷ receptions a day
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Subjects:
    """One row a subject: office, first day and the day after the last (day 0 is the first simulated day)."""

    office: Ints
    start: Ints
    end: Ints
    type_at: Ints
    ending: Ints  # 0 released, 1 revoked probation, 2 revoked parole, 3 re-imprisoned, 4 died
    moved_at: Ints  # day of a transfer, −1 for none
    moved_to: Ints
    lenient_from: Ints

    def segments(self) -> pd.DataFrame:
        """Return stays by office and level: columns subject, office, type_at, level_at, first, last (exclusive)."""
        strict_end = np.minimum(self.start + STRICT_DAYS, self.end)
        lenient = np.clip(self.lenient_from, strict_end, self.end)
        pieces = [(self.start, strict_end, 0), (strict_end, lenient, 1), (lenient, self.end, 2)]
        frames = []
        for first, last, level in pieces:
            moved = np.where(self.moved_at < 0, last, np.clip(self.moved_at, first, last))
            for begin, finish, office in ((first, moved, self.office), (moved, last, self.moved_to)):
                keep = finish > begin
                frames.append(
                    pd.DataFrame(
                        {
                            "subject": np.nonzero(keep)[0],
                            "office": office[keep],
                            "type_at": self.type_at[keep],
                            "level_at": level,
                            "first": begin[keep],
                            "last": finish[keep],
                        }
                    )
                )
        return pd.concat(frames, ignore_index=True)

    def office_on(self, day: Ints) -> Ints:
        """Return the office each subject belongs to on a day."""
        return np.where((self.moved_at >= 0) & (day >= self.moved_at), self.moved_to, self.office)


def office_shares(regions: Regions, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the expected register of each office, in the order of `regions.offices`."""
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        county_stock = {row["county"]: float(row["registered"]) for row in csv.DictReader(file)}
    offices = [regions.get(code) for code in regions.offices(regions.root.code)]
    plain = np.array([KIND_WEIGHTS.get(office.kind, 1.0) for office in offices]) * rng.gamma(4.0, 0.25, len(offices))
    counties = np.array([office.parent for office in offices])
    shares = np.zeros(len(offices))
    for county in np.unique(counties):
        inside = counties == county
        stock = county_stock.get(str(county), 20.0 * inside.sum()) * rng.lognormal(0, 0.15)
        shares[inside] = plain[inside] / plain[inside].sum() * stock
    return shares


def simulate_subjects(days: list[date], shares: NDArray[np.float64], rng: np.random.Generator) -> Subjects:
    """Return everyone on the register at any time of the days."""
    early = [days[0] - timedelta(days=step) for step in range(BURN_IN, 0, -1)]
    weights = office_weights([*early, *days])
    weights = weights / weights.mean()
    rate = shares.sum() / STAY_DAYS
    a_day = rng.poisson(rate * weights)
    start = np.repeat(np.arange(len(weights)) - BURN_IN, a_day)
    count = len(start)
    term = rng.choice(TERMS, count, p=TERM_SHARES) + rng.integers(-5, 6, count)
    end = start + term
    fate = rng.random(count)
    type_at = rng.choice(len(TYPES), count, p=TYPE_SHARES)
    revoked = fate < 0.012
    ending = np.where(revoked, np.choose(type_at, [1, 1, 2, 3]), np.where(fate > 0.996, 4, 0))
    early_end = start + (term * rng.uniform(0.15, 0.9, count)).astype(int)
    end = np.where(ending > 0, early_end, end)
    office = rng.choice(len(shares), count, p=shares / shares.sum())
    moves = rng.random(count) < 0.03
    moved_at = np.where(moves, start + 1 + ((end - start) * rng.uniform(0.2, 0.8, count)).astype(int), -(10**6))
    moved_to = np.where(moves, rng.choice(len(shares), count, p=shares / shares.sum()), office)
    eased = rng.random(count) < 0.55
    lenient_from = np.where(eased, start + (term * 0.55).astype(int), 10**6)
    keep = end > 0
    fields = (office, start, end, type_at, ending, moved_at, moved_to, lenient_from)
    cut = [values[keep].astype(np.int64) for values in fields]
    cut[5] = np.where(cut[5] < 0, np.where(cut[5] > -(10**5), 0, -1), cut[5])
    # a move before the first day has already happened
    gone = (moved_at[keep] > -(10**5)) & (moved_at[keep] < 0)
    cut[0] = np.where(gone, cut[6], cut[0])
    cut[5] = np.where(gone, -1, cut[5])
    return Subjects(*cut)


def stock(offices: int, days: int, office: Ints, first: Ints, last: Ints) -> Counts:
    """Count who is there at the end of each day: from `first` to the day before `last`."""
    begin, finish = np.clip(first, 0, days), np.clip(last, 0, days)
    size = offices * (days + 1)
    steps = np.bincount(office * (days + 1) + begin, minlength=size) - np.bincount(
        office * (days + 1) + finish, minlength=size
    )
    return np.cumsum(steps.reshape(offices, days + 1)[:, :days], axis=1, dtype=np.int32)


def tally(offices: int, days: int, office: Ints, day: Ints, weight: NDArray[np.float64] | None = None) -> Counts:
    """Count events by office and day; those outside the days are left out."""
    inside = (day >= 0) & (day < days)
    at = office[inside] * days + day[inside]
    counted = np.bincount(at, None if weight is None else weight[inside], minlength=offices * days)
    return counted.reshape(offices, days).astype(np.int32)


def roster(
    subjects: Subjects, offices: int, days: int, newest: int, rng: np.random.Generator
) -> tuple[dict[str, Counts], dict[str, Counts], pd.DataFrame]:
    """Return the roster's owner × day totals by column, the register by level, and the newest days' cells."""
    stays = subjects.segments()
    marks = _marks(subjects, len(subjects.office), rng)
    totals: dict[str, Counts] = {}
    cells: dict[str, pd.Series] = {}
    for column, (first, last) in marks.items():
        who = stays["subject"].to_numpy()
        begin = np.maximum(stays["first"].to_numpy(), first[who])
        finish = np.minimum(stays["last"].to_numpy(), last[who])
        keep = finish > begin
        part = stays[keep]
        totals[column] = stock(offices, days, part["office"].to_numpy(), begin[keep], finish[keep])
        cells[column] = _cell_stock(part, begin[keep], finish[keep], offices, days, newest)
    by_level = {}
    for at, level in enumerate(LEVELS):
        part = stays[stays["level_at"] == at]
        by_level[level] = stock(
            offices, days, part["office"].to_numpy(), part["first"].to_numpy(), part["last"].to_numpy()
        )
    for column, (office, day, level_at) in _moves(subjects).items():
        totals[column] = tally(offices, days, office, day)
        cells[column] = _cell_tally(office, day, subjects.type_at[_who(subjects, column)], level_at, days, newest)
    return totals, by_level, _cell_frame(cells, offices, days, newest)


def _marks(subjects: Subjects, count: int, rng: np.random.Generator) -> Mapping[str, tuple[Ints, Ints]]:
    """Return for each stock column from when to when each subject is counted in it."""
    start, end = subjects.start, subjects.end
    never = np.full(count, 10**6)

    def some(share: float, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        return np.where(rng.random(count) < share, first, never), last

    away = start + (rng.random(count) * (end - start)).astype(int)
    employable = rng.random(count) < 0.72
    employed = employable & (rng.random(count) < 0.86)
    worn = rng.random(count) < 0.065
    worn_end = start + np.where(rng.random(count) < 0.0006, 130, 90)
    return {
        "registered_eod": (start, end),
        "female_eod": some(0.13, start, end),
        "minor_eod": some(0.008, start, end),
        "key_subject_eod": some(0.03, start + 10, end),
        "team_set_eod": some(0.998, start + (rng.random(count) < 0.3), end),
        "plan_set_eod": some(0.996, start + rng.integers(0, 4, count), end),
        "verify_enrolled_eod": some(0.992, start + rng.integers(0, 3, count), end),
        "device_worn_eod": (np.where(worn, start, never), np.minimum(end, worn_end)),
        "device_over_term_eod": (np.where(worn, start + 92, never), np.minimum(end, worn_end)),
        "on_leave_eod": (away, away + 4),
        "cross_county_eod": some(0.02, start + 30, end),
        "detained_eod": some(0.006, end - 20, end),
        "employable_eod": (np.where(employable, start, never), end),
        "employed_eod": (np.where(employed, start, never), end),
    }


def _who(subjects: Subjects, column: str) -> NDArray[np.bool_]:
    endings = {
        "released_n": 0,
        "revoked_probation_n": 1,
        "revoked_parole_n": 2,
        "reimprisoned_n": 3,
        "died_n": 4,
    }
    if column in endings:
        return np.asarray(subjects.ending == endings[column])
    if column.startswith("transfer"):
        return np.asarray((subjects.moved_at > subjects.start) & (subjects.moved_at < subjects.end))
    if column == "level_lowered_n":
        return np.asarray(subjects.lenient_from < subjects.end)
    if column == "level_raised_n":
        return np.asarray(subjects.ending == 1)  # made strict again before the probation was revoked
    return np.ones(len(subjects.office), bool)


def _moves(subjects: Subjects) -> dict[str, tuple[Ints, Ints, Ints]]:
    """Return for each flow column the office, day and level of every event."""
    last_level = np.where(
        subjects.lenient_from < subjects.end, 2, np.where(subjects.end - subjects.start > STRICT_DAYS, 1, 0)
    )
    out: dict[str, tuple[Ints, Ints, Ints]] = {
        "received_n": (subjects.office, subjects.start, np.zeros_like(subjects.start))
    }
    for column in ("released_n", "revoked_probation_n", "revoked_parole_n", "reimprisoned_n", "died_n"):
        who = _who(subjects, column)
        out[column] = (subjects.office_on(subjects.end - 1)[who], subjects.end[who], last_level[who])
    who = _who(subjects, "transfer_in_n")
    at = subjects.moved_at[who]
    level = np.where(at >= subjects.lenient_from[who], 2, np.where(at >= subjects.start[who] + STRICT_DAYS, 1, 0))
    out["transfer_out_n"] = (subjects.office[who], at, level)
    out["transfer_in_n"] = (subjects.moved_to[who], at, level)
    who = _who(subjects, "level_raised_n")
    raised = np.maximum(subjects.end - 20, subjects.start)[who]
    out["level_raised_n"] = (_there(subjects, who, raised), raised, np.zeros(len(raised), np.int64))
    who = _who(subjects, "level_lowered_n")
    eased = np.maximum(subjects.lenient_from, subjects.start + STRICT_DAYS)[who]
    out["level_lowered_n"] = (_there(subjects, who, eased), eased, np.full(len(eased), 2))
    return out


def _there(subjects: Subjects, who: NDArray[np.bool_], day: Ints) -> Ints:
    moved = (subjects.moved_at[who] >= 0) & (day >= subjects.moved_at[who])
    return np.where(moved, subjects.moved_to[who], subjects.office[who])


def _cell_stock(part: pd.DataFrame, begin: Ints, finish: Ints, offices: int, days: int, newest: int) -> pd.Series:
    width = len(TYPES) * len(LEVELS)
    cell = part["office"].to_numpy() * width + part["type_at"].to_numpy() * len(LEVELS) + part["level_at"].to_numpy()
    counted = stock(offices * width, newest, cell, begin - (days - newest), finish - (days - newest))
    at_cell, at_day = np.nonzero(counted)
    return pd.Series(counted[at_cell, at_day], index=pd.MultiIndex.from_arrays([at_cell, at_day]))


def _cell_tally(office: Ints, day: Ints, type_at: Ints, level: Ints, days: int, newest: int) -> pd.Series:
    width = len(TYPES) * len(LEVELS)
    cell, shifted = office * width + type_at * len(LEVELS) + level, day - (days - newest)
    inside = (shifted >= 0) & (shifted < newest)
    return pd.Series(1, index=pd.MultiIndex.from_arrays([cell[inside], shifted[inside]])).groupby(level=[0, 1]).sum()


def _cell_frame(cells: Mapping[str, pd.Series], offices: int, days: int, newest: int) -> pd.DataFrame:
    width = len(TYPES) * len(LEVELS)
    # every office has at least its ordinary-probation cell, so that an empty register is a reported zero
    base = np.repeat(np.arange(offices) * width + 1 * len(LEVELS) + 1, newest)
    every = pd.MultiIndex.from_arrays([base, np.tile(np.arange(newest), offices)])
    for series in cells.values():
        every = every.union(pd.MultiIndex.from_frame(series.index.to_frame()))
    frame = pd.DataFrame({column: series.reindex(every, fill_value=0) for column, series in cells.items()})
    cell = every.get_level_values(0).to_numpy()
    frame["owner_at"] = cell // width
    frame["day_at"] = every.get_level_values(1).to_numpy() + days - newest
    frame["correction_type"] = np.array(TYPES)[cell % width // len(LEVELS)]
    frame["management_level"] = np.array(LEVELS)[cell % len(LEVELS)]
    return frame.reset_index(drop=True)
