"""The texts of a meeting: by rules from the readings, changed by people, kept when the week is frozen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.meetings.notes import MeetingNote
from data.periods import Period
from data.readings import Reading, Status
from data.readings.feed import Feed, Late
from data.regions import Level, Region
from layouts.charts.chart import Items, Words
from layouts.charts.drawn import plain
from layouts.context import Context, Panel
from layouts.pages.meeting import drafts, findings, signals, task_list
from layouts.panels.points import opening
from layouts.sentences.topics import SUPERVISION
from layouts.words.official import official
from tests.layouts.fabricate import Maker, answers, context, knows, reading, region, silent, usual
from tests.layouts.pages.meeting.test_task_list import SEVERAL

CITY = "330100"


def here(code: str = CITY, **known: Callable[..., Any]) -> Context:
    """Return a context with four tasks and two offices with days missing."""
    late = (Late("330102001", 2, date(2026, 11, 20)), Late("330109001", 1, date(2026, 11, 22)))
    given = {"tasks": lambda _: SEVERAL, "feed": lambda _: Feed(late=late), **known}
    return knows(context(code), **given)


def well(key: str, where: Region, period: Period) -> Reading:
    """Return a reading at its target; nothing that must not happen happened."""
    if key in {
        "abscond_rate",
        "absconded_count",
        "missing_registration_count",
        "serious_reoffence_count",
        "incident_count",
    }:
        return reading(key, where, period, value=0, previous=0)
    return usual(key, where, period)


def drawn(panel: Panel, *others: Reading, shown: Context | None = None, make: Maker = well) -> Words:
    """Return a draft."""
    at = shown or here()
    drawing = panel.draw(answers(panel.needs(at), make, *others), at)
    assert isinstance(drawing, Words)
    return drawing


def text(panel: Panel, *others: Reading, shown: Context | None = None) -> list[str]:
    """Return the lines of a draft."""
    return plain(drawn(panel, *others, shown=shown))


@pytest.mark.parametrize("code", ["330000", CITY, "330108"])
def test_the_summary_has_150_to_200_characters(code: str) -> None:
    """Of province, city and county."""
    (said,) = text(drafts.SUMMARY, shown=here(code))

    assert 150 <= len(said) <= 200


def test_the_summary_s_figures_are_those_of_the_readings() -> None:
    """Register, reports, a rate and what happened, each as its reading has it."""
    register = reading("registered_count", region(CITY), value=5750)
    reports = reading("office_reporting_rate", region(CITY), value=99.4)
    rate = reading("checkin_completion_rate", region(CITY), value=97.6)
    gone = reading("abscond_rate", region(CITY), value=0.1, base=1000)
    of = reading("abscond_rate", region("330182"), value=0.5, base=200)

    (said,) = text(drafts.SUMMARY, register, reports, rate, gone, of)

    assert "在册社区矫正对象5750人，司法所上报率99.4%。" in said
    assert "新发生脱管1人（建德市）；未发生漏管、严重刑事犯罪、突发事件。" in said
    assert "信息化核查完成率97.6%（目标98%）" in said
    assert "交办共4项：销号1、办理中2（逾期1）、新交办1。" in said


def test_the_summary_does_not_contradict_the_panels() -> None:
    """Its sentence on tasks is the list's, what it says is out of range is counted as on the page of signals."""
    shown = here()
    readings = answers(drafts.SUMMARY.needs(shown), well)
    (said,) = text(drafts.SUMMARY, shown=shown)

    assert official(task_list.draw(readings, shown).summary) in said
    (opening,) = plain(signals.headline(readings, shown))
    assert re.findall(r"可比的(\d+)项", said) == re.findall(r"可比的(\d+)项", official(opening))


def test_a_worsening_figure_has_the_same_places_as_on_the_page_of_signals() -> None:
    """Its problem and the page of signals of one meeting name one set of regions, each with its figure."""
    values = [
        reading("alert_close_ontime_rate", region(CITY), value=90.0, base=2000),
        reading("alert_close_ontime_rate", region("330109"), value=92.0, base=1000),
        reading("alert_close_ontime_rate", region("330110"), value=70.0, base=200),
    ]
    (problem,) = [line for line in text(drafts.PROBLEMS, *values) if "对象预警按期办结率" in line]
    shown = here()
    page = signals.PANEL.draw(answers(signals.needs(shown), well, *values), shown)

    assert isinstance(page, Items)
    (item,) = [item for item in page.items if item.reading.metric.key == "alert_close_ontime_rate"]
    assert problem.endswith("主要在萧山区（92.0%）、余杭区（70.0%）。")
    assert "主要是萧山区（92.0%）、余杭区（70.0%）" in item.text


