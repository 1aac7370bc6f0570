"""What the panels of the supervision page say for chosen readings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from data.catalogue.formula import Atom, Operator
from data.periods import Period
from data.readings import Reading, Readings, Status
from data.readings.register import Composition
from data.regions import Region
from layouts.charts.chart import Nothing, Tile, Tiles
from layouts.charts.kinds import (
    CalendarChart,
    Chart,
    LineChart,
    MatrixCell,
    MatrixChart,
    MatrixRow,
    StepKind,
    WaterfallChart,
    WaterfallStep,
)
from layouts.context import Context, Panel
from layouts.pages import supervision
from layouts.pages.supervision import bottom_line, devices, flow
from layouts.pages.supervision.heat_calendar import days_shown, heat_calendar
from layouts.panels import duties, enforcement, register, trend
from layouts.screen.figures import waterfall_figure
from tests.layouts.fabricate import WEEK, Maker, answers, context, reading, region, silent, usual

C = TypeVar("C", bound=Chart)
CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
CALENDAR = heat_calendar("checkin_completion_rate")


def chart(kind: type[C], panel: Panel, *others: Reading, code: str = CITY, make: Maker = usual) -> C:
    """Return a panel's chart of a kind of usual readings with some replaced."""
    here = context(code)
    drawing = panel.draw(answers(panel.needs(here), make, *others), here)
    assert isinstance(drawing, kind)
    return drawing


# --- bottom line ---


def lines(*others: Reading, make: Maker = usual) -> tuple[Tile, ...]:
    """Return the six tiles."""
    here = context()
    drawn = bottom_line.draw(answers(bottom_line.needs(here), make, *others), here)
    assert isinstance(drawn, Tiles)
    return drawn.tiles


def test_six_zeros_say_since_when() -> None:
    """A zero is a number, and says for how long it has been one."""
    tiles = lines()

    assert [tile.reading.value for tile in tiles] == [0] * 6
    assert [tile.note for tile in tiles] == ["期末未查获 0 人 · 已连续 52 周以上为零", *["已连续 52 周以上为零"] * 5]
    assert not any(tile.is_alarming for tile in tiles)


def test_the_last_week_with_a_case_is_named() -> None:
    """The newest week that was not zero counts, not the first."""
    july, may = Period.parse("2026-W30"), Period.parse("2026-W20")
    cases = [reading("petition_incident_count", region(CITY), week, value=1) for week in (may, july)]

    assert lines(*cases)[4].note == "上次：2026 年第 30 周"


def since(cases: Mapping[str, str], *others: Reading) -> dict[str, str]:
    """Return the notes of the tiles where the last cases of some counts are known."""
    here = context()
    answered = [*answers(bottom_line.needs(here), usual, *others)]
    known = Readings(answered, last_cases={(key, CITY, WEEK): Period.parse(last) for key, last in cases.items()})
    drawn = bottom_line.draw(known, here)
    assert isinstance(drawn, Tiles)
    return {tile.reading.metric.key: tile.note for tile in drawn.tiles}


def test_the_last_day_with_a_case_is_named() -> None:
    """Where the day is known it is named, for a zero and for a case, also within a week that ended with none."""
    july = reading("petition_incident_count", region(CITY), Period.parse("2026-W30"), value=1)
    now = reading("group_incident_count", region(CITY), WEEK, value=2)
    days = {"petition_incident_count": "2026-07-22", "group_incident_count": "2026-11-18"}

    notes = since({**days, "absconded_new_count": "2026-10-14"}, july, now)

    assert notes["petition_incident_count"] == "上次：2026 年 7 月 22 日"
    assert notes["group_incident_count"] == "上次：2026 年 11 月 18 日"
    assert notes["absconded_new_count"] == "期末未查获 0 人 · 上次：2026 年 10 月 14 日"
    assert notes["serious_reoffence_count"] == "已连续 52 周以上为零"


