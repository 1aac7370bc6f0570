"""A store as it was known after each of its loads says what it said then: facts, sums, readings and reference tables."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from data.alerts import AreaAlert, open_alerts
from data.alerts.alerts import ACKNOWLEDGED, CLOSED, COCKPIT, OPENED, add_alerts, step_of, write_steps
from data.alerts.rules import AlertLevel
from data.known import KnownStores, UnknownMoment, known_at
from data.known import known as module
from data.known.copying import copy_of
from data.known.known import MOST
from data.load import undo
from data.load.writing import withdraw_office_days
from data.periods import Period
from data.schema.accounts import AccountRow, AuditRow, TokenRow
from data.schema.intake import DraftRow
from data.schema.operations import AreaAlertRow, AreaAlertStepRow
from data.store import Store
from data.tasks import TaskStatus, tasks_of
from data.tasks.store import create, move
from data.tasks.task import TaskDraft
from data.viewer import EVERYTHING, Role, Viewer
from tests.data.feeds import BINJIANG, CHANGHE, HEADER, PUYAN, XIXING, binjiang_store, load, write_csv
from tests.product import add_person

OPERATOR = Viewer("operator", BINJIANG, EVERYTHING)
Loading = Callable[[Store, Path], object]


def sheet(name: str, *rows: list[Any], heading: list[Any] = HEADER) -> Loading:
    """Return what loads a file of some rows."""
    return lambda store, folder: load(store, write_csv(folder / f"{name}.csv", [heading, *rows]))


def withdrawn(day: date, office: str) -> Loading:
    """Return what withdraws an office's day."""
    return lambda store, folder: withdraw_office_days(
        store, "fact_supervision_day", {day: {office}}, source="撤回", region=office, post="", reason="重报"
    )


def organisations(*names: str, workers: int) -> Loading:
    """Return what puts rows into a reference table."""
    rows = [{"zh": name, "organisation_class": "industry", "worker_n": workers} for name in names]
    return lambda store, folder: store.put_reference("organisation", rows, "名录")


def undone(number: int) -> Loading:
    """Return what takes a load back and keeps the later ones."""
    return lambda store, folder: undo(
        store, Viewer("test", BINJIANG, EVERYTHING), number, reason="误报", keep_later=True
    )


ROSTER = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
KINDS = "probation", "strict"
LOADS: list[Loading] = [
    sheet("a", ["2026-11-16", XIXING, 10, 9], ["2026-11-16", CHANGHE, 8, 8], ["2026-11-16", PUYAN, 5, 1]),
    sheet("b", ["2026-11-17", XIXING, 11, 9], ["2026-11-17", CHANGHE, 8, 2]),
    sheet("stock", ["2026-11-15", XIXING, *KINDS, 40], ["2026-11-16", CHANGHE, *KINDS, 31], heading=ROSTER),
    sheet("again", ["2026-11-16", XIXING, 10, 4]),
    organisations("甲", "丙", workers=2),
    sheet("other columns", ["2026-11-16", XIXING, 41, 40], heading=[*HEADER[:2], "report_due_n", "report_done_n"]),
    withdrawn(date(2026, 11, 16), CHANGHE),
    sheet("later", ["2026-11-22", XIXING, 7, 7], ["2026-11-20", PUYAN, 3, 3]),
    organisations("乙", "丙", workers=9),
    sheet("back", ["2026-11-16", CHANGHE, 8, 7]),
    sheet("stock again", ["2026-11-15", XIXING, *KINDS, 50], heading=ROSTER),
    undone(3),
    undone(5),
    undone(8),
    undone(12),
]


