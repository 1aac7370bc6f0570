"""Reads cells as people type them: full-width digits, thousands separators, dashes for nothing, dates of many forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.load.findings import check_few
from data.periods.period import FIRST_YEAR, LAST_YEAR
from data.reasons import Reason

Texts = NDArray[np.object_]

MOST = 10**12
SMALL = 10**6
EMPTY = {
    "",
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "…",
    "……",
    "na",
    "n/a",
    "null",
    "none",
    "nan",
    "空",
    "未报",
    "未上报",
    "无数据",
}
RISKY = re.compile("[\t\r\n]|[\\s\ufeff\u200b]*[=+@-]")  # what a spreadsheet may take for a formula or a new cell
_KEPT_TEXT = re.compile(r'="([^"]*)"')
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
_REVERSING = "\u202b\u202e\u2067"

_SEPARATED = re.compile(r"[0-9]{1,3}([, '][0-9]{3})+(\.0+)?")
_WHOLE = re.compile(r"[0-9]+(\.0+)?")
_NO_COUNTS = (
    (re.compile("=.*", re.DOTALL), "cell.formula"),
    (re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL)[!?]?", re.IGNORECASE), "cell.error"),
    (re.compile(r"-[0-9]+(\.0+)?"), "cell.negative"),
    (re.compile(r"-?[0-9]*\.[0-9]+"), "cell.fraction"),
    (re.compile(r".*[%‰]"), "cell.rate"),
    (re.compile("无"), "cell.none"),
)
_CALENDAR_DAY = "|".join(
    (
        r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})(?![0-9])",
        r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})(?![0-9])\s*[日号]?",
        r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])",
    )
)
_WEEKDAY = r"\s*[(\[【]?\s*(?:(?:星期|礼拜|周)(?P<zh>[一二三四五六日天])|(?P<day>日)(?=\s*[)\]】])|(?P<en>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\s*[)\]】]?,?"
_HOUR = (
    r"(?:T|\s*(?:上午|下午|晚上|晚|凌晨|中午)?\s*)"
    r"(?P<hour>[01]?[0-9]|2[0-4])(?:[:时点](?P<minute>[0-5][0-9])?分?(?::[0-5][0-9](?:\.[0-9]+)?)?)"
    r"(?:\s*[ap]m|\s*(?P<zone>z|utc|[+-][0-9]{2}:?(?:[0-9]{2})?))?"
)
_DAY = re.compile(rf"(?:{_CALENDAR_DAY})(?:{_WEEKDAY})?(?:{_HOUR})?", re.IGNORECASE)
_WEEKDAYS = {**{word: at for at, word in enumerate("一二三四五六日")}, "天": 6}
_WEEKDAYS |= {word: at for at, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_HERE = timedelta(hours=8)  # Asia/Shanghai keeps one time the year round
_LESS_THAN_A_DAY = re.compile(r"[0-9]{4}年(?:[0-9]{1,2}月)?|[0-9]{1,2}月|星期[一二三四五六日]")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
SERIAL_ZERO = date(1899, 12, 30)
SERIAL_ZERO_1904 = date(1904, 1, 1)


class BadCell(ValueError):
    """A cell that cannot be read; the message is the reason and the way out, in Chinese."""

    def __init__(self, reason: Reason | str) -> None:
        """Keep the reason: a form says it in the reader's language."""
        super().__init__(reason)
        self.reason = reason


class DayOutside(BadCell):
    """A cell with a day of a year that no figures can be of; `day` is that day."""

    def __init__(self, reason: Reason, day: date) -> None:
        """Keep the day: it is not that of another row."""
        super().__init__(reason)
        self.day = day


@dataclass(frozen=True, slots=True)
class Counts:
    """A column of counts: its values (empty is NA), and the reason why a cell is not a count, by position.

    `conversions` says how cells that state a unit of their own were converted.
    """

    values: pd.arrays.IntegerArray
    faults: dict[int, str]
    conversions: tuple[str, ...] = ()


def visible(text: str) -> str:
    """Return a text without invisible characters: zero-width and direction marks, soft hyphens."""
    return text if text.isascii() else "".join(letter for letter in text if not _is_unseen(letter))


@lru_cache(maxsize=4096)
def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f" or letter in _FILLERS


def clean(text: str) -> str:
    """Return a cell's text without full-width forms, outer blanks and what keeps it text: an apostrophe, ="…"."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text))
    text = text.strip()
    if found := _KEPT_TEXT.fullmatch(text):
        text = found[1].strip()
    return text[1:].strip() if text.startswith("'") else text


def escaped(text: str) -> str:
    """Return a cell as it may be written into a CSV that a spreadsheet opens: never a formula; `clean` reverses it."""
    return f"'{text}" if RISKY.match(unicodedata.normalize("NFKC", text)) else text


def is_empty(text: str) -> bool:
    """Say whether a cell holds nothing: blank, a dash, a stroke."""
    return clean(text).lower() in EMPTY


def read_count(text: str) -> int | None:
    """Return the whole number in a cell, None when it is empty; raises BadCell."""
    plain = _without_marks(text)
    if plain.lower() in EMPTY:
        return None
    if _SEPARATED.fullmatch(plain):
        plain = re.sub("[, ']", "", plain)
    if not _WHOLE.fullmatch(plain):
        raise BadCell(_why_no_count(text.strip(), plain))
    number = int(plain.split(".")[0])
    if number >= MOST:
        raise BadCell(Reason("cell.too_large", {"text": text.strip()}))
    return number


def _without_marks(text: str) -> str:
    """Return a cell's plain text; raises BadCell for ① or ², which half-width forms would make digits of."""
    if text.isascii():
        return clean(text)
    if any(unicodedata.category(letter) == "No" for letter in text):
        raise BadCell(Reason("cell.raised", {"text": text.strip()}))
    if any(letter in _REVERSING for letter in text):
        raise BadCell(Reason("cell.reversing", {"text": visible(text).strip()}))
    return clean(text)


