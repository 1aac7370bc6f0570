"""Each change between versions is listed once, with whether it changes a conclusion."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.readings import Readings
from data.readings.feed import Correction, Feed
from layouts.charts.chart import Nothing, Rows
from layouts.context import Context
from layouts.pages.meeting import revisions
from tests.layouts.fabricate import context, knows

MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def corrected(region: str, before: float, after: float, week: date = date(2026, 11, 16)) -> Correction:
    """Return a correction of a week's check-in rate, whose target is 98."""
    return Correction(3, MOMENT, "补报", region, week, "checkin_completion_rate", before, after)


def here(*corrections: Correction) -> Context:
    """Return Hangzhou's context with corrections."""
    return knows(context("330100"), feed=lambda _: Feed(corrections=corrections))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (97.2, 97.6, "不影响是否达标的结论。"),
        (97.94, 97.96, "其中 1 处改变是否达标：西湖区第 47 周信息化核查完成率由未达标改为达标。"),
        (98.3, 97.1, "其中 1 处改变是否达标：西湖区第 47 周信息化核查完成率由达标改为未达标。"),
    ],
)
def test_it_is_said_whether_a_conclusion_changes(before: float, after: float, said: str) -> None:
    """By the figures as they are shown, against the target."""
    drawing = revisions.PANEL.draw(Readings(()), here(corrected("330106", before, after)))

    assert isinstance(drawing, Rows)
    assert drawing.summary == f"西湖区补报或更正，使第 47 周共 1 处订正；{said}"


def test_a_row_says_what_it_was_and_what_it_is() -> None:
    """With a column for each thing in files."""
    drawing = revisions.PANEL.draw(Readings(()), here(corrected("330106", 97.2, 97.6)))

    assert isinstance(drawing, Rows)
    (row,) = drawing.rows
    assert tuple(map(str, row.cells)) == (
        "第 47 周",
        "西湖",
        "信息化核查完成率",
        "97.2",
        "97.6",
        "+0.4",
        "数据第 3 版",
        "无",
    )
    assert len(row.cells) == len(drawing.headings)


def test_a_later_week_s_corrections_are_none_of_this_one_s() -> None:
    """Nor is there anything to say where nothing changed."""
    drawing = revisions.PANEL.draw(Readings(()), here(corrected("330106", 97.2, 97.6, date(2026, 11, 23))))

    assert isinstance(drawing, Nothing)
    assert drawing.reason == "以前各周的数没有订正。"
