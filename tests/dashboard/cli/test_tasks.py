"""`cockpit tasks`: list, export and import, with refused rows named and an exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.demo import assign_tasks
from data.store import Store, open_store
from data.tasks import TaskStatus, tasks_of
from data.tasks.outcome import Outcome, worked
from data.tasks.store import history
from tests.conftest import LAST_DAY
from tests.dashboard.conftest import Run
from tests.data.tasks.test_store import WEEK
from tests.product import copy_database
from tests.viewers import staff


@pytest.fixture
def url(city_store: Store, tmp_path: Path) -> str:
    """A database of Zhoushan with the demo's tasks."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    assign_tasks(opened(city_store, url), LAST_DAY)
    return url


def opened(city_store: Store, url: str) -> Store:
    """Open a copy."""
    return open_store(url, catalogue=city_store.catalogue, regions=city_store.regions)


def test_the_demo_s_tasks(city_store: Store, url: str) -> None:
    """Some new, some on the way, one overdue, some closed; all marked, all with their history, none of a person."""
    store = opened(city_store, url)

    found = tasks_of(store, staff(store), "330900", WEEK, on=LAST_DAY)

    assert {each.task.status for each in found} >= {TaskStatus.ASSIGNED, TaskStatus.ACTING, TaskStatus.CLOSED}
    assert all(each.task.is_demo for each in found)
    assert all(history(store, staff(store), each.task.number)[-1].after is each.task.status for each in found)
    assert any(each.is_carried for each in found)
    assert any(each.is_from_below for each in found)
    with_limits = [each.task for each in found if each.task.first_figures.low is not None]
    assert all(worked(task, [], LAST_DAY).outcome is Outcome.UNKNOWN for task in with_limits)


def test_listed(run: Run, url: str) -> None:
    """A line a task: id, status, due day, owner, title."""
    status, out, _ = run("tasks", "list", "--week", "2026-W47", database_url=url)

    assert status == 0
    assert "定海区司法局" in out
    assert all("演示" in line for line in out.splitlines())


def test_out_and_in(run: Run, url: str, tmp_path: Path) -> None:
    """What was exported goes in again; an edited id is refused at its row and the command ends with 1."""
    file = tmp_path / "交办.xlsx"
    assert run("tasks", "export", file, "--week", "2026-W47", database_url=url)[0] == 0
    assert "未变" in run("tasks", "import", file, database_url=url)[1]

    book = load_workbook(file)
    book.active.cell(2, 1).value = "T1-zzzz"
    book.save(file)
    status, out, _ = run("tasks", "import", file, database_url=url)

    assert status == 1
    assert "第 2 行：编号“T1-zzzz”不是本驾驶舱发出的" in out


def test_what_cannot_be_read_or_written(run: Run, url: str, tmp_path: Path) -> None:
    """A missing file, a folder that is not there and a month are said in words."""
    assert "读不了" in run("tasks", "import", tmp_path / "none.xlsx", database_url=url)[2]
    assert "写不了" in run("tasks", "export", tmp_path / "none" / "a.xlsx", database_url=url)[2]
    assert "不是周" in run("tasks", "list", "--week", "2026-11", database_url=url)[2]


def test_none_are_said(run: Run, url: str) -> None:
    """A region without tasks has a sentence."""
    assert "没有交办事项" in run("tasks", "list", "--region", "330921", "--week", "2026-W47", database_url=url)[1]
