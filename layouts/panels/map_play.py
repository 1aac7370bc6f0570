"""The county map over its last periods: the shade of each region in each, by the limits of the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue import Metric
from data.periods import Grain, Period
from data.readings import Figures, Readings
from data.readings.assessed import assessed_periods
from layouts.charts.geometry.shades import shade_of, steps_of
from layouts.context import Context
from layouts.panels.map import shown_regions

PLAYED = 12


@dataclass(frozen=True, slots=True)
class Played:
    """The periods' names, oldest first, and of each region by code its look in each of them."""

    labels: tuple[str, ...]
    looks: dict[str, tuple[str, ...]]


def needs(context: Context, metric: Metric) -> Sequence[Figures]:
    """Ask for the metric of all regions of the map in each period, in one question; for none without regions."""
    return [Figures((metric.key,), codes, tuple(_asked(context, metric)))] if (codes := _codes(context)) else []


def played(readings: Readings, context: Context, metric: Metric) -> Played:
    """Return the looks of the last twelve periods that have figures, a monthly duty by its months."""
    codes, periods = _codes(context), _asked(context, metric)
    while len(periods) > 1 and metric.is_monthly and not _is_judged(readings, metric, codes, periods[-1]):
        periods = periods[:-1]
    shown = periods[-PLAYED:]
    steps = steps_of([readings.one(metric.key, code, shown[-1]) for code in codes])
    return Played(
        labels=tuple(context.words.period(period) for period in shown),
        looks={
            code: tuple(shade_of(readings.one(metric.key, code, period), steps) for period in shown) for code in codes
        },
    )


def _asked(context: Context, metric: Metric) -> list[Period]:
    if metric.is_monthly and context.period.grain in {Grain.DAY, Grain.WEEK}:
        return assessed_periods(context.period, context.as_of)[1].back(PLAYED + 1)
    return context.period.back(PLAYED + metric.is_monthly)


def _codes(context: Context) -> tuple[str, ...]:
    counties, offices = shown_regions(context)
    return tuple(region.code for region in (*counties, *offices))


def _is_judged(readings: Readings, metric: Metric, codes: Sequence[str], period: Period) -> bool:
    return any(reading.denominator for reading in readings.across(metric.key, codes, period))
