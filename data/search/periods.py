"""The periods that a line of text names: 上周, 第 47 周, 11 月, 2026-W47, last month, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.errors import UnknownPeriod
from data.periods import Grain, Period

GAP = "\n"  # what takes the place of a period in a text
DIGITS = "零一二三四五六七八九"
NUMBER = rf"(?:\d{{1,2}}|[{DIGITS}十]{{1,4}})"
YEAR = r"(?:(?P<year>20\d\d)\s*年?\s*)"
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = "一二三四五六日"
FORMS: tuple[tuple[Grain, re.Pattern[str]], ...] = tuple(
    (grain, re.compile(pattern))
    for grain, pattern in (
        (Grain.DAY, r"(?<!\d)(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
        (Grain.DAY, rf"{YEAR}?(?<!\d)(?P<month>{NUMBER})\s*月\s*(?P<day>{NUMBER})\s*[日号]"),
        (Grain.WEEK, r"(?<!\d)(?P<year>20\d\d)\s*-?\s*w(?P<week>\d{1,2})(?!\d)"),
        (Grain.WEEK, rf"{YEAR}?第?\s*(?<!\d)(?P<week>{NUMBER})\s*周"),
        (Grain.WEEK, r"\b(?:week|wk|w)\s*(?P<week>\d{1,2})\b(?:\s*(?:of\s*)?(?P<year>20\d\d))?"),
        (Grain.QUARTER, rf"{YEAR}?-?\s*(?:第\s*)?(?P<quarter>[1-4一二三四])\s*季(?:度|(?![一-鿿]))"),
        (Grain.QUARTER, r"\b(?:(?P<year>20\d\d)\s*-?\s*)?q(?P<quarter>[1-4])\b(?:\s*(?P<later>20\d\d))?"),
        (Grain.MONTH, rf"{YEAR}?(?<!\d)(?P<month>{NUMBER})\s*月份?"),
        (Grain.MONTH, r"(?<!\d)(?P<year>20\d\d)[-/.](?P<month>\d{1,2})(?!\d)"),
        (
            Grain.MONTH,
            rf"\b(?P<name>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})\b(?:\s*(?P<year>20\d\d))?",
        ),
        (Grain.YEAR, r"(?<![\dw_-])(?P<year>20\d\d)\s*(?:年度?|(?![\d_-]))"),
    )
)
WEEKDAY = re.compile(rf"(?P<which>[本这上])(?:周|星期)(?P<weekday>[{WEEKDAYS}天])")


@dataclass(frozen=True, slots=True)
class PeriodNames:
    """The names of the periods none, one, two … of a grain ago."""

    ago: Mapping[Grain, Sequence[Sequence[str]]]


def named_periods(text: str, names: PeriodNames, today: date) -> tuple[list[Period], str, list[str]]:
    """Return the periods a text in lower case names, the text with GAP in their place, and what is no period after all.

    A period without a year is the newest of that name that has begun. A second period that differs is no longer asked
    for and among what was not understood, as are week 60 and the 31st of November.
    """
    found: list[tuple[int, str, Period | None]] = []

    def take(match: re.Match[str], period: Period | None) -> str:
        found.append((match.start(), match.group().strip(), period))
        return GAP * len(match.group())  # later matches keep their places

    text = WEEKDAY.sub(lambda match: take(match, _weekday(match, today)), text)
    for name, grain, back in sorted(_spoken(names), key=lambda each: -len(each[0])):
        ago = Period.holding(today, grain).back(back + 1)[0]
        text = re.sub(_bounded(name), lambda match, ago=ago: take(match, ago), text)  # type: ignore[misc]
    for grain, form in FORMS:
        text = form.sub(lambda match, grain=grain: take(match, _written(match, grain, today)), text)  # type: ignore[misc]
    ordered = sorted(found, key=lambda each: each[0])
    periods = [period for _, _, period in ordered if period]
    unread = [said for _, said, period in ordered if period is None or period != periods[0]]
    return periods, text, unread


def _spoken(names: PeriodNames) -> list[tuple[str, Grain, int]]:
    return [
        (name, grain, back) for grain, ago in names.ago.items() for back, written in enumerate(ago) for name in written
    ]


def _bounded(name: str) -> str:
    """Return a pattern for a name; one of Latin letters must not be part of a longer word, except for pinyin beside it."""
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)


def _weekday(match: re.Match[str], today: date) -> Period:
    monday = Period.holding(today, Grain.WEEK).first - timedelta(days=7 * (match["which"] == "上"))
    return Period(Grain.DAY, monday + timedelta(days=WEEKDAYS.index(match["weekday"].replace("天", "日"))))


def _written(match: re.Match[str], grain: Grain, today: date) -> Period | None:
    """Return the period that a match writes; None for one that no calendar has."""
    parts = {key: text for key, text in match.groupdict().items() if text}
    if "name" in parts:
        parts["month"] = str(next(n for n, name in enumerate(MONTHS, 1) if name.startswith(parts["name"])))
    numbers = {key: _number(text) for key, text in parts.items() if key != "name"}
    asked = numbers.get("year") or numbers.get("later")
    years = [asked] if asked else [today.year + 1, today.year, today.year - 1]
    periods = [period for year in years if (period := _of_year(year, grain, numbers))]
    return next((period for period in periods if asked or period.first <= today), None)


def _of_year(year: int, grain: Grain, numbers: Mapping[str, int]) -> Period | None:
    match grain:
        case Grain.DAY:
            key = f"{year}-{numbers['month']:02d}-{numbers['day']:02d}"
        case Grain.WEEK:
            key = f"{year}-W{numbers['week']:02d}"
        case Grain.MONTH:
            key = f"{year}-{numbers['month']:02d}"
        case Grain.QUARTER:
            key = f"{year}-Q{numbers['quarter']}"
        case Grain.YEAR:
            key = f"{year}"
    try:
        return Period.parse(key)
    except UnknownPeriod:
        return None


def _number(text: str) -> int:
    """Return a number up to 99 in figures or Chinese: 47, 四十七, 十一."""
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * (DIGITS.find(tens) if tens else len(ten)) + (DIGITS.find(ones) if ones else 0)
