"""What the screen says where coverage forbids a comparison: no arrow, colour, rank or verdict, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.readings import Reading, Status
from data.readings.plain import as_row
from data.readings.reading import Compare
from data.readings.reports import Reports
from layouts.charts.chart import Items, Nothing, Tile, Tiles
from layouts.charts.kinds import IntervalChart, KindMap, RankingChart
from layouts.charts.twins import twins
from layouts.context import Panel
from layouts.pages.education import placement
from layouts.pages.meeting import signal_map, signals
from layouts.pages.overview import standing
from layouts.panels import points, ranking, trend
from layouts.panels.peers import ranking as intervals
from layouts.panels.why import why
from layouts.screen.draw import draw
from layouts.words.language import load_language
from tests.layouts.fabricate import WEEK, answers, context, reading, region, regions, usual
from tests.layouts.screen.test_draw import html_of

CITY, RATE, COUNT = "330100", "checkin_completion_rate", "welfare_person_times"
COUNTIES = [child.code for child in regions().children(CITY, WEEK.first)]
ZH = load_language("zh")


def halved(metric: str, code: str = CITY, value: float = 66, previous: float = 136) -> Reading:
    """Return a reading of half the reports whose base is complete."""
    made = reading(metric, region(code), value=value, previous=previous, reported=21, due=42, status=Status.PARTIAL)
    full = Reports(42, 42)
    return replace(made, base_reports={Compare.PREVIOUS: full, Compare.LAST_YEAR: full})


@pytest.mark.parametrize("compare", [Compare.PREVIOUS, Compare.LAST_YEAR])
def test_a_tile_has_neither_arrow_nor_colour(compare: Compare) -> None:
    """It says 不可比 in the arrow's place."""
    markup = html_of(draw(Tiles((Tile(halved(COUNT), compare, "/x"),)), context()))

    assert f"上报率不同，{'环比' if compare is Compare.PREVIOUS else '同比'}不可比" in markup
    assert not any(mark in markup for mark in ("▲", "▼", "is-better", "is-worse"))


def test_the_table_twin_says_the_same() -> None:
    (twin,) = twins(Tiles((Tile(halved(COUNT), Compare.PREVIOUS, "/x"),)), ZH)
    assert "上报率不同，环比不可比" in str(twin.rows)


def test_the_reason_gives_both_coverages() -> None:
    assert ZH.unlike(halved(COUNT), Compare.PREVIOUS) == "上报率 50.0%，上期 100.0%，相差过大，环比不可比"
    assert ZH.unlike(replace(halved(COUNT), reported=42), Compare.PREVIOUS) == ""


def test_a_step_to_work_carries_no_change() -> None:
    """The funnel's notes ask the same rule."""
    here = context(CITY)
    made = [halved(key) for key in placement.STEPS]
    drawing = placement.draw(answers(placement.needs(here), usual, *made), here)

    assert {point.note for point in drawing.series[0].points} == {"上报率不同，环比不可比"}


def test_the_api_gives_the_coverage_of_the_base() -> None:
    """Value then, its coverage, that the two are not comparable, and no change."""
    row = as_row(halved(COUNT), Compare.PREVIOUS)
    assert (row["previous"], row["previous_coverage"], row["is_comparable"], row["change"]) == (136, 1.0, False, None)


def test_why_is_not_asked_of_an_unlike_change() -> None:
    here, panel = context(CITY), why(COUNT)
    drawing = panel.draw(answers(panel.needs(here), usual, halved(COUNT)), here)

    assert isinstance(drawing, Nothing)
    assert "环比不可比，不作分解" in drawing.reason


@pytest.mark.parametrize("panel", [ranking.PANEL, intervals(RATE)], ids=["ranking", "intervals"])
def test_who_sent_half_has_no_rank(panel: Panel) -> None:
    """The best figure of all, of half the reports: after the ranked ones, in words."""
    here = context(CITY)
    best = halved(RATE, COUNTIES[3], 100.0, 100.0)
    drawing = panel.draw(answers(panel.needs(here), usual, best), here)

    assert isinstance(drawing, RankingChart | IntervalChart)
    points_ = drawing.series[0].points
    assert (points_[-1].label, points_[-1].rank) == (ZH.short(region(COUNTIES[3])), None)
    assert "不排名" in points_[-1].note
    assert all(point.rank == 1 for point in points_[:-1])


