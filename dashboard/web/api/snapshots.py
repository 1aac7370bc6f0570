"""Frozen weeks: which there are, with their seals, and the figures in one."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.web.api.asked import KEEPABLE, LONGEST_NAME, RegionAsked, RowsAsked, asked_region, asked_week
from dashboard.web.api.listing import FoundRows, Listing, page_of
from dashboard.web.api.readings import ReadingRow, reading_row
from dashboard.web.request import WordedRefusal, language
from data.errors import NoSuchEdition
from data.meetings import Edition
from data.questions import answer
from data.questions.kinds import Editions, Frozen
from data.readings.reading import Compare
from data.viewer import Viewer
from layouts.charts.codec import decoded


class SnapshotsAsked(RowsAsked):
    """Which frozen weeks."""

    region: RegionAsked
    week: str = Field(
        "", max_length=LONGEST_NAME, pattern=KEEPABLE, description="A week; empty for all.", examples=["2026-W46"]
    )


class SnapshotRow(BaseModel):
    """One edition of a frozen week."""

    region: str
    week: str
    edition: int = Field(description="1 for the first; the newest is the one that counts.", ge=1)
    frozen_at: datetime
    version: int = Field(description="The data version it was frozen from.")
    program: str
    reason: str = Field(description="Why it was frozen again, empty for the first.")
    seal: str = Field(description="Its seal in hexadecimal: another one means another content.")


class SnapshotAsked(RowsAsked):
    """Which edition of a frozen week."""

    edition: int = Field(0, ge=0, le=9999, description="Its number; 0 for the newest.", examples=[1])


def snapshots(cockpit: Cockpit, viewer: Viewer, asked: SnapshotsAsked) -> FoundRows:
    """Return a page of the editions in a region, the newest week first; raises WordedRefusal."""
    region = asked_region(cockpit, viewer, asked.region)
    week = asked_week(asked.week) if asked.week else None
    kept = [each for each in answer(cockpit.store, Editions(region.code), viewer) if week in {None, each.week}]
    return page_of(kept, asked, _row)


def snapshot(cockpit: Cockpit, viewer: Viewer, asked: SnapshotAsked, *, region: str, week: str) -> FoundRows:
    """Return a page of the figures in a frozen week, of its region and those below it alone; raises WordedRefusal."""
    code, when = asked_region(cockpit, viewer, region).code, asked_week(week)
    missing = language()("problem.says.edition", region=code, week=when.key)
    try:
        kept = answer(cockpit.store, Frozen(code, when, str(asked.edition or "")), viewer)
    except NoSuchEdition as error:
        raise WordedRefusal(404, missing) from error
    if kept is None:
        raise WordedRefusal(404, missing)
    regions = cockpit.store.regions
    _, readings = decoded(kept.body)
    own = [each for each in readings if each.region.code in regions.by_code and regions.within(each.region.code, code)]
    return page_of(own, asked, lambda reading: reading_row(reading, Compare.PREVIOUS))


def _row(edition: Edition) -> SnapshotRow:
    return SnapshotRow(
        region=edition.region,
        week=edition.week.key,
        edition=edition.number,
        frozen_at=edition.frozen_at.replace(tzinfo=UTC),
        version=edition.version,
        program=edition.program,
        reason=edition.reason,
        seal=edition.seal,
    )


SNAPSHOTS = Listing(
    path="/api/v1/snapshots",
    name="snapshots",
    summary="The frozen weeks, with their seals",
    asked=SnapshotsAsked,
    row=SnapshotRow,
    answer=snapshots,
    statuses=(404,),
)
SNAPSHOT = Listing(
    path="/api/v1/snapshots/{region}/{week}",
    name="snapshot",
    summary="The figures in a frozen week",
    asked=SnapshotAsked,
    row=ReadingRow,
    answer=snapshot,
    variables={"region": "Code or name of a region.", "week": "A week, such as 2026-W46."},
    statuses=(404,),
)