def test_the_known_day_is_shown_across_weeks_without_a_figure() -> None:
    """A week without a report neither hides the last known case nor passes for zero."""
    gap = [
        reading("absconded_new_count", region(CITY), Period.parse(week), status=Status.MISSING)
        for week in ("2026-W20", "2026-W43", "2026-W45")
    ]

    assert since({"absconded_new_count": "2026-10-14"}, *gap)["absconded_new_count"] == (
        "期末未查获 0 人 · 上次：2026 年 10 月 14 日，其后 2 周没有报齐"
    )
    assert since({"absconded_new_count": "2026-W42"}, *gap[:2])["absconded_new_count"] == (
        "期末未查获 0 人 · 上次：2026 年第 42 周，其后 1 周没有报齐"
    )
    assert since({"absconded_new_count": "2026-W43"}, *gap[:2])["absconded_new_count"] == (
        "期末未查获 0 人 · 上次：2026 年第 43 周"
    )


def test_silence_is_no_zero() -> None:
    """Nothing is claimed of weeks before one that was not reported, nor of a period without a report."""
    gap = reading("petition_incident_count", region(CITY), Period.parse("2026-W43"), status=Status.MISSING)

    assert lines(gap)[4].note == "报齐的 4 周为零"
    assert {(tile.reading.value, tile.note) for tile in lines(make=silent(Status.MISSING))} == {(None, "")}


def test_none_among_half_the_offices_is_no_proof() -> None:
    """A half-reported week ends the run of zeros; where it is the shown week, no zero is claimed, and the summary says so."""
    half = reading("absconded_new_count", region(CITY), Period.parse("2026-W43"), value=0, reported=4)
    now = reading("group_incident_count", region(CITY), WEEK, value=0, reported=4)
    here = context()

    drawn = bottom_line.draw(answers(bottom_line.needs(here), usual, half, now), here)

    assert isinstance(drawn, Tiles)
    assert [tile.note for tile in drawn.tiles][:3] == [
        "期末未查获 0 人 · 报齐的 4 周为零",
        "已连续 52 周以上为零",
        "",
    ]
    assert drawn.summary == "5 项为零、1 项已报的为零（上报未齐）"


def test_a_week_that_ends_after_the_period_is_left_out() -> None:
    """October ends on a Saturday: what the Sunday of its last week brought does not belong to it."""
    october = context(period=Period.parse("2026-10"))

    assert bottom_line.needs(october)[2].periods[-1] == Period.parse("2026-W43")
    assert bottom_line.needs(context())[2].periods[-1] == WEEK


def test_who_went_in_the_week_counts_though_found_by_its_end() -> None:
    """The tile counts what happened, the second line what is still open: 1, and 0."""
    here = context()
    went = reading("absconded_new_count", region(CITY), value=1)
    answered = [*answers(bottom_line.needs(here), usual, went)]
    last = {("absconded_new_count", CITY, WEEK): Period.parse("2026-11-17")}
    drawn = bottom_line.draw(Readings(answered, last_cases=last), here)

    assert isinstance(drawn, Tiles)
    assert (drawn.tiles[0].label, drawn.tiles[0].reading.value) == ("脱管失控", 1)
    assert drawn.tiles[0].note == "期末未查获 0 人 · 上次：2026 年 11 月 17 日"
    assert drawn.tiles[0].is_alarming
    assert drawn.summary == "1 项不为零、5 项为零"


def test_a_case_that_is_open_says_for_how_long() -> None:
    """No one went this week, yet one is gone since the 10th: that zero means little."""
    here = context()
    still = reading("absconded_count", region(CITY), value=1)
    answered = [*answers(bottom_line.needs(here), usual, still)]
    known = Readings(answered, open_since={("absconded_count", CITY, WEEK): date(2026, 11, 10)})
    drawn = bottom_line.draw(known, here)

    assert isinstance(drawn, Tiles)
    assert drawn.tiles[0].reading.value == 0
    assert drawn.tiles[0].note == "期末未查获 1 人 · 自 11 月 10 日起，已持续 13 天"
    assert drawn.tiles[0].is_alarming
    assert drawn.summary == "1 项不为零、5 项为零"


