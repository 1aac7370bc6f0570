"""What must be done about an area alert by when: the limits of each level from `terms.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from data.alerts.rules import AlertLevel
from data.clock import SHANGHAI, shanghai, stored
from data.errors import CatalogueError
from data.periods.workdays import is_working

FILE = Path(__file__).with_name("terms.toml")
DAY = "day"
WORKDAYS = re.compile(r"([1-9]) workdays")


class Duty(StrEnum):
    """The duties, in their order."""

    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class AlertTerm:
    """How long something may take: `minutes`, or until the end of the day `workdays` working days later."""

    minutes: int | None
    workdays: int = 0

    def due(self, since: datetime) -> datetime:
        """Return when it is due, as `since` in UTC without a zone; days are those of Shanghai."""
        if self.minutes is not None:
            return since + timedelta(minutes=self.minutes)
        day = shanghai(since).date()
        left = self.workdays
        while left:
            day += timedelta(days=1)
            left -= is_working(day)
        return stored(datetime.combine(day + timedelta(days=1), time(), SHANGHAI))


Terms = Mapping[AlertLevel, Mapping[Duty, AlertTerm]]


@cache
def load_terms(file: Path = FILE) -> Terms:
    """Return the limits of each level; raises CatalogueError with file, level, duty and reason."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}：不能读取：{error}。") from error
    return {level: _terms(file, level, given.get(level.value)) for level in AlertLevel}


def _terms(file: Path, level: AlertLevel, given: Any) -> Mapping[Duty, AlertTerm]:
    is_whole = isinstance(given, dict) and {Duty.ACKNOWLEDGE, Duty.CLOSE} <= set(given) <= set(Duty)
    if not is_whole:
        raise CatalogueError(f"{file.name}，{level.value}：应写 acknowledge 和 close，可加 report。")
    return {duty: _term(file, f"{level.value}.{duty.value}", given[duty]) for duty in Duty if duty in given}


def _term(file: Path, where: str, given: object) -> AlertTerm:
    if given == DAY:
        return AlertTerm(None)
    if isinstance(given, str) and (found := WORKDAYS.fullmatch(given)):
        return AlertTerm(None, int(found[1]))
    if type(given) is not int or given < 1:
        raise CatalogueError(f'{file.name}，{where}：应为不少于 1 的分钟数、"{DAY}"（当日）或 "3 workdays"（工作日）。')
    return AlertTerm(given)
