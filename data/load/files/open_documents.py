"""Reads the sheets of an ODS workbook as the same text that an XLSX of them gives."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipInfo

from lxml import etree
from openpyxl.utils import get_column_letter

from data.errors import LoadError
from data.load.files.grid import MOST_CELLS, grid
from data.load.files.hazards import LOCKED, MACROS, file_named, linked
from data.load.files.open_styles import OFFICE, TABLE, TEXT, XLINK, CellStyle, Styles
from data.load.files.sheet import READABLE, Merge, Sheet, Unseen, of_workbook
from data.load.files.values import value_text

MOST_STYLES = 32 * 2**20
MOST_COLUMNS = 16_384
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OTHERS = {"text": " ODT 文档", "presentation": " ODP 文稿", "graphics": " ODG 图"}
_BROKEN = (
    *(zipfile.BadZipFile, etree.LxmlError, EOFError, OSError, RuntimeError, ArithmeticError),
    *(LookupError, ValueError, TypeError, AttributeError),
)
_LINK = re.compile(r"'([^']+)'#")
_FAULT = re.compile(r"#[A-Z]|Err:[0-9]")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_NOTES = {f"{OFFICE}annotation", f"{OFFICE}annotation-end"}
_BREAKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def read_open_document(path: Path, parts: Mapping[str, ZipInfo]) -> list[Sheet]:
    """Return the sheets that hold anything, the hidden ones last; raises LoadError when it is none, or a broken one.

    `parts` are those of the archive by name. Also refused are a password, macros, and figures of another file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, parts)
            styles = Styles()
            for name in ("styles.xml", "content.xml"):
                if name in parts:
                    with archive.open(parts[name]) as file:
                        styles.read(file)
            with archive.open(parts["content.xml"]) as file:
                return of_workbook(_sheets(path, file, styles))
    except _BROKEN:
        raise LoadError("ODS 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。") from None


def _check(archive: zipfile.ZipFile, parts: Mapping[str, ZipInfo]) -> None:
    """Refuse other kinds of document, those with a password and those with macros."""
    kind = archive.read(parts["mimetype"])[:200].decode("ascii", "replace").strip() if "mimetype" in parts else ""
    if kind and not kind.startswith(_SPREADSHEET):
        what = next((what for word, what in _OTHERS.items() if f"opendocument.{word}" in kind), "开放文档")
        raise LoadError(f"这是{what}，不是工作簿。{READABLE}。")
    manifest = "META-INF/manifest.xml"
    is_encrypted = manifest in parts and b"encryption-data" in archive.read(parts[manifest])[: 2**20]
    if "encrypted-package" in parts or is_encrypted:
        raise LoadError(LOCKED)
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        raise LoadError(MACROS)
    if "styles.xml" in parts and parts["styles.xml"].file_size > MOST_STYLES:
        raise LoadError("工作簿展开后过大。请删去空白行列，或按日期拆开。")


def _sheets(path: Path, file: Any, styles: Styles) -> Iterator[Sheet]:
    """Yield the tables of a document; rows are read one after another and forgotten."""
    events = etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True)
    for event, element in events:
        if event == "start" and element.tag == f"{TABLE}table":
            yield _sheet(path, _SheetRows(events, element, styles))
        elif event == "start" and element.tag == f"{TABLE}tracked-changes":
            _skip(events, element)


def _skip(events: Any, until: Any) -> None:
    for event, element in events:
        if event == "end" and element is until:
            element.clear()
            return


def _sheet(path: Path, rows: _SheetRows) -> Sheet:
    cells = grid(rows)
    unseen = Unseen(
        frozenset(rows.hidden), frozenset(rows.hidden_columns), frozenset(rows.struck), is_filtered=rows.is_filtered
    )
    return Sheet(path, rows.name, cells, tuple(rows.merges), tab=rows.name, unseen=unseen, is_hidden=rows.is_hidden)


