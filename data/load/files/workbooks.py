"""Reads the sheets of an XLSX workbook as text, with dates as ISO and formulas that were never computed."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import unescape

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange

from data.errors import LoadError
from data.load.files.cells import SERIAL_ZERO, SERIAL_ZERO_1904
from data.load.files.date_formats import CHINESE_FORMATS, shown
from data.load.files.grid import grid
from data.load.files.hazards import MACROS, file_named, linked
from data.load.files.number_formats import NumberFormat, number_format
from data.load.files.sheet import Merge, Sheet, Unseen, of_workbook
from data.load.files.values import LOCAL_MONEY, plain_text

MOST_SHARED = 64 * 2**20  # texts and styles are kept in memory while the sheets are read row by row
_SHARED = ("xl/sharedStrings.xml", "xl/styles.xml")
MOST_SHOWN = 50_000  # numbers of which it is remembered how their format shows them
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, OSError, RuntimeError, ArithmeticError),
    *(LookupError, ValueError, TypeError, AttributeError, SyntaxError),
)
_OTHER_BOOK = re.compile(r"(?<![\w\]])\[([0-9]{1,4})\]")  # [1]表!A1: the first of the linked workbooks
_TARGET = re.compile(rb'Target="([^"]{1,2000})"')


def read_workbook(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> list[Sheet]:
    """Return the sheets that hold anything, the hidden ones last; raises LoadError for a broken workbook.

    `entries` are the parts of the archive by name, whose sizes were checked. Also refused are macros and cells that
    hold a figure of another workbook.
    """
    _check(entries)
    try:
        links = _links(path, entries)
        with path.open("rb") as file, warnings.catch_warnings(action="ignore"):  # of styles that openpyxl drops
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, rich_text=True, keep_links=False)
            return of_workbook(_sheet(path, book, each, links) for each in book.worksheets)
    except _BROKEN:
        raise LoadError("XLSX 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。") from None


def _check(entries: Mapping[str, zipfile.ZipInfo]) -> None:
    """Refuse macros, and texts and styles that are too much for the memory."""
    if any(name.endswith("vbaProject.bin") for name in entries):
        raise LoadError(MACROS)
    if max((entries[name].file_size for name in _SHARED if name in entries), default=0) > MOST_SHARED:
        raise LoadError("工作簿展开后过大。请删去空白行列，或按日期拆开。")


def _links(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> list[str]:
    """Return the names of the workbooks that this one is linked with, in the order in which formulas count them."""
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        while (name := f"xl/externalLinks/externalLink{len(found) + 1}.xml") in entries:
            relations = f"xl/externalLinks/_rels/{name.rpartition('/')[2]}.rels"
            target = _TARGET.search(archive.read(relations)) if relations in entries else None
            found.append(file_named(unescape(target[1].decode("utf-8", "replace"))) if target else "")
    return found


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Reads the rows of a sheet one after another; a formula that was never computed is its own text.

    openpyxl's full workbook keeps an object of a hundred bytes for every cell, and its read-only one neither merged
    nor hidden cells; its parser of one sheet gives both.
    """

    links: Sequence[str] = ()
    title = ""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Return a cell as a dict of row, column (from 1), value and style_id."""
        cell = cast(dict[str, Any], super().parse_cell(element))
        if self.links and (other := _OTHER_BOOK.search(element.findtext(FORMULA_TAG) or "")):
            at = int(other[1]) - 1
            place = f"{get_column_letter(cell['column'])}{cell['row']}"
            raise LoadError(linked(self.title, place, self.links[at] if 0 <= at < len(self.links) else ""))
        if cell["value"] is None and element.get("t") != "str":
            formula = element.find(FORMULA_TAG)
            if formula is not None:
                cell["value"] = f"={formula.text or ''}"
        return cell


@dataclass
class _Rows:
    """The rows of a sheet as lists of text, and what is struck out in them."""

    book: Any
    parser: _Parser
    struck: set[tuple[int, int]] = field(default_factory=set)
    _shown: dict[tuple[int, object], str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[list[str]]:
        styles, formats = _struck_styles(self.book), _formats(self.book)
        below = 1
        for number, cells in self.parser.parse():
            if number < below:
                raise ValueError("rows out of order")
            for _ in range(below, number):
                yield []
            below = number + 1
            yield self._texts(number, cells, styles, formats)

    def _texts(
        self, number: int, cells: list[dict[str, Any]], styles: frozenset[int], formats: Mapping[int, NumberFormat]
    ) -> list[str]:
        filled = [cell for cell in cells if cell["value"] is not None]
        texts = [""] * max((cell["column"] for cell in filled), default=0)
        for cell in filled:
            style = formats.get(cell["style_id"]) if formats else None
            texts[cell["column"] - 1] = self._in_format(cell, style) if style else self._text(cell)
            if cell["style_id"] in styles or _is_struck(cell["value"]):
                self.struck.add((number - 1, cell["column"] - 1))
        return texts

    def _in_format(self, cell: Mapping[str, Any], style: NumberFormat) -> str:
        """Return what is on screen where a format shows more than the number: 12小时, 100%."""
        value = cell["value"]
        if type(value) not in {int, float, str} or cell["data_type"] not in {"n", "s"}:
            return self._text(cell)
        known = self._shown.get((cell["style_id"], value))
        if known is None:
            if len(self._shown) >= MOST_SHOWN:
                self._shown.clear()
            known = self._shown[cell["style_id"], value] = style.shown(value)
        return known

    def _text(self, cell: Mapping[str, Any]) -> str:
        value = cell["value"]
        if not isinstance(value, date):
            return plain_text(value)
        return shown(value, _code(self.book, self.book._cell_styles[cell["style_id"]].numFmtId))


def _parser(book: Any, sheet: Any, source: Any) -> _Parser:
    return _Parser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats | _chinese_dates(book),
        timedelta_formats=book._timedelta_formats,
        rich_text=True,
    )


def _chinese_dates(book: Any) -> set[int]:
    return {at for at, style in enumerate(book._cell_styles) if style.numFmtId in CHINESE_FORMATS}


def _code(book: Any, number: int) -> str:
    """Return a number format by its number, "" for an unknown one."""
    own = number - BUILTIN_FORMATS_MAX_SIZE
    if own >= 0:
        return str(book._number_formats[own]) if own < len(book._number_formats) else ""
    return str(CHINESE_FORMATS.get(number) or BUILTIN_FORMATS.get(number, ""))


def _sheet(path: Path, book: Any, sheet: Any, links: Sequence[str]) -> Sheet:
    with sheet._get_source() as source:
        parser = _parser(book, sheet, source)
        parser.links, parser.title = links, sheet.title
        rows = _Rows(book, parser)
        cells = grid(rows)
    unseen = Unseen(
        frozenset(int(row) - 1 for row, marks in parser.row_dimensions.items() if _is_hidden(marks, "ht")),
        frozenset(_hidden_columns(parser.column_dimensions)),
        frozenset(rows.struck),
        bool(getattr(getattr(parser, "auto_filter", None), "filterColumn", ())),
    )
    zero = SERIAL_ZERO_1904 if book.epoch == CALENDAR_MAC_1904 else SERIAL_ZERO
    merges, is_hidden = tuple(_merges(parser)), sheet.sheet_state != "visible"
    return Sheet(path, sheet.title, cells, merges, tab=sheet.title, unseen=unseen, day_zero=zero, is_hidden=is_hidden)


def _merges(parser: _Parser) -> Iterator[Merge]:
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        left, top, right, bottom = CellRange(merged.ref).bounds
        if (left, top) != (right, bottom):
            yield Merge(top - 1, left - 1, bottom - 1, right - 1)


def _hidden_columns(columns: Mapping[str, Mapping[str, str]]) -> Iterator[int]:
    for marks in columns.values():
        if _is_hidden(marks, "width"):
            yield from range(int(marks["min"]) - 1, int(marks["max"]))


def _is_hidden(marks: Mapping[str, str], size: str) -> bool:
    return marks.get("hidden") in {"1", "true"} or float(marks.get(size, 1)) == 0


def _formats(book: Any) -> dict[int, NumberFormat]:
    """Return by style the number formats that show more than the number."""
    numbers = {style.numFmtId for style in book._cell_styles} - LOCAL_MONEY
    codes = {number: number_format(_code(book, number)) for number in numbers}
    found = ((at, codes.get(style.numFmtId)) for at, style in enumerate(book._cell_styles))
    return {at: style for at, style in found if style}


def _struck_styles(book: Any) -> frozenset[int]:
    return frozenset(at for at, style in enumerate(book._cell_styles) if book._fonts[style.fontId].strike)


def _is_struck(value: object) -> bool:
    """Say whether some letters of a cell are struck out."""
    return isinstance(value, CellRichText) and any(
        isinstance(part, TextBlock) and part.font.strike for part in cast(list[Any], value)
    )
