"""The offices whose register of a day was not reported."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from data.periods import Grain
from data.readings.feed.first_reports import ROLL_CALL
from data.regions import Region
from data.store import Store


def absent_offices(connection: Connection, store: Store, region: Region, day: date) -> tuple[Region, ...]:
    """Return the offices of a region that were due to send a register on a day and did not, in one statement."""
    owed = [office for office in map(store.regions.get, store.regions.offices(region.code)) if office.is_valid(day)]
    rollup = store.schema.rollups[ROLL_CALL].c
    came = select(rollup.region_code).where(
        rollup.grain == Grain.DAY.value,
        rollup.first_day == day,
        rollup.region_code.in_([office.code for office in owed]),
        rollup.office_days > 0,
    )
    known = set(connection.execute(came).scalars())
    return tuple(office for office in owed if office.code not in known)
