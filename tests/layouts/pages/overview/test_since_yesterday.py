"""昨日以来: what the block says for chosen counts, alerts, tasks and reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from data.alerts import AlertLevel
from data.alerts.notices import notices
from data.periods import Grain, Period
from data.readings import Reading, Readings, Status
from data.regions import Region
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, figures
from layouts.pages.overview import since_yesterday
from tests.layouts.fabricate import AS_OF, answers, context, knows, reading, region, regions
from tests.layouts.pages.meeting.test_task_list import listed, task
from tests.layouts.panels.alerts.test_area import RULES, alert

CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
DAY = Period(Grain.DAY, AS_OF)
PANEL = since_yesterday.PANEL


def quiet(key: str, where: Region, period: Period) -> Reading:
    """Return a count of a day on which nothing happened."""
    return reading(key, where, period, value=0)


def drawn(here: Context, *others: Reading, absent: tuple[Region, ...] = ()) -> Rows | Nothing:
    """Return the block of a quiet day with some counts replaced and some offices that did not report."""
    found = answers(PANEL.needs(here), quiet, *others)
    given = Readings(found, absent={(here.region.code, DAY): absent})
    drawing = PANEL.draw(given, here)
    assert isinstance(drawing, Rows | Nothing)
    return drawing


def cells(here: Context, *others: Reading, absent: tuple[Region, ...] = ()) -> dict[str, Row]:
    """Return the block's cells by what they count."""
    drawing = drawn(here, *others, absent=absent)
    assert isinstance(drawing, Rows)
    return {row.text: row for row in drawing.rows}


def test_where_nothing_happened_it_is_one_line() -> None:
    """At every level: no case, no red alert, no incident, no overdue task, and everybody reported."""
    for code in ("330000", CITY, COUNTY, OFFICE):
        drawing = drawn(context(code))

        assert isinstance(drawing, Nothing)
        assert drawing.reason == "昨日以来：无新发生脱管、红色预警、突发事件，无逾期交办，各所均已上报。"


def test_the_day_is_the_last_one_with_data() -> None:
    """For any period of the page; its counts are asked of the region alone."""
    for grain in (Grain.DAY, Grain.WEEK, Grain.MONTH):
        here = context(COUNTY, period=Period.holding(AS_OF, grain))

        assert {(question.regions, question.periods) for question in figures(PANEL.needs(here))} == {
            ((COUNTY,), (DAY,))
        }
        assert PANEL.note(here) == "11 月 22 日，按日"


def test_a_case_is_counted_and_leads_to_its_explanation() -> None:
    """On its own day, so that the explanation has the same figure."""
    gone = cells(context(COUNTY), reading("absconded_new_count", region(COUNTY), DAY, value=1))["新发生脱管"]

    assert (gone.figure, gone.look) == ("1 人", "worse")
    assert "explain=absconded_new_count" in gone.href
    assert "period=2026-11-22" in gone.href


def test_the_two_kinds_of_red_alert_are_distinguished() -> None:
    """Those of the business system are counted in 条, the cockpit's own in 件, new ones and how many are open in all."""
    old = alert(1, "checkin", OFFICE, AlertLevel.RED, 81.7, 90)
    new = replace(old, number=2, region="330109001", opened_day=AS_OF)
    open_notices = notices((replace(old, opened_day=AS_OF - timedelta(days=9)), new), RULES, regions(), CITY)
    here = knows(context(CITY), open=lambda _: open_notices)

    found = cells(here, reading("red_alert_new_count", region(CITY), DAY, value=4))

    assert found["新增红色对象预警"].figure == "4 条"
    assert (found["新增红色指标预警"].figure, found["新增红色指标预警"].note) == ("1 件", "未关闭共 2 件")


def test_overdue_tasks_are_counted_and_the_longest_is_named() -> None:
    """One leads to itself, several to the list."""
    late = listed(task(1, due=AS_OF - timedelta(days=1)))
    one = cells(knows(context(COUNTY), tasks=lambda _: (late,)))["逾期交办"]
    two = cells(knows(context(COUNTY), tasks=lambda _: (replace(late, late=1), replace(late, late=4))))["逾期交办"]

    assert (one.figure, one.note) == ("1 件", f"事项1 · 逾期 {late.late} 天")
    assert one.href == f"/tasks/{COUNTY}/1"
    assert (two.figure, two.note) == ("2 件", "事项1 · 逾期 4 天")
    assert two.href.startswith(f"/tasks/{COUNTY}?")


def test_in_english_units_go_by_their_numbers() -> None:
    """One office that did not report, two; one person who absconded."""
    here = context(COUNTY, lang="en")
    gone = reading("absconded_new_count", region(COUNTY), DAY, value=1)

    def figures_of(reported: int) -> set[str]:
        missing = reading("registered_count", region(COUNTY), DAY, value=100, reported=reported, due=7)
        return {str(row.figure) for row in cells(here, gone, missing).values()}

    assert {"1 person", "1 office"} <= figures_of(6)
    assert {"1 person", "2 offices"} <= figures_of(5)


def test_offices_that_did_not_report_are_named_with_the_hour() -> None:
    """Where they are few; of many the count."""
    missing = reading("registered_count", region(COUNTY), DAY, value=100, reported=5, due=7)
    named = tuple(regions().get(code) for code in (OFFICE, "330108002"))

    few, many = cells(context(COUNTY), missing, absent=named)["未上报"], cells(context(COUNTY), missing)["未上报"]

    assert (few.figure, few.note) == ("2 所", "西兴、长河 · 次日 12 时截止")
    assert (many.figure, many.note) == ("2 所", "次日 12 时截止")


def test_what_is_not_known_is_no_zero() -> None:
    """A day without incidents reported is not a day without incidents."""
    lacking = reading("incident_count", region(COUNTY), DAY, status=Status.MISSING)

    found = cells(context(COUNTY), lacking)["突发事件"]

    assert (found.look, "0" in str(found.figure)) == ("unknown", False)


def test_a_period_that_is_over_has_no_yesterday() -> None:
    """The block says so and asks for nothing."""
    here = context(COUNTY, period=Period.parse("2026-W40"))

    assert PANEL.needs(here) == []
    assert isinstance(drawn(here), Nothing)
