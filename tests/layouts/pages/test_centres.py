"""What the panels of the page of centres say for chosen readings, cuts and reference rows."""

from collections.abc import Mapping
from typing import Any, TypeVar

import pytest

from data.readings import Readings, Status
from data.readings.cuts import Cell, Cut
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.charts.kinds import Chart, ColumnChart, LineChart, MatrixCell, MatrixChart, TimelineChart
from layouts.context import Context, Panel
from layouts.pages.centres import alert_hours, centres, incidents
from layouts.pages.meeting import alert_overdue
from layouts.panels.alerts import kinds as alert_kinds
from tests.layouts.fabricate import WEEK, answers, context, knows, reading, region, silent

C = TypeVar("C", bound=Chart)
CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
Cuts = Mapping[Cut, Mapping[Cell, int]]


def answers_for(panel: Panel, here: Context, cuts: Cuts, hidden: tuple[Cut, ...] = ()) -> Readings:
    """Answer a panel's questions as usual, its cuts as given."""
    code = here.region.code
    return Readings(
        answers(panel.needs(here)),
        cuts={(cut, code, WEEK): cells for cut, cells in cuts.items()},
        hidden_cuts=[(cut, code, WEEK) for cut in hidden],
    )


def drawn(kind: type[C], panel: Panel, cuts: Cuts, code: str = CITY) -> C:
    """Return a panel's chart of a kind."""
    here = context(code)
    drawing = panel.draw(answers_for(panel, here, cuts), here)
    assert isinstance(drawing, kind)
    return drawing


def points(chart: MatrixChart, row: int = 0) -> dict[str, MatrixCell]:
    """Return the points of one series by label."""
    return {point.label: point for point in chart.series[row].points}


# --- alerts past their term, by office ---


def late_offices(*closed: float, code: str = COUNTY) -> Rows | Nothing:
    """Return the list of a county whose first offices closed so many per cent of 200 alerts, the others all."""
    here = context(code)
    offices = here.regions.offices(code)
    rates = dict(zip(offices, closed, strict=False))
    made = [reading(alert_overdue.METRIC, region(each), value=rates.get(each, 100.0), base=200) for each in offices]
    drawing = alert_overdue.PANEL.draw(Readings(made), here)
    assert isinstance(drawing, Rows | Nothing)
    return drawing


def test_offices_with_late_alerts_come_most_first() -> None:
    """Due less closed on time, beside what was due; who closed all is not named."""
    drawing = late_offices(99.0, 95.0)

    assert isinstance(drawing, Rows)
    assert [(row.text, row.figure) for row in drawing.rows] == [
        ("长河", "逾期 10 / 到期 200"),
        ("西兴", "逾期 2 / 到期 200"),
    ]
    assert drawing.summary == "2 个司法所有 12 条对象预警未按期办结。"


def test_no_late_alert_is_said() -> None:
    """Everything closed is not the same as nothing reported."""
    here = context(COUNTY)
    silence = alert_overdue.PANEL.draw(answers(alert_overdue.PANEL.needs(here), silent(Status.MISSING)), here)

    assert late_offices() == Nothing("本期到期的对象预警均按期办结。")
    assert silence == Nothing("没有对象预警办结数据：未上报。")


def test_a_long_list_of_late_offices_says_how_many_more() -> None:
    """Nine are named; the others are counted."""
    drawing = late_offices(*[90.0] * 12, code=CITY)

    assert isinstance(drawing, Rows)
    assert len(drawing.rows) == 10
    assert drawing.rows[-1].figure == "3 条"
    assert len(drawing.whole) == 12


# --- alerts by rule and level ---

RAISED: Mapping[Cell, int] = {("late", "red"): 2, ("late", "blue"): 9, ("border", "yellow"): 30}


