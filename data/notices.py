"""Notices: open area alerts as a screen may show them, by county; alerts of offices count, they are not named.

The alerts of one rule in one county are one cause. Three red alerts or more in one county make one notice of all its
red causes; every other cause is a notice of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from data.area_alerts import AreaAlert
from data.area_rules import AlertLevel, AreaRule, Side
from data.regions import Level, Region, Regions

TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """What one rule says of one county: at the county itself, or at `offices` of its offices, 0 for the former.

    `figure` is the one farthest beyond, with its limit; `told` is the code of the region that was told because an alert
    of it was not acknowledged in time.
    """

    rule: AreaRule
    level: AlertLevel
    offices: int
    figure: float
    limit: float
    since: date
    period: str
    numbers: tuple[int, ...]
    is_acknowledged: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told of a county at once."""

    county: Region
    level: AlertLevel
    causes: tuple[Cause, ...]

    @property
    def since(self) -> date:
        """The day on which the oldest cause was opened."""
        return min(cause.since for cause in self.causes)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all alerts in it."""
        return tuple(sorted(number for cause in self.causes for number in cause.numbers))

    @property
    def is_acknowledged(self) -> bool:
        """Say whether every cause was acknowledged."""
        return all(cause.is_acknowledged for cause in self.causes)


def notices(alerts: Iterable[AreaAlert], rules: Mapping[str, AreaRule], regions: Regions, scope: str) -> list[Notice]:
    """Return the notices within a region: the highest level first, then the newest, then that of most alerts."""
    known = [alert for alert in alerts if alert.rule in rules and alert.region in regions.by_code]
    placed = sorted(
        ((_county(regions, alert.region), alert) for alert in known if regions.within(alert.region, scope)),
        key=lambda each: each[0].code,
    )
    found = []
    for _, group in groupby(placed, key=lambda each: each[0].code):
        pairs = list(group)
        found += _of_county(pairs[0][0], [alert for _, alert in pairs], rules)
    return sorted(found, key=_rank)


def _rank(notice: Notice) -> tuple[int, int, int, str]:
    return -notice.level.height, -notice.since.toordinal(), -len(notice.numbers), notice.county.code


def _of_county(county: Region, alerts: list[AreaAlert], rules: Mapping[str, AreaRule]) -> list[Notice]:
    by_cause = sorted(alerts, key=lambda each: (-each.level.height, list(rules).index(each.rule)))
    causes = [
        _cause(rules[key], level, list(group))
        for (level, key), group in groupby(by_cause, key=lambda each: (each.level, each.rule))
    ]
    red = [cause for cause in causes if cause.level is AlertLevel.RED]
    if sum(len(cause.numbers) for cause in red) < TOGETHER:
        red = []
    joined = [Notice(county, AlertLevel.RED, tuple(red))] if red else []
    return joined + [Notice(county, cause.level, (cause,)) for cause in causes if cause not in red]


def _cause(rule: AreaRule, level: AlertLevel, alerts: list[AreaAlert]) -> Cause:
    worst = (min if rule.side is Side.BELOW else max)(alerts, key=lambda each: each.figure)
    return Cause(
        rule=rule,
        level=level,
        offices=len(alerts) if rule.level is Level.OFFICE else 0,
        figure=worst.figure,
        limit=worst.limit,
        since=min(alert.opened_day for alert in alerts),
        period=worst.period,
        numbers=tuple(sorted(alert.number for alert in alerts)),
        is_acknowledged=all(alert.acknowledged_at is not None for alert in alerts),
        told=next((alert.told for alert in alerts if alert.told), ""),
    )


def _county(regions: Regions, code: str) -> Region:
    region = regions.get(code)
    if region.level is not Level.OFFICE or region.parent is None:
        return region
    return regions.get(region.parent)
