"""Compares a region with its siblings and with all of its level for a viewer who may not see them one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.periods import Period
from data.questions.kinds import Comparisons
from data.readings import Figures, read
from data.readings.assessed import figure_periods, newest_assessed
from data.regions import Region
from data.regions.scope import sees_totals
from data.statistics.comparison import Comparison, comparison
from data.statistics.placing import Among, among
from data.store import Store
from data.viewer import Viewer


def comparisons(store: Store, asked: Comparisons, viewer: Viewer) -> Mapping[tuple[str, Period], Comparison]:
    """Return how a region's figures compare with the others', by metric and the period in which it has something to judge.

    The others are read as for the whole cockpit, with its small cells hidden; what is returned names none of them.
    """
    region, everything = store.regions.get(asked.region), replace(viewer, scope=store.regions.root.code)
    periods = {key: figure_periods(store.catalogue.metric(key), asked.period, asked.as_of) for key in asked.metrics}
    abouts = {
        period: among(store.regions, region, period.to_date(asked.as_of))
        for period in dict.fromkeys(each for some in periods.values() for each in some)
    }
    questions = [
        Figures(tuple(key for key in periods if period in periods[key]), _codes(about, region), (period,))
        for period, about in abouts.items()
    ]
    readings = read(store, questions, viewer=everything, as_of=asked.as_of)
    found = {}
    for metric, some in periods.items():
        own = newest_assessed(readings.series(metric, region.code, some))
        about = abouts[own.period]
        group, level = (
            readings.across(metric, [each.code for each in regions], own.period)
            for regions in (about.group, about.level)
        )
        named = {code for code in _codes(about, region) if sees_totals(store.regions, code, viewer)}
        found[metric, own.period] = comparison(own, group, level, named)
    return found


def _codes(about: Among, own: Region) -> tuple[str, ...]:
    return tuple(dict.fromkeys((own.code, *(each.code for each in (*about.group, *about.level)))))
