"""A page of a week that is over says what was known at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.alerts import AlertLevel, AreaAlert
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.catalogue.reference_tables import Row
from data.periods import Period
from data.readings import Reading, Readings, Status
from data.readings.assessed import assessed_periods
from data.regions import Region
from layouts.charts.chart import Nothing, Rows, Table, Tiles
from layouts.charts.kinds import IntervalChart, LineChart, TimelineChart
from layouts.context import Context, figures
from layouts.pages import PAGES
from layouts.pages.published import milestones
from layouts.pages.ranking import ranked
from layouts.panels import month_progress
from layouts.panels import tiles as kpis
from layouts.panels.alerts import area
from layouts.panels.brands.facts import contracts_of
from layouts.panels.peers import ranking
from layouts.panels.points import opening
from layouts.panels.published import published_of
from layouts.sentences.topics import TOPICS
from layouts.view import View
from tests.layouts.fabricate import answers, catalogue, context, knows, reading, regions, usual

CITY, MET = "330300", "education_met_rate"
SATURDAY = date(2026, 11, 28)  # November was assessed on Monday 30; October on Friday 30 October


def at(week: str, as_of: date = SATURDAY, code: str = CITY) -> Context:
    return replace(context(code, period=Period.parse(week)), as_of=as_of)


def booked(*months: str) -> Callable[[str, Region, Period], Reading]:
    """Return a maker of readings whose monthly duties were booked in some months only."""

    def make(key: str, where: Region, period: Period) -> Reading:
        if catalogue().metric(key).is_monthly and period.key not in months:
            return reading(key, where, period, status=Status.UNDEFINED)
        return usual(key, where, period)

    return make


@pytest.mark.parametrize(
    ("week", "as_of", "expected"),
    [
        ("2026-W46", date(2026, 12, 3), ["2026-10", "2026-09"]),
        ("2026-W44", date(2026, 12, 3), ["2026-10", "2026-09"]),
        ("2026-W48", date(2026, 12, 3), ["2026-10", "2026-09"]),
        ("2026-W49", date(2026, 12, 10), ["2026-11", "2026-10"]),
        ("2026-W43", date(2026, 12, 3), ["2026-09", "2026-08"]),
        ("2026-W48", date(2026, 11, 28), ["2026-11", "2026-10"]),
        ("2026-W46", date(2026, 11, 28), ["2026-10", "2026-09"]),
        ("2026-11-29", date(2026, 12, 3), ["2026-10", "2026-09"]),
        ("2026-11-30", date(2026, 12, 3), ["2026-11", "2026-10"]),
        ("2026-W53", date(2027, 1, 20), ["2026-12", "2026-11"]),
        ("2027-W01", date(2027, 1, 20), ["2026-12", "2026-11"]),
    ],
)
def test_the_month_assessed_at_a_weeks_end(week: str, as_of: date, expected: list[str]) -> None:
    """October was assessed on Friday 30, November on Monday 30: no week before that cites it."""
    assert [each.key for each in assessed_periods(Period.parse(week), as_of)] == [week, *expected]


@pytest.mark.parametrize("week", ["2026-W44", "2026-W46", "2026-W47"])
def test_sentences_and_panels_name_the_same_month(week: str) -> None:
    """All of them show October, although November has been booked since."""
    here = at(week, date(2026, 12, 3))
    make = booked("2026-09", "2026-10", "2026-11")
    needs, headline = opening(TOPICS["education"])
    strip, peers = kpis.figures(MET), ranking(MET)

    said = str(headline(answers(needs(here), make), here).lines)
    tiles = strip.draw(answers(strip.needs(here), make), here)
    listed = peers.draw(answers(peers.needs(here), make), here)

    assert isinstance(listed, IntervalChart)
    assert isinstance(tiles, Tiles)
    assert "（10 月）" in said
    assert "11 月" not in said
    assert tiles.tiles[0].reading.period.key == "2026-10"
    assert "2026 年 10 月" in listed.note


def test_who_was_silent_on_the_assessment_day_has_no_figure_beside_others() -> None:
    """The ranking of 2026-W44, which holds October's day, shows no September of one county among Octobers."""
    here = replace(at("2026-W44", date(2026, 12, 3), "330100"), view=View(page="ranking", region="330100", map=MET))
    silent = regions().counties("330100")[0]

    def make(key: str, where: Region, period: Period) -> Reading:
        if where.code == silent and period.key != "2026-09":
            return reading(key, where, period, status=Status.MISSING)
        return usual(key, where, period)

    table = ranked.PANEL.draw(answers(ranked.needs(here), make), here)

    assert isinstance(table, Table)
    figures = {row["region"]: row["value"] for row in table.rows}
    assert figures.pop(regions().get(silent).zh) == "—"
    assert "—" not in figures.values()


def test_progress_ends_with_the_week() -> None:
    """Of November it shows the days up to Sunday 15, and who had met the duty by then."""
    here = at("2026-W46", date(2026, 12, 3))
    asked = month_progress.needs(here)
    drawing = month_progress.draw(answers(asked, usual), here)

    assert month_progress.days_so_far(here)[-1].key == "2026-11-15"
    assert (asked[-1].periods[-1], asked[-1].until) == (Period.parse("2026-11"), date(2026, 11, 15))
    assert isinstance(drawing, LineChart)
    assert [point.value is None for point in drawing.series[0].points].count(False) == 15