@dataclass
class _SheetRows:
    """The rows of a table as lists of text, and what is merged, hidden and struck out in them."""

    events: Any
    table: Any
    styles: Styles
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    is_filtered: bool = False
    column_styles: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the table is called."""
        return str(self.table.get(f"{TABLE}name", ""))

    @property
    def is_hidden(self) -> bool:
        """Whether the table is not shown."""
        return self.table.get(f"{TABLE}style-name") in self.styles.hidden_tables

    def __iter__(self) -> Iterator[Sequence[str]]:
        at = blank = depth = 0
        for event, element in self.events:
            if event == "start":
                depth += element.tag == f"{TABLE}table"
                if element.tag == f"{TABLE}table-source":
                    raise LoadError(linked(self.name, "A1", file_named(element.get(f"{XLINK}href", ""))))
                continue
            if element.tag == f"{TABLE}table":
                if element is self.table:
                    element.clear()
                    return
                depth -= 1
            elif not depth and element.tag == f"{TABLE}table-column":
                self._note_column(element)
            elif not depth and element.tag == f"{TABLE}table-row":
                texts = self._row(at + blank, element)
                count = _times(element, "number-rows-repeated", 2**20)
                if any(texts):
                    yield from ([] for _ in range(blank))
                    yield from (texts for _ in range(count))
                    at, blank = at + blank + count, 0
                else:
                    blank += count
                element.clear()
                _drop_before(element)

    def _note_column(self, column: Any) -> None:
        count = _times(column, "number-columns-repeated", MOST_COLUMNS)
        first = len(self.column_styles)
        count = min(count, MOST_COLUMNS - first)
        self.column_styles += [column.get(f"{TABLE}default-cell-style-name", "")] * count
        if column.get(f"{TABLE}visibility", "visible") != "visible":
            self.hidden_columns.update(range(first, first + count))

    def _row(self, at: int, row: Any) -> list[str]:
        seen = row.get(f"{TABLE}visibility", "visible")
        repeated = _times(row, "number-rows-repeated", 2**20)
        if seen != "visible" and repeated < MOST_COLUMNS:
            self.hidden.update(range(at, at + repeated))
            self.is_filtered = self.is_filtered or seen == "filter"
        texts: list[str] = []
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            count = _times(cell, "number-columns-repeated", MOST_COLUMNS)
            text = "" if cell.tag.endswith("covered-table-cell") else self._cell(at, column, cell, row)
            if text:
                texts += [""] * (column - len(texts)) + [text] * count
            column += count
            if column > MOST_COLUMNS:
                break
        return texts

    def _cell(self, row: int, column: int, cell: Any, line: Any) -> str:
        place = f"{get_column_letter(column + 1)}{row + 1}"
        formula = cell.get(f"{TABLE}formula", "")
        if other := _LINK.search(formula):
            raise LoadError(linked(self.name, place, file_named(other[1])))
        if (source := cell.find(f"{TABLE}cell-range-source")) is not None:
            raise LoadError(linked(self.name, place, file_named(source.get(f"{XLINK}href", ""))))
        down = _times(cell, "number-rows-spanned", MOST_CELLS)
        right = _times(cell, "number-columns-spanned", MOST_COLUMNS)
        if (down, right) != (1, 1):
            self.merges.append(Merge(row, column, row + down - 1, column + right - 1))
        default = self.column_styles[column] if column < len(self.column_styles) else ""
        named = cell.get(f"{TABLE}style-name") or line.get(f"{TABLE}default-cell-style-name") or default
        style = self.styles.of(named)
        text = _text(cell, style, formula)
        if text and (style.is_struck or self.styles.strikes(cell)):
            self.struck.add((row, column))
        return text


def _times(element: Any, name: str, most: int) -> int:
    """Return how often an element is repeated or how far it reaches, at most `most`."""
    return max(1, min(int(element.get(f"{TABLE}{name}", 1)), most))


def _drop_before(element: Any) -> None:
    """Release the rows that were read, which the parser else keeps below their table."""
    while element.getprevious() is not None:
        del element.getparent()[0]


def _text(cell: Any, style: CellStyle, formula: str) -> str:
    """Return a cell as an XLSX with the same value and format gives it."""
    kind = cell.get(f"{OFFICE}value-type", "")
    seen = "\n".join(_letters(line) for line in cell.iterchildren(f"{TEXT}p", f"{TEXT}h"))
    if _FAULT.match(seen) and (kind in {"", "float"} or formula):
        return seen
    if formula and not (kind or seen):
        return f"={formula.partition('=')[2]}"
    value, code = _value(cell, kind, style.code)
    return value_text(seen or cell.get(f"{OFFICE}string-value", "") if value is None else value, code)


def _value(cell: Any, kind: str, code: str) -> tuple[object, str]:
    """Return what a cell holds and the format that shows it; None where it is a text."""
    match kind:
        case "float" | "currency":
            return _number(cell.get(f"{OFFICE}value")), code
        case "percentage":
            return _number(cell.get(f"{OFFICE}value")), code if "%" in code else "0%"
        case "date":
            return datetime.fromisoformat(cell.get(f"{OFFICE}date-value")), code or "yyyy-mm-dd"
        case "time":
            return _span(cell.get(f"{OFFICE}time-value")), ""
        case "boolean":
            return cell.get(f"{OFFICE}boolean-value") == "true", ""
        case _:
            return None, code


def _letters(element: Any) -> str:
    """Return the text of a paragraph, without what is noted at the cell."""
    if element.tag in _NOTES or not isinstance(element.tag, str):
        return ""
    if element.tag in _BREAKS:
        return _BREAKS[element.tag]
    if element.tag == f"{TEXT}s":
        return " " * min(int(element.get(f"{TEXT}c", 1)), 1000)
    return (element.text or "") + "".join(_letters(part) + (part.tail or "") for part in element)


def _number(text: str) -> int | float:
    return float(text) if set(text.lower()) & {".", "e"} else int(text)


def _span(text: str) -> time | timedelta:
    """Return what a clock shows of a time of day (PT08H30M00S), or a longer span."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return time(hours, minutes, seconds) if span < timedelta(days=1) and not found[1] else span
