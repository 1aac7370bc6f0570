"""What the panels of the overview say for chosen readings."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from data.periods import Period
from data.readings import Reading, Readings, Status
from data.regions import Region
from data.statistics.history import HISTORY
from data.statistics.ranking import ranked_readings
from layouts.charts.chart import Nothing, Tile, Tiles
from layouts.charts.kinds import BarChart, Chart, FunnelChart, LineChart, RankingChart, RegionMap
from layouts.context import Context, Panel
from layouts.pages import PAGES
from layouts.pages.overview import alerts, education, forces
from layouts.panels import histories, levels, points, ranking, trend
from layouts.panels import map as county_map
from layouts.panels import tiles as kpis
from layouts.panels.screening import screening
from layouts.screen.spark import spark
from tests.layouts.fabricate import Maker, answers, context, reading, region, silent, usual

C = TypeVar("C", bound=Chart)
CITY, COUNTY, OFFICE = "330100", "330108", "330108001"
OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


def chart(kind: type[C], panel: Panel, *others: Reading, code: str = CITY, make: Maker = usual, **view: str) -> C:
    """Return a panel's chart of a kind of usual readings with some replaced."""
    here = context(code, **view)
    drawing = panel.draw(answers(panel.needs(here), make, *others), here)
    assert isinstance(drawing, kind)
    return drawing


# --- kpis ---


def strip(here: Context, make: Maker = usual) -> tuple[Tile, ...]:
    """Return the tiles of the strip."""
    drawing = kpis.PANEL.draw(answers(kpis.PANEL.needs(here), make), here)
    assert isinstance(drawing, Tiles)
    return drawing.tiles


def unassessed(key: str, where: Region, period: Period) -> Reading:
    """Make a week and a running month without an assessment day."""
    if key == "education_met_rate" and period != OCTOBER:
        return reading(key, where, period, status=Status.UNDEFINED)
    return usual(key, where, period)


def test_monthly_duty_falls_back_to_the_last_month() -> None:
    """A week without an assessment day shows the last month that had one, and says which."""
    here = context()
    tiles = strip(here, unassessed)

    assert tiles[1].reading.period == OCTOBER
    assert "2026 年 10 月考核" in tiles[1].note


def test_monthly_duty_of_the_week_itself() -> None:
    """A week that holds the assessment day shows its own value."""
    here = context()

    assert strip(here)[1].reading.period == here.period


def test_kpis_open_the_drawer() -> None:
    """Each tile leads to its explanation."""
    here = context()
    tiles = strip(here)

    assert [f"explain={tile.reading.metric.key}" in tile.href for tile in tiles] == [True] * 4


# --- supervision, trend ---


def test_supervision_tiles_carry_26_periods() -> None:
    """The sparkline ends with the shown period."""
    here = context()
    drawing = histories.SUPERVISION.draw(answers(histories.SUPERVISION.needs(here)), here)
    assert isinstance(drawing, Tiles)
    tiles = drawing.tiles

    assert [len(tile.trend) for tile in tiles] == [26] * 4
    assert all(tile.trend[-1] is tile.reading for tile in tiles)


def test_trend_leaves_gaps() -> None:
    """A period without data is a gap in the line, and the target stays."""
    gap = reading("checkin_completion_rate", region(CITY), Period.parse("2026-W40"), status=Status.MISSING)
    drawing = chart(LineChart, trend.PANEL, gap)

    assert [p.value for p in drawing.series[0].points].count(None) == 1
    assert drawing.target == 98


def test_trend_stays_under_a_hundred_percent() -> None:
    """The axis of a percentage never passes 100."""
    drawing = chart(LineChart, trend.PANEL, reading("checkin_completion_rate", region(CITY), value=100))

    assert drawing.domain is not None
    assert drawing.domain[1] == 100


def test_trend_says_whether_this_is_noise() -> None:
    """A week far below its normal band is ringed and said to be worse; the figure has its limits beside it."""
    sunk = chart(LineChart, trend.PANEL, reading("checkin_completion_rate", region(CITY), value=60))
    last = sunk.series[0].points[-1]

    assert (last.signal, last.note) == ("concerning", "低于正常波动下限")
    assert last.low is not None
    assert sunk.note.startswith("低于目标 98%，且低于正常波动下限，建议查原因")
    assert sunk.note in sunk.summary


