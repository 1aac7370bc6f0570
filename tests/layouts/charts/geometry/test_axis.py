"""The ends of the axis of values, the same in every medium."""

from __future__ import annotations

from data.catalogue import Direction
from layouts.charts.geometry.axis import (
    bar_axis,
    interval_axis,
    ranking_axis,
    signed_axis,
    stack_axis,
    swarm_axis,
    tone_of,
)
from layouts.charts.kinds import (
    Bar,
    BarChart,
    ColouredSeries,
    IntervalChart,
    RankedBar,
    RankedInterval,
    RankingChart,
    Series,
    SignedBar,
    SignedChart,
    StackChart,
    StackPart,
    SwarmChart,
    SwarmDot,
)
from tests.layouts.fabricate import reading, region


def test_bars_begin_at_zero_and_end_at_the_longest_or_at_their_domain() -> None:
    """Nothing known gives an axis to one."""
    bars = (Series("", (Bar("甲", 3, "3"), Bar("乙", None, "—"))),)

    assert bar_axis(BarChart(series=bars, summary="")) == (0, 3)
    assert bar_axis(BarChart(series=bars, summary="", domain=(0, 100))) == (0, 100)
    assert bar_axis(BarChart(series=(), summary="")) == (0, 1)


def test_a_stack_is_as_long_as_its_parts_together() -> None:
    """The longest row ends the axis."""
    series = (
        ColouredSeries("未筛", (StackPart("甲", 3, "3"), StackPart("乙", 1, "1"))),
        ColouredSeries("未跟", (StackPart("甲", 2, "2"), StackPart("乙", None, "—"))),
    )

    assert stack_axis(StackChart(series=series, summary="")) == (0, 5)


def test_the_lowest_of_a_ranking_is_still_a_bar() -> None:
    """The axis begins below the lowest of values and centre."""
    low, high = ranking_axis(RankingChart(name="", points=(RankedBar("甲", 98, "98"),), summary="", centre=97))

    assert low < 97
    assert high > 98


def test_intervals_stay_inside() -> None:
    """The axis covers all intervals and the target, which may be outside them."""
    points = (RankedInterval("甲", 98, "98", low=96, high=99),)
    low, high = interval_axis(IntervalChart(name="", points=points, summary="", target=99.5))

    assert low < 96
    assert high > 99.5


def test_signed_bars_have_zero_between_them() -> None:
    """Also where all are on one side."""
    assert signed_axis(SignedChart(name="", points=(SignedBar("甲", -2, "−2"),), summary="")) == (-2, 0)


def test_a_swarm_ends_at_its_outermost_dots_and_target() -> None:
    """These are written under it."""
    dots = (SwarmDot("甲", 95, "95"), SwarmDot("乙", None, "—"))

    assert swarm_axis(SwarmChart(name="", points=dots, summary="", target=98)) == (95, 98)


def test_a_bar_is_welcome_by_the_direction_of_its_metric() -> None:
    """More completed is better; without a metric or a value a bar is neither."""
    made = reading("checkin_completion_rate", region("330100"), value=98)

    assert made.metric.direction is Direction.UP
    assert [tone_of(SignedBar("甲", value, "", reading=made)) for value in (1, -1, 0, None)] == [
        "better", "worse", "neutral", "neutral",
    ]  # fmt: skip
    assert tone_of(SignedBar("甲", 1, "")) == "neutral"