def test_who_sent_half_has_no_place_among_its_peers() -> None:
    """考核指标 of a county shows no place, and says why."""
    here = context(COUNTIES[3])
    half = halved(RATE, COUNTIES[3], 60.0, 60.0)
    drawing = standing.draw(answers(standing.needs(here), usual, half), here)

    (tile,) = [each for each in drawing.tiles if each.reading.metric.key == RATE]
    assert "第" not in tile.note
    assert "不排名" in tile.note
    assert not tile.is_alarming


def course() -> list[Reading]:
    """Return 25 usual complete weeks of the city and one of half its reports."""
    weeks = WEEK.back(26)
    usual_ones = [
        reading(COUNT, region(CITY), week, value=130.0 + at % 5, reported=42, due=42)
        for at, week in enumerate(weeks[:-1])
    ]
    return [*usual_ones, halved(COUNT)]


def test_the_trend_draws_it_without_a_signal() -> None:
    """The point is there with its coverage; the summary's lowest is the lowest of comparable weeks."""
    drawing = trend.trend_chart(course(), context(CITY))
    last = drawing.series[0].points[-1]

    assert (last.value, last.signal) == (66, "")
    assert "与其余各期不可比" in last.note
    assert "最低 130" in drawing.summary
    assert "本期上报率与往期不同，不可比，不作判断" in drawing.note


def test_the_meeting_counts_what_is_not_judged() -> None:
    """The week's signals do not list it as worse, and say how many are not judged."""
    here = context(CITY)
    readings = answers(signals.needs(here), usual, *course())

    drawing = signals.draw(readings, here)
    (line,) = signals.headline(readings, here).lines

    assert not isinstance(drawing, Items) or all(item.reading.metric.key != COUNT for item in drawing.items)
    assert "另有 1 项上报率与往期不同，不可比，不作判断" in "".join(map(str, line))


def test_the_signal_map_gives_no_colour() -> None:
    """Neither by its own past nor by the others."""
    here = context(CITY)
    code = COUNTIES[3]
    past = [reading(RATE, region(code), week, value=98.0, base=4000, reported=42, due=42) for week in WEEK.back(26)]
    low = replace(halved(RATE, code, 50.0, 98.0), denominator=4000.0, numerator=2000.0)
    drawing = signal_map.draw(answers(signal_map.needs(here), usual, *past[:-1], low), here)

    assert isinstance(drawing, KindMap)
    (point,) = [each for each in drawing.series[0].points if each.label == ZH.short(region(code))]
    assert point.look == "few"
    assert "不可比" in point.note


def test_a_sentence_does_not_say_that_nothing_changed() -> None:
    """Nor a fall: it says that the figures are not compared."""
    here = context(CITY)
    calm = [halved(key, value=97.0, previous=99.0) for key in ("checkin_completion_rate", "registration_ontime_rate")]
    words = points.draw(answers(points.needs(here), usual, *calm), here)
    said = "".join(part if isinstance(part, str) else part[0] for line in words.lines for part in line)

    assert "上报率与上周不同，不作比较" in said
    assert "无明显变化" not in said
    assert "下降" not in said


def test_a_chart_of_whole_reports_is_as_it_was() -> None:
    """With complete reports the base's coverage changes nothing on the screen."""
    plain = reading(COUNT, region(CITY), value=66, previous=136, reported=42, due=42)
    known = replace(plain, base_reports={Compare.PREVIOUS: Reports(42, 42)})

    for made in (plain, known):
        markup = html_of(draw(Tiles((Tile(made, Compare.PREVIOUS, "/x"),)), context()))
        assert "▼\u200951.5% 环比" in markup
        assert "is-worse" in markup
