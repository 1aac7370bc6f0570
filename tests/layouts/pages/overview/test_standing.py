"""考核指标 and 待办督办: how a region ranks, and what needs action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.alerts import AlertLevel
from data.alerts.notices import notices
from data.periods import Period
from data.readings import Figures, Reading
from data.readings.assessed import assessed_periods
from data.regions import Level, Region
from layouts.charts.chart import Nothing, Row, Rows, Tile, Tiles
from layouts.context import Context, figures
from layouts.pages.overview import standing, who_acts
from layouts.panels import points
from tests.layouts.fabricate import answers, catalogue, context, knows, reading, regions
from tests.layouts.pages.meeting.test_task_list import listed, task
from tests.layouts.panels.alerts.test_area import RULES, alert

CHECKIN = "checkin_completion_rate"
CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
SIBLINGS = [each.code for each in regions().children(CITY)]


def even(key: str, where: Region, period: Period) -> Reading:
    """Return a reading that is not remarkable: at its target, zero where there is none."""
    metric = catalogue().metric(key)
    return reading(key, where, period, value=0.0 if metric.target is None else metric.target)


def of(value: float, code: str, base: float = 1000, key: str = CHECKIN) -> Reading:
    """Return a county's check-ins."""
    return reading(key, regions().get(code), value=value, base=base)


def tiles(here: Context, *others: Reading) -> dict[str, Tile]:
    """Return the panel's tiles by metric, in order."""
    drawing = standing.PANEL.draw(answers(standing.PANEL.needs(here), even, *others), here)
    assert isinstance(drawing, Tiles)
    return {tile.reading.metric.key: tile for tile in drawing.tiles}


def rows(here: Context, *others: Reading) -> tuple[Row, ...]:
    """Return the rows of what must be done, none where there is nothing."""
    drawing = who_acts.PANEL.draw(answers(who_acts.PANEL.needs(here), even, *others), here)
    assert isinstance(drawing, Rows | Nothing)
    return drawing.rows if isinstance(drawing, Rows) else ()


def asked_of(questions: Sequence[Figures]) -> set[str]:
    """Return the regions that are asked for."""
    return {code for question in questions for code in question.regions}


# --- how a region ranks ---


def test_a_county_has_its_place_in_city_and_province() -> None:
    """Better ones and equals are counted; equals share a place and say so."""
    better, equal = SIBLINGS[0], SIBLINGS[1]
    tile = tiles(context(COUNTY), of(99.0, better), of(97.0, COUNTY), of(97.0, equal))[CHECKIN]

    assert f"杭州并列第 {len(SIBLINGS) - 1} / {len(SIBLINGS)}" in tile.note
    assert "浙江并列第 89 / 90" in tile.note
    assert "目标 98%" in tile.note


def test_the_last_places_come_first() -> None:
    """What costs most is read first."""
    found = tiles(context(COUNTY), *(of(99.0, code) for code in SIBLINGS if code != COUNTY), of(97.9, COUNTY))

    assert next(iter(found)) == CHECKIN


def test_a_place_behind_beyond_chance_is_marked_and_named() -> None:
    """By the funnel of those beside it; half a point lower is chance."""
    assert tiles(context(COUNTY), of(90.0, COUNTY))[CHECKIN].is_alarming
    assert "明显低于同级" in tiles(context(COUNTY), of(90.0, COUNTY))[CHECKIN].note
    assert not tiles(context(COUNTY), of(97.5, COUNTY))[CHECKIN].is_alarming


COUNTIES = [each.code for each in regions().descendants("330000", Level.COUNTY)]


def ladder(code: str, place: int) -> list[Reading]:
    """Return figures of all counties, no two alike, in which one has a place; none is far from the others."""
    others = [each for each in COUNTIES if each != code]
    order = [*others[: place - 1], code, *others[place - 1 :]]
    return [of(98.9 - at / 100, each, base=100_000) for at, each in enumerate(order)]


@pytest.mark.parametrize(("place", "is_marked"), [(80, False), (81, True), (90, True)])
def test_one_of_the_last_ten_of_the_province_is_pointed_out(place: int, is_marked: bool) -> None:
    """In words of their own, which the screen draws in amber; the 80th of 90 is not one of the last ten."""
    here = context(COUNTY)
    tile = tiles(here, *[replace(each, metric=replace(each.metric, decimals=2)) for each in ladder(COUNTY, place)])[
        CHECKIN
    ]

    assert f"浙江第 {place} / 90" in tile.note
    assert (tile.marked == "全省后十") is is_marked
    assert ("全省后十" in tile.note) is is_marked


