"""A sheet of text: what every kind of file is read into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.cells import SERIAL_ZERO, Texts

READABLE = "请提供 CSV（UTF-8 或 GB18030）、XLSX 或 Parquet 文件"
MOST_CELLS = 20_000_000
_BLOCK = 10_000
_MOST_KNOWN = 100_000


@dataclass(frozen=True, slots=True)
class Merge:
    """A rectangle of merged cells; positions count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a person who opens the sheet does not see, or sees struck out; positions count from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    is_filtered: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a file holds it: text cells by row and column, the first row of the file at 0.

    `name` tells the sheet from others of its file, None where there are none; `tab` is what a workbook calls it.
    Of several tables on a sheet each is a sheet, with the rows as the file counts them and its own from `top`.
    `lengths` is how many cells each line has as written, None where a file says which cell is which. `remarks` are
    about the file as a whole. `shares_title` says that other tables on the sheet are under the same title; `is_hidden`
    that nobody sees the sheet: it is looked through for persons and not read.
    """

    path: Path
    name: str | None
    cells: Texts
    merges: tuple[Merge, ...] = ()
    tab: str = ""
    top: int = 0
    lengths: NDArray[np.int32] | None = None
    unseen: Unseen = Unseen()
    day_zero: date = SERIAL_ZERO
    remarks: tuple[str, ...] = ()
    shares_title: bool = False
    is_hidden: bool = False


def grid(rows: Iterable[Sequence[str]]) -> Texts:
    """Return rows of unlike length as one rectangle of text, without the empty rows and columns at its end.

    A text that comes again is kept once, so that a rectangle of the usual figures takes eight bytes a cell. Raises
    LoadError for more than `MOST_CELLS`.
    """
    known: dict[str, str] = {}
    blocks: list[Texts] = []
    block: list[list[str]] = []
    width = 0
    for count, row in enumerate(rows, start=1):
        filled = _without_end(row)
        width = max(width, len(filled))
        if count * width > MOST_CELLS:
            raise LoadError(f"表格太大（超过 {MOST_CELLS // 10_000} 万格）。请删去空白行列，或按日期、按县拆开。")
        block.append([known.setdefault(text, text) for text in filled])
        if len(block) == _BLOCK:
            blocks.append(_rectangle(block))
            block = []
        if len(known) > _MOST_KNOWN:
            known = {}
    if block:
        blocks.append(_rectangle(block))
    return _joined(blocks, width)


def _without_end(row: Sequence[str]) -> Sequence[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _rectangle(rows: Sequence[Sequence[str]]) -> Texts:
    width = max(map(len, rows))
    cells: Texts = np.full((len(rows), width), "", dtype=object)
    for at, row in enumerate(rows):
        cells[at, : len(row)] = row
    return cells


def _joined(blocks: list[Texts], width: int) -> Texts:
    """Return blocks one below the other, giving back each as it is copied."""
    count = sum(map(len, blocks))
    while blocks and not blocks[-1].size:
        count -= len(blocks.pop())
    cells: Texts = np.empty((count, width), dtype=object)  # takes its memory as it is filled
    blocks.reverse()
    first = 0
    while blocks:
        block = blocks.pop()
        cells[first : first + len(block), : block.shape[1]] = block
        cells[first : first + len(block), block.shape[1] :] = ""
        first += len(block)
    filled = np.flatnonzero((cells[-_BLOCK:] != "").any(axis=1)) if cells.size else np.array([], dtype=int)
    return cells[: max(0, count - _BLOCK) + filled[-1] + 1] if len(filled) else cells[:0, :0]
