"""What `known` in an address means: a data version, and the moment after which nothing is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from data import clock
from data.clock import SHANGHAI, shanghai, stored
from data.errors import StoreError, UnknownPeriod
from data.reasons import Reason
from data.store import Store
from data.store.history import known_from
from data.store.loads import NO_FIGURES

VERSION = re.compile(r"[1-9][0-9]{0,8}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(rf"{DAY.pattern}T\d{{2}}:\d{{2}}")


class UnknownMoment(UnknownPeriod):
    """A day or version that the store cannot be read as of."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was known: `version` is the newest load that counts, `until` when the last thing that counts happened at the latest.

    `asked` is the text that asked for it, `loaded_at` when the version was loaded and `newest` the newest load there is now.
    `until` is None where nothing happened since that would not count: the present. Times are Shanghai's.
    """

    asked: str
    version: int
    loaded_at: datetime
    newest: int
    until: datetime | None

    @property
    def later(self) -> int:
        """How many loads are not counted."""
        return self.newest - self.version

    @property
    def day(self) -> date:
        """The day whose knowledge it is: the one that was asked for, of a version the one on which it was loaded."""
        return self.loaded_at.date() if VERSION.fullmatch(self.asked) else date.fromisoformat(self.asked[:10])

    @property
    def today(self) -> date:
        """What today was."""
        return self.until.date() if self.until else clock.today()


def is_known_mark(text: str) -> bool:
    """Say whether a text is a version (1284), a day (2026-11-02) or a minute (2026-11-02T08:00)."""
    if VERSION.fullmatch(text):
        return True
    try:
        return bool(DAY.fullmatch(text) or MOMENT.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def known_at(store: Store, asked: str) -> Knowledge:
    """Return what a version, a day (its end in Shanghai) or a minute means.

    Raises UnknownMoment for one to come, one before the first figures and for another text; StoreError for an empty store.
    """
    if not is_known_mark(asked):
        raise UnknownMoment(Reason("known.unknown", {"text": asked[:40]}))
    end = None if VERSION.fullmatch(asked) else _end(asked)
    if end is not None and _begins(asked) > clock.now():
        raise UnknownMoment(Reason("known.to_come", {"text": asked}))
    log = store.schema.loads.c
    with store.reading() as connection:
        counted = log.load_no <= int(asked) if end is None else log.loaded_at < stored(end)
        version = connection.execute(select(func.max(log.load_no)).where(counted)).scalar()
        newest, first = connection.execute(
            select(func.max(log.load_no), func.min(log.loaded_at).filter(log.as_of != NO_FIGURES))
        ).one()
        if first is None:
            raise StoreError(Reason("database.empty"))
        if end is None and int(asked) > newest:
            raise UnknownMoment(Reason("known.no_version", {"version": int(asked), "newest": newest}))
        days = func.max(log.as_of)
        if version is None or connection.execute(select(days).where(log.load_no <= version)).scalar() == NO_FIGURES:
            raise UnknownMoment(Reason("known.before_first", {"day": shanghai(first).date().isoformat()}))
        first_known = known_from(connection, store.schema)
        if version < min(first_known, newest):
            raise UnknownMoment(Reason("known.too_early", {"version": version, "first": first_known}))
        at = dict(
            connection.execute(
                select(log.load_no, log.loaded_at).where(log.load_no.between(version, version + 1))
            ).all()
        )
    ends = [each for each in (end, shanghai(at[version + 1]) if version + 1 in at else None) if each is not None]
    until = min((each for each in ends if each <= clock.now()), default=None)
    return Knowledge(asked, version, shanghai(at[version]), newest, until and until - timedelta(microseconds=1))


def _begins(asked: str) -> datetime:
    return datetime.fromisoformat(asked).replace(tzinfo=SHANGHAI)


def _end(asked: str) -> datetime:
    """Return when a day has ended, of a minute itself."""
    begins = _begins(asked)
    return (
        begins if MOMENT.fullmatch(asked) else datetime.combine(begins.date() + timedelta(days=1), time.min, SHANGHAI)
    )