def kinds(**changes: Mapping[Cell, int] | None) -> MatrixChart:
    """Return the matrix; `changes` replace the raised, open, judged and valid alerts."""
    given: dict[str, Mapping[Cell, int] | None] = {
        "raised": RAISED,
        "open": {("late", "red"): 1, ("late", "blue"): 3},
        "judged": {("late", "red"): 2, ("late", "blue"): 6, ("border", "yellow"): 200},
        "valid": {("late", "red"): 1, ("border", "yellow"): 150},
        **changes,
    }
    names = {
        "raised": alert_kinds.RAISED,
        "open": alert_kinds.OPEN,
        "judged": alert_kinds.JUDGED,
        "valid": alert_kinds.VALID,
    }
    return drawn(
        MatrixChart, alert_kinds.PANEL, {names[key]: cells for key, cells in given.items() if cells is not None}
    )


def test_rules_are_in_order_of_alerts_raised() -> None:
    """The rule that raises most comes first; nothing raised is a dot, not a zero among figures."""
    chart = kinds()

    assert [[point.text for point in row.points] for row in chart.series] == [
        ["·", "30", "·", "·", "75.0%"],
        ["2", "·", "9", "4（红 1）", "12.5%"],
    ]


def test_rules_that_raise_as_many_keep_their_order() -> None:
    """That of their keys, so that two servers draw the same picture."""
    rules = ["strap_tamper", "out_of_area", "missed_checkin", "lost_contact", "device_offline", "ban_violation"]

    chart = kinds(raised={(rule, "red"): 5 for rule in rules}, open=None, judged=None, valid=None)

    names = context(CITY).catalogue.dimensions["alert_type"].values
    assert [row.label for row in chart.series] == [names[rule].zh for rule in sorted(rules)]


def test_a_share_of_few_is_thin() -> None:
    """Under 100 judged alerts the share is hatched, and its base said."""
    much, little = (points(kinds(), row)["属实率"] for row in (0, 1))

    assert (much.is_hatched, little.is_hatched, little.note) == (False, True, "已核实 8 条")


def test_open_alerts_that_no_one_reported_are_a_dash() -> None:
    """The rest of the matrix is shown without them."""
    chart = kinds(open=None)

    assert points(chart, 1)["未办结"].text == "—"
    assert "期末未办结 — 条" in chart.summary


def test_without_a_feed_nothing_is_drawn() -> None:
    """Not reported and none at all are said in different words."""
    here = context()
    unfed = alert_kinds.PANEL.draw(answers_for(alert_kinds.PANEL, here, {}), here)
    none = alert_kinds.PANEL.draw(answers_for(alert_kinds.PANEL, here, {alert_kinds.RAISED: {}}), here)

    assert isinstance(unfed, Nothing)
    assert isinstance(none, Nothing)
    assert "未上报" in unfed.reason
    assert none.reason == "本期没有对象预警。"


def test_the_oldest_open_alert_is_not_made_up() -> None:
    """Totals do not hold the age of single alerts, and the panel says so."""
    assert "最长未办结时长需要逐条时间，汇总数据不含" in kinds().note


# --- hours ---


def test_hours_are_stacked_by_level() -> None:
    """Each level has 24 columns in its own colour; the text names the busiest hour, the night and the region."""
    chart = drawn(
        ColumnChart, alert_hours.PANEL, {alert_hours.HOURLY: {("red", "03"): 1, ("blue", "19"): 4, ("red", "19"): 1}}
    )

    assert [(series.colour, len(series.points)) for series in chart.series] == [
        ("--blue", 24),
        ("--yellow", 24),
        ("--red", 24),
    ]
    assert chart.summary == "2026 年第 47 周按时段：19 时最多（5 条），0–6 时 1 条，合计 6 条。"


# --- incidents ---


def rows(cuts: Cuts, *hidden: Cut, code: str = CITY) -> tuple[Row, ...]:
    """Return the rows of the incidents panel."""
    here = context(code)
    drawing = incidents.draw(answers_for(incidents.PANEL, here, cuts, hidden), here)
    assert isinstance(drawing, Rows)
    return drawing.rows


