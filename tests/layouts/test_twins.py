"""The table twin of a drawing."""

from __future__ import annotations

from data.readings import Status
from layouts.chart import Chart, ChartKind, Item, Items, Point, Series
from layouts.twins import TwinCell, twins
from layouts.words import load_language
from tests.layouts.fabricate import reading, region


def test_a_ranking_shows_rank_and_interval() -> None:
    """Place, bounds of the interval as numbers, and the base in its note."""
    points = (
        Point("余杭", 98.7, "98.7", rank=1, low=98.43, high=98.91, note="7620"),
        Point("淳安", None, "—", note="0"),
    )
    chart = Chart(ChartKind.INTERVALS, (Series("核查", points),), "", unit="%", decimals=1)

    (twin,) = twins(chart, load_language("zh"))

    assert twin.headings == ("名称", "数值（%）", "排名", "95% 区间下限", "95% 区间上限", "说明")
    assert twin.rows[0][3:5] == (TwinCell("98.4", 98.43, 1), TwinCell("98.9", 98.91, 1))
    assert [cell.text for cell in twin.rows[1][2:]] == ["", "", "", "0"]


def test_limits_of_a_line_stay_with_its_picture() -> None:
    """A line's limits repeat from point to point and are not told again beside each."""
    points = (Point("第 46 周", 1.0, "1", low=0.0, high=2.0),)

    (twin,) = twins(Chart(ChartKind.LINE, (Series("", points),), ""), load_language("zh"))

    assert twin.headings == ("名称", "数值", "说明")


def test_a_table_says_the_coverage_where_it_is_thin() -> None:
    """Once; where nearly all reported the workbook's sheet of readings has it."""
    made = [
        Item(
            reading(
                "checkin_completion_rate",
                region("330100"),
                value=97.2,
                status=Status.PARTIAL,
                reported=reported,
                due=100,
            ),
            figure="97.2",
            unit="%",
            under="",
            look="concerning",
            word="恶化",
            text=text,
            chart=Chart(ChartKind.LINE, (Series("", ()),), ""),
            href="/x",
        )
        for reported, text in ((99, "低于下限。"), (80, "低于下限。上报率 80.0%。"))
    ]

    (table,) = twins(Items(tuple(made)), load_language("zh"))

    assert [row[-1].text.count("上报率") for row in table.rows] == [0, 1]
