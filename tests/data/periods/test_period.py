"""What a period is called and what its name means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UnknownPeriod
from data.periods import Grain, Period
from data.periods.period import FIRST_YEAR, LAST_YEAR

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@given(DAYS, st.sampled_from(Grain))
def test_the_name_of_a_period_is_read_as_that_period(day: date, grain: Grain) -> None:
    """Of every day and grain, but for days of a week that belongs to the year before the first."""
    period = Period.holding(day, grain)
    if period.year >= FIRST_YEAR:
        assert Period.parse(period.key) == period


@given(DAYS, st.sampled_from(Grain))
def test_the_newest_period_that_is_over_ends_last(day: date, grain: Grain) -> None:
    """It ends by the day, and the one after it does not."""
    period = Period.over_by(day, grain)

    assert period.last <= day < period.next().last


def test_the_first_week_begins_in_the_year_before() -> None:
    """2003-W01 begins on 2002-12-30 and is a week of 2003."""
    week = Period.holding(date(2003, 1, 1), Grain.WEEK)

    assert (week.key, week.first) == ("2003-W01", date(2002, 12, 30))
    assert Period.parse("2003-W01") == week


@pytest.mark.parametrize(
    "text", ["2002-W52", "2002-12-31", "2100-W01", "2100", "2026-W54", "2026-13", "2026-Q5", "0000"]
)
def test_what_is_outside_or_does_not_exist_is_refused(text: str) -> None:
    """With the ways to write a period."""
    with pytest.raises(UnknownPeriod, match="请写成"):
        Period.parse(text)


def test_2026_has_a_week_53_that_reaches_into_2027() -> None:
    """2027-01-01 is in it, and it is compared with the last week of 2025."""
    week = Period.holding(date(2027, 1, 1), Grain.WEEK)

    assert week == Period.parse("2026-W53")
    assert week.last_year().key == "2025-W52"


@pytest.mark.parametrize(
    ("grain", "key"),
    [
        (Grain.DAY, "0800-03-05"),
        (Grain.WEEK, "0800-W09"),
        (Grain.MONTH, "0800-03"),
        (Grain.QUARTER, "0800-Q1"),
        (Grain.YEAR, "0800"),
    ],
)
def test_a_year_has_four_digits(grain: Grain, key: str) -> None:
    """Also of the far past, where the address would otherwise name another period or none."""
    assert Period.holding(date(800, 3, 5), grain).key == key
