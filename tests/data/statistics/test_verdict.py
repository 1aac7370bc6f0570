"""The two icons, and the chart they are read off."""

from __future__ import annotations

import pytest

from data.catalogue import Direction
from data.statistics import Variation
from data.statistics.control import ControlKind, LimitStep, Reliability
from data.statistics.verdict import Assurance, MetricHistory, judge, kind_for

CALM = (97.0, 98.0, 97.5, 98.5, 97.0, 98.0, 97.5, 98.5, 97.0, 98.0, 97.5, 98.5, 97.0)
SUNK = (*CALM, *[96.9] * 7)


@pytest.mark.parametrize(
    ("direction", "variation"),
    [
        (Direction.UP, Variation.CONCERNING),
        (Direction.DOWN, Variation.IMPROVING),
        (Direction.NEUTRAL, Variation.NEUTRAL),
    ],
)
def test_the_direction_says_whether_a_signal_is_welcome(direction: Direction, variation: Variation) -> None:
    assert judge(MetricHistory(SUNK), direction).variation is variation
    assert judge(MetricHistory(CALM), direction).variation is Variation.COMMON


@pytest.mark.parametrize(
    ("target", "direction", "assurance"),
    [
        (90.0, Direction.UP, Assurance.WILL_HIT),
        (98.0, Direction.UP, Assurance.HIT_AND_MISS),
        (100.0, Direction.UP, Assurance.HIT_AND_MISS),
        (101.0, Direction.UP, Assurance.WILL_MISS),
        (90.0, Direction.DOWN, Assurance.WILL_MISS),
        (101.0, Direction.DOWN, Assurance.WILL_HIT),
        (None, Direction.UP, Assurance.NO_TARGET),
        (98.0, Direction.NEUTRAL, Assurance.NO_TARGET),
    ],
)
def test_assurance(target: float | None, direction: Direction, assurance: Assurance) -> None:
    assert judge(MetricHistory(CALM), direction, target).assurance is assurance


def test_a_constant_process_meets_the_target_it_is_at() -> None:
    verdict = judge(MetricHistory((100.0,) * 20), Direction.UP, 100.0)
    assert (verdict.variation, verdict.assurance) == (Variation.COMMON, Assurance.WILL_HIT)


def test_too_little_says_so() -> None:
    verdict = judge(MetricHistory((97.0, 98.0, 99.0)), Direction.UP, 98.0)
    assert (verdict.variation, verdict.assurance) == (Variation.UNKNOWN, Assurance.UNKNOWN)
    assert judge(MetricHistory(()), Direction.UP).reliability is Reliability.NONE


def test_a_missing_week_is_no_good_week() -> None:
    """The icons are about this period: last week's signal is not this week's."""
    verdict = judge(MetricHistory((*SUNK, None)), Direction.UP)
    assert verdict.variation is Variation.UNKNOWN


def test_a_step_renews_every_icon() -> None:
    figures = MetricHistory((*CALM, *(value - 5 for value in CALM)))
    assert judge(figures, Direction.UP).variation is Variation.CONCERNING
    renewed = judge(figures, Direction.UP, 95.5, steps=(LimitStep(len(CALM), "口径调整"),))
    assert (renewed.variation, renewed.assurance) == (Variation.COMMON, Assurance.WILL_MISS)
    short = judge(figures, Direction.UP, 95.5, steps=(LimitStep(len(CALM) + 10, "口径调整"),))
    assert (short.variation, short.assurance) == (Variation.UNKNOWN, Assurance.UNKNOWN)


