"""What is due: who has reported, who has not, and in which state a section is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from data.clock import SHANGHAI
from data.intake.due.due import DueList, DueRow, DueState, due_reports
from data.periods import Grain, Period, Span
from data.schema.intake import DraftRow
from data.store import Store
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, TODAY, XIXING, binjiang_store, load, write_csv

OFFICES = (XIXING, CHANGHE, PUYAN)
MORNING, AFTERNOON = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), datetime(2026, 11, 23, 14, tzinfo=SHANGHAI)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Binjiang with three offices."""
    return binjiang_store(tmp_path)


def report(store: Store, folder: Path, offices: Sequence[str], days: Sequence[date] = (DAY,)) -> None:
    """Load the supervision of some offices on some days."""
    rows = [[day.isoformat(), office, 10, 9] for day in days for office in offices]
    load(store, write_csv(folder / f"监管{len(rows)}.csv", [HEADER, *rows]))


def listed(store: Store, code: str = BINJIANG, now: datetime = MORNING, window: Span | None = None) -> DueList:
    """Return what is due, on the day of `now` where no other days are given."""
    return due_reports(store, store.regions.get(code), window or Span(now.date(), now.date()), now=now)


def supervision(store: Store, code: str = BINJIANG, now: datetime = MORNING, window: Span | None = None) -> DueRow:
    """Return the row of the daily report of supervision."""
    return next(row for row in listed(store, code, now, window).rows if row.section == "supervision")


def missing(row: DueRow) -> list[str]:
    """Return the codes of who is missing."""
    return [each.region.code for each in row.lacking]


def test_offices_that_have_not_reported_are_named(store: Store, tmp_path: Path) -> None:
    """Of yesterday, until noon today."""
    report(store, tmp_path, [XIXING])

    row = supervision(store)

    assert missing(row) == [CHANGHE, PUYAN]
    assert (row.owed, row.arrived, row.state) == (3, 1, DueState.LACKING)
    assert (row.span, row.deadline.day, row.deadline.hour) == (Span(DAY, DAY), 23, 12)


def test_nothing_in_yet_has_not_begun(store: Store) -> None:
    """Before the deadline nobody is late."""
    assert supervision(store).state is DueState.NOT_BEGUN


def test_all_in(store: Store, tmp_path: Path) -> None:
    """Then it says from which file and when."""
    report(store, tmp_path, OFFICES)

    row = supervision(store)

    assert row.state is DueState.ALL_IN
    assert row.given is not None
    assert (row.given.load_no, row.given.source) == (1, "监管3.csv")


def test_after_the_deadline_what_is_missing_is_overdue(store: Store, tmp_path: Path) -> None:
    """At two in the afternoon."""
    report(store, tmp_path, [XIXING, CHANGHE])

    row = supervision(store, now=AFTERNOON)

    assert (row.state, missing(row)) == (DueState.OVERDUE, [PUYAN])


def test_all_in_is_never_overdue(store: Store, tmp_path: Path) -> None:
    """The deadline matters to who is missing alone."""
    report(store, tmp_path, OFFICES)

    assert supervision(store, now=AFTERNOON).state is DueState.ALL_IN


def test_an_office_sees_its_own_alone(store: Store, tmp_path: Path) -> None:
    """One that has reported is done, whatever the others do; what its bureau gives it does not owe."""
    report(store, tmp_path, [XIXING])

    assert supervision(store, XIXING).state is DueState.ALL_IN
    assert supervision(store, PUYAN).owed == 1
    assert "ops" not in {row.section for row in listed(store, PUYAN).rows}


def test_a_wider_region_names_those_below(tmp_path: Path) -> None:
    """A city its counties, with how many offices of each; the province its cities."""
    store = binjiang_store(tmp_path, "330000")
    report(store, tmp_path, OFFICES)

    city, province = supervision(store, "330100"), supervision(store, "330000")

    assert BINJIANG not in missing(city)
    assert city.missing == city.owed - 3 == sum(each.owners for each in city.lacking)
    assert "330100" in missing(province)


