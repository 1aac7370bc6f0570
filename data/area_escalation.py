"""Area alerts that nobody acknowledged in time: one level up, and told to the next administrative level.

It happens once for each level that an alert's figure reaches, and is a step of its history; its figure's own level stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from data.area_alerts import (
    COCKPIT,
    ESCALATED,
    AreaAlert,
    Step,
    as_escalated,
    open_alerts,
    step_of,
    utc_now,
    write_steps,
)
from data.area_rules import AlertLevel
from data.errors import CatalogueError
from data.regions import Regions
from data.store import SHANGHAI, Store

FILE = Path(__file__).parent / "area_terms.toml"
DAY = "day"
Terms = Mapping[AlertLevel, timedelta | None]  # None: until the end of the day


@cache
def load_terms(file: Path = FILE) -> Terms:
    """Return how long an alert of each level may wait; raises CatalogueError with file, level and reason."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}：不能读取：{error}。") from error
    return {level: _term(file, level, given.get(level.value)) for level in AlertLevel}


def _term(file: Path, level: AlertLevel, given: object) -> timedelta | None:
    if given == DAY:
        return None
    if type(given) is not int or given < 1:
        raise CatalogueError(f'{file.name}，{level.value}：应为不少于 1 的分钟数，或 "{DAY}"（当日）。')
    return timedelta(minutes=given)


def escalate(store: Store, terms: Terms | None = None, now: datetime | None = None) -> list[Step]:
    """Escalate what is overdue at a moment in UTC without a zone, and return the steps.

    Raises CatalogueError for wrong terms, StoreError while a load is writing.
    """
    known, moment = terms or load_terms(), now or utc_now()
    if not any(_is_overdue(alert, known, moment) for alert in open_alerts(store)):
        return []
    with store.writing() as connection:
        steps = [
            step_of(
                replace(alert, level=_above(alert.level)), ESCALATED, moment, COCKPIT, _receiver(alert, store.regions)
            )
            for alert in as_escalated(connection, store)
            if _is_overdue(alert, known, moment)
        ]
        write_steps(connection, store, steps)
    return steps


def _is_overdue(alert: AreaAlert, terms: Terms, now: datetime) -> bool:
    return not alert.acknowledged_at and not alert.escalated_at and now >= _due(alert, terms)


def _receiver(alert: AreaAlert, regions: Regions) -> str:
    """Return the code of the region above, empty where none is known."""
    above = regions.ancestors(alert.region) if alert.region in regions.by_code else []
    return above[-1].code if above else ""


def _due(alert: AreaAlert, terms: Terms) -> datetime:
    term = terms[alert.level]
    if term is not None:
        return alert.stands_since + term
    day = alert.stands_since.replace(tzinfo=UTC).astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC).replace(tzinfo=None)


def _above(level: AlertLevel) -> AlertLevel:
    return list(AlertLevel)[min(level.height + 1, AlertLevel.RED.height)]