def test_a_concern_comes_before_an_improvement() -> None:
    """High for weeks, but falling for seven: the fall leads."""
    falling = judge(MetricHistory((*[0.0, 1.0] * 30, *(40.0, 39.0, 38.0, 37.0, 36.0, 35.0, 34.0))), Direction.UP)
    assert falling.variation is Variation.CONCERNING


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        (MetricHistory(CALM), ControlKind.XMR),
        (MetricHistory((97.0,) * 3, (97.0,) * 3, (120.0, 124.0, 118.0), 100.0, is_share=True), ControlKind.XMR),
        (MetricHistory((97.0,) * 3, (97.0,) * 3, (120.0, 180.0, 97.0), 100.0, is_share=True), ControlKind.P_PRIME),
        (MetricHistory((1.0,) * 3, (97.0,) * 3, (100.0, 180.0, 40.0)), ControlKind.U_PRIME),
        (MetricHistory((1.0,) * 3, (2.0,) * 3, (100.0, 104.0, 98.0)), ControlKind.POISSON),
        (MetricHistory((99.0,) * 3, (99.0,) * 3, (100.0, 104.0, 99.0), 100.0, is_share=True), ControlKind.BINOMIAL),
        (MetricHistory((812.0, 815.0, 814.0), is_carried=True), ControlKind.MOVING),
        (MetricHistory((12.0, 15.0, 11.0), is_count=True), ControlKind.XMR),
        (MetricHistory((1.0, 0.0, 3.0), is_count=True), ControlKind.POISSON),
        (MetricHistory((1.0, 0.0, 0.0), is_count=True), ControlKind.POISSON),
    ],
)
def test_the_chart_suits_the_metric(figures: MetricHistory, kind: ControlKind) -> None:
    assert kind_for(figures) is kind


def test_limits_are_in_the_unit_of_the_metric() -> None:
    wholes = (100.0, 180.0, 90.0, 130.0, 220.0, 80.0)
    parts = (90.0, 160.0, 80.0, 119.0, 196.0, 73.0)
    values = tuple(100 * part / whole for part, whole in zip(parts, wholes, strict=True))
    verdict = judge(MetricHistory(values, parts, wholes, 100.0, is_share=True), Direction.UP)
    assert verdict.limits is not None
    assert verdict.limits.centre == pytest.approx(100 * sum(parts) / sum(wholes))
    assert 50 < verdict.limits.low < verdict.limits.high <= 100


def test_one_thin_period_does_not_decide_about_the_target() -> None:
    """A week with only one day reported has wide limits; the process still meets its target."""
    wholes = (*[10_000.0] * 13, 900.0)
    parts = tuple(round(whole * (0.982 + 0.0005 * (at % 3))) * 1.0 for at, whole in enumerate(wholes))
    values = tuple(100 * part / whole for part, whole in zip(parts, wholes, strict=True))
    verdict = judge(MetricHistory(values, parts, wholes, 100.0, is_share=True), Direction.UP, 97.8)
    assert verdict.limits is not None
    assert verdict.limits.low < 97.8
    assert verdict.assurance is Assurance.WILL_HIT


def test_a_stock_is_judged_by_its_change() -> None:
    """A roster that drifts is not a signal every week; one that jumps is a signal once."""
    drift = tuple(1000.0 + 3 * at + at % 2 for at in range(20))
    assert judge(MetricHistory(drift, is_carried=True), Direction.DOWN).variation is Variation.COMMON
    assert judge(MetricHistory((*drift, 1100.0), is_carried=True), Direction.DOWN).variation is Variation.CONCERNING
    assert judge(MetricHistory((*drift, 1100.0, 1103.0), is_carried=True), Direction.DOWN).variation is Variation.COMMON
    assert judge(MetricHistory((5.0,) * 9, is_carried=True), Direction.DOWN).reliability is Reliability.FLAT


def test_rare_rates_are_no_shift_for_being_zero() -> None:
    """One admonition in ten weeks among 178 subjects: twelve weeks without are nothing special."""
    parts = (0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, *[0.0] * 12)
    values = tuple(1000 * part / 178 for part in parts)
    verdict = judge(MetricHistory(values, parts, (178.0,) * 20, 1000.0), Direction.NEUTRAL)
    assert verdict.variation is Variation.COMMON
    assert verdict.is_rough
