"""When each section of the figures is due, how often and by whom: a setting of a region, and what holds without one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from data.alerts.rules import load_area_rules
from data.catalogue import Catalogue
from data.catalogue.reference_tables import Row
from data.clock import SHANGHAI
from data.periods import ONE_DAY, Grain, Period, Span
from data.periods.workdays import is_working
from data.regions import Regions

DEADLINES = "deadline"  # the reference table
RULE = "reporting"  # the alert rule for offices that do not report
LONGEST_WAIT = 92  # days after a period
LONGEST_BREAK = 14  # days by which a holiday can put a deadline off
FILE = Path(__file__).with_name("sections.toml")


class Giver(StrEnum):
    """Who gives a section: every office, or the county's bureau."""

    OFFICE = "office"
    BUREAU = "bureau"


@dataclass(frozen=True, slots=True)
class ReportRule:
    """What is given together: a table, who gives it, how often and until when after the last day that is reported on."""

    key: str
    table: str
    giver: Giver
    grain: Grain
    due_days: int
    due_time: time

    def deadline(self, period: Period) -> datetime:
        """Return the moment, in Shanghai time, until which a period is due.

        A weekly or monthly report is not due on a day off: it is due on the next working day. A daily one is, since
        supervision does not rest either.
        """
        day = period.last + timedelta(days=self.due_days)
        while self.grain is not Grain.DAY and not is_working(day):
            day += ONE_DAY
        return datetime.combine(day, self.due_time, SHANGHAI)

    def due_in(self, window: Span) -> list[Period]:
        """Return the periods whose deadline is on one of some days, in order."""
        return [period for period in self._around(window) if self.deadline(period).date() in window]

    def due_next(self, day: date) -> Period:
        """Return the first period whose deadline is after a day."""
        return next(period for period in self._around(Span(day, date.max)) if self.deadline(period).date() > day)

    def _around(self, window: Span) -> Iterator[Period]:
        period = Period.holding(window.first - timedelta(days=self.due_days + LONGEST_BREAK), self.grain)
        while period.last + timedelta(days=self.due_days) <= window.last:
            yield period
            period = period.next()


@cache
def usual_sections(catalogue: Catalogue) -> Mapping[str, ReportRule]:
    """Return the sections by their key, as they are due where no region says otherwise."""
    hour = load_area_rules(catalogue)[RULE].due_hour
    with FILE.open("rb") as file:
        found = tomllib.load(file)
    return {key: _section(key, entry, time(hour)) for key, entry in found.items()}


def _section(key: str, entry: Mapping[str, Any], usual: time) -> ReportRule:
    due_time = time.fromisoformat(entry["due_time"]) if "due_time" in entry else usual
    return ReportRule(key, entry["table"], Giver(entry["giver"]), Grain(entry["grain"]), entry["due_days"], due_time)


def section_for(usual: ReportRule, rows: Sequence[Row], regions: Regions, county: str) -> ReportRule:
    """Return a section as it is due for a county: by the row of the nearest region that has one."""
    set_by = {str(row["region"]): row for row in rows if row["section"] == usual.key}
    line = [county, *(region.code for region in reversed(regions.ancestors(county)))]
    row = next((set_by[code] for code in line if code in set_by), None)
    return _as_set(usual, row) if row else usual


def _as_set(usual: ReportRule, row: Row) -> ReportRule:
    days = row["due_days"]
    return replace(
        usual,
        giver=Giver(str(row["giver"] or usual.giver)),
        grain=Grain(str(row["grain"] or usual.grain)),
        due_days=min(days, LONGEST_WAIT) if isinstance(days, int) else usual.due_days,
        due_time=time.fromisoformat(str(row["due_time"])) if row["due_time"] else usual.due_time,
    )