def test_a_running_sum_is_stated_but_not_drawn() -> None:
    """Five days of attendances beside weeks of seven would look like a fall."""
    here = context()
    running = replace(here.period.span, last=here.period.first + timedelta(days=4))
    panel = trend.trend("welfare_person_times")
    readings = answers(panel.needs(here))
    short = replace(reading("welfare_person_times", region(CITY), value=3), span=running)

    drawn = panel.draw(answers(panel.needs(here), usual, short), here)
    assert isinstance(drawn, LineChart)

    assert (drawn.series[0].points[-1].value, drawn.series[0].points[-1].text) == (None, "3")
    assert drawn.domain is not None
    assert drawn.domain[0] > 3
    assert drawn.note.startswith("本期未满")
    history = readings.series("welfare_person_times", CITY, here.period.back(HISTORY))
    assert spark([*history[:-1], short]) == spark(history[:-1])


def test_a_hidden_figure_is_not_called_missing() -> None:
    """The course says that it is not shown, and that the lowest and highest are those of the periods that are."""
    here, metric = context("330108"), "red_orange_count"
    weeks = here.period.back(26)
    shown = [reading(metric, here.region, week, value=float(6 + at % 2)) for at, week in enumerate(weeks[:-1])]
    hidden = reading(metric, here.region, weeks[-1], status=Status.SUPPRESSED)

    drawing = trend.trend_chart([*shown, hidden], here)

    assert drawing.note == "本期的数不显示，不作判断。"
    assert drawing.summary.startswith("心晴码红橙人数近 26 期中显示的：最低 6 人（")
    assert trend.trend_chart([hidden], here).summary == "心晴码红橙人数这 26 期的数因人少不显示。"


def test_a_running_sum_is_not_among_the_periods_compared() -> None:
    """172 so far beside a highest of 162: the running month is named as one, and the others are those before it."""
    here = context("330521")
    months = Period.parse("2026-11").back(3)
    values = (150.0, 162.0, 172.0)
    history = [
        reading("welfare_person_times", here.region, month, value=value)
        for month, value in zip(months, values, strict=True)
    ]

    said = trend.trend_chart(history, here).summary

    assert "此前 2 期：最低 150 人次（2026 年 9 月），最高 162 人次（2026 年 10 月）；本期未满，至今 172 人次。" in said


def test_trend_of_nothing_judges_nothing() -> None:
    assert chart(LineChart, trend.PANEL, make=silent(Status.MISSING)).note == ""


# --- ranking ---


def three_counties() -> tuple[Reading, ...]:
    """Return a city and three of its counties, two of which are equal at the shown decimals."""
    return (
        reading(ranking.METRIC, region(CITY), value=97.2),
        reading(ranking.METRIC, region("330108"), value=99.04),
        reading(ranking.METRIC, region("330109"), value=95.1),
        reading(ranking.METRIC, region("330110"), value=99.01),
    )


def test_ranking_names_its_metric() -> None:
    """On overview and supervision alike; its rows say who is ranked."""
    supervision = next(p.panel for p in PAGES["supervision"].placed if p.panel.key == "ranking")

    assert ranking.PANEL.title(context("330000")) == "信息化核查完成率排名"
    assert supervision.title(context(COUNTY)) == "信息化核查完成率排名"


def test_ranking_ties_share_a_rank() -> None:
    """Equal at the shown decimals is equal in rank, and the next rank is skipped."""
    drawing = chart(RankingChart, ranking.PANEL, *three_counties(), make=silent(Status.MISSING))

    assert [p.rank for p in drawing.series[0].points[:4]] == [1, 1, 3, None]


def test_ranking_follows_the_direction() -> None:
    """Where less is better the least comes first; a neutral metric has no ranks."""
    counts = zip(("330108", "330109", "330110"), (2, 0, 5), strict=True)
    found = [reading("absconded_count", region(code), value=value) for code, value in counts]
    neutral = [reading("registered_count", region(CITY), value=10)]

    assert [(r.value, rank) for r, rank in ranked_readings(found)] == [(0, 1), (2, 2), (5, 3)]
    assert [rank for _, rank in ranked_readings(neutral)] == [None]


def test_ranking_writes_deviation_from_the_overall_figure() -> None:
    """A county's deviation is in points from the city's value; without a figure there is none."""
    drawing = chart(RankingChart, ranking.PANEL, *three_counties(), make=silent(Status.MISSING))
    points_shown = drawing.series[0].points

    assert points_shown[2].deviation == -2.1
    assert points_shown[3].deviation is None
    assert drawing.centre == 97.2


