"""The line at the top of every page about the day that is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.periods import Period
from data.store.loads import Coming
from layouts.context import Context
from layouts.screen.freshness import freshness
from layouts.view import WALL
from tests.callbacks.test_clicks import texts
from tests.layouts import fabricate

MONDAY = date(2026, 11, 23)


def said(context: Context) -> str:
    """Return the line in words."""
    roll = fabricate.reading("registered_count", context.region, context.period, value=100)
    return texts(freshness(context, roll))


def test_a_day_that_is_coming_in_is_named_with_its_share() -> None:
    """One report of eight; never rounded up, and a way to the day."""
    context = replace(fabricate.context(), coming=Coming(MONDAY, 1, 8))

    assert "11 月 23 日 正在上报，已到 12.5%" in said(context)
    assert "period=2026-11-23" in str(freshness(context, fabricate.reading("registered_count", context.region)))


def test_a_wall_names_it_without_a_way() -> None:
    """No one can follow one there."""
    context = replace(fabricate.context(page=WALL), coming=Coming(MONDAY, 1, 8))

    assert "正在上报" in said(context)
    assert "period=2026-11-23" not in str(freshness(context, fabricate.reading("registered_count", context.region)))


def test_a_region_behind_the_whole_says_by_how_much() -> None:
    """A county whose newest day is three days before the province's."""
    assert "比浙江省晚 3 天" in said(replace(fabricate.context("330108"), behind=3))
    assert "晚" not in said(fabricate.context("330108"))


@pytest.mark.parametrize(
    ("period", "line"),
    [
        ("2026-W47", "11 月 22 日 24:00 · 7 / 7 所已上报"),
        ("2026-W46", "11 月 22 日 24:00 · 11 月 15 日 7 / 7 所已上报"),
        ("2025-W46", "11 月 22 日 24:00 · 2025 年 11 月 16 日 7 / 7 所已上报"),
    ],
)
def test_how_many_reported_is_said_with_its_day(period: str, line: str) -> None:
    """Of a past period they are those of its last day, not of the newest one beside which they are written (1.10)."""
    assert line in said(replace(fabricate.context(), period=Period.parse(period)))


@pytest.mark.parametrize(("period", "is_said"), [("2021-W30", True), ("2022-W14", True), ("2023-W14", False)])
def test_a_new_region_says_since_when_it_exists(period: str, is_said: bool) -> None:
    """As long as a comparison would reach before its first day: 临平 was part of 余杭 until 2021-04-09."""
    context = replace(fabricate.context("330113"), period=Period.parse(period))

    assert ("2021 年 4 月 9 日 设立，此前没有本地区的数" in said(context)) == is_said


def test_a_region_that_is_gone_says_until_when_and_what_came_of_it() -> None:
    """余杭 gave 临平 away; were it dissolved then, its page would say so."""
    context = fabricate.context("330110")
    gone = replace(context, region=replace(context.region, valid_to=date(2021, 4, 8)))

    assert "2021 年 4 月 8 日 撤销，此后见临平区" in said(gone)
    assert "撤销" not in said(context)


def test_the_first_period_has_no_way_back() -> None:
    """Before 2003-W01 there is no address."""
    from layouts.screen.controls import controls

    for week, is_there in (("2003-W01", False), ("2003-W02", True)):
        context = replace(fabricate.context(), period=Period.parse(week), as_of=date(2003, 1, 12))
        roll = fabricate.reading("registered_count", context.region)
        assert ("上一期" in str(controls(context, roll))) == is_there
