"""Tells the rows that are no figures of an office: 合计 rows, column numbers, notes and signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from data.load.cells import Texts
from data.load.headers import Header
from data.load.vocabulary import Role, bare

Flags = NDArray[np.bool_]


def total_rows(body: Texts, header: Header, words: Mapping[str, list[str]]) -> Flags:
    """Say which rows are 合计 rows, by what stands left of the first count."""
    endings = tuple(words["totals"])
    first = min(column.at for column in header.of(Role.MEASURE))
    names = [column.at for column in header.of(Role.OFFICE)]
    columns = sorted({*range(first), *names})
    return _rows_where(body, columns, lambda text: len(text) <= 12 and text.strip("()【】").endswith(endings))


def aside_rows(body: Texts, header: Header, words: Mapping[str, list[str]]) -> Flags:
    """Say which rows number the columns (甲, 乙, 1, 2) or hold notes and signatures."""
    names = [column.at for role in (Role.OFFICE, Role.COUNTY, Role.DAY) for column in header.of(role)]
    numbering, notes = set(words["numbering"]), tuple(words["notes"])
    aside = _rows_where(body, names, lambda text: text in numbering)
    for step in np.flatnonzero(~aside).tolist():
        leftmost = next((text for text in body[step] if text), "")
        aside[step] = leftmost.startswith(notes)
    return aside


def _rows_where(body: Texts, columns: list[int], says: Callable[[str], bool]) -> Flags:
    found = np.zeros(len(body), dtype=bool)
    for at in columns:
        yes = [text for text in dict.fromkeys(body[:, at].tolist()) if text and says(bare(text))]
        if yes:
            found |= np.isin(body[:, at].astype(str), yes)
    return found


def subtotals(body: Texts, at: NDArray[np.intp]) -> list[bool]:
    """Say of each total row whether it sums a section only (小计)."""
    return [any("小计" in bare(str(cell)) for cell in body[step]) for step in at.tolist()]
