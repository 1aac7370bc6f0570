"""Urging: a level above asks those who have not reported a section to do so; it is recorded, and shown to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from data import clock
from data.audit import Action, record
from data.catalogue.reference_tables import reference_table
from data.clock import shanghai
from data.errors import DataError
from data.intake.due.deadlines import DEADLINES
from data.periods import Span
from data.reasons import Reason
from data.regions import Region
from data.regions.scope import region_in_scope
from data.schema.intake import UrgeRow
from data.store import Store
from data.viewer import Right, Viewer

APART = timedelta(hours=1)  # two urgings of one region about one section
LOOK_BACK = timedelta(days=40)  # further than the longest report reaches


class UrgedLately(DataError):
    """A region was urged about a section less than an hour ago; nothing was written."""


class NotToUrge(DataError):
    """Somebody tried to urge a region that is not below the own one, or about a section that does not exist."""


@dataclass(frozen=True, slots=True)
class Urge:
    """One urging: of which region and section, about reports up to which day, when (Shanghai) and by whom."""

    region: str
    section: str
    last_day: date
    at: datetime
    by: str


def urge_all(
    store: Store, viewer: Viewer, regions: Sequence[str], section: str, last_day: date, *, now: datetime
) -> list[Urge]:
    """Urge regions below the viewer's own to report a section up to a day, and return the urgings; `now` is Shanghai's.

    Those that were urged about it within the last hour are not urged again. Raises NotAllowed without the right to load,
    OutOfScope, NotToUrge, UrgedLately where that is all of them.
    """
    viewer.require(Right.LOAD)
    places = [region_in_scope(store.regions, code, viewer) for code in dict.fromkeys(regions)]
    names = reference_table(DEADLINES).column("section").choices
    if section not in names:
        raise NotToUrge(Reason("intake.no_section", {"name": section[:40], "known": tuple(names.values())}))
    if not places:
        raise NotToUrge(Reason("intake.urge_nobody"))
    if own := next((place for place in places if place.code == viewer.scope), None):
        raise NotToUrge(Reason("intake.urge_own", {"region": own}))
    moment = clock.stored(now)
    with store.writing() as connection, Session(connection) as session:
        before = _lately(session, section, moment)
        fresh = [place for place in places if place.code not in before]
        if not fresh:
            at = f"{shanghai(before[places[0].code]):%H:%M}"
            raise UrgedLately(Reason("intake.urged_lately", {"region": places[0], "section": names[section], "at": at}))
        made = [
            UrgeRow(
                region_code=place.code,
                section=section,
                urged_at=moment,
                last_day=last_day,
                account=viewer.account,
                post=viewer.signature[:40],
            )
            for place in fresh
        ]
        session.add_all(made)
        session.flush()
        for place in fresh:
            said = {"section": names[section].zh, "day": last_day.isoformat()}
            record(store, connection, Action.URGE, f"urge {section}", region=place.code, after=said)
        return [_urge(row) for row in made]


def _lately(session: Session, section: str, moment: datetime) -> dict[str, datetime]:
    """Return the regions that were urged about a section within the last hour, and when."""
    rows = session.scalars(select(UrgeRow).where(UrgeRow.section == section, UrgeRow.urged_at > moment - APART))
    return {row.region_code: row.urged_at for row in rows}


def urges_of(connection: Connection, store: Store, region: Region, window: Span) -> list[Urge]:
    """Return the urgings that are about a region, those below it and those above it, of the days before a window ends."""
    codes = {each.code for each in store.regions.ancestors(region.code)}
    with Session(connection) as session:
        rows = session.scalars(
            select(UrgeRow)
            .where(UrgeRow.last_day.between(window.first - LOOK_BACK, window.last))
            .order_by(UrgeRow.urged_at)
        ).all()
    known = store.regions
    return [
        _urge(row)
        for row in rows
        if row.region_code in codes or (row.region_code in known.by_code and known.within(row.region_code, region.code))
    ]


def _urge(row: UrgeRow) -> Urge:
    return Urge(row.region_code, row.section, row.last_day, shanghai(row.urged_at), row.post)