def _why_no_count(shown: str, plain: str) -> Reason:
    digits = plain.replace(",", "")
    return Reason(next((key for form, key in _NO_COUNTS if form.fullmatch(digits)), "cell.no_count"), {"text": shown})


def read_counts(texts: Texts) -> Counts:
    """Return a column of counts; plain digits are read all at once."""
    column = pa.array(texts, pa.string())
    plain = pc.match_substring_regex(column, "^[0-9]{1,12}$")
    values = pc.if_else(plain, column, "0").cast(pa.int64()).to_numpy(zero_copy_only=False).copy()
    absent = ~plain.to_numpy(zero_copy_only=False)
    odd = pc.and_(pc.invert(plain), pc.not_equal(column, ""))
    faults = _read_into(values, absent, texts, np.flatnonzero(odd.to_numpy(zero_copy_only=False)), read_count)
    return Counts(pd.arrays.IntegerArray(_narrowed(values), absent), faults)


def counts_read(texts: Texts, read: Callable[[str], int | None]) -> Counts:
    """Return a column of counts, each cell read by a function that returns None for an empty one or raises BadCell."""
    values, absent = np.zeros(len(texts), np.int64), np.ones(len(texts), bool)
    faults = _read_into(values, absent, texts, np.arange(len(texts)), read)
    return Counts(pd.arrays.IntegerArray(_narrowed(values), absent), faults)


def _read_into(
    values: NDArray[np.int64],
    absent: NDArray[np.bool_],
    texts: Texts,
    where: NDArray[np.intp],
    read: Callable[[str], int | None],
) -> dict[int, str]:
    """Read some cells into a column that is empty there; return why cells are not counts, by position."""
    faults: dict[int, str] = {}
    for at in where.tolist():
        try:
            number = read(texts[at])
        except BadCell as fault:
            faults[at] = str(fault)
            check_few(len(faults), faults[at])
            continue
        if number is not None:
            values[at], absent[at] = number, False
    return faults


def _narrowed(values: NDArray[np.int64]) -> NDArray[np.int64] | NDArray[np.int32]:
    """Return counts in four bytes each where all are small, so that the column of a long file takes half the memory.

    Small means that a count multiplied by the minutes of a day still fits into four bytes.
    """
    return values.astype(np.int32) if values.max(initial=0) <= SMALL else values


def read_day(text: str, zero: date = SERIAL_ZERO) -> date:
    """Return the day in a cell, with or without its weekday and time of day; raises BadCell.

    A time with a zone counts as the day it is in Asia/Shanghai. A bare serial number counts from `zero`.
    """
    plain = _without_marks(text)
    if found := _DAY.fullmatch(plain):
        return _calendar_day(text, found)
    if _SERIAL.fullmatch(plain):
        day = zero + timedelta(days=int(plain.split(".")[0]))
        return _day(text, day.year, day.month, day.day)
    if not plain:
        raise BadCell(Reason("cell.date_empty"))
    if _LESS_THAN_A_DAY.fullmatch(plain):
        raise BadCell(Reason("cell.no_day", {"text": text.strip()}))
    raise BadCell(Reason("cell.no_date", {"text": text.strip()}))


def _calendar_day(text: str, found: re.Match[str]) -> date:
    year, month, day = (int(part) for part in found.groups()[:9] if part)
    written = _day(text, year, month, day)
    weekday = found["zh"] or found["day"] or (found["en"] or "").lower()
    if weekday and _WEEKDAYS[weekday] != written.weekday():
        right = "一二三四五六日"[written.weekday()]
        raise BadCell(Reason("cell.weekday", {"text": text.strip(), "day": written.isoformat(), "weekday": right}))
    if not found["zone"]:
        return written
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    moment = datetime(year, month, day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001  the zone follows
    here = (moment - _offset(found["zone"]) + _HERE).date()
    return _day(text, here.year, here.month, here.day)


def _offset(zone: str) -> timedelta:
    """Return how far a written zone is ahead of UTC: Z, +08, +0800, +08:00."""
    digits = zone[1:].replace(":", "")
    if not digits.isdigit():
        return timedelta(0)
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -ahead if zone.startswith("-") else ahead


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell(Reason("cell.not_in_calendar", {"text": text.strip()})) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DayOutside(Reason("cell.years", {"text": text.strip(), "first": FIRST_YEAR, "last": LAST_YEAR}), found)
    return found
