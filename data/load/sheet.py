"""A sheet of text: what every kind of file is read into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.load.cells import Texts

READABLE = "请提供 CSV（UTF-8 或 GB18030）、XLSX 或 Parquet 文件"


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells of one column merged over rows; positions count from 0, both ends included."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in a file: text cells by row and column, the first row of the file at 0.

    `name` tells the sheet from others of its file, None where there are none; `tab` is what a workbook calls it.
    """

    path: Path
    name: str | None
    cells: Texts
    merges: tuple[Merge, ...] = ()
    tab: str = ""
