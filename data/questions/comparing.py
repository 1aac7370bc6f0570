"""Compares a region with its siblings and with all of its level for a viewer who may not see them one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from data.catalogue import Catalogue
from data.periods import Period
from data.questions.kinds import Comparisons
from data.readings import Figures, read
from data.readings.assessed import assessed_periods
from data.regions.scope import sees_totals
from data.statistics.comparison import Comparison, comparison
from data.statistics.placing import Among, among
from data.store import Store
from data.viewer import Viewer


def comparisons_of(
    metrics: Sequence[str], catalogue: Catalogue, region: str, period: Period, as_of: date
) -> list[Comparisons]:
    """Return the questions for how a region's figures compare, monthly duties where they were last assessed."""
    found = []
    for is_monthly, periods in ((False, (period,)), (True, assessed_periods(period, as_of))):
        keys = tuple(key for key in metrics if catalogue.metric(key).is_monthly is is_monthly)
        found += [Comparisons(region, keys, periods, as_of)] if keys else []
    return found


def comparisons(store: Store, asked: Comparisons, viewer: Viewer) -> Mapping[tuple[str, Period], Comparison]:
    """Return how a region's figures compare with the others', by metric and period.

    The others are read as for the whole cockpit, with its small cells hidden; what is returned names none of them.
    """
    region = store.regions.get(asked.region)
    abouts = {period: among(store.regions, region, period.to_date(asked.as_of)) for period in asked.periods}
    codes = {period: (region.code, *_others(about, region.code)) for period, about in abouts.items()}
    questions = [Figures(asked.metrics, codes[period], (period,)) for period in asked.periods]
    everything = replace(viewer, scope=store.regions.root.code)
    readings = read(store, questions, viewer=everything, as_of=asked.as_of)
    named = {code for each in codes.values() for code in each if sees_totals(store.regions, code, viewer)}
    found = {}
    for period, about in abouts.items():
        for metric in asked.metrics:
            group, level = (
                readings.across(metric, [each.code for each in regions], period)
                for regions in (about.group, about.level)
            )
            found[metric, period] = comparison(readings.one(metric, region.code, period), group, level, named)
    return found


def _others(about: Among, own: str) -> tuple[str, ...]:
    return tuple({each.code: None for each in (*about.group, *about.level) if each.code != own})
