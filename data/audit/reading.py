"""Reads the log: the entries that somebody asks for, the newest first, and what filters can choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from data.audit.action import Action
from data.audit.chain import AT_ONCE, entries_of
from data.audit.entry import COLUMNS, AuditEntry
from data.clock import SHANGHAI, stored
from data.schema.accounts import AccountRow, AuditRow
from data.store import Store


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are asked for; without a condition all. Days are those of Shanghai, both included.

    `region` means the region and all below it. `scope` is that of who asks: what is about its regions, and what its
    accounts saw, took out or were refused anywhere; empty for everything.
    """

    account: str = ""
    action: Action | None = None
    region: str = ""
    first: date | None = None
    last: date | None = None
    scope: str = ""

    def conditions(self, store: Store) -> list[ColumnElement[bool]]:
        """Return what a row has to fulfil; raises UnknownRegion."""
        found: list[ColumnElement[bool]] = []
        if self.account:
            found.append(AuditRow.account == self.account)
        if self.action is not None:
            found.append(AuditRow.what == self.action.value)
        if self.region:
            found.append(AuditRow.region.in_(_inside(store, self.region)))
        if self.scope and self.scope != store.regions.root.code:
            inside = _inside(store, self.scope)
            own = select(AccountRow.name).where(AccountRow.region.in_(inside))
            changed_nothing = and_(AuditRow.before.is_(None), AuditRow.after.is_(None))
            found.append(or_(AuditRow.region.in_(inside), and_(AuditRow.account.in_(own), changed_nothing)))
        if self.first is not None:
            found.append(AuditRow.made_at >= _start(self.first))
        if self.last is not None:
            found.append(AuditRow.made_at < _start(self.last + timedelta(days=1)))
        return found


def count_of(store: Store, asked: AuditFilter) -> int:
    """Return how many entries there are."""
    with store.reading_rows() as session:
        return session.scalar(select(func.count(AuditRow.number)).where(*asked.conditions(store))) or 0


def newest(store: Store, asked: AuditFilter, most: int, skipped: int = 0) -> list[AuditEntry]:
    """Return the newest entries, the last one first, without those that were skipped."""
    wanted = select(*COLUMNS).where(*asked.conditions(store)).order_by(AuditRow.number.desc())
    with store.reading() as connection:
        return entries_of(connection, wanted.offset(skipped).limit(most))


def oldest_first(store: Store, asked: AuditFilter) -> Iterator[AuditEntry]:
    """Yield all entries in their order, as they were when the first was read."""
    conditions, number = asked.conditions(store), 0
    with store.engine.connect() as connection:
        end = connection.execute(select(func.max(AuditRow.number))).scalar() or 0
        while True:
            wanted = select(*COLUMNS).where(*conditions, AuditRow.number > number, AuditRow.number <= end)
            found = entries_of(connection, wanted.order_by(AuditRow.number).limit(AT_ONCE))
            yield from found
            if len(found) < AT_ONCE:
                return
            number = found[-1].number


def accounts_in(store: Store, scope: str) -> list[str]:
    """Return the accounts that the log names to who has a scope."""
    with store.reading_rows() as session:
        within = AuditFilter(scope=scope).conditions(store)
        return sorted(session.scalars(select(AuditRow.account).distinct().where(*within)))


def _inside(store: Store, code: str) -> list[str]:
    """Return the codes of a region and all below it; raises UnknownRegion."""
    top, regions = store.regions.get(code).code, store.regions
    return [top, *(each.code for each in regions.inside if regions.within(each.code, top))]


def _start(day: date) -> datetime:
    return stored(datetime.combine(day, time.min, SHANGHAI))
