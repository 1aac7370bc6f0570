"""What the panels of the quality page say for chosen readings and a chosen feed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.pull import FeedState, FeedStatus
from data.readings import Reading, Readings, Status
from data.readings.feed import Break, Correction, Feed, Late
from data.readings.feed.feed import RefusedRow
from data.statistics.scores import score, score_parts, score_question
from layouts.charts.chart import Drawing, Nothing, Rows, Table
from layouts.charts.drawn import plain
from layouts.charts.kinds import FunnelChart, MatrixChart
from layouts.charts.twins import whole_twins
from layouts.context import Context, Panel
from layouts.pages.quality import feed_days, feed_log, headline, interfaces
from layouts.pages.quality import score as quality_score
from layouts.panels import feed_late
from layouts.words.language import load_language
from tests.layouts.fabricate import AS_OF, WEEK, answers, context, knows, reading, region, silent, usual

CITY, COUNTY, OFFICE, CHANGHE = "330100", "330108", "330108001", "330108002"
AT = datetime(2026, 11, 23, 6, 12, tzinfo=UTC)
BEST = {"office_reporting_rate": 100.0, "feed_ontime_rate": 100.0, "field_completeness_rate": 100.0}


def drawing_of(panel: Panel, code: str = COUNTY, **feed: object) -> Drawing:
    """Return what a panel draws of a feed."""
    here = knows(context(code), feed=lambda _: Feed(**feed))  # type: ignore[arg-type]
    return panel.draw(Readings(()), here)


def score_readings(**values: float) -> Readings:
    """Return the county's parts: without fault but for the given values."""
    found = [
        reading(part.metric, region(COUNTY), value=values.get(part.metric, BEST.get(part.metric, 0.0)))
        for part in score_parts()
    ]
    return Readings(found)


# --- score ---


def test_weights_add_up_to_a_hundred() -> None:
    """A faultless county has 100 points."""
    assert sum(part.weight for part in score_parts()) == 100
    assert score(score_readings(), COUNTY, WEEK).points == pytest.approx(100)


def test_a_part_loses_in_proportion() -> None:
    """Half way from the best to the worst costs half the weight, and beyond the worst all of it."""
    half = score(score_readings(office_reporting_rate=90.0), COUNTY, WEEK)
    nothing = score(score_readings(office_reporting_rate=40.0), COUNTY, WEEK)

    assert half.points == pytest.approx(80)
    assert half.parts[0].lost == pytest.approx(20)
    assert nothing.points == pytest.approx(60)


def test_breaks_are_compared_with_the_office_days_due() -> None:
    """10 breaks in 1000 office-days are 1 %: half of the part's weight."""
    found = score(score_readings(roster_balance_break_count=10.0), COUNTY, WEEK)

    assert found.parts[-1].base == 1000
    assert found.points == pytest.approx(95)


def test_not_reported_is_not_zero() -> None:
    """A part that is missing leaves no score, and the panel says which."""
    question = score_question([COUNTY], [WEEK])
    missing = reading("feed_ontime_rate", region(COUNTY), status=Status.MISSING)
    found = Readings([*score_readings(), missing])

    assert score(found, COUNTY, WEEK).points is None
    drawn = quality_score.draw(found, context(COUNTY))
    assert isinstance(drawn, FunnelChart)
    assert "按时到达率" in drawn.note
    assert question.metrics == tuple(part.metric for part in score_parts())


def test_each_part_is_shown_with_its_counts_and_leads_to_them() -> None:
    """Points, what was lost, numerator and base, and the drawer with the rows."""
    drawn = quality_score.draw(score_readings(office_reporting_rate=99.0), context(COUNTY))

    assert isinstance(drawn, FunnelChart)
    point = drawn.series[0].points[0]
    assert (point.text, point.lack) == ("38.0", "扣 2.0")
    assert "990 / 1\u2009000" in point.note
    assert f"{COUNTY}?" in point.href
    assert "explain=office_reporting_rate" in point.href


def test_the_board_lists_counties_the_lowest_first() -> None:
    """At a city all its counties are listed, those without a score on top."""
    here = context(CITY)
    low = reading("field_completeness_rate", region(COUNTY), value=91.0)
    drawn = quality_score.board(answers(quality_score.board_needs(here), usual, low), here)

    assert isinstance(drawn, MatrixChart)
    assert drawn.series[0].label == "滨江"
    assert len(drawn.series) == 13


# --- who has reported ---


def lacking(days: int, code: str = CHANGHE) -> list[Reading]:
    """Return an office's roll call with some of the newest days not in."""
    last = feed_days.days(context(COUNTY))
    return [
        reading("registered_count", region(code), day, value=50, reported=int(at >= days), due=1)
        for at, day in enumerate(reversed(last))
    ]


def test_a_late_office_is_shown_as_late() -> None:
    """The newest two days of one office are marked, and it comes first below the total."""
    here = context(COUNTY)
    drawn = feed_days.draw(answers(feed_days.needs(here), usual, *lacking(2)), here)

    assert isinstance(drawn, MatrixChart)
    assert drawn.series[1].label == "长河"
    assert [point.text for point in drawn.series[1].points] == ["·"] * 12 + ["缺"] * 2


