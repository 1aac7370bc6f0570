"""Checks a workbook before it is delivered: it is read back from its bytes, each figure compared with its reading."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from dashboard.exports.figures import COLUMNS
from dashboard.exports.pictures.check import check_watermark
from dashboard.exports.pictures.ink import clean
from dashboard.exports.typed import typed
from dashboard.exports.xlsx.watermark import watermarks
from data.errors import DataError
from data.readings import Reading
from layouts.charts.amount import Amount
from layouts.charts.drawn import Leaf
from layouts.charts.twins import whole_twins
from layouts.pages.document import Document
from layouts.words.language import Language

FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>')
RATIO = re.compile(r"([A-Z]+\d+)/([A-Z]+\d+)\*([\d.]+)")
LETTERS = [get_column_letter(column + 1) for column in range(len(COLUMNS))]
VALUE, NUMERATOR, DENOMINATOR = (COLUMNS.index(name) for name in ("value", "numerator", "denominator"))
AMOUNTS = ("value", "numerator", "denominator", "coverage", "previous", "last_year")
Row = tuple[Any, ...]


def check(content: bytes, document: Document, names: Sequence[str]) -> None:
    """Raise DataError naming sheet, cell and figure where a workbook does not say what its document does."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    if missing := [name for name in names if name not in book.sheetnames]:
        raise DataError(f"工作簿里缺“{missing[0]}”这张表，没有交出。请重新导出；再次出现请告知维护人员。")
    check_watermark(clean(document.watermark), watermarks(content, names))
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in names}
    book.close()
    _check_readings(names[-2], rows[names[-2]], _formulas(content, len(names) - 1), document)
    for name, leaf in zip(names[1:-2], document.leaves, strict=True):
        _check_leaf(name, rows[name], leaf, document.context.words)


def _formulas(content: bytes, sheet: int) -> dict[str, str]:
    """Return the formulas of a sheet, counted from 1, by their cells."""
    with ZipFile(BytesIO(content)) as parts:
        text = parts.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    return dict(FORMULA.findall(text))


def _check_readings(name: str, rows: list[Row], formulas: Mapping[str, str], document: Document) -> None:
    """Compare each row with its reading: amounts, id, and the formula computed here from the amounts beside it."""
    if len(rows) - 1 != len(document.readings):
        raise _wrong(name, "A1", "行数", len(document.readings), len(rows) - 1)
    for at, (reading, row) in enumerate(zip(document.readings, rows[1:], strict=True), 2):
        for column, key in enumerate(COLUMNS):
            if key in AMOUNTS:
                cell = f"{LETTERS[column]}{at}"
                _compare(name, cell, reading, getattr(reading, key), row[column], is_value=key == "value")
        if reading.value is not None and reading.denominator is not None:
            cell = f"{LETTERS[VALUE]}{at}"
            _compare(name, cell, reading, reading.value, _worked_out(formulas.get(cell, ""), at, row), is_value=True)
        if row[COLUMNS.index("id")] != reading.id or row[COLUMNS.index("region")] != reading.region.code:
            raise _wrong(name, f"{LETTERS[-1]}{at}", "编号", reading.id, row[-1])


def _worked_out(formula: str, at: int, row: Row) -> Any:
    """Return the result of a ratio's formula with the amounts in its own row; any other is returned as it is."""
    ratio = RATIO.fullmatch(formula)
    if not ratio or (ratio[1], ratio[2]) != (f"{LETTERS[NUMERATOR]}{at}", f"{LETTERS[DENOMINATOR]}{at}"):
        return formula
    return row[NUMERATOR] / row[DENOMINATOR] * float(ratio[3])


def _compare(name: str, cell: str, reading: Reading, expected: Any, found: Any, *, is_value: bool) -> None:
    if expected is None:
        is_right = isinstance(found, str) if is_value else found is None
    else:
        is_right = _is_same(expected, found)
    if not is_right:
        raise _wrong(name, cell, reading.id, expected, found)


def _check_leaf(name: str, rows: list[Row], leaf: Leaf, words: Language) -> None:
    """Compare the numbers of a page's sheet, in reading order, with those that its panels show."""
    found = [
        (f"{get_column_letter(column)}{at}", cell)
        for at, row in enumerate(rows, 1)
        for column, cell in enumerate(row, 1)
        if isinstance(cell, int | float)
    ]
    expected = list(_figures(leaf, words))
    for (cell, number), (label, value) in zip(found, expected, strict=False):
        if not _is_same(value, number):
            raise _wrong(name, cell, label, value, number)
    if len(found) != len(expected):
        raise _wrong(name, "A1", "数字的个数", len(expected), len(found))


def _figures(leaf: Leaf, words: Language) -> Iterator[tuple[str, float]]:
    """Yield the figures of a page with what they are of; one shown as its reading's value is that reading's value."""
    for drawn in leaf.drawn:
        for twin in whole_twins(drawn.drawing, words):
            for label, *cells in twin.rows:
                for cell in cells:
                    reading = cell.reading
                    if reading and reading.value is not None and cell.text == words.figure(reading):
                        yield reading.id, reading.value
                    elif isinstance(found := typed(cell, words), Amount):
                        yield f"{drawn.title} {label.text}", found.value


def _is_same(expected: float, found: Any) -> bool:
    return isinstance(found, int | float) and math.isclose(expected, found, rel_tol=1e-12, abs_tol=1e-12)


def _wrong(name: str, cell: str, figure: str, expected: object, found: object) -> DataError:
    return DataError(
        f"工作簿“{name}”表 {cell}：{figure} 应为 {expected}，写成了 {found}。文件没有交出。请重新导出；再次出现请告知维护人员。"
    )
