"""Reads cells as people type them: full-width digits, thousands separators, dashes for nothing, dates of many forms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.periods import FIRST_YEAR, LAST_YEAR

Texts = NDArray[np.object_]

DATE_FORMS = "2026-11-22、2026/11/22、2026年11月22日 或 20261122"
MOST = 10**12
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

_SEPARATED = re.compile(r"[0-9]{1,3}([, '][0-9]{3})+(\.0+)?")
_WHOLE = re.compile(r"[0-9]+(\.0+)?")
_NO_COUNTS = (
    (re.compile("=.*", re.DOTALL), "是没有计算结果的公式。请用表格软件打开后保存，或把公式粘贴为数值。"),
    (
        re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL)[!?]?", re.IGNORECASE),
        "是表格的出错标记。请改正公式，或填数字。",
    ),
    (re.compile(r"-[0-9]+(\.0+)?"), "是负数，计数不能小于 0。"),
    (re.compile(r"-?[0-9]*\.[0-9]+"), "是小数，应填整数。"),
    (re.compile(r".*[%‰]"), "是比率。请填分子、分母的次数，比率由系统计算。"),
    (re.compile("无"), "分不清是没有发生还是没有统计。没有发生填 0，没有统计留空。"),
)
_DAYS = (
    re.compile(
        r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
    ),
    re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_NAMED_DAY = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?:\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})|([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?)(?![0-9])"
)
_RANGE = re.compile(r"日\s*(至|到|—|–|~|-)+\s*([0-9]{4}\s*年|[0-9]{1,2}\s*月|[0-9]{1,2}\s*日|[0-9]{1,2}\.[0-9]{1,2})")


class BadCell(ValueError):
    """A cell that cannot be read; the message is the reason and the way out, in Chinese."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A column of counts: its values (empty is NA), and the reason of each cell that is none, by position."""

    values: pd.arrays.IntegerArray
    faults: dict[int, str]


def clean(text: str) -> str:
    """Return a cell's text without full-width forms, outer blanks and the apostrophe that keeps it text."""
    text = unicodedata.normalize("NFKC", text).strip().strip("\ufeff\u200b")
    return text[1:].strip().strip("\ufeff\u200b") if text.startswith("'") else text


def escaped(text: str) -> str:
    """Return a cell as it may stand in a CSV that a spreadsheet opens: never a formula; `clean` takes it back."""
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
        raise BadCell(f"“{text.strip()}”大得不可能。请核对位数。")
    return number


def _without_marks(text: str) -> str:
    """Return a cell's plain text; raises BadCell for ① or ², which half-width forms would make digits of."""
    if any(unicodedata.category(letter) == "No" for letter in text):
        raise BadCell(f"“{text.strip()}”带有上标或序号。请只填数字。")
    return clean(text)


def _why_no_count(shown: str, plain: str) -> str:
    digits = plain.replace(",", "")
    for form, why in _NO_COUNTS:
        if form.fullmatch(digits):
            return f"“{shown}”{why}"
    return f"“{shown}”不是数字。请填整数，没有数据时留空。"


def read_counts(texts: Texts) -> Counts:
    """Return a whole column of counts; plain digits are read all at once."""
    column = pa.array(texts, pa.string())
    plain = pc.match_substring_regex(column, "^[0-9]{1,12}$")
    values = pc.if_else(plain, column, "0").cast(pa.int64()).to_numpy(zero_copy_only=False).copy()
    absent = ~plain.to_numpy(zero_copy_only=False)
    faults: dict[int, str] = {}
    odd = pc.and_(pc.invert(plain), pc.not_equal(column, ""))
    for at in np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist():
        try:
            number = read_count(texts[at])
        except BadCell as fault:
            faults[at] = str(fault)
            continue
        if number is not None:
            values[at], absent[at] = number, False
    return Counts(pd.arrays.IntegerArray(values, absent), faults)


def read_day(text: str) -> date:
    """Return the day in a cell, also of an Excel serial number; raises BadCell."""
    plain = _without_marks(text)
    for form in _DAYS:
        if found := form.fullmatch(plain):
            return _day(text, *(int(part) for part in found.groups()))
    if _SERIAL.fullmatch(plain):
        day = _SERIAL_ZERO + timedelta(days=int(plain.split(".")[0]))
        return _day(text, day.year, day.month, day.day)
    if not plain:
        raise BadCell(f"缺少日期。请写成 {DATE_FORMS}。")
    raise BadCell(f"“{text.strip()}”不是可识别的日期。请写成 {DATE_FORMS}。")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell(f"“{text.strip()}”不是存在的日期。") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadCell(f"“{text.strip()}”不在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。请核对年份。")
    return found


def day_in(text: str) -> date | None:
    """Return the one day that a title or a file name tells, None when it tells none; raises BadCell for a run of days."""
    plain = unicodedata.normalize("NFKC", text)
    days = set()
    for found in _NAMED_DAY.finditer(plain):
        year, month, day, packed_month, packed_day = found.groups()
        try:
            days.add(date(int(year), int(month or packed_month), int(day or packed_day)))
        except ValueError:
            continue
    if len(days) > 1 or (days and _RANGE.search(_NAMED_DAY.sub("日", plain))):
        raise BadCell(f"“{text.strip()}”写的是一段时间，数据按日装载。请加一列“日期”，每行写一天。")
    return days.pop() if days else None