def test_only_kinds_that_happened_are_listed() -> None:
    """Eleven kinds are read in one line where none happened."""
    assert [row.text for row in rows({incidents.KINDS: {("petition",): 2}})][:2] == ["非正常上访", "突发事件数"]
    assert (rows({incidents.KINDS: {}})[0].text, rows({incidents.KINDS: {}})[0].figure) == (
        "11 类突发事件均未发生",
        Amount(0),
    )


def test_what_is_not_known_is_no_zero() -> None:
    """Neither a table no one fed, nor an office's few, which are hidden by kind."""
    unfed, hidden = rows({})[0], rows({}, incidents.KINDS, code=OFFICE)[0]

    assert (unfed.figure, hidden.figure) == ("—", "隐")
    assert "未上报" in unfed.text
    assert "不分类显示" in hidden.text


# --- centres ---


def held(here: Context, *rows: Mapping[str, Any]) -> Context:
    """Return a context that knows these rows of any reference table."""
    return knows(here, reference=lambda _: rows)


def centre(county: str, month: str | None) -> dict[str, Any]:
    """Return a row of the table of centres."""
    return {"county": county, "zh": f"{county}中心", "accepted_month": month}


def accepted(kind: type[C], code: str, *rows: Mapping[str, Any]) -> C:
    """Return the acceptance of the centres in a region as a kind of chart."""
    drawing = centres.ACCEPTED.draw(Readings(()), held(context(code), *rows))
    assert isinstance(drawing, kind)
    return drawing


def test_acceptance_counts_up_and_leaves_others_out() -> None:
    """Two of three centres of the city, one of another city not counted."""
    known = [
        centre("330108", "2021-07"),
        centre("330106", "2022-03"),
        centre("330102", None),
        centre("330902", "2021-01"),
    ]

    chart = accepted(LineChart, CITY, *known)

    assert [(point.label, point.value) for point in chart.series[0].points] == [
        ("2021 年 7 月", 1.0),
        ("2022 年 3 月", 2.0),
    ]
    assert chart.summary == "已通过验收 2 / 3 个县（市、区），最近一批 2022 年 3 月。"


@pytest.mark.parametrize("code", [COUNTY, OFFICE])
def test_one_acceptance_is_an_event_not_a_line(code: str) -> None:
    """A county, and an office in it, sees the month of its own centre."""
    chart = accepted(TimelineChart, code, centre("330108", "2021-07"), centre("330106", "2022-03"))

    assert [(event.label, event.text) for event in chart.points] == [("2021 年 7 月", "330108中心通过部级验收")]


def test_no_office_has_rooms_or_equipment() -> None:
    """A county reads its own; an office is shown where they are counted."""
    for panel in (centres.ROOMS, centres.UPTIME):
        here = context(OFFICE)
        drawing = panel.draw(answers(panel.needs(here)), here)
        assert isinstance(drawing, Nothing)
        assert "只统计到县（市、区）一级" in drawing.reason
    here = context(COUNTY)
    own = centres.ROOMS.draw(answers(centres.ROOMS.needs(here)), here)
    assert isinstance(own, Rows)
    assert str(own.rows[0].figure) == "100.0%"


def test_special_periods_that_are_still_to_come_are_not_shown() -> None:
    """The newest four that have begun by the period's end are shown; one that touches the period is emphasised."""
    firsts = ["2026-12-24", "2026-11-18", "2026-09-28", "2026-03-03", "2025-11-05", "2025-09-28"]
    events = [
        {"event_kind": "special_period", "first_when": day, "last_when": None, "zh": day, "en": ""} for day in firsts
    ]
    drawing = centres.PERIODS.draw(Readings(()), held(context(), *events))

    assert isinstance(drawing, TimelineChart)
    assert [(point.label, point.is_emphasised) for point in drawing.series[0].points] == [
        ("2026 年 11 月 18 日", True),
        ("2026 年 9 月 28 日", False),
        ("2026 年 3 月 3 日", False),
        ("2025 年 11 月 5 日", False),
    ]
