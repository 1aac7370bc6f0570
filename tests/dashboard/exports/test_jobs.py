"""Jobs: two at once, the others wait; any process of the server sees and stops them; one that dies is said to have."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from dashboard.exports import jobs as module
from dashboard.exports.jobs import ENDED, Job, Jobs, QueueFull, State, UnknownJob, is_held
from dashboard.settings import Settings
from data.errors import DataError

ADDRESS = "/supervision/330902?period=2026-W47"


@pytest.fixture
def settings(city_url: str, tmp_path: Path) -> Settings:
    """Zhoushan with a folder of exports of its own."""
    return Settings(database_url=city_url, root="330900", exports=tmp_path / "exports")


@pytest.fixture
def jobs(settings: Settings) -> Jobs:
    """The jobs as one process of the server sees them."""
    return Jobs(settings)


def ordered(jobs: Jobs, address: str = ADDRESS) -> Job:
    """Order a workbook."""
    return jobs.place_order(address, "xlsx", "a4", "值班员")


def ended(jobs: Jobs, job: Job) -> Job:
    """Wait for a job's end."""
    deadline = time.monotonic() + 60
    while (found := jobs.find(job.number)).state not in ENDED:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_two_are_made_and_the_others_see_their_place(jobs: Jobs) -> None:
    """The third and fourth wait, first come first served, and all are made in the end."""
    four = [ordered(jobs) for _ in range(4)]

    assert [job.state for job in four] == [State.RUNNING, State.RUNNING, State.WAITING, State.WAITING]
    assert [job.place for job in four] == [0, 0, 1, 2]
    assert [ended(jobs, job).state for job in four] == [State.DONE] * 4


def test_an_order_repeated_under_its_number_is_one_job(jobs: Jobs, settings: Settings) -> None:
    """A sender that saw no answer asks again, and gets the job it has."""
    first, again = (jobs.place_order(ADDRESS, "xlsx", "a4", "值班员", "0123456789abcdef") for _ in range(2))

    assert first.number == again.number == "0123456789abcdef"
    assert [each.name for each in settings.exports.iterdir() if each.is_dir()] == ["0123456789abcdef"]


def test_the_queue_goes_on_without_being_asked(jobs: Jobs, settings: Settings) -> None:
    """No one need watch for the next to start."""
    *_, last = [ordered(jobs) for _ in range(3)]
    deadline = time.monotonic() + 60

    while not (settings.exports / last.number / "end.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_progress_counts_pages(jobs: Jobs) -> None:
    """How far it is, of how many, and the page's name."""
    job = ended(jobs, ordered(jobs))

    assert (job.page, job.pages, job.title) == (1, 1, "监管")
    assert job.name.startswith("定海区-监管-2026-W47-v")


def test_two_processes_see_the_same_job(jobs: Jobs, settings: Settings) -> None:
    """What one process of the server started, another watches, stops and delivers."""
    other = Jobs(settings)
    first, second = ordered(jobs), ordered(jobs)

    assert other.find(first.number).state is State.RUNNING
    assert other.cancel(second.number).state is State.CANCELLED
    assert jobs.find(second.number).state is State.CANCELLED
    ended(jobs, first)
    path, name = other.file(first.number)
    assert path.read_bytes()[:2] == b"PK"
    assert name.endswith(".xlsx")


def test_cancelling_stops_the_process(jobs: Jobs, settings: Settings) -> None:
    """The process is gone when the answer is given, and no file is left."""
    job = ordered(jobs)
    place = settings.exports / job.number

    found = jobs.cancel(job.number)

    assert found.state is State.CANCELLED
    assert not is_held(place / "alive")
    assert not (place / "file").exists()


def test_cancelling_makes_room(jobs: Jobs) -> None:
    """Who waited first is started when one is stopped; who waits can be stopped too."""
    first, _, third, fourth = [ordered(jobs) for _ in range(4)]

    jobs.cancel(fourth.number)
    jobs.cancel(first.number)

    assert jobs.find(third.number).state is State.RUNNING
    assert jobs.find(fourth.number).state is State.CANCELLED


def test_what_has_ended_cannot_be_cancelled(jobs: Jobs) -> None:
    """A file that is there stays there."""
    job = ended(jobs, ordered(jobs))

    assert jobs.cancel(job.number).state is State.DONE
    assert jobs.file(job.number)[0].exists()


def test_a_process_that_dies_is_said_to_have(jobs: Jobs, settings: Settings) -> None:
    """Neither waiting for ever nor a file: words."""
    job = ordered(jobs)
    os.kill(int((settings.exports / job.number / "pid").read_text()), signal.SIGKILL)

    found = ended(jobs, job)

    assert found.state is State.FAILED
    assert "进程中途停了" in found.reason
    with pytest.raises(UnknownJob):
        jobs.file(job.number)


def test_what_cannot_be_made_says_why(jobs: Jobs) -> None:
    """The reason is the one the page would give."""
    found = ended(jobs, ordered(jobs, "/supervision/330902?period=2019-W05"))

    assert found.state is State.FAILED
    assert "没有数据" in found.reason


def test_the_queue_is_bounded(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bound an order is refused at once."""
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    waiting = [ordered(jobs) for _ in range(3)]

    with pytest.raises(QueueFull, match="排队"):
        ordered(jobs)
    for job in waiting:
        jobs.cancel(job.number)


def test_files_are_deleted_after_a_day(jobs: Jobs, settings: Settings) -> None:
    """An old job is no longer known, and nothing of it is kept."""
    job = ended(jobs, ordered(jobs))
    order = settings.exports / job.number / "order.json"
    order.write_text(json.dumps({**json.loads(order.read_text()), "ordered_at": time.time() - 25 * 3600}))

    with pytest.raises(UnknownJob, match="一天"):
        jobs.find(job.number)
    assert not order.parent.exists()


@pytest.mark.parametrize("number", ["", "..", "../../etc/passwd", "AAAAAAAAAAAAAAAA"])
def test_no_other_file_is_a_job(jobs: Jobs, number: str) -> None:
    """A number names a job or nothing."""
    with pytest.raises(UnknownJob):
        jobs.find(number)


def test_a_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    """The setting is named with the reason."""
    (tmp_path / "file").write_text("")
    jobs = Jobs(settings.model_copy(update={"exports": tmp_path / "file" / "exports"}))

    with pytest.raises(DataError, match="COCKPIT_EXPORTS"):
        ordered(jobs)