def test_a_case_is_alarming() -> None:
    """What must not happen and did is marked."""
    assert [tile.is_alarming for tile in lines(reading("absconded_new_count", region(CITY), value=1))][:2] == [
        True,
        False,
    ]


# --- duties ---


def cell(drawing: MatrixChart, row: str, column: str) -> MatrixCell:
    """Return a cell of a matrix by the region's short name and the column's label."""
    series = next(series for series in drawing.series if series.label.startswith(row))
    return next(point for point in series.points if point.label == column)


def test_a_cell_counts_what_was_due_and_not_done() -> None:
    """Of 200 check-ins 97 % were done, so six are overdue."""
    late = reading("checkin_completion_rate", region(COUNTY), value=97, base=200)

    found = cell(chart(MatrixChart, duties.PANEL, late), "滨江", "核查")

    assert (found.value, found.text) == (6, "6")


def test_none_overdue_is_a_dot_and_not_reported_is_not_zero() -> None:
    """Zero is drawn as a dot; a county that did not report has the mark of its status and no value."""
    drawing = chart(
        MatrixChart,
        duties.PANEL,
        reading("registration_ontime_rate", region(COUNTY), value=100, base=3),
        reading("registration_ontime_rate", region("330109"), status=Status.MISSING),
    )

    assert (cell(drawing, "滨江", "报到").value, cell(drawing, "滨江", "报到").text) == (0, "·")
    assert (cell(drawing, "萧山", "报到").value, cell(drawing, "萧山", "报到").text) == (None, "—")


def test_nothing_due_is_nothing_overdue() -> None:
    """A duty without due cases says so."""
    found = cell(
        chart(
            MatrixChart, duties.PANEL, reading("medical_review_ontime_rate", region(COUNTY), status=Status.UNDEFINED)
        ),
        "滨江",
        "复查",
    )

    assert (found.text, found.note) == ("·", context().words("panels.duties.none_due"))


def in_time(key: str, where: Region, period: Period) -> Reading:
    """Return a duty whose cases were all done in time."""
    return reading(key, where, period, value=100, base=100)


def test_regions_late_in_most_duties_come_first() -> None:
    """Forty missed check-ins are one duty, a missed registration and a missed document two."""
    drawing = chart(
        MatrixChart,
        duties.PANEL,
        reading("registration_ontime_rate", region("330109"), value=50, base=2),
        reading("document_ontime_rate", region("330109"), value=50, base=2),
        reading("checkin_completion_rate", region("330110"), value=50, base=80),
        make=in_time,
    )

    assert [series.label for series in drawing.series[:3]] == ["杭州", "萧山", "余杭"]


def test_the_sentence_of_duties_says_what_the_table_shows() -> None:
    """Cases overdue and times not done are distinguished, each with where most of them are; nothing is added up."""
    drawing = chart(
        MatrixChart,
        duties.PANEL,
        reading("document_ontime_rate", region(CITY), value=98, base=100),
        reading("document_ontime_rate", region("330110"), value=96, base=50),
        reading("checkin_completion_rate", region(CITY), value=90, base=10_000),
        reading("checkin_completion_rate", region("330110"), value=99, base=400),
        reading("checkin_completion_rate", region("330109"), value=75, base=984),
        make=in_time,
    )

    assert drawing.summary == "文书逾期 2 件（均在余杭区）；核查未完成 1\u2009000 次（萧山区 246 次最多）。"


def test_a_part_report_is_marked() -> None:
    """A region whose reports are incomplete carries an asterisk, as its cases can only become more."""
    part = reading("visit_completion_rate", region(COUNTY), value=90, status=Status.PARTIAL, reported=3)

    assert cell(chart(MatrixChart, duties.PANEL, part), "滨江 *", "查访").text == "100"


def test_a_row_that_nearly_all_reported_is_not_marked() -> None:
    """At 99 % an asterisk on every row would say nothing."""
    part = reading("visit_completion_rate", region(COUNTY), value=90, status=Status.PARTIAL, reported=99, due=100)

    assert cell(chart(MatrixChart, duties.PANEL, part), "滨江", "查访").text == "100"


