"""What changes nothing is noted in a file at once and written into the log as soon as the database is free."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Thread

import pytest

from data import clock
from data.accounts import Account
from data.accounts.accounts import add_account
from data.audit import Action, Actor, acting, note, record
from data.audit.beside import beside
from data.audit.entry import LONGEST_TEXT, entry_from
from data.audit.reading import AuditFilter, accounts_in, count_of, newest, oldest_first
from data.audit.recording import settle
from data.audit.retention import prune
from data.audit.settings import note_settings
from data.audit.verifying import is_due, verify, verify_lines
from data.errors import DataError
from data.store import Store
from data.viewer import Role
from tests.data.audit.conftest import SECRET, write
from tests.data.audit.test_chain import entries, run

ANNA = Actor("anna", "10.0.0.7")


def test_what_was_noted_is_written_in_order(audited: Store) -> None:
    """Who, when, from where and what are those of the moment it was noted, in the order in which it was."""
    for step in range(3):
        note(audited, Action.VIEW, f"/overview/{step}", region="330900", actor=ANNA)

    assert settle(audited)

    found = entries(audited)
    assert [entry.about for entry in found] == ["/overview/0", "/overview/1", "/overview/2"]
    assert {(entry.account, entry.address, entry.region) for entry in found} == {("anna", "10.0.0.7", "330900")}


def test_a_load_keeps_no_view_waiting_and_loses_none(audited: Store) -> None:
    """While the one writer of SQLite is a load, a view is noted at once and written afterwards."""
    with audited.writing():
        note(audited, Action.VIEW, "/overview", actor=ANNA)
        written: list[bool] = []
        settling = Thread(target=lambda: written.append(settle(audited)))
        settling.start()
        settling.join()

    assert written == [False]
    assert settle(audited)
    assert [entry.about for entry in entries(audited)] == ["/overview"]


def test_what_a_process_left_when_it_ended_is_written_by_the_next(audited: Store) -> None:
    """A file that was taken but not written is written; one that was written already is not written twice."""
    files = beside(audited)
    assert files is not None
    note(audited, Action.EXPORT, "first", actor=ANNA)
    with pytest.raises(ZeroDivisionError), files.taken():
        raise ZeroDivisionError
    note(audited, Action.EXPORT, "second", actor=ANNA)

    settle(audited)
    settle(audited)

    assert [entry.about for entry in entries(audited)] == ["first", "second"]


def test_what_was_written_before_the_process_ended_is_not_written_twice(audited: Store) -> None:
    """The file of a process that ended between the database and the file is recognised."""
    files = beside(audited)
    assert files is not None
    note(audited, Action.EXPORT, "once", actor=ANNA)
    waiting = next(files.folder.glob("*.waiting"))
    text = waiting.read_text()
    settle(audited)
    waiting.with_suffix(".taken").write_text(text)

    settle(audited)

    assert [entry.about for entry in entries(audited)] == ["once"]


def test_a_line_cut_off_by_a_full_disk_is_kept_and_said(audited: Store) -> None:
    """What cannot be read keeps nothing else back, and the verification says that it is there."""
    files = beside(audited)
    assert files is not None
    note(audited, Action.EXPORT, "whole", actor=ANNA)
    waiting = next(files.folder.glob("*.waiting"))
    waiting.write_text('{"number": 0, "at": "2026-\n' + waiting.read_text())

    found = verify(audited)

    assert [entry.about for entry in entries(audited)] == ["whole"]
    assert [remark.key for remark in found.remarks] == ["audit.unreadable"]


def test_notes_of_many_threads_are_all_there(audited: Store) -> None:
    """Several threads note at once while another writes what waits: none is lost."""

    def notes(name: int) -> None:
        for step in range(20):
            note(audited, Action.VIEW, f"{name} {step}", actor=ANNA)
            if step % 7 == 0:
                settle(audited)

    threads = [Thread(target=notes, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(audited)

    assert sorted(entry.about for entry in entries(audited)) == sorted(f"{n} {s}" for n in range(4) for s in range(20))
    assert verify(audited).is_whole


def test_a_change_says_who_made_it(audited: Store) -> None:
    """The account and address of whoever acts are in the entry; what the program does by itself says so."""
    write(audited, "by itself")
    with acting(lambda: ANNA):
        write(audited, "by anna")

    assert [(entry.account, entry.address) for entry in entries(audited)] == [
        ("cockpit", "schedule"),
        ("anna", "10.0.0.7"),
    ]


def test_only_what_differs_is_kept_of_two_states(audited: Store) -> None:
    """Before and after hold the fields that changed."""
    with audited.writing_briefly() as connection:
        record(
            audited,
            connection,
            Action.BRAND,
            "x",
            before={"zh": "甲", "since": 2001},
            after={"zh": "乙", "since": 2001},
        )

    entry = entries(audited)[0]
    assert (json.loads(entry.before or ""), json.loads(entry.after or "")) == ({"zh": "甲"}, {"zh": "乙"})


def test_a_very_long_text_is_cut_and_still_identified(audited: Store) -> None:
    """Of a very long text the beginning and the hash of all of it are kept."""
    note(audited, Action.EXPORT, "y" * 5000, after="x" * (2 * LONGEST_TEXT), actor=ANNA)
    settle(audited)

    entry = entries(audited)[0]
    assert len(entry.about) == 400
    assert len(entry.after or "") < LONGEST_TEXT + 200
    assert "SHA-256" in (entry.after or "")


def test_what_no_database_keeps_is_replaced(audited: Store) -> None:
    """A NUL or half a character in an address neither fails nor breaks the seal."""
    note(audited, Action.REFUSED, "GET /a\x00\ud800", actor=ANNA)
    settle(audited)

    assert entries(audited)[0].about == "GET /a\ufffd\ufffd"
    assert verify(audited).is_whole


def test_the_secret_is_nowhere_in_the_log_or_beside_it(filled: Store) -> None:
    """No entry and no file of the log holds the secret or a key."""
    assert filled.vault is not None
    held = [entry.line for entry in entries(filled)]
    held += [file.read_text() for file in filled.vault.folder.iterdir()]

    text = "\n".join(held)
    assert SECRET not in text
    assert filled.vault.key("audit").hex() not in text


def test_lines_of_json_hold_all_of_an_entry(filled: Store) -> None:
    """An entry read from its line equals it, so that lines taken out can be verified off the machine."""
    taken = [entry_from(entry.line) for entry in oldest_first(filled, AuditFilter())]

    assert filled.vault is not None
    assert taken == entries(filled)
    assert verify_lines(taken, filled.vault.key("audit")) == ()
    assert [each.key for each in verify_lines(taken[:3] + taken[4:], filled.vault.key("audit"))] == ["audit.missing"]


def test_changed_settings_are_noted(audited: Store) -> None:
    """At a start the settings that differ from the last start are noted, without the password of an address."""
    url = "postgresql://cockpit:hunter2@db/cockpit"
    for port in (8050, 8050, 8051):
        note_settings(audited, {"database_url": url, "port": port})
    settle(audited)

    first, second = entries(audited)
    assert "hunter2" not in first.line + second.line
    assert (json.loads(second.before or ""), json.loads(second.after or "")) == ({"port": "8050"}, {"port": "8051"})


def test_filters_choose_entries(audited: Store) -> None:
    """Entries are chosen by account, action, region with those below it, and days."""
    note(audited, Action.VIEW, "city", region="330900", actor=ANNA)
    note(audited, Action.REFUSED, "county", region="330902", actor=Actor("bo", "10.0.0.8"))
    settle(audited)

    def chosen(asked: AuditFilter) -> list[str]:
        assert count_of(audited, asked) == len(newest(audited, asked, 50))
        return [entry.about for entry in newest(audited, asked, 50)]

    assert chosen(AuditFilter(account="anna")) == ["city"]
    assert chosen(AuditFilter(action=Action.REFUSED)) == ["county"]
    assert chosen(AuditFilter(region="330902")) == ["county"]
    assert chosen(AuditFilter(region="330900")) == ["county", "city"]
    assert chosen(AuditFilter(last=clock.today() - timedelta(days=1))) == []
    assert newest(audited, AuditFilter(), 1, 1)[0].about == "city"


def test_who_has_a_scope_is_shown_what_belongs_to_it(audited: Store) -> None:
    """What is about its regions, and what its accounts saw elsewhere; no change elsewhere, nobody else's."""
    add_account(audited, Account("bo", "330902", frozenset({Role.VIEWER})), None)
    bo, anna = Actor("bo", "10.0.0.8"), Actor("anna", "10.0.0.7")
    note(audited, Action.VIEW, "anna reads 330902", region="330902", actor=anna)
    note(audited, Action.VIEW, "anna reads 330903", region="330903", actor=anna)
    note(audited, Action.REFUSED, "bo is refused 330903", region="330903", actor=bo)
    note(audited, Action.NOTE, "bo changed 330903 before", region="330903", after="text", actor=bo)
    note(audited, Action.SETTING, "of the server", after="text", actor=anna)
    settle(audited)

    shown = {entry.about for entry in newest(audited, AuditFilter(scope="330902"), 50)}

    assert shown == {"bo", "anna reads 330902", "bo is refused 330903"}
    assert accounts_in(audited, "330903") == ["anna", "bo"]
    assert len(newest(audited, AuditFilter(scope="330900"), 50)) == 6


