"""The meeting's second page: what left its normal range, with its icons and who moved it; the days between events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from data.periods import Span
from data.readings import Reading, Readings, Status
from layouts.charts.chart import Items, Nothing
from layouts.charts.kinds import LineChart
from layouts.pages.meeting import signals, waits
from tests.layouts.fabricate import WEEK, answers, context, knows, reading, region, silent, usual

METRIC, CITY = "checkin_completion_rate", "330100"


def fallen() -> list[Reading]:
    """Return 25 usual weeks of the city and one that fell, with three counties, one of which rose."""
    course = [98.0, 98.2, 97.8, 98.1, 97.9] * 5
    weeks = WEEK.back(26)
    city = [reading(METRIC, region(CITY), week, value=v, base=4000) for week, v in zip(weeks[:-1], course, strict=True)]
    moved = {"330109": (99.0, 80.0), "330110": (90.0, 98.0), "330102": (80.0, 98.0)}
    return [
        *city,
        reading(METRIC, region(CITY), WEEK, value=94.0, base=4000, previous=98.0),
        *(reading(METRIC, region(code), WEEK, value=now, previous=then) for code, (now, then) in moved.items()),
    ]


def items() -> Items:
    """Return what is drawn of the fall."""
    here = context(CITY)
    drawing = signals.draw(answers(signals.needs(here), usual, *fallen()), here)
    assert isinstance(drawing, Items)
    return drawing


def test_only_what_left_its_range_is_shown_with_both_icons() -> None:
    """One item; what is happening, and whether the target will be met."""
    (item,) = items().items

    assert (item.reading.metric.key, item.look, item.word) == (METRIC, "concerning", "恶化")
    assert [icon.look for icon in item.icons] == ["concerning", "hit_and_miss"]


def test_a_fall_is_the_work_of_those_that_are_low() -> None:
    """The conclusion comes first, then who holds the level down; the county that rose is not among them."""
    (item,) = items().items

    assert item.text.startswith(
        "低于目标 98%，且低于正常波动下限，建议查原因。水平较低的主要是上城区（80.0%）、余杭区（90.0%）。"
    )
    assert "萧山" not in item.text


def test_days_between_are_shown_with_their_year() -> None:
    """Two years of days on one axis, and the last of too few."""
    days = [date(2025, 1, 29) + timedelta(days=40 * step) for step in range(12)]
    here = knows(context(CITY), days=lambda _: days)
    chart = waits.REOFFENDED.draw(Readings(()), here)
    few = waits.ABSCONDED.draw(Readings(()), knows(here, days=lambda _: days[:2]))

    assert isinstance(chart, LineChart)
    assert chart.series[0].points[0].label == "2025 年 3 月 10 日"
    assert isinstance(few, Nothing)
    assert few.reason == "两年内新发生脱管 2 人，最近一次在 2025 年 3 月 10 日，次数少，不作间隔分析。"


def test_none_in_two_years_is_said_in_words() -> None:
    """Not as a zero followed by a remark on statistics."""
    drawing = waits.ABSCONDED.draw(Readings(()), knows(context(CITY), days=lambda _: ()))

    assert isinstance(drawing, Nothing)
    assert drawing.reason == "两年内没有新发生脱管。"


def test_a_week_without_any_figure_is_not_called_calm() -> None:
    """Nothing can be judged, and it says why."""
    here = context(CITY)
    empty = answers(signals.needs(here), silent(Status.MISSING))
    drawing = signals.draw(empty, here)

    assert isinstance(drawing, Nothing)
    assert "没有可以判断的指标" in drawing.reason
    assert signals.headline(empty, here).lines == ((drawing.reason,),)


def test_half_a_week_is_a_hint_only() -> None:
    """Compared with whole weeks; a change from the same days of the week before is not shown."""
    here = replace(context(CITY), as_of=WEEK.first + timedelta(days=2))
    running = [replace(each, span=Span(WEEK.first, here.as_of)) if each.period == WEEK else each for each in fallen()]
    read = answers(signals.needs(here), usual, *running)
    drawing = signals.draw(read, here)

    assert isinstance(drawing, Items)
    assert "本期到 11 月 18 日，尚未结束，信号仅供参考。" in str(signals.headline(read, here).lines)
    assert "较上周" not in drawing.items[0].text
