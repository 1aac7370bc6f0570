"""Tasks: which moves are allowed, what a meeting's list holds, who sees the overdue, two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.errors import OutOfScope, SavedMeanwhile, TaskFault, UnknownMetric, UnknownRegion, UnknownTask
from data.periods import Period
from data.store import Store
from data.tasks import Listed, Task, TaskStatus, tasks_of
from data.tasks.lists import from_above
from data.tasks.rules import load_escalations
from data.tasks.store import create, history, move, save, task
from data.tasks.task import MOVES, FirstFigures, TaskDraft, What
from data.viewer import Viewer
from tests.conftest import opened
from tests.viewers import staff

WEEK = Period.parse("2026-W47")
DUE = date(2026, 11, 27)
DRAFT = TaskDraft(title="普陀区核查值守补岗", owner="普陀区司法局", due=DUE)
CITY, COUNTY, OFFICE = "330900", "330903", "330903001"
POST = "指挥中心"


def moment(day: int) -> datetime:
    """A morning of November, as the store keeps it."""
    return datetime(2026, 11, day, 1, tzinfo=UTC).replace(tzinfo=None)


def at(store: Store, *statuses: TaskStatus, region: str = CITY, week: Period = WEEK, due: date = DUE) -> Task:
    """Assign a task and move it on."""
    made = create(store, staff(store, POST), region, week, TaskDraft("值守补岗", "市局信息处", due, evidence="值班表"))
    for status in statuses:
        made = move(store, staff(store, POST), made.number, status, seen=made.edition, reason="说明")
    return made


def listed(store: Store, region: str = CITY, week: Period = WEEK, on: date = DUE) -> list[Listed]:
    """Return a region's list."""
    return tasks_of(store, staff(store), region, week, on=on)


def test_the_way_from_assigning_to_closing(store: Store) -> None:
    """交办 → 办理 → 反馈 → 销号, each step written down with the post and the reason."""
    made = at(store, TaskStatus.ACTING, TaskStatus.REPORTED, TaskStatus.CLOSED)

    assert made.status is TaskStatus.CLOSED
    assert made.closed_at
    assert [(s.what, s.before, s.after) for s in history(store, staff(store), made.number)] == [
        (What.CREATED, None, TaskStatus.ASSIGNED),
        (What.MOVED, TaskStatus.ASSIGNED, TaskStatus.ACTING),
        (What.MOVED, TaskStatus.ACTING, TaskStatus.REPORTED),
        (What.MOVED, TaskStatus.REPORTED, TaskStatus.CLOSED),
    ]
    assert {step.made_by for step in history(store, staff(store), made.number)} == {POST}


@pytest.mark.parametrize("before", list(TaskStatus))
@pytest.mark.parametrize("after", list(TaskStatus))
def test_only_allowed_moves(store: Store, before: TaskStatus, after: TaskStatus) -> None:
    """An impossible move is refused with the possible ones; one that needs a reason is refused without it."""
    way = {
        TaskStatus.ASSIGNED: (),
        TaskStatus.ACTING: (TaskStatus.ACTING,),
        TaskStatus.REPORTED: (TaskStatus.ACTING, TaskStatus.REPORTED),
        TaskStatus.CLOSED: (TaskStatus.ACTING, TaskStatus.REPORTED, TaskStatus.CLOSED),
    }
    made = at(store, *way[before])
    allowed = next((each for each in MOVES if (each.before, each.after) == (before, after)), None)

    if allowed is None:
        with pytest.raises(TaskFault, match="现在可以改为"):
            move(store, staff(store, POST), made.number, after, seen=made.edition, reason="说明")
    elif allowed.needs_reason:
        with pytest.raises(TaskFault, match="须写明理由"):
            move(store, staff(store, POST), made.number, after, seen=made.edition, reason=" ")
    else:
        assert move(store, staff(store, POST), made.number, after, seen=made.edition).status is after


