"""Which counties are quiet: the same on the page of brands and in the meeting."""

from __future__ import annotations

import pytest

from data.readings import Readings, Status
from layouts.panels.brands.recent import ACTIVITY, recent_activities, recent_days
from tests.layouts.fabricate import context, reading, region

COUNTY = "330108"


@pytest.mark.parametrize(
    ("first", "rest", "total"),
    [(0.0, 0.0, 0.0), (2.0, 0.0, 2.0), (2.0, None, 2.0), (None, 0.0, None), (None, None, None)],
)
def test_who_left_a_day_out_is_not_called_quiet(first: float | None, rest: float | None, total: float | None) -> None:
    """What is empty is not zero; what is known to have been held was held."""
    here = context(COUNTY)
    values = [first, *[rest] * (len(recent_days(here)) - 1)]
    known = Readings(
        reading(ACTIVITY, region(COUNTY), day, value=value, status=Status.OK if value is not None else Status.MISSING)
        for day, value in zip(recent_days(here), values, strict=True)
    )

    assert recent_activities(known, region(COUNTY), here) == total
