"""The alarm on a wall and the list of open red alerts: what a duty officer at 02:03 needs to know."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from data.alerts import AlertLevel, AreaAlert
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.demo import references
from data.periods import Grain, Period
from data.readings import Readings
from data.references.duty_posts import TABLE
from data.regions import Level
from layouts.charts.chart import Nothing, Rows
from layouts.context import Context
from layouts.panels.alerts import open_red
from layouts.panels.alerts.area import found_notices
from layouts.walls.alarm import alarm
from layouts.words.language import load_language
from layouts.words.moments import clock_time, left, left_words
from tests.layouts.fabricate import REGIONS, answers, catalogue, context, knows, reading, region, regions, tables

RULES = load_area_rules(catalogue())
RED = AlertLevel.RED
DAY = Period.holding(date(2026, 11, 28), Grain.DAY)
TONGXIANG, CHUNAN, ZHUJI = "330483", "330127", "330681"
ZH = load_language("zh")


def utc(day: int, hour: str) -> datetime:
    """Return a moment of November in UTC without a zone, given by the clock of Hangzhou."""
    return datetime.fromisoformat(f"2026-11-{day:02d}T{hour}:00") - timedelta(hours=8)


NOW = utc(29, "02:03")


def alert(
    number: int, rule: str, code: str, raised: datetime, *, figure: float = 1, limit: float = 1, **more: object
) -> AreaAlert:
    """Return an open red alert that was raised at a moment."""
    given = AreaAlert(number, rule, code, RULES[rule].metric, DAY.key, RED, RED, figure, limit, 1, DAY.first, raised)
    return replace(given, **more)  # type: ignore[arg-type]


ABSCONDED = alert(1362, "absconded", f"{TONGXIANG}001", utc(29, "02:00"), since=date(2026, 11, 14))
SIGNED = alert(7, "alert_closing", CHUNAN, utc(28, "09:10"), figure=94, limit=95, acknowledged_at=utc(28, "09:20"))
ESCALATED = alert(9, "reporting_none", ZHUJI, utc(29, "00:48"), escalated_to="330600", escalated_at=utc(29, "01:03"))
ALERTS = (SIGNED, ABSCONDED, ESCALATED)


def shown(*alerts: AreaAlert, code: str = "330000", lang: str = "zh", has_posts: bool = True) -> Context:
    """Return a wall's scene with open alerts and the demo's duty posts."""
    rows = references(regions(), DAY.first)[TABLE] if has_posts else []
    return knows(
        context(code, page="wall", lang=lang, period=None),
        open=lambda asked: notices(alerts, RULES, regions(), asked.region),
        reference=tables(lambda key: rows if key == TABLE else ()),
    )


def figures(here: Context, objects: dict[str, int] | None = None) -> Readings:
    """Return how many red alerts of the business system each region has open."""
    given = objects or {}
    make = lambda key, where, period: reading(key, where, period, value=given.get(where.code, 0))  # noqa: E731
    return answers(open_red.needs(here), make)


def said(*alerts: AreaAlert, lang: str = "zh", has_posts: bool = True) -> str:
    """Return the text of the alarm about the first alert, the others open too."""
    here = shown(*alerts, lang=lang, has_posts=has_posts)
    waiting = notices(alerts[:1], RULES, regions(), "330000")
    markup = alarm(waiting, figures(here, {"330000": 1, "330482": 1}), here, NOW)
    return " ".join(re.sub(r"<[^>]+>", " ", markup).replace("\u2009", " ").split())


@pytest.mark.parametrize(
    "part",
    [
        "嘉兴市 · 桐乡市 脱管未查获 1 人，已 15 天",  # place, cause, for how long
        "指标预警 第 1 362 号",
        "02:00 判为红色；自 11 月 14 日起；满 11 天升红；距提请撤销缓刑的一个月期限还有 15 天；依据《社区矫正法》第三十条。",
        "签收 · 限 15 分钟 02:15 还有 12 分钟 桐乡市司法局社区矫正科 0573-0000-0000",
        "报分管负责人 · 限 1 小时 03:00 还有 57 分钟 桐乡市司法局 0573-0000-0000",
        "办结或移交 · 限 24 小时 次日 02:00 还有 23 小时",
        "现在做 电话桐乡市司法局社区矫正科 0573-0000-0000 按 A 键签收，或在手机遥控页点“签收预警” 核对查找情况，一小时内报告分管负责人",
        "签收前常驻，其余场景照常轮播。此处只记签收；报告、办结记在业务系统，指标回到限值以内即关闭",
        "今日值班 浙江省司法厅社区矫正指挥中心 0571-0000-0000",
    ],
)
def test_the_alarm_says_what_by_when_and_whom_to_call(part: str) -> None:
    """Place, cause, since when by the figures, limits by the clock and counting down, the post and its telephone."""
    assert part in said(ABSCONDED, SIGNED)


def test_no_address_of_a_page_is_in_the_alarm() -> None:
    """A duty officer reads what to press, not a URL."""
    assert not re.search(r"/remote|https?:", said(*ALERTS))


def test_the_list_below_counts_both_kinds_and_sorts_by_time_left() -> None:
    """Alerts to acknowledge come first, late ones at their head, then those to close; 件 and 条 are counted separately."""
    text = said(ABSCONDED, SIGNED, ESCALATED)

    assert "未办结红色预警 另有 1 件未签收 指标预警 3 件 · 对象预警 1 条 · 未签收的在前，按剩余时限" in text
    late = "00:48 起 签收 已过 1 小时 已提级至绍兴市司法局"
    waits = "02:00 起 签收 还有 12 分钟 桐乡市司法局"
    signed = "昨 09:10 起 办结 还有 7 小时 淳安县司法局社区矫正科"
    assert text.index(late) < text.index(waits) < text.index(signed)
    assert "红色对象预警未办结 1 条：平湖市 1" in text


def test_what_no_one_acknowledged_comes_before_what_is_long_overdue() -> None:
    """Cases that were acknowledged days ago and are still open do not push new ones off the list."""
    old = [
        alert(20 + at, "alert_closing", code, utc(20, "09:00"), acknowledged_at=utc(20, "09:10"))
        for at, code in enumerate(regions().counties("330000")[:10])
    ]
    here = shown(*old, ABSCONDED)

    assert open_red.reds(here)[0].notice.numbers == (ABSCONDED.number,)


def test_several_that_wait_can_be_acknowledged_together() -> None:
    """Waiting rows have their alerts' numbers, so that a second key acknowledges all that the screen lists; a single alert has one key."""
    here = shown(*ALERTS)
    markup = alarm(notices([ABSCONDED], RULES, regions(), "330000"), figures(here), here, NOW)

    assert set(re.findall(r'data-numbers="([\d ]+)"', markup)) == {"1362", "9"}
    assert "按 Shift+A 连同下列未签收的一并签收" in said(ABSCONDED, ESCALATED)
    assert "Shift" not in said(ABSCONDED, SIGNED)


