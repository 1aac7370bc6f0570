"""What is said of a draft before anything else: the wrong period, the same file again, figures that are there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

import numpy as np
import pandas as pd
from sqlalchemy import select

from data.catalogue.catalogue import FactTable, Kind
from data.clock import shanghai
from data.intake.draft import Draft, DraftState
from data.load.rows.rows import TableRows
from data.reasons import Reason
from data.regions.scope import is_within
from data.schema.bulk import MOST_NAMED
from data.schema.intake import DraftRow
from data.store import Store
from data.store.fact_rows import AT_ONCE, held, office_days
from data.viewer import Viewer

ALIKE = 0.9  # share of figures from which two files are the same
USUAL = 1  # figures up to it are the same on most days
FEWEST = 8  # figures above that of which a share says anything
STEPS = (1, 7)  # days before, whose figures may have been sent again under a new date
LONG_AGO = 40  # days after which nobody owes a day any more
KEY_LENGTH = 16


class RepeatKind(StrEnum):
    """What is odd about a file as a whole."""

    FUTURE = "future"
    LAST_YEAR = "last_year"
    LONG_AGO = "long_ago"
    OLDER = "older"
    SAME_FILE = "same_file"
    ALREADY_IN = "already_in"
    EARLIER_FIGURES = "earlier_figures"


ASKED = {RepeatKind.LAST_YEAR, RepeatKind.LONG_AGO, RepeatKind.EARLIER_FIGURES}  # that are hardly ever meant


@dataclass(frozen=True, slots=True)
class Repeat:
    """One thing odd about a draft as a whole; `key` answers it in `Corrections.reasons`, `answer` is the reason given."""

    kind: RepeatKind
    reason: Reason
    key: str
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it needs a reason and has none."""
        return self.kind in ASKED and not self.answer.strip()


def repeats_of(store: Store, draft: Draft, tables: Sequence[TableRows], *, viewer: Viewer, today: date) -> list[Repeat]:
    """Return what is odd about a draft as a whole; `tables` are the rows of the tables in its file."""
    found = [*_wrong_period(store, tables, today), *_same_file(store, draft, viewer), *_same_figures(store, tables)]
    reasons = draft.corrections.reasons
    return [replace(each, answer=reasons.get(each.key, "")) for each in found]


def _repeat(kind: RepeatKind, about: Mapping[str, object], key: str = "") -> Repeat:
    table = about.get("table")
    marks = (kind, table.key if isinstance(table, FactTable) else "", about.get("day", ""))
    mark = sha256(repr(marks).encode()).hexdigest()[:KEY_LENGTH]
    return Repeat(kind, Reason(key or f"repeat.{kind}", about), mark)


def _wrong_period(store: Store, tables: Sequence[TableRows], today: date) -> Iterator[Repeat]:
    """Find the table whose newest day is not one that is reported now."""
    for rows in tables:
        days = rows.frame["day"].dropna()
        if days.empty:
            continue
        newest, table = days.max(), rows.layout.table
        held_to = _held_to(store, rows)
        about: dict[str, object] = {"table": table, "day": str(newest), "today": str(today)}
        if newest > today:
            yield _repeat(RepeatKind.FUTURE, about)
        elif _is_last_years(newest, held_to or today):
            yield _repeat(RepeatKind.LAST_YEAR, about)
        elif held_to is not None and newest < held_to:
            yield _repeat(RepeatKind.OLDER, {"table": table, "day": str(newest), "held_to": str(held_to)})
        elif (today - newest).days > LONG_AGO:
            yield _repeat(RepeatKind.LONG_AGO, about)


def _is_last_years(newest: date, now: date) -> bool:
    """Say whether a day would be about now if only its year were another."""
    return any(abs((now - newest).days - days) <= LONG_AGO for days in (365, 730))


def _held_to(store: Store, rows: TableRows) -> date | None:
    """Return the last day that the store holds of any owner of some rows; None where it holds none or they are too many."""
    facts = store.schema.facts[rows.layout.table.key].c
    owners = sorted(rows.frame["office_code"].dropna().unique())
    if not owners or len(owners) > MOST_NAMED:
        return None
    query = select(facts.day).where(facts.office_code.in_(owners)).order_by(facts.day.desc()).limit(1)
    with store.reading() as connection:
        return connection.execute(query).scalar()


def _same_file(store: Store, draft: Draft, viewer: Viewer) -> Iterator[Repeat]:
    """Find the newest other draft with the same file that the viewer's scope has and nobody discarded."""
    query = (
        select(DraftRow)
        .where(DraftRow.sha256 == draft.sha256, DraftRow.draft_no != draft.number)
        .where(DraftRow.state != DraftState.DISCARDED)
        .order_by(DraftRow.draft_no.desc())
    )
    with store.reading_rows() as session:
        for row in session.scalars(query):
            if is_within(store.regions, row.region_code, viewer.scope):
                at = f"{shanghai(row.made_at):%Y-%m-%d %H:%M}"
                about = {"number": row.draft_no, "at": at, "by": row.post, "version": row.load_no or ""}
                yield _repeat(RepeatKind.SAME_FILE, about, "repeat.same_file" if row.load_no else "repeat.same_draft")
                return


def _same_figures(store: Store, tables: Sequence[TableRows]) -> Iterator[Repeat]:
    """Find the tables whose figures are those that the store holds, of the same days or of earlier ones."""
    for rows in tables:
        known = rows.frame.dropna(subset=rows.keys)
        if known.empty:
            continue
        newest = known["day"].max()
        share, version = _alike(store, rows, known.sort_values("day").tail(AT_ONCE), 0, rows.measures)
        if share >= ALIKE:
            about = {"table": rows.layout.table, "share": _percent(share), "version": version}
            yield _repeat(RepeatKind.ALREADY_IN, about)
            continue
        flows = [each.key for each in rows.layout.table.measures if each.key in rows.frame and each.kind is Kind.FLOW]
        for step in STEPS if flows else ():
            share, _ = _alike(store, rows, known[known["day"] == newest], step, flows)
            if share >= ALIKE:
                day, before = str(newest), str(newest - timedelta(days=step))
                about = {"table": rows.layout.table, "share": _percent(share), "day": day, "before": before}
                yield _repeat(RepeatKind.EARLIER_FIGURES, about)
                break


def _alike(store: Store, rows: TableRows, frame: pd.DataFrame, step: int, measures: Sequence[str]) -> tuple[float, int]:
    """Return the share of figures that equal those of the same parts `step` days before, and the newest load of these.

    Figures of other days say something only where there are several that are not usual.
    """
    keys = rows.keys
    given = frame[[*keys, *measures]]
    given = given.assign(day=given["day"].map(lambda day: day - timedelta(days=step)))
    facts = store.schema.facts[rows.layout.table.key]
    with store.reading() as connection:
        old = held(connection, facts, office_days([given]), [*keys, *measures, "load_no"])
    if old.empty:
        return 0.0, 0
    both = given.merge(old, on=keys, how="left", suffixes=("", "_held"))
    new, before = (both[[f"{key}{end}" for key in measures]].to_numpy(float, na_value=np.nan) for end in ("", "_held"))
    counted = ~np.isnan(new)
    if step:
        counted &= (new > USUAL) | (before > USUAL)
    if counted.sum() < (FEWEST if step else 1):
        return 0.0, 0
    return float((new == before)[counted].mean()), int(old["load_no"].max())


def _percent(share: float) -> int:
    return int(100 * share)
