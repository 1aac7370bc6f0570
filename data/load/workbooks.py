"""Reads the visible sheets of an XLSX workbook as text, with dates as ISO and formulas that were never computed."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl

from data.errors import LoadError
from data.load.cells import Texts
from data.load.sheet import READABLE, Merge, Sheet

MOST_UNPACKED = 512 * 2**20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, OSError, RuntimeError, ArithmeticError),
    *(LookupError, ValueError, TypeError, AttributeError),
)


def read_workbook(path: Path) -> list[Sheet]:
    """Return the visible sheets that hold anything; raises LoadError when it is no workbook, or a broken one."""
    try:
        with_formulas = _is_checked(path)
        sheets = _open(path, values=True)
        formulas = _open(path, values=False) if with_formulas else {}
    except _BROKEN:
        raise LoadError("XLSX 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。") from None
    found = [_sheet(path, name, sheet, formulas.get(name), single=len(sheets) == 1) for name, sheet in sheets.items()]
    filled = [sheet for sheet in found if sheet.cells.size]
    if not filled:
        raise LoadError("工作簿里没有内容。请重新导出。")
    return filled


def _is_checked(path: Path) -> bool:
    """Refuse archives that are no workbook or unpack to too much; say whether any sheet holds formulas."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if "xl/workbook.xml" not in names:
            what = " Word 文档" if any(name.startswith("word/") for name in names) else "压缩包"
            raise LoadError(f"这是{what}，不是工作簿。{READABLE}。")
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise LoadError("工作簿展开后过大。请删去空白行列，或按日期拆开。")
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    return any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def _open(path: Path, *, values: bool) -> dict[str, Any]:
    with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles and extensions that it drops
        book = openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=values)  # whatever its name ends in
    return {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}


def _sheet(path: Path, name: str, sheet: Any, formulas: Any | None, *, single: bool) -> Sheet:
    texts = {place: _text(cell.value) for place, cell in _cells(sheet).items() if cell.value is not None}
    for place, cell in _cells(formulas).items() if formulas else ():
        if place not in texts and cell.value is not None:
            texts[place] = str(getattr(cell.value, "text", cell.value))
    rows = max((row for row, _ in texts), default=0)
    columns = max((column for _, column in texts), default=0)
    cells: Texts = np.full((rows, columns), "", dtype=object)
    for (row, column), text in texts.items():
        cells[row - 1, column - 1] = text
    return Sheet(path, None if single else name, cells, _merges(sheet), tab=name)


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """Return the cells that exist: a sheet formatted to its last row reports a million of them by the public way."""
    return sheet._cells  # type: ignore[no-any-return]


def _merges(sheet: Any) -> tuple[Merge, ...]:
    return tuple(
        Merge(merged.min_col - 1, merged.min_row - 1, merged.max_row - 1)
        for merged in sheet.merged_cells.ranges
        if merged.min_col == merged.max_col
    )


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
