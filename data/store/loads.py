"""Loads: what they did, the log they are kept in, and the newest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, select

from data import clock
from data.clock import shanghai
from data.periods import Period
from data.schema import Schema
from data.store.partitions import Reject

NO_FIGURES = date(1900, 1, 1)  # the last day with data in the log line of a load before there were any
CLOCK_ERROR = timedelta(minutes=5)  # by which clocks of servers may differ


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: its number (the data version), rows, office-days touched and seconds."""

    version: int
    rows: int
    office_days: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line to write into the load log.

    `region`, `post` and `reason` are those of a withdrawal or of an undoing: its region, who made it and why; `undoes` is
    the load that is undone. `account` is who made a load.
    """

    number: int
    source: str
    rows: int
    office_days: int
    as_of: date
    is_demo: bool = False
    region: str = ""
    post: str = ""
    reason: str = ""
    undoes: int | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """A day of which less than half has arrived: reports there and reports due."""

    day: date
    arrived: int
    due: int


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The day a region is shown on, and the newest day if that is still coming in."""

    day: date
    coming: Coming | None


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """The newest load, and the day a region is shown on since.

    `as_of` is the last day of which at least half has arrived, `newest` the last day with any figure in the store, and
    `coming` the region's newest day while that is still coming in. `behind` is by how many days the region's own day is
    earlier than the root's.
    """

    version: int
    loaded_at: datetime
    as_of: date
    is_demo: bool
    retained_from: date | None
    newest: date
    coming: Coming | None = None
    behind: int = 0

    def age(self, now: datetime) -> timedelta | None:
        """Return how long before `now` the load was made; None where its time is later: the clock was wrong then or is now."""
        passed = now - self.loaded_at
        return None if passed < -CLOCK_ERROR else max(passed, timedelta(0))

    def as_of_in(self, period: Period) -> date:
        """Return the day up to which a period is read: the region's own; for a later period the root's, or the newest."""
        days = (self.as_of, self.as_of + timedelta(days=self.behind), self.newest)
        return next((day for day in days if period.first <= day), self.newest)


@dataclass(frozen=True, slots=True)
class SinceLoad:
    """What was looked up since a load and is valid until the next; None where there is none.

    By region its shown day and its first day with a report, by column and region the first month with a value. By guarded
    metric, region for which it is decided and day the regions below whose counts are hidden.
    """

    shown_days: dict[str, ShownDay | None] = field(default_factory=dict)
    first_reports: dict[str, date | None] = field(default_factory=dict)
    first_months: dict[tuple[str, str], date | None] = field(default_factory=dict)
    hidden: dict[tuple[str, str, date], frozenset[str]] = field(default_factory=dict)


def newest_load(connection: Connection, schema: Schema) -> LoadEntry | None:
    """Return the newest load as a connection sees it; None while the store holds no figures.

    Its `as_of` is the last day with any figure.
    """
    row = connection.execute(_newest(schema.loads)).one_or_none()
    if row is None or row[2] == NO_FIGURES:
        return None
    number, loaded_at, day, is_demo, retained_from = row
    moment = shanghai(loaded_at)
    return LoadEntry(number, moment, day, bool(is_demo), retained_from, day)


@lru_cache(maxsize=8)  # every request asks, some several times
def _newest(log: Table) -> Select[Any]:
    """Select the newest line with the widest of all; the last day since the newest load that undid another, which may have taken it back."""
    undoing = select(func.max(log.c.load_no)).where(log.c.undoes.is_not(None)).scalar_subquery()
    as_of = select(func.max(log.c.as_of)).where(log.c.load_no >= func.coalesce(undoing, 0)).scalar_subquery()
    widest = (select(func.max(each)).scalar_subquery() for each in (log.c.is_demo, log.c.retained_from))
    return select(log.c.load_no, log.c.loaded_at, as_of, *widest).order_by(log.c.load_no.desc()).limit(1)


def write_log(connection: Connection, schema: Schema, line: LogLine, rejects: Sequence[Reject] = ()) -> None:
    """Write the line of a load into the log, and what the load refused."""
    connection.execute(
        insert(schema.loads).values(
            load_no=line.number,
            loaded_at=clock.utc_now(),
            source=line.source[:200],
            is_demo=int(line.is_demo),
            fact_rows=line.rows,
            office_days=line.office_days,
            as_of=line.as_of,
            region_code=line.region or None,
            post=line.post[:40] or None,
            reason=line.reason[:200] or None,
            undoes=line.undoes,
            account=line.account or None,
        )
    )
    rows = [
        {
            "load_no": line.number,
            "reject_no": step,
            "file_name": reject.file[:200],
            "fact_table": reject.table,
            "row_no": reject.row,
            "column_name": reject.column,
            "value_text": reject.kept_value or None,
            "reason": reject.kept_reason,
            "office_code": reject.office or None,
        }
        for step, reject in enumerate(rejects, start=1)
    ]
    if rows:
        connection.execute(insert(schema.rejects), rows)
