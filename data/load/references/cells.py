"""Reads the cells of reference tables: names, choices, months, partial dates, lists and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from data.catalogue.reference_tables import METRICS, ReferenceColumn, ReferenceKind
from data.errors import UnknownRegion
from data.load.files.cells import MOST, SERIAL_ZERO, BadCell, clean, is_empty, read_count, read_day
from data.load.headers.vocabulary import bare
from data.load.rows.places import Places, code_in
from data.periods.period import FIRST_YEAR, LAST_YEAR
from data.reasons import Reason
from data.regions import Level
from data.text.free import text_fault, tidy, unprintable

EARLIEST_YEAR = 1949  # history reaches further back than figures do
LONGEST_LINK = 500
LAST_HOUR, LAST_MINUTE = 23, 59
YES, NO = {"是", "有", "1", "yes", "y", "true"}, {"否", "无", "0", "no", "n", "false"}
LEVELS = {Level.PROVINCE: "省", Level.CITY: "设区市", Level.COUNTY: "县（市、区）", Level.OFFICE: "司法所"}

_ITEMS = re.compile(r"[、;；,，/|\n]+")
_WHEN = re.compile(r"([0-9]{4})(?:年|[-/.])?(?:([0-9]{1,2})(?:月|[-/.])?(?:([0-9]{1,2})[日号]?)?)?(?:[T ]0?0:00.*)?")
_TIME = re.compile(r"([0-9]{1,2})(?:[:：]([0-9]{2})(?:[:：]00)?|[点时](?:([0-9]{1,2})分?)?)")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:\(?0[0-9]{2,3}\)?[- ]?)?[0-9]{3,4}[- ]?[0-9]{4}(?:(?:转|-)[0-9]{1,6})?|[1-9][0-9]{2,5}")
_SEPARATED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True)
class ReferenceReader:
    """Reads cells; `known` are the values that columns may name, by the key of the table that lists them."""

    places: Places
    known: Mapping[str, frozenset[str]]
    day_zero: date = SERIAL_ZERO

    def value(self, column: ReferenceColumn, text: str) -> object:
        """Return the Python value of a cell as `ReferenceKind` has it; raises BadCell."""
        if not text.strip() or (column.kind is not ReferenceKind.TEXT and is_empty(text)):
            if column.required:
                raise BadCell(Reason("cell.empty", {"column": column}))
            return column.empty
        read: Mapping[ReferenceKind, Callable[[ReferenceColumn, str], object]] = {
            ReferenceKind.TEXT: self._text,
            ReferenceKind.WHOLE: lambda _, cell: read_count(cell),
            ReferenceKind.NUMBER: _number,
            ReferenceKind.DATE: lambda _, cell: read_day(cell, self.day_zero),
            ReferenceKind.MONTH: lambda column, cell: _month(column, cell, self.day_zero),
            ReferenceKind.WHEN: lambda _, cell: when(cell, self.day_zero),
            ReferenceKind.TIME: _time,
            ReferenceKind.CHOICE: _choice,
            ReferenceKind.FLAG: _flag,
            ReferenceKind.REGION: self._region,
            ReferenceKind.LIST: _list,
            ReferenceKind.LINK: _link,
            ReferenceKind.TELEPHONE: _telephone,
        }
        return read[column.kind](column, text)

    def _text(self, column: ReferenceColumn, text: str) -> str:
        plain = _within(column, _prose(text))
        known = self.known.get(column.known, frozenset())
        if column.known == METRICS and plain not in known:
            near = "、".join(get_close_matches(plain, sorted(known), n=1))
            hint = f"最接近的是 {near}；" if near else ""
            raise BadCell(f"“{plain}”不是指标代码。{hint}全部代码见 cockpit metrics，不能比的留空。")
        if column.known and plain not in known:
            raise BadCell(
                f"“{plain}”不在{column.zh}的名单里。请核对写法，或先装载名单（cockpit template {column.known}）。"
            )
        return plain

    def _region(self, column: ReferenceColumn, text: str) -> str:
        plain = code_in(text)
        if not column.levels and plain in self.places.regions.by_code:
            return plain
        if column.levels == (Level.COUNTY,):
            return self.places.county(text)
        try:
            code = self.places.regions.named(plain)
        except UnknownRegion as error:
            raise BadCell(str(error)) from None
        if column.levels and self.places.regions.get(code).level not in column.levels:
            raise BadCell(f"“{plain}”不能填在这里。请填{'或'.join(LEVELS[level] for level in column.levels)}。")
        return code


def when(text: str, zero: date = SERIAL_ZERO) -> str:
    """Return a year, month or day as far as it is given: "2006", "2013-03", "2020-07-31"; raises BadCell."""
    plain = clean(text)
    found = _WHEN.fullmatch(plain)
    if not found:
        return read_day(text, zero).isoformat()
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        known = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise BadCell(Reason("cell.not_known_date", {"text": text.strip()})) from None
    if not EARLIEST_YEAR <= known.year <= LAST_YEAR:
        raise BadCell(Reason("cell.years", {"text": text.strip(), "first": EARLIEST_YEAR, "last": LAST_YEAR}))
    return known.isoformat()[: 10 if day else 7 if month else 4]


def _month(column: ReferenceColumn, text: str, zero: date) -> str:
    try:
        month = when(text, zero)[:7]
    except BadCell:
        month = ""
    if len(month) != len("2022-07") or not FIRST_YEAR <= int(month[:4]) <= LAST_YEAR:
        raise BadCell(f"“{text.strip()}”不是可识别的年月。{column.zh}请写成 2022-07 或 2022年7月。")
    return month


def _time(column: ReferenceColumn, text: str) -> str:
    found = _TIME.fullmatch(clean(text))
    hour, minute = (int(found[1]), int(found[2] or found[3] or 0)) if found else (24, 0)
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        raise BadCell(f"“{text.strip()}”不是时刻。{column.zh}请写成 12:00 或 12时30分。")
    return f"{hour:02d}:{minute:02d}"


def _number(column: ReferenceColumn, text: str) -> float:
    plain = clean(text)
    if plain.startswith("-"):
        raise BadCell(f"“{text.strip()}”是负数，{column.zh}不能小于 0。")
    if _SEPARATED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise BadCell(f"“{text.strip()}”不是数字。请只填数字，单位另填一列。")
    if float(plain) >= MOST:
        raise BadCell(Reason("cell.too_large", {"text": text.strip()}))
    return float(plain)


def _choice(column: ReferenceColumn, text: str) -> str:
    plain = bare(text)
    for key, names in column.choices.items():
        if plain in {bare(word) for word in (key, names.zh, names.en, *names.aliases)}:
            return key
    choices = tuple(column.choices.values())
    raise BadCell(Reason("cell.choice", {"text": text.strip(), "column": column, "choices": choices}))


def _list(column: ReferenceColumn, text: str) -> tuple[str, ...]:
    items = [item.strip() for item in _ITEMS.split(_within(column, _prose(text))) if item.strip()]
    if column.choices:
        return tuple(dict.fromkeys(_choice(column, item) for item in items))
    return tuple(dict.fromkeys(items))


def _flag(column: ReferenceColumn, text: str) -> bool:
    plain = bare(text)
    if plain in YES | NO:
        return plain in YES
    raise BadCell(Reason("cell.flag", {"text": text.strip(), "column": column}))


def _link(_: ReferenceColumn, text: str) -> str:
    plain = clean(text)
    if (
        not plain.startswith(("https://", "http://"))
        or any(letter.isspace() or letter in "<>\"'" for letter in plain)
        or unprintable(plain)
    ):
        raise BadCell(f"“{plain}”不是网址。请写以 https:// 或 http:// 开头的完整地址。")
    if len(plain) > LONGEST_LINK:
        raise BadCell(f"网址共 {len(plain)} 字，最多 {LONGEST_LINK} 字。")
    return plain


def _telephone(column: ReferenceColumn, text: str) -> str:
    plain = clean(text)
    if _MOBILE.fullmatch(plain.replace("-", "").replace(" ", "")):
        raise BadCell(f"{column.zh}里是手机号，未写入。请填单位的座机或短号，不填个人手机。")
    if not _LANDLINE.fullmatch(plain):
        raise BadCell(f"“{text.strip()}”不是座机或短号。请写成 0573-88881234、88881234、88881234转801 或 12348。")
    return plain


def _prose(text: str) -> str:
    """Return a text as it was written, but for outer blanks and the apostrophe that keeps it text."""
    return tidy(text).removeprefix("'").strip()


def _within(column: ReferenceColumn, text: str) -> str:
    if text.startswith("="):
        raise BadCell(Reason("cell.formula", {"text": text}))
    if fault := text_fault(text, column, column.longest):
        raise BadCell(fault)
    return text
