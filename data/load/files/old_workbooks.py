"""Reads the sheets of an XLS workbook (Excel 97 to 2003) as the same text that an XLSX of them gives."""

from __future__ import annotations

import io
import struct
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDoc, CompDocError

from data.errors import LoadError
from data.load.files.cells import SERIAL_ZERO, SERIAL_ZERO_1904
from data.load.files.date_formats import CHINESE_FORMATS
from data.load.files.grid import grid
from data.load.files.hazards import LOCKED, MACROS
from data.load.files.old_records import scan
from data.load.files.sheet import READABLE, Merge, Sheet, Unseen, of_workbook
from data.load.files.values import LOCAL_MONEY, value_text

_STREAMS = ("Workbook", "Book")
_OTHERS = {"WordDocument": "旧版 Word 文档", "PowerPoint Document": "旧版 PPT 文稿", "VisioDocument": " Visio 图"}
_BROKEN = (
    *(xlrd.XLRDError, CompDocError, struct.error, OSError, RuntimeError, ArithmeticError, AssertionError),
    *(LookupError, ValueError, TypeError, AttributeError, MemoryError),
)


def read_old_workbook(path: Path) -> list[Sheet]:
    """Return the sheets that hold anything, the hidden ones last; raises LoadError when it is none, or a broken one.

    Also refused are a password, macros, and cells that hold a figure of another workbook.
    """
    content = path.read_bytes()
    try:
        return _read(path, content)
    except _BROKEN:
        raise LoadError("XLS 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。") from None


def _read(path: Path, content: bytes) -> list[Sheet]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise LoadError(LOCKED)
    document = CompDoc(content, logfile=io.StringIO())
    names = {entry.name for entry in document.dirlist}
    if not names.intersection(_STREAMS):
        what = next((what for name, what in _OTHERS.items() if name in names), "旧版 Office 文件")
        raise LoadError(f"这是{what}，不是数据表。{READABLE}。")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"}:
        raise LoadError(MACROS)
    memory, base, length = document.locate_named_stream("Workbook" if "Workbook" in names else "Book")
    uncomputed = scan(memory[base : base + length])
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    return of_workbook(_sheets(path, book, uncomputed))


def _sheets(path: Path, book: Any, uncomputed: Collection[tuple[str, int, int]]) -> Iterator[Sheet]:
    styles = _Styles(book)
    zero = SERIAL_ZERO_1904 if book.datemode else SERIAL_ZERO
    for at, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(at)
        blank = {(row, column) for title, row, column in uncomputed if title == name}
        cells = grid(_rows(sheet, styles, blank))
        merges = tuple(
            Merge(top, left, bottom - 1, right - 1)
            for top, bottom, left, right in sheet.merged_cells
            if (bottom - top, right - left) != (1, 1)
        )
        unseen = Unseen(
            frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
            frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0),
            frozenset(_struck(sheet, styles)),
        )
        is_hidden = bool(sheet.visibility)
        yield Sheet(path, name, cells, merges, tab=name, unseen=unseen, day_zero=zero, is_hidden=is_hidden)
        book.unload_sheet(at)


class _Styles:
    """What the styles of a workbook show of a number, by the number of the style."""

    def __init__(self, book: Any) -> None:
        self.codes = [_code(book, style.format_key) for style in book.xf_list]
        self.are_dates = [is_date_format(code) for code in self.codes]
        self.are_spans = [is_timedelta_format(code) for code in self.codes]
        self.epoch = CALENDAR_MAC_1904 if book.datemode else CALENDAR_WINDOWS_1900
        self.struck_fonts = {at for at, font in enumerate(book.font_list) if font.struck_out}
        self.struck = {at for at, style in enumerate(book.xf_list) if style.font_index in self.struck_fonts}

    def text(self, value: float, style: int) -> str:
        """Return a number as its style shows it."""
        if not self.are_dates[style]:
            return value_text(value, self.codes[style])
        try:
            moment = from_excel(value, self.epoch, timedelta=self.are_spans[style])
        except (OverflowError, ValueError):
            return "#VALUE!"
        return value_text(moment, self.codes[style])


def _code(book: Any, key: int) -> str:
    if key in LOCAL_MONEY:
        return ""
    return CHINESE_FORMATS.get(key) or str(book.format_map[key].format_str if key in book.format_map else "")


def _rows(sheet: Any, styles: _Styles, uncomputed: Collection[tuple[int, int]]) -> Iterator[Sequence[str]]:
    for row in range(sheet.nrows):
        yield [
            "=公式" if uncomputed and (row, at) in uncomputed else _text(cell, styles)
            for at, cell in enumerate(sheet.row(row))
        ]


def _text(cell: Any, styles: _Styles) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return value_text(cell.value, styles.codes[cell.xf_index])
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return styles.text(cell.value, cell.xf_index)
        case xlrd.XL_CELL_BOOLEAN:
            return str(bool(cell.value))
        case xlrd.XL_CELL_ERROR:
            return str(error_text_from_code.get(cell.value, "#VALUE!"))
        case _:
            return ""


def _struck(sheet: Any, styles: _Styles) -> Iterator[tuple[int, int]]:
    """Yield the cells that are struck out, or some letters of them."""
    if not styles.struck_fonts:
        return
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} and cell.xf_index in styles.struck:
                yield row, column
    for place, runs in sheet.rich_text_runlist_map.items():
        if any(font in styles.struck_fonts for _, font in runs):
            yield place
