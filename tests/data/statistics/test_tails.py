"""Tail sums, against tables and exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.statistics.tails import (
    at_least,
    at_most,
    binomial,
    interpolated,
    negative_binomial,
    normal_score,
    poisson,
    quantile,
)


@pytest.mark.parametrize(("mean", "count"), [(0.3, 2), (5.0, 12), (5.0, 0), (30.0, 55)])
def test_poisson(mean: float, count: int) -> None:
    below = sum(mean**each / factorial(each) for each in range(count)) * exp(-mean)
    assert at_least(poisson(mean), count) == pytest.approx(1 - below, rel=1e-6)


def test_far_tails_stay_exact() -> None:
    """P(X ≥ 20) of a Poisson of 1 is 1.5e-19, which one minus a sum could not distinguish from zero."""
    exact = exp(-1) * sum(1 / factorial(each) for each in range(20, 60))
    assert at_least(poisson(1.0), 20) == pytest.approx(exact, rel=1e-9)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 40))
def test_binomial(whole: int, tenths: int, count: int) -> None:
    share = Fraction(tenths, 10)
    exact = sum(comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(min(count, whole) + 1))
    assert at_most(binomial(whole, float(share)), count) == pytest.approx(float(exact), abs=1e-12)


def test_negative_binomial_is_between_geometric_and_poisson() -> None:
    assert negative_binomial(4.0, 1.0).mass(3) == pytest.approx(0.2 * 0.8**3)
    assert negative_binomial(4.0, inf).mass(3) == poisson(4.0).mass(3)
    assert negative_binomial(4.0, 1e7).mass(3) == pytest.approx(poisson(4.0).mass(3), rel=1e-5)


def test_large_wholes_are_summed_about_their_mean() -> None:
    assert at_most(binomial(2_000_000, 0.97), 1_940_000) == pytest.approx(0.5, abs=2e-3)


@settings(deadline=None)
@given(st.floats(0.05, 200.0), st.sampled_from([0.001, 0.025, 0.5, 0.975, 0.999]))
def test_quantiles_turn_tails_round(mean: float, share: float) -> None:
    counts = poisson(mean)
    count = quantile(counts, share)
    assert at_most(counts, count) >= share * (1 - 1e-9)
    assert at_most(counts, count - 1) < share
    assert count - 1 <= interpolated(counts, share) <= count


@settings(deadline=None)
@given(st.floats(0.05, 50.0), st.integers(0, 80))
def test_scores_rise_with_counts(mean: float, count: int) -> None:
    assert normal_score(poisson(mean), count) <= normal_score(poisson(mean), count + 1)