def test_a_report_needs_evidence(store: Store) -> None:
    """Nothing is reported without what proves it."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)
    made = move(store, staff(store, POST), made.number, TaskStatus.ACTING, seen=1)

    with pytest.raises(TaskFault, match="佐证"):
        move(store, staff(store, POST), made.number, TaskStatus.REPORTED, seen=made.edition)


def test_reopened_is_open_again(store: Store) -> None:
    """A closed task is taken up again with a reason and has no day of closing any more."""
    made = at(store, TaskStatus.ACTING, TaskStatus.REPORTED, TaskStatus.CLOSED, TaskStatus.ACTING)

    assert made.closed_at is None
    assert history(store, staff(store), made.number)[-1].what is What.REOPENED


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TaskDraft("", "市局信息处", DUE), "title"),
        (TaskDraft("值守补岗", "  ", DUE), "owner"),
        (TaskDraft("长" * 81, "市局信息处", DUE), "title"),
        (TaskDraft("值守补岗", "市局信息处", date(2026, 11, 15)), "due"),
        (TaskDraft("值守补岗", "市局信息处", DUE, place="330102"), "place"),
        (TaskDraft("与 13800138000 联系", "市局信息处", DUE), "title"),
    ],
)
def test_what_cannot_be_kept(store: Store, draft: TaskDraft, field: str) -> None:
    """Without title or owner, too long, due before it was assigned, about another region: refused at its field."""
    with pytest.raises(TaskFault) as refused:
        create(store, staff(store, POST), CITY, WEEK, draft)

    assert refused.value.field == field
    assert listed(store) == []


def test_unknown_things_are_refused(store: Store) -> None:
    """A metric, region or number that does not exist is named."""
    with pytest.raises(UnknownMetric):
        create(store, staff(store, POST), CITY, WEEK, TaskDraft("值守", "市局", DUE, metric="nothing"))
    with pytest.raises(UnknownRegion):
        create(store, staff(store, POST), "999999", WEEK, DRAFT)
    with pytest.raises(UnknownTask):
        task(store, staff(store), 7)
    with pytest.raises(TaskFault, match="不是周"):
        create(store, staff(store, POST), CITY, Period.parse("2026-11"), DRAFT)


def test_the_list_opens_with_last_week_s(store: Store) -> None:
    """Carried over first, the most overdue before the others; closed ones of earlier weeks are gone, own ones last."""
    earlier = WEEK.previous()
    done_before = at(store, TaskStatus.ACTING, TaskStatus.REPORTED, week=earlier, due=date(2026, 11, 12))
    move(store, staff(store, POST), done_before.number, TaskStatus.CLOSED, seen=3, now=moment(23))
    late = at(store, week=earlier, due=date(2026, 11, 20))
    later = at(store, week=earlier.previous(), due=date(2026, 11, 18))
    own = at(store, due=date(2026, 12, 4))
    at(store, week=WEEK.next(), due=date(2026, 12, 9))

    found = listed(store, on=date(2026, 11, 23))

    assert [each.task.number for each in found] == [later.number, late.number, own.number, done_before.number]
    assert [each.late for each in found] == [5, 3, 0, 0]
    assert [each.is_carried for each in found] == [True, True, False, True]


def test_what_was_closed_before_the_week_is_gone(store: Store) -> None:
    """A task closed before a week began is not on that week's list."""
    made = at(store, TaskStatus.ACTING, TaskStatus.REPORTED, week=WEEK.previous(), due=date(2026, 11, 12))
    move(store, staff(store, POST), made.number, TaskStatus.CLOSED, seen=made.edition, now=moment(14))

    assert listed(store) == []
    assert [each.task.number for each in listed(store, week=WEEK.previous(), on=DUE)] == [made.number]


@pytest.mark.parametrize(("days", "city"), [(0, False), (1, False), (7, False), (8, True), (40, True)])
def test_overdue_tasks_are_listed_above(store: Store, days: int, city: bool) -> None:
    """An office's task: in its county from the first day overdue, in the city too from the eighth."""
    made = at(store, region=OFFICE)
    on = DUE + timedelta(days=days)

    assert bool(listed(store, region=COUNTY, on=on)) is (days > 0)
    assert bool(listed(store, region=CITY, on=on)) is city
    assert [each.task.number for each in listed(store, region=OFFICE, on=on)] == [made.number]
    assert listed(store, region="330902", on=on) == []


def test_the_unit_that_owns_a_task_decides_where_it_is_listed(store: Store) -> None:
    """An overdue task that a city gave to a county's bureau is listed in the city first, one of its own in the province."""
    given = create(store, staff(store, POST), CITY, WEEK, DRAFT)
    own = at(store)
    on = DUE + timedelta(days=3)

    assert given.unit == COUNTY
    assert own.unit == CITY
    lists = {each.task.number: each.shown_to for each in listed(store, on=on)}
    assert lists == {given.number: (CITY,), own.number: ("330000",)}


def test_what_was_reported_is_not_overdue(store: Store) -> None:
    """The owner has done its part; the task is not listed above."""
    at(store, TaskStatus.ACTING, TaskStatus.REPORTED, region=OFFICE)

    assert listed(store, region=COUNTY, on=DUE + timedelta(days=30)) == []


def test_the_rules_are_as_they_are_described() -> None:
    """One to seven days: one level up; more: two."""
    assert [(rule.days, rule.up) for rule in load_escalations()] == [(1, 1), (8, 2)]


def test_below_shows_all(store: Store) -> None:
    """On demand the list holds the tasks of all regions below."""
    made = at(store, region=OFFICE)

    assert [each.task.number for each in tasks_of(store, staff(store), CITY, WEEK, on=DUE, below=True)] == [made.number]


