"""Updates area alerts to the newest figures: opened, raised, lowered and closed by each load's figures.

An alert is one rule in one place. It stays open, the same one, until its figure is back within limits; where the
figure is not known it stays as it is. Its level follows the figure, and an acknowledged one needs that again only
above the highest level it has had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from data import clock
from data.alerts.alerts import AlertStep, AreaAlert, open_now
from data.alerts.book import Book
from data.alerts.figures import AlertVerdict, Place, judged_days, places, roll_call, verdicts
from data.alerts.rules import AreaRule, load_area_rules
from data.alerts.since import first_days
from data.readings.shown_day import latest_load
from data.regions.owners import region_of
from data.store import LoadEntry, Store

GONE = "规则或地区已撤销"


def evaluate(
    store: Store,
    rules: Mapping[str, AreaRule] | None = None,
    now: datetime | None = None,
    touched: Collection[str] | None = None,
) -> list[AlertStep]:
    """Judge the newest figures, update the alerts, and return what happened to them.

    Where the newest load changed only the `touched` owners and all before it were judged for the same day, only those
    and what is above them are judged. Nothing happens in an empty store, or where a newer load came in between: that one
    judges for both. Raises CatalogueError for wrong rules, StoreError while another load is writing.
    """
    known = rules or load_area_rules(store.catalogue)
    with store.reading() as connection:
        entry, version = latest_load(store), store.version()
        if entry is None:
            return []
        within = _looked_at(connection, store, entry, version, touched)
        days = judged_days(store, entry, within)
        found = verdicts(store, known, days, within)
        firsts = first_days(connection, store, known, found)
    existing = {(rule.key, code) for rule in known.values() for code in places(store, rule.level, days.as_of)}
    with store.writing() as connection:
        if store.next_version(connection) - 1 != version:
            return []
        book = Book(connection, store, known, version, days.as_of, now or clock.utc_now(), firsts)
        _keep(book, found, existing)
        book.write()
        loads = store.schema.loads
        judged = update(loads).where(loads.c.load_no <= version, loads.c.judged_day.is_(None))
        connection.execute(judged.values(judged_day=days.as_of))
    return book.steps


def foreseen(store: Store, connection: Connection, touched: Collection[str]) -> list[tuple[AreaAlert, AlertStep]]:
    """Return what judging the figures that a transaction has written would do to alerts of some owners, without doing it.

    Only the `touched` owners and what is above them are looked at. What is read must see the transaction
    (`Store.reading_within`).
    """
    known, entry = load_area_rules(store.catalogue), latest_load(store)
    if entry is None:
        return []
    within = _with_above(store, touched)
    days = judged_days(store, entry, within)
    found = verdicts(store, known, days, within)
    book = Book(connection, store, known, entry.version, days.as_of, clock.utc_now(), {})
    _keep(book, found, None)
    return list(zip(book.noted, book.steps, strict=True))


def _keep(book: Book, found: Mapping[Place, AlertVerdict], existing: Collection[Place] | None) -> None:
    """Note in a book what verdicts do to the alerts that are open; those of places that no longer exist are closed."""
    held = {(alert.rule, alert.region): alert for alert in open_now(book.connection)}
    for place, alert in held.items():
        if existing is not None and place not in existing:
            book.close(alert, GONE)
        elif place in found:
            book.follow(alert, found[place])
    for place, verdict in found.items():
        if place not in held and verdict.level is not None:
            book.open(place, verdict, verdict.level)


def _looked_at(
    connection: Connection, store: Store, entry: LoadEntry, version: int, touched: Collection[str] | None
) -> frozenset[str] | None:
    """Return the places that a load may have changed the verdict on, None for all of them."""
    if touched is None or roll_call(entry) != entry.as_of:
        return None
    is_known = _is_judged_before(connection, store, version, entry.as_of)
    return _with_above(store, touched) if is_known else None


def _is_judged_before(connection: Connection, store: Store, version: int, day: date) -> bool:
    """Say whether every load before the newest was judged, the last of them for the same day."""
    loads = store.schema.loads.c
    earlier = select(func.count(), func.count(loads.judged_day)).where(loads.load_no < version)
    last = select(loads.judged_day).where(loads.load_no < version).order_by(loads.load_no.desc()).limit(1)
    number, judged = connection.execute(earlier).one()
    return bool(number == judged and connection.execute(last).scalar() == day)


def _with_above(store: Store, owners: Iterable[str]) -> frozenset[str]:
    """Return owners, the counties of bureau rows, those that came wholly out of them, and every region above."""
    starts = {region_of(owner) for owner in owners}
    starts |= {region.code for start in starts for region in store.regions.ancestors(start)}
    heirs = (
        region.code for region in store.regions.inside if not starts.isdisjoint(store.regions.lineage(region.code))
    )
    return frozenset([*starts, *heirs])