def test_further_causes_are_said_once() -> None:
    """The first is in the title; the line below it has the others."""
    here = shown(
        *(alert(at, rule, TONGXIANG, NOW) for at, rule in enumerate(("balance", "red_overdue", "screening"), 1))
    )
    markup = alarm(found_notices(here), figures(here), here, NOW)

    assert markup.count("在册勾稽连续不平") == 1
    assert "另有：" in markup


def test_the_code_leads_to_the_remote() -> None:
    """Only where its address is known."""
    here = shown(ABSCONDED)
    waiting = found_notices(here)

    with_code = alarm(waiting, figures(here), here, NOW, "http://cockpit.sfj.example/remote?name=hall-1")

    assert "扫码签收" in with_code
    assert "<svg" in with_code
    assert "<svg" not in alarm(waiting, figures(here), here, NOW)


def test_the_business_systems_red_ones_are_not_pushed_off_the_list() -> None:
    """Where the cockpit's own fill the list, its last row has all counties of the others."""
    own = [alert(at, "alert_closing", code, NOW) for at, code in enumerate(regions().counties("330000")[:10], 1)]
    here = shown(*own)
    drawing = open_red.PANEL.draw(figures(here, {"330482": 1, "330483": 2, "330000": 3}), here)

    assert isinstance(drawing, Rows)
    assert len(drawing.rows) == open_red.MOST_ROWS
    assert drawing.rows[-1].text == "红色对象预警未办结 3 条：平湖市 1、桐乡市 2"


def test_without_a_telephone_the_alarm_says_so() -> None:
    """Where no bureau has loaded its posts, the responsible post is named, and that it has no number on record."""
    assert "电话责任岗位：县（市、区）司法局分管负责人（值班电话尚未录入）" in said(ABSCONDED, has_posts=False)


def test_the_alarm_speaks_english() -> None:
    """The same facts."""
    text = said(ABSCONDED, lang="en")

    for part in (
        "1 person absconded and not found, for 15 days",
        "Acknowledge · within 15 minutes",
        "12 minutes left",
    ):
        assert part in text