def test_deviations_are_those_of_the_figures_as_shown() -> None:
    """98.27 % beside 98.14 % is shown as 98.3 beside 98.1, and so 0.2 above, as a reader subtracts."""
    city = reading(ranking.METRIC, region(CITY), value=98.14, base=60_000)
    county = reading(ranking.METRIC, region("330108"), value=98.27, base=6000)

    first = chart(RankingChart, ranking.PANEL, city, county, make=silent(Status.MISSING)).series[0].points[0]

    assert (first.text, first.deviation) == ("98.3", 0.2)


def test_the_ranking_names_what_it_is_compared_with() -> None:
    """A city's counties are compared with the whole city, whose value is not the mean of theirs."""
    assert ranking.PANEL.note(context(CITY)) == "较全市 · 基数"


def test_ranking_of_an_office_marks_it_among_its_siblings() -> None:
    """At office level the ranking shows the siblings with this office marked."""
    shown = chart(RankingChart, ranking.PANEL, code=OFFICE).series[0].points

    assert [p.reading.region.code for p in shown if p.is_selected and p.reading] == [OFFICE]
    assert len(shown) > 1


def test_ranking_of_a_lone_office() -> None:
    """An office that is the root has no peers."""
    here = context(OFFICE, root=OFFICE)

    assert isinstance(ranking.draw(answers(ranking.needs(here)), here), Nothing)


# --- map ---


def test_map_of_a_province_shows_counties() -> None:
    """The map has one point a county, none of them selected."""
    shown = chart(RegionMap, county_map.PANEL, code="330000").series

    assert len(shown) == 1
    assert len(shown[0].points) == len(context("330000").regions.counties("330000"))
    assert not any(p.is_selected for p in shown[0].points)


def test_map_of_an_office_selects_it_and_its_county() -> None:
    """Below city level the map shows the city's counties and the county's own offices."""
    shown = chart(RegionMap, county_map.PANEL, code=OFFICE).series

    chosen = [p.reading.region.code for series in shown for p in series.points if p.is_selected and p.reading]
    assert chosen == [COUNTY, OFFICE]


def test_map_metric_is_chosen_by_the_view() -> None:
    """The choice in the address colours the map; a foreign one falls back to the default."""
    assert chart(RegionMap, county_map.PANEL, map="pairing_rate").series[0].points[0].reading is not None
    assert county_map.shown_metric(context(map="pairing_rate")).key == "pairing_rate"
    assert county_map.shown_metric(context(map="released_count")).key == county_map.CHOICES[0]


def test_map_links_mark_the_chosen_metric() -> None:
    """Exactly one choice is marked, and the default's link carries no argument."""
    links = chart(RegionMap, county_map.PANEL).links

    assert [is_chosen for _, _, is_chosen in links].count(True) == 1
    assert "map=" not in links[0][1]


def test_map_of_a_monthly_duty_uses_the_assessed_month() -> None:
    """A monthly duty is drawn for the month it was last assessed in, for every county the same."""
    drawing = chart(RegionMap, county_map.PANEL, make=unassessed, map="education_met_rate")

    assert {p.reading.period for p in drawing.series[0].points if p.reading} == {OCTOBER}
    assert drawing.note == context().words.period(OCTOBER)


# --- education, screening, forces ---


def test_education_marks_what_falls_short() -> None:
    """A rate under its target is marked and named in the summary."""
    drawing = chart(BarChart, education.PANEL, reading("assistance_done_rate", region(CITY), value=60))
    label = context().words.short(context().catalogue.metric("assistance_done_rate"))

    assert [bar.label for bar in drawing.series[0].points if bar.falls_short] == [label]
    assert label in drawing.summary


def test_education_counts_have_no_bar() -> None:
    """Counts are not drawn on the axis of per cent."""
    assert all(p.value is None and p.text for p in chart(BarChart, education.PANEL).series[1].points)


def test_funnel_steps_come_from_counts() -> None:
    """Due and on time are the denominator and numerator of one rate, so the second is never the larger."""
    drawing = chart(FunnelChart, screening.PANEL, reading("screening_ontime_rate", region(CITY), value=98.5, base=200))
    shown = drawing.series[0].points

    assert [shown[0].value, shown[1].value] == [200, 197]
    assert "3" in shown[1].note


