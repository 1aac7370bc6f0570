"""Until when a section is due: the usual rule, a region's own, and what a holiday changes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from data.alerts.rules import load_area_rules
from data.catalogue import load_catalogue
from data.catalogue.reference_tables import Row, reference_table
from data.clock import SHANGHAI
from data.intake.due.deadlines import Giver, section_for, usual_sections
from data.load import load_files
from data.periods import Grain, Period, Span
from data.regions import Regions, load_regions
from tests.data.feeds import BINJIANG, TODAY, binjiang_store, write_csv

USUAL = usual_sections(load_catalogue())
CITY, PROVINCE = "330100", "330000"


@pytest.fixture(scope="module")
def regions() -> Regions:
    """The whole province."""
    return load_regions(Path("data/places"), PROVINCE)


def row(region: str, **values: object) -> Row:
    """Return a row about the daily report of supervision."""
    empty = {"grain": "", "due_days": None, "due_time": "", "giver": ""}
    return {"region": region, "section": "supervision", **empty, **values}


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    """Return a moment in Shanghai."""
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_every_section_that_can_be_set_has_a_usual_deadline() -> None:
    """The choices of the reference table are the sections."""
    assert set(USUAL) == set(reference_table("deadline").column("section").choices)


def test_a_section_is_of_a_table_that_is_rolled_up() -> None:
    """Details may be missing and are never due."""
    assert {section.table for section in USUAL.values()} <= {table.key for table in load_catalogue().rolled}


def test_a_daily_report_is_due_when_the_alert_says_so() -> None:
    """The desk and the alert on missing reports have one hour."""
    hour = load_area_rules(load_catalogue())["reporting"].due_hour

    assert USUAL["supervision"].deadline(Period(Grain.DAY, date(2026, 11, 22))) == at(23, hour)


def test_the_nearest_region_decides(regions: Regions) -> None:
    """A county's row holds over its city's, the city's for its other counties."""
    rows = [row(CITY, due_time="10:30"), row(BINJIANG, due_time="09:00")]

    own = section_for(USUAL["supervision"], rows, regions, BINJIANG)
    other = section_for(USUAL["supervision"], rows, regions, "330106")

    assert (own.due_time.hour, other.due_time.hour, other.due_time.minute) == (9, 10, 30)


def test_what_a_row_leaves_empty_is_as_usual(regions: Regions) -> None:
    """A row may set one thing alone."""
    found = section_for(USUAL["supervision"], [row(CITY, giver="bureau")], regions, BINJIANG)

    assert (found.giver, found.grain, found.due_time) == (Giver.BUREAU, Grain.DAY, USUAL["supervision"].due_time)


def test_a_weekly_report_waits_for_the_next_working_day() -> None:
    """That of the week to 4 October is due after the National Day holiday, on the 8th."""
    assert USUAL["psych"].deadline(Period.parse("2026-W40")) == at(8, month=10)


def test_a_daily_report_does_not_wait() -> None:
    """Supervision goes on over a holiday."""
    assert USUAL["supervision"].deadline(Period(Grain.DAY, date(2026, 10, 1))) == at(2, month=10)


def test_what_is_due_on_some_days() -> None:
    """On Monday the last week; on Tuesday no week, and the next one is due on the Monday after."""
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)

    assert USUAL["psych"].due_in(Span(monday, monday)) == [Period.parse("2026-W47")]
    assert USUAL["psych"].due_in(Span(tuesday, tuesday)) == []
    assert USUAL["psych"].due_next(tuesday) == Period.parse("2026-W48")


@pytest.mark.parametrize("text", ["9:30", "09:30", "9：30", "9时30分", "9点30"])
def test_a_deadline_is_read_as_people_write_it(tmp_path: Path, text: str) -> None:
    """Times with a colon of either width, or in words."""
    store = binjiang_store(tmp_path)
    file = write_csv(tmp_path / "上报时限.csv", [["地区", "上报内容", "截止时刻"], ["滨江区", "监管日报", text]])

    load_files(store, [file], today=TODAY)

    assert [row["due_time"] for row in store.reference("deadline")] == ["09:30"]


@pytest.mark.parametrize("text", ["24:30", "中午", "12:75"])
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    """The refusal says how to write one."""
    store = binjiang_store(tmp_path)
    file = write_csv(tmp_path / "上报时限.csv", [["地区", "上报内容", "截止时刻"], ["滨江区", "监管日报", text]])

    report = load_files(store, [file], today=TODAY)

    assert not store.reference("deadline")
    assert "请写成 12:00" in str([*report.files])
