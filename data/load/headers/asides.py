"""Finds the rows that are not figures of an office: column numbers, notes and signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.load.files.grid import CellGrid
from data.load.headers.headers import Header
from data.load.headers.vocabulary import ColumnRole, bare

Flags = NDArray[np.bool_]


def aside_rows(body: CellGrid, header: Header, words: Mapping[str, list[str]]) -> Flags:
    """Flag the rows that number the columns (甲, 乙, 1, 2), or hold notes and signatures."""
    names = [column.at for role in (ColumnRole.OFFICE, ColumnRole.COUNTY, ColumnRole.DAY) for column in header.of(role)]
    numbering, notes = set(words["numbering"]), tuple(words["notes"])
    aside = _rows_where(body, names, lambda text: text in numbering)
    open_rows = ~aside
    for at in range(body.shape[1]):
        leftmost = open_rows & body.rows_where(at, bool)
        aside |= leftmost & body.rows_where(at, lambda text: text.startswith(notes))
        open_rows &= ~leftmost
    return aside


def _rows_where(body: CellGrid, columns: Sequence[int], says: Callable[[str], bool]) -> Flags:
    found = np.zeros(len(body), dtype=bool)
    for at in columns:
        found |= body.rows_where(at, lambda text: bool(text) and says(bare(text)))
    return found
