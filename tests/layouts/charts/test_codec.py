"""Drawings of frozen weeks: kept as JSON, and opened again from every form they were ever kept in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from layouts.charts.amount import Amount
from layouts.charts.chart import Items, Row, Rows
from layouts.charts.codec import decoded, encoded
from layouts.charts.codec_before import drawing_before
from layouts.charts.drawn import Drawn, Leaf
from layouts.charts.kinds import (
    BarChart,
    CalendarChart,
    Chart,
    FunnelChart,
    IntervalChart,
    KindMap,
    LineChart,
    MatrixChart,
    RegionMap,
    SignedChart,
    StackChart,
    StepKind,
    SwarmChart,
    TimelineChart,
    WaterfallChart,
)
from tests.dashboard.exports.papers import chart_of, of

BEFORE = Path(__file__).with_name("frozen_before.json")  # while one class of chart held every kind
CHARTS: tuple[type[Chart], ...] = get_args(Chart)


@cache
def before() -> Leaf:
    """Return the page that was kept in the form before each kind of chart had a class."""
    leaves, _ = decoded(json.loads(BEFORE.read_text(encoding="utf-8")))
    return leaves[0]


def found(kind: type[Chart], at: int = 0) -> Chart:
    """Return the chart of a kind on that page, by its place where there are several."""
    return [drawn.drawing for drawn in before().drawn if isinstance(drawn.drawing, kind)][at]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_opens_as_it_was_kept(kind: type[Chart]) -> None:
    """Every kind, with its points, readings, limits and definitions."""
    document = of(chart_of(kind))
    kept = json.loads(json.dumps(encoded(document.leaves, ())))

    (opened,), _ = decoded(kept)

    again = json.loads(json.dumps(encoded((opened,), ())))
    assert isinstance(opened.drawn[0].drawing, kind)
    assert again == kept


@pytest.mark.parametrize("kind", CHARTS)
def test_every_kind_of_the_earlier_form_opens(kind: type[Chart]) -> None:
    """A week frozen by an earlier version is still there, each chart with its points."""
    assert any(series.points for series in found(kind).series)


def test_a_line_keeps_limits_signal_and_events() -> None:
    """Everything that says whether a figure is noise is kept."""
    chart = found(LineChart)

    assert isinstance(chart, LineChart)
    point = chart.series[0].points[0]
    assert (point.low, point.high, point.signal, point.is_selected) == (97.0, 99.5, "concerning", True)
    assert (chart.target, chart.centre, chart.domain) == (98.0, 98.2, (95.0, 100.0))
    assert chart.events == (("第 46 周", "第 46 周", "国庆"),)
    assert point.reading is not None
    assert point.reading.metric.target == 98


def test_marks_that_meant_another_thing_in_each_kind_keep_their_meaning() -> None:
    """A small base, a pale example, a hidden cell and an unexplained change had one name."""
    bars, interval, swarm, matrix, kinds, flow = (
        found(kind) for kind in (BarChart, IntervalChart, SwarmChart, MatrixChart, KindMap, WaterfallChart)
    )

    assert isinstance(bars, BarChart)
    assert (bars.series[0].points[0].has_small_base, bars.series[0].points[0].falls_short) == (True, True)
    assert isinstance(interval, IntervalChart)
    assert (interval.points[0].has_small_base, interval.points[0].is_behind) == (True, True)
    assert isinstance(swarm, SwarmChart)
    assert [dot.has_small_base for dot in swarm.points] == [False, True]
    assert isinstance(matrix, MatrixChart)
    assert [(cell.is_sum, cell.is_hatched) for cell in matrix.series[1].points] == [(False, True), (True, False)]
    assert isinstance(kinds, KindMap)
    assert (kinds.points[0].is_pale, kinds.points[0].look, kinds.is_sealed) == (True, "industry", True)
    assert isinstance(flow, WaterfallChart)
    assert [step.move for step in flow.points] == [
        StepKind.STOCK,
        StepKind.CHANGE,
        StepKind.UNEXPLAINED,
        StepKind.STOCK,
    ]


def test_emphasis_is_kept() -> None:
    """Totals, days past a limit, emphasised events and wide steps were one field before; each becomes its own."""
    signed, calendar, events, steps = (
        found(SignedChart), found(CalendarChart), found(TimelineChart), found(FunnelChart, at=1),
    )  # fmt: skip

    assert isinstance(signed, SignedChart)
    assert [bar.is_total for bar in signed.points] == [False, True]
    assert isinstance(calendar, CalendarChart)
    assert calendar.points[0].is_past_limit
    assert isinstance(events, TimelineChart)
    assert [event.is_emphasised for event in events.points] == [True, False]
    assert isinstance(steps, FunnelChart)
    assert steps.is_wide
    assert [(step.lack, step.is_emphasised) for step in steps.points] == [("缺 3 人次", False), ("", True)]


def test_links_colours_and_choices_are_kept() -> None:
    """Rows lead on, series have their colours, a map its choice of metrics."""
    matrix, stacks, regions = found(MatrixChart), found(StackChart), found(RegionMap)

    assert isinstance(matrix, MatrixChart)
    assert (matrix.series[0].href, matrix.is_bad) == ("/b", True)
    assert isinstance(stacks, StackChart)
    assert [series.colour for series in stacks.series] == ["--amber", "--worse"]
    assert isinstance(regions, RegionMap)
    assert (regions.links, regions.more) == ((("核查", "/x", True),), ("全部", "/all"))


def test_numbers_that_were_kept_as_texts_are_numbers_again() -> None:
    """So that a file to compute with has them; codes and words stay texts."""
    row = Row("滨江", "3", cells=("滨江", "1\u2009316", "+0.6", "330108", "91.1%"))

    read = drawing_before(row)

    assert read.figure == Amount(3)
    assert read.cells == ("滨江", Amount(1316), Amount(0.6, 1, is_signed=True), "330108", Amount(91.1, 1, "%"))


def test_a_cell_writes_the_number_it_was_kept_with() -> None:
    """The amount of a cell is what its text writes."""
    matrix = found(MatrixChart)

    assert isinstance(matrix, MatrixChart)
    assert [cell.amount for cell in matrix.series[0].points] == [Amount(3), Amount(3)]
    assert [cell.amount for cell in matrix.series[1].points] == [None, None]


def test_numbers_of_lists_are_kept_as_numbers() -> None:
    """With their decimals, unit and sign; texts beside them stay texts even where they look like numbers."""
    rows = Rows((Row("滨江", Amount(3), cells=("12", Amount(0.6, 1, "%", is_signed=True))),))
    kept = json.loads(json.dumps(encoded(of(rows).leaves, ())))

    (opened,), _ = decoded(kept)

    assert opened.drawn[0].drawing == rows


def test_a_chart_inside_an_item_opens_too() -> None:
    """What left its range has its line beside it."""
    (items,) = (drawn.drawing for drawn in before().drawn if isinstance(drawn.drawing, Items))

    assert items.items[0].chart == found(LineChart)


def test_a_week_of_the_earlier_form_is_kept_in_the_new_one() -> None:
    """An opened drawing can be kept again, and opens the same."""
    leaf = before()
    kept = json.loads(json.dumps(encoded((leaf,), ())))

    assert '"ChartKind"' not in json.dumps(kept)
    assert [type(drawn.drawing) for drawn in decoded(kept)[0][0].drawn] == [type(drawn.drawing) for drawn in leaf.drawn]
    assert isinstance(leaf.drawn[0], Drawn)