def test_entries_are_removed_after_their_time_and_the_rest_verifies(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pruning leaves an entry that says up to where, from which the chain is verified; twice is no harm."""
    later = clock.now() + timedelta(days=200)
    monkeypatch.setattr(clock, "now", lambda: later)
    write(filled, "recent")

    assert prune(filled, 180, clock.utc_now()) == 10

    assert [entry.about for entry in entries(filled)] == ["recent", "清除第 10 条及以前的 10 条"]
    assert verify(filled).is_whole
    assert prune(filled, 180, clock.utc_now()) == 0
    run(filled, "DELETE FROM audit_entry WHERE entry_no = 11")
    assert dict(verify(filled).findings[0].fields) == {"first": 11, "last": 11}


def test_all_entries_may_be_past_their_time(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every entry is old the one that says so is left."""
    monkeypatch.setattr(clock, "now", lambda real=clock.now: real() + timedelta(days=400))

    assert prune(filled, 180, clock.utc_now()) == 10
    assert verify(filled).is_whole


def test_a_log_is_kept_for_180_days(filled: Store) -> None:
    """Fewer days than the law asks for are refused."""
    with pytest.raises(DataError, match="180"):
        prune(filled, 179, clock.utc_now())


def test_a_log_that_is_not_whole_is_not_pruned(filled: Store) -> None:
    """Pruning does not remove the traces of a change."""
    run(filled, "UPDATE audit_entry SET about = 'x' WHERE entry_no = 2")

    with pytest.raises(DataError, match="没有清除"):
        prune(filled, 180, clock.utc_now() + timedelta(days=400))


def test_the_whole_log_is_verified_once_a_day(filled: Store) -> None:
    """It is due where it never was, and a day after the last time."""
    now = clock.utc_now()

    assert is_due(filled, now)
    verify(filled)
    assert not is_due(filled, now)
    assert is_due(filled, now + timedelta(hours=25))
