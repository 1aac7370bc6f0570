"""Rare counts day by day: when there was one last, since when one is open, and all the days with one."""

from data.readings.cases.event_days import event_days
from data.readings.cases.last_cases import CaseOf, last_cases
from data.readings.cases.open_since import DaysOf, case_days

__all__ = ["CaseOf", "DaysOf", "case_days", "event_days", "last_cases"]
