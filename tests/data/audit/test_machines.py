"""Machines that share one database and one secret each know its end, and verify one log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from data import clock
from data.audit.recording import advance
from data.audit.retention import prune
from data.audit.verifying import accept_end, verify
from data.store import Store
from tests.conftest import opened
from tests.data.audit.conftest import SECRET, with_vault, write
from tests.data.audit.test_chain import run


@dataclass
class Machines:
    """Two machines over one database: the files beside it of each are its own."""

    one: Store
    other: Store


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    """Two machines after each has written three changes, in turn; the other one wrote last."""
    stores = [with_vault(opened(tmp_path / "cockpit.db"), tmp_path / name) for name in ("one", "other")]
    for step in range(3):
        for store in stores:
            write(store, f"step {step}")
    return Machines(*stores)


def findings(store: Store) -> list[str]:
    return [finding.key for finding in verify(store).findings]


def test_each_machine_finds_the_log_of_both_whole(machines: Machines) -> None:
    """What the other one wrote is no edit, no gap and no cut tail, whoever wrote last."""
    for store in (machines.one, machines.other):
        found = verify(store)
        assert (found.findings, found.remarks, found.last, found.count) == ((), (), 6, 6)


def test_a_cut_tail_is_seen_by_the_machine_that_wrote_it(machines: Machines) -> None:
    """Its end is known to it, though the other one has not looked at the log since."""
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no = 6")

    assert findings(machines.other) == ["audit.cut"]


def test_a_cut_tail_is_seen_after_the_other_machine_wrote_over_it(machines: Machines) -> None:
    """Entries that take the numbers of those that were cut off do not hide it from the machine that wrote those."""
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no = 6")
    for step in range(3):
        write(machines.one, f"over it {step}")

    assert findings(machines.other) == ["audit.rewritten"]


def test_a_cut_tail_is_seen_by_any_machine_that_went_over_it(machines: Machines) -> None:
    """A machine that only answers knows of what the others wrote once it went over the log."""
    advance(machines.one)
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no = 6")

    assert findings(machines.one) == ["audit.cut"]


def test_a_machine_that_was_off_while_another_pruned_goes_on(machines: Machines) -> None:
    """What was removed after its time is no gap: the machine knows the end again, and sees it cut."""
    for step in range(5):
        write(machines.one, f"while the other is off {step}")
    prune(machines.one, 180, clock.utc_now() + timedelta(days=400))

    assert findings(machines.other) == []
    write(machines.one, "later")
    advance(machines.other)
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no > 12")
    assert findings(machines.other) == ["audit.cut"]


def test_a_removed_beginning_is_not_taken_for_a_pruned_one(machines: Machines) -> None:
    """A machine that was off does not go on over a gap that the log does not account for."""
    for step in range(3):
        write(machines.one, f"while the other is off {step}")
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no < 9")

    assert "entry 9 does not follow" in advance(machines.other)


def test_a_restored_backup_is_accepted_on_each_machine(machines: Machines) -> None:
    """Each knows another end; that one operator accepted the loss does not hide what the other machine knows."""
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no > 4")

    accept_end(machines.one, "backup of Sunday")
    assert (findings(machines.one), findings(machines.other)) == ([], ["audit.cut"])

    accept_end(machines.other, "backup of Sunday")
    assert (findings(machines.one), findings(machines.other)) == ([], [])


def test_a_machine_with_another_secret_says_so_when_it_starts(
    machines: Machines, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A secret that the second machine made for itself would spoil the log of all."""
    with caplog.at_level(logging.ERROR):
        with_vault(machines.one, tmp_path / "third", "the secret that a third machine made for itself")

    assert "entry 6 was not sealed with this machine's secret" in caplog.text


def test_a_machine_that_joins_with_the_secret_says_nothing(
    machines: Machines, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It knows the end from then on."""
    with caplog.at_level(logging.ERROR):
        third = with_vault(machines.one, tmp_path / "third", SECRET)
    write(machines.one, "later")
    advance(third)
    run(machines.one, "DELETE FROM audit_entry WHERE entry_no = 7")

    assert caplog.text == ""
    assert findings(third) == ["audit.cut"]
