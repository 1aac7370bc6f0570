"""What the page of the intake desk shows for a chosen list of what is due, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from data.clock import SHANGHAI
from data.intake.due.due import DueList, DueState, Given
from data.intake.due.recent import RecentLoad
from data.intake.due.urges import Urge
from data.periods import Span
from data.readings import Readings
from data.viewer import Right, Viewer
from layouts.charts.chart import Desk, Nothing, WorkRow, WorkRows
from layouts.context import Context
from layouts.pages.intake import desk, due, filters, loads
from layouts.screen.draw import draw
from layouts.view import View
from tests.layouts.fabricate import context, knows
from tests.layouts.words.test_due import COUNTY, DAY, NOW, TODAY, row

REPORTER = Viewer("reporter", COUNTY.code, frozenset({Right.VIEW, Right.LOAD}))
READER = Viewer("reader", COUNTY.code)
LOAD = RecentLoad(
    1284, NOW, "德清监管日报.xlsx", "填报员", ("fact_supervision_day",), Span(DAY, DAY), 13, is_demo=False
)


def here(viewer: Viewer = REPORTER) -> Context:
    """Return the page of a county on the day after the data."""
    blank = context(COUNTY.code)
    return replace(
        blank, viewer=viewer, today=TODAY, view=View(page="intake", region=COUNTY.code, grain=blank.view.grain)
    )


def shown(*rows: object, viewer: Viewer = REPORTER) -> tuple[WorkRow, ...]:
    """Return the rows of the list of what is due."""
    found = DueList(COUNTY, Span(TODAY, TODAY), NOW, rows)  # type: ignore[arg-type]
    drawing = due.draw(Readings(()), knows(here(viewer), due=lambda _: found))
    assert isinstance(drawing, WorkRows)
    return drawing.rows


def recent(load: RecentLoad, viewer: Viewer = REPORTER) -> WorkRow:
    """Return the row of a load."""
    drawing = loads.draw(Readings(()), knows(here(viewer), loads=lambda _: [load]))
    assert isinstance(drawing, WorkRows)
    return drawing.rows[0]


def test_who_is_missing_is_named() -> None:
    """Beside how many are in, until when, in the colour of what is wrong."""
    (line,) = shown(row("supervision", 2))

    assert (line.text, line.figure, line.look) == ("监管日报", "还差 2 所", "worse")
    assert line.note == "西兴、长河 · 1 / 3"
    assert line.beside == "12:00 截止"


def test_what_is_in_says_from_where() -> None:
    """The time and the file instead of the deadline."""
    given = Given(3, "接口", "", NOW - timedelta(hours=1))

    (line,) = shown(replace(row("roster"), given=given))

    assert (line.figure, line.look, line.note, line.beside) == ("报齐", "better", "3 / 3 · 接口", "08:00 已报")


def test_an_urging_is_shown_to_who_was_urged() -> None:
    """When and by whom."""
    lacking = row("supervision", 1)
    urged = Urge(COUNTY.code, "supervision", DAY, datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI), "市局值班员")
    urged_row = replace(lacking, lacking=tuple(replace(each, urge=urged) for each in lacking.lacking))

    assert "09:20 市局值班员催报" in shown(urged_row)[0].note


def test_one_button_urges_all_who_are_missing() -> None:
    """It names the offices in its fields; what is all in has none."""
    missing, whole = shown(row("supervision", 2), row("roster"))

    assert [value for name, value in missing.posts[0].fields if name == "region"] == ["330108001", "330108002"]
    assert whole.posts == ()


def test_without_the_right_to_load_there_is_nothing_to_press() -> None:
    """No urging, no undoing, and the desk says what would be needed."""
    assert shown(row("supervision", 2), viewer=READER)[0].posts == ()
    assert recent(LOAD, READER).posts == ()
    place = desk.draw(Readings(()), here(READER))
    assert isinstance(place, Nothing)
    assert "报送数据" in place.reason


def test_the_desk_is_of_the_page_s_region() -> None:
    """The scripts find the container by its id and ask about the region that it names."""
    place = desk.draw(Readings(()), here())

    assert isinstance(place, Desk)
    assert f'id="intake-desk" data-region="{COUNTY.code}"' in draw(place, here()).html


def test_a_load_can_be_taken_back() -> None:
    """Its button posts to the load's own address and asks why."""
    line = recent(LOAD)

    assert line.text == "第 1\u2009284 版 · 监督管理 11 月 22 日"
    assert line.posts[0].address == "/intake/330108/loads/1284/undo"
    assert line.posts[0].asks


def test_a_load_that_was_taken_back_says_so() -> None:
    """And cannot be taken back again."""
    line = recent(replace(LOAD, is_undone=True))

    assert (line.figure, line.posts) == ("已撤回", ())


def test_a_waiting_section_is_amber() -> None:
    """待确认 is neither good nor late."""
    (line,) = shown(row("supervision", 2, DueState.WAITING))

    assert (line.figure, line.look) == ("待确认", "acting")


def test_today_this_week_and_this_month() -> None:
    """Each is an address without a period: it goes by the clock."""
    days, pages = filters(here())

    assert [label for label, _, _ in days.options] == ["今天", "本周", "本月"]
    assert [href for _, href, _ in days.options] == [
        "/intake/330108", "/intake/330108?grain=week", "/intake/330108?grain=month"
    ]  # fmt: skip
    assert [label for label, _, _ in pages.options] == ["数据质量", "数据上报"]