def test_a_cell_leads_to_the_region_and_the_drawer() -> None:
    """Row to region, cell to the region's metric."""
    drawing = chart(MatrixChart, duties.PANEL)

    assert all("explain=" not in series.href for series in drawing.series)
    assert cell(drawing, "滨江", "查访").href == "/overview/330108?period=2026-W47&explain=visit_completion_rate"


# --- flow ---


def moved(*, closing: float = 103, died: float | None = 1) -> Reading:
    """Return the balance of 100 at first, 9 received, 2 in, 3 out, 4 released and, by default, 1 ended."""
    amounts = {
        "received_n": 9,
        "transfer_in_n": 2,
        "transfer_out_n": 3,
        "released_n": 4,
        "revoked_probation_n": 0,
        "revoked_parole_n": 0,
        "reimprisoned_n": 0,
        "died_n": died,
    }
    flows: dict[Atom, float | None] = {Atom(Operator.S, column): amount for column, amount in amounts.items()}
    stocks: dict[Atom, float | None] = {
        Atom(Operator.B, "registered_eod"): 100,
        Atom(Operator.E, "registered_eod"): closing,
    }
    return replace(reading(flow.METRIC, region(CITY), value=0), atoms=flows | stocks)


@pytest.mark.parametrize("closing", [104, 103, 120, 0])
def test_the_flow_always_adds_up(closing: float) -> None:
    """The opening stock and all changes drawn give the closing stock."""
    opening, *changes, end = chart(WaterfallChart, flow.PANEL, moved(closing=closing)).series[0].points

    assert (opening.value or 0) + sum(change.value or 0 for change in changes) == end.value == closing


def test_a_flow_in_balance_has_no_gap() -> None:
    """Seven columns, and the note says that they balance."""
    drawing = chart(WaterfallChart, flow.PANEL, moved())

    assert [point.label for point in drawing.series[0].points] == [
        "期初",
        "接收",
        "转入",
        "转出",
        "解除",
        "终止",
        "期末",
    ]
    assert drawing.note == context().words("panels.flow.balanced")


def test_a_flow_out_of_balance_names_the_gap() -> None:
    """What the movements do not explain is a column of its own and a sentence."""
    drawing = chart(WaterfallChart, flow.PANEL, moved(closing=100))
    gap = drawing.series[0].points[-2]

    assert (gap.label, gap.value) == ("勾稽差", -3)
    assert "少 3 人" in drawing.note


def lacking(made: Reading) -> Reading:
    """Return a register balance with eleven office-days not reported."""
    return replace(made, reported=1135, due=1146)


@pytest.mark.parametrize(
    ("closing", "breaks", "is_lacking", "said"),
    [
        (104, 0, True, "因 11 所·日未上报，期末比推算多 1 人，列作“勾稽差”，待补报后核平；已报的在册勾稽均平。"),
        (104, 2, False, "2 所·日在册勾稽不平，期末比推算多 1 人，列作“勾稽差”，请逐所核对。"),
        (102, 2, True, "2 所·日在册勾稽不平，另有 11 所·日未上报，期末比推算少 1 人，列作“勾稽差”，请逐所核对。"),
        (103, 2, False, "合计相符，但有 2 所·日在册勾稽不平，请逐所核对。"),
    ],
)
def test_a_flow_says_where_its_gap_comes_from(closing: int, breaks: int, is_lacking: bool, said: str) -> None:
    """From those who have not reported, or from registers that are wrong, as the page of the data's quality does."""
    made = moved(closing=closing)
    wrong = reading(flow.BREAKS, region(CITY), value=breaks)

    assert chart(WaterfallChart, flow.PANEL, lacking(made) if is_lacking else made, wrong).note == said


def test_a_flow_with_a_part_unknown_is_not_drawn() -> None:
    """A missing movement is not taken for zero."""
    here = context()
    drawn = flow.draw(answers(flow.needs(here), usual, moved(died=None)), here)

    assert isinstance(drawn, Nothing)


