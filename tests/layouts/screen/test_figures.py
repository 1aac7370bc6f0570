"""Figures over time: plain Plotly dicts whose colours are names of tokens."""

from __future__ import annotations

import json
import re
from typing import Any

import plotly.graph_objects as go
import pytest

from data.readings import Status
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.screen.figures import column_figure
from layouts.words.language import load_language
from tests.layouts.fabricate import ROOT, WEEK, reading, region

ZH = load_language("zh")
METRIC = "checkin_completion_rate"


def history(*values: float | None) -> ColumnChart:
    """Return columns of weekly values that end this week, the last one chosen."""
    points = []
    for period, value in zip(WEEK.back(len(values)), values, strict=True):
        status = Status.MISSING if value is None else Status.OK
        made = reading(METRIC, region("330100"), period, value=value, status=status)
        chosen = period == WEEK
        points.append(ColumnPart(ZH.period(period), value, ZH.figure(made), reading=made, is_emphasised=chosen))
    return ColumnChart(
        series=(ColouredSeries("信息化核查完成率", tuple(points)),),
        summary="信息化核查完成率近 3 周。",
        unit="%",
        decimals=1,
        domain=(95.0, 100.0),
    )


def drawn(chart: ColumnChart) -> dict[str, Any]:
    """Return the figure of a chart in the city's context."""
    return column_figure(chart, ZH, "330100")


def test_the_unit_under_the_pointer_goes_by_its_figure() -> None:
    """In English a column of one says 1 person, one of two 2 persons."""
    points = (ColumnPart("W1", 1.0, "1"), ColumnPart("W2", 2.0, "2"))
    chart = ColumnChart(series=(ColouredSeries("", points),), summary="", unit="人")

    assert column_figure(chart, load_language("en"), "")["data"][0]["customdata"] == ["1 person", "2 persons"]


def test_the_chosen_column_is_amber_and_no_other() -> None:
    """The shown week has a colour of its own among the weeks before it."""
    colours = drawn(history(97.0, 98.0))["data"][0]["marker"]["color"]

    assert colours == ["--celadon-4", "--amber"]


def test_refresh_keeps_what_the_reader_did() -> None:
    """The same region keeps its zoom, and nothing moves by itself."""
    layout = drawn(history(97.0, 98.0))["layout"]

    assert layout["uirevision"] == "330100"
    assert layout["transition"]["duration"] == 0


def test_every_colour_is_a_token() -> None:
    """No figure names a colour by hand: each is transparent or is in the tokens of both themes."""
    tokens = (ROOT / "assets" / "1-tokens.css").read_text(encoding="utf-8")
    written = json.dumps(drawn(history(97.0, 98.0)))
    named = set(re.findall(r'"(--[a-z0-9-]+)"', written))

    assert named
    assert all(tokens.count(f"{name}:") == 2 for name in named)
    assert set(re.findall(r"#[0-9a-f]{3,8}|rgba?\([^)]*\)", written)) <= {"rgba(0,0,0,0)"}


@pytest.mark.parametrize("values", [(97.0, 98.0), (97.0, None), (None, None), (98.0,)])
def test_plotly_accepts_it(values: tuple[float | None, ...]) -> None:
    """With colours in the place of their tokens the dict is a valid figure."""
    text = re.sub(r'"--[a-z0-9-]+"', '"#123456"', json.dumps(drawn(history(*values))))

    go.Figure(json.loads(text))