def test_funnel_keeps_hidden_steps() -> None:
    """A suppressed count keeps its place, without a value."""
    hidden = reading("severe_found_count", region(CITY), status=Status.SUPPRESSED)
    shown = chart(FunnelChart, screening.PANEL, hidden).series[0].points

    assert len(shown) == len(screening.STAGES)
    assert shown[3].value is None


def test_forces_say_how_many_counties_buy_services() -> None:
    """So many counties of how many, in words; the bar has the share."""
    drawing = chart(
        BarChart,
        forces.PANEL,
        reading("purchase_county_coverage", region("330000"), value=82 / 0.9, base=90),
        code="330000",
    )

    assert "82 / 90" in drawing.summary
    assert drawing.series[0].points[0].text == "91.1"


def test_forces_have_no_meaning_for_an_office() -> None:
    """An office asks for nothing and says why."""
    here = context(OFFICE)

    assert forces.needs(here) == []
    assert isinstance(forces.draw(Readings([]), here), Nothing)


# --- levels, alerts, points ---


def test_levels_count_who_has_reported() -> None:
    """Only complete regions are counted: not a city with one office missing (1.18), nor a silent county."""
    here = context()
    late = (
        reading("registered_count", region(CITY), value=5000, reported=190, due=191),
        reading("registered_count", region("330109"), status=Status.MISSING, reported=0, due=7),
    )
    counties = len(here.children)
    cells = levels.draw(answers(levels.needs(here), usual, *late), here).rows

    assert [cell.figure for cell in cells] == ["0/1", f"{counties - 1}/{counties}", "190/191"]
    assert [cell.note for cell in cells] == ["1 个未报齐", "1 个未报齐", "1 个未报"]


@pytest.mark.parametrize(("period", "note"), [("2026-W46", "1 个未报：长河"), ("2026-W47", "1 个未报")])
def test_levels_name_the_few_that_did_not_report(period: str, note: str) -> None:
    """Of a past period; of the running one 昨日以来 names them, and once is enough."""
    here = context("330108", period=Period.parse(period))
    late = reading("registered_count", here.region, here.period, value=100, reported=2, due=3)
    readings = Readings(
        [*answers(levels.needs(here), usual, late)], absent={("330108", here.period): (region("330108002"),)}
    )

    assert levels.draw(readings, here).rows[-1].note == note


def test_levels_expect_nothing_of_a_region_that_did_not_exist() -> None:
    """A county in a period before it existed does not count as not reported."""
    here = context("330108")
    none = reading("registered_count", region("330108"), status=Status.NOT_APPLICABLE, reported=0, due=0)

    cell = levels.draw(answers(levels.needs(here), usual, none), here).rows[0]

    assert (cell.figure, cell.note) == ("—", "无应报")


def test_levels_begin_with_the_region_s_own() -> None:
    """No cell is about a level above, or about the ministry, of which there is no data."""
    offices = levels.draw(answers(levels.needs(context("330108"))), context("330108")).rows

    assert [cell.text for cell in offices] == ["县", "司法所"]


def test_red_alerts_lead() -> None:
    """The open red alerts come first and alone have the red mark."""
    here = context()
    rows = alerts.draw(answers(alerts.needs(here)), here).rows

    assert [row.mark for row in rows] == ["red", "", "", "", "", ""]


def test_response_is_said_by_level_beside_its_limit() -> None:
    """Eight minutes for red and fifty for yellow, not the mean of all three levels, which have different limits."""
    here = context()
    where = (here.region.code, here.period)
    readings = Readings(
        answers(alerts.needs(here)),
        cuts={
            (alerts.MINUTES, *where): {("red",): 80, ("yellow",): 500, ("blue",): 90_000},
            (alerts.ACKNOWLEDGED, *where): {("red",): 10, ("yellow",): 10, ("blue",): 500},
        },
    )

    said = {row.text: row.figure for row in alerts.draw(readings, here).rows}

    assert said["红色对象预警响应时长"] == "8.0 分钟（限 15）"
    assert said["黄色对象预警响应时长"] == "50.0 分钟（限 120）"
    assert not any("平均" in text for text in said)


def test_response_that_is_not_fed_is_a_dash() -> None:
    """Not zero minutes."""
    here = context()

    assert alerts.draw(answers(alerts.needs(here)), here).rows[2].figure == "— 分钟（限 15）"


def test_headline_is_the_start_of_the_points() -> None:
    """The page opens with the first of its sentences."""
    here = context()
    readings = answers(points.needs(here))

    lines = points.draw(readings, here).lines
    assert points.headline(readings, here).lines == lines[: points.HEADLINE]
