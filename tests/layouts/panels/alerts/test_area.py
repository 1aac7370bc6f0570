"""The panel of area alerts: by county, red first, in both languages, at every level."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.alerts import AlertLevel, AreaAlert, Notice
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.questions.kinds import OpenAlerts
from data.readings import Readings
from data.regions import Level
from layouts.charts.chart import Nothing, Rows
from layouts.panels.alerts.area import PANEL
from tests.layouts.fabricate import REGIONS, catalogue, context, knows, regions

RULES = load_area_rules(catalogue())
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).replace(tzinfo=None)


def alert(
    number: int,
    rule: str,
    region: str,
    level: AlertLevel,
    figure: float,
    limit: float,
    *,
    since: int | None = None,
    period: str = "2026-11-28",
) -> AreaAlert:
    """Return an open alert, since a day of November."""
    first = date(2026, 11, since) if since else None
    metric, opened = RULES[rule].metric, date(2026, 11, 22)
    return AreaAlert(number, rule, region, metric, period, level, level, figure, limit, 1, opened, NOW, since=first)


ALERTS = (
    alert(1, "screening", "330108", AlertLevel.YELLOW, 98.5, 99),
    alert(2, "checkin", "330108001", AlertLevel.RED, 81.7, 90),
    alert(3, "absconded_two", "330108", AlertLevel.RED, 2, 2),
    alert(4, "checkin", "330108002", AlertLevel.YELLOW, 97, 98),
)


def open_notices(asked: OpenAlerts) -> list[Notice]:
    """Return the notices within a region; for an office those of its county."""
    region = regions().get(asked.region)
    return notices_of(str(region.parent) if region.level is Level.OFFICE else region.code, *ALERTS)


def notices_of(code: str, *alerts: AreaAlert) -> list[Notice]:
    """Return the notices of some alerts within a region."""
    return notices(alerts, RULES, regions(), code)


@pytest.mark.parametrize("level", list(REGIONS))
def test_each_level_sees_its_counties_notices(level: Level) -> None:
    """Red first; an office sees its county's, and no row names an office."""
    drawing = PANEL.draw(Readings(()), knows(context(REGIONS[level]), open=open_notices))

    assert isinstance(drawing, Rows)
    assert [row.mark for row in drawing.rows] == ["red", "red", "yellow", "yellow"]
    assert all("滨江区" in row.text for row in drawing.rows)
    assert not any("81.7" in row.text for row in drawing.rows)
    assert drawing.summary == "未关闭：红色 2 件、黄色 2 件。"


def test_without_alerts_it_says_so() -> None:
    """In words."""
    drawing = PANEL.draw(Readings(()), context("330108"))

    assert isinstance(drawing, Nothing)


@pytest.mark.parametrize(
    ("alert_of", "says"),
    [
        (alert(1, "absconded", "330108001", AlertLevel.RED, 1, 1, since=14), "脱管未查获 1 人，已 15 天（自 11 月 14 日起；满 11 天升红）"),
        (alert(1, "checkin", "330108001", AlertLevel.RED, 81.7, 90, since=28), "1 个司法所信息化核查完成率低于 90%（自 11 月 28 日起）"),
        (alert(1, "checkin", "330108001", AlertLevel.YELLOW, 97, 98, since=26), "1 个司法所信息化核查完成率低于 98%，已 3 天（自 11 月 26 日起；满 3 天升黄）"),
        (alert(1, "screening", "330108", AlertLevel.YELLOW, 98.5, 99, since=28), "初步筛查率 98.5%（低于限值 99%；自 11 月 28 日起）"),
        (alert(1, "alert_closing", "330108", AlertLevel.RED, 94, 95, since=16, period="2026-W48"), "对象预警按期办结率 94.0%，已 2 周（低于限值 95%；自 11 月 16 日起）"),
        (alert(1, "reoffence", "330108", AlertLevel.YELLOW, 1, 1, since=20), "近 30 天重新犯罪 1 人（最早 11 月 20 日）"),
        (alert(1, "brand_activity", "330108", AlertLevel.BLUE, 20, 14, since=9), "品牌 20 天没有活动（自 11 月 9 日起）"),
        (alert(1, "purchase", "330108", AlertLevel.YELLOW, 5, 31), "购买服务合同 12 月 3 日到期"),
        (alert(1, "reporting", "330108", AlertLevel.BLUE, 2, 1, since=28), "2 所未上报（自 11 月 28 日起）"),
    ],
)  # fmt: skip
def test_a_cause_says_what_it_is_and_since_when(alert_of: AreaAlert, says: str) -> None:
    """The figure, for how long by the figures, since which day, and what made it rise; not the day of judging."""
    drawing = PANEL.draw(Readings(()), knows(context("330108"), open=lambda asked: notices_of(asked.region, alert_of)))

    assert isinstance(drawing, Rows)
    assert plain(drawing.rows[0].text) == f"滨江区 · {says}"


def test_of_several_offices_the_longest_is_said() -> None:
    """Two offices under the limit, one of them for three days: not both for three."""
    both = (
        alert(1, "checkin", "330108001", AlertLevel.RED, 80, 90, since=26),
        alert(2, "checkin", "330108002", AlertLevel.RED, 80, 90, since=28),
    )
    drawing = PANEL.draw(Readings(()), knows(context("330108"), open=lambda asked: notices_of(asked.region, *both)))

    assert isinstance(drawing, Rows)
    assert "2 个司法所信息化核查完成率低于 90%，最长已 3 天" in plain(drawing.rows[0].text)


@pytest.mark.parametrize(
    ("region", "rule", "taken", "says"),
    [
        ("330108001", "checkin", "330108", "所内超时未签收，已提级至滨江区司法局"),
        ("330108", "screening", "330100", "县内超时未签收，已提级至杭州市司法局"),
    ],
)
def test_an_escalation_names_where_it_was_not_acknowledged(region: str, rule: str, taken: str, says: str) -> None:
    """The office or the county, and the bureau it was taken to: not 莲都区 to 莲都区."""
    escalated = replace(alert(1, rule, region, AlertLevel.RED, 80, 90), escalated_to=taken, escalated_at=NOW)

    drawing = PANEL.draw(Readings(()), knows(context("330108"), open=lambda asked: notices_of(asked.region, escalated)))

    assert isinstance(drawing, Rows)
    assert drawing.rows[0].text.endswith(says)


def test_a_county_is_named_with_its_city_where_more_than_the_city_is_shown() -> None:
    """On the province's page 杭州市 · 滨江区, on the city's own 滨江区; what and how many offices apart."""
    texts = {}
    for code in ("330000", "330100"):
        drawing = PANEL.draw(Readings(()), knows(context(code), open=open_notices))
        assert isinstance(drawing, Rows)
        texts[code] = plain(next(row.text for row in drawing.rows if "核查" in row.text))

    assert texts["330000"].startswith("杭州市 · 滨江区 · 1 个司法所信息化核查完成率低于")
    assert texts["330100"].startswith("滨江区 · 1 个司法所信息化核查完成率低于")


def plain(text: str) -> str:
    """Return text with ordinary spaces."""
    return text.replace("\u2009", " ")