def test_a_composition_of_which_all_is_hidden_says_so() -> None:
    """No sentence of levels without a level in it."""
    here = context(OFFICE)
    cells = {("probation", "strict"): None, ("probation", "ordinary"): None}
    readings = Readings([], {(OFFICE, WEEK): Composition(WEEK.last, cells)})

    drawn = register.draw(readings, here)

    assert isinstance(drawn, MatrixChart)
    assert drawn.summary == context().words("panels.composition.hidden")


@pytest.mark.parametrize("received", [0, 9])
def test_both_stocks_are_shown_as_columns(received: float) -> None:
    """A week in which nothing moved still shows its register, and a large register is cut, not drawn as all there is."""
    opening, closing = (
        WaterfallStep(name, amount, "", move=StepKind.STOCK)
        for name, amount in (("期初", 34.0), ("期末", 34 + received))
    )
    points = (opening, WaterfallStep("接收", received, ""), closing)
    bars = waterfall_figure(WaterfallChart(name="", points=points, summary=""), context().words, "")["data"][0]

    assert bars["y"][0] > 0
    assert bars["y"][2] == bars["y"][0] + received


# --- calendar ---


def test_the_calendar_ends_with_the_shown_period() -> None:
    """26 weeks from a Monday to the period's last day with data."""
    days = days_shown(context())

    assert (days[0].first, days[-1].first) == (date(2026, 5, 25), date(2026, 11, 22))


def test_days_under_the_red_limit_are_marked() -> None:
    """94 % is under the limit of 95, 96 % is not; a day without data has no value."""
    days = days_shown(context())
    low, fair, none = (
        reading("checkin_completion_rate", region(CITY), days[0], value=94),
        reading("checkin_completion_rate", region(CITY), days[1], value=96),
        reading("checkin_completion_rate", region(CITY), days[2], status=Status.MISSING),
    )
    shown = chart(CalendarChart, CALENDAR, low, fair, none).series[0].points

    assert [point.is_past_limit for point in shown[:3]] == [True, False, False]
    assert shown[2].value is None


def test_days_of_the_calendar_are_written_as_everywhere() -> None:
    """In its table and where it is pointed at: 2026 年 5 月 25 日, not 2026-05-25."""
    shown = chart(CalendarChart, CALENDAR)

    assert shown.series[0].points[0].label == "2026 年 5 月 25 日"


def test_the_calendar_has_the_scale_of_the_rate() -> None:
    """Light is the red limit and dark is 100, for any days."""
    assert chart(CalendarChart, CALENDAR).domain == (95, 100)


# --- devices, enforcement ---


def test_only_devices_past_their_term_are_shaded() -> None:
    """Numbers and shares of devices have no value to be shaded by."""
    drawing = chart(MatrixChart, devices.PANEL, reading("device_over_term_count", region(COUNTY), value=2))

    assert {point.value for series in drawing.series for point in series.points[:2]} == {None}
    assert cell(drawing, "滨江", context().words("panels.devices.late")).value == 2


def test_a_region_with_a_device_past_its_term_comes_first() -> None:
    """The regions that have to act come right below the total."""
    drawing = chart(MatrixChart, devices.PANEL, reading("device_over_term_count", region(COUNTY), value=1))

    assert drawing.series[1].label == "滨江"


def test_regions_without_a_device_are_counted() -> None:
    """A region with none in use and none past its term is left out, and the note says how many."""
    none = reading("device_worn_share", region(COUNTY), value=0)
    drawing = chart(MatrixChart, devices.PANEL, none)

    assert "滨江" not in [series.label for series in drawing.series]
    assert context().words("panels.devices.absent", count=1) in drawing.note


def test_a_region_that_did_not_report_devices_is_listed() -> None:
    """Not reported is not none."""
    silence = [reading(key, region(COUNTY), status=Status.MISSING) for key in (devices.SHARE, devices.OVER_TERM)]

    assert "滨江" in [series.label for series in chart(MatrixChart, devices.PANEL, *silence).series]


