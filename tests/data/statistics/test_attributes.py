"""Charts of shares, rates and rare counts, against published examples."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.statistics.attributes import count_chart, p_chart, p_prime_chart, u_chart, warning_count
from data.statistics.control import ControlKind, Limits, Reliability
from data.statistics.rules import Rule

CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
ORDERS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
CHECKED = [
    100,
    80,
    80,
    100,
    110,
    110,
    100,
    100,
    90,
    90,
    110,
    120,
    120,
    120,
    110,
    80,
    80,
    80,
    90,
    100,
    100,
    100,
    100,
    90,
    90,
]


def limits(value: Limits | None) -> tuple[float, float, float]:
    assert value is not None
    return value.low, value.centre, value.high


def test_orange_juice_cans() -> None:
    """Montgomery (2009), Introduction to Statistical Quality Control, example 7.1: two samples above the limit."""
    chart = p_chart(CANS, [50] * 30)
    assert limits(chart.limits[0]) == pytest.approx((0.0524, 0.2313, 0.4102), abs=5e-4)
    assert [s.places for s in chart.signals if s.rule is Rule.OUTSIDE] == [(14,), (22,)]


def test_purchase_orders() -> None:
    """Montgomery (2009), 7.2.2: samples of varying size, p̄ 0.096, the eleventh above its limit."""
    chart = p_chart(ORDERS, CHECKED)
    assert chart.kind is ControlKind.P
    assert limits(chart.limits[0]) == pytest.approx((0.007, 0.0955, 0.184), abs=5e-4)
    assert limits(chart.limits[1])[2] > limits(chart.limits[0])[2]
    assert [s.places for s in chart.signals if s.rule is Rule.OUTSIDE] == [(10,)]


def test_shares_that_move_beyond_chance_get_wider_limits() -> None:
    """Laney (2002): with large denominators nearly every point would leave the limits of a p chart."""
    shares = NormalDist(0.9, 0.02).samples(30, seed=5)
    parts = [round(share * 20_000) for share in shares]
    assert len(p_chart(parts, [20_000] * 30).signals) > 5
    chart = p_prime_chart(parts, [20_000] * 30)
    assert chart.kind is ControlKind.P_PRIME
    low, centre, high = limits(chart.limits[0])
    assert high - centre == pytest.approx(0.06, rel=0.35)
    assert low == pytest.approx(2 * centre - high)
    assert not [s for s in chart.signals if s.rule is Rule.OUTSIDE]


def test_shares_within_chance_keep_plain_limits() -> None:
    assert p_prime_chart(ORDERS, CHECKED) == p_chart(ORDERS, CHECKED)


def test_personal_computers() -> None:
    """Montgomery (2005), Introduction to Statistical Quality Control, 5th ed., example 6-4: ū 1.93, limits 0.07 and 3.79."""
    counts = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
    chart = u_chart(counts, [5] * 20)
    assert limits(chart.limits[0]) == pytest.approx((0.07, 1.93, 3.79), abs=5e-3)
    assert not [s for s in chart.signals if s.rule is Rule.OUTSIDE]


def test_dyed_cloth() -> None:
    """The same, example 6-5: rolls of varying size, ū 1.42."""
    counts = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    rolls = [10.0, 8.0, 13.0, 10.0, 9.5, 10.0, 12.0, 10.5, 12.0, 12.5]
    chart = u_chart(counts, rolls)
    for at, (low, high) in {0: (0.29, 2.55), 1: (0.16, 2.68), 2: (0.43, 2.41)}.items():
        assert limits(chart.limits[at]) == pytest.approx((low, 1.42, high), abs=1e-2)
    assert not [s for s in chart.signals if s.rule is Rule.OUTSIDE]


def test_rates_have_no_upper_bound() -> None:
    chart = u_chart([3, 5, 4, 6, 2, 4], [2, 2, 3, 3, 2, 2])
    assert chart.kind is ControlKind.U
    low, centre, high = limits(chart.limits[2])
    assert low == 0
    assert centre == pytest.approx(24 / 14)
    assert high == pytest.approx(24 / 14 + 3 * (24 / 14 / 3) ** 0.5)


def test_a_zero_denominator_is_a_gap() -> None:
    chart = p_chart([1, 0, 3, 2, None, 2, 1], [10, 0, 10, 10, 10, 10, 10])
    assert chart.values[1] is None
    assert chart.limits[1] is None
    assert chart.segments[0].reliability is Reliability.TRIAL


def test_nothing_but_zeros_is_flat() -> None:
    assert p_chart([0] * 20, [50] * 20).segments[0].reliability is Reliability.FLAT
    assert count_chart([0] * 20).segments[0].reliability is Reliability.FLAT


@pytest.mark.parametrize(("parts", "wholes"), [([5], [4]), ([-1], [4]), ([1], [-4])])
def test_impossible_shares_are_refused(parts: list[float | None], wholes: list[float | None]) -> None:
    with pytest.raises(ValueError, match="must not"):
        p_chart(parts, wholes)


def test_rare_counts_have_exact_limits() -> None:
    """Counts of mean 1: five are within chance (mid-p 0.0021), six are not (mid-p 0.0003)."""
    counts: list[float | None] = [1, 0, 2, 1, 0, 3, 1, 0, 0, 1, 2, 1, 0, 2]
    chart = count_chart(counts)
    assert chart.kind is ControlKind.POISSON
    assert limits(chart.limits[0]) == (0, 1.0, 5)
    assert chart.signals == ()
    assert [s.places for s in count_chart([*counts, 7]).signals] == [(14,)]


def test_counts_that_cluster_are_negative_binomial() -> None:
    counts: list[float | None] = [0, 9, 1, 8, 0, 12, 2, 9, 0, 7, 1, 10, 0, 8, 1, 9]
    clustered = count_chart(counts)
    assert clustered.kind is ControlKind.NEGATIVE_BINOMIAL
    assert limits(clustered.limits[0])[2] > 15


def test_quiet_weeks_are_no_shift() -> None:
    """With 0.3 events a week, ten weeks without are nothing special: the days between show it, not the weeks."""
    counts: list[float | None] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1]
    assert count_chart(counts).signals == ()


@pytest.mark.parametrize(("mean", "count"), [(0.0, 3), (0.1, 3), (1.0, 5), (5.0, 12)])
def test_warnings_begin_above_the_99th_percentile(mean: float, count: int) -> None:
    """Poisson tables: the 99th percentiles of means 1 and 5 are 4 and 11."""
    assert warning_count(mean) == count


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(20, 60)), min_size=1, max_size=30), st.integers(2, 5))
def test_a_larger_base_narrows_the_limits(pairs: list[tuple[int, int]], times: int) -> None:
    once = u_chart([part for part, _ in pairs], [whole for _, whole in pairs])
    for limit, (_, whole) in zip(once.limits, pairs, strict=True):
        for other, (_, other_whole) in zip(once.limits, pairs, strict=True):
            if limit and other and whole >= other_whole:
                assert limit.high <= other.high
