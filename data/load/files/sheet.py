"""A sheet of text: what every kind of file is read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.load.files.cells import SERIAL_ZERO
from data.load.files.grid import CellGrid

READABLE = "请提供 CSV（UTF-8 或 GB18030）、XLSX 或 Parquet 文件"


@dataclass(frozen=True, slots=True)
class Merge:
    """A rectangle of merged cells; positions count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is hidden or struck out for a person who opens the sheet; positions count from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    is_filtered: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a file holds it: text cells by row and column, the first row of the file at 0.

    `name` distinguishes the sheet from others of its file, None where there are none; `tab` is what a workbook calls it.
    Of several tables on a sheet each is a sheet, with the rows as the file counts them and its own from `top`.
    `lengths` is how many cells each line has as written, None where a file says which cell is which. `remarks` are
    about the file, not a row. `shares_title` says that other tables on the sheet are under the same title; `is_hidden`
    that the sheet is hidden: it is checked for personal data and not read. `number` is which of the sheets of its file
    it is, from 0.
    """

    path: Path
    name: str | None
    cells: CellGrid
    merges: tuple[Merge, ...] = ()
    tab: str = ""
    top: int = 0
    lengths: NDArray[np.int32] | None = None
    unseen: Unseen = Unseen()
    day_zero: date = SERIAL_ZERO
    remarks: tuple[str, ...] = ()
    shares_title: bool = False
    is_hidden: bool = False
    number: int = 0
