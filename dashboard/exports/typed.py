"""A figure of a table twin as a typed cell: the number behind what is drawn, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from layouts.charts.twins import TwinCell
from layouts.words.language import MINUS, Language

# 1 to 3 digits, then thousands set apart: a code or a year is not written so and stays a text
WRITTEN = re.compile(
    rf"(?P<sign>[+{MINUS}]?)(?P<whole>\d{{1,3}}(?:\u2009\d{{3}})*)(?P<rest>\.\d+)?(?P<unit>[\s\u2009]*(?:[%‰]|[\u4e00-\u9fff]{{1,4}})?)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the decimals and the unit it is written with; `is_signed` ones show a plus."""

    value: float
    decimals: int
    unit: str = ""
    is_signed: bool = False


def typed(cell: TwinCell, words: Language) -> Figure | str:
    """Return a cell's figure, unrounded where that is known, the word of its status where it has none, or its text."""
    reading, written = cell.reading, WRITTEN.fullmatch(cell.text)
    if cell.value is None and reading is not None and reading.value is None:
        return words.status(reading)
    if written is None:
        is_named = any(letter.isalpha() for letter in cell.text)
        return cell.text if cell.value is None or is_named else Figure(cell.value, cell.decimals)
    if cell.value is None and reading is None and written["unit"].strip() not in {"", "%"}:
        return cell.text
    known = reading.value if reading and cell.value is None else cell.value
    return _figure(known if known is not None and _is_shown(known, written) else _number(written), written)


def _is_shown(value: float, written: re.Match[str]) -> bool:
    """Say whether a value is what is written, but for its rounding."""
    return abs(_number(written) - value) <= 0.5000001 * 10.0 ** -_decimals(written)


def _figure(value: float, written: re.Match[str]) -> Figure:
    return Figure(value, _decimals(written), written["unit"].strip(), is_signed=written["sign"] == "+")


def _number(written: re.Match[str]) -> float:
    number = float(written["whole"].replace("\u2009", "") + (written["rest"] or ""))
    return -number if written["sign"] == MINUS else number


def _decimals(written: re.Match[str]) -> int:
    return max(len(written["rest"] or "") - 1, 0)
