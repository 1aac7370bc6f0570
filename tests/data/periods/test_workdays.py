"""Working days, the assessment day and the calendar line."""

from datetime import date, timedelta

import pytest

from data.demo.calendar import assessment_days
from data.periods import Period, Span
from data.periods.workdays import assessment_day, is_working, long_holidays, share_elapsed, working_days


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2026-11", date(2026, 11, 30)),  # a Monday
        ("2026-10", date(2026, 10, 30)),  # the 31st is a Saturday
        ("2026-02", date(2026, 2, 27)),  # the 28th is a Saturday
        ("2025-01", date(2025, 1, 27)),  # Spring Festival begins on the 28th
        ("2024-02", date(2024, 2, 29)),
    ],
)
def test_the_assessment_day_is_the_last_working_day(month: str, day: date) -> None:
    """Neither a weekend nor a holiday is a month's assessment day."""
    assert assessment_day(Period.parse(month)) == day


def test_a_holiday_is_no_working_day() -> None:
    """The first week of October is off, the Thursday after is not."""
    assert not any(is_working(date(2026, 10, day)) for day in range(1, 8))
    assert is_working(date(2026, 10, 8))
    assert len(working_days(Period.parse("2026-10").span)) == 17


def test_the_calendar_line_runs_from_the_first_day_to_the_assessment_day() -> None:
    """Nothing is due on a first day off, one day's share after the first working day, all on the assessment day."""
    november = Period.parse("2026-11")

    assert share_elapsed(november, date(2026, 11, 1)) == 0  # a Sunday
    assert share_elapsed(november, date(2026, 11, 2)) == pytest.approx(1 / 21)
    assert share_elapsed(november, assessment_day(november)) == 1
    assert share_elapsed(november, date(2026, 12, 5)) == 1
    assert share_elapsed(november, date(2026, 10, 31)) == 0


def test_the_calendar_line_does_not_change_on_days_off() -> None:
    """On National Day and the six days after it the line is flat."""
    october = Period.parse("2026-10")

    assert {share_elapsed(october, date(2026, 10, day)) for day in range(1, 8)} == {0}


def test_long_holidays_touch_the_span() -> None:
    """Of a summer and autumn only National Day lasts five days or more."""
    found = long_holidays(Span(date(2026, 6, 1), date(2026, 10, 3)))

    assert [(name, days.first) for name, days in found] == [("国庆节", date(2026, 10, 1))]


def test_the_demo_assesses_no_month_before_its_last_working_day() -> None:
    """Up to Saturday 28 November 2026 the newest assessment is October's: November's day is Monday the 30th."""
    days = [date(2026, 10, 1) + timedelta(days=step) for step in range(59)]

    assert [day for day, is_one in zip(days, assessment_days(days), strict=True) if is_one] == [date(2026, 10, 30)]
