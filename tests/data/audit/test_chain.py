"""The audit log is a chain: whoever writes the database cannot change, remove or cut it unnoticed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from data.audit import Action, record
from data.audit.chain import PURPOSE, entries_after
from data.audit.entry import AuditEntry
from data.audit.verifying import accept_end, verify
from data.store import Store
from tests.conftest import opened
from tests.data.audit.conftest import with_vault, write

COLUMNS = {
    "made_at": "2020-01-01 00:00:00.000000",
    "account_name": "somebody",
    "client_address": "10.9.9.9",
    "action_key": "view",
    "about": "nothing",
    "region_code": "330903",
    "before_text": "c",
    "after_text": None,
    "seal": "0" * 64,
}


def run(store: Store, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Write into the database as somebody does who has no secret."""
    with closing(sqlite3.connect(str(store.engine.url.database))) as connection:
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()


def entries(store: Store) -> list[AuditEntry]:
    with store.engine.connect() as connection:
        return list(entries_after(connection, 0))


def findings(store: Store) -> list[str]:
    return [finding.key for finding in verify(store).findings]


def test_an_untouched_log_is_whole(filled: Store) -> None:
    """Nothing is found in a log as it was written, and all of it was looked at."""
    found = verify(filled)

    assert (found.is_whole, found.first, found.last, found.count) == (True, 1, 10, 10)


@pytest.mark.parametrize("number", [1, 5, 10])
@pytest.mark.parametrize("column", COLUMNS)
def test_any_edit_is_found(filled: Store, column: str, number: int) -> None:
    """A changed value of any column is found at the entry that was changed, whichever it is."""
    run(filled, f"UPDATE audit_entry SET {column} = ? WHERE entry_no = {number}", values=(COLUMNS[column],))  # noqa: S608

    first = verify(filled).findings[0]

    assert (first.key, first.fields["number"]) == ("audit.edited", number)


@pytest.mark.parametrize(("column", "value"), [("made_at", "yesterday"), ("about", b"\xff"), ("action_key", "made up")])
def test_a_value_that_cannot_be_read_is_found(filled: Store, column: str, value: object) -> None:
    """A value that no entry can have is a finding, not a failure of the verification."""
    run(filled, f"UPDATE audit_entry SET {column} = ? WHERE entry_no = 4", values=(value,))  # noqa: S608

    assert verify(filled).findings[0].fields["number"] == 4


def test_an_edit_with_a_seal_made_without_the_secret_is_found(filled: Store) -> None:
    """Somebody who knows the program but not the secret cannot seal a changed entry."""
    fourth, fifth = entries(filled)[3:5]
    forged = replace(fifth, about="harmless").sealed(b"a guess", 5, fourth.seal)

    run(filled, "UPDATE audit_entry SET about = ?, seal = ? WHERE entry_no = 5", values=("harmless", forged.seal))

    assert verify(filled).findings[0].fields["number"] == 5


def test_a_deleted_entry_is_found(filled: Store) -> None:
    """A gap in the middle is named by its first and last number."""
    run(filled, "DELETE FROM audit_entry WHERE entry_no IN (4, 5)")

    first = verify(filled).findings[0]

    assert (first.key, dict(first.fields)) == ("audit.missing", {"first": 4, "last": 5})


def test_a_gap_closed_by_numbering_again_is_found(filled: Store) -> None:
    """Numbers belong to what is sealed."""
    run(filled, "DELETE FROM audit_entry WHERE entry_no = 4")
    for number in range(5, 11):
        run(filled, f"UPDATE audit_entry SET entry_no = {number - 1} WHERE entry_no = {number}")  # noqa: S608

    assert verify(filled).findings[0].fields["number"] == 4


def test_a_deleted_beginning_is_found(filled: Store) -> None:
    """The first entries cannot be removed but by pruning."""
    run(filled, "DELETE FROM audit_entry WHERE entry_no < 4")

    assert dict(verify(filled).findings[0].fields) == {"first": 1, "last": 3}


@pytest.mark.parametrize("left", [0, 7])
def test_a_cut_tail_is_found(filled: Store, left: int) -> None:
    """The end is known outside the database, so that the last entries, or all, cannot be cut off."""
    run(filled, f"DELETE FROM audit_entry WHERE entry_no > {left}")  # noqa: S608

    last = verify(filled).findings[-1]

    assert (last.key, dict(last.fields)) == ("audit.cut", {"last": left, "head": 10, "count": 10 - left})


def test_swapped_entries_are_found(filled: Store) -> None:
    """Two entries that changed places fit no seal any more."""
    run(
        filled,
        "UPDATE audit_entry SET entry_no = 99 WHERE entry_no = 3",
        "UPDATE audit_entry SET entry_no = 3 WHERE entry_no = 4",
        "UPDATE audit_entry SET entry_no = 4 WHERE entry_no = 99",
    )

    assert [finding.fields["number"] for finding in verify(filled).findings] == [3, 4, 5]


