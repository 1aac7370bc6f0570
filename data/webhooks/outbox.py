"""What is to be delivered to which receiver, kept in the database until it is delivered or given up.

A receiver is known here by a name alone; its address, key and region are in the settings. It gets what happened in its
region and below since it was first named there, at least once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, delete, func, select, update
from sqlalchemy.orm import Session

from data.regions.scope import is_within
from data.schema.operations import WebhookDeliveryRow
from data.store import Store
from data.webhooks.events import events_since

START = "start"  # in place of an event: since when a receiver gets any
LOOK_BACK, KEPT = timedelta(days=28), timedelta(days=30)
CLAIMED = timedelta(minutes=2)  # longer than any attempt
FIRST_DELAY = timedelta(seconds=55)  # so that the round a minute later has it
LONGEST_DELAY = timedelta(hours=6)
MOST_ATTEMPTS = 12  # about 24 hours: a receiver may be away for a night and a day
LONGEST_FAULT = 200

ROW = WebhookDeliveryRow
IS_GIVEN_UP = and_(ROW.ended_at.is_not(None), ROW.fault.is_not(None))


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event for a receiver that was sent `attempts` times without success."""

    receiver: str
    event: str
    body: str
    attempts: int


def put_events(store: Store, receivers: Mapping[str, str], now: datetime) -> None:
    """Add what happened lately and is not yet there for each receiver; forget what is old, and other receivers.

    `receivers` have the code of the region that each may see, with all below it, by name. `now` is UTC without a zone.
    """
    happened = events_since(store, now - LOOK_BACK) if receivers else []
    with store.reading_rows() as session:
        held = {
            (row.receiver, row.event): row.made_at
            for row in session.execute(select(ROW.receiver, ROW.event, ROW.made_at))
        }
    second = now.replace(microsecond=0)  # weeks are frozen at whole seconds
    new = []
    for name, scope in receivers.items():
        begun = held.get((name, START), second)
        if (name, START) not in held:
            new.append(ROW(receiver=name, event=START, made_at=begun))
        new += [
            ROW(receiver=name, event=each.key, made_at=each.at, body=each.body, due_at=now)
            for each in happened
            if each.at >= begun and (name, each.key) not in held and is_within(store.regions, each.place, scope)
        ]
    is_old = and_(ROW.event != START, ROW.made_at < now - KEPT)
    is_over = any(at < now - KEPT for (_, event), at in held.items() if event != START)
    if new or is_over or {name for name, _ in held} - set(receivers):
        with store.writing_briefly() as connection, Session(connection) as session:
            session.execute(delete(ROW).where(is_old | ROW.receiver.not_in(receivers)))
            session.add_all(new)
            session.flush()


def deliveries_due(store: Store, receiver: str, now: datetime, most: int) -> list[Delivery]:
    """Return what a receiver should be sent by now, the oldest first."""
    asked = (
        select(ROW.receiver, ROW.event, ROW.body, ROW.attempts)
        .where(ROW.receiver == receiver, ROW.due_at <= now)
        .order_by(ROW.made_at, ROW.event)
        .limit(most)
    )
    with store.reading() as connection:
        return [
            Delivery(name, event, body or "", attempts) for name, event, body, attempts in connection.execute(asked)
        ]


def claim(store: Store, delivery: Delivery, now: datetime) -> bool:
    """Take a delivery that is due, for this process alone; return whether no other was quicker.

    Where it ends before it records the result, the delivery is due again soon.
    """
    is_due = and_(ROW.receiver == delivery.receiver, ROW.event == delivery.event, ROW.due_at <= now)
    with store.writing_briefly() as connection:
        return bool(connection.execute(update(ROW).where(is_due).values(due_at=now + CLAIMED)).rowcount)


def put_delivered(store: Store, delivery: Delivery, now: datetime) -> None:
    """Record that a delivery was taken."""
    _update(store, delivery, attempts=delivery.attempts + 1, due_at=None, ended_at=now, fault=None)


def put_failed(store: Store, delivery: Delivery, now: datetime, fault: str, *, is_final: bool = False) -> bool:
    """Record that a delivery was not taken and why; return whether it is given up now.

    It is sent again after a minute, then after twice as long each time, up to six hours.
    """
    attempts = delivery.attempts + 1
    is_over = is_final or attempts >= MOST_ATTEMPTS
    due = None if is_over else now + min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
    _update(
        store, delivery, attempts=attempts, due_at=due, ended_at=now if is_over else None, fault=fault[:LONGEST_FAULT]
    )
    return is_over


def try_again(store: Store, now: datetime) -> int:
    """Make every delivery that was given up due again; return how many."""
    with store.writing_briefly() as connection:
        again = update(ROW).where(IS_GIVEN_UP).values(attempts=0, due_at=now, ended_at=None)
        return int(connection.execute(again).rowcount)


def count(store: Store) -> Mapping[str, tuple[int, int]]:
    """Return by receiver how many deliveries wait and how many were given up."""
    given_up = func.sum(case((IS_GIVEN_UP, 1), else_=0))
    asked = select(ROW.receiver, func.count(ROW.due_at), given_up).group_by(ROW.receiver)
    with store.reading() as connection:
        return {receiver: (waiting, int(failed)) for receiver, waiting, failed in connection.execute(asked)}


def _update(store: Store, delivery: Delivery, **values: object) -> None:
    row = and_(ROW.receiver == delivery.receiver, ROW.event == delivery.event)
    with store.writing_briefly() as connection:
        connection.execute(update(ROW).where(row).values(**values))
