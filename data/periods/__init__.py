"""Weeks, months, quarters and years, their days, and which of these are working days."""

from data.periods.period import ONE_DAY, Grain, Period, Span, days_between

__all__ = ["ONE_DAY", "Grain", "Period", "Span", "days_between"]
