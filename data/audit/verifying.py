"""Verifies the whole log: every seal, every number, and its end with what is known outside the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from data import clock
from data.audit.action import Action
from data.audit.beside import Beside, Head, beside
from data.audit.chain import PURPOSE, entries_after, last_seal, pruned_to
from data.audit.entry import GENESIS, AuditEntry
from data.audit.recording import advance, record, settle
from data.errors import StoreError
from data.reasons import Reason
from data.store import Store
from data.store.outage import outage

MOST_FINDINGS = 20
CHECKED_EACH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What was found: the first and last entry there are, 0 without any, how many, and what is wrong, first things first.

    `waiting` entries are still in the file that they are noted in. `remarks` are no faults.
    """

    first: int
    last: int
    count: int
    findings: tuple[Reason, ...]
    remarks: tuple[Reason, ...] = ()
    waiting: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(slots=True)
class _Walk:
    """A walk along the chain: where it is, and what it found."""

    key: bytes
    head: Head
    number: int
    seal: str
    first: int = 0
    count: int = 0
    faults: int = 0
    at_head: str = ""
    findings: list[Reason] = field(default_factory=list)

    def step(self, entry: AuditEntry) -> None:
        if entry.number > self.number + 1:
            self._find("audit.missing", first=self.number + 1, last=entry.number - 1)
        elif entry.number <= self.number or entry.seal_after(self.key, self.seal) != entry.seal:
            self.faults += 1
            self._find("audit.edited", number=entry.number)
        self.first = self.first or entry.number
        self.count += 1
        self.number, self.seal = entry.number, entry.seal
        if entry.number == self.head.number:
            self.at_head = entry.seal

    def _find(self, key: str, **fields: object) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Reason(key, fields))


def verify(store: Store) -> ChainCheck:
    """Verify the log of a store and keep the result beside it; raises StoreError for a store without a vault.

    What waits is written first, where no load is under way.
    """
    files = beside(store)
    if files is None:
        raise StoreError("这个库是不带密钥打开的，没有审计可以核对。请在服务器上运行 cockpit audit verify。")
    settle(store)
    advance(store)
    try:
        found = _verified(store, files, store.key(PURPOSE))
    except OperationalError as error:
        raise outage(error) from error
    at, first = clock.utc_now().isoformat(timespec="seconds"), found.findings[0] if found.findings else None
    fault, fields = (first.key, {key: int(str(part)) for key, part in first.fields.items()}) if first else ("", {})
    with files.locked():
        files.put_head(replace(files.head() or Head(), checked=found.last, checked_at=at, fault=fault, fields=fields))
    return found


def is_due(store: Store, now: datetime) -> bool:
    """Say whether the whole log was not verified for a day; `now` in UTC without a zone. Raises StoreError."""
    files = beside(store)
    head = files.head() if files else None
    return head is not None and now - head.checked_moment >= CHECKED_EACH


def accept_end(store: Store, reason: str) -> int:
    """Take the end of the log as it is now for the true one, after a backup was restored; return its number.

    An entry says who did it, why, and what the end was known to be. Raises StoreError.
    """
    files = beside(store)
    known = files.head() if files else None
    if files is None or known is None:
        raise StoreError("库外还没有审计末尾的记录，不必说明恢复。请运行 cockpit audit verify。")
    end = {"number": known.number, "seal": known.seal}
    with store.writing_briefly() as connection:
        record(
            store,
            connection,
            Action.RESTORE,
            reason,
            before=end,
            after=dict(zip(end, last_seal(connection), strict=True)),
        )
    with files.locked(), store.reading() as connection:
        number, seal = last_seal(connection)
        files.put_head(Head(number, seal, known.begun, min(known.shipped, number)))
    return number


def verify_lines(entries: Iterable[AuditEntry], key: bytes) -> tuple[Reason, ...]:
    """Verify entries that were taken out, one after the other; the seal before the first one is not known."""
    previous: AuditEntry | None = None
    findings = []
    for entry in entries:
        if previous is not None and entry.number != previous.number + 1:
            findings.append(Reason("audit.missing", {"first": previous.number + 1, "last": entry.number - 1}))
        elif (previous or entry.number == 1) and entry.seal_after(
            key, previous.seal if previous else GENESIS
        ) != entry.seal:
            findings.append(Reason("audit.edited", {"number": entry.number}))
        previous = entry
    return tuple(findings[:MOST_FINDINGS])


def _verified(store: Store, files: Beside, key: bytes) -> ChainCheck:
    head = files.head() or Head()  # before the entries: it never goes beyond them
    with store.reading() as connection:
        walk = _Walk(key, head, *pruned_to(connection))
        for entry in entries_after(connection, None):
            walk.step(entry)
    findings, remarks = walk.findings, []
    if walk.count > 1 and walk.faults == walk.count:
        findings = [Reason("audit.other_key", {"count": walk.count})]
    if head.number > walk.number:
        cut = {"last": walk.number, "head": head.number, "count": head.number - walk.number}
        findings.append(Reason("audit.cut", cut))
    elif walk.at_head and walk.at_head != head.seal and not findings:
        findings.append(Reason("audit.rewritten", {"number": head.number}))
    if head.begun:
        remarks.append(Reason("audit.begun", {"number": head.begun}))
    if lost := files.unreadable():
        remarks.append(Reason("audit.unreadable", {"count": lost}))
    last = walk.number if walk.count else 0
    return ChainCheck(walk.first, last, walk.count, tuple(findings), tuple(remarks), files.waiting())
