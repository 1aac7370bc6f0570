"""The days with a rare event in a region, for the chart of the days between events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from data.catalogue.catalogue import Kind
from data.errors import DataError
from data.readings.privacy import is_guarded
from data.regions import Level, Region
from data.store import Store

DAYS_BACK = 731  # two years: what a chart of rare events needs


def event_days(store: Store, measure: str, region: Region, last: date) -> Sequence[date] | None:
    """Return the days within the two years up to `last` on which a flow was not zero, once for each event, in order.

    None where it was never reported: that is not zero. Of an office nothing is known: its days are not kept that long; nor
    is anything shown where small counts of the column are hidden. Raises DataError for a column that is no flow.
    """
    column = store.catalogue.measures[measure]
    if column.kind is not Kind.FLOW:
        raise DataError(f"{column.zh}（{measure}）是期末数，不是逐日发生的件数，算不出间隔天数。")
    if region.level is Level.OFFICE or is_guarded(column, region):
        return None
    table = store.schema.rollups[column.table]
    reported = (
        table.c.grain == "day",
        table.c.region_code == region.code,
        table.c.first_day.between(last - timedelta(days=DAYS_BACK), last),
        table.c[measure].is_not(None),
    )
    happened = (
        select(table.c.first_day, table.c[measure]).where(*reported, table.c[measure] > 0).order_by(table.c.first_day)
    )
    with store.reading() as connection:
        days = tuple(day for day, count in connection.execute(happened) for _ in range(count))
        if days or connection.execute(select(func.count()).where(*reported)).scalar():
            return days
    return None
