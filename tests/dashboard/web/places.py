"""A province with one of everything of daily work in every region, so that it shows who gets whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.exports.jobs import End, Jobs, Order, State
from dashboard.settings import Settings
from data import clock
from data.alerts import AlertLevel, AreaAlert
from data.alerts.alerts import add_alerts
from data.load import put_partitions
from data.meetings import monday_file
from data.meetings.notes import save_note
from data.periods import Period
from data.schema.operations import Operations
from data.store import Partition, Store
from data.tasks.store import create
from data.tasks.task import TaskDraft
from data.viewer import RIGHTS, STAFF, Right, Role, Viewer
from data.walls import Report
from data.walls.custom import add_wall
from data.walls.reports import put_report
from tests.conftest import opened

PROVINCE, CITY, COUNTY, OFFICE = "330000", "330100", "330106", "330106002"
SIBLING, FOREIGN_CITY, FOREIGN_COUNTY = "330108", "330200", "330203"
REGIONS = (PROVINCE, CITY, COUNTY, OFFICE, SIBLING, FOREIGN_CITY, FOREIGN_COUNTY)
WITHIN = {CITY: {CITY, COUNTY, OFFICE, SIBLING}, COUNTY: {COUNTY, OFFICE}}
ACCOUNTS = (CITY, COUNTY)  # the scopes of the accounts that ask
FIGURES = {SIBLING: (58213, 41117), FOREIGN_COUNTY: (67219, 52361)}  # due and done, as no other region has them
WEEK = Period.parse("2026-W46")
LAST_DAY = date(2026, 11, 22)
OPERATOR = Viewer("operator", PROVINCE, STAFF | {Right.SHOW_WALL}, post="系统终端")
BRAND = {
    "brand_no": 1,
    "seal": "同心",
    "brand_class": "professional",
    "since": "2024-05",
    "organisation": "同心社",
    "service_types": (),
    "is_example": False,
    "source_note": "测试",
}
SCENE = {
    "key": "one",
    "title": {"zh": "核查", "en": "Check-ins"},
    "seconds": 20,
    "headline": "overview",
    "areas": ["trend flow"],
    "panels": {"trend": "supervision/trend", "flow": "supervision/flow"},
}


def account(scope: str) -> Viewer:
    """Return a member of a region's staff."""
    return Viewer(f"staff-{scope}", scope, STAFF, post=f"岗位{scope}")


def wall_account(name: str, scope: str) -> Viewer:
    """Return the account of a wall."""
    return Viewer(name, scope, RIGHTS[Role.WALL])


def alert_of(region: str) -> int:
    """Return the number of a region's alert: one that no other text of a page holds."""
    return 7_700_100 + REGIONS.index(region)


def task_of(region: str) -> int:
    """Return the number of the task on a region's list."""
    return REGIONS.index(region) + 1


def mark(what: str, region: str) -> str:
    """Return a word that only what belongs to a region holds."""
    return f"{what}{region}号"


def content(region: str) -> dict[str, Any]:
    """Return what the own wall of a region holds."""
    return {"title": {"zh": mark("自建", region), "en": mark("自建", region)}, "scenes": [SCENE]}


def job_of(region: str) -> str:
    """Return the number of the export that a region's account ordered."""
    return f"job-{region:0>12}"[:16]


@dataclass(frozen=True, slots=True)
class Places:
    """A cockpit of the province with everything in it."""

    cockpit: Cockpit
    settings: Settings

    def rows(self) -> dict[str, list[Any]]:
        """Return all that is kept of daily work, by table."""
        store = self.cockpit.store
        tables = [*Operations.metadata.sorted_tables, store.schema.references["brand"]]
        with store.engine.connect() as connection:
            return {table.name: sorted(map(str, connection.execute(select(table)))) for table in tables}


def filled(folder: Path) -> Places:
    """Fill a cockpit: a day of one office, and for each region an alert, a task, a note, a wall, a report and files."""
    store = opened(folder / "cockpit.db", PROVINCE)
    offices = [(OFFICE, 100, 66), *((store.regions.offices(code)[0], *FIGURES[code]) for code in FIGURES)]
    frame = pd.DataFrame(offices, columns=["office_code", "checkin_due_n", "checkin_done_n"])
    frame = frame.assign(day=LAST_DAY).astype({"checkin_due_n": "Int64", "checkin_done_n": "Int64"})
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="test")
    brands = [{**BRAND, "county": code, "zh": mark("品牌", code)} for code in (COUNTY, SIBLING, FOREIGN_COUNTY)]
    store.put_references({"brand": brands}, source="test")
    settings = Settings(
        database_url=str(store.engine.url),
        root=PROVINCE,
        exports=folder / "exports",
        weekly=folder / "weekly",
        uploads=folder / "uploads",
    )
    moment = clock.utc_now()
    with store.writing() as connection:
        add_alerts(connection, [_alert(region, moment) for region in REGIONS])
    for region in REGIONS:
        _fill(store, region, moment)
        _files(store, settings, region)
    store.engine.dispose()
    return Places(open_cockpit(settings, Memory()), settings)


def _alert(region: str, moment: datetime) -> AreaAlert:
    return AreaAlert(
        number=alert_of(region),
        rule="screening" if len(region) == 6 else "checkin",
        region=region,
        metric="checkin_completion_rate",
        period="2026-11-22",
        level=AlertLevel.RED,
        highest=AlertLevel.RED,
        figure=66.0,
        limit=90.0,
        version=1,
        opened_day=LAST_DAY,
        opened_at=moment,
    )


def _fill(store: Store, region: str, moment: datetime) -> None:
    staff = account(region)
    create(store, OPERATOR, region, WEEK, TaskDraft(mark("事项", region), "信息处", date(2026, 12, 4)))
    save_note(store, staff, region, WEEK, "signals", mark("记录", region), seen=0)
    add_wall(store, staff, f"own-{region}", content(region), moment)
    put_report(store, OPERATOR, report_of(f"wall-{region}", region, moment - timedelta(minutes=5)))


def report_of(name: str, region: str, seen_at: datetime) -> Report:
    """Return a report of a wall that shows a region."""
    return Report(name, region, "", "overview", 1, "0a", None, None, "Chromium 140", "", False, False, seen_at)


def _files(store: Store, settings: Settings, region: str) -> None:
    path = monday_file(settings.weekly, store.regions.get(region), WEEK, "docx")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(mark("材料", region))
    jobs = Jobs(settings)
    jobs.place_order(Order(f"/overview/{region}?period=2026-W46", "csv", "a4", account(region)), job_of(region))
    jobs.end(job_of(region), End(State.DONE, f"{mark('文件', region)}.csv"), mark("文件", region).encode())