def test_the_summary_agrees_with_what_is_marked() -> None:
    """The last of 90 is never passed over with 0 项: it is among the last ten, or clearly behind."""
    here = context(COUNTY)
    places = [replace(each, metric=replace(each.metric, decimals=2)) for each in ladder(COUNTY, 90)]

    drawing = standing.PANEL.draw(answers(standing.PANEL.needs(here), even, *places), here)
    behind = standing.PANEL.draw(answers(standing.PANEL.needs(here), even, of(90.0, COUNTY)), here)

    assert isinstance(drawing, Tiles)
    assert isinstance(behind, Tiles)
    assert "另有 1 项居全省后十" in drawing.summary or drawing.tiles[0].is_alarming
    assert behind.summary.startswith("1 项明显低于目标、同级或全省")


def test_a_figure_clearly_behind_the_province_is_marked_though_its_city_is_no_better() -> None:
    """All five counties of a city are alike and far below the other 85: they are compared with all ninety too."""
    huzhou = [each.code for each in regions().children("330500")]
    here = context("330521")
    tile = tiles(
        here, *(of(99.0, each, base=2000) for each in COUNTIES), *(of(97.2, each, base=2000) for each in huzhou)
    )[CHECKIN]

    assert tile.is_alarming
    assert "明显低于同级" not in tile.note
    assert "明显低于全省" in tile.note


def test_few_failures_expected_do_not_hide_many() -> None:
    """Of 171 reports hardly three fail elsewhere; ten are beyond chance, although the funnel has no limits for so few."""
    key = "report_completion_rate"
    others = [of(98.6, each, base=171, key=key) for each in COUNTIES]

    assert tiles(context("330521"), *others, of(94.2, "330521", base=171, key=key))[key].is_alarming
    assert not tiles(context("330521"), *others, of(97.0, "330521", base=171, key=key))[key].is_alarming


def test_the_sentence_and_the_panel_say_the_same() -> None:
    """What the opening calls short of its target or behind is what the panel marks."""
    here = context("330521")
    others = [of(98.4, each, base=2000) for each in COUNTIES]
    given = [*others, of(97.0, "330521", base=2184)]
    drawn = tiles(here, *given)
    said = points.headline(answers(points.needs(here), even, *given), here).lines
    text = "".join(part if isinstance(part, str) else part[0] for line in said for part in line)

    marked = [tile for tile in drawn.values() if tile.is_alarming]
    assert [tile.reading.metric.key for tile in marked] == [CHECKIN]
    assert "信息化核查完成率\u200997.0%，低于目标 98%，居全省末位" in text
    assert "浙江第 90 / 90" in marked[0].note


def test_a_small_base_is_shown_and_blames_no_one() -> None:
    """Even if the funnel marks it; a missing base is not small."""
    tile = tiles(context(COUNTY), of(60.0, COUNTY, base=95))[CHECKIN]

    assert "基数小" in tile.note
    assert not tile.is_alarming
    assert "基数小" not in tiles(context(COUNTY), reading(CHECKIN, regions().get(COUNTY)))[CHECKIN].note


def test_a_missing_share_blames_no_one() -> None:
    """Figures of two tables may contradict each other: the others are shown all the same."""
    impossible = replace(of(98.0, SIBLINGS[0]), numerator=-12.0)

    assert tiles(context(COUNTY), impossible, of(90.0, COUNTY))[CHECKIN].is_alarming
    assert not tiles(context(SIBLINGS[0]), impossible)[CHECKIN].is_alarming


def test_among_many_last_ones_all_are_last() -> None:
    """A place that twelve of thirteen share is the last one, not the second."""
    better = [of(99.0, SIBLINGS[0])]
    fourth = [of(97.0, code, key="report_completion_rate") for code in SIBLINGS[3:] if code != COUNTY]

    assert next(iter(tiles(context(COUNTY), *better, *fourth))) == CHECKIN


def test_a_city_is_among_cities_and_an_office_in_its_county() -> None:
    """No region but the own one is asked for by name."""
    assert "浙江并列第 1 / 11" in tiles(context(CITY))[CHECKIN].note
    assert "滨江并列第 1 / 3" in tiles(context(OFFICE))[CHECKIN].note
    assert asked_of(figures(standing.PANEL.needs(context(OFFICE)))) == {OFFICE}


def test_the_root_shows_who_below_meets_the_target() -> None:
    """It has no peers."""
    note = tiles(context("330000"), of(97.9, CITY))[CHECKIN].note

    assert note == "下级达标 10 / 11 · 目标 98%"


def test_a_city_as_root_counts_its_counties_only() -> None:
    """No province above is shown, and its counties have one place."""
    here = context(COUNTY, root=CITY)

    assert tiles(here)[CHECKIN].note == f"杭州并列第 1 / {len(SIBLINGS)} · 目标 98%"


