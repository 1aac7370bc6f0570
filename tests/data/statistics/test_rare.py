"""Charts of what is between rare events."""

from __future__ import annotations

from math import log, sqrt
from statistics import fmean

import pytest

from data.statistics.control import Reliability
from data.statistics.rare import POWER, between, g_chart, outlasts, t_chart
from data.statistics.rules import Rule

VALVES = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96]


def test_valve_failures() -> None:
    """Montgomery (2009), table 7.14: hours between failures, transformed by a power rounded to 0.2777; all within the limits."""
    roots = [hours ** (1 / POWER) for hours in VALVES]
    assert roots[:3] == pytest.approx([4.80986, 6.70903, 5.72650], abs=5e-3)
    assert fmean(roots) == pytest.approx(5.38662, abs=5e-3)
    chart = t_chart(VALVES)
    assert chart.signals == ()
    limits = chart.limits[0]
    assert limits is not None
    assert limits.low == 0
    assert limits.high > max(VALVES)


def test_events_that_crowd_are_a_signal() -> None:
    waits = [40.0, 55.0, 38.0, 61.0, 47.0, 52.0, 44.0, 58.0, 49.0, 0.2, 43.0, 57.0, 50.0]
    assert [(s.places, s.side) for s in t_chart(waits).signals if s.rule is Rule.OUTSIDE] == [((9,), -1)]


def test_cases_between() -> None:
    """A geometric law of mean 10: 68 cases without an event leave (10/11)^68 = 0.0015 above them."""
    cases = [10, 3, 17, 8, 12, 0, 20, 6, 14, 10, 5, 15, 10]
    chart = g_chart(cases)
    limits = chart.limits[0]
    assert limits is not None
    assert (limits.low, limits.centre) == (0, 10.0)
    assert limits.high == pytest.approx(69, abs=1)
    assert g_chart([*cases, 150]).signals[0].side == 1


def test_the_wait_that_is_not_over_counts_once_it_is_long_enough() -> None:
    chart = t_chart(VALVES)
    assert not outlasts(chart, 3000)
    assert outlasts(chart, 30_000)
    assert not outlasts(t_chart([1.0, 2.0]), 30_000)


def test_distances() -> None:
    assert between([3, 10, 10, 40]) == [7, 0, 30]
    assert t_chart([3.0, 4.0]).segments[0].reliability is Reliability.NONE
    assert g_chart([]).limits == ()
    with pytest.raises(ValueError, match="in order"):
        between([10, 3])
    with pytest.raises(ValueError, match="negative"):
        t_chart([-1.0])


@pytest.mark.parametrize(("mean", "points"), [(2, 20), (10, 13), (24, 50), (99, 30)])
def test_the_limits_of_the_g_chart_are_those_of_the_published_formula(mean: int, points: int) -> None:
    """Benneyan (2001): geometric with p = 1 / (mean + 1), P(X > k) = (1 - p)^(k + 1); the last k above 0.135 % in each tail.

    The upper limit is log 0.00135 / log (1 - p) - 1, rounded up; about zero there is no lower one.
    """
    cases = [mean - 1, mean + 1] * (points // 2) + [mean] * (points % 2)
    (limits,) = {*g_chart(cases).limits}
    assert limits is not None

    share = 1 / (mean + 1)
    exact = log(0.00135) / log(1 - share) - 1

    assert limits.centre == mean
    assert exact - 1 <= limits.high <= exact + 1
    assert limits.low == 0
    three_sigmas = mean + 3 * sqrt(mean * (mean + 1))  # narrower: so skewed a law reaches beyond them
    assert three_sigmas < limits.high


def test_how_often_the_g_chart_is_wrong() -> None:
    """Beyond the upper limit is what his law leaves there: between nothing and 0.135 %."""
    (limits,) = {*g_chart([9, 11] * 10).limits}
    assert limits is not None
    assert (10 / 11) ** (limits.high + 1) <= 0.0015
