"""Jobs: two at once, the others wait; any process of the server sees and stops them; a job that died is reported as failed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.exports import jobs as module
from dashboard.exports.jobs import ENDED, Job, Jobs, Order, QueueFull, State, UnknownJob
from dashboard.settings import Settings
from data import clock
from data.errors import DataError
from tests.product import exporting
from tests.viewers import CITY_CHIEF

ADDRESS = "/supervision/330902?period=2026-W47"


@pytest.fixture
def settings(city_url: str, tmp_path: Path) -> Settings:
    """Zhoushan with a folder of exports of its own."""
    return Settings(database_url=city_url, root="330900", exports=tmp_path / "exports")


@pytest.fixture
def idle(settings: Settings) -> Jobs:
    """The jobs as one process of the server sees them, while no process works on any."""
    return Jobs(settings)


@pytest.fixture(scope="module")
def made(city_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Jobs, list[Job]]]:
    """Three jobs that one process of a server ordered while no export was made, and what another knows when they ended.

    The second is of a week without data. The server believes that it is older than the program's files.
    """
    settings = Settings(database_url=city_url, root="330900", exports=tmp_path_factory.mktemp("made"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "build_id", lambda: "an older build")
        asking, other = Jobs(settings), Jobs(settings)
        waiting = [ordered(asking), ordered(asking, "/supervision/330902?period=2019-W05"), ordered(asking)]
        assert {job.state for job in waiting} == {State.WAITING}
        with exporting(settings):
            yield other, [ended(other, job) for job in waiting]


@pytest.fixture
def jobs(settings: Settings) -> Iterator[Jobs]:
    """The jobs as one process of the server sees them, while another makes them."""
    with exporting(settings):
        yield Jobs(settings)


@pytest.fixture
def held(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    """The same, where what makes a job goes on until the job is cancelled, and is no process."""
    jobs = Jobs(settings)

    def go_on(command: list[str], **_: object) -> None:
        while jobs.beat(command[-1]):
            time.sleep(0.05)

    monkeypatch.setattr(subprocess, "run", go_on)
    with exporting(settings):
        yield jobs


def ordered(jobs: Jobs, address: str = ADDRESS, number: str = "") -> Job:
    """Order a workbook."""
    return jobs.place_order(Order(address, "xlsx", "a4", CITY_CHIEF), number)


def found(jobs: Jobs, job: Job, is_so: Callable[[Job], bool]) -> Job:
    """Wait until something is so of a job."""
    deadline = time.monotonic() + 60
    while not is_so(job := jobs.find(CITY_CHIEF, job.number)):
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def ended(jobs: Jobs, job: Job) -> Job:
    """Wait for a job's end."""
    return found(jobs, job, lambda job: job.state in ENDED)


def processes(job: Job) -> list[int]:
    """Return the processes that make a job."""
    return [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.read_bytes().endswith(f"\0{job.number}\0".encode())
    ]


def started(jobs: Jobs, job: Job) -> Job:
    """Wait until a process makes a job."""
    return found(jobs, job, lambda job: bool(processes(job)))


def test_two_are_made_and_the_others_wait(held: Jobs) -> None:
    """The third and fourth know their places, first come first served."""
    first, second, third, fourth = [ordered(held) for _ in range(4)]
    for job in (first, second):
        found(held, job, lambda job: job.state is State.RUNNING)

    states = [held.find(CITY_CHIEF, job.number) for job in (first, second, third, fourth)]

    assert [job.state for job in states] == [State.RUNNING, State.RUNNING, State.WAITING, State.WAITING]
    assert [job.place for job in states] == [0, 0, 1, 2]


def test_the_queue_goes_on_by_itself(made: tuple[Jobs, list[Job]]) -> None:
    """What waited is made when there is room."""
    _, (*_, last) = made

    assert last.state is State.DONE


def test_an_order_repeated_under_its_number_is_one_job(idle: Jobs) -> None:
    """A sender that saw no answer asks again, and gets the job it has."""
    first, again = (ordered(idle, number="0123456789abcdef") for _ in range(2))

    assert first.number == again.number == "0123456789abcdef"
    assert idle.queue.pending_count() == 1


def test_what_waits_outlasts_a_restart(made: tuple[Jobs, list[Job]]) -> None:
    """A job ordered while no process makes exports is made by the next server."""
    _, (first, *_) = made

    assert first.state is State.DONE


def test_files_of_the_program_may_change_while_it_runs(made: tuple[Jobs, list[Job]]) -> None:
    """Exports are still made after a new version was fetched and before the restart: here the server believes it is older."""
    other, (job, *_) = made

    assert other.find(CITY_CHIEF, job.number).state is State.DONE


