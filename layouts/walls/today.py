"""The wall's opening sentence: who is on the register on the last day, the day's check-ins, and the red alerts open."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings
from layouts.charts.chart import Words
from layouts.context import Context, Need
from layouts.panels.alerts.area import found_notices, shown
from layouts.panels.links import explain

REGISTER, CHECKINS, RED = METRICS = ("registered_count", "checkin_completion_rate", "red_alert_open_count")


def needs(context: Context) -> Sequence[Need]:
    """Ask for the last day with data of the shown period."""
    return [shown(context), Figures(METRICS, (context.region.code,), (_day(context),))]


def headline(readings: Readings, context: Context) -> Words:
    """Return the one sentence; a figure that is not known is a dash."""
    day, words = _day(context), context.words
    register, checkins, red = (readings.one(key, context.region.code, day) for key in METRICS)
    figures = (
        ("registered", register, words.figure(register)),
        ("due", checkins, _amount(checkins.denominator, context)),
        ("done", checkins, _amount(checkins.numerator, context)),
        ("red", red, words.figure(red)),
    )
    parts: list[str | tuple[str, str]] = [words("panels.today.day", day=words.day(day.first))]
    for key, reading, figure in figures:
        parts += [words(f"panels.today.{key}"), _link(key, reading, figure, context)]
    own = sum(each.level is AlertLevel.RED for each in found_notices(context))
    said = words("panels.today.own", count=own) if own else ""
    return Words(((*parts, said + words("panels.today.end")),))


def _day(context: Context) -> Period:
    return Period.holding(min(context.period.last, context.as_of), Grain.DAY)


def _amount(amount: float | None, context: Context) -> str:
    return context.words("mark.missing") if amount is None else context.words.number(amount)


def _link(key: str, reading: Reading, figure: str, context: Context) -> tuple[str, str]:
    return context.words(f"panels.today.{key}_figure", figure=figure), explain(context, reading.metric)
