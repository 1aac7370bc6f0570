"""Rows of a panel in which rates are bars with their target and counts are figures without one."""

from __future__ import annotations

from data.readings import Reading
from layouts.charts.amount import amount_of
from layouts.charts.kinds import Bar
from layouts.context import Context
from layouts.panels.links import explain
from layouts.panels.monthly import assessed_note


def bar(reading: Reading, context: Context) -> Bar:
    """Return a rate as a bar with its target, marked where it falls short."""
    return Bar(
        label=context.words.short(reading.metric),
        value=reading.value,
        text=context.words.figure(reading),
        href=explain(context, reading.metric),
        note=assessed_note(reading, context),
        target=reading.metric.target,
        reading=reading,
        falls_short=falls_short(reading),
    )


def count(reading: Reading, context: Context) -> Bar:
    """Return a count as a point without a bar: `value` stays None, since the axis shows per cent."""
    return Bar(
        label=context.words.short(reading.metric),
        value=None,
        text=context.words.figure(reading),
        href=explain(context, reading.metric),
        note=context.words.unit_of(reading),
        reading=reading,
        amount=amount_of(reading),
    )


def falls_short(reading: Reading) -> bool:
    """Say whether a value is below its target at the shown decimals."""
    if reading.value is None or reading.metric.target is None:
        return False
    return round(reading.value, reading.metric.decimals) < reading.metric.target