def low_for_long(where: str, value: float, base: float) -> list[Reading]:
    """Return half a year of weeks on one level."""
    weeks = here().period.back(26)
    return [reading("alert_close_ontime_rate", region(where), each, value=value, base=base) for each in weeks]


def test_a_share_that_is_steadily_low_names_who_is_below_the_total() -> None:
    """By the rule of the first sentences: the county with most cases missing that is worse than all counties together."""
    values = [*low_for_long(CITY, 90.0, 2000), *low_for_long("330109", 92.0, 1000), *low_for_long("330110", 70.0, 200)]
    (found,) = [line for line in text(drafts.PROBLEMS, *values) if "对象预警按期办结率" in line]

    assert "低于目标（可能属偶然波动的不列）" in found
    assert "对象预警按期办结率90.0%（目标100%），主要在萧山区（92.0%）、余杭区（70.0%）" in found


def test_the_first_sentence_and_the_problems_name_the_same_regions() -> None:
    """A rate that slips: by one rule on the page, in the meeting and in the file."""
    key, weeks, shown = "checkin_completion_rate", list(context().period.back(26)), here()
    values = {"330109": (97.0, 10_994), "330110": (97.6, 5000), "330114": (97.7, 4600)}

    def sinking(metric: str, where: Region, period: Period) -> Reading:
        if metric != key:
            return well(metric, where, period)
        if where.code == CITY:
            at = weeks.index(period) if period in weeks else 0
            value = (98.6 if at < 15 else 98.1) + (0.05 if at % 2 else -0.05)
            return reading(key, where, period, value=value, previous=value, base=50_000)
        value, base = values.get(where.code, (98.7 if where.level is Level.COUNTY else 98.0, 3000))
        return reading(key, where, period, value=value, previous=value, base=base)

    needs, headline = opening(SUPERVISION)
    readings = answers([*needs(shown), *drafts.PROBLEMS.needs(shown)], sinking)
    first = "".join(plain(headline(readings, shown)))
    drawing = drafts.PROBLEMS.draw(readings, shown)
    assert isinstance(drawing, Words)
    (problem,) = (line for line in plain(drawing) if "信息化核查完成率98" in line)

    spoken, written = (re.split("[、；。]", text.split("主要在")[1].strip("。")) for text in (first, problem))
    names = [re.sub("区?（.*", "", each) for each in written]
    assert len(names) > 1
    assert [each.removesuffix("区") for each in spoken][: len(names)] == names


def test_a_share_of_few_cases_is_said_in_cases() -> None:
    """One of twelve is one of twelve, not eight per cent beyond chance."""
    weeks = here().period.back(26)
    values = [reading("medical_review_ontime_rate", region(CITY), each, value=91.7, base=12) for each in weeks]
    (found,) = [line for line in text(drafts.PROBLEMS, *values) if "病情复查按期率" in line]

    assert "病情复查按期率91.7%（应办12，未办到1）" in found


def well_and_none_overdue(key: str, where: Region, period: Period) -> Reading:
    """Return a reading at its target, and no red alert overdue."""
    return reading(key, where, period, value=0) if key == "red_alert_overdue_count" else well(key, where, period)


def test_a_count_that_worsens_names_the_few_places_that_have_any() -> None:
    """No one is asked to find out what is known: one county has the overdue alert."""
    values = [
        reading("red_alert_overdue_count", region(CITY), value=1),
        reading("red_alert_overdue_count", region("330114"), value=1),
    ]
    shown = here()
    readings = answers(drafts.NEXT.needs(shown), well_and_none_overdue, *values)
    said = []
    for panel in (drafts.PROBLEMS, drafts.NEXT):
        drawing = panel.draw(readings, shown)
        assert isinstance(drawing, Words)
        said += plain(drawing)

    assert any("红色对象预警超期未办结1条" in line and "主要在钱塘区（1条）" in line for line in said)
    assert any("红色对象预警超期未办结（钱塘区）" in line for line in said)


def test_the_step_on_duties_names_what_is_late() -> None:
    """No more and no less than the table shows, done by those below."""
    said = next(line for line in text(drafts.NEXT) if "补办" in line)

    assert said.endswith("逾期的文书、评估、报告、销假和未完成的核查、查访，由县（市、区）司法局逐件补办并核查原因。")


