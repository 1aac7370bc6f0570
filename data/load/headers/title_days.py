"""Which day a title, a sheet's name or a file's name gives, and whether it means a run of days instead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from data.load.headers.grammar import load_grammar

_TIME = r"(?:[Tt\s]*[0-9]{1,2}\s*(?::[0-9]{2}(?::[0-9]{2})?|时(?:[0-9]{1,2}分)?|点))"
_DAY = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?:\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})(?![0-9])(?:\s*(?:日(?!报)|号))?"
    rf"(?:{_TIME}(?:\s*[-~至到]+{_TIME})?)?|([0-9]{{2}})([0-9]{{2}})(?:[0-9]{{4}}|[0-9]{{6}})?(?![0-9]))"
)
_HOURS = re.compile(r"([0-9]{1,2})\s*(?::[0-9:]+|时(?:[0-9]{1,2}分)?|点)\s*[-~至到]+[Tt\s]*([0-9]{1,2})\s*[:时点]")
_WEEKDAY = re.compile(r"[(\s]*(?:星期|周)[一二三四五六日天]\)?")
_RUN_AFTER = re.compile(
    r"\s*([-~至到_、,和及&]+)\s*(?:[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]?(?:\s*[0-9]{1,2}时)?|[0-9]{1,2}\s*[日号]|[0-9]{1,2}[./][0-9]{1,2}(?![0-9])|([0-9]{1,2})(?![0-9:时点年月]))"
)
_RUN_BEFORE = re.compile(
    r"(?:[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]?|[0-9]{1,2}\s*[日号]|(?<![0-9])[0-9]{1,2}\.[0-9]{1,2})\s*[-~至到]+\s*$"
)
_UNTIL = re.compile(r"(截[至止])到?(?:日期|时间|日)?\s*:?\s*([^\s,;。()]{0,24})")
_END_OF_DAY = re.compile(r"24\s*[:时点]|23:59|当日|本日|今日")
_DIGITS = "〇一二三四五六七八九"
_CHINESE_DAY = re.compile(
    "(二[〇零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_JOINS = re.compile(r"\s*[-~至到]+\s*")
_MONTH, _MONTH_DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12][0-9]|0?[1-9])"
_RUNS = re.compile(
    rf"(?<![0-9])(?:{_MONTH}\s*月\s*{_MONTH_DAY}\s*[日号]?\s*[-~至到]+\s*(?:{_MONTH}\s*月\s*)?{_MONTH_DAY}\s*[日号]?"
    rf"|{_MONTH}-{_MONTH_DAY}\s*[~至到]+\s*(?:{_MONTH}-)?{_MONTH_DAY}"
    rf"|{_MONTH}[./]{_MONTH_DAY}\s*[-~至到]+\s*(?:{_MONTH}[./])?{_MONTH_DAY}"
    rf"|{_MONTH_DAY}\s*[日号]?\s*[-~至到]+\s*{_MONTH_DAY}\s*[日号]"
    rf"|(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])\s*[-~至到]+\s*(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"
    rf"|{_MONTH}\s*月?份?\s*[-~至到]+\s*{_MONTH}\s*月份?)(?![0-9])"
    r"|(?:星期|周)[一二三四五六日天]\s*[-~至到]+\s*(?:星期|周)?[一二三四五六日天]"
    r"|(?<![a-z0-9])(?:20[0-9]{2}\s*-?\s*)?(?:w|wk|week)\s*-?[0-9]{1,2}(?![0-9])",
    re.IGNORECASE,
)
_WITHOUT_YEAR = re.compile(rf"(?<![0-9])({_MONTH})\s*月\s*({_MONTH_DAY})\s*[日号]")
_ALONE = re.compile(rf"\s*({_MONTH})[.-]({_MONTH_DAY})\s*")  # a sheet called 11.22
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])(?:\s*年)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates and periods in a text.

    `day` is the one day that it gives; `run` a run of days as written, "" when there is none; `made` the day of
    making, as written; `partial` a month and day without a year; `rest` the text without all of these. `is_labelled`
    says that a word before the day calls it that of the figures (统计日期：); `until` is a word by which figures may be
    sums up to the day (截至), "" where there is none, and `is_end_of_day` says that an hour behind it names the day's end.
    """

    day: date | None
    run: str
    made: str
    partial: tuple[int, int] | None
    rest: str
    is_labelled: bool = False
    until: str = ""
    is_end_of_day: bool = False


