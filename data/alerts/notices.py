"""Notices: open area alerts as a screen may show them, by county; alerts of offices are counted, not named.

The alerts of one rule in one county are one cause. Three red alerts or more in one county make one notice of all its
red causes; every other cause is a notice of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from data.alerts.alerts import AreaAlert
from data.alerts.rules import AlertLevel, AreaRule, Side
from data.alerts.terms import Duty, Terms
from data.periods import Period
from data.regions import Level, Region, Regions

TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """What one rule found in one county: at the county itself, or at `offices` of its offices, 0 for the former.

    `figure` is the one farthest beyond, with its limit, and `total` that of all its alerts. `opened` is the day it was first
    judged, `since` the first day of what was found, as the figures say, None where there is none. `reached_at` is when
    the first of its alerts not yet acknowledged, or of all, reached its level, in UTC without a zone. `escalated_to` is the code
    of the region that was notified because an alert of it was not acknowledged in time.
    """

    rule: AreaRule
    level: AlertLevel
    offices: int
    figure: float
    total: float
    limit: float
    opened: date
    since: date | None
    reached_at: datetime
    period: str
    numbers: tuple[int, ...]
    is_acknowledged: bool
    escalated_to: str = ""

    @property
    def days(self) -> int:
        """For how many days it has lasted, both ends counted; 0 where the first is not known."""
        return (Period.parse(self.period).last - self.since).days + 1 if self.since else 0

    def due(self, duty: Duty, terms: Terms) -> datetime | None:
        """Return when something must be done about it, in UTC without a zone; None where its level does not ask for it."""
        term = terms[self.level].get(duty)
        return term.due(self.reached_at) if term else None


@dataclass(frozen=True, slots=True)
class Notice:
    """The causes of one county that are shown together."""

    county: Region
    level: AlertLevel
    causes: tuple[Cause, ...]

    @property
    def opened(self) -> date:
        """The day on which the oldest cause was opened."""
        return min(cause.opened for cause in self.causes)

    @property
    def since(self) -> date:
        """The first day of the oldest cause by the figures, else the day it was opened."""
        return min(cause.since or cause.opened for cause in self.causes)

    @property
    def reached_at(self) -> datetime:
        """When the oldest cause that waits reached its level."""
        return self._next.reached_at

    def next_due(self, terms: Terms) -> tuple[Duty, datetime]:
        """Return what must be done about it next, and by when: acknowledged, or else closed."""
        duty = Duty.CLOSE if self.is_acknowledged else Duty.ACKNOWLEDGE
        return duty, terms[self.level][duty].due(self.reached_at)

    @property
    def _next(self) -> Cause:
        waiting = [cause for cause in self.causes if not cause.is_acknowledged] or self.causes
        return min(waiting, key=lambda cause: cause.reached_at)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all alerts in it."""
        return tuple(sorted(number for cause in self.causes for number in cause.numbers))

    @property
    def is_acknowledged(self) -> bool:
        """Say whether every cause was acknowledged."""
        return all(cause.is_acknowledged for cause in self.causes)


def notices(alerts: Iterable[AreaAlert], rules: Mapping[str, AreaRule], regions: Regions, scope: str) -> list[Notice]:
    """Return the notices within a region: the highest level first, then the newest, then the weightiest rule, then most alerts."""
    known = [alert for alert in alerts if alert.rule in rules and alert.region in regions.by_code]
    placed = sorted(
        ((_county(regions, alert.region), alert) for alert in known if regions.within(alert.region, scope)),
        key=lambda each: each[0].code,
    )
    found = []
    for _, group in groupby(placed, key=lambda each: each[0].code):
        pairs = list(group)
        found += _of_county(pairs[0][0], [alert for _, alert in pairs], rules)
    weight = {key: place for place, key in enumerate(rules)}
    return sorted(found, key=lambda each: _rank(each, weight[each.causes[0].rule.key]))


def _rank(notice: Notice, weight: int) -> tuple[int, int, int, int, str]:
    return -notice.level.height, -notice.opened.toordinal(), weight, -len(notice.numbers), notice.county.code


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
    waiting = [alert for alert in alerts if alert.acknowledged_at is None] or alerts
    return Cause(
        rule=rule,
        level=level,
        offices=len(alerts) if rule.level is Level.OFFICE else 0,
        figure=worst.figure,
        total=sum(alert.figure for alert in alerts),
        limit=worst.limit,
        opened=min(alert.opened_day for alert in alerts),
        since=min((alert.since for alert in alerts if alert.since), default=None),
        reached_at=min(alert.at_level_since for alert in waiting),
        period=worst.period,
        numbers=tuple(sorted(alert.number for alert in alerts)),
        is_acknowledged=all(alert.acknowledged_at is not None for alert in alerts),
        escalated_to=next((alert.escalated_to for alert in alerts if alert.escalated_to), ""),
    )


def _county(regions: Regions, code: str) -> Region:
    region = regions.get(code)
    if region.level is not Level.OFFICE or region.parent is None:
        return region
    return regions.get(region.parent)