def test_the_second_of_two_is_refused(store: Store, tmp_path: Path) -> None:
    """Two connections open the same edition: one saves, the other is refused with what changed, and nothing is overwritten."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)
    other = opened(tmp_path / "cockpit.db")

    save(store, staff(store, POST), made.number, draft=TaskDraft("改过的事项", "普陀区司法局", DUE), seen=1)

    with pytest.raises(SavedMeanwhile, match="改动了事项"):
        save(other, staff(other, "另一个岗位"), made.number, draft=TaskDraft("另一个事项", "普陀区司法局", DUE), seen=1)
    assert task(store, staff(store), made.number).title == "改过的事项"
    with pytest.raises(SavedMeanwhile, match="事项"):
        move(other, staff(other, "另一个岗位"), made.number, TaskStatus.ACTING, seen=1)


def test_an_edit_that_changes_nothing(store: Store) -> None:
    """Saving the same makes neither an edition nor a step."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)

    assert save(store, staff(store, POST), made.number, draft=DRAFT, seen=1).edition == 1
    assert len(history(store, staff(store), made.number)) == 1


def test_an_edit_is_in_the_history(store: Store) -> None:
    """With each field before and after."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)

    save(
        store, staff(store, POST), made.number, draft=TaskDraft(DRAFT.title, "嵊泗县司法局", date(2026, 12, 1)), seen=1
    )

    step = history(store, staff(store), made.number)[-1]
    assert step.what is What.EDITED
    assert "承办单位：普陀区司法局 → 嵊泗县司法局" in step.note
    assert "期限：2026-11-27 → 2026-12-01" in step.note


def test_text_and_move_go_together_or_not_at_all(store: Store) -> None:
    """A move that is refused leaves the text of the same form unwritten."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)
    changed = TaskDraft("改过的事项", DRAFT.owner, DUE)

    with pytest.raises(TaskFault):
        save(store, staff(store, POST), made.number, seen=1, draft=changed, after=TaskStatus.CLOSED)

    assert task(store, staff(store), made.number) == made


def test_many_at_once_get_numbers_of_their_own(store: Store, tmp_path: Path) -> None:
    """Tasks assigned at the same time by several processes are all kept."""
    stores = [opened(tmp_path / "cockpit.db") for _ in range(4)]

    def assign(each: Store) -> list[int]:
        return [create(each, staff(each), CITY, WEEK, DRAFT).number for _ in range(5)]

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(number for found in pool.map(assign, stores) for number in found)

    assert numbers == list(range(1, 21))


def test_of_many_who_save_one_edition_one_wins(store: Store, tmp_path: Path) -> None:
    """Of several who save at the same moment one succeeds and the others are refused."""
    made = create(store, staff(store, POST), CITY, WEEK, DRAFT)
    stores = [opened(tmp_path / "cockpit.db") for _ in range(4)]

    def write(at: int) -> str:
        try:
            save(stores[at], staff(store), made.number, draft=TaskDraft(f"事项{at}", DRAFT.owner, DUE), seen=1)
        except SavedMeanwhile:
            return ""
        return f"事项{at}"

    with ThreadPoolExecutor(4) as pool:
        won = list(filter(None, pool.map(write, range(4))))

    assert won == [task(store, staff(store), made.number).title]
    assert len(history(store, staff(store), made.number)) == 2


@pytest.mark.parametrize(("place", "is_kept"), [(CITY, True), (COUNTY, True), ("330902", False)])
def test_a_task_from_above_gives_no_figures_of_a_neighbour(store: Store, place: str, is_kept: bool) -> None:
    """What the chart of another county showed is left out for the county whose unit is to act; its own and the city's are not."""
    draft = TaskDraft("值守补岗", "普陀区司法局", DUE, metric="checkin_completion_rate", place=place)
    first = FirstFigures(value=61.5, low=60.0, centre=80.0, high=99.0)
    made = create(store, staff(store), CITY, WEEK, draft, first_figures=first)
    county = Viewer("county", COUNTY)

    read = [task(store, county, made.number), *(each.task for each in from_above(store, county, COUNTY, WEEK, on=DUE))]

    assert [each.first_figures for each in read] == [first if is_kept else FirstFigures()] * 2
    assert task(store, staff(store), made.number).first_figures == first


def test_a_list_is_of_a_region_within_the_scope(store: Store) -> None:
    """A county asks neither for the city's list nor for a neighbour's."""
    county = Viewer("county", COUNTY)

    for region in (CITY, "330902"):
        for lists in (tasks_of, from_above):
            with pytest.raises(OutOfScope, match="普陀区"):
                lists(store, county, region, WEEK, on=DUE)
