"""The funnel, against published examples, and what must hold of every comparison."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.statistics.funnel import Dispersion, FunnelPlace, Law, discovery_limit, funnel, winsorised

P_VALUES = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_false_discoveries() -> None:
    """Benjamini & Hochberg (1995), 4.1: four discoveries at 5 %, where Bonferroni finds three."""
    assert discovery_limit(P_VALUES) == 0.0095
    assert sum(p <= 0.05 / len(P_VALUES) for p in P_VALUES) == 3
    assert discovery_limit([]) == 0
    assert discovery_limit([0.9, 0.5]) == 0


def test_exact_limits() -> None:
    """Poisson tables: of 10 expected, P(X ≤ 3) = 0.0103, P(X ≤ 4) = 0.0293, so that 2.5 % is between."""
    band = funnel({"a": (10, 10), "b": (10, 10)}, Law.POISSON).band(10)
    assert band.low_warning * 10 == pytest.approx(3 + (0.025 - 0.01034) / (0.02925 - 0.01034), abs=2e-3)
    assert band.low_alarm < band.low_warning < 1 < band.high_warning < band.high_alarm


def test_limits_narrow_as_bases_grow() -> None:
    """About p ± z √(p (1 - p) / n) once n is large."""
    found = funnel({"a": (900, 1000), "b": (8100, 9000)})
    small, large = found.band(100), found.band(100_000)
    assert small.low_alarm < large.low_alarm < 0.9 < large.high_alarm < small.high_alarm
    reach = NormalDist().inv_cdf(0.999) * (0.9 * 0.1 / 100_000) ** 0.5
    assert large.high_alarm == pytest.approx(0.9 + reach, rel=1e-4)


def test_a_region_far_below_the_others_is_outside() -> None:
    """One with few cases or without a figure is not judged."""
    counts: dict[str, tuple[float | None, float | None]] = {f"c{at}": (900 + at % 7, 1000) for at in range(30)}
    counts |= {"low": (820, 1000), "few": (20, 30), "none": (0, 0), "late": (None, None)}
    places = {member.key: member.place for member in funnel(counts).members}
    assert places.pop("low") is FunnelPlace.OUTSIDE
    assert places.pop("few") is FunnelPlace.TOO_FEW
    assert (places.pop("none"), places.pop("late")) == (FunnelPlace.EMPTY, FunnelPlace.EMPTY)
    assert {*places.values()} == {FunnelPlace.INSIDE}


def test_one_among_many_needs_more_than_one_alone() -> None:
    """A region just beyond 99.8 % is news where it alone is asked about, and to be expected among ninety."""
    among = {f"c{at}": (5000.0, 10_000.0) for at in range(89)} | {"odd": (5160.0, 10_000.0)}
    odd = funnel(among, dispersion=Dispersion.NONE).members[-1]
    assert odd.p_value is not None
    assert 0.05 / 90 < odd.p_value < 0.002
    assert odd.place is FunnelPlace.BEYOND_WARNING


@pytest.mark.parametrize("way", [Dispersion.MULTIPLICATIVE, Dispersion.ADDITIVE])
def test_regions_that_truly_differ_widen_the_limits(way: Dispersion) -> None:
    rates = NormalDist(0.8, 0.03).samples(60, seed=7)
    counts = {f"c{at}": (round(rate * 5000), 5000.0) for at, rate in enumerate(rates)}
    plain, wide = funnel(counts, dispersion=Dispersion.NONE), funnel(counts, dispersion=way)
    assert sum(member.place is FunnelPlace.OUTSIDE for member in plain.members) > 20
    assert sum(member.place is FunnelPlace.OUTSIDE for member in wide.members) <= 1
    assert wide.phi == pytest.approx((0.03**2 * 5000) / 0.16, rel=0.5)
    assert wide.tau == (pytest.approx(0.03, rel=0.3) if way is Dispersion.ADDITIVE else 0)


def test_chance_alone_widens_nothing() -> None:
    scores = NormalDist(500, 500**0.5).samples(90, seed=3)
    found = funnel({f"c{at}": (round(count), 500.0) for at, count in enumerate(scores)}, Law.POISSON)
    assert found.dispersion is Dispersion.NONE
    assert found.phi == pytest.approx(0.8, abs=0.3)


def test_outer_scores_are_pulled_in() -> None:
    assert winsorised([*range(1, 10), 99]) == [2, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert winsorised([]) == []


def test_no_one_has_figures() -> None:
    assert [member.place for member in funnel({"a": (None, 5), "b": (0, 0)}).members] == [
        FunnelPlace.EMPTY,
        FunnelPlace.EMPTY,
    ]
    assert funnel({}).members == ()
    assert funnel({"a": (50, 50), "b": (80, 80)}).members[0].place is FunnelPlace.TOO_FEW


@pytest.mark.parametrize("pair", [(5, 4), (-1, 4), (1, -4)])
def test_impossible_counts_are_refused(pair: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"negative|no share"):
        funnel({"a": pair})


COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(60, 300)), min_size=1, max_size=12)


@settings(deadline=None)
@given(COUNTS)
def test_order_does_not_matter(pairs: list[tuple[int, int]]) -> None:
    counts = {f"c{at}": pair for at, pair in enumerate(pairs)}
    there = {member.key: member.place for member in funnel(dict(reversed(counts.items()))).members}
    assert {member.key: member.place for member in funnel(counts).members} == there


@settings(deadline=None)
@given(COUNTS)
def test_a_share_and_its_lack_are_mirrored(pairs: list[tuple[int, int]]) -> None:
    having = funnel({f"c{at}": pair for at, pair in enumerate(pairs)})
    lacking = funnel({f"c{at}": (whole - part, whole) for at, (part, whole) in enumerate(pairs)})
    assert [member.place for member in having.members] == [member.place for member in lacking.members]


@settings(deadline=None)
@given(COUNTS)
def test_limits_surround_the_centre(pairs: list[tuple[int, int]]) -> None:
    found = funnel({f"c{at}": pair for at, pair in enumerate(pairs)}, Law.POISSON)
    for member in found.members:
        if member.score is not None:
            band = found.band(member.base)
            assert band.low_alarm <= band.low_warning <= found.centre
            assert found.centre <= band.high_warning <= band.high_alarm
