"""Builders of the same sheets as every kind of file that bureaus send."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

ODS = "application/vnd.oasis.opendocument.spreadsheet"


def write_xls(path: Path, sheets: Mapping[str, Sequence[Any]], hidden: Sequence[str] = ()) -> Path:
    """Write a workbook of Excel 97 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value, *([day] if isinstance(value, date) else []))
        sheet.visibility = int(name in hidden)
    book.save(str(path))
    return path


def write_ods(path: Path, sheets: Mapping[str, Sequence[Any]]) -> Path:
    """Write an open document."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(ods_cell(value))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def ods_cell(value: Any) -> Any:
    """Return a cell of an open document with a value as it types it."""
    match value:
        case None:
            return TableCell()
        case bool():
            cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
        case int() | float():
            cell = TableCell(valuetype="float", value=str(value))
        case datetime() | date():
            cell = TableCell(valuetype="date", datevalue=value.isoformat())
        case _:
            cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def write_zip(path: Path, files: Mapping[str, bytes | Path]) -> Path:
    """Write an archive of files by the names that they have inside."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path
