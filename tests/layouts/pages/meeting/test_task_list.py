"""The one list of tasks in the meeting: how far each is, whether it worked, and which closed ones to take up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.periods import Period
from data.readings import Reading
from data.tasks import Listed, Task, TaskStatus
from data.tasks.task import FirstFigures, TaskOrigin
from layouts.charts.chart import Rows
from layouts.charts.twins import twins
from layouts.context import Context
from layouts.pages.meeting.task_list import PANEL
from layouts.words.language import load_language
from layouts.words.tasks import new_task, status_word
from tests.layouts.fabricate import answers, context, knows, reading, region, usual

WEEK = Period.parse("2026-W47")
LAST = WEEK.previous()
AT_CREATION = FirstFigures(value=97.2, low=97.7, centre=98.2, high=98.8, side=-1)


def task(number: int, **changes: object) -> Task:
    """Return a task of Hangzhou."""
    known = Task(
        number=number,
        edition=1,
        region="330100",
        week=LAST,
        title=f"事项{number}",
        metric="",
        place="330100",
        owner="市局信息处",
        unit="330100",
        due=date(2026, 11, 27),
        evidence="值班表",
        status=TaskStatus.ACTING,
        origin=TaskOrigin.HAND,
        alert=None,
        first_figures=FirstFigures(),
        is_demo=False,
        made_by="值班员",
        made_at=datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def listed(each: Task, on: date = date(2026, 11, 23)) -> Listed:
    """Return a task as it is on Hangzhou's list."""
    return Listed(each, each.week < WEEK, each.late_by(on), (), each.region != "330100")


def here(*tasks: Listed, lang: str = "zh") -> Context:
    """Return Hangzhou's context with tasks."""
    return knows(context("330100", lang=lang), tasks=lambda _: tasks)


SEVERAL = (
    listed(task(1, due=date(2026, 11, 20))),
    listed(task(2)),
    listed(task(3, week=WEEK, status=TaskStatus.ASSIGNED)),
    listed(task(4, status=TaskStatus.CLOSED)),
)


def drawn(*tasks: Listed, lang: str = "zh", values: tuple[Reading, ...] = ()) -> Rows:
    """Return the list of Hangzhou with tasks, from usual readings and some others."""
    shown = here(*tasks, lang=lang)
    drawing = PANEL.draw(answers(PANEL.needs(shown), usual, *values), shown)
    assert isinstance(drawing, Rows)
    return drawing


def checkins(*values: float) -> tuple[Reading, ...]:
    """Return the check-in rates of Hangzhou's last weeks, the newest last."""
    weeks = WEEK.back(len(values))
    pairs = zip(weeks, values, strict=True)
    return tuple(
        reading("checkin_completion_rate", region("330100"), week, value=v, base=50_000, previous=v)
        for week, v in pairs
    )


def test_the_list() -> None:
    """A row a task: overdue by days, on the way, new, closed; owner, which week, due; and where to add one."""
    drawing = drawn(*SEVERAL)

    assert [(row.text, row.figure, row.look) for row in drawing.rows] == [
        ("事项1", "逾期 3 天", "late"),
        ("事项2", "办理中", "acting"),
        ("事项3", "新交办", "new"),
        ("事项4", "已销号", "closed"),
    ]
    assert drawing.rows[0].note.startswith("市局信息处 · 上周交办 · 期限 11 月 20 日")
    assert drawing.rows[2].note.startswith("市局信息处 · 本周")
    assert drawing.rows[0].href == "/tasks/330100/1"
    assert drawing.links == (("＋ 新交办", "/tasks/330100/new?week=2026-W47"),)


def test_tasks_are_counted_once_and_in_one_way() -> None:
    """The counts of closed tasks, of those under way with the overdue among them, and of new ones add up to all."""
    assert drawn(*SEVERAL).summary == "共 4 项：销号 1、办理中 2（逾期 1）、新交办 1。"


def test_files_have_a_column_for_each_thing() -> None:
    """Task, owner, week, due day, how far it is, and what that is based on."""
    (table,) = twins(drawn(*SEVERAL), load_language("zh"))

    assert table.headings == ("事项", "承办单位", "交办", "期限", "办理情况", "成效或佐证")
    assert [cell.text for cell in table.rows[0]] == [
        "事项1",
        "市局信息处",
        "第 46 周",
        "11 月 20 日",
        "逾期 3 天",
        "值班表",
    ]


def test_an_empty_list_can_be_added_to() -> None:
    """Without tasks the panel says so and still leads to a new one."""
    drawing = drawn()

    assert drawing.summary == "本周没有交办事项。"
    assert drawing.links


def test_a_task_past_its_day_says_whether_it_worked() -> None:
    """It is judged by the chart that was kept with it, with the figures."""
    given = task(
        5, metric="checkin_completion_rate", first_figures=AT_CREATION, due=date(2026, 11, 18), status=TaskStatus.CLOSED
    )
    (row,) = drawn(listed(given), values=checkins(98.1)).rows

    assert (row.figure, row.look) == ("已销号 · 见效", "better")
    assert "交办时 97.20%，第 47 周 98.10%，已回到正常波动范围以内（界限 97.70%）。" in row.note


def test_a_closed_task_that_did_not_work_must_be_reopened() -> None:
    """It is red and says so; one that is overdue keeps the colour of the overdue."""
    given = task(
        5, metric="checkin_completion_rate", first_figures=AT_CREATION, due=date(2026, 11, 18), status=TaskStatus.CLOSED
    )
    (closed,) = drawn(listed(given), values=checkins(97.0)).rows
    (late,) = drawn(listed(replace(given, status=TaskStatus.ACTING)), values=checkins(97.0)).rows

    assert (closed.figure, closed.look) == ("已销号 · 指标未好转，建议重开", "worse")
    assert closed.cells[-1] == "指标未好转，建议重开"
    assert (late.figure, late.look) == ("逾期 5 天 · 未见效", "late")


def test_a_closed_task_whose_figure_still_worsens_must_be_reopened() -> None:
    """The chart kept with it shows nothing, but the metric's own chart says that it worsens."""
    first_figures = FirstFigures(value=98.0, low=97.0, centre=98.2, high=98.8, side=-1)
    given = task(
        5,
        metric="checkin_completion_rate",
        first_figures=first_figures,
        due=date(2026, 11, 18),
        status=TaskStatus.CLOSED,
    )
    steady, fallen = [98.4, 98.5] * 9, [98.0, 98.1] * 4
    (worse,) = drawn(listed(given), values=checkins(*steady, *fallen)).rows
    (same,) = drawn(listed(given), values=checkins(*steady, *steady[:8])).rows

    assert worse.figure == "已销号 · 指标未好转，建议重开"
    assert same.figure == "已销号"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_for_documents(lang: str) -> None:
    """There is a table twin in both languages."""
    assert twins(drawn(*SEVERAL, lang=lang), load_language(lang))[0].rows


def test_words_of_a_carried_task_that_no_one_began() -> None:
    """Assigned last week and not begun is 已交办, no longer new."""
    assert status_word(listed(task(1, status=TaskStatus.ASSIGNED)), load_language("zh")) == "已交办"


def test_address_of_a_new_task() -> None:
    """What is not known is left out."""
    assert new_task("330100", metric="", week="2026-W47") == "/tasks/330100/new?week=2026-W47"
    assert new_task("330100", "en") == "/tasks/330100/new?lang=en"