def test_an_office_sees_its_own_tables() -> None:
    """Each table is shown by day, those with most days missing first."""
    held = frozenset(AS_OF - timedelta(days=step) for step in range(14))
    drawn = drawing_of(feed_days.PANEL, OFFICE, tables={"fact_roster_day": held, "fact_psych_day": held - {AS_OF}})

    assert isinstance(drawn, MatrixChart)
    assert [row.points[-1].text for row in drawn.series] == ["缺", "·"]


def test_an_office_opens_with_its_own_reports() -> None:
    """It names what is missing from its tables: the page always opens with a sentence."""
    held = frozenset(AS_OF - timedelta(days=step) for step in range(14))
    here = knows(
        context(OFFICE), feed=lambda _: Feed(tables={"fact_roster_day": held, "fact_psych_day": held - {AS_OF}})
    )

    lines = plain(headline(Readings(()), here))

    assert lines == ["近 14 天各表共缺 1 个表·日。"]


def test_the_most_lacking_offices_are_named() -> None:
    """With how many days, and how many offices beside them."""
    late = (Late(CHANGHE, 3, date(2026, 11, 19)), *(Late(OFFICE, 1, AS_OF) for _ in range(11)))
    drawn = drawing_of(feed_late.PANEL, late=late)

    assert isinstance(drawn, Rows)
    assert (drawn.rows[0].text, drawn.rows[0].figure) == ("长河 · 最近上报 11 月 19 日", "缺 3 日")
    assert drawn.rows[-1].figure == "3 条"
    assert len(drawn.whole) == 12
    assert len(whole_twins(drawn, load_language("zh"))[0].rows) == 12


# --- breaks, refusals, corrections ---


def test_a_break_is_shown_with_its_amounts() -> None:
    """70 and 2 is not 75."""
    drawn = drawing_of(feed_late.BREAKS, breaks=(Break(OFFICE, AS_OF, 70, 2, 75),))

    assert isinstance(drawn, Rows)
    assert drawn.rows[0].figure == "70 +2 ≠ 75"


def test_a_refused_row_is_listed() -> None:
    """With file, row, column and reason."""
    refused = RefusedRow(9, AT, "监督.csv", "fact_supervision_day", 7, "核查完成次数", "不能是负数", OFFICE)
    drawn = drawing_of(feed_log.REFUSALS, refusals=(refused,))

    assert isinstance(drawn, Table)
    row = drawn.rows[0]
    assert (row["file"], row["row"], row["column"], row["reason"]) == ("监督.csv", 7.0, "核查完成次数", "不能是负数")


def test_a_correction_shows_then_and_now() -> None:
    """What was published, what it is now, and where it leads."""
    changed = Correction(
        9,
        AT,
        "",
        COUNTY,
        date(2026, 11, 9),
        "checkin_completion_rate",
        97.234,
        98.06,
    )
    drawn = drawing_of(feed_log.CORRECTIONS, corrections=(changed,))

    assert isinstance(drawn, Table)
    row = drawn.rows[0]
    assert (row["week"], row["before"], row["after"], row["change"]) == ("第 46 周", 97.2, 98.1, 0.9)
    assert "period=2026-W46" in str(row["href"])


@pytest.mark.parametrize("panel", [feed_late.PANEL, feed_late.BREAKS], ids=lambda panel: panel.key)
def test_offices_days_that_are_gone_are_said_to_be_gone(panel: Panel) -> None:
    """Neither that all reported nor that none did."""
    at = knows(context("330100"), feed=lambda _: Feed(is_kept=False))
    drawing = panel.draw(Readings(()), at)

    assert isinstance(drawing, Nothing)
    assert "已过保存期" in drawing.reason


@pytest.mark.parametrize(
    "panel", [feed_late.PANEL, feed_late.BREAKS, feed_log.REFUSALS, feed_log.CORRECTIONS], ids=lambda panel: panel.key
)
def test_an_empty_panel_says_so(panel: Panel) -> None:
    """An empty feed is good news in words."""
    drawn = drawing_of(panel)

    assert isinstance(drawn, Nothing)
    assert drawn.reason


def test_silence_is_said() -> None:
    """Where counties report nothing of their data there is no score."""
    here: Context = context(CITY)

    for panel in (quality_score.PANEL, quality_score.BOARD):
        assert isinstance(panel.draw(answers(panel.needs(here), silent(Status.MISSING)), here), Nothing)


# --- feeds that fetch by themselves ---


def fetched(name: str, *, is_late: bool = False, state: FeedState = FeedState.LOADED) -> FeedStatus:
    """Return a feed of the county."""
    return FeedStatus(name, COUNTY, "folder", "09:00", state, "写入", 0, AT, None, AT, AS_OF, None, None, is_late)


def test_a_feed_that_is_late_is_first_and_says_so() -> None:
    """With when its figures were expected and what it said last."""
    here = knows(context(COUNTY), pulled=lambda _: [fetched("甲"), fetched("乙", is_late=True, state=FeedState.FAILED)])

    drawn = interfaces.PANEL.draw(Readings(()), here)

    assert isinstance(drawn, Table)
    assert [row["name"] for row in drawn.rows] == ["乙", "甲"]
    assert drawn.rows[0]["state"] == "今日未到 · 取不到"
    assert drawn.rows[0]["expected"] == "09:00"
    assert drawn.summary == "接口 2 个，今日未到 1 个。"


def test_without_feeds_the_panel_says_so() -> None:
    """Most counties have none."""
    assert isinstance(interfaces.PANEL.draw(Readings(()), context(COUNTY)), Nothing)
