"""The line over time: gaps stay gaps, the axis has round figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.readings import Status
from layouts.charts.geometry.line import line, ticks_between
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint
from layouts.words.language import load_language
from tests.layouts.fabricate import WEEK, reading, region

ZH = load_language("zh")
METRIC = "checkin_completion_rate"


def history(*values: float | None, **more: object) -> LineChart:
    """Return a line of weekly values that ends this week, its last point chosen."""
    points = []
    for period, value in zip(WEEK.back(len(values)), values, strict=True):
        status = Status.MISSING if value is None else Status.OK
        made = reading(METRIC, region("330100"), period, value=value, status=status)
        points.append(LinePoint(ZH.period(period), value, ZH.figure(made), reading=made, is_selected=period == WEEK))
    chart = LineChart(
        series=(ColouredSeries("核查", tuple(points)),),
        summary="近 3 周。",
        unit="%",
        decimals=1,
        target=98.0,
        centre=97.0,
        domain=(95.0, 100.0),
    )
    return replace(chart, **more)  # type: ignore[arg-type]


def test_a_missing_period_is_a_gap() -> None:
    """A period without data is neither a zero nor bridged."""
    runs = line(history(97.0, None, 98.0)).runs

    assert [run.points.count(",") for run in runs] == [1, 1]


def test_only_the_shown_period_is_marked() -> None:
    """The dot is on the shown period; without a value there is none."""
    assert line(history(97.0, 96.0, 98.0)).dots == ((833.3, 400.0),)
    assert line(history(97.0, 96.0, None)).dots == ()


def test_target_and_mean_are_at_their_heights() -> None:
    """98 of 95..100 is two fifths below the top; a target off the axis is not drawn at its edge."""
    drawn = line(history(97.0, 98.0))

    assert (drawn.target, drawn.centre) == (400.0, 600.0)
    assert line(history(97.0, 98.0, target=94.0)).target is None


def test_an_event_covers_its_periods() -> None:
    """A special period is a band from its first to its last period."""
    labels = [ZH.period(period) for period in WEEK.back(4)]

    drawn = line(history(97.0, 98.0, 97.0, 98.0, events=((labels[1], labels[2], "国庆"), ("1999", labels[0], "早"))))

    assert drawn.bands == ((250.0, 500.0, "国庆"),)


def test_limits_are_an_area_that_stops_at_the_axis_and_at_gaps() -> None:
    """Normal variation is behind its own periods only: where no limits are known, none are drawn."""
    chart = history(97.0, 98.0, 97.0, 98.0)
    points = chart.series[0].points
    bounded = [replace(point, low=96.0, high=105.0) if at != 1 else point for at, point in enumerate(points)]

    drawn = line(replace(chart, series=(ColouredSeries("核查", tuple(bounded)),)))

    assert drawn.limits == (
        "0.0,0.0 250.0,0.0 250.0,800.0 0.0,800.0",
        "500.0,0.0 750.0,0.0 750.0,0.0 1000.0,0.0 1000.0,800.0 750.0,800.0 750.0,800.0 500.0,800.0",
    )


def test_a_signal_is_ringed() -> None:
    """With its kind, since colour follows the metric's direction."""
    chart = history(97.0, 96.0)
    points = (chart.series[0].points[0], replace(chart.series[0].points[1], signal="concerning"))

    assert line(replace(chart, series=(ColouredSeries("核查", points),))).signals == ((750.0, 800.0, "concerning"),)


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6), st.integers(0, 3))
def test_ticks_are_few_round_and_inside(low: float, width: float, decimals: int) -> None:
    """At most six round values, all on the axis, distinguished by the shown decimals."""
    found = ticks_between(low, low + width, decimals)

    assert len(found) <= 6
    assert all(low - width * 1e-6 <= value <= low + width * (1 + 1e-6) for value in found)
    assert len({f"{value:.{decimals}f}" for value in found}) == len(found)


@pytest.mark.parametrize("values", [(None, None), (98.0,)])
def test_little_data_draws(values: tuple[float | None, ...]) -> None:
    """Nothing at all, and a single point."""
    assert len(line(history(*values)).runs) <= 1