def dated(text: str) -> Dated:
    """Return the dates and periods in a text; several days are a run of them."""
    plain = normal(text)
    days: dict[date, bool] = {}
    run, made, rest, start, at = "", "", [], 0, 0
    last: date | None = None
    for found in _DAY.finditer(plain):
        day = _day(found)
        if day is None:
            continue
        before, after = plain[at : found.start()], plain[found.end() :]
        if label := _made_before(before) or _made_after(after):
            made = f"{label} {found[0].strip()}"
        else:
            days[day] = days.get(day, False) or _is_labelled(before)
        if hours := _HOURS.search(found[0]):
            run = run or ("" if int(hours[1]) == 0 and int(hours[2]) in {23, 24} else found[0])
        tail = _run_after(day, after)
        if _JOINS.fullmatch(before) and at:
            run, before = run or ("" if day == last else f"{plain[start:at]}{before}{found[0]}"), ""
        elif tail:
            run = run or f"{found[0]}{tail}"
        elif head := _RUN_BEFORE.search(before):
            run, before = run or f"{head[0]}{found[0]}", before[: head.start()]
        rest.append(before)
        start, at, last = found.start(), found.end() + len(tail), day
        if weekday := _WEEKDAY.match(after):
            at += weekday.end()
    rest.append(plain[at:])
    is_labelled = any(days.values())
    days = {day: True for day, is_labelled in days.items() if is_labelled} or days
    if len(days) > 1:
        run = run or "、".join(day.isoformat() for day in sorted(days))
    left = " ".join(rest)
    if not run and (other := _RUNS.search(left)):
        run = other[0]
    left = _RUNS.sub(" ", left)
    partials, made_then = _days_without_year(plain, left)
    run = run or ("、".join(partials.values()) if len(partials) > 1 else "")
    partial = next(iter(partials), None)
    day = next(iter(days), None)
    if day is None and partial and not made and len(years := {*_YEAR.findall(left)}) == 1:
        day = _existing(int(years.pop()), *partial)
        left = _YEAR.sub(" ", left) if day else left
    return Dated(day, run, made or made_then, partial, _WITHOUT_YEAR.sub(" ", left), is_labelled, *_until(plain))


def _days_without_year(plain: str, left: str) -> tuple[dict[tuple[int, int], str], str]:
    """Return the months and days without a year, as written, and one that is of making; `left` is without other dates."""
    alone, made = _ALONE.fullmatch(plain), ""
    found = {(int(alone[1]), int(alone[2])): plain} if alone else {}
    for each in _WITHOUT_YEAR.finditer(left):
        if label := _made_before(left[: each.start()]) or _made_after(left[each.end() :]):
            made = f"{label} {each[0].strip()}"
        else:
            found[int(each[1]), int(each[2])] = each[0].strip()
    return found, made


def normal(text: str) -> str:
    """Return a text in half-width forms, without unseen letters, with one kind of each dash."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    plain = re.sub("[‐‑‒–—―─−]+", "~", plain).replace("〜", "~")
    return _CHINESE_DAY.sub(lambda found: "{}年{}月{}日".format(*map(_number, found.groups())), plain)


def _number(text: str) -> int:
    """Return the number that Chinese digits are: 二〇二六, 十一, 二十二."""
    digits = [_DIGITS.index(letter) if letter in _DIGITS else -1 for letter in text.replace("零", "〇")]
    if -1 not in digits:
        return int("".join(map(str, digits)))
    tens, _, ones = text.partition("十")
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def _day(found: re.Match[str]) -> date | None:
    year, month, day, packed_month, packed_day = found.groups()
    return _existing(int(year), int(month or packed_month), int(day or packed_day))


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _run_after(day: date, after: str) -> str:
    """Return what makes a date the first of a run of days; "-2" behind it is only a copy's number."""
    tail = _RUN_AFTER.match(after)
    if tail is None or (tail[2] and (int(tail[2]) > 31 or (not set("~至到") & {*tail[1]} and int(tail[2]) <= day.day))):
        return ""
    return tail[0]


def _made_before(text: str) -> str:
    words = "|".join(load_grammar().data["titles"]["makings"])
    found = re.search(rf"((?:{words})(?:截[至止])?(?:日期|时间|日|于|在)?)[:\s_(-]*$", text, re.IGNORECASE)
    return found[1] if found else ""


def _made_after(text: str) -> str:
    words = "|".join(load_grammar().data["titles"]["makings"])
    found = re.match(
        rf"[\s)]*日?({words})(?!截|日期|时间|人|单位|部门|机构|员|频率|频次|周期|:|表|情况|数)", text, re.IGNORECASE
    )
    return found[1] if found else ""


def _until(text: str) -> tuple[str, bool]:
    """Return the word for a count up to a day, "" where there is none, and whether it says that it means the day's end."""
    for found in _UNTIL.finditer(text):
        if not _made_before(text[: found.start()]):
            return found[1], bool(_END_OF_DAY.search(found[2]))
    return "", False


def _is_labelled(text: str) -> bool:
    words = "|".join(load_grammar().data["titles"]["days"])
    return bool(re.search(rf"(?:{words})[:\s]*$", text))
