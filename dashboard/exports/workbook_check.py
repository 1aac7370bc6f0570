"""What a workbook must hold before it is handed out: read back from its bytes, each figure against its reading."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from dashboard.exports.figures import COLUMNS
from dashboard.exports.typed import Figure, typed
from data.errors import DataError
from data.readings import Reading
from layouts.document import Document, Leaf
from layouts.twins import twins
from layouts.words import Language

RATIO = re.compile(r"=([A-Z]+\d+)/([A-Z]+\d+)\*([\d.]+)")
NUMERATOR, DENOMINATOR = (get_column_letter(COLUMNS.index(name) + 1) for name in ("numerator", "denominator"))
AMOUNTS = ("value", "numerator", "denominator", "coverage", "previous", "last_year")
Row = tuple[Any, ...]


def check(content: bytes, document: Document, names: Sequence[str]) -> None:
    """Raise DataError naming sheet, cell and figure where a workbook does not say what its document does."""
    written = _rows(content, names, data_only=False)
    reckoned = _rows(content, names, data_only=True)
    _check_readings(names[-2], written[names[-2]], reckoned[names[-2]], document)
    for name, leaf in zip(names[1:-2], document.leaves, strict=True):
        _check_leaf(name, reckoned[name], leaf, document.scene.words)


def _rows(content: bytes, names: Sequence[str], *, data_only: bool) -> dict[str, list[Row]]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=data_only)
    if missing := [name for name in names if name not in book.sheetnames]:
        raise DataError(f"工作簿里缺“{missing[0]}”这张表，没有交出。请重新导出；再次出现请告知维护人员。")
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in names}
    book.close()
    return rows


def _check_readings(name: str, written: list[Row], reckoned: list[Row], document: Document) -> None:
    """Hold each row to its reading: amounts, id, and the formula worked out here from the amounts beside it."""
    if len(written) - 1 != len(document.readings):
        raise _wrong(name, "A1", "行数", len(document.readings), len(written) - 1)
    for at, (reading, row, results) in enumerate(zip(document.readings, written[1:], reckoned[1:], strict=True), 2):
        for column, key in enumerate(COLUMNS):
            if key in AMOUNTS:
                cell = f"{get_column_letter(column + 1)}{at}"
                expected = getattr(reading, key)
                for found in (_worked_out(row[column], at, row), results[column]):
                    _compare(name, cell, reading, expected, found, is_value=key == "value")
        if row[COLUMNS.index("id")] != reading.id or row[COLUMNS.index("region")] != reading.region.code:
            raise _wrong(name, f"{get_column_letter(len(COLUMNS))}{at}", "编号", reading.id, row[-1])


def _worked_out(cell: Any, at: int, row: Row) -> Any:
    """Return a cell's number, of a ratio's formula the result of the amounts in its own row."""
    if not isinstance(cell, str) or not (ratio := RATIO.fullmatch(cell)):
        return cell
    above, below, scale = ratio.groups()
    if (above, below) != (f"{NUMERATOR}{at}", f"{DENOMINATOR}{at}"):
        return cell
    return row[COLUMNS.index("numerator")] / row[COLUMNS.index("denominator")] * float(scale)


def _compare(name: str, cell: str, reading: Reading, expected: Any, found: Any, *, is_value: bool) -> None:
    if expected is None:
        is_right = isinstance(found, str) and not found.startswith("=") if is_value else found is None
    else:
        is_right = _is_same(expected, found)
    if not is_right:
        raise _wrong(name, cell, reading.id, expected, found)


def _check_leaf(name: str, rows: list[Row], leaf: Leaf, words: Language) -> None:
    """Hold the numbers of a page's sheet, in reading order, to those that its panels show."""
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
        for twin in twins(drawn.drawing, words):
            for label, *cells in twin.rows:
                for cell in cells:
                    reading = cell.reading
                    if reading and reading.value is not None and cell.text == words.figure(reading):
                        yield reading.id, reading.value
                    elif isinstance(found := typed(cell, words), Figure):
                        yield f"{drawn.title} {label.text}", found.value


def _is_same(expected: float, found: Any) -> bool:
    return isinstance(found, int | float) and math.isclose(expected, found, rel_tol=1e-12, abs_tol=1e-12)


def _wrong(name: str, cell: str, figure: str, expected: object, found: object) -> DataError:
    return DataError(
        f"工作簿“{name}”表 {cell}：{figure} 应为 {expected}，写成了 {found}。文件没有交出。请重新导出；再次出现请告知维护人员。"
    )