def test_many_silent_offices_are_named_by_county() -> None:
    """A list that breaks off after three of a hundred offices helps no one."""
    offices = here().regions.offices
    codes = (*offices("330102")[:4], *offices("330109")[:2])
    late = tuple(Late(code, 1, date(2026, 11, 20)) for code in codes)
    (said,) = [line for line in text(drafts.PROBLEMS, shown=here(feed=lambda _: Feed(late=late))) if "缺报" in line]

    assert "近14天6个司法所缺报6所·日：上城区4所、萧山区2所。" in said


def test_many_names_end_with_what_they_are() -> None:
    """三个 and a number need a noun: 等6个县（市、区）."""
    assert findings.named(list("甲乙丙丁戊己"), "county", here()) == "甲、乙、丙等 6 个县（市、区）"


def test_only_a_week_speaks_of_its_next_meeting() -> None:
    """A month's report asks for overdue tasks by a set day."""
    month = replace(here(), period=Period.parse("2026-11"))
    said = "\n".join(text(drafts.NEXT, shown=month))

    assert "督办逾期交办，市局信息处限期办结并说明原因。" in said
    assert "例会" not in said


def test_each_problem_has_its_step() -> None:
    """Overdue tasks and missing reports are named among the problems and answered among the steps."""
    problems, steps = "\n".join(text(drafts.PROBLEMS)), "\n".join(text(drafts.NEXT))

    assert "逾期交办1项：事项1（市局信息处，逾期3天）。" in problems
    assert "近14天2个司法所缺报3所·日：清波司法所、城厢司法所。" in problems
    assert "督办逾期交办，市局信息处于下次例会前办结并说明原因。" in steps
    assert "缺报的司法所补报数据" in steps


def test_what_was_done_names_every_earlier_task() -> None:
    """Closed and under way, each with its owner; those that nothing was done about yet are new."""
    said = "\n".join(text(drafts.DONE))

    assert [name in said for name in ("事项1", "事项2", "事项3", "事项4")] == [True, True, False, True]


def test_a_changed_text_is_in_place_of_the_draft() -> None:
    """Line by line, under the number it was saved with; an empty one brings the draft back."""
    kept = MeetingNote("一句话。\n又一句。", 3, "值班员", datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None))
    changed = here(notes=lambda _: {"draft-summary": kept})
    emptied = here(notes=lambda _: dict.fromkeys(map(drafts.note_key, drafts.KEYS), replace(kept, text="")))

    drawing = drawn(drafts.SUMMARY, shown=changed)

    assert plain(drawing) == ["一句话。", "又一句。"]
    assert drawing.edit == ("/api/v1/review/330100/2026-W47/notes/draft-summary", 3)
    assert text(drafts.SUMMARY, shown=emptied) == text(drafts.SUMMARY)


def test_only_a_week_s_texts_are_changed() -> None:
    """A month has no meeting: its texts are the drafts."""
    month = replace(here(), period=Period.parse("2026-11"))
    drawing = drawn(drafts.SUMMARY, shown=month)

    assert drawing.edit is None
    assert plain(drawing)[0].startswith("本月（11月1日至11月22日）")


def test_a_week_without_figures_has_its_sentence() -> None:
    """A draft claims nothing about figures that were not reported."""
    (said,) = plain(
        drawn(drafts.SUMMARY, shown=here(tasks=lambda _: (), feed=lambda _: Feed()), make=silent(Status.MISSING))
    )

    assert "数据未上报" in said
    assert "未发生" not in said


@pytest.mark.parametrize(
    ("text_", "expected"),
    [
        ("98.0\u2009%", "98.0%"),
        ("5\u2009750\u2009人", "5750人"),
        ("2026 年 11 月 28 日", "2026年11月28日"),
        ("上报率 98.9% 恶化", "上报率98.9% 恶化"),
        ("A 县 12 次", "A县12次"),
        ("▼\u20093.6% 环比", "环比下降3.6%"),
        ("▲\u20092\u2009条 同比", "同比增加2条"),
        ("▼\u20090.2\u2009个千分点 环比", "环比下降0.2个千分点"),
        ("应达进度 95.2%。 2026 年 10 月", "应达进度95.2%。2026年10月"),
    ],
)
def test_official_documents_set_no_spaces_between_figures_and_words(text_: str, expected: str) -> None:
    """98.0%, 5750人, 2026年11月28日."""
    assert official(text_) == expected
