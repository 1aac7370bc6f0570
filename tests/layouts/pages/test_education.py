"""What the panels of the education page say for chosen readings."""

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.formula import Atom, Operator
from data.periods import Grain, Period
from data.readings import Reading, Readings, Status
from layouts.charts.chart import Cards, Nothing
from layouts.charts.kinds import ColumnChart, LineChart, MatrixCell, MatrixChart
from layouts.context import Context, Panel
from layouts.pages import education
from layouts.pages.education import assistance, degree, mix, placement
from layouts.panels import month_progress
from tests.layouts.fabricate import AS_OF, answers, context, reading, region, silent, usual

CITY = "330100"
STUDY, SERVICE = "education_person_times", "welfare_person_times"


def at(day: date, code: str = CITY) -> Context:
    """Return a context of a month whose last day with data is `day`."""
    return replace(context(code, period=Period.holding(day, Grain.MONTH)), as_of=day)


def answered(here: Context, panel: Panel, *others: Reading) -> Readings:
    """Return usual readings, some replaced: 12 attendances a day, 120 in each of the three months before."""
    months = [
        reading(key, here.region, month, value=120)
        for key in (STUDY, SERVICE)
        for month in month_progress.usual_months(here)
    ]
    met = [
        reading(key, here.region, month_progress.shown_month(here), status=Status.UNDEFINED)
        for _, key in month_progress.DUTIES
    ]
    return answers(panel.needs(here), usual, *months, *met, *others)


def progress(here: Context, *others: Reading) -> LineChart:
    """Return the progress drawn for a context."""
    drawing = month_progress.draw(answered(here, month_progress.PANEL, *others), here)
    assert isinstance(drawing, LineChart)
    return drawing


def values(drawing: LineChart, series: int) -> list[float | None]:
    """Return the values of a series."""
    return [point.value for point in drawing.series[series].points]


# --- the month against the calendar ---


def test_the_first_day_of_a_month() -> None:
    """On Sunday 1 November no working day is over: the calendar line is at zero, with 12 of 120 compared with it."""
    drawing = progress(at(date(2026, 11, 1)))

    assert values(drawing, 0)[:2] == [10, None]
    assert values(drawing, 2)[0] == 0
    assert "快 10.0 个百分点" in drawing.note


def test_the_last_day_of_a_month() -> None:
    """On 30 November all is over: the calendar line is at 100, and the assessment day has come."""
    drawing = progress(at(date(2026, 11, 30)))

    assert values(drawing, 0)[-1] == 300
    assert values(drawing, 2)[-1] == 100
    assert "考核日 11 月 30 日 已到" in drawing.note


def test_the_calendar_line_waits_for_a_holiday() -> None:
    """In October nothing is expected before the eighth."""
    line = values(progress(at(date(2026, 10, 12))), 2)

    assert line[:7] == [0] * 7
    assert line[7] == pytest.approx(100 / 17)


def test_the_line_runs_on_to_the_month_end() -> None:
    """The days ahead have a calendar and no attendances."""
    drawing = progress(at(AS_OF))

    assert len(drawing.series[0].points) == len(drawing.series[2].points) == 30
    assert values(drawing, 0)[-1] is None
    assert values(drawing, 2)[-1] == 100


def test_the_assessment_day_is_announced() -> None:
    """From Sunday the 22nd there are six working days to the 30th."""
    drawing = progress(at(AS_OF))

    assert "考核日 11 月 30 日，还有 6 个工作日" in drawing.note
    assert drawing.events == (("11 月 30 日", "11 月 30 日", "考核日"),)
    assert month_progress.PANEL.note(at(AS_OF)) == "本月考核日 30 日"


def test_a_day_without_a_report_is_a_gap() -> None:
    """A silent day has no point; what came before is not lost after it."""
    here = at(date(2026, 11, 4))
    silence = reading(STUDY, here.region, Period.parse("2026-11-03"), status=Status.MISSING)

    assert values(progress(here, silence), 0)[:4] == [10, 20, None, 30]


def test_a_month_without_a_usual_one_says_so() -> None:
    """Where one of the three months before was not reported there is nothing to compare the month with."""
    here = at(AS_OF)
    gap = reading(STUDY, here.region, Period.parse("2026-09"), status=Status.MISSING)
    drawing = progress(here, gap)

    assert set(values(drawing, 0)) == {None}
    assert "没有月均可比" in drawing.note


def test_far_behind_is_said() -> None:
    """More than ten points behind the calendar line crosses the warning line."""
    here = at(date(2026, 11, 13))
    slow = [
        reading(STUDY, here.region, day, value=3 if day.first.day == 2 else 0)
        for day in month_progress.days_so_far(here)
    ]

    assert "提醒线" in progress(here, *slow).note


def test_a_month_of_which_half_is_reported_is_not_called_late() -> None:
    """Three offices of seven sent nothing: missing reports are not slowness, unless the months before were as incomplete."""
    here = at(date(2026, 11, 13))
    slow = [
        reading(STUDY, here.region, day, value=3 if day.first.day == 2 else 0, reported=4)
        for day in month_progress.days_so_far(here)
    ]
    thin = [reading(STUDY, here.region, month, value=120, reported=4) for month in month_progress.usual_months(here)]

    assert "教育学习的上报率与前 3 个月不同，不与应达进度比快慢。" in progress(here, *slow).note
    assert "提醒线" not in progress(here, *slow).note
    assert "提醒线" in progress(here, *slow, *thin).note


