"""Duties recorded once a month, on the month's assessment day: where to find their last value."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.readings.assessed import assessed_periods, figure_periods, newest_assessed
from layouts.context import Context


def asked(context: Context, metrics: Sequence[str], codes: tuple[str, ...], *, compare: bool = False) -> list[Figures]:
    """Return the questions for figures of some regions, monthly ones where they were last assessed."""
    monthly = tuple(key for key in metrics if context.catalogue.metric(key).is_monthly)
    plain = tuple(key for key in metrics if key not in monthly)
    questions = [
        Figures(plain, codes, (context.period,), compare=compare),
        Figures(monthly, codes, assessed_periods(context.period, context.as_of), compare=compare),
    ]
    return [question for question in questions if question.metrics]


def newest_reading(readings: Readings, context: Context, metric: str, region: str) -> Reading:
    """Return the shown period's reading; of a monthly duty the newest that has something to judge, if any has."""
    periods = figure_periods(context.catalogue.metric(metric), context.period, context.as_of)
    return newest_assessed(readings.series(metric, region, periods))


def assessed_note(reading: Reading, context: Context) -> str:
    """Name the period a monthly duty's reading comes from, where it is not the shown one."""
    if reading.period == context.period:
        return ""
    return context.words("panels.assessed", period=context.words.period(reading.period))