@pytest.mark.parametrize("level", list(REGIONS))
def test_each_level_lists_its_open_red_ones(level: Level) -> None:
    """A city and a county list their own; one that was acknowledged must be closed, one that was not is late."""
    here = shown(
        *ALERTS, code="330000" if level is Level.PROVINCE else TONGXIANG if level is Level.COUNTY else "330400"
    )
    drawing = open_red.PANEL.draw(figures(here), here)

    assert isinstance(drawing, Rows)
    assert len(drawing.rows) == (3 if level is Level.PROVINCE else 1)
    assert all(row.due and row.mark == "red" for row in drawing.rows)


def test_a_row_says_by_when_with_its_day() -> None:
    """On a page that has no clock of its own the moments carry their day; the browser counts down."""
    here = shown(ABSCONDED)
    drawing = open_red.PANEL.draw(figures(here), here)

    assert isinstance(drawing, Rows)
    (row,) = drawing.rows
    assert row.text == "嘉兴市 · 桐乡市 · 脱管未查获 1 人，已 15 天"
    assert row.figure == "11 月 29 日 02:15 前签收"
    assert row.note == "11 月 29 日 02:00 判为红色 · 自 11 月 14 日起；满 11 天升红 · 桐乡市司法局"
    assert row.due == 1_795_889_700_000  # 2026-11-28 18:15 UTC


def test_a_row_says_to_whom_it_was_taken() -> None:
    """It names the bureau it was escalated to instead of the first post, as the list below the alarm does."""
    here = shown(ESCALATED)
    drawing = open_red.PANEL.draw(figures(here), here)

    assert isinstance(drawing, Rows)
    assert drawing.rows[0].note == "11 月 29 日 00:48 判为红色 · 已提级至绍兴市司法局"


def test_objects_are_after_the_cockpits_own() -> None:
    """Red alerts of the business system are counted in 条 by county, and closed there."""
    here = shown(ABSCONDED)
    drawing = open_red.PANEL.draw(figures(here, {"330482": 1, "330000": 1}), here)

    assert isinstance(drawing, Rows)
    assert [row.text for row in drawing.rows][1:] == ["平湖市 · 红色对象预警未办结 1 条"]
    assert drawing.summary == "红色指标预警 1 件未关闭，红色对象预警 1 条未办结；1 件未签收。"


def test_nothing_open_is_said() -> None:
    """In one line."""
    here = shown()

    drawing = open_red.PANEL.draw(figures(here), here)

    assert drawing == Nothing("没有未办结的红色预警。未关闭的指标预警：黄色 0 件，蓝色 0 件。")
    assert open_red.PANEL.note(here) == ""


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (utc(29, "02:15"), "02:15"),
        (utc(28, "09:10"), "昨 09:10"),
        (utc(30, "02:00"), "次日 02:00"),
        (utc(27, "02:00"), "11 月 27 日 02:00"),
        (utc(29, "00:00"), "昨 24:00"),
    ],
)
def test_a_moment_is_the_clock_of_hangzhou(moment: datetime, text: str) -> None:
    """Of today only the hour, of the days beside it a word, of others the day; midnight ends the day before."""
    assert clock_time(moment, ZH, date(2026, 11, 29)).replace("\u2009", " ") == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(12, "还有 12 分钟"), (59, "还有 59 分钟"), (60, "还有 1 小时"), (47 * 60, "还有 47 小时"), (48 * 60, "还有 2 天"), (-1, "已过 1 分钟"), (-75, "已过 1 小时")],
)  # fmt: skip
def test_time_left_in_words(minutes: int, text: str) -> None:
    """Minutes, hours, days; what is over is late."""
    assert left(NOW + timedelta(minutes=minutes), NOW, ZH) == text


def test_the_browser_counts_in_the_same_words() -> None:
    """Its words hold a sign for the number."""
    assert [forms["other"] for forms in json.loads(left_words(ZH))["left"]] == [
        "还有 # 分钟",
        "还有 # 小时",
        "还有 # 天",
    ]


def test_the_browser_has_a_word_for_one() -> None:
    """Where the language has it."""
    assert json.loads(left_words(load_language("en")))["late"][2] == {"one": "# day late", "other": "# days late"}


def test_the_demo_names_the_county_of_the_picture() -> None:
    """The codes used here are those of the places."""
    assert [region(code).zh for code in (TONGXIANG, CHUNAN, ZHUJI)] == ["桐乡市", "淳安县", "诸暨市"]