def test_progress_counts_pages(made: tuple[Jobs, list[Job]]) -> None:
    """How far it is, of how many, and the page's name."""
    _, (job, *_) = made

    assert (job.page, job.pages, job.title) == (1, 1, "监管")
    assert job.name.startswith("定海区-监管-2026-W47-v")


def test_another_process_gives_the_file_out(made: tuple[Jobs, list[Job]]) -> None:
    """An order placed with one process of the server can be watched and fetched at another."""
    other, (job, *_) = made

    content, name = other.file(CITY_CHIEF, job.number)
    assert content[:2] == b"PK"
    assert name.endswith(".xlsx")


def test_another_process_cancels(held: Jobs, settings: Settings) -> None:
    """Any process can cancel a job, and all others see it as cancelled."""
    job = ordered(held)

    Jobs(settings).cancel(CITY_CHIEF, job.number)

    assert held.find(CITY_CHIEF, job.number).state is State.CANCELLED


def test_a_server_of_other_settings_knows_nothing_of_it(idle: Jobs, settings: Settings) -> None:
    """A server whose figures differ does not deliver files of another, from the same folder."""
    job = ordered(idle)

    with pytest.raises(UnknownJob):
        Jobs(settings.model_copy(update={"stale_days": 3})).find(CITY_CHIEF, job.number)


def test_cancelling_ends_the_process(jobs: Jobs) -> None:
    """The process is gone when the answer is given, and there is no file."""
    job = started(jobs, ordered(jobs))

    assert jobs.cancel(CITY_CHIEF, job.number).state is State.CANCELLED
    assert not processes(job)
    with pytest.raises(UnknownJob):
        jobs.file(CITY_CHIEF, job.number)


def test_cancelling_makes_room(held: Jobs) -> None:
    """The job that waited longest is started when one is stopped."""
    first, _, third = [ordered(held) for _ in range(3)]

    held.cancel(CITY_CHIEF, first.number)

    assert found(held, third, lambda job: job.state is not State.WAITING).state is State.RUNNING


def test_what_waits_can_be_cancelled(idle: Jobs) -> None:
    """It no longer counts among those that wait."""
    first, second = ordered(idle), ordered(idle)

    idle.cancel(CITY_CHIEF, first.number)

    assert idle.find(CITY_CHIEF, second.number).place == 1


def test_what_has_ended_cannot_be_cancelled(made: tuple[Jobs, list[Job]]) -> None:
    """A file that is there stays there."""
    jobs, (job, *_) = made

    assert jobs.cancel(CITY_CHIEF, job.number).state is State.DONE
    assert jobs.file(CITY_CHIEF, job.number)[0]


def test_a_process_that_dies_is_said_to_have(jobs: Jobs) -> None:
    """Neither waiting for ever nor a file: words."""
    job = started(jobs, ordered(jobs))
    for process in processes(job):
        os.kill(process, signal.SIGKILL)

    assert "进程中途停了" in str(ended(jobs, job).reason)


def test_a_job_that_died_with_its_server_has_failed(idle: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job without a sign of life for too long counts as failed."""
    job = ordered(idle)
    idle.beat(job.number)
    monkeypatch.setattr(module, "SILENT_SECONDS", -1)

    assert idle.find(CITY_CHIEF, job.number).state is State.FAILED


def test_what_cannot_be_made_says_why(made: tuple[Jobs, list[Job]]) -> None:
    """The reason is the one the page would give."""
    _, (_, job, _) = made

    assert job.state is State.FAILED
    assert "没有数据" in str(job.reason)


def test_the_queue_is_bounded(idle: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bound an order is refused at once."""
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    ordered(idle)

    with pytest.raises(QueueFull, match="排队"):
        ordered(idle)


def test_a_job_is_forgotten_after_a_day(idle: Jobs) -> None:
    """It is no longer known, and nothing of it is kept."""
    job = ordered(idle)
    tomorrow = clock.utc_now() + timedelta(hours=25)

    for task in idle.queue.read_schedule(tomorrow):
        idle.queue.execute(task, tomorrow)

    with pytest.raises(UnknownJob, match="一天"):
        idle.find(CITY_CHIEF, job.number)
    assert idle.queue.all_results() == {}


@pytest.mark.parametrize("number", ["", "..", "../../etc/passwd", "AAAAAAAAAAAAAAAA"])
def test_nothing_else_is_a_job(idle: Jobs, number: str) -> None:
    """A number names a job or nothing."""
    with pytest.raises(UnknownJob):
        idle.find(CITY_CHIEF, number)


def test_a_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    """The setting is named with the reason."""
    (tmp_path / "file").write_text("")
    jobs = Jobs(settings.model_copy(update={"exports": tmp_path / "file" / "exports"}))

    with pytest.raises(DataError, match="COCKPIT_EXPORTS"):
        ordered(jobs)