def test_a_later_event_is_not_shown() -> None:
    """Nor a rule that came afterwards; one without a date stays."""
    rows: list[Row] = [
        {"event_kind": "award", "first_when": when, "is_dated": dated, "zh": when, "en": when}
        | {"detail_zh": "", "detail_en": "", "source_note": ""}
        for when, dated in (("2026-10", True), ("2026-11-15", True), ("2026-11-16", True), ("2026-12", False))
    ]
    here = knows(at("2026-W46"), reference=lambda _: rows)
    panel = milestones.milestones("honours", ["award"])

    drawing = panel.draw(Readings(()), here)
    now = panel.draw(Readings(()), replace(here, view=replace(here.view, period=None), period=Period.parse("2026-W48")))

    assert isinstance(drawing, TimelineChart)
    assert [point.text for point in drawing.series[0].points] == ["2026-10", "2026-11-15", "2026-12"]
    assert isinstance(now, TimelineChart)
    assert len(now.series[0].points) == 4


def test_a_later_contract_is_not_shown() -> None:
    rows: list[Row] = [
        {"county": "330108", "first_day": date(2026, 11, day), "last_day": date(2027, 11, 1)} for day in (1, 15, 16)
    ]
    here = knows(at("2026-W46"), reference=lambda _: rows)
    assert [row["first_day"] for row in contracts_of(here, "330108")] == [date(2026, 11, 15), date(2026, 11, 1)]


def test_a_figure_published_later_is_not_shown() -> None:
    rows: list[Row] = [
        {"figure_key": when, "metric": MET, "region": CITY, "as_of": when} for when in ("2025", "2026-11", "2026-12")
    ]
    here = knows(at("2026-W46"), reference=lambda _: rows)
    found, later = (
        published_of(here, MET, CITY),
        published_of(replace(here, period=Period.parse("2026-W48")), MET, CITY),
    )
    assert found is not None
    assert later is not None
    assert (found["as_of"], later["as_of"]) == ("2026-11", "2026-12")


def an_alert(number: int, code: str, since: date) -> AreaAlert:
    """Return a yellow alert of check-ins."""
    rule = load_area_rules(catalogue())["checkin"]
    levels = (AlertLevel.YELLOW, AlertLevel.YELLOW)
    moment = datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None)
    return AreaAlert(number, rule.key, code, rule.metric, since.isoformat(), *levels, 94, 95, 1, since, moment)


def test_a_past_week_lists_the_alerts_of_its_end_and_later_ones_apart() -> None:
    """What was open then, be it closed by now, in one list; what came up since and is open, in the other."""
    rules, day = load_area_rules(catalogue()), date(2026, 11, 15)
    then = an_alert(1, "330302", day)
    later = an_alert(2, "330303", day + timedelta(days=1))
    here = knows(
        at("2026-W46"),
        open=lambda asked: notices([later], rules, regions(), asked.region),
        open_then=lambda asked: notices([then], rules, regions(), asked.region),
    )

    own, new = (panel.draw(Readings(()), here) for panel in (area.PANEL, area.NEW))

    assert isinstance(own, Rows)
    assert isinstance(new, Rows)
    assert [row.cells[1] for row in own.rows] == ["鹿城区"]
    assert [row.cells[1] for row in new.rows] == ["龙湾区"]
    assert area.NEW.title(here) == "会前新增（截至 11 月 28 日）"
    assert "11 月 15 日未关闭的，之后产生的另列。" in area.PANEL.note(here)
    assert "另列" not in area.PANEL.note(replace(here, period=Period.parse("2026-W48")))


def test_a_past_week_lists_what_was_raised_and_closed_within_it() -> None:
    """After what is still open, as closed, and no task is offered for it."""
    rules, day = load_area_rules(catalogue()), date(2026, 11, 12)
    here = knows(
        at("2026-W46"),
        open_then=lambda asked: notices([an_alert(1, "330302", day)], rules, regions(), asked.region),
        closed=lambda asked: notices([an_alert(2, "330303", day)], rules, regions(), asked.region),
    )
    drawing = area.PANEL.draw(Readings(()), here)

    assert isinstance(drawing, Rows)
    assert [(row.cells[1], row.cells[-1]) for row in drawing.rows] == [("鹿城区", "未签收"), ("龙湾区", "已关闭")]
    assert drawing.rows[1].links == ()
    assert drawing.summary == "未关闭：黄色 1 件。本周产生并已关闭：黄色 1 件。"


def test_new_before_the_meeting_ends_with_the_week_of_the_meeting() -> None:
    """What came up a fortnight later is of a later meeting; a month has none."""
    rules = load_area_rules(catalogue())
    later = [an_alert(1, "330302", date(2026, 11, 22)), an_alert(2, "330303", date(2026, 11, 23))]
    here = knows(at("2026-W46"), open=lambda asked: notices(later, rules, regions(), asked.region))
    drawing = area.NEW.draw(Readings(()), here)

    assert isinstance(drawing, Rows)
    assert [row.cells[1] for row in drawing.rows] == ["鹿城区"]
    assert isinstance(area.NEW.draw(Readings(()), replace(here, period=Period.parse("2026-10"))), Nothing)


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("code", ["330000", CITY, "330302", "330302006"])
def test_no_panel_of_a_past_page_reads_beyond_its_end(key: str, code: str) -> None:
    """In every panel a longer period that ran on is read as if no later day were known."""
    here = at("2026-W46", date(2026, 12, 3), code)
    for question in figures(PAGES[key].needs(here)):
        last = max(period.last for period in question.periods)
        assert min(last, question.until or last) <= here.period.last


def test_nothing_is_hidden_of_a_week_that_runs() -> None:
    here = at("2026-W48")
    assert here.known_until == date.max
    assert isinstance(milestones.milestones("honours", ["award"]).draw(Readings(()), here), Nothing)