def test_enforcement_gives_rate_and_count() -> None:
    """A rate per thousand is shown with the number of cases."""
    here = context()
    own = reading("admonition_per_1000", region(CITY), value=2.5, base=1200)
    known = replace(own, atoms={Atom(Operator.S, "admonish_n"): 3.0, Atom(Operator.A, "registered_eod"): 1200.0})
    drawn = enforcement.draw(answers(enforcement.PANEL.needs(here), usual, known), here)

    assert isinstance(drawn, Tiles)
    assert drawn.tiles[0].note == "3 人次"
    assert drawn.tiles[0].reading.is_better(here.view.compare) is None


def test_enforcement_says_what_there_was_none_of_once() -> None:
    """Zeros are gathered in one clause, and a count has its unit once."""
    here = context()
    given = {
        "admonition_per_1000": 2.0,
        "warning_per_1000": 0.0,
        "revocation_proposed_count": 3.0,
        "revocation_rate": 0.0,
    }
    values = [reading(key, region(CITY), value=value, base=1000) for key, value in given.items()]
    drawn = enforcement.draw(answers(enforcement.PANEL.needs(here), usual, *values), here)

    assert isinstance(drawn, Tiles)
    assert drawn.summary == "训诫率 2.0‰、提请撤销缓刑、假释和收监执行 3 人次；警告率、撤销缓刑、假释及收监执行率为零。"


# --- composition ---


def composed(cells: dict[tuple[str, str], int | None], code: str = CITY) -> tuple[MatrixRow, ...]:
    """Return the rows drawn for a composition."""
    here = context(code)
    made = answers(register.needs(here))
    found = register.draw(Readings(made, {(code, WEEK): Composition(date(2026, 11, 22), cells)}), here)
    assert isinstance(found, MatrixChart)
    return found.series


def test_composition_has_both_sums() -> None:
    """Types down, levels across, sums at the edges; levels without anybody are left out."""
    rows = composed({("probation", "strict"): 5, ("probation", "lenient"): 7, ("parole", "strict"): 6})

    assert [series.label for series in rows] == ["缓刑", "假释", "合计"]
    assert [[point.text for point in series.points] for series in rows] == [
        ["5", "7", "12"],
        ["6", "·", "6"],
        ["11", "7", "18"],
    ]


def test_hidden_cells_take_their_sums_with_them() -> None:
    """A sum that would give a small cell back is not shown."""
    rows = composed({("probation", "strict"): None, ("probation", "ordinary"): 9, ("parole", "strict"): None}, OFFICE)

    assert [[point.text for point in series.points] for series in rows] == [
        ["隐", "9", "隐"],
        ["隐", "·", "隐"],
        ["隐", "9", "隐"],
    ]


def test_composition_of_a_forgotten_day_says_so() -> None:
    """Where the facts are past their keeping there is no matrix."""
    here = context()

    assert isinstance(register.draw(answers(register.needs(here)), here), Nothing)


# --- the page ---


@pytest.mark.parametrize("code", ["330000", CITY, COUNTY, OFFICE])
def test_the_page_speaks_first(code: str) -> None:
    """At every level the page opens with one or two sentences."""
    here: Context = context(code)

    lines = supervision.PAGE.headline(answers(supervision.PAGE.needs(here)), here).lines

    assert 1 <= len(lines) <= 2


def test_silence_is_said() -> None:
    """Without any report the matrix is replaced by a sentence."""
    here = context()

    assert isinstance(duties.draw(answers(duties.needs(here), silent(Status.MISSING)), here), Nothing)


# --- trend ---


def test_special_periods_are_marked_on_the_trend() -> None:
    """National Day is in two of the 26 weeks; Dragon Boat, with three days, is no special period."""
    events = chart(LineChart, trend.PANEL).events

    assert events == (("2026 年第 40 周", "2026 年第 41 周", "国庆"),)


def test_the_note_on_small_counts_says_at_which_level_they_are_hidden() -> None:
    """A city's three are shown, a county's are not."""
    assert register.PEOPLE.note(context()) == "县级及以下不足 5 人不显示"
