"""Reads counts that a column or a cell gives in another unit than its measure: hours where minutes are kept, 万元 where yuan are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import cast

from data.load.files.cells import MOST, BadCell, Counts, Texts, clean, counts_read, read_count, read_counts
from data.load.headers.grammar import Grammar, Unit, load_grammar, squeezed

UNITLESS = "没有写单位，同一列别的格写着"  # why a bare number is refused
_DECIMAL = re.compile(r"(?:[0-9]{1,3}(?:[, '][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WORDED = re.compile(rf"(?P<before>[^\W\d_]{{1,8}}|¥)?\s*(?P<number>{_DECIMAL.pattern})\s*(?P<after>[^\d%‰]{{0,12}})")
_PLAINLY_WORDED = re.compile("([0-9]{1,12})([\u4e00-\u9fff]{1,4})")  # as nearly all are


@dataclass(frozen=True, slots=True)
class Worded:
    """A cell that holds a number and a word beside it: 12小时, ¥35."""

    text: str
    number: str
    word: str


@dataclass(frozen=True, slots=True)
class CellUnits:
    """The units that may be beside the figures of a column.

    `bases` are the units that its measure can be written in, `stated` is the one that its header or title states, `own`
    the one that it is kept in.
    """

    grammar: Grammar
    bases: frozenset[str]
    stated: Unit | None
    own: str

    @property
    def scales(self) -> Mapping[str, int]:
        """Words that multiply by themselves: 万 is ten thousand of the column's own unit."""
        return cast(Mapping[str, int], self.grammar.data["units"]["scales"])

    def unit(self, word: str) -> Unit | None:
        """Return the unit that a word is, None where figures of the column are in no such unit."""
        if scale := self.scales.get(word):
            return Unit(word, self.own, Fraction(scale))
        unit = self.grammar.unit(word)
        return unit if unit and unit.base in self.bases else None

    def read(self, cell: Worded) -> int | None:
        """Return the count that a number with a unit is; raises BadCell."""
        unit = self.unit(cell.word)
        way_out = f"请按“{self.own}”只填数字；字样若是单元格格式加上的，请把格式改为常规。"
        if unit is None and self.grammar.unit(cell.word) is None:  # a word that may be anything is not repeated
            raise BadCell(f"“{cell.text}”不只是数字。{way_out}")
        if unit is None:
            raise BadCell(f"“{cell.text}”里的“{cell.word}”不是此列的单位。{way_out}")
        if self.stated is not None and unit.times != self.stated.times:
            raise BadCell(f"“{cell.text}”里的单位和列名或标题里的“{self.stated.text}”不一，分不清是哪一个。{way_out}")
        return converted(cell.number, unit)


def worded(text: str) -> Worded | None:
    """Return the number and the word in a cell that holds just these, None for any other."""
    if plain := _PLAINLY_WORDED.fullmatch(text):
        return Worded(text, plain[1], plain[2])
    if text.isdigit() or any(unicodedata.category(letter) in {"No", "Cf"} for letter in text):
        return None
    found = _WORDED.fullmatch(clean(text))
    words = [squeezed(found[part] or "").strip("()") for part in ("before", "after")] if found else []
    if found is None or not (words[0] == "¥" or any(map(str.isalpha, words[1]))):
        return None
    return Worded(text.strip(), found["number"], "…".join(filter(None, words)))


def is_figure(text: str) -> bool:
    """Say whether a cell holds a count, with or without a unit."""
    try:
        return read_count(text) is not None
    except BadCell:
        found = worded(text)
        return found is not None and load_grammar().unit(found.word) is not None


def read_column(texts: Texts, unit: Unit | None, cells: CellUnits | None) -> Counts:
    """Return a column of counts in the measure's own unit, of which some cells may state a unit by themselves."""
    found = {text: cell for text in dict.fromkeys(texts.tolist()) if cells and (cell := worded(text))}
    if cells is None or not found:
        return read_counts(texts) if unit is None else converted_counts(texts, unit)

    stated = {cells.unit(word) for word in {cell.word for cell in found.values()}} if cells.stated is None else set()
    others = {each for each in stated if each and each.times != 1}
    said = {conversion(each) for each in others}
    beside = next((each.text for each in others if each.text not in cells.scales), "")

    @cache
    def read(text: str) -> int | None:
        if cell := found.get(text):
            return cells.read(cell)
        number = read_count(text) if unit is None else converted(text, unit)
        if number and beside:
            raise BadCell(f"“{text.strip()}”{UNITLESS}“{beside}”，分不清是哪一个。请每格都写，或都不写。")
        return number

    return replace(counts_read(texts, read), conversions=tuple(sorted(said)))


def converted_counts(texts: Texts, unit: Unit) -> Counts:
    """Return a column of counts in the measure's own unit; a result that is not an integer is a fault."""
    return counts_read(texts, partial(converted, unit=unit))


def converted(text: str, unit: Unit) -> int | None:
    """Return the whole number that a cell is in the unit's base, None when it is empty; raises BadCell."""
    plain = clean(text)
    if not _DECIMAL.fullmatch(plain):
        return read_count(text)  # empty, or no number: its reason is the same in every unit
    number = Fraction(re.sub("[, ']", "", plain)) * unit.times
    if number.denominator != 1:
        raise BadCell(
            f"“{text.strip()}”{unit.text}折合 {float(number):g} {unit.base}，不是整数。请改按{unit.base}填报。"
        )
    if number >= MOST:
        raise BadCell(f"“{text.strip()}”{unit.text}大得不可能。请核对位数和单位。")
    return int(number)


def conversion(unit: Unit) -> str:
    """Return what a unit is in its base, for the report."""
    if unit.times >= 1:
        return f"1 {unit.text} = {unit.times} {unit.base}"
    return f"{1 / unit.times} {unit.text} = 1 {unit.base}"
