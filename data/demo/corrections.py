"""What a county sends again: two closed weeks with late bookings put in, and a few rows that are refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from data.demo.facts import DemoFacts
from data.regions import Regions
from data.store import Partition
from data.store.partitions import Reject

TABLE = "fact_supervision_day"
WEEKS = 2
PUT_IN = ("checkin", "visit")  # duties whose bookings came late: done is set to due on every third day
SOURCE = "演示数据：补正前两周"


def corrected_weeks(facts: DemoFacts, regions: Regions) -> list[Partition]:
    """Return the two newest closed weeks of one county's supervision with the late bookings in them."""
    last = facts.days[-1] - timedelta(days=facts.days[-1].weekday() + 1)
    if last == facts.days[-1]:
        last -= timedelta(days=7)
    first = last - timedelta(days=7 * WEEKS - 1)
    if first < facts.days[0]:
        return []
    frame = facts.frame(TABLE, first, last)
    frame = frame[frame["office_code"].isin(regions.offices(_county(regions)))].reset_index(drop=True)
    late = [day.day % 3 == 0 for day in frame["day"]]
    for duty in PUT_IN:
        frame.loc[late, f"{duty}_done_n"] = frame.loc[late, f"{duty}_due_n"]
    measures = [measure.key for measure in facts.catalogue.tables[TABLE].measures]
    frame[measures] = frame[measures].astype("Int64")
    return [Partition(TABLE, frame)] if len(frame) else []


def refused_rows(regions: Regions, day: date) -> Sequence[Reject]:
    """Return three rows such as a load refuses."""
    office = regions.offices(_county(regions))[0]
    file = f"监督管理-{day:%m%d}.xlsx"
    return (
        Reject(TABLE, 7, "核查完成次数", "61", "完成次数 61 大于应核查次数 58", file, office),
        Reject(TABLE, 12, "实地查访完成次数", "-1", "不能是负数", file, office),
        Reject(TABLE, 19, "司法所", "城关所", "不认识的司法所“城关所”", file),
    )


def _county(regions: Regions) -> str:
    """Return the third county, or the last of fewer."""
    counties = regions.counties(regions.root.code)
    return counties[min(2, len(counties) - 1)]
