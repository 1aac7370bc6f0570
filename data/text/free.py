"""The one guard for text that people write: what names a person, or cannot be kept or shown, does not get in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from data.errors import TextRefused
from data.reasons import Bilingual, InterfaceWord, Reason

WORDS = Path(__file__).with_name("free.toml")
IDENTITY = Reason("personal.identity")

_NUMERALS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两", "001234567891234567892")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_GAP = re.compile(r"(?<=[0-9])[\s\-–—_.·•/]{1,3}(?=[0-9xX])")
_RUN = re.compile(r"[0-9]{15,}[xX]?")
_MOBILE = re.compile(r"(?<![0-9])(?:\+|00)?(?:86)?1[3-9][0-9]{9}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7}(?![0-9])")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_PLACE = re.compile(r"(?<![0-9.])(?:7[3-9]|[89][0-9]|1[0-3][0-9])\.[0-9]{4,}\D{1,4}(?:[1-5]?[0-9])\.[0-9]{4,}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def checked(text: str, what: str | InterfaceWord, longest: int) -> str:
    """Return a text as it may be kept: without outer blanks and invisible marks, with plain line ends.

    `what` is what the text is called on the screen, `longest` the most characters. Raises TextRefused.
    """
    plain = tidy(text)
    if fault := text_fault(plain, what, longest):
        raise TextRefused(fault)
    return plain


def tidy(text: str) -> str:
    """Return a text without outer blanks and invisible marks, with plain line ends."""
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def text_fault(text: str, what: str | InterfaceWord | Bilingual, longest: int) -> Reason | None:
    """Return why a text cannot be kept, None where it can: too long, an unprintable sign, or what names a person."""
    if len(text) > longest:
        return Reason("text.long", {"what": what, "most": longest, "count": len(text)})
    if sign := unprintable(text):
        place, code = text.index(sign) + 1, f"{ord(sign):04X}"
        return Reason("text.unprintable", {"what": what, "place": place, "code": code})
    if kind := names_a_person(text):
        return Reason("text.personal", {"what": what, "kind": kind})
    return None


def unprintable(text: str) -> str:
    """Return the first sign that a file or a database cannot hold, "" where there is none; line ends and tabs are fine.

    These are the control characters, half surrogate pairs and the code points that XML 1.0 leaves out.
    """
    return next((sign for sign in text if _is_unprintable(sign)), "")


def _is_unprintable(sign: str) -> bool:
    return (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t\r") or (ord(sign) & 0xFFFE) == 0xFFFE


def names_a_person(text: str) -> Reason | None:
    """Return what in a text names a person, None where nothing does.

    Full-width, Chinese and foreign digits, blanks, points, hyphens and invisible marks between digits hide no number.
    A name is noticed only where a word says that it is one (姓名：…, 对象张某): a program cannot know the others.
    """
    if reason := person_number(text):
        return reason
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if _MAIL.search(plain):
        return Reason("personal.mail")
    if _PLATE.search(plain.upper()):
        return Reason("personal.plate")
    if _PLACE.search(plain):
        return Reason("personal.place")
    return Reason("personal.name") if _named().search(plain) else None


def person_number(text: str) -> Reason | None:
    """Return what in a text looks like the number of a person's identity card, bank card or telephone, None for nothing."""
    plain = _digits(text)
    for shown in dict.fromkeys((plain, _GAP.sub("", plain), _GAP.sub("", plain.translate(_NUMERALS)))):
        if any(_has_identity(run[0]) for run in _RUN.finditer(shown)):
            return IDENTITY
        if any(_is_bank_card(run[0]) for run in _RUN.finditer(shown)):
            return Reason("personal.bank")
        if _MOBILE.search(shown) or _LANDLINE.search(shown):
            return Reason("personal.telephone")
    return None


def identity_number(text: str) -> bool:
    """Say whether a text holds what looks like the number of an identity card, however it is written."""
    return person_number(text) == IDENTITY


def _digits(text: str) -> str:
    """Return a text with every kind of digit as 0 to 9 and no invisible marks."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in plain)


def _has_identity(run: str) -> bool:
    """Say whether a run of digits is an identity number, or a longer one holds one whose check digit is right."""
    if len(run) == 18:
        return _is_birthday(run[6:14])
    if len(run) == 15:
        return run.isdigit() and _is_birthday(f"19{run[6:12]}")
    return any(_is_checked(run[at : at + 18]) for at in range(len(run) - 17))


def _is_checked(number: str) -> bool:
    """Say whether 18 digits are an identity number by birthday and check digit (GB 11643-1999)."""
    if not number[:17].isdigit() or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()


def _is_bank_card(run: str) -> bool:
    """Say whether a run of digits is a card of the Chinese interbank network (62…) by its Luhn digit (ISO/IEC 7812)."""
    if not run.isdigit() or not run.startswith("62") or not 16 <= len(run) <= 19:
        return False
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(run)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _is_birthday(digits: str) -> bool:
    """Say whether eight digits are the birthday of a living person."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100


@cache
def _named() -> re.Pattern[str]:
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    single, double = "".join(words["surnames"]["single"]), "|".join(words["surnames"]["double"])
    surname = f"(?:{double}|[{single}])"
    label = "|".join(words["labels"]["label"])
    persons = "|".join(words["labels"]["persons"])
    address = "|".join(words["labels"]["address"])
    common = "|".join(words["labels"]["not_names"])
    end = r"(?=$|[\s，。、；：,.;:（）()“”\"'的在于因从被将已未近又再曾等为与和及同涉脱失违受到来去逾拒旷负获])"
    return re.compile(
        rf"(?:{label})\s*[:：]\s*(?!{common}){surname}[\u4e00-\u9fff·]{{1,3}}"
        rf"|(?:{persons})[:：\s“]*(?!{common}){surname}(?:[\u4e00-\u9fff]{{1,2}})(?<![区县市所镇乡]){end}"
        rf"|(?!{common}){surname}[\u4e00-\u9fff]{{1,2}}(?:{address})"
        rf"|(?<![\u4e00-\u9fff]){surname}某(?:某|[甲乙丙丁])?(?!些|种|个|项|地|时|日|月|年)"
        rf"|{surname}某(?:某|[甲乙丙丁])"
    )
