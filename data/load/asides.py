"""Tells the rows that are no figures of an office: 合计 rows, averages, column numbers, notes and signatures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.load.grid import Grid
from data.load.headers import Header
from data.load.vocabulary import Role, bare

Flags = NDArray[np.bool_]
_REMARK = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_HOW_MANY = re.compile(r"共?[0-9]+[个家]?(?:司法)?所?$")
_LONGEST = 12


def total_rows(body: Grid, header: Header, words: Mapping[str, list[str]]) -> Flags:
    """Say which rows are 合计 rows, by what stands left of the first count."""
    return _label_rows(body, _labels(header), words["totals"])


def _label_rows(body: Grid, columns: Sequence[int], words: Sequence[str]) -> Flags:
    """Say which rows have a label in one of some columns that ends with one of the words: 合计, 合计（3个所）."""
    endings = tuple(words)
    return _rows_where(body, columns, lambda text: any(form.endswith(endings) for form in _forms(text)))


def aside_rows(body: Grid, header: Header, words: Mapping[str, list[str]]) -> Flags:
    """Say which rows number the columns (甲, 乙, 1, 2), hold averages, or notes and signatures."""
    names = [column.at for role in (Role.OFFICE, Role.COUNTY, Role.DAY) for column in header.of(role)]
    numbering, notes = set(words["numbering"]), tuple(words["notes"])
    aside = _rows_where(body, names, lambda text: text in numbering)
    aside |= _label_rows(body, _labels(header), words["averages"])
    open_rows = ~aside
    for at in range(body.shape[1]):
        leftmost = open_rows & body.rows_where(at, bool)
        aside |= leftmost & body.rows_where(at, lambda text: text.startswith(notes))
        open_rows &= ~leftmost
    return aside


def _labels(header: Header) -> list[int]:
    """Return the columns that may say what a row is: those left of the first count, and the offices' names."""
    first = min(column.at for column in header.of(Role.MEASURE))
    return sorted({*range(first), *(column.at for column in header.of(Role.OFFICE))})


def _forms(text: str) -> tuple[str, ...]:
    """Return the forms of a short label: as it is, without its brackets, without how many offices it counts."""
    if len(text) > 2 * _LONGEST:
        return ()
    plain = _REMARK.sub("", text)
    forms = (text.strip("()【】[]"), plain, _HOW_MANY.sub("", plain))
    return tuple(form for form in forms if 0 < len(form) <= _LONGEST)


def _rows_where(body: Grid, columns: Sequence[int], says: Callable[[str], bool]) -> Flags:
    found = np.zeros(len(body), dtype=bool)
    for at in columns:
        found |= body.rows_where(at, lambda text: bool(text) and says(bare(text)))
    return found


def subtotals(body: Grid, at: NDArray[np.intp]) -> list[bool]:
    """Say of each total row whether it sums a section only (小计)."""
    return [any("小计" in bare(str(cell)) for cell in body[step]) for step in at.tolist()]