def test_a_county_s_own_deadline_holds_there_alone(tmp_path: Path) -> None:
    """For a county that has until ten, the report is overdue at eleven; for the others it is not."""
    store = binjiang_store(tmp_path, "330100")
    own = {"region": BINJIANG, "section": "supervision", "due_time": "10:00"}
    store.put_references({"deadline": [own]}, source="时限")

    row = supervision(store, "330100", now=MORNING.replace(hour=11))

    assert [each.region.code for each in row.lacking if each.is_overdue] == [BINJIANG]


def test_a_section_that_becomes_weekly_wants_every_day(store: Store, tmp_path: Path) -> None:
    """A week with a day missing is not all in."""
    store.put_references(
        {"deadline": [{"region": BINJIANG, "section": "supervision", "grain": "week", "due_days": 1}]}, source="时限"
    )
    week = Period.holding(DAY, Grain.WEEK)
    days = [date(2026, 11, day) for day in range(16, 23)]
    report(store, tmp_path, [XIXING], days)
    report(store, tmp_path, [CHANGHE], days[:6])

    row = supervision(store)

    assert (row.grain, row.span) == (Grain.WEEK, week.span)
    assert [(each.region.code, each.days) for each in row.lacking] == [(CHANGHE, 1), (PUYAN, 7)]


def test_days_to_come_are_not_owed(store: Store, tmp_path: Path) -> None:
    """On a Monday the week owes Sunday's report and no later one."""
    report(store, tmp_path, OFFICES)

    row = supervision(store, window=Period.holding(TODAY, Grain.WEEK).span)

    assert (row.state, row.span) == (DueState.ALL_IN, Span(DAY, DAY))


def test_the_next_week_is_ahead(store: Store, tmp_path: Path) -> None:
    """On a Tuesday, with the last week all in, the list shows the week that runs, due next Monday."""
    rows = [[f"2026-11-{day}", office, 3, 3] for day in range(16, 23) for office in OFFICES]
    load(store, write_csv(tmp_path / "心理.csv", [["day", "office_code", "screen_due_n", "screen_ontime_n"], *rows]))
    tuesday = MORNING.replace(day=24)

    row = next(row for row in listed(store, now=tuesday).rows if row.section == "psych")

    assert (row.is_ahead, row.deadline.date(), row.state) == (True, date(2026, 11, 30), DueState.NOT_BEGUN)


def test_last_week_stays_until_it_is_in(store: Store) -> None:
    """On a Tuesday a week of which something is missing is still shown, as overdue."""
    row = next(row for row in listed(store, now=MORNING.replace(day=24)).rows if row.section == "psych")

    assert (row.is_ahead, row.state, row.span.last) == (False, DueState.OVERDUE, DAY)


def test_a_waiting_draft_is_to_be_confirmed(store: Store) -> None:
    """A draft that names the section by its title waits for somebody who confirms it."""
    with store.writing() as connection:
        connection.execute(insert(DraftRow).values(**_draft("滨江监管日报1122.xlsx")))

    found = listed(store)

    assert found.waiting == 1
    assert [row.section for row in found.rows if row.state is DueState.WAITING] == ["supervision"]


def _draft(title: str) -> dict[str, object]:
    table = DraftRow.__table__
    texts = {column.name: "" for column in table.columns if column.type.python_type is str and not column.nullable}
    numbers = {column.name: 1 for column in table.columns if column.type.python_type is int and not column.nullable}
    moments = {"made_at": datetime(2026, 11, 23, 1), "saved_at": datetime(2026, 11, 23, 1)}  # noqa: DTZ001 - as stored
    known = {"region_code": BINJIANG, "draft_state": "waiting", "title": title}
    return {**texts, **numbers, **moments, **known}
