"""Urging: a level above asks those who have not reported a section to do so; it is recorded, and shown to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from data import clock
from data.audit import Action, record
from data.catalogue.reference_tables import reference_table
from data.clock import shanghai
from data.errors import DataError
from data.intake.deadlines import DEADLINES
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


def urge(store: Store, viewer: Viewer, region: str, section: str, last_day: date, *, now: datetime) -> Urge:
    """Urge a region below the viewer's own to report a section up to a day, and return the urging; `now` is Shanghai's.

    Raises NotAllowed without the right to load, OutOfScope, NotToUrge, UrgedLately.
    """
    viewer.require(Right.LOAD)
    place = region_in_scope(store.regions, region, viewer)
    if place.code == viewer.scope:
        raise NotToUrge(Reason("intake.urge_own", {"region": place}))
    names = reference_table(DEADLINES).column("section").choices
    if section not in names:
        raise NotToUrge(Reason("intake.no_section", {"name": section[:40], "known": tuple(names.values())}))
    moment = clock.stored(now)
    with store.writing() as connection, Session(connection) as session:
        lately = select(UrgeRow).where(
            UrgeRow.region_code == place.code, UrgeRow.section == section, UrgeRow.urged_at > moment - APART
        )
        if (before := session.scalars(lately.order_by(UrgeRow.urged_at.desc())).first()) is not None:
            at = f"{shanghai(before.urged_at):%H:%M}"
            raise UrgedLately(Reason("intake.urged_lately", {"region": place, "section": names[section], "at": at}))
        row = UrgeRow(
            region_code=place.code,
            section=section,
            urged_at=moment,
            last_day=last_day,
            account=viewer.account,
            post=viewer.signature[:40],
        )
        session.add(row)
        session.flush()
        said = {"section": names[section].zh, "day": last_day.isoformat()}
        record(store, connection, Action.URGE, f"urge {section}", region=place.code, after=said)
    return _urge(row)


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
