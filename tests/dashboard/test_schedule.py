"""What is done beside answering: by one process of a server, each minute, and never in each other's way."""

from __future__ import annotations

import fcntl
import os
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from dashboard import schedule
from dashboard.cockpit import open_cockpit
from dashboard.exports.jobs import Jobs
from dashboard.settings import Settings
from data import clock
from data.audit.beside import beside
from data.audit.verifying import verify
from data.intake.uploads import Uploads
from tests.conftest import opened
from tests.data.audit.conftest import with_vault, write

PATIENCE = 30


@pytest.fixture
def settings(city_url: str, tmp_path: Path) -> Settings:
    """Zhoushan with a folder of exports of its own."""
    return Settings(database_url=city_url, root="330900", exports=tmp_path / "exports", metrics_port=0)


@pytest.fixture
def cockpit(settings: Settings) -> Cockpit:
    """Zhoushan's cockpit."""
    return open_cockpit(settings, Memory())


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set when a process has begun its work, which here is nothing."""
    begun = Event()
    monkeypatch.setattr(schedule, "FIRST_SECONDS", 0)
    monkeypatch.setattr(schedule, "start", lambda queue, count: None)
    monkeypatch.setattr(schedule, "make_exports", lambda settings: begun.set())
    return begun


def test_alerts_weeks_and_webhooks_are_looked_at_each_minute(
    cockpit: Cockpit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alerts are judged, due weeks frozen and webhooks sent in every minute."""
    done: list[str] = []
    monkeypatch.setattr(schedule, "judge_minute", lambda store: done.append("alerts"))
    monkeypatch.setattr(schedule, "freeze_due", lambda cockpit, settings: done.append("weeks"))
    monkeypatch.setattr(schedule, "deliver", lambda store, named: done.append("webhooks"))
    duties = schedule.duties(cockpit, settings)

    for task in duties.read_periodic(clock.utc_now()):
        duties.execute(task)

    assert sorted(done) == ["alerts", "webhooks", "weeks"]


def test_each_minute_a_machine_knows_what_another_wrote_into_the_audit_log(settings: Settings, tmp_path: Path) -> None:
    """The end that it knows moves on, so that it sees a tail cut that it did not write itself."""
    one, other = (with_vault(opened(tmp_path / "cockpit.db"), tmp_path / name) for name in ("one", "other"))
    verify(other)  # the daily verification is not due
    write(one, "by the other machine")

    schedule.keep_audit(other, settings)

    files = beside(other)
    known = files.head() if files else None
    assert known is not None
    assert known.number == 1


def test_a_duty_that_takes_longer_than_a_minute_is_left_to_end(
    cockpit: Cockpit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next minute neither waits for it nor begins it a second time."""
    done: list[str] = []
    monkeypatch.setattr(schedule, "judge_minute", lambda store: None)

    def freeze(cockpit: Cockpit, settings: Settings) -> None:
        done.append("weeks")
        for task in duties.read_periodic(clock.utc_now()):
            duties.execute(task)

    monkeypatch.setattr(schedule, "freeze_due", freeze)
    duties = schedule.duties(cockpit, settings)

    for task in duties.read_periodic(clock.utc_now()):
        duties.execute(task)

    assert done == ["weeks"]


def test_the_next_process_takes_over(cockpit: Cockpit, settings: Settings, begun: Event) -> None:
    """While one process of the server works the others wait; when it ends, one goes on."""
    with (Jobs(settings).folder / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        schedule.keep_going(cockpit, settings)
        assert not begun.wait(0.3)

    assert begun.wait(PATIENCE)


def test_without_a_folder_alerts_are_judged_all_the_same(
    cockpit: Cockpit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alarms work even where the folder of exports cannot be written."""
    begun = Event()
    monkeypatch.setattr(schedule, "FIRST_SECONDS", 0)
    monkeypatch.setattr(schedule, "start", lambda queue, count: begun.set())

    schedule.keep_going(cockpit, settings.model_copy(update={"exports": Path("/dev/null/none")}))

    assert begun.wait(PATIENCE)


def test_what_a_former_server_left_is_removed(cockpit: Cockpit, settings: Settings, begun: Event) -> None:
    """The folder of a server's jobs is deleted a day after its last export."""
    former = Jobs(settings.model_copy(update={"title": "former"})).folder
    for name in ("queue.db", "lock"):
        (former / name).touch()
        os.utime(former / name, (0, 0))

    schedule.keep_going(cockpit, settings)

    assert begun.wait(PATIENCE)
    assert not former.exists()


def test_what_another_server_works_on_is_kept(cockpit: Cockpit, settings: Settings, begun: Event) -> None:
    """However long it has had nothing to do."""
    other = Jobs(settings.model_copy(update={"title": "other"})).folder
    (other / "queue.db").touch()
    with (other / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("queue.db", "lock"):
            os.utime(other / name, (0, 0))
        schedule.keep_going(cockpit, settings)
        assert begun.wait(PATIENCE)

    assert other.exists()


def test_files_of_the_intake_desk_are_removed_when_they_are_old(tmp_path: Path) -> None:
    """After the days that the settings say."""
    settings = Settings(uploads=tmp_path, upload_days=1)
    path = Uploads(tmp_path).path(Uploads(tmp_path).keep(BytesIO(b"a"), "a.csv", "clerk"))
    os.utime(path, (0, 0))

    schedule.trim_uploads(settings)

    assert not path.exists()
