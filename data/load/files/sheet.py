"""A sheet of text: what every kind of file is read into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.files.cells import SERIAL_ZERO
from data.load.files.grid import MOST_CELLS, CellGrid

READABLE = "请提供 CSV（UTF-8 或 GB18030）、XLSX、XLS、ODS 或 Parquet 文件，或装有这些文件的 ZIP 压缩包"


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
    it is, from 0; `archive` is the name of the ZIP that its file is in, and `folder` the folder inside it.
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
    archive: str = ""
    folder: str = ""

    @property
    def file(self) -> str:
        """What messages call its file: 包.zip/滨江/日报.xlsx for one that is in a ZIP."""
        return "/".join(part for part in (self.archive, self.folder, self.path.name) if part)


def of_workbook(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return the sheets of a workbook that hold anything, the hidden ones last; raises LoadError where none does.

    The first says which sheets were not read. Raises LoadError too for more cells than a load has memory for.
    """
    shown = size = 0
    filled: list[Sheet] = []
    hidden: list[Sheet] = []
    for sheet in sheets:
        size += sheet.cells.size
        if size > MOST_CELLS:
            raise LoadError(f"各工作表合起来太大（超过 {MOST_CELLS // 10_000} 万格）。请删去空白行列，或拆成几份。")
        shown += not sheet.is_hidden
        if sheet.cells.size:
            (hidden if sheet.is_hidden else filled).append(sheet)
    if not filled and not hidden:
        raise LoadError("工作簿里没有内容。请重新导出。")
    if filled:
        said = tuple(f"隐藏的工作表“{sheet.name}”没有读取。要装载，请取消隐藏后再装载。" for sheet in hidden)
        filled[0] = replace(filled[0], name=None if shown == 1 else filled[0].name, remarks=said)
    return [*filled, *hidden]
