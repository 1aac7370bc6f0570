"""Who gave what is loaded already: the line of a load in the log, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from data.store import Store


@dataclass(frozen=True, slots=True)
class LoadedBy:
    """A load by its number: what it came from, who gave it ("" where that was not kept) and when, UTC without a zone."""

    number: int
    source: str
    by: str
    loaded_at: datetime


def loaded_by(store: Store, connection: Connection, number: int) -> LoadedBy:
    """Return who gave a load."""
    loads = store.schema.loads.c
    asked = select(loads.source, loads.post, loads.account, loads.loaded_at).where(loads.load_no == number)
    source, post, account, loaded_at = connection.execute(asked).one()
    return LoadedBy(number, source, post or account or "", loaded_at)
