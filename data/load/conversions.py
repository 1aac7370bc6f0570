"""Reads counts that a column gives in another unit than its measure: hours where minutes are kept, 万元 where yuan are."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial

from data.load.cells import MOST, BadCell, Counts, Texts, clean, counts_read, read_count
from data.load.grammar import Unit

_DECIMAL = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[, '][0-9]{3})+)(?:\.[0-9]+)?")


def converted_counts(texts: Texts, unit: Unit) -> Counts:
    """Return a column of counts in the measure's own unit; what does not come out whole is a fault."""
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
