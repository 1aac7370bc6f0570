"""The XmR chart, against published examples, and what must hold of every series."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.statistics.control import LimitStep, Reliability
from data.statistics.rules import Rule
from data.statistics.xmr import moving, natural_limits, xmr

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_flow_rates() -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.1: batch flow rates."""
    limits = natural_limits(FLOW)
    assert limits is not None
    assert (limits.centre, limits.low, limits.high) == pytest.approx((50.81, 45.8159, 55.8041), abs=2e-3)


def test_a_jump_is_left_out_of_the_limits() -> None:
    """NHSRplotthedots, vignette "Deviations from Excel defaults": UPL 4.6, mean 1.94, LPL -0.72."""
    limits = natural_limits(SPIKE)
    assert limits is not None
    assert (limits.high, limits.centre, limits.low) == pytest.approx((4.6, 1.94, -0.72), abs=0.005)
    assert [(s.rule, s.places, s.side) for s in xmr(SPIKE).signals] == [(Rule.OUTSIDE, (4,), 1)]


def test_fewer_than_five_points_have_no_limits() -> None:
    chart = xmr([98.0, None, 97.0, 96.5, 99.0])
    assert chart.segments[0].reliability is Reliability.NONE
    assert chart.limits == (None,) * 5
    assert chart.signals == ()


@pytest.mark.parametrize(
    ("points", "reliability"), [(5, Reliability.TRIAL), (12, Reliability.TRIAL), (13, Reliability.FULL)]
)
def test_fewer_than_thirteen_points_are_trial_limits(points: int, reliability: Reliability) -> None:
    assert xmr([float(at % 3) for at in range(points)]).segments[0].reliability is reliability


def test_equal_figures_are_flat_and_without_signals() -> None:
    chart = xmr([100.0] * 20)
    assert (chart.segments[0].reliability, chart.signals) == (Reliability.FLAT, ())


def test_one_jump_of_a_still_series_is_no_licence_to_call_flutter() -> None:
    """Leaving the only movement out would put limits of no width about the mean."""
    limits = natural_limits([100.0] * 20 + [97.0])
    assert limits is not None
    assert limits.low < limits.centre < limits.high


def test_no_range_reaches_over_a_gap() -> None:
    assert natural_limits([1.0, 2.0, None, 9.0, 10.0]) == natural_limits([9.0, 10.0, None, 1.0, 2.0])
    assert natural_limits([1.0, None, 2.0, None, 3.0]) is None
    assert xmr([1.0, None, 2.0, None, 3.0, None, 2.0, None, 1.0]).segments[0].reliability is Reliability.NONE


def test_a_step_renews_limits_and_signals() -> None:
    """A change that is a signal against the old limits is none against its own."""
    before, after = [10.0, 11.0] * 7, [20.0, 21.0] * 7
    assert xmr(before + after).signals
    chart = xmr(before + after, steps=[LimitStep(14, "新办法施行")])
    assert chart.signals == ()
    assert [segment.reason for segment in chart.segments] == ["", "新办法施行"]
    first, last = chart.limits[0], chart.limits[-1]
    assert first is not None
    assert last is not None
    assert (first.centre, last.centre) == (10.5, 20.5)


@pytest.mark.parametrize("starts", [(0,), (5, 3), (4, 4), (10,)])
def test_steps_out_of_order_are_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a step must start"):
        xmr(FLOW, steps=[LimitStep(start, "") for start in starts])


def test_a_baseline_keeps_its_limits() -> None:
    grown = xmr([*FLOW, 80.0, 80.0], baseline=10)
    assert grown.limits[-1] == natural_limits(FLOW)
    assert {10, 11} <= {place for signal in grown.signals for place in signal.places}


FIGURES = st.lists(st.none() | st.integers(0, 400).map(lambda eighth: eighth / 8), min_size=1, max_size=40)


@settings(deadline=None)
@given(FIGURES, st.sampled_from([0.25, 2.0, 8.0]), st.sampled_from([-64.0, 0.0, 128.0]))
def test_signals_do_not_depend_on_the_unit(values: list[float | None], scale: float, offset: float) -> None:
    known = [value for value in values if value is not None]
    assume(known and all(abs(value - fmean(known)) > 1e-9 for value in known))
    moved = [None if value is None else value * scale + offset for value in values]
    assert {(s.rule, s.places) for s in xmr(moved).signals} == {(s.rule, s.places) for s in xmr(values).signals}


@settings(deadline=None)
@given(FIGURES)
def test_limits_hold_the_mean_and_do_not_care_which_way_time_runs(values: list[float | None]) -> None:
    limits, reversed_limits = natural_limits(values), natural_limits(values[::-1])
    assert (limits is None) == (reversed_limits is None)
    if limits and reversed_limits:
        assert limits.low <= limits.centre <= limits.high
        assert (limits.low, limits.high) == pytest.approx((reversed_limits.low, reversed_limits.high))


def test_what_rarely_changes_is_no_signal_while_it_is_constant() -> None:
    """A stock that jumped a few times and is constant now: no change is not a fall; the next large jump is a rise."""
    still = [5550.0] * 8 + [5620.0] * 8 + [5700.0] * 9
    assert [signal for signal in moving(still).signals if len(still) - 1 in signal.places] == []
    assert [signal.side for signal in moving([*still, 6400.0]).current] == [1]


def test_a_stock_that_grows_steadily_signals_when_it_stops() -> None:
    """Where growth is usual, a standstill is a change."""
    growing = [100.0 + 10 * week + (week % 3) for week in range(20)]
    assert [signal.side for signal in moving([*growing, growing[-1]]).current] == [-1]


def test_one_case_is_no_signal_by_itself() -> None:
    """A county's 127 volunteers become 128: nothing. They become 130: something."""
    still = [126.0] * 10 + [127.0] * 15
    assert moving([*still, 128.0]).current, "without the size of a case the limits are narrower than a person"
    assert moving([*still, 128.0], case=1.0).current == ()
    assert [signal.side for signal in moving([*still, 130.0], case=1.0).current] == [1]


def test_a_burst_is_not_taken_for_the_normal_range() -> None:
    """Four weeks of holidays far above: the weeks like all others before are inside, the four are outside."""
    usual = [1560.0, 1540.0, 1580.0, 1555.0, 1600.0, 1570.0, 1545.0, 1590.0, 1565.0, 1575.0]
    chart = xmr([*usual, 2450.0, 2480.0, 2500.0, 2520.0, *usual])
    outside = {place for signal in chart.signals if signal.rule is Rule.OUTSIDE for place in signal.places}
    assert outside == {10, 11, 12, 13}
    assert chart.current == ()


def test_figures_that_rarely_change_are_judged_about_their_usual_value() -> None:
    """Zeros are no run above a mean that a few figures below zero have moved; a figure far from zero is a signal."""
    gaps = [0.0, 0.0, -1.0] + [0.0] * 9 + [-2.0] + [0.0] * 8
    chart = xmr(gaps, case=1.0)
    limits = chart.limits[-1]
    assert limits is not None
    assert limits.centre == 0
    assert [(signal.rule, signal.places) for signal in chart.signals] == [(Rule.OUTSIDE, (12,))]
