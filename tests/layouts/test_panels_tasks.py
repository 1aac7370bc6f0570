"""The panels of tasks: the list beside the signals, last week's with whether they worked, all open ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.periods import Period
from data.readings import Readings
from data.task import Birth, Origin, Status, Task
from data.tasks import Listed
from layouts.chart import Nothing, Rows, Table
from layouts.panel import Panel, Scene
from layouts.panels.task_list import HANDED, LAST_WEEK, PANEL
from layouts.tasks import new_task, status_word
from layouts.twins import twins
from layouts.words import load_language
from tests.layouts.fabricate import answers, reading, region, scene, usual

WEEK = Period.parse("2026-W47")
LAST = WEEK.previous()
BORN = Birth(value=97.2, low=97.7, centre=98.2, high=98.8, side=-1)


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
        status=Status.ACTING,
        origin=Origin.HAND,
        alert=None,
        birth=Birth(),
        is_demo=False,
        made_by="值班员",
        made_at=datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def listed(each: Task, on: date = date(2026, 11, 23)) -> Listed:
    """Return a task as it stands on Hangzhou's list."""
    return Listed(each, each.week < WEEK, each.late_by(on), (), each.region != "330100")


def here(*tasks: Listed, lang: str = "zh") -> Scene:
    """Return Hangzhou's scene with tasks."""
    return replace(scene("330100", lang=lang), tasks=lambda: tasks)


SEVERAL = (
    listed(task(1, due=date(2026, 11, 20))),
    listed(task(2)),
    listed(task(3, week=WEEK, status=Status.ASSIGNED)),
    listed(task(4, status=Status.CLOSED)),
)


def test_the_list() -> None:
    """A row a task: overdue by days, on the way, new, closed; owner, which week, due; and where to add one."""
    drawing = PANEL.draw(Readings(()), here(*SEVERAL))

    assert isinstance(drawing, Rows)
    assert [(row.text, row.figure, row.look) for row in drawing.rows] == [
        ("事项1", "逾期 3 天", "late"),
        ("事项2", "办理中", "acting"),
        ("事项3", "新交办", "new"),
        ("事项4", "已销号", "closed"),
    ]
    assert drawing.rows[0].note == "市局信息处 · 上周交办 · 期限 11 月 20 日"
    assert drawing.rows[2].note.startswith("市局信息处 · 本周")
    assert drawing.rows[0].href == "/tasks/330100/1"
    assert drawing.links == (("＋ 新交办", "/tasks/330100/new?week=2026-W47"),)
    assert PANEL.note(here(*SEVERAL)) == "4 项 · 1 逾期 · 1 已销号"


def test_a_long_list_leads_to_the_whole() -> None:
    """Eight rows stand beside the signals; nine tasks are one address away."""
    drawing = PANEL.draw(Readings(()), here(*(listed(task(number)) for number in range(1, 10))))

    assert isinstance(drawing, Rows)
    assert len(drawing.rows) == 8
    assert drawing.links[0] == ("看全部 9 项", "/tasks/330100?week=2026-W47")


def test_an_empty_list_can_be_added_to() -> None:
    """Without tasks the panel says so and still leads to a new one."""
    drawing = PANEL.draw(Readings(()), here())

    assert isinstance(drawing, Rows)
    assert drawing.summary == "这一周没有交办事项。"
    assert drawing.links


def test_last_week_s_say_whether_they_worked() -> None:
    """A task past its due day is judged by the chart that was kept with it, with the figures."""
    given = task(5, metric="checkin_completion_rate", birth=BORN, due=date(2026, 11, 18), status=Status.CLOSED)
    shown = here(listed(given), SEVERAL[2])
    (question,) = LAST_WEEK.needs(shown)
    value = reading("checkin_completion_rate", region("330100"), WEEK, value=98.1)

    drawing = LAST_WEEK.draw(answers([question], usual, value), shown)

    assert question.periods[-2:] == (WEEK.previous(), WEEK)
    assert isinstance(drawing, Rows)
    (row,) = drawing.rows
    assert (row.figure, row.look) == ("已销号 · 见效", "better")
    assert "交办时 97.20 %，第 47 周 98.10 %，已回到界限 97.70 % 以内。" in row.note
    assert drawing.summary == "上周及以前交办 1 项，已销号 1 项，逾期 0 项；见效 1 项，未见效 0 项。"


def test_still_outside_did_not_work() -> None:
    """The colour of a task that is overdue stays that of the overdue; else it is that of the outcome."""
    given = task(5, metric="checkin_completion_rate", birth=BORN, due=date(2026, 11, 18), status=Status.CLOSED)
    value = reading("checkin_completion_rate", region("330100"), WEEK, value=97.0)

    readings = answers(LAST_WEEK.needs(here(listed(given))), usual, value)

    closed = LAST_WEEK.draw(readings, here(listed(given)))
    late = LAST_WEEK.draw(readings, here(listed(replace(given, status=Status.ACTING))))

    assert isinstance(closed, Rows)
    assert isinstance(late, Rows)
    assert (closed.rows[0].figure, closed.rows[0].look) == ("已销号 · 未见效", "worse")
    assert (late.rows[0].figure, late.rows[0].look) == ("逾期 5 天 · 未见效", "late")


def test_all_open_ones() -> None:
    """Every open task with owner, due day and evidence."""
    drawing = HANDED.draw(Readings(()), here(*SEVERAL))

    assert isinstance(drawing, Table)
    assert [row["title"] for row in drawing.rows] == ["事项1", "事项2", "事项3"]
    assert drawing.rows[0]["evidence"] == "值班表"
    assert drawing.summary == "未销号的交办共 3 项，其中逾期 1 项。"


@pytest.mark.parametrize("panel", [LAST_WEEK, HANDED], ids=lambda panel: panel.key)
def test_nothing_is_said(panel: Panel) -> None:
    """Without tasks there is a sentence."""
    for lang in ("zh", "en"):
        shown = here(lang=lang)
        drawing = panel.draw(Readings(()), shown)
        assert isinstance(drawing, Nothing)


@pytest.mark.parametrize("panel", [PANEL, LAST_WEEK, HANDED], ids=lambda panel: panel.key)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_for_documents(panel: Panel, lang: str) -> None:
    """Each has a table twin, in both languages, that other media draw."""
    shown = here(*SEVERAL, lang=lang)
    drawing = panel.draw(Readings(()), shown)

    assert twins(drawing, load_language(lang))[0].rows


def test_words_of_a_carried_task_that_nobody_began() -> None:
    """Handed out last week and not begun is 已交办, no longer new."""
    assert status_word(listed(task(1, status=Status.ASSIGNED)), load_language("zh")) == "已交办"


def test_address_of_a_new_task() -> None:
    """What is not known is left out."""
    assert new_task("330100", metric="", week="2026-W47") == "/tasks/330100/new?week=2026-W47"
    assert new_task("330100", "en") == "/tasks/330100/new?lang=en"


def test_outcomes_are_counted_where_there_are_any() -> None:
    """While nobody can tell of any, none worked and none failed is not said."""
    quiet = LAST_WEEK.draw(Readings(()), here(*SEVERAL))

    assert isinstance(quiet, Rows)
    assert "逾期 1 项。" in quiet.summary
    assert "见效" not in quiet.summary
