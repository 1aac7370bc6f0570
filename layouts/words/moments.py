"""Moments in words: the clock of Shanghai, and how much time is left until one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

from data.clock import shanghai
from layouts.words.language import Language

MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 24 * 60


def clock_time(moment: datetime, words: Language, today: date | None = None) -> str:
    """Return a moment in UTC without a zone as the clock of Shanghai, with its day unless it is `today`; midnight ends a day."""
    local = shanghai(moment)
    is_midnight = local.time() == time()
    day = local.date() - timedelta(days=1) if is_midnight else local.date()
    hour = "24:00" if is_midnight else f"{local:%H:%M}"
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    key = near.get((day - today).days, "other") if today else "other"
    return words(f"moments.{key}", day=words.day(day), hour=hour)


def left(due: datetime, now: datetime, words: Language) -> str:
    """Return how much time is left until a moment, or how much has passed since."""
    minutes = int((due - now).total_seconds() // 60)
    key, amount = ("left", minutes) if minutes >= 0 else ("late", -minutes)
    unit, of_one = "minutes", 1
    if amount >= 2 * MINUTES_A_DAY:
        unit, of_one = "days", MINUTES_A_DAY
    elif amount >= MINUTES_AN_HOUR:
        unit, of_one = "hours", MINUTES_AN_HOUR
    return words(f"moments.{key}.{unit}", count=amount // of_one)


def stamp(moment: datetime) -> int:
    """Return a moment in UTC without a zone as a browser counts time: milliseconds since 1970."""
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)


def left_words(words: Language) -> str:
    """Return the words of `left` as JSON for assets/countdown.js, which goes on counting in the browser."""
    units = ("minutes", "hours", "days")
    said = {key: [words.forms(f"moments.{key}.{unit}") for unit in units] for key in ("left", "late")}
    return json.dumps({"lang": words.tongue, **said}, ensure_ascii=False)
