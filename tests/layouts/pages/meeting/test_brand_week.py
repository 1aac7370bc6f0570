"""The good practice of the week is one with activity; counties long without any are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.periods import Grain, Period
from data.readings import Reading
from data.references import Brand
from data.regions import Region
from layouts.charts.chart import Cards, Drawing, Nothing, Rows
from layouts.context import Context, Panel
from layouts.pages.meeting import brand_week
from tests.layouts.fabricate import AS_OF, answers, context, knows, reading, region, shipped, tables

CITY, MOST, QUIET = "330100", "330110", "330108"


def here() -> Context:
    """Return Hangzhou's context with its brands."""
    shown = context(CITY)
    one = Brand("1", "", "一个品牌", "品牌", "专业+", "2020", "某县司法局", "做了些什么。", "来源", is_example=False)
    brands = {county.code: replace(one, county=county.code) for county in shown.children}
    return knows(replace(shown, brands=brands), reference=tables(shipped))


def idle(key: str, where: Region, period: Period) -> Reading:
    """Return a reading of nothing done."""
    return reading(key, where, period, value=0, base=0)


def drawn(panel: Panel, *others: Reading) -> Drawing:
    """Return a panel of a week in which nothing was done but what the others say."""
    shown = here()
    return panel.draw(answers(panel.needs(shown), idle, *others), shown)


def held(code: str, count: float, served: float) -> tuple[Reading, ...]:
    """Return the activities of a county in the week and on its last day."""
    where = region(code)
    return (
        reading("brand_activity_count", where, value=count),
        reading("brand_served_person_times", where, value=served),
        reading("brand_activity_count", where, Period(Grain.DAY, AS_OF), value=count),
    )


def test_the_good_practice_is_the_county_that_did_most() -> None:
    """Two activities come before one; a county without any is never shown."""
    drawing = drawn(brand_week.GOOD_PRACTICE, *held(QUIET, 1, 90), *held(MOST, 2, 30))

    assert isinstance(drawing, Cards)
    assert "余杭" in drawing.cards[0].under


def test_without_activities_there_is_no_good_practice() -> None:
    """It says so instead of showing a brand that did nothing."""
    assert isinstance(drawn(brand_week.GOOD_PRACTICE), Nothing)


def test_counties_long_without_activity_are_named() -> None:
    """An activity 29 days ago counts, one 30 days ago does not."""
    days = [reading("brand_activity_count", region(MOST), Period(Grain.DAY, AS_OF - timedelta(days=29)), value=1)]
    drawing = drawn(brand_week.PANEL, *days)

    assert isinstance(drawing, Rows)
    assert "近 30 天没有活动的 12 个" in drawing.summary
    assert [str(row.cells[-1]) for row in drawing.rows if row.cells[0] == "余杭区"] == ["1"]


@pytest.mark.parametrize("panel", [brand_week.PANEL, brand_week.GOOD_PRACTICE], ids=lambda panel: panel.key)
def test_what_is_drawn_was_asked_for(panel: Panel) -> None:
    """In an office too, where activities are its county's."""
    shown = knows(replace(context("330108001"), brands=here().brands), reference=tables(shipped))
    panel.draw(answers(panel.needs(shown), idle), shown)


def test_a_county_reads_of_its_own_activities() -> None:
    """No "0 counties": what it did, or that it did nothing, and what it did in the last 30 days."""
    shown = replace(here(), region=region(QUIET))
    earlier = reading("brand_activity_count", region(QUIET), Period(Grain.DAY, AS_OF - timedelta(days=9)), value=5)
    said = []
    for values in ((), (earlier,), held(QUIET, 2, 30)):
        drawing = brand_week.PANEL.draw(answers(brand_week.needs(shown), idle, *values), shown)
        assert isinstance(drawing, Rows)
        said.append(drawing.summary)

    assert said == [
        "本期没有品牌活动；近 30 天没有活动。",
        "本期没有品牌活动；近 30 天举办 5 场次。",
        "本期举办品牌活动 2 场次、服务 30 人次；近 30 天举办 2 场次。",
    ]
