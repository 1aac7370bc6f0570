"""Refuses files about persons before anything of them is kept: only counts by office and day may come in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from data.errors import LoadError
from data.load.files.sheet import Sheet
from data.load.headers.vocabulary import bare, unbracketed
from data.reasons import Reason
from data.text.free import identity_number, person_number

WORDS = Path(__file__).with_name("persons.toml")
SHOWN = 5
SHORTEST = 11  # signs of a telephone number, the shortest number of a person

_NUMBERING = re.compile(r"^[0-9一二三四五六七八九十]{1,3}[.、)]")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+(e-?[0-9]+)?", re.IGNORECASE)
_WAY_OUT = (
    "系统只收按单位、按日的汇总数，任何个人信息都不入库。整个文件未读入，也没有留下任何内容。"
    "请在业务系统按司法所汇总后再报，或删去这些内容。"
)


def refuse_persons(path: Path, sheets: Sequence[Sheet]) -> None:
    """Raise LoadError where a file has a column of persons or the number of one, naming the places and no content."""
    names = dict.fromkeys([path.stem, *(name for sheet in sheets for name in (sheet.folder, sheet.path.stem))])
    places = [*_in_names(names), *(place for sheet in sheets for place in _in_sheet(sheet))]
    if places:
        more = f" 等 {len(places)} 处" if len(places) > SHOWN else ""
        raise LoadError(f"{'；'.join(places[:SHOWN])}{more}。{_WAY_OUT}")


def _in_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if reason := person_number(name):
            yield f"文件名里有{reason}"


def _in_sheet(sheet: Sheet) -> Iterator[str]:
    where = "" if sheet.name is None else f"{'隐藏的工作表' if sheet.is_hidden else ''}【{sheet.name}】"
    where = f"“{sheet.file}”{where}" if sheet.archive else where
    texts = sheet.cells.texts() - {""}
    wanted = {text for text in texts if not text.isdigit() and _is_person_column(text)}
    for at, column in sheet.cells.where(wanted):
        yield f"{where}第 {at + 1} 行有“{' '.join(str(sheet.cells[at, column]).split())}”列，是个人信息"
    numbers = {text: reason for text in texts if (reason := _number_in(text))}
    for at, column in sheet.cells.where(numbers):
        text = str(sheet.cells[at, column])
        if identity_number(text) or not _is_contact(sheet, at, column):
            yield f"{where}第 {at + 1} 行第 {column + 1} 列有{numbers[text]}"


def _number_in(text: str) -> Reason | None:
    return person_number(text) if len(text) >= SHORTEST and not _DECIMAL.fullmatch(text.strip()) else None


def _is_person_column(text: str) -> bool:
    words = _words()
    plain = unbracketed(_NUMBERING.sub("", bare(text)))
    if len(plain) > 20 or any(plain.startswith(staff) for staff in words["staff"]):
        return False
    return plain in words["columns"] or plain.endswith(tuple(words["endings"]))


def _is_contact(sheet: Sheet, at: int, column: int) -> bool:
    """Say whether a telephone number is that of the staff who fill in the form: the cell, its header or the cell before says so."""
    before = str(sheet.cells[at, column - 1]) if column else ""
    said = [str(sheet.cells[at, column]), before, *(str(cell) for cell in sheet.cells[:at, column][:20])]
    return any(word in bare(text) for text in said for word in _words()["contacts"])


@cache
def _words() -> Mapping[str, frozenset[str]]:
    return {
        key: frozenset(bare(word) for word in words)
        for key, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()
    }