def test_who_has_no_figure_has_no_place() -> None:
    """And the others are counted without it."""
    silent = reading(CHECKIN, regions().get(COUNTY))
    note = tiles(context(COUNTY), silent)[CHECKIN].note

    assert "第" not in note
    assert tiles(context(SIBLINGS[0]), silent)[CHECKIN].note.startswith(f"杭州并列第 1 / {len(SIBLINGS) - 1}")


# --- who acts ---


def test_nothing_to_do_is_said() -> None:
    """In words, at every level."""
    for code in ("330000", CITY, COUNTY, OFFICE):
        here = context(code)
        drawing = who_acts.PANEL.draw(answers(who_acts.PANEL.needs(here), even), here)
        assert isinstance(drawing, Nothing)
        assert "没有逾期的交办" in drawing.reason


def test_what_is_overdue_and_red_comes_first() -> None:
    """The red notice with who answers for it, an overdue task, the county that fell behind."""
    open_notices = notices((alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90),), RULES, regions(), CITY)
    late = listed(task(1, due=context().as_of))
    here = knows(context(CITY), tasks=lambda _: (late,), open=lambda _: open_notices)

    red, late_task, third = rows(here, of(90.0, COUNTY))

    assert (late_task.text, late_task.figure) == ("事项1", "逾期 1 天")
    assert red.mark == "red"
    assert red.text == "滨江区 · 1 个司法所信息化核查完成率低于 90%"
    assert red.figure == "未签收"
    assert "前签收 · 司法所所长" in red.note
    assert third.text == "滨江区 信息化核查完成率 90.0%"
    assert third.note == f"低于红限 95% · 基数 {context().words.number(1000)}"


def test_there_are_three_rows_and_the_way_to_all() -> None:
    """One kind does not push the others out; where there are more, the lists are linked."""
    late = tuple(listed(task(number, due=context().as_of)) for number in range(5))
    here = knows(context(CITY), tasks=lambda _: late)
    drawing = who_acts.PANEL.draw(answers(who_acts.PANEL.needs(here), even, of(90.0, COUNTY)), here)

    assert isinstance(drawing, Rows)
    assert [row.text[:3] for row in drawing.rows] == ["事项0", "事项1", "滨江区"]
    assert drawing.summary == "6 件要办。"
    assert [label for label, _ in drawing.links] == ["全部交办", "全部预警"]


def test_open_red_alerts_are_one_row() -> None:
    """With how many and how long they may stay open."""
    red = reading("red_alert_open_count", regions().get(COUNTY), value=2)
    (row,) = rows(context(COUNTY), red)

    assert (row.text, row.note) == ("红色对象预警 2 条未办结", "含仍在时限内的；建议 24 小时内办结或移交")


def test_past_its_red_limit_is_named_but_not_on_a_small_base() -> None:
    """An office far off its target, though its neighbours differ as much."""
    offices = [each.code for each in regions().children(COUNTY)]
    spread = [of(value, code) for value, code in zip((94.0, 99.9, 99.5), offices, strict=True)]
    thin = [of(value, code, base=60) for value, code in zip((94.0, 99.9, 99.5), offices, strict=True)]

    (row,) = rows(context(COUNTY), *spread, of(97.8, COUNTY, base=3000))
    assert row.text == "西兴司法所 信息化核查完成率 94.0%"
    assert rows(context(COUNTY), *thin) == ()


def test_an_office_sees_itself_only() -> None:
    """Not the one beside it."""
    beside = next(each.code for each in regions().children(COUNTY) if each.code != OFFICE)

    assert rows(context(OFFICE), of(80.0, beside)) == ()
    assert rows(context(OFFICE), of(80.0, OFFICE))[0].text.startswith("西兴司法所")


def test_an_office_sees_its_countys_notices() -> None:
    """As on the page of centres."""
    open_notices = notices((alert(1, "checkin", OFFICE, AlertLevel.YELLOW, 94, 95),), RULES, regions(), COUNTY)

    assert [row.mark for row in rows(knows(context(OFFICE), open=lambda _: open_notices))] == ["yellow"]


def test_a_period_that_is_over_names_who_fell_behind_then() -> None:
    """Tasks and alerts are about today, and the panel says so."""
    open_notices = notices((alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90),), RULES, regions(), CITY)
    late = listed(task(1, due=context().as_of))
    week = Period.parse("2026-W40")
    here = knows(context(CITY, period=week), open=lambda _: open_notices, tasks=lambda _: (late,))
    red = reading("red_alert_open_count", regions().get(CITY), week, value=2)

    drawing = who_acts.PANEL.draw(answers(who_acts.PANEL.needs(here), even, red), here)
    (row,) = rows(here, red, reading(CHECKIN, regions().get(COUNTY), week, value=90.0))

    assert isinstance(drawing, Nothing)
    assert "只在本期列出" in drawing.reason
    assert row.text.startswith("滨江区 信息化核查完成率 90.0%")


