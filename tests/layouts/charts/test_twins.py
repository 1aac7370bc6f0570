"""The table twin of a drawing."""

from __future__ import annotations

from data.readings import Status
from layouts.charts.amount import Amount
from layouts.charts.chart import Item, Items
from layouts.charts.kinds import (
    Bar,
    BarChart,
    CalendarChart,
    CalendarDay,
    ColouredSeries,
    IntervalChart,
    LineChart,
    LinePoint,
    RankedInterval,
    Series,
)
from layouts.charts.twins import TwinCell, twins
from layouts.screen.templating import template
from layouts.words.language import load_language
from tests.layouts.fabricate import reading, region


def test_a_ranking_shows_rank_and_interval() -> None:
    """Place, bounds of the interval as numbers, and the base in its note."""
    points = (
        RankedInterval("余杭", 98.7, "98.7", rank=1, low=98.43, high=98.91, base=7620),
        RankedInterval("淳安", None, "—", base=0),
    )
    chart = IntervalChart(name="核查", points=points, summary="", unit="%", decimals=1)

    (twin,) = twins(chart, load_language("zh"))

    assert twin.headings == ("名称", "数值（%）", "排名", "95% 区间下限", "95% 区间上限", "说明")
    assert twin.rows[0][3:5] == (TwinCell("98.4", Amount(98.43, 1)), TwinCell("98.9", Amount(98.91, 1)))
    assert [cell.text for cell in twin.rows[1][2:]] == ["", "", "", "0"]


def test_limits_of_a_line_stay_with_its_picture() -> None:
    """A line's limits are the same from point to point, so the table does not repeat them."""
    points = (LinePoint("第 46 周", 1.0, "1", low=0.0, high=2.0),)

    (twin,) = twins(LineChart(series=(ColouredSeries("", points),), summary=""), load_language("zh"))

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
            chart=LineChart(series=(ColouredSeries("", ()),), summary=""),
            href="/x",
        )
        for reported, text in ((99, "低于下限。"), (80, "低于下限。上报率 80.0%。"))
    ]

    (table,) = twins(Items(tuple(made)), load_language("zh"))

    assert [row[-1].text.count("上报率") for row in table.rows] == [0, 1]


def test_counts_beside_shares_are_not_in_per_cent() -> None:
    """On the screen too: what is counted in persons has no per cent above it."""
    share = reading("education_met_rate", region("330100"), value=96.2)
    count = reading("welfare_person_times", region("330100"), value=882)
    words = load_language("zh")
    chart = BarChart(
        series=(
            Series("达标率", (Bar("教育", 96.2, "96.2", reading=share),)),
            Series("人次", (Bar("公益", 882, "882", reading=count),)),
        ),
        summary="",
        unit="%",
    )

    markup = template("twin.html").render(chart=chart, words=words)

    assert [twin.headings[1] for twin in twins(chart, words)] == ["数值（%）", "数值"]
    assert markup.count("数值（%）") == 1


def test_a_state_is_said_once() -> None:
    """A day without a report has its word in the note as well; the table has it once."""
    silent = reading("checkin_completion_rate", region("330100"), status=Status.MISSING)
    chart = CalendarChart(
        name="", points=(CalendarDay("11 月 1 日", None, "—", note="未上报", reading=silent),), summary=""
    )

    (twin,) = twins(chart, load_language("zh"))

    assert twin.rows[0][-1].text == "未上报"