def said(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of facts, sums and reference tables of a store, without when it was written."""
    schema = store.schema
    tables = (
        *schema.facts.values(),
        *schema.rollups.values(),
        schema.slices,
        *schema.references.values(),
        schema.loads,
    )
    unsaid = {"loaded_at", "load_no", "row_no", "judged_day"}
    with store.reading() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(*(c for c in table.c if c.key not in unsaid)))),
                key=str,
            )
            for table in tables
        }


def test_each_version_says_what_it_said_when_it_was_the_newest(tmp_path: Path) -> None:
    """Corrections, other columns, withdrawals, carried stocks and new last days are all taken back."""
    store, then = binjiang_store(tmp_path), {}
    for step in LOADS:
        step(store, tmp_path)
        then[store.version()] = said(store)

    past = KnownStores(store, tmp_path / "known")

    assert [*then] == [*range(1, len(LOADS) + 1)]
    for version, expected in then.items():
        assert said(past.store(known_at(store, str(version)))) == expected, version


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one county with two loads of the same office's day."""
    made = binjiang_store(tmp_path)
    LOADS[0](made, tmp_path)
    LOADS[3](made, tmp_path)
    return made


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November as tables keep it: UTC, without a zone."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


def put_back_in_time(store: Store, **moments: datetime) -> None:
    """Let loads have been made earlier: by `load_1` and so on."""
    loads = store.schema.loads
    with store.engine.begin() as connection:
        for name, moment in moments.items():
            number = int(name.removeprefix("load_"))
            connection.execute(update(loads).where(loads.c.load_no == number).values(loaded_at=moment))


def test_a_day_means_the_last_load_by_its_end_in_shanghai(store: Store) -> None:
    """16:30 in UTC is the next day there; a minute means the load before it."""
    put_back_in_time(store, load_1=at(20, 9), load_2=at(22, 16, 30))

    assert known_at(store, "2026-11-22").version == 1
    assert known_at(store, "2026-11-23").version == 2
    assert known_at(store, "2026-11-23T00:30").version == 1
    assert known_at(store, "2026-11-23T00:31").version == 2
    assert known_at(store, "2026-11-22").later == 1


@pytest.mark.parametrize("asked", ["2026-11-19", "3", "2099-01-01", "0", "2026-02-30", "soon"])
def test_what_nobody_knew_is_refused(store: Store, asked: str) -> None:
    """A day before the first load, a version or a day to come, and what is no day."""
    put_back_in_time(store, load_1=at(20, 9))

    with pytest.raises(UnknownMoment):
        known_at(store, asked)


def test_a_version_older_than_what_is_kept_is_refused(store: Store) -> None:
    """The refusal names the first version that can be read."""
    with store.engine.begin() as connection:
        connection.execute(delete(store.schema.load_parts).where(store.schema.load_parts.c.load_no <= 2))
    LOADS[1](store, store_folder(store))

    with pytest.raises(UnknownMoment, match="第 2 版"):
        known_at(store, "1")
    assert known_at(store, "2").version == 2


def test_a_copy_is_private_made_once_and_written_by_nobody(store: Store, tmp_path: Path) -> None:
    """Its file and folder are its owner's alone."""
    past = KnownStores(store, tmp_path / "known")
    known = known_at(store, "1")

    copies = {id(past.store(known)) for _ in range(3)}

    (file,) = (tmp_path / "known").glob("*.db")
    assert len(copies) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(OperationalError), past.store(known).engine.begin() as connection:
        connection.execute(delete(store.schema.loads))


def test_two_threads_make_one_copy(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first, in another process too."""
    made = []

    def counted(*given: Any) -> None:
        made.append(given)
        copy_of(*given)

    monkeypatch.setattr(module, "copy_of", counted)
    known = known_at(store, "1")

    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(lambda _: KnownStores(store, tmp_path / "known").store(known).version(), range(4))]

    assert found == [1] * 4
    assert len(made) == 1


def test_few_copies_are_kept(tmp_path: Path) -> None:
    """The one used longest ago goes."""
    store = binjiang_store(tmp_path)
    for step in LOADS[: MOST + 3]:
        step(store, tmp_path)
    past = KnownStores(store, tmp_path / "known")

    for version in range(1, MOST + 3):
        past.store(known_at(store, str(version)))

    kept = {file.name.split("-")[1] for file in (tmp_path / "known").glob("*.db")}
    assert kept == {f"v{version}" for version in range(3, MOST + 3)}


def test_accounts_drafts_and_the_audit_log_are_in_no_copy(store: Store, tmp_path: Path) -> None:
    """Their tables are there, empty."""
    add_person(store, Role.VIEWER)
    past = KnownStores(store, tmp_path / "known").store(known_at(store, "1"))

    with past.reading_rows() as session:
        for row in (AccountRow, TokenRow, AuditRow, DraftRow):
            assert session.scalars(select(row)).all() == []


def test_alerts_are_as_they_were_before_the_next_load(store: Store, tmp_path: Path) -> None:
    """One acknowledged and closed later is open, one opened later is not there."""
    put_back_in_time(store, load_1=at(20, 9), load_2=at(22, 9))
    first, later = at(20, 10), at(22, 10)
    alert = AreaAlert(
        1, "checkin", BINJIANG, "checkin_completion_rate", "2026-11-16", AlertLevel.RED, AlertLevel.RED,
        60.0, 90.0, 1, date(2026, 11, 16), first,
    )  # fmt: skip
    done = replace(alert, acknowledged_at=later, acknowledged_by="值班", closed_at=later, closed_by=COCKPIT, version=2)
    new = replace(alert, number=2, opened_at=later, version=2)
    with store.writing() as connection:
        connection.execute(delete(AreaAlertRow))
        connection.execute(delete(AreaAlertStepRow))
        add_alerts(connection, [done, new])
        steps = [(alert, OPENED, first), (done, ACKNOWLEDGED, later), (done, CLOSED, later), (new, OPENED, later)]
        write_steps(connection, [step_of(each, what, at, COCKPIT, "") for each, what, at in steps])

    past = KnownStores(store, tmp_path / "known").store(known_at(store, "1"))

    (found,) = open_alerts(past, BINJIANG)
    assert found == alert


def test_a_task_has_the_status_that_it_had(store: Store, tmp_path: Path) -> None:
    """One moved later is where it was, one assigned later is not there."""
    put_back_in_time(store, load_1=at(20, 9), load_2=at(22, 9))
    week, first, later = Period.parse("2026-W47"), at(20, 10), at(22, 10)
    draft = TaskDraft("核查", "区局", date(2026, 12, 1))
    old = create(store, OPERATOR, BINJIANG, week, draft, now=first)
    create(store, OPERATOR, BINJIANG, week, draft, now=later)
    move(store, OPERATOR, old.number, TaskStatus.ACTING, seen=old.edition, now=later)

    past = KnownStores(store, tmp_path / "known").store(known_at(store, "1"))

    assert [each.task.status for each in tasks_of(past, OPERATOR, BINJIANG, week, on=date(2026, 11, 21))] == [
        TaskStatus.ASSIGNED
    ]


def store_folder(store: Store) -> Path:
    """Return the folder of a store's database."""
    return Path(str(store.engine.url.database)).parent
