"""The panel of area alerts: by county, red first, in both languages, at every level."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.area_alerts import AreaAlert
from data.area_rules import AlertLevel, load_area_rules
from data.notices import Notice, notices
from data.readings import Readings
from data.regions import Level
from layouts.chart import Nothing, Rows
from layouts.notices import alarm
from layouts.panels.area_alerts import PANEL
from layouts.words import load_language
from tests.layouts.fabricate import REGIONS, catalogue, regions, scene

RULES = load_area_rules(catalogue())
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).replace(tzinfo=None)


def alert(number: int, rule: str, region: str, level: AlertLevel, figure: float, limit: float) -> AreaAlert:
    """Return an open alert."""
    return AreaAlert(
        number, rule, region, RULES[rule].metric, "", level, level, figure, limit, 1, date(2026, 11, 22), NOW
    )


ALERTS = (
    alert(1, "screening", "330108", AlertLevel.YELLOW, 98.5, 99),
    alert(2, "checkin", "330108001", AlertLevel.RED, 81.7, 90),
    alert(3, "absconded_two", "330108", AlertLevel.RED, 2, 2),
    alert(4, "checkin", "330108002", AlertLevel.YELLOW, 97, 98),
)


def told(code: str) -> list[Notice]:
    """Return the notices within a region."""
    return notices(ALERTS, RULES, regions(), code)


@pytest.mark.parametrize("level", list(REGIONS))
def test_each_level_sees_its_counties_notices(level: Level) -> None:
    """Red first; an office sees its county's, and no row names an office."""
    drawing = PANEL.draw(Readings(()), replace(scene(REGIONS[level]), notices=told))

    assert isinstance(drawing, Rows)
    assert [row.mark for row in drawing.rows] == ["red", "red", "yellow", "yellow"]
    assert all("滨江区" in row.text for row in drawing.rows)
    assert not any("81.7" in row.text for row in drawing.rows)
    assert "红色 2 件，黄色 2 件，蓝色 0 件" in drawing.summary


def test_without_alerts_it_says_so() -> None:
    """In words."""
    drawing = PANEL.draw(Readings(()), scene("330108"))

    assert isinstance(drawing, Nothing)


@pytest.mark.parametrize("tongue", ["", "en"])
def test_the_alarm_tells_limits(tongue: str) -> None:
    """A county's own rate with its limit, days in a row in words, the offices by their count."""
    markup = alarm(told("330000"), regions(), load_language(tongue))

    assert "98.5 %" in markup
    assert ("at the limit of 2 persons" if tongue else "达到限值 2 人") in markup
    assert "81.7" not in markup
    assert ("3 days in a row" if tongue else "连续 3 天低于限值 98%") in markup


def test_six_are_told_and_the_rest_counted() -> None:
    """A wall has room for six."""
    counties = [code for code in regions().counties("330000") if code != "330108"][:8]
    alerts = [alert(n, "screening", code, AlertLevel.RED, 90, 95) for n, code in enumerate(counties, 1)]

    markup = alarm(notices(alerts, RULES, regions(), "330000"), regions(), load_language(""))

    assert markup.count('alarm-notice"') == 6
    assert "另有 2 件" in markup


def test_a_county_is_told_with_its_city_where_more_than_the_city_is_shown() -> None:
    """On the province's page 杭州市 · 滨江区, on the city's own 滨江区; what and how many offices apart."""
    texts = {}
    for code in ("330000", "330100"):
        drawing = PANEL.draw(Readings(()), replace(scene(code), notices=told))
        assert isinstance(drawing, Rows)
        texts[code] = plain(next(row.text for row in drawing.rows if "核查" in row.text))

    assert texts["330000"].startswith("杭州市 · 滨江区 · 信息化核查完成率低（1 个司法所）")
    assert texts["330100"].startswith("滨江区 · 信息化核查完成率低（1 个司法所）")


def plain(text: str) -> str:
    """Return text with ordinary spaces."""
    return text.replace("\u2009", " ")