def test_an_assessed_month_says_who_met_it() -> None:
    """After the assessment day the rate is shown with the progress."""
    here = at(date(2026, 11, 30))
    met = reading("education_met_rate", here.region, month_progress.shown_month(here), value=96.5, base=200)
    drawing = progress(here, met)

    assert "教育学习月度达标率 96.5%" in drawing.note
    assert "已登记" in drawing.note


def test_before_the_assessment_day_last_month_s_rate_is_shown_with_the_progress() -> None:
    """What was recorded early for the running month is not shown."""
    here = at(date(2026, 11, 27))
    month = month_progress.shown_month(here)
    early = reading("education_met_rate", here.region, month, value=95.5, base=200)
    last = reading("education_met_rate", here.region, month.previous(), value=96.5, base=200)
    drawing = progress(here, early, last)

    assert "2026 年 10 月教育学习月度达标率 96.5%；" in drawing.note
    assert "95.5" not in drawing.note


def test_the_sentence_on_progress_does_not_repeat_the_rate() -> None:
    """The page's first sentence says it; the progress of attendances is compared with the calendar."""
    here = at(date(2026, 11, 27))
    last = reading("education_met_rate", here.region, month_progress.shown_month(here).previous(), value=96.5, base=200)
    said = progress(here, last).summary

    assert said.startswith("2026 年 11 月已过 20 个工作日（共 21 个），应达进度 95.2%。")
    assert "教育学习人次已达前三个月月均的" in said
    assert "达标率" not in said


# --- the mix ---


def mixed(**amounts: float | None) -> Reading:
    """Return the shown week's attendances by way."""
    atoms = {Atom(Operator.S, column): amounts[way] for way, column, _ in mix.WAYS}
    here = context()
    return replace(reading(STUDY, here.region, value=sum(each or 0 for each in amounts.values())), atoms=atoms)


def test_the_three_ways_are_shares_of_their_sum() -> None:
    """20 collective, 30 individual and 50 online of 100."""
    here = context()
    week = mixed(collective=20, individual=30, online=50)
    drawing = mix.draw(answers(mix.needs(here), usual, week), here)

    assert isinstance(drawing, ColumnChart)
    assert drawing.note == "本期 100 人次：集中 20.0%、个别 30.0%、线上 50.0%。"
    assert [series.points[-1].value for series in drawing.series] == [20, 30, 50]


def test_an_unknown_way_has_no_share() -> None:
    """A way that is not known is a gap, and the note gives no shares."""
    here = context()
    week = mixed(collective=20, individual=None, online=50)
    drawing = mix.draw(answers(mix.needs(here), usual, week), here)

    assert isinstance(drawing, ColumnChart)
    assert [series.points[-1].text for series in drawing.series] == ["20", "—", "50"]
    assert "%" not in drawing.note


# --- training to work, assistance, degree ---


def test_no_step_to_work_is_a_share() -> None:
    """Training, guidance and placement are other people each, so their notes are changes alone."""
    here = context()
    drawing = placement.draw(answers(placement.needs(here)), here)

    assert not any(point.lack or "占" in point.note for point in drawing.points)


def assisted(*others: Reading) -> MatrixChart:
    """Return the assistance drawn for the city."""
    here = context()
    drawing = assistance.draw(answers(assistance.needs(here), usual, *others), here)
    assert isinstance(drawing, MatrixChart)
    return drawing


def cells(drawing: MatrixChart, row: str) -> dict[str, MatrixCell]:
    """Return a row's cells by their column."""
    return next({p.label: p for p in each.points} for each in drawing.series if each.label == row)


def test_assistance_counts_what_is_outstanding() -> None:
    """Of 8 recognised 6 were delivered: 2 are outstanding, on a small base."""
    found = cells(assisted(reading("assistance_done_rate", region("330108"), value=75, base=8)), "滨江")

    assert [found[name].text for name in ("认定", "落实", "未落实", "落实率")] == ["8", "6", "2", "75.0%"]
    assert found["落实率"].is_hatched


def test_more_delivered_than_recognised_is_nothing_outstanding() -> None:
    """Deliveries on earlier needs may pass 100 %; nothing is then outstanding, and less than nothing never."""
    found = cells(assisted(reading("assistance_done_rate", region("330108"), value=150, base=8)), "滨江")

    assert (found["未落实"].value, found["未落实"].text, found["落实率"].text) == (0, "·", "150.0%")


def test_an_unreported_need_is_not_zero() -> None:
    """A county that did not report stays on the list with its mark."""
    found = cells(assisted(reading("assistance_done_rate", region("330108"), status=Status.MISSING)), "滨江")

    assert (found["未落实"].value, found["未落实"].text) == (None, "—")


def test_the_open_university_is_marked_as_published() -> None:
    """The agreement is on its own card with date and source, apart from what is computed."""
    here = context()
    drawing = degree.draw(answers(degree.needs(here)), here)

    assert isinstance(drawing, Cards)
    computed, public = drawing.cards
    assert not computed.tag
    assert public.tag == "公开口径"
    assert "2022" in public.under
    assert "民主与法制" in public.note
    assert not public.figures


# --- the page ---


@pytest.mark.parametrize("code", ["330000", CITY, "330108", "330108001"])
def test_the_page_speaks_first(code: str) -> None:
    """At every level the page opens with one or two sentences."""
    here = context(code)

    assert 1 <= len(education.PAGE.headline(answers(education.PAGE.needs(here)), here).lines) <= 2


def test_silence_is_said() -> None:
    """Without a report no progress is drawn."""
    here = context()

    assert isinstance(month_progress.draw(answers(month_progress.needs(here), silent(Status.MISSING)), here), Nothing)