def test_a_week_that_is_over_does_not_look_ahead() -> None:
    """In the second week of October the month that was over is September; the running month is looked at."""
    week, running = context(COUNTY, period=Period.parse("2026-W41")), context(COUNTY)

    assert [period.key for period in assessed_periods(week.period, week.as_of)][1:] == ["2026-09", "2026-08"]
    assert [period.key for period in assessed_periods(running.period, running.as_of)][1:] == ["2026-11", "2026-10"]


def test_a_met_target_does_not_hide_a_missed_one() -> None:
    """Above its target but behind the others in one, below it in another: the second is named."""
    others = [of(99.8, code, 3000, "education_met_rate") for code in SIBLINGS]
    own = [of(98.5, COUNTY, 3000, "education_met_rate"), of(94.9, COUNTY, 3000)]

    (row,) = rows(context(CITY), *others, *own)

    assert row.text == "滨江区 信息化核查完成率 94.9%"


def test_who_meets_the_target_but_not_the_others_is_named_too() -> None:
    """Beyond chance, with the figure of all together."""
    others = [of(99.9, code, 3000) for code in SIBLINGS]

    (row,) = rows(context(CITY), *others, of(99.9, CITY, 40000), of(98.2, COUNTY, 3000))

    assert row.note == f"明显低于同级 · 杭州 99.9% · 基数 {context().words.number(3000)}"


def test_an_office_is_named_with_the_limit_it_is_beyond() -> None:
    """Under 95 % red, under 98 % yellow: as the map is coloured."""
    offices = [each.code for each in regions().children(COUNTY)]
    given = zip((94.0, 95.5, 99.9), offices, (1000, 5000, 9000), strict=True)
    spread = [of(value, code, base) for value, code, base in given]

    notes = [row.note for row in rows(context(COUNTY), *spread, of(98.0, COUNTY, base=15000))]

    assert [note.split(" · ")[0] for note in notes] == ["低于红限 95%", "低于黄限 98%"]


def test_who_answers_can_be_called() -> None:
    """The head of an office, a bureau's duty desk, each with a telephone to tap; no one where none is loaded."""
    posts = (
        {"region": OFFICE, "post": "head", "unit": "西兴司法所", "telephone": "0571-0000-0001", "hours": ""},
        {"region": COUNTY, "post": "desk", "unit": "滨江区司法局", "telephone": "0571-0000-0002", "hours": "全天"},
    )
    here = knows(context(COUNTY), reference=lambda asked: posts if asked.table == "duty_post" else ())
    open_notices = notices((alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90),), RULES, regions(), COUNTY)

    red, fallen = rows(knows(here, open=lambda _: open_notices), of(80.0, OFFICE))

    assert red.links[0] == ("值班岗 0571-0000-0002", "tel:0571-0000-0002")
    assert fallen.links[0] == ("负责人 0571-0000-0001", "tel:0571-0000-0001")
    assert [label for label, _ in rows(context(COUNTY), of(80.0, OFFICE))[0].links] == ["交办"]


@pytest.mark.parametrize(
    ("hours", "said", "by"), [(None, "未签收", "11 月 22 日 08:15 前签收"), (1, "已签收", "11 月 23 日 08:00 前办结")]
)
def test_an_open_alert_says_what_is_due_by_when(hours: int | None, said: str, by: str) -> None:
    """Acknowledged or not, and the next limit with its day and hour; 今日 alone says nothing."""
    raised = datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None)
    signed = raised + timedelta(hours=hours) if hours else None
    given = replace(
        alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90), opened_at=raised, raised_at=None, acknowledged_at=signed
    )
    open_notices = notices((given,), RULES, regions(), COUNTY)

    (row, *_) = rows(knows(context(COUNTY), open=lambda _: open_notices))

    assert row.figure == said
    assert by in row.note.replace("\u2009", " ")


def test_a_row_leads_to_handing_it_out() -> None:
    """With metric, place and week filled in."""
    (row,) = rows(context(CITY), of(90.0, COUNTY))

    assert dict(row.links)["交办"] == f"/tasks/{CITY}/new?metric={CHECKIN}&place={COUNTY}&week=2026-W47"


def test_what_must_not_happen_comes_before_what_is_late() -> None:
    """Somebody who absconded ten days ago is read before a rate that fell yesterday and before an overdue task."""
    gone = replace(alert(2, "absconded_two", "330109", AlertLevel.RED, 2, 2), opened_day=context().as_of)
    open_notices = notices((alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90), gone), RULES, regions(), CITY)
    late = listed(task(1, due=context().as_of))
    found = rows(knows(context(CITY), tasks=lambda _: (late,), open=lambda _: open_notices))

    assert [row.text.split(" · ")[0] for row in found] == ["萧山区", "滨江区", "事项1"]