def test_a_forged_entry_at_the_end_is_found(filled: Store) -> None:
    """Nobody adds an entry without the secret."""
    run(
        filled,
        "INSERT INTO audit_entry SELECT 11, made_at, account_name, client_address, action_key, about, NULL, NULL, NULL, seal FROM audit_entry WHERE entry_no = 10",
    )

    assert verify(filled).findings[0].fields["number"] == 11


def test_another_secret_is_named_as_such(filled: Store, tmp_path: Path) -> None:
    """Where no entry fits, the secret was most likely replaced."""
    other = with_vault(filled, tmp_path, "another secret of the tests, as long as the first")

    assert findings(other) == ["audit.other_key"]


def test_the_seals_depend_on_the_secret_alone_not_on_the_database(filled: Store) -> None:
    """The database holds nothing that a seal can be made with: each is that of the deployment's key."""
    first = entries(filled)[0]

    assert filled.vault is not None
    assert first.seal == first.seal_after(filled.vault.key(PURPOSE), "0" * 64)
    assert first.seal != first.seal_after(b"", "0" * 64)


def test_writers_at_once_leave_one_chain(filled: Store, tmp_path: Path) -> None:
    """Threads and a second process's store append at once: every entry is there and the chain is whole."""
    other = with_vault(opened(tmp_path / "cockpit.db"), tmp_path)

    def five_changes(store: Store) -> None:
        for step in range(5):
            write(store, f"step {step}")

    threads = [Thread(target=five_changes, args=(store,)) for _ in range(3) for store in (filled, other)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = verify(filled)
    assert (found.findings, found.count) == ((), 40)


def test_a_restored_backup_is_seen(filled: Store, tmp_path: Path) -> None:
    """A backup from before lacks the newest entries, and the verification says which."""
    database = Path(str(filled.engine.url.database))
    filled.engine.dispose()
    shutil.copy(database, tmp_path / "backup.db")
    write(filled, "after the backup")

    filled.engine.dispose()
    for part in tmp_path.glob("cockpit.db*"):
        part.unlink()
    shutil.copy(tmp_path / "backup.db", database)

    again = with_vault(opened(database), tmp_path)
    assert [dict(each.fields) for each in verify(again).findings] == [{"last": 10, "head": 11, "count": 1}]


def test_what_is_written_after_a_restored_backup_does_not_hide_it(filled: Store) -> None:
    """New entries that take the numbers of lost ones have other seals than those known outside."""
    run(filled, "DELETE FROM audit_entry WHERE entry_no > 8")
    for number in range(5):
        write(filled, f"later {number}")

    assert findings(filled) == ["audit.rewritten"]


def test_a_restored_backup_is_accepted_with_a_reason_that_stays(filled: Store) -> None:
    """An operator says that a backup was restored; the log is whole from then on, and says so."""
    run(filled, "DELETE FROM audit_entry WHERE entry_no > 8")

    accept_end(filled, "disk failure, backup of Sunday")

    newest = entries(filled)[-1]
    assert findings(filled) == []
    assert (newest.about, newest.number) == ("disk failure, backup of Sunday", 9)
    assert '"number": 10' in (newest.before or "")


def test_a_moved_database_says_that_its_end_was_not_known(filled: Store) -> None:
    """Without the record outside the end cannot be verified: said, and known from then on."""
    assert filled.vault is not None
    for file in filled.vault.folder.glob("*.head"):
        file.unlink()

    assert [remark.key for remark in verify(filled).remarks] == ["audit.begun"]
    run(filled, "DELETE FROM audit_entry WHERE entry_no = 10")
    assert findings(filled) == ["audit.cut"]


def test_a_change_that_fails_leaves_no_entry(filled: Store) -> None:
    """A change and its entry are written together or not at all."""

    def change(store: Store) -> None:
        with store.writing_briefly() as connection:
            record(store, connection, Action.TASK, "half done")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change(filled)

    assert verify(filled).count == 10


@pytest.mark.parametrize("number", [0, -1, -(2**40)])
def test_an_entry_before_the_first_is_found(filled: Store, number: int) -> None:
    """The page would show it, at the very beginning."""
    run(
        filled,
        "INSERT INTO audit_entry (entry_no, made_at, account_name, client_address, action_key, about, seal) "
        "SELECT ?, made_at, 'somebody', client_address, action_key, about, seal FROM audit_entry WHERE entry_no = 4",
        values=(number,),
    )

    first = verify(filled).findings[0]

    assert (first.key, first.fields["number"]) == ("audit.edited", number)
