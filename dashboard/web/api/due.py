"""What is due of a region: each section with its state, until when, and the regions that are missing."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.web.api.asked import KEEPABLE, LONGEST_NAME, RegionAsked, RowsAsked, asked_period, asked_region
from dashboard.web.api.listing import FoundRows, Listing, page_of
from data import clock
from data.intake.due.deadlines import Giver
from data.intake.due.due import DueRow, DueState
from data.periods import Grain, Period
from data.questions import answer
from data.questions.kinds import DueReports
from data.viewer import Viewer


class DueAsked(RowsAsked):
    """What is due where and when."""

    region: RegionAsked
    period: str = Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="A day, week, month, quarter or year in which the deadlines are; empty for today.",
        examples=["2026-W47"],
    )


class DueSection(BaseModel):
    """One section that is due."""

    region: str
    section: str
    table: str = Field(description="Key of the table of figures.")
    every: Grain
    given_by: Giver
    first: date = Field(description="The first day that is reported on.")
    last: date
    deadline: datetime = Field(description="Until when; of what is overdue the last deadline that passed.")
    ahead: bool = Field(description="The deadline is after the period that was asked for.")
    state: DueState
    owed: int = Field(description="Offices or bureaus that owe it.")
    arrived: int = Field(description="Those of them that have reported every day.")
    missing: list[str] = Field(
        description="Codes of the regions that are missing: offices of a county, else one level down."
    )
    load: int | None = Field(description="The newest load that brought some of it; for counties and offices.")


def due(cockpit: Cockpit, viewer: Viewer, asked: DueAsked) -> FoundRows:
    """Return a page of what is due, in the order of the sections; raises WordedRefusal."""
    region = asked_region(cockpit, viewer, asked.region)
    period = asked_period(asked.period, default=Period(Grain.DAY, clock.today()))
    found = answer(cockpit.store, DueReports(region.code, period.span), viewer)
    return page_of(found.rows if found else (), asked, lambda row: _row(region.code, row))


def _row(region: str, row: DueRow) -> DueSection:
    return DueSection(
        region=region,
        section=row.section,
        table=row.table,
        every=row.grain,
        given_by=row.giver,
        first=row.span.first,
        last=row.span.last,
        deadline=row.deadline,
        ahead=row.is_ahead,
        state=row.state,
        owed=row.owed,
        arrived=row.arrived,
        missing=[each.region.code for each in row.lacking],
        load=row.given.load_no if row.given else None,
    )


DUE = Listing(
    path="/api/v1/due",
    name="due",
    summary="What is due of a region, and who has not reported",
    asked=DueAsked,
    row=DueSection,
    answer=due,
    statuses=(404,),
)
