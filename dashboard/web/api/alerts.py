"""Area alerts that are open, by county and rule; those of offices are counted, not named."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.web.api.asked import RegionAsked, RowsAsked, asked_region
from dashboard.web.api.listing import FoundRows, Listing, page_of
from data.alerts import AlertLevel, Notice
from data.alerts.notices import Cause
from data.questions import answer
from data.questions.kinds import OpenAlerts
from data.readings.privacy import is_guarded
from data.viewer import Viewer


class AlertsAsked(RowsAsked):
    """Which alerts."""

    region: RegionAsked


class AlertRow(BaseModel):
    """What one rule found in one county, or at so many of its offices."""

    region: str
    level: AlertLevel
    rule: str
    metric: str | None
    period: str
    offices: int | None = Field(description="Offices it was found at, null where it is the county itself.")
    figure: float | None = Field(description="Null for offices, and for metrics whose small counts are hidden.")
    limit: float
    opened: date = Field(description="The day it was first judged beyond its limit.")
    since: date | None = Field(description="The first day of what was found, as the figures say.")
    raised_at: datetime
    acknowledged: bool
    numbers: list[int] = Field(description="The numbers of the alerts in it.")
    escalated_to: str | None = Field(description="The region notified because it was not acknowledged in time.")


def alerts(cockpit: Cockpit, viewer: Viewer, asked: AlertsAsked) -> FoundRows:
    """Return a page of open alerts: the highest level first, then the newest; raises WordedRefusal."""
    region = asked_region(cockpit, viewer, asked.region)
    notices = answer(cockpit.store, OpenAlerts(region.code), viewer)
    causes = [(notice, cause) for notice in notices for cause in notice.causes]
    return page_of(causes, asked, lambda each: _row(cockpit, *each))


def _row(cockpit: Cockpit, notice: Notice, cause: Cause) -> AlertRow:
    metric = cockpit.store.catalogue.metrics.get(cause.rule.metric)
    is_hidden = bool(cause.offices) or (metric is not None and is_guarded(metric, notice.county))
    return AlertRow(
        region=notice.county.code,
        level=cause.level,
        rule=cause.rule.key,
        metric=cause.rule.metric or None,
        period=cause.period,
        offices=cause.offices or None,
        figure=None if is_hidden else cause.figure,
        limit=cause.limit,
        opened=cause.opened,
        since=cause.since,
        raised_at=cause.reached_at.replace(tzinfo=UTC),
        acknowledged=cause.is_acknowledged,
        numbers=list(cause.numbers),
        escalated_to=cause.escalated_to or None,
    )


ALERTS = Listing(
    path="/api/v1/alerts",
    name="alerts",
    summary="The area alerts that are open",
    asked=AlertsAsked,
    row=AlertRow,
    answer=alerts,
    statuses=(404,),
)
